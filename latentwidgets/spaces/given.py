"""Samples that a user gives to `encode`: one or many, as the data were or as outputs."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.modalities import Image
from latentwidgets.spaces.intake import Intake
from latentwidgets.spaces.items import Raw, from_items, is_array
from latentwidgets.spaces.pictures import Mode, is_picture, to_array

__all__ = ["as_samples"]

Shape = tuple[int, ...]

MODES: dict[int, Mode] = {1: "L", 3: "RGB", 4: "RGBA"}


def as_samples(x: Any, intake: Intake, sample_shape: Shape | None) -> NDArray[Any]:
    """Read what was given to `encode` as a batch that the model takes.

    An array in the shape of the data is taken as the data are; in the shape of an output, which it
    may have beside, as a canonical output: of pictures in [0, 1] or in 8-bit levels.

    Parameters
    ----------
    x
        A batch or one sample: an array, a tensor, a PIL image, a text, or a list of these.
    intake
        Of the space.
    sample_shape
        Of one sample of the data; None where there are no data, then that of raw outputs counts.

    Raises
    ------
    DataError
        Where there is nothing in `x`, or it is of no kind that can be encoded.
    """
    if is_picture(x) or isinstance(x, str):
        x = [x]
    if isinstance(x, list | tuple) and x:
        x = from_items(x).samples
    picture = intake.shown if isinstance(intake.shown, Image) else None
    if isinstance(x, list):
        if picture is None:
            return intake.for_model(x)
        levels = to_array(x, MODES[picture.channels])
        return intake.from_page(_canonical(levels, (*levels.shape[1:3], picture.channels)))
    if not is_array(x):
        raise DataError(
            f"A {type(x).__name__} was given to encode and a batch of samples was expected: give "
            "an array, a tensor, a PIL image, a text or a list of these."
        )
    if sample_shape is None and picture is not None:
        sample_shape = picture.raw_shape
    shape = tuple(x.shape)
    if shape == sample_shape:
        return intake.for_model(x[None])
    if shape[1:] != sample_shape and intake.shown is not None:
        shapes = _output_shapes(intake)
        if shape in shapes or shape[1:] in shapes:
            return _from_outputs(x, intake, sample_shape)
    return intake.for_model(x)


def _output_shapes(intake: Intake) -> list[Shape]:
    """Shapes of one canonical output; of grey pictures also without the channels."""
    assert intake.shown is not None  # noqa: S101
    shape = intake.shown.shape
    grey = isinstance(intake.shown, Image) and intake.shown.channels == 1
    return [shape, shape[:2]] if grey else [shape]


def _from_outputs(x: Raw, intake: Intake, sample_shape: Shape | None) -> NDArray[Any]:
    assert intake.shown is not None  # noqa: S101
    if isinstance(intake.shown, Image):
        return intake.from_page(_canonical(x, intake.shown.shape))
    array: NDArray[Any] = Intake(value_range=None).for_model(x)
    outputs = array.reshape(-1, *intake.shown.shape).astype(np.float32, copy=False)
    return intake.from_page(outputs, sample_shape)


def _canonical(x: Raw, shape: Shape) -> NDArray[np.float32]:
    """Make canonical pictures of values in [0, 1] or 8-bit levels."""
    array: NDArray[Any] = Intake().for_model(x)  # brings levels into [0, 1]
    return array.reshape(-1, *shape).astype(np.float32, copy=False)
