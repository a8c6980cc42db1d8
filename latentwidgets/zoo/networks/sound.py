"""An autoencoder of tones: it learns an instrument's controls, and plays them by itself.

In the spirit of Engel et al., *DDSP: Differentiable Digital Signal Processing*, 2020: the decoder's
layers give pitch, harmonics, loudness and noise, and a fixed synthesis makes the waveform. What the
encoder's layers are given is a fixed analysis of the waveform.
"""

import math

import numpy as np
import torch
from torch import Tensor, nn

from latentwidgets.zoo.data.tones import (
    FRAME,
    LOUDNESS,
    N_FRAMES,
    N_HARMONICS,
    N_SAMPLES,
    SAMPLE_RATE,
)
from latentwidgets.zoo.networks.gaussian import GaussianVAE, dense

__all__ = ["ToneVAE", "analyze"]

_MIDDLE, _SPREAD = 63.5, 9.0  # of the pitch, MIDI numbers: what the layers give is about 1
_HERTZ = 440 * 2 ** ((_MIDDLE - 69) / 12)
_LAGS = (19, 128)  # samples: 842 to 125 Hz
_TAPS = 1000  # of the filter behind the analysis
_HALVES = 6  # places between harmonics where the noise is heard
#: How well each control is to be met, a standard deviation: semitones, then natural logarithms.
PITCH_SD, HARMONIC_SD, LOUD_SD, NOISE_SD = 0.08, 0.15, 0.3, 0.15
_CONTROLS = [N_HARMONICS, N_FRAMES, 1]


class ToneVAE(GaussianVAE):
    """Layers from an analysis to a code and on to controls, and a synthesizer.

    Samples are waveforms ``(n, 12000)`` at 16 kHz in [-1, 1], and so is what ``decode`` gives.
    """

    breath: Tensor
    middle: Tensor
    spread: Tensor
    scale: Tensor

    def __init__(self, latent_size: int = 8, *, width: int = 160) -> None:
        super().__init__(latent_size)
        given = N_FRAMES * 2 + N_HARMONICS + _HALVES
        self.encoder = _Bent(given, width, 2 * latent_size)
        self.tuning = nn.Linear(latent_size, N_FRAMES)
        self.decoder = _Bent(latent_size, width, sum(_CONTROLS))
        self.register_buffer("middle", torch.zeros(given))
        self.register_buffer("spread", torch.ones(given))
        # A number in a graph would be a float32, and so may a buffer be: two make a float64.
        exact = torch.tensor([_HERTZ, math.log(2) / 12 * _SPREAD], dtype=torch.float64)
        pair = torch.stack([exact.float(), (exact - exact.float().double()).float()])
        self.register_buffer("scale", pair, persistent=False)
        breath = np.random.default_rng(0).normal(size=N_SAMPLES).astype(np.float32)
        self.register_buffer("breath", torch.from_numpy(breath), persistent=False)

    def features(self, samples: Tensor) -> Tensor:
        """Return what `analyze` finds, standardised; given that instead, only standardise it."""
        found = analyze(samples) if samples.shape[1] == N_SAMPLES else samples
        return (found - self.middle) / self.spread

    def standardize(self, found: Tensor) -> None:
        """Keep the mean and standard deviation of what `analyze` finds in the training data."""
        self.middle.copy_(found.mean(dim=0))
        self.spread.copy_(found.std(dim=0) + 1e-3)

    def controls(self, codes: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Pitch ``(n, frames)``; logarithms of harmonics, of loudness a frame, of noise."""
        harmonics, loud, noise = torch.split(self.decoder(codes), _CONTROLS, dim=1)
        harmonics = 2 * harmonics - 0.5 * torch.logsumexp(4 * harmonics, dim=1, keepdim=True)
        return _MIDDLE + _SPREAD * self.tuning(codes), harmonics, 2 * loud, 2 * noise

    def decode(self, codes: Tensor) -> Tensor:
        """Waveforms ``(n, 12000)``: the controls, played."""
        _, harmonics, loud, noise = self.controls(codes)
        frequency = self._frequency(codes)
        numbers = torch.arange(1, N_HARMONICS + 1, device=codes.device)
        highest = frequency.float().mean(dim=1, keepdim=True) * numbers
        audible = ((0.48 * SAMPLE_RATE - highest) / (0.04 * SAMPLE_RATE)).clamp(0, 1)
        amplitude = math.sqrt(2) * torch.exp(harmonics) * audible
        phase = 2 * math.pi * _turns(frequency / SAMPLE_RATE).float()
        # Each harmonic is the one before, turned once more: two functions a sample, not 48.
        first_cosine, first_sine = torch.cos(phase), torch.sin(phase)
        cosine, sine = first_cosine, first_sine
        tone = torch.exp(noise) * self.breath + amplitude[:, :1] * sine
        for number in range(1, N_HARMONICS):
            cosine, sine = (
                cosine * first_cosine - sine * first_sine,
                sine * first_cosine + cosine * first_sine,
            )
            tone = tone + amplitude[:, number, None] * sine
        return (LOUDNESS * torch.exp(_smooth(loud)) * tone).clamp(-1, 1)

    def _frequency(self, codes: Tensor) -> Tensor:
        """Hertz a frame, float64: after 3,000 turns the last digit of a float32 is out of phase."""
        weight, bias = self.tuning.weight.double(), self.tuning.bias.double()
        pitch = codes.double() @ weight.T + bias
        scale = self.scale.double().sum(dim=0)
        return scale[0] * torch.exp(scale[1] * pitch)

    def misfit(self, codes: Tensor, batch: tuple[Tensor, ...]) -> Tensor:
        """Negative log-likelihood of the controls, Gaussian, less its constant, ``(n,)``."""
        pairs = zip(self.controls(codes), batch[1:], strict=True)
        spreads = (PITCH_SD, HARMONIC_SD, LOUD_SD, NOISE_SD)
        # A control of many numbers counts as much as one of few.
        parts = [
            8 * ((found - wanted) / sd).square().mean(dim=1) / 2
            for (found, wanted), sd in zip(pairs, spreads, strict=True)
        ]
        return torch.stack(parts).sum(dim=0)


class _Bent(nn.Module):
    """A linear map and dense layers, added: pitch is all but linear, and must be exact."""

    def __init__(self, given: int, width: int, wanted: int) -> None:
        super().__init__()
        self.straight = nn.Linear(given, wanted)
        self.bent = dense(given, width, width, wanted)

    def forward(self, signal: Tensor) -> Tensor:
        """Map ``(n, given)`` to ``(n, wanted)``."""
        mapped: Tensor = self.straight(signal) + self.bent(signal)
        return mapped


def analyze(samples: Tensor) -> Tensor:
    """Find pitch and amplitudes a frame of waveforms ``(n, 12000)``: a phase vocoder.

    The period is the lag of the highest autocorrelation. The harmonics of its frequency are
    brought down to zero and smoothed: their size is the amplitude, the turning of the first one
    what the pitch differs by (Flanagan & Golden 1966). Between the harmonics is noise.

    Returns
    -------
    float32 ``(n, 126)``: pitch a frame, logarithms of the harmonics, of the loudness a frame, and
    of the noise.
    """
    samples = samples.float()
    # In float64 as far as the turns: after 15,000 of them the last digits of a float32 would be
    # heard as noise between the harmonics, another in a graph than in torch.
    found = _coarse(samples.double())[:, None]
    frequency = found.float()
    device = samples.device
    multiples, halves = (torch.arange(n, device=device) for n in (N_HARMONICS, _HALVES))
    numbers = torch.cat([multiples + 1.0, halves + 1.5])
    window = torch.hann_window(_TAPS, periodic=False, device=device)
    window = (window / window.sum())[None, None]
    half = _TAPS // 2
    padded = nn.functional.pad(samples, (half, half))[:, None]
    time = torch.arange(-half, N_SAMPLES + half, dtype=torch.float64, device=device)
    turns = numbers[:, None].double() * (found / SAMPLE_RATE * time)[:, None]
    angle = 2 * math.pi * (turns - torch.floor(turns)).float()
    real = _filtered(padded * torch.cos(angle), window)
    imaginary = _filtered(padded * -torch.sin(angle), window)
    # In millionths: what makes graphs leaves out an addend that is all but 0.
    size = 2e-6 * torch.sqrt((1e6 * real).square() + (1e6 * imaginary).square() + 1)
    x, y = real[:, 0], imaginary[:, 0]
    sine = x[:, :-1] * y[:, 1:] - y[:, :-1] * x[:, 1:]
    cosine = x[:, :-1] * x[:, 1:] + y[:, :-1] * y[:, 1:]
    turning = torch.atan2(sine, cosine) / (2 * math.pi) * SAMPLE_RATE / (FRAME // 2)
    exact = (frequency + turning).clamp(min=60.0)[:, : 2 * N_FRAMES]
    pitch = torch.unflatten(69 + 12 * torch.log2(exact / 440), 1, (N_FRAMES, 2)).mean(dim=2)
    size = torch.unflatten(size[:, :, : 2 * N_FRAMES], 2, (N_FRAMES, 2)).mean(dim=3)
    tones, noise = size[:, :N_HARMONICS], size[:, N_HARMONICS:]
    loud = torch.log(tones.square().sum(dim=1).sqrt() + 1e-5)
    middle = tones[:, :, 4:-6].mean(dim=2)
    total = middle.square().sum(dim=1, keepdim=True).sqrt()
    harmonics = torch.log(middle / total + 1e-4)
    between = torch.log(noise[:, :, 4:-6].square().mean(dim=2).sqrt() / total + 1e-5)
    return torch.cat([(pitch - _MIDDLE) / _SPREAD, harmonics, loud, between], dim=1)


def _coarse(samples: Tensor) -> Tensor:
    """Frequencies, Hz, ``(n,)``, of the lag of the highest autocorrelation, shorter ones first."""
    shortest, longest = _LAGS
    part = samples[:, 2000:10000]
    size = part.shape[1] - longest
    fixed = part[:, :size]
    products = [
        (fixed * part[:, lag : lag + size]).sum(dim=1)
        / (fixed.square().sum(dim=1) * part[:, lag : lag + size].square().sum(dim=1))
        .clamp(min=1e-9)
        .sqrt()
        for lag in range(shortest, longest + 1)
    ]
    alike = torch.stack(products, dim=1)  # (n, lags), at most 1
    peak = (alike[:, 1:-1] >= alike[:, :-2]) & (alike[:, 1:-1] > alike[:, 2:])
    lags = torch.arange(shortest + 1, longest, dtype=samples.dtype, device=samples.device)
    best = alike[:, 1:-1].amax(dim=1, keepdim=True)
    good = peak & (alike[:, 1:-1] > best - 0.12)
    chosen = (torch.where(good, -lags, -1e4)).argmax(dim=1, keepdim=True)
    left, middle, right = (alike.gather(1, chosen + step) for step in (0, 1, 2))
    bend = (left - 2 * middle + right).clamp(max=-1e-6)
    lag = lags[chosen] + 0.5 * (left - right) / bend
    return SAMPLE_RATE / lag[:, 0]


def _filtered(signal: Tensor, window: Tensor) -> Tensor:
    """Smooth channels ``(n, c, samples)`` and keep every half frame's middle."""
    n, channels, length = signal.shape
    smoothed = nn.functional.conv1d(
        signal.reshape(n * channels, 1, length), window, stride=FRAME // 2
    )
    return smoothed.reshape(n, channels, -1)


def _turns(frequency: Tensor) -> Tensor:
    """Count the turns of a wave since the middle of its tone, without whole ones: ``(n, samples)``.

    Frequencies ``(n, frames)`` in turns a sample lie on lines between the middles of their frames.
    The turns of whole frames are summed apart from those within one, so that no large number eats
    the digits of a small one.
    """
    edge = torch.cat([frequency[:, :1], frequency, frequency[:, -1:]], dim=1)
    start, end = edge[:, :-1], edge[:, 1:]  # of the lines, the outer two cut in half
    whole = FRAME * (start + end) / 2
    whole = whole - torch.floor(whole)
    after = torch.cumsum(whole, dim=1) - whole
    after = after - after[:, N_FRAMES // 2, None]
    within = torch.arange(FRAME, dtype=frequency.dtype, device=frequency.device)
    within = (within + 0.5) / FRAME
    line = FRAME * (start[..., None] * within + (end - start)[..., None] * within.square() / 2)
    turns = (after[..., None] + line).flatten(1)[:, FRAME // 2 : FRAME // 2 + N_SAMPLES]
    return turns - torch.floor(turns)


def _smooth(frames: Tensor) -> Tensor:
    """Draw lines between the middles of frames: ``(n, frames)`` to ``(n, samples)``."""
    lines = nn.functional.interpolate(
        frames[:, None], size=N_SAMPLES, mode="linear", align_corners=False
    )
    return lines[:, 0]
