"""Tones of an invented instrument: harmonics with an envelope, vibrato and breath.

Additive synthesis, 0.75 s at 16 kHz. The causes are known: pitch, brightness, attack, vibrato and
noise. The phases of the harmonics and the noise are drawn, so that no two tones have one waveform.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.data.dataset import Dataset

if TYPE_CHECKING:
    from latentwidgets.modalities import Audio

__all__ = [
    "FRAME",
    "N_FRAMES",
    "N_HARMONICS",
    "N_SAMPLES",
    "SAMPLE_RATE",
    "Controls",
    "audible",
    "draw_tones",
    "load_tones_data",
    "tone_controls",
    "tone_modality",
]

Floats = NDArray[np.float64]

SAMPLE_RATE, N_SAMPLES = 16_000, 12_000
FRAME, N_FRAMES = 250, 48  # samples; controls change at this pace
N_HARMONICS = 24
LOUDNESS = 0.2  # root mean square of a steady tone; the loudest peak is then below 1
#: What each factor may be.
FACTORS: dict[str, tuple[float, float]] = {
    "pitch": (48.0, 79.0),  # MIDI number, 60 = middle C: 131 to 784 Hz
    "brightness": (0.0, 1.0),
    "attack": (0.0, 1.0),  # 5 to 150 ms, by equal ratios
    "vibrato": (0.0, 1.0),  # up to half a semitone either way
    "noise": (0.0, 1.0),  # breath, 50 to 15 dB below the harmonics
}
_VIBRATO_RATE, _VIBRATO_DEPTH = 5.5, 0.5  # Hz, semitones
_N_TRAIN, _N_TEST = 1_000, 400


@dataclass(frozen=True)
class Controls:
    """What a tone is made of, float64.

    Attributes
    ----------
    pitch
        MIDI numbers ``(n, frames)``.
    harmonics
        Natural logarithms of the amplitudes ``(n, harmonics)``; their squares sum to 1.
    envelope
        Natural logarithm of the loudness ``(n, frames)``.
    noise
        Natural logarithm of the noise's amplitude to the harmonics', ``(n,)``.
    """

    pitch: Floats
    harmonics: Floats
    envelope: Floats
    noise: Floats


def tone_controls(factors: dict[str, Floats]) -> Controls:
    """Turn factors, each ``(n,)``, into controls."""
    time = (np.arange(N_FRAMES) + 0.5) * FRAME / SAMPLE_RATE
    column = {name: values[:, None] for name, values in factors.items()}
    sway = np.sin(2 * np.pi * _VIBRATO_RATE * time) * np.clip(time / 0.2, 0, 1)
    pitch = column["pitch"] + _VIBRATO_DEPTH * column["vibrato"] * sway
    number = np.arange(1, N_HARMONICS + 1)
    slope = 2.6 - 2.1 * column["brightness"]
    harmonics = -slope * np.log(number)
    harmonics -= 0.5 * np.log(np.exp(2 * harmonics).sum(axis=1, keepdims=True))
    rise = 0.005 * 30 ** column["attack"]
    length = N_SAMPLES / SAMPLE_RATE
    fall = np.clip((length - time) / 0.06, 0, 1)
    loud = (1 - np.exp(-2.5 * time / rise)) * np.exp(-0.9 * time) * fall
    level = np.log(10 ** (-50 / 20)) + factors["noise"] * np.log(10 ** (35 / 20))
    return Controls(pitch, harmonics, np.log(np.maximum(loud, 1e-3)), level)


def audible(pitch: Floats) -> Floats:
    """Tell how much of each harmonic sounds, 0 to 1, ``(..., harmonics)``: none above 7.7 kHz."""
    frequency = 440 * 2 ** ((pitch[..., None] - 69) / 12)
    highest = frequency * np.arange(1, N_HARMONICS + 1)
    return np.clip((0.48 * SAMPLE_RATE - highest) / (0.04 * SAMPLE_RATE), 0, 1)


def draw_tones(
    n: int, seed: int = 0, **factors: float
) -> tuple[NDArray[np.float32], dict[str, Floats]]:
    """Draw tones.

    Parameters
    ----------
    n
        How many.
    seed
        Of the factors, the phases and the noise.
    **factors
        To hold, instead of drawing them uniformly: ``pitch`` (MIDI number, 48 to 79),
        ``brightness``, ``attack``, ``vibrato``, ``noise`` (each 0 to 1).

    Returns
    -------
    Waveforms float32 ``(n, 12000)`` in [-1, 1] at 16 kHz, and the factors ``(n,)``.

    Raises
    ------
    OptionError
        There is no such factor, or it is out of its range.
    """
    rng = np.random.default_rng(seed)
    unknown = factors.keys() - FACTORS.keys()
    if unknown:
        raise OptionError(
            f"Tones have no factor {min(unknown)!r}: choose from {', '.join(FACTORS)}."
        )
    drawn: dict[str, Floats] = {}
    for name, (low, high) in FACTORS.items():
        values = rng.uniform(low, high, n)
        if name in factors:
            if not low <= factors[name] <= high:
                raise OptionError(f"{name} is {factors[name]}: give a number from {low} to {high}.")
            values = np.full(n, float(factors[name]))
        drawn[name] = values
    controls = tone_controls(drawn)
    waveforms = np.empty((n, N_SAMPLES), np.float32)
    for row in range(n):
        waveforms[row] = _synthesize(controls, row, rng)
    return waveforms, drawn


@cache
def tone_modality() -> "Audio":
    """Return the modality of the tones."""
    from latentwidgets.modalities import Audio

    return Audio(sample_rate=SAMPLE_RATE, samples=N_SAMPLES, channels=1, form="waveform")


def load_tones_data() -> Dataset:
    """Load 1,400 tones, 400 of them held out; ``samples`` are float32 ``(1400, 12000)``.

    The attributes are the factors, and the ``split``. More training data are drawn by the training
    itself, from other seeds.
    """
    n = _N_TRAIN + _N_TEST
    waveforms, factors = draw_tones(n)
    is_test = np.arange(n) >= _N_TRAIN
    return Dataset(
        name="tones",
        title="tones of an invented instrument, 0.75 s at 16 kHz",
        licence="BSD-3-Clause",
        source="drawn by latentwidgets.zoo.data.tones.draw_tones",
        samples=waveforms,
        is_test=is_test,
        attributes={**factors, "split": np.where(is_test, "test", "train")},
        factors=factors,
        modality=tone_modality(),
    )


def _synthesize(controls: Controls, row: int, rng: np.random.Generator) -> Floats:
    place = np.arange(N_SAMPLES) / FRAME - 0.5
    frames = np.arange(N_FRAMES)
    pitch = np.interp(place, frames, controls.pitch[row])
    loud = np.exp(np.interp(place, frames, controls.envelope[row]))
    phase = 2 * np.pi * np.cumsum(440 * 2 ** ((pitch - 69) / 12)) / SAMPLE_RATE
    amplitude = np.exp(controls.harmonics[row]) * audible(controls.pitch[row].mean())
    turns = np.exp(2j * np.pi * rng.random(N_HARMONICS))
    wave = np.exp(1j * phase)
    power, tone = np.ones_like(wave), np.zeros(N_SAMPLES)
    for weight, turn in zip(np.sqrt(2) * amplitude, turns, strict=True):
        power = power * wave  # one harmonic further: faster than as many sines
        tone += weight * (power * turn).imag
    tone += np.exp(controls.noise[row]) * rng.normal(size=N_SAMPLES)
    sound: Floats = np.clip(LOUDNESS * loud * tone, -1, 1)
    return sound
