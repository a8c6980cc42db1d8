"""Small models with the signatures of the models people train and share."""

from collections import OrderedDict
from dataclasses import dataclass

import torch
from torch import nn


class OfficialVAE(nn.Module):
    """The example of the torch project: flat, functional sigmoid, (mu, logvar)."""

    def __init__(self, size=64, latent=5):
        super().__init__()
        self.size = size
        self.fc1 = nn.Linear(size, 16)
        self.fc21 = nn.Linear(16, latent)
        self.fc22 = nn.Linear(16, latent)
        self.fc3 = nn.Linear(latent, 16)
        self.fc4 = nn.Linear(16, size)

    def encode(self, x):
        h = torch.relu(self.fc1(x))
        return self.fc21(h), self.fc22(h)

    def decode(self, z):
        return torch.sigmoid(self.fc4(torch.relu(self.fc3(z))))

    def forward(self, x):
        mu, logvar = self.encode(x.view(-1, self.size))
        return self.decode(mu), mu, logvar


class TripleVAE(OfficialVAE):
    """encode returns (mu, logvar, z)."""

    order = ("mu", "logvar", "z")

    def encode(self, x):
        mu, logvar = super().encode(x)
        parts = {"mu": mu, "logvar": logvar}
        parts["z"] = mu + torch.randn_like(mu) * torch.exp(logvar / 2)
        return tuple(parts[name] for name in self.order)


class SampleFirstVAE(TripleVAE):
    """encode returns (z, mu, logvar)."""

    order = ("z", "mu", "logvar")


class QuietTripleVAE(OfficialVAE):
    """encode returns (z, mu, logvar), and z is mu in evaluation mode."""

    def encode(self, x):
        mu, logvar = super().encode(x)
        z = mu + torch.randn_like(mu) * torch.exp(logvar / 2) if self.training else mu
        return z, mu, logvar


class DictVAE(OfficialVAE):
    def encode(self, x):
        mu, logvar = super().encode(x)
        return {"mu": mu, "log_var": logvar, "kl": (mu**2).sum()}

    def decode(self, z):
        return {"recon_x": super().decode(z), "z": z}


class NormalVAE(OfficialVAE):
    """encode returns a torch distribution, decode too."""

    def encode(self, x):
        mu, logvar = super().encode(x)
        return torch.distributions.Independent(
            torch.distributions.Normal(mu, torch.exp(logvar / 2)), 1
        )

    def decode(self, z):
        return torch.distributions.Bernoulli(probs=super().decode(z))


class DeterministicAE(OfficialVAE):
    def encode(self, x):
        return super().encode(x)[0]


class LatentsAE(OfficialVAE):
    """An output object with .latents, and a decoder with .sample, both tensors."""

    def encode(self, x):
        return Holder(latents=super().encode(x)[0])

    def decode(self, z):
        return Holder(sample=super().decode(z))


class HiddenStateAE(OfficialVAE):
    def encode(self, x):
        return Holder(last_hidden_state=super().encode(x)[0], attentions=None)


class SampleTensorAE(OfficialVAE):
    def encode(self, x):
        return Holder(sample=super().encode(x)[0])


class Holder:
    def __init__(self, **values):
        self.__dict__.update(values)


class LibraryVAE(nn.Module):
    """Submodules `encoder` and `decoder`, outputs in ordered dicts with attributes."""

    class Output(OrderedDict):
        def __getattr__(self, name):
            try:
                return self[name]
            except KeyError:
                raise AttributeError(name) from None

    class Encoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(64, 16), nn.ReLU())
            self.embedding = nn.Linear(16, 4)
            self.log_var = nn.Linear(16, 4)

        def forward(self, x):
            h = self.layers(x.reshape(-1, 64))
            return LibraryVAE.Output(embedding=self.embedding(h), log_covariance=self.log_var(h))

    class Decoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(4, 64), nn.Sigmoid())

        def forward(self, z):
            return LibraryVAE.Output(reconstruction=self.layers(z).reshape(-1, 1, 8, 8))

    def __init__(self):
        super().__init__()
        self.encoder = LibraryVAE.Encoder()
        self.decoder = LibraryVAE.Decoder()

    def forward(self, inputs):
        return self.decoder(self.encoder(inputs["data"]).embedding)


class ConvVAE(nn.Module):
    """encode returns a list; decode views flat features; forward returns four things."""

    def __init__(self, latent=6):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU())
        self.fc_mu = nn.Linear(8 * 16, latent)
        self.fc_var = nn.Linear(8 * 16, latent)
        self.decoder_input = nn.Linear(latent, 8 * 16)
        self.final = nn.Sequential(
            nn.ConvTranspose2d(8, 8, 3, 2, 1, output_padding=1), nn.Conv2d(8, 3, 3, 1, 1), nn.Tanh()
        )

    def encode(self, x):
        h = torch.flatten(self.down(x), start_dim=1)
        return [self.fc_mu(h), self.fc_var(h)]

    def decode(self, z):
        return self.final(self.decoder_input(z).view(-1, 8, 4, 4))

    def forward(self, x):
        mu, log_var = self.encode(x)
        return [self.decode(mu), x, mu, log_var]


@dataclass
class LatentDistOutput:
    latent_dist: object


@dataclass
class SampleOutput:
    sample: torch.Tensor


class DiagonalGaussian:
    """A distribution with sample and mode as methods, mean and logvar as tensors."""

    def __init__(self, moments):
        self.mean, self.logvar = moments.chunk(2, dim=1)

    def sample(self):
        return self.mean + torch.randn_like(self.mean) * torch.exp(self.logvar / 2)

    def mode(self):
        return self.mean


class SpatialVAE(nn.Module):
    """Spatial codes (4, h, w), unbounded output in [-1, 1]."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Conv2d(3, 8, 4, 4)
        self.quant_conv = nn.Conv2d(8, 8, 1)
        self.post_quant_conv = nn.Conv2d(4, 4, 1)
        self.decoder = nn.ConvTranspose2d(4, 3, 4, 4)

    def encode(self, x, return_dict=True):
        distribution = DiagonalGaussian(self.quant_conv(self.encoder(x)))
        return LatentDistOutput(distribution) if return_dict else (distribution,)

    def decode(self, z, return_dict=True):
        output = self.decoder(self.post_quant_conv(z))
        return SampleOutput(output) if return_dict else (output,)


def dcgan(latent=100, channels=3):
    """A generator of 32x32 pictures from (latent, 1, 1)."""
    return nn.Sequential(
        nn.ConvTranspose2d(latent, 16, 4, 1, 0, bias=False),
        nn.BatchNorm2d(16),
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(16, 8, 4, 2, 1, bias=False),
        nn.BatchNorm2d(8),
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(8, channels, 8, 4, 2, bias=False),
        nn.Tanh(),
    )


def flat_gan(latent=12, size=64):
    return nn.Sequential(
        nn.Linear(latent, 16), nn.LeakyReLU(0.2), nn.Linear(16, size), nn.Sigmoid()
    )
