"""Small pictures of outputs that are none; frontend/src/miniatures paints the same, bit by bit.

Each is ``(n, h, w, 4)``, RGBA with straight alpha in [0, 1], on transparent ground, w the size and
h two thirds of it, rounded half up. Places are computed in double precision.
"""

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["COLOURS", "miniature_shape", "paint_envelopes", "paint_lines", "paint_rolls"]

Pictures = NDArray[np.float32]

# Mid-tones that stand out from white and from black alike; a channel or voice each, in turn.
COLOURS = np.array(
    [(48, 140, 220), (230, 130, 20), (20, 165, 120), (190, 110, 170), (150, 90, 40)], np.float32
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
    last = np.minimum(_firsts(width + 1, width, steps)[1:], steps - 1)
    least = np.fmin(_over(np.fmin, series, width, axis=1), series[:, last])
    most = np.fmax(_over(np.fmax, series, width, axis=1), series[:, last])
    for channel in range(channels):
        ends = np.stack([most[..., channel], least[..., channel]]).astype(np.float64)
        _fill(pictures, _rows((high - ends) / (high - low), height), channel)
    return pictures


def paint_envelopes(waves: Pictures, size: int) -> Pictures:
    """Paint sounds ``(n, S, C)``: in each column the range of the samples that fall into it.

    Column x covers the samples from ``floor(x S / w)`` up to ``floor((x + 1) S / w)``, which is
    left out, one at least, of all channels; a sample s stands in the row
    ``floor((1 - s) / 2 (h - 1) + 0.5)``.
    """
    pictures, (height, width) = _blank(len(waves), size)
    most = _over(np.fmax, np.fmax.reduce(waves, axis=2), width, axis=1)
    least = _over(np.fmin, np.fmin.reduce(waves, axis=2), width, axis=1)
    ends = np.stack([most, least]).astype(np.float64)
    _fill(pictures, _rows((1 - ends) / 2, height), 0)
    return pictures


def paint_rolls(rolls: Pictures, size: int) -> Pictures:
    """Paint melodies ``(n, V, T, P)``: each pixel the loudest of the cells that it covers.

    Column x covers the steps from ``floor(x T / w)`` up to ``floor((x + 1) T / w)``, which is left
    out, one at least; rows cover pitches likewise, the highest above. An onset has alpha 1, a held
    note 0.6. Later voices are painted over earlier ones.
    """
    pictures, (height, width) = _blank(len(rolls), size)
    cells = np.nan_to_num(rolls[..., ::-1])
    loudest = _over(np.maximum, _over(np.maximum, cells, width, axis=2), height, axis=3)
    for voice in range(rolls.shape[1]):
        cell = loudest[:, voice].swapaxes(1, 2)
        colour = COLOURS[voice % len(COLOURS)]
        pictures[cell > 0] = (*colour, HELD_ALPHA)
        pictures[cell > 0.5] = (*colour, 1)
    return pictures


def _blank(n: int, size: int) -> tuple[Pictures, tuple[int, int]]:
    height, width = miniature_shape(size)
    return np.zeros((n, height, width, 4), np.float32), (height, width)


def _firsts(n: int, pixels: int, cells: int) -> NDArray[np.intp]:
    """Find the first cell of each of `n` pixels."""
    return np.arange(n) * cells // pixels


def _over(extreme: np.ufunc, values: Pictures, pixels: int, *, axis: int) -> Pictures:
    """Find the extreme of the cells of each pixel; `reduceat` takes one at least, as is wanted."""
    firsts = _firsts(pixels, pixels, values.shape[axis])
    found: Pictures = extreme.reduceat(values, firsts, axis=axis)
    return found


def _rows(share: NDArray[np.float64], height: int) -> NDArray[np.float64]:
    """Rows of shares of the height; NaN where there is none."""
    return np.clip(np.floor(share * (height - 1) + 0.5), 0, height - 1)


def _fill(pictures: Pictures, rows: NDArray[np.float64], colour: int) -> None:
    """Paint in each column the rows from the first to the second, ``(2, n, w)``."""
    places = np.arange(pictures.shape[1])[:, None]
    inside = (places >= rows[0, :, None]) & (places <= rows[1, :, None])
    pictures[inside] = (*COLOURS[colour % len(COLOURS)], 1)
