"""How the numbers of one raw output are arranged into a picture."""

import math
from typing import Literal

from latentwidgets.exceptions import OptionError, ShapeError

Layout = Literal["CHW", "HWC", "HW", "flat", "flat-CHW"]
Shape = tuple[int, ...]
Arrangement = tuple[Layout, int, int, int]  # layout, height, width, channels

CHANNELS = (1, 3, 4)


def arrange(raw: Shape, *, sample: Shape | None, output: Shape | None) -> Arrangement:
    """Find the arrangement of one raw output.

    Parameters
    ----------
    raw
        The shape of one output, without the batch axis.
    sample
        The shape of one data sample, which tells flat outputs their picture.
    output
        The shape the user gave for one output: ``(H, W)``, ``(H, W, C)`` or ``(C, H, W)``.

    Raises
    ------
    OptionError
        Where `output` is no shape of a picture.
    ShapeError
        Where `raw` is no picture, or might be several.
    """
    if output is not None:
        return _as_given(raw, output)
    if len(raw) == 1:
        return _flat(raw[0], sample)
    found = _picture(raw, like=sample)
    if found is None:
        raise ShapeError(
            f"The model's output has shape {raw} and no axis of it is one of 1, 3 or 4 channels: "
            "give output_shape=(H, W), (H, W, C) or (C, H, W) if its numbers make a picture."
        )
    return found


def raw_shape(arrangement: Arrangement) -> Shape:
    """Shape of one raw output."""
    layout, height, width, channels = arrangement
    if layout == "CHW":
        return (channels, height, width)
    if layout == "HWC":
        return (height, width, channels)
    if layout == "HW":
        return (height, width)
    return (height * width * channels,)


def _picture(shape: Shape, *, like: Shape | None = None) -> Arrangement | None:
    """Read `shape` as a picture; where both ends may be channels, the sample's way, else CHW."""
    if len(shape) == 2:
        return ("HW", *shape, 1)
    if len(shape) != 3:
        return None
    first, last = shape[0] in CHANNELS, shape[2] in CHANNELS
    if first and last and like is not None and len(like) == 3:
        first = like == shape or (like[0] in CHANNELS and like[2] not in CHANNELS)
    if first:
        return ("CHW", shape[1], shape[2], shape[0])
    if last:
        return ("HWC", *shape)
    return None


def _as_given(raw: Shape, output: Shape) -> Arrangement:
    found = _picture(output)
    if found is None or min(output) < 1:
        raise OptionError(
            f"output_shape={output} is no shape of a picture: give (H, W), (H, W, C) or (C, H, W) "
            "with 1, 3 or 4 channels."
        )
    layout, height, width, channels = found
    if raw == output:
        return found
    same = _picture(raw)
    if same is not None and same[1:] == found[1:]:
        return same
    if math.prod(raw) != math.prod(output):
        raise ShapeError(
            f"output_shape={output} has {math.prod(output)} numbers and the model's output of "
            f"shape {raw} has {math.prod(raw)}: give the shape of one output."
        )
    return ("flat-CHW" if layout == "CHW" and channels > 1 else "flat", height, width, channels)


def _flat(size: int, sample: Shape | None) -> Arrangement:
    if sample is not None and len(sample) > 1 and math.prod(sample) == size:
        found = _picture(sample)
        if found is not None:
            return _as_given((size,), sample)
    side = math.isqrt(size)
    if side * side == size:
        return ("flat", side, side, 1)
    raise ShapeError(
        f"The model's output is a flat vector of {size} numbers, which is no square picture of one "
        "channel: give output_shape=(H, W), (H, W, C) or (C, H, W)."
    )
