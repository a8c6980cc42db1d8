"""Samples that a user gives to `encode`: one or many, as the data were or as pictures."""

from typing import Any

from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.intake import Intake
from latentwidgets.spaces.items import from_items, is_array
from latentwidgets.spaces.pictures import is_picture

__all__ = ["as_samples"]

Shape = tuple[int, ...]


def as_samples(x: Any, intake: Intake, sample_shape: Shape | None) -> NDArray[Any]:
    """Read what was given to `encode` as a batch that the model takes.

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
    picture = intake.picture
    if sample_shape is None and picture is not None:
        sample_shape = picture.raw_shape
    if is_picture(x):
        x = [x]
    elif isinstance(x, list | tuple) and x:
        x = from_items(x).samples
    if not isinstance(x, list) and not is_array(x):
        raise DataError(
            f"A {type(x).__name__} was given to encode and a batch of samples was expected: give "
            "an array, a tensor, a PIL image or a list of these."
        )
    array = intake.for_model(x)
    if array.shape == sample_shape:
        return array[None]
    if array.shape[1:] == sample_shape or picture is None:
        return array
    if array.shape == picture.shape:
        array = array[None]
    return intake.from_page(array) if array.shape[1:] == picture.shape else array
