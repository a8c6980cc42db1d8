"""The pitch and the brightness of a sound, measured on its waveform."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["centroid", "pitch"]

_WINDOW, _HOP = 600, 400  # samples
_THRESHOLD = 0.15


def pitch(waveform: NDArray[np.float32], sample_rate: int) -> float:
    """Measure a pitch by YIN: the median over frames, as a MIDI number; NaN where there is none.

    de Cheveigné & Kawahara, *YIN, a Fundamental Frequency Estimator for Speech and Music*, 2002,
    steps 1 to 5: difference function, cumulative mean normalisation, threshold, parabola. It shares
    nothing with the model's own analysis.

    Parameters
    ----------
    waveform
        ``(samples,)``.
    sample_rate
        Hz; pitches from 120 to 900 Hz are looked for.
    """
    shortest, longest = sample_rate // 900, sample_rate // 120
    signal = waveform.astype(np.float64)
    found = []
    for start in range(0, len(signal) - _WINDOW - longest - 1, _HOP):
        part = signal[start : start + _WINDOW + longest + 1]
        if np.abs(part).max() < 0.01:
            continue
        lag = _period(part, shortest, longest)
        if lag is not None:
            found.append(69 + 12 * np.log2(sample_rate / lag / 440))
    return float(np.median(found)) if found else float("nan")


def centroid(waveform: NDArray[np.float32], sample_rate: int) -> float:
    """Measure the spectral centroid of ``(samples,)``, Hz, weighted by power."""
    spectrum = np.abs(np.fft.rfft(waveform * np.hanning(len(waveform)))) ** 2
    frequencies = np.fft.rfftfreq(len(waveform), 1 / sample_rate)
    return float((frequencies * spectrum).sum() / max(float(spectrum.sum()), 1e-12))


def _period(part: NDArray[np.float64], shortest: int, longest: int) -> float | None:
    """Lag of the first dip of the normalised difference below the threshold, refined."""
    fixed = part[:_WINDOW]
    windows = np.lib.stride_tricks.sliding_window_view(part, _WINDOW)[: longest + 2]
    difference = np.square(windows - fixed).sum(axis=1)
    running = np.cumsum(difference[1:]) / np.arange(1, len(difference))
    normal = np.concatenate([[1.0], difference[1:] / np.maximum(running, 1e-12)])
    below = np.flatnonzero(normal[shortest:longest] < _THRESHOLD)
    if len(below) == 0:
        return None
    lag = shortest + int(below[0])
    while lag < longest and normal[lag + 1] < normal[lag]:
        lag += 1
    left, middle, right = difference[lag - 1 : lag + 2]
    bend = left - 2 * middle + right
    return lag + (0.5 * float(left - right) / float(bend) if bend > 0 else 0.0)
