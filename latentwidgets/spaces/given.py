"""Samples that a user gives to `encode`: one or many, as the data were or as pictures."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.intake import Intake
from latentwidgets.spaces.items import Raw, from_items, is_array
from latentwidgets.spaces.pictures import Mode, is_picture, to_array

__all__ = ["as_samples"]

Shape = tuple[int, ...]

MODES: dict[int, Mode] = {1: "L", 3: "RGB", 4: "RGBA"}


def as_samples(x: Any, intake: Intake, sample_shape: Shape | None) -> NDArray[Any]:
    """Read what was given to `encode` as a batch that the model takes.

    An array in the shape of the data is taken as the data are; in the shape of a picture, which it
    may have beside, as a canonical picture in [0, 1] or in 8-bit levels.

    Parameters
    ----------
    x
        A batch or one sample: an array, a tensor, a PIL image, or a list of these.
    intake
        Of the space.
    sample_shape
        Of one sample of the data; None where there are no data, then that of raw outputs counts.

    Raises
    ------
    DataError
        Where there is nothing in `x`, or it is of no kind that can be encoded.
    """
    if is_picture(x):
        x = [x]
    elif isinstance(x, list | tuple) and x:
        x = from_items(x).samples
    picture = intake.picture
    if isinstance(x, list):
        if picture is None:
            return intake.for_model(x)
        levels = to_array(x, MODES[picture.channels])
        return intake.from_page(_canonical(levels, (*levels.shape[1:3], picture.channels)))
    if not is_array(x):
        raise DataError(
            f"A {type(x).__name__} was given to encode and a batch of samples was expected: give "
            "an array, a tensor, a PIL image or a list of these."
        )
    if sample_shape is None and picture is not None:
        sample_shape = picture.raw_shape
    shape = tuple(x.shape)
    if shape == sample_shape:
        return intake.for_model(x[None])
    if shape[1:] != sample_shape and picture is not None:
        grey = picture.channels == 1
        shapes = [picture.shape, picture.shape[:2]] if grey else [picture.shape]
        if shape in shapes or shape[1:] in shapes:
            return intake.from_page(_canonical(x, picture.shape))
    return intake.for_model(x)


def _canonical(x: Raw, shape: Shape) -> NDArray[np.float32]:
    """Make canonical pictures of values in [0, 1] or 8-bit levels."""
    array: NDArray[Any] = Intake().for_model(x)  # brings levels into [0, 1]
    return array.reshape(-1, *shape).astype(np.float32, copy=False)
