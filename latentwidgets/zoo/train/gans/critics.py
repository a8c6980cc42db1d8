"""The networks that a generator is trained against, or with; none of them is shipped."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

__all__ = ["Critic", "Reader"]

_SLOPE = 0.2


def _body(channels: Sequence[int], n_colours: int) -> list[nn.Module]:
    """Halve the side for each further entry of `channels`."""
    layers: list[nn.Module] = [nn.Conv2d(n_colours, channels[0], 3, padding=1)]
    for n_in, n_out in pairwise(channels):
        layers += [nn.LeakyReLU(_SLOPE), nn.Conv2d(n_in, n_out, 4, stride=2, padding=1)]
    return [*layers, nn.LeakyReLU(_SLOPE)]


class Spread(nn.Module):
    """Append a channel with the spread over the batch, by which a lack of variety shows.

    Karras et al., *Progressive Growing of GANs*, 2018.
    """

    def __init__(self, group: int = 8) -> None:
        super().__init__()
        self.group = group

    def forward(self, x: Tensor) -> Tensor:
        """``(n, c, h, w)`` to ``(n, c + 1, h, w)``; n is a multiple of the group, or one group."""
        n, c, h, w = x.shape
        group = self.group if n % self.group == 0 else n
        grouped = x.reshape(group, n // group, c, h, w)
        spread = (grouped.var(0, unbiased=False) + 1e-8).sqrt().mean((1, 2, 3))
        return torch.cat([x, spread.repeat(group)[:, None, None, None].expand(-1, 1, h, w)], 1)


class Critic(nn.Module):
    """Tells real from generated: one number a picture, the higher the more real."""

    def __init__(
        self,
        channels: Sequence[int],
        *,
        n_colours: int = 3,
        width: int = 128,
        sees_spread: bool = True,
    ) -> None:
        super().__init__()
        last = channels[-1]
        spread: list[nn.Module] = [Spread()] if sees_spread else []
        self.layers = nn.Sequential(
            *_body(channels, n_colours),
            *spread,
            nn.Conv2d(last + sees_spread, last, 3, padding=1),
            nn.LeakyReLU(_SLOPE),
            nn.Flatten(),
            nn.Linear(16 * last, width),
            nn.LeakyReLU(_SLOPE),
            nn.Linear(width, 1),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """Score ``(n,)`` of pictures ``(n, c, h, w)`` in [0, 1]."""
        scores: Tensor = self.layers(pictures * 2 - 1)
        return scores[:, 0]


class Reader(nn.Module):
    """Reads a Gaussian over z from a picture, while a generator is warmed up as a decoder."""

    def __init__(self, channels: Sequence[int], z_size: int, *, n_colours: int = 3) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *_body(channels, n_colours), nn.Flatten(), nn.Linear(16 * channels[-1], 2 * z_size)
        )

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance, ``(n, z_size)`` each."""
        mean, log_variance = self.layers(pictures * 2 - 1).chunk(2, dim=1)
        return mean, torch.clamp(log_variance, -10.0, 4.0)
