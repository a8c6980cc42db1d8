"""Small decoders of every family that people bring, from codes (n, 6) to pictures."""

import torch
import torch.nn.functional as F
from torch import nn

LATENT = 6


class Dense(nn.Module):
    """Batch normalisation and dropout: the mode matters."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(LATENT, 64), nn.BatchNorm1d(64), nn.Dropout(0.5))

    def forward(self, z):
        return torch.sigmoid(self.layers(z)).view(-1, 8, 8)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(LATENT, 16), nn.Linear(16, 8)
        self.gru = nn.GRU(16, 16, batch_first=True)

    def forward(self, z):
        steps = self.first(z)[:, None].expand(-1, 8, -1)
        return torch.sigmoid(self.last(self.gru(steps)[0]))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(LATENT, 16), nn.Linear(16, 8)
        self.places = nn.Parameter(torch.randn(8, 16))
        layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, 1)

    def forward(self, z):
        return torch.sigmoid(self.last(self.layers(self.first(z)[:, None] + self.places)))


class GroupNormed(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(LATENT, 8 * 16)
        self.norm = nn.GroupNorm(4, 8)
        self.last = nn.Conv2d(8, 3, 3, padding=1)

    def forward(self, z):
        x = F.silu(self.norm(self.first(z).view(-1, 8, 4, 4)))
        return torch.tanh(self.last(F.interpolate(x, scale_factor=2, mode="bilinear")))


class Modulated(nn.Module):
    """A convolution with weights of each row's own, as one with a group for each."""

    def __init__(self, inputs, outputs, kernel, *, up=False):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, kernel, kernel))
        self.style = nn.Linear(LATENT, inputs)
        self.up = up

    def forward(self, x, w):
        n, channels, height, width = x.shape
        weight = self.weight[None] * (self.style(w) + 1)[:, None, :, None, None]
        weight = weight * torch.rsqrt(weight.pow(2).sum([2, 3, 4], keepdim=True) + 1e-8)
        kernel = weight.shape[3:]
        x = x.reshape(1, n * channels, height, width)
        if self.up:
            weight = weight.transpose(1, 2).reshape(n * channels, -1, *kernel)
            y = F.conv_transpose2d(x, weight, stride=2, groups=n)
        else:
            weight = weight.reshape(-1, channels, *kernel)
            y = F.conv2d(x, weight, padding=kernel[0] // 2, groups=n)
        return y.view(n, -1, *y.shape[2:])


class Style(nn.Module):
    """Modulated convolutions and a fixed noise buffer."""

    def __init__(self):
        super().__init__()
        self.start = nn.Parameter(torch.randn(1, 8, 4, 4))
        self.first, self.last = Modulated(8, 6, 3, up=True), Modulated(6, 3, 1)
        self.register_buffer("noise", torch.randn(1, 1, 4, 4))

    def forward(self, z):
        x = self.start.repeat(z.shape[0], 1, 1, 1) + 0.1 * self.noise
        x = F.avg_pool2d(F.leaky_relu(self.first(x, z), 0.2), 2, 1)
        return torch.tanh(self.last(x, z))


class OneAtATime(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(LATENT, 64)

    def forward(self, z):
        return torch.sigmoid(self.layer(z.view(1, LATENT))).view(1, 8, 8)


class Bare(OneAtATime):
    def forward(self, z):
        if z.ndim != 1:
            raise ValueError("one code, please")
        return torch.sigmoid(self.layer(z)).view(8, 8)


class Holed(OneAtATime):
    """Some pixels are never computed."""

    def forward(self, z):
        pictures = torch.sigmoid(self.layer(z)).view(-1, 8, 8)
        hole = torch.where(torch.arange(8) == 3, float("nan"), 0.0)
        return pictures + hole


class Length(OneAtATime):
    """Python's len of a tensor, which fixes it for who notes the steps of tensors."""

    def forward(self, z):
        return torch.sigmoid(self.layer(z)).reshape(len(z), 8, 8)


class Branching(OneAtATime):
    def forward(self, z):
        x = self.layer(z)
        if x.sum() > 0:
            x = 2 * x
        return torch.sigmoid(x).view(-1, 8, 8)


class Noisy(OneAtATime):
    def forward(self, z):
        return torch.sigmoid(self.layer(z) + torch.randn(z.shape[0], 64)).view(-1, 8, 8)


class Stubborn(Dense):
    """Cannot be copied."""

    def __deepcopy__(self, memo):
        raise TypeError("there is only one of me")
