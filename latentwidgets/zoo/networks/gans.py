"""Generators: a small one with styles, and a plain one of transposed convolutions.

Karras et al., *Analyzing and Improving the Image Quality of StyleGAN*, 2020 (mapping network,
modulated convolutions); Radford et al., *Unsupervised Representation Learning with Deep
Convolutional Generative Adversarial Networks*, 2016.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["Mapping", "PlainGenerator", "StyleGenerator", "Synthesis"]

_SLOPE = 0.2
_FIRST_SIDE = 4
_EPSILON = 1e-8


class Mapping(nn.Sequential):
    """From z to w: ``(n, z_size)``, standard normal, to ``(n, w_size)``."""

    def __init__(self, z_size: int, w_size: int, *, width: int = 64, depth: int = 3) -> None:
        sizes = [z_size, *[width] * (depth - 1), w_size]
        layers: list[nn.Module] = []
        for n_in, n_out in pairwise(sizes):
            layers += [nn.Linear(n_in, n_out), nn.LeakyReLU(_SLOPE)]
        super().__init__(*layers[:-1])


class StyledConv(nn.Module):
    """A 3 by 3 convolution whose input channels are scaled by a style.

    Scaling the activations, and then dividing by the norm that scaled weights would have, gives
    what modulated and demodulated weights give; unlike a convolution with weights of its own for
    each row it is an ordinary one, that every exporter and every engine knows.
    """

    def __init__(self, n_in: int, n_out: int, w_size: int, *, doubles: bool = False) -> None:
        super().__init__()
        self.style = nn.Linear(w_size, n_in)
        nn.init.ones_(self.style.bias)
        self.weight = nn.Parameter(torch.randn(n_out, n_in, 3, 3) * math.sqrt(2 / (9 * n_in)))
        self.bias = nn.Parameter(torch.zeros(n_out, 1, 1))
        self.doubles = doubles

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """Convolve ``(n, n_in, side, side)`` in the style of w ``(n, w_size)``."""
        style = self.style(w)
        x = functional.conv2d(x * style[:, :, None, None], self.weight, padding=1)
        squares = style.square() @ self.weight.square().sum((2, 3)).T
        x = x * torch.rsqrt(squares + _EPSILON)[:, :, None, None]
        if self.doubles:  # after the convolution: a quarter of the work
            x = functional.interpolate(x, scale_factor=2.0, mode="bilinear")
        return functional.leaky_relu(x + self.bias, _SLOPE)


class Synthesis(nn.Module):
    """From w to a picture, 4 by 4 first, each convolution with a style of its own.

    Parameters
    ----------
    w_size
        Size of a style.
    channels
        At 4, 8, 16 ... pixels.
    n_colours
        Channels of the picture.
    """

    def __init__(self, w_size: int, channels: Sequence[int], n_colours: int = 3) -> None:
        super().__init__()
        self.constant = nn.Parameter(torch.randn(1, channels[0], _FIRST_SIDE, _FIRST_SIDE))
        layers = [StyledConv(channels[0], channels[0], w_size)]
        for n_in, n_out in pairwise(channels):
            layers.append(StyledConv(n_in, n_out, w_size, doubles=True))
            layers.append(StyledConv(n_out, n_out, w_size))
        self.layers = nn.ModuleList(layers)
        self.colour_style = nn.Linear(w_size, channels[-1])
        nn.init.ones_(self.colour_style.bias)
        self.to_colours = nn.Conv2d(channels[-1], n_colours, 1)
        self.w_dim = w_size
        self.num_ws = len(layers) + 1

    def forward(self, w: Tensor) -> Tensor:
        """Picture ``(n, n_colours, side, side)`` in [0, 1].

        Parameters
        ----------
        w
            ``(n, w_dim)``, or with a style for each layer ``(n, num_ws, w_dim)``: coarse first.
        """
        styles = [w] * self.num_ws if w.ndim == 2 else list(w.unbind(1))
        x = self.constant.expand(len(w), -1, -1, -1)
        for layer, style in zip(self.layers, styles, strict=False):
            x = layer(x, style)
        x = x * self.colour_style(styles[-1])[:, :, None, None]
        return torch.sigmoid(self.to_colours(x))


class StyleGenerator(nn.Module):
    """A mapping network and a style-based synthesis, as attributes ``mapping`` and ``synthesis``.

    Codes z are ``(n, z_size)``, standard normal; pictures ``(n, 3, 64, 64)`` in [0, 1] with the
    channels that are the default. It draws no noise: one code, one picture.
    """

    def __init__(
        self,
        z_size: int = 32,
        *,
        w_size: int = 32,
        channels: Sequence[int] = (128, 96, 48, 24, 12),
        n_colours: int = 3,
    ) -> None:
        super().__init__()
        self.z_dim, self.w_dim = z_size, w_size
        self.mapping = Mapping(z_size, w_size)
        self.synthesis = Synthesis(w_size, channels, n_colours)
        self.num_ws = self.synthesis.num_ws

    def forward(self, z: Tensor) -> Tensor:
        """Picture of each z."""
        pictures: Tensor = self.synthesis(self.mapping(z))
        return pictures


class PlainGenerator(nn.Module):
    """A dense layer and transposed convolutions, with batch normalisation where asked for.

    Codes are ``(n, z_size)``, standard normal; pictures ``(n, n_colours, side, side)`` in [0, 1],
    where the side is 4 pixels, doubled for each further entry of `channels`.
    """

    def __init__(
        self,
        z_size: int = 16,
        *,
        channels: Sequence[int] = (64, 32),
        n_colours: int = 1,
        normalised: bool = False,
    ) -> None:
        super().__init__()
        self.z_dim = z_size
        layers: list[nn.Module] = [
            nn.Linear(z_size, channels[0] * _FIRST_SIDE**2),
            nn.Unflatten(1, (channels[0], _FIRST_SIDE, _FIRST_SIDE)),
        ]
        for n_in, n_out in pairwise(channels):
            layers += _activation(n_in, normalised=normalised)
            layers.append(nn.ConvTranspose2d(n_in, n_out, 4, stride=2, padding=1))
        layers += _activation(channels[-1], normalised=normalised)
        layers += [nn.Conv2d(channels[-1], n_colours, 3, padding=1), nn.Sigmoid()]
        self.layers = nn.Sequential(*layers)

    def forward(self, z: Tensor) -> Tensor:
        """Picture of each z."""
        pictures: Tensor = self.layers(z)
        return pictures


def _activation(n_channels: int, *, normalised: bool) -> list[nn.Module]:
    norm: list[nn.Module] = [nn.BatchNorm2d(n_channels)] if normalised else []
    return [*norm, nn.LeakyReLU(_SLOPE)]
