"""A sound of the user's own, as an output of a sound model would be."""

import struct

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.modalities.audio import Audio

__all__ = ["LARGEST_FILE", "fit_sound", "read_wav"]

LARGEST_FILE = 7 * 2**20  # bytes; a message of the page has at most 8 MiB
MOST_CHANNELS = 16
RATES = (1_000, 768_000)
PCM, FLOATS, EXTENSIBLE = 1, 3, 0xFFFE
LOUD = 0.1  # of the peak: where a recording begins
LEAD = 0.02  # seconds kept before it
TAPS = 16  # of the filter that resamples, at each side
MOST_RESAMPLED = 2**25  # numbers: a file of few samples a second may last for months

Waves = NDArray[np.float32]


def read_wav(data: bytes, *, largest_file: int = LARGEST_FILE) -> tuple[Waves, int]:
    """Read a WAV file of whole numbers (8, 16, 24, 32 bits) or floating-point ones (32, 64 bits).

    Returns
    -------
    waves, rate
        ``(n, channels)``, float32 in [-1, 1]; samples a second.

    Raises
    ------
    DataError
        Where it is none, of another coding, too large, or damaged.
    """
    if len(data) > largest_file:
        raise DataError(
            f"The file has {len(data) / 2**20:.1f} MiB: give one of at most "
            f"{largest_file // 2**20} MiB."
        )
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise DataError("The file is no WAV file: record a sound, or give one that ends in .wav.")
    try:
        header, samples = _chunks(data)
        coding, channels, rate, _, frame, bits = struct.unpack_from("<HHIIHH", header)
        if coding == EXTENSIBLE:
            (coding,) = struct.unpack_from("<H", header, 24)
    except struct.error as error:
        raise DataError("The WAV file is damaged: its header is cut off.") from error
    if not 1 <= channels <= MOST_CHANNELS or not RATES[0] <= rate <= RATES[1]:
        raise DataError(f"The WAV file says {channels} channels at {rate:,} Hz, which cannot be.")
    width = bits // 8
    if frame != width * channels or width == 0:
        raise DataError("The WAV file is damaged: its header contradicts itself.")
    samples = samples[: len(samples) - len(samples) % frame]
    if not samples:
        raise DataError("The WAV file holds no sound.")
    waves = _decoded(samples, coding, width).reshape(-1, channels)
    if not np.isfinite(waves).all():
        raise DataError("The sound holds NaN or infinite values: give finite numbers.")
    return np.clip(waves, -1, 1), rate


def fit_sound(waves: NDArray[np.floating], rate: float, modality: Audio) -> tuple[Waves, list[str]]:
    """Bring a sound to the rate, the channels and the length of a model's.

    A longer sound is cut, from where it gets loud; a shorter one is followed by silence.

    Parameters
    ----------
    waves
        ``(n, channels)`` in [-1, 1].
    rate
        Its samples a second.

    Returns
    -------
    output, notices
        ``(S, C)``, and what was done, in sentences.

    Raises
    ------
    DataError
        Where it lasts so long that at the model's rate it would fill the memory.
    """
    samples, channels = modality.shape
    notices = []
    array = np.asarray(waves, np.float32)
    if array.shape[1] != channels:
        if array.shape[1] > 1:
            notices.append(f"Its {array.shape[1]} channels were mixed.")
        array = np.repeat(array.mean(axis=1, keepdims=True), channels, axis=1)
    if rate != modality.sample_rate:
        array = _resampled(array, rate, modality.sample_rate)
        notices.append(f"It was resampled from {rate:,.0f} to {modality.sample_rate:,.0f} Hz.")
    seconds = samples / modality.sample_rate
    if len(array) > samples:
        whole = len(array) / modality.sample_rate
        start = _beginning(array, samples, modality.sample_rate)
        array = array[start : start + samples]
        notices.append(
            f"Of its {whole:.2f} s the {seconds:.2f} s from {start / modality.sample_rate:.2f} s "
            "on are taken: the model makes sounds of that length."
        )
    elif len(array) < samples:
        rest = samples - len(array)
        array = np.concatenate([array, np.zeros((rest, channels), np.float32)])
        notices.append(f"It is shorter than the model's {seconds:.2f} s: silence follows.")
    return np.clip(array, -1, 1), notices


def _chunks(data: bytes) -> tuple[bytes, bytes]:
    """Find the format and the samples among the parts of the file."""
    header, at = b"", 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        if name == b"fmt ":
            header = data[at + 8 : at + 8 + min(size, 64)]
        elif name == b"data":
            return header, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise DataError("The WAV file is damaged: it has no samples.")


def _decoded(data: bytes, coding: int, width: int) -> Waves:
    if coding == FLOATS and width in (4, 8):
        with np.errstate(over="ignore"):
            numbers: Waves = np.frombuffer(data, f"<f{width}").astype(np.float32)
            return numbers
    if coding != PCM or width > 4:
        raise DataError(
            f"The WAV file is coded as number {coding} with {8 * width} bits: save it as PCM of "
            "16 bits."
        )
    if width == 1:
        levels: Waves = (np.frombuffer(data, np.uint8) - np.float32(128)) / np.float32(128)
        return levels
    if width == 3:
        parts = np.frombuffer(data, np.uint8).reshape(-1, 3)
        whole = np.zeros((len(parts), 4), np.uint8)
        whole[:, 1:] = parts
        long: Waves = (whole.reshape(-1).view("<i4") / 2.0**31).astype(np.float32)
        return long
    whole_numbers: NDArray[np.signedinteger] = np.frombuffer(data, f"<i{width}")
    scaled: Waves = (whole_numbers / 2.0 ** (8 * width - 1)).astype(np.float32)
    return scaled


def _beginning(array: Waves, samples: int, rate: float) -> int:
    """Where a longer sound gets loud, a little before; so that nothing is left out at the end."""
    loud = np.abs(array).max(axis=1)
    peak = float(loud.max())
    first = int(np.argmax(loud >= LOUD * peak)) if peak > 0 else 0
    return min(max(0, first - round(LEAD * rate)), len(array) - samples)


def _resampled(array: Waves, old: float, new: float) -> Waves:
    """Resample by a windowed sinc, which lets no pitch above the new rate's half through."""
    n = max(1, round(len(array) * new / old))
    if n * array.shape[1] > MOST_RESAMPLED:
        raise DataError(
            f"The sound lasts {int(len(array) / old):,} s: give one of at most "
            f"{int(MOST_RESAMPLED / array.shape[1] / new):,} s."
        )
    ratio = old / new
    cutoff = min(1.0, 1 / ratio)
    reach = int(np.ceil(TAPS / cutoff))
    padded = np.pad(array, ((reach, reach + 1), (0, 0)))
    parts = []
    for start in range(0, n, 4096):
        at = np.arange(start, min(start + 4096, n)) * ratio
        first = np.floor(at).astype(np.intp)
        offsets = np.arange(-reach + 1, reach + 1)
        apart = at[:, None] - first[:, None] - offsets
        weights = cutoff * np.sinc(cutoff * apart) * np.cos(np.pi * apart / (2 * reach + 2)) ** 2
        rows = np.clip(first[:, None] + offsets + reach, 0, len(padded) - 1)
        parts.append(np.einsum("nt,ntc->nc", weights, padded[rows]))
    resampled: Waves = np.concatenate(parts).astype(np.float32)
    return resampled
