"""Change the size of canonical images: area average down, nearest pixel up."""

import numpy as np
from numpy.typing import NDArray


def resize(images: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """Resample a batch ``(n, H, W, C)`` to ``(n, height, width, C)``, float32.

    An average that covers a NaN pixel is NaN: what the model did not compute stays visible.
    """
    missing = np.isnan(images)
    if not missing.any():
        return _resample(images, height, width)
    touched = _resample(missing.astype(np.float32), height, width) > 0
    result = _resample(np.where(missing, np.float32(0), images), height, width)
    result[touched] = np.nan
    return result


def _resample(images: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    return _along(_along(images, 1, height), 2, width)


def _along(images: NDArray[np.float32], axis: int, size: int) -> NDArray[np.float32]:
    old = images.shape[axis]
    if size == old:
        return images.copy()
    if size > old:
        nearest = ((np.arange(size) + 0.5) * old / size).astype(np.intp)
        repeated: NDArray[np.float32] = np.take(images, nearest, axis=axis)
        return repeated
    averaged = np.tensordot(images, _area_weights(old, size), axes=([axis], [1]))
    result: NDArray[np.float32] = np.moveaxis(averaged, -1, axis).astype(np.float32)
    return result


def _area_weights(old: int, new: int) -> NDArray[np.float32]:
    """Weights ``(new, old)``: the part of each new pixel that an old one covers."""
    edges = np.arange(new + 1) * (old / new)
    pixels = np.arange(old)
    stops = np.minimum(edges[1:, None], pixels + 1)
    starts = np.maximum(edges[:-1, None], pixels)
    overlap = np.clip(stops - starts, 0, None)
    weights: NDArray[np.float32] = (overlap / overlap.sum(axis=1, keepdims=True)).astype(np.float32)
    return weights
