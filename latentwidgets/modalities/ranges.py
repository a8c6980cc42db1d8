"""The range of values that stands for black to white, declared once for a model."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Range = tuple[float, float]

STANDARD: tuple[Range, ...] = ((0.0, 1.0), (-1.0, 1.0), (0.0, 16.0), (0.0, 255.0))
OUTPUT_SLACK = 0.25  # a linear output oversteps its data's range: this part of it is clipped
DATA_SLACK = 0.02  # resampled data oversteps by interpolation only


def declare_range(raw: NDArray[Any], sample: NDArray[Any] | None = None) -> Range:
    """Choose the range of a model's outputs from the data, or else from outputs it gave.

    The data decide, since outputs imitate them; except where outputs and data are plainly in
    different units (a model that divides 0-255 data by 255 itself).
    """
    seen = standard_range(raw, slack=OUTPUT_SLACK)
    if sample is None:
        return seen
    data = standard_range(sample, slack=DATA_SLACK)
    return seen if _other_units(raw, sample) else data


def standard_range(values: NDArray[Any], *, slack: float = DATA_SLACK) -> Range:
    """Find the standard range that `values` fill, or their own extremes where none fits.

    A range above 1 must be filled to its half: values in [0, 3] are not 8-bit levels.
    """
    if values.dtype == np.uint8:
        return (0.0, 255.0)
    extremes = _extremes(values)
    if extremes is None:
        return (0.0, 1.0)
    low, high = extremes
    for start, stop in STANDARD:
        margin = slack * (stop - start)
        filled = stop <= 1.0 or high >= stop / 2
        if low >= start - margin and high <= stop + margin and filled:
            return (start, stop)
    if low == high:  # a constant output: black is 0, and it is the brightest or darkest
        return (min(low, 0.0), max(high, 0.0))
    return extremes


def _extremes(values: NDArray[Any]) -> Range | None:
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return None
    return (float(finite.min()), float(finite.max()))


def _other_units(raw: NDArray[Any], sample: NDArray[Any]) -> bool:
    outputs, data = _extremes(raw), _extremes(sample)
    if outputs is None or data is None or outputs[0] == outputs[1]:
        return False
    small, large = sorted(max(abs(low), abs(high)) for low, high in (outputs, data))
    return small <= 1.5 and large > 8.0
