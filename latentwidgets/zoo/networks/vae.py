"""Autoencoders for pictures of 64 by 64 pixels, small enough to decode in a page in milliseconds.

Most of the decoder's work is at 8 to 32 pixels; at 64 there is one layer.
"""

import itertools
import math

import torch
from torch import Tensor, nn

__all__ = ["Autoencoder", "VariationalAutoencoder"]

_SIDE = 4  # of the smallest picture
_SLOPE = 0.1


class Autoencoder(nn.Module):
    """Convolutions down to 4 by 4 pixels, two dense layers, and the way back.

    Images are ``(n, channels, 64, 64)`` in [0, 1], codes ``(n, latent_size)``.

    Parameters
    ----------
    latent_size
        Of a code.
    channels
        3, or 1 for grey.
    widths
        Channels at 32, 16, 8 and 4 pixels; the encoder goes to 16 pixels in one step, which costs
        a quarter less time and loses nothing.
    dense
        Width of the dense layer between pictures and codes.
    """

    _outputs = 1  # of the encoder, each as long as a code

    def __init__(
        self,
        latent_size: int,
        *,
        channels: int = 3,
        widths: tuple[int, int, int, int] = (16, 32, 64, 64),
        dense: int = 160,
    ) -> None:
        super().__init__()
        self.latent_size = latent_size
        flat = widths[-1] * _SIDE * _SIDE
        self.encoder = nn.Sequential(
            nn.Conv2d(channels, widths[1], 8, stride=4, padding=2),
            _bend(),
            *_down(widths[1:]),
            nn.Flatten(),
            nn.Linear(flat, dense),
            _bend(),
            nn.Linear(dense, self._outputs * latent_size),
        )
        self.decoder: nn.Sequential = nn.Sequential(
            nn.Linear(latent_size, dense),
            _bend(),
            nn.Linear(dense, flat),
            _bend(),
            nn.Unflatten(1, (widths[-1], _SIDE, _SIDE)),
            *_up(widths[::-1]),
            nn.ConvTranspose2d(widths[0], channels, 4, stride=2, padding=1),
            nn.Sigmoid(),
        )
        self._start()

    def _start(self) -> None:
        """Draw weights that keep the size of a signal: PyTorch's own lose most of it on this way.

        He et al., *Delving Deep into Rectifiers*, 2015; a transposed convolution of stride s adds
        up k² / s² products a channel. The first bias centres pictures whose mean is a middle grey;
        the last weights are small, so that the first pictures are grey too.
        """
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                inputs: float = layer.in_features
            elif isinstance(layer, nn.Conv2d):
                inputs = layer.in_channels * layer.kernel_size[0] ** 2
            elif isinstance(layer, nn.ConvTranspose2d):
                inputs = layer.in_channels * (layer.kernel_size[0] / layer.stride[0]) ** 2
            else:
                continue
            nn.init.normal_(layer.weight, std=math.sqrt(2 / inputs))
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
        weights = dict(self.named_parameters())
        with torch.no_grad():
            weights["encoder.0.bias"].sub_(0.5 * weights["encoder.0.weight"].sum(dim=(1, 2, 3)))
            weights[f"decoder.{len(self.decoder) - 2}.weight"].mul_(0.3)

    def encode(self, images: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        """Code of each image, ``(n, latent_size)``."""
        codes: Tensor = self.encoder(images)
        return codes

    def decode(self, codes: Tensor) -> Tensor:
        """Image of each code, ``(n, channels, 64, 64)`` in [0, 1]."""
        images: Tensor = self.decoder(codes)
        return images


class VariationalAutoencoder(Autoencoder):
    """The same with a Gaussian posterior of diagonal covariance; the prior is standard normal.

    Kingma & Welling, *Auto-Encoding Variational Bayes*, 2014.
    """

    _outputs = 2

    def encode(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the posterior, each ``(n, latent_size)``."""
        mean, log_variance = self.encoder(images).chunk(2, dim=1)
        return mean, torch.clamp(log_variance, -12.0, 4.0)


def _bend() -> nn.Module:
    return nn.LeakyReLU(_SLOPE, inplace=True)


def _down(widths: tuple[int, ...]) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(widths):
        layers += [nn.Conv2d(before, after, 4, stride=2, padding=1), _bend()]
    return layers


def _up(widths: tuple[int, ...]) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(widths):
        layers += [nn.ConvTranspose2d(before, after, 4, stride=2, padding=1), _bend()]
    return layers
