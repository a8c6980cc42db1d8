"""Small pictures of outputs that are none; frontend/src/miniatures paints the same, bit by bit.

Each is ``(n, h, w, 4)``, RGBA with straight alpha in [0, 1], on transparent ground, w the size and
h two thirds of it, rounded half up. Places are computed in double precision.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

__all__ = ["COLOURS", "miniature_shape", "paint_envelopes", "paint_lines", "paint_rolls"]

Pictures = NDArray[np.float32]

# Mid-tones that stand out from white and from black alike; a channel or voice each, in turn.
COLOURS = np.array(
    [(48, 140, 220), (230, 130, 20), (20, 165, 120), (190, 110, 170)], np.float32
) / np.float32(255)
HELD_ALPHA = 0.6


def miniature_shape(size: int) -> tuple[int, int]:
    """Height and width."""
    return max(1, math.floor(size * 2 / 3 + 0.5)), size


def paint_lines(series: Pictures, low: float, high: float, size: int) -> Pictures:
    """Paint series ``(n, T, C)``: in each column the range of the values that fall into it.

    Column x covers the steps from ``floor(x T / w)`` to ``floor((x + 1) T / w)``, the last
    included, so that lines do not break; a value v stands in the row
    ``floor((high - v) / (high - low) (h - 1) + 0.5)``, held within the picture. Later channels are
    painted over earlier ones; NaN is left out.
    """
    n, steps, channels = series.shape
    pictures, (height, width) = _blank(n, size)
    for x in range(width):
        first = x * steps // width
        last = min((x + 1) * steps // width, steps - 1)
        part = series[:, first : last + 1].astype(np.float64)
        for channel in range(channels):
            rows = _row((high - part[..., channel]) / (high - low), height)
            _fill(pictures, x, rows, COLOURS[channel % len(COLOURS)])
    return pictures


def paint_envelopes(waves: Pictures, size: int) -> Pictures:
    """Paint sounds ``(n, S, C)``: in each column the range of the samples that fall into it.

    Column x covers the samples from ``floor(x S / w)`` up to ``floor((x + 1) S / w)``, which is
    left out, one at least, of all channels; a sample s stands in the row
    ``floor((1 - s) / 2 (h - 1) + 0.5)``.
    """
    n, samples, _ = waves.shape
    pictures, (height, width) = _blank(n, size)
    for x in range(width):
        first = x * samples // width
        last = max((x + 1) * samples // width, first + 1)
        part = waves[:, first:last].reshape(n, -1).astype(np.float64)
        _fill(pictures, x, _row((1 - part) / 2, height), COLOURS[0])
    return pictures


def paint_rolls(rolls: Pictures, size: int) -> Pictures:
    """Paint melodies ``(n, V, T, P)``: each pixel the loudest of the cells that it covers.

    Column x covers the steps from ``floor(x T / w)`` up to ``floor((x + 1) T / w)``, which is left
    out, one at least; rows cover pitches likewise, the highest above. An onset has alpha 1, a held
    note 0.6. Later voices are painted over earlier ones.
    """
    n, voices, steps, pitches = rolls.shape
    pictures, (height, width) = _blank(n, size)
    cells = np.nan_to_num(rolls[..., ::-1])
    for voice in range(voices):
        colour = COLOURS[voice % len(COLOURS)]
        for x, left, right in _spans(width, steps):
            column = cells[:, voice, left:right].max(axis=1)
            for y, top, bottom in _spans(height, pitches):
                loudest = column[:, top:bottom].max(axis=1)
                alpha = np.where(loudest > 0.5, 1.0, HELD_ALPHA)
                sounding = np.flatnonzero(loudest > 0)
                pictures[sounding, y, x, :3] = colour
                pictures[sounding, y, x, 3] = alpha[sounding]
    return pictures


def _blank(n: int, size: int) -> tuple[Pictures, tuple[int, int]]:
    height, width = miniature_shape(size)
    return np.zeros((n, height, width, 4), np.float32), (height, width)


def _row(share: NDArray[np.float64], height: int) -> NDArray[np.float64]:
    """Rows of the least and the largest value, ``(n, 2)``; NaN where there is none."""
    with np.errstate(invalid="ignore"):
        rows = np.clip(np.floor(share * (height - 1) + 0.5), 0, height - 1)
    known = np.isfinite(rows)
    least = np.where(known, rows, np.inf).min(axis=1)
    most = np.where(known, rows, -np.inf).max(axis=1)
    return np.stack([least, most], axis=1)


def _fill(
    pictures: Pictures, x: int, rows: NDArray[np.float64], colour: NDArray[np.float32]
) -> None:
    places = np.arange(pictures.shape[1])
    inside = (places >= rows[:, :1]) & (places <= rows[:, 1:])
    pictures[:, :, x][inside] = (*colour, 1)


def _spans(pixels: int, cells: int) -> Iterator[tuple[int, int, int]]:
    for pixel in range(pixels):
        first = pixel * cells // pixels
        yield pixel, first, max((pixel + 1) * cells // pixels, first + 1)
