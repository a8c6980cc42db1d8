"""Sound from the magnitudes of its spectrogram.

Griffin & Lim, *Signal Estimation from Modified Short-Time Fourier Transform*, 1984. The phase is
zero at first and the number of iterations fixed, so that the page finds the same sound.

The transform: a signal of S = hop (T - 1) samples is padded with n_fft / 2 zeros at both ends;
frame t covers n_fft samples from t hop on, weighted by the periodic Hann window
``0.5 - 0.5 cos(2 pi i / n_fft)``. Its inverse is the sum of the frames, each again weighted by the
window, over the sum of the squared windows (at least 1e-8), without the padding.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["magnitudes", "waves_of"]

Wave = NDArray[np.float64]
LEAST = 1e-12  # of a magnitude, where the phase is taken
LEAST_WEIGHT = 1e-8


def waves_of(magnitude: NDArray[Any], n_fft: int, hop: int, iterations: int) -> NDArray[np.float32]:
    """Find sounds ``(n, hop (T - 1))`` of magnitude spectrograms ``(n, n_fft / 2 + 1, T)``.

    A spectrogram with a value that is not finite gives a sound that is NaN throughout.
    """
    given = np.asarray(magnitude, np.float64)
    finite: NDArray[np.bool_] = np.asarray(np.isfinite(given).all(axis=(1, 2)))
    wanted = np.abs(np.where(finite[:, None, None], given, 0)).swapaxes(1, 2)
    waves = _inverse(wanted.astype(np.complex128), n_fft, hop)
    for _ in range(iterations):
        spectrum = _transform(waves, n_fft, hop)
        phase = spectrum / np.maximum(np.abs(spectrum), LEAST)
        waves = _inverse(wanted * phase, n_fft, hop)
    waves[~finite] = np.nan
    return waves.astype(np.float32)


def magnitudes(waves: NDArray[np.float32], n_fft: int, hop: int) -> NDArray[np.float32]:
    """Magnitudes ``(n, n_fft / 2 + 1, T)`` of sounds ``(n, hop (T - 1))``."""
    spectrum = np.abs(_transform(waves.astype(np.float64), n_fft, hop))
    return np.ascontiguousarray(spectrum.swapaxes(1, 2), np.float32)


def _window(n_fft: int) -> Wave:
    window: Wave = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)
    return window


def _transform(waves: Wave, n_fft: int, hop: int) -> NDArray[np.complex128]:
    """Frames' spectra, ``(n, T, n_fft / 2 + 1)``."""
    half = n_fft // 2
    padded = np.pad(waves, ((0, 0), (half, half)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft, axis=1)[:, ::hop]
    return np.fft.rfft(frames * _window(n_fft), axis=-1)


def _inverse(spectrum: NDArray[np.complex128], n_fft: int, hop: int) -> Wave:
    n, columns, _ = spectrum.shape
    window, half = _window(n_fft), n_fft // 2
    frames = np.fft.irfft(spectrum, n_fft, axis=-1) * window
    total = hop * (columns - 1) + n_fft
    waves, weights = np.zeros((n, total)), np.zeros(total)
    for column in range(columns):
        here = slice(column * hop, column * hop + n_fft)
        waves[:, here] += frames[:, column]
        weights[here] += window**2
    waves /= np.maximum(weights, LEAST_WEIGHT)
    return waves[:, half : half + hop * (columns - 1)]
