"""What the Python half computes of melodies and sounds: see vectors.py."""

import tempfile
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities import Audio, Melody
from latentwidgets.modalities.griffin_lim import magnitudes
from latentwidgets.modalities.rolls import FIRST, Form, width_of

__all__ = ["melodies", "sounds", "wavs"]

Array = NDArray[np.float32]
Case = dict[str, Any]
SIZES = (13, 24, 64)


def melodies(rng: np.random.Generator) -> list[Case]:
    """Each form of one voice and of several, with numbers that are not finite."""
    cases = []
    for form in get_args(Form):
        for voices, steps, pitches in [(1, 16, 12), (3, 21, 5), (2, 3, 70), (6, 12, 14)]:
            melody = Melody(voices, steps, 30, pitches, form, names=None)
            for n_missing in (0, 2):
                raw = _melody(rng, melody, form)
                places = rng.choice(raw.size, n_missing, replace=False)
                raw.reshape(-1)[places] = rng.choice([np.nan, np.inf, -np.inf], n_missing)
                cases.append(_case(melody, raw))
    return cases


def _melody(rng: np.random.Generator, melody: Melody, form: Form) -> Array:
    voices, steps, pitches = melody.shape
    if form == "tokens":
        held = rng.random((voices, steps)) < 0.4
        return np.where(held, 1, rng.integers(0, FIRST + pitches, (voices, steps))).astype(
            np.float32
        )
    if form == "roll":
        return rng.random((voices, steps, pitches), dtype=np.float32)
    return rng.standard_normal((voices, steps, width_of(form, pitches)), dtype=np.float32)


def sounds(rng: np.random.Generator) -> list[Case]:
    """Waveforms in each layout, too loud and not finite; spectra of windows short, long and odd."""
    cases = []
    for layout, channels in [("S", 1), ("CS", 2), ("SC", 3)]:
        for n_missing in (0, 3):
            audio = Audio(8000.0, 200, channels, layout=layout)
            raw = (0.7 * rng.standard_normal(audio.raw_shape)).astype(np.float32)
            places = rng.choice(raw.size, n_missing, replace=False)
            raw.reshape(-1)[places] = rng.choice([np.nan, np.inf, -np.inf], n_missing)
            cases.append(_case(audio, raw))
    for n_fft, hop, columns, iterations in [(64, 16, 20, 32), (60, 15, 9, 32), (256, 64, 12, 8)]:
        audio = Audio(
            8000.0,
            hop * (columns - 1),
            1,
            form="magnitude",
            layout="FT",
            n_fft=n_fft,
            hop=hop,
            iterations=iterations,
        )
        time = np.arange(hop * (columns - 1)) / 8000
        tone = 0.4 * np.sin(2 * np.pi * 440 * time) + 0.2 * np.sin(2 * np.pi * 1300 * time)
        exact = magnitudes(tone[None].astype(np.float32), n_fft, hop)[0]
        noisy = exact * rng.uniform(0.8, 1.2, exact.shape).astype(np.float32)
        cases += [_case(audio, exact), _case(audio, noisy)]
        noisy = noisy.copy()
        noisy[1, 2] = np.nan
        cases.append(_case(audio, noisy))
    return cases


def _case(modality: Melody | Audio, raw: Array) -> Case:
    canonical = modality.to_canonical(raw[None])
    return {
        "modality": modality.describe_raw(),
        "raw": raw,
        "canonical": canonical,
        "pictures": [
            {"size": size, "shape": picture.shape[1:], "pixels": picture}
            for size in SIZES
            for picture in [modality.pictures(canonical, size)]
        ],
    }


def wavs(rng: np.random.Generator) -> list[Case]:
    """Files of 16 bits, some values halfway between two levels, too loud or missing."""
    cases = []
    for channels in (1, 2):
        audio = Audio(22050.0, 50, channels, layout="SC")
        samples = (0.6 * rng.standard_normal(audio.shape)).astype(np.float32)
        samples.reshape(-1)[:4] = [0.5, -0.5, np.nan, 0.25]
        with tempfile.TemporaryDirectory() as folder:
            file = audio.write_wav(samples, Path(folder) / "one.wav")
            written = list(file.read_bytes())
        cases.append({"samples": samples, "channels": channels, "rate": 22050, "file": written})
    return cases
