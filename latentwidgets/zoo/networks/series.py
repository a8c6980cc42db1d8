"""An autoencoder of heartbeats: a wave form, how often and from where on it is repeated."""

import math

import torch
from torch import Tensor, nn

from latentwidgets.zoo.data.heartbeats import CHANNELS, INTERVAL, N_STEPS, NOISE_SD
from latentwidgets.zoo.networks.gaussian import GaussianVAE, dense

__all__ = ["HeartbeatVAE"]

_RATE, _RATE_SPREAD = 80.0, 18.0  # beats a minute: what the layers give is about 1
#: Beats a minute, and twice and three times as many, at which R waves are looked for.
_RATES = tuple(range(46, 340, 3))
_PHASE_SD, _RATE_SD = 0.05, 0.05  # how well they are to be met, of a turn's unit and of the above


class HeartbeatVAE(GaussianVAE):
    """Dense layers to a code and on to one beat's Fourier series, its rate and its phase.

    Samples are millivolts ``(n, 256, 2)``, and so is what ``decode`` gives.
    """

    times: Tensor
    numbers: Tensor

    def __init__(self, latent_size: int = 8, *, width: int = 128, harmonics: int = 36) -> None:
        super().__init__(latent_size)
        self.harmonics = harmonics
        given = N_STEPS * len(CHANNELS) + 2 * len(_RATES)
        self.encoder = dense(given, width, width, 2 * latent_size)
        self.straight = nn.Linear(latent_size, 3)
        self.timing = dense(latent_size, 64, 3)
        self.shape = dense(latent_size, width, width, len(CHANNELS) * (1 + 2 * harmonics))
        times = (torch.arange(N_STEPS) - N_STEPS / 2) * INTERVAL
        self.register_buffer("times", times, persistent=False)
        self.register_buffer("numbers", torch.arange(1.0, harmonics + 1), persistent=False)

    def features(self, samples: Tensor) -> Tensor:
        """Series, flat, and how its steep waves fall in with beats of many rates."""
        samples = samples.float()
        steep = (samples[:, 1:] - samples[:, :-1]).square().sum(dim=2)  # large at the R waves
        steep = steep / (steep.sum(dim=1, keepdim=True) + 1e-6)
        rates = torch.tensor(_RATES, device=samples.device)
        turns = self.times[1:, None] * rates / 60
        angle = 2 * math.pi * turns
        return torch.cat(
            [samples.flatten(1), steep @ torch.cos(angle), steep @ torch.sin(angle)], dim=1
        )

    def timed(self, codes: Tensor) -> tuple[Tensor, Tensor]:
        """Rates, in the layers' unit, ``(n,)``; cosine and sine of the phase ``(n, 2)``."""
        told = self.straight(codes) + self.timing(codes)
        size = told[:, 1:].square().sum(dim=1, keepdim=True) + 1e-4
        return told[:, 0], told[:, 1:] * torch.rsqrt(size)

    def decode(self, codes: Tensor) -> Tensor:
        """Millivolts ``(n, 256, 2)``."""
        rate, place = self.timed(codes)
        beats = (_RATE + _RATE_SPREAD * rate) / 60
        phase = torch.atan2(place[:, 1], place[:, 0])[:, None]
        phase = phase + 2 * math.pi * beats[:, None] * self.times
        turns = phase[:, :, None] * self.numbers
        waves = torch.cat([torch.ones_like(turns[..., :1]), torch.cos(turns), torch.sin(turns)], 2)
        shape = torch.unflatten(self.shape(codes), 1, (-1, len(CHANNELS)))
        series: Tensor = waves @ shape
        return series

    def misfit(self, codes: Tensor, batch: tuple[Tensor, ...]) -> Tensor:
        """Negative log-likelihood of the series and of its timing, less its constant, ``(n,)``."""
        series, rates, phases = batch
        rate, place = self.timed(codes)
        wanted = torch.stack([torch.cos(phases), torch.sin(phases)], dim=1)
        off = (place - wanted).square().sum(dim=1) / _PHASE_SD**2
        off = off + ((rate - (rates - _RATE) / _RATE_SPREAD) / _RATE_SD).square()
        error = (self.decode(codes) - series).square().sum(dim=(1, 2)) / (4 * NOISE_SD) ** 2
        return (error + off) / 2
