"""From the data's samples to what the model takes, and to what the page shows."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, ShapeError
from latentwidgets.modalities import Image
from latentwidgets.modalities.ranges import standard_range
from latentwidgets.spaces.items import Raw, stack
from latentwidgets.spaces.pictures import Mode

__all__ = ["Intake", "finite_rows", "intake_for"]

Range = tuple[float, float]

LEVELS: Range = (0.0, 255.0)


@dataclass(frozen=True)
class Intake:
    """How samples are given to a model and shown.

    Attributes
    ----------
    mode
        Of PIL images; None keeps their own, grey or RGB.
    value_range
        Of the model's raw outputs. 8-bit levels are brought into it where it is [0, 1], [-1, 1] or
        the like, and else given as they are; other numbers are given as they are, always.
    picture
        How one sample, as given to the model, reads as a picture; None where it does not.
    """

    mode: Mode | None = None
    value_range: Range = (0.0, 1.0)
    picture: Image | None = None

    def for_model(self, samples: Raw) -> NDArray[Any]:
        """Make one batch of numbers of `samples`, without a copy where they are such already."""
        array = _as_array(stack(samples, self.mode))
        if self._scales(array):
            low, high = self.value_range
            scaled = array * np.float32((high - low) / 255)
            return scaled + np.float32(low) if low else scaled
        return array

    def for_page(self, samples: Raw) -> NDArray[np.float32]:
        """Make canonical pictures ``(n, H, W, C)`` of `samples`.

        Raises
        ------
        DataError
            Where no pictures can be made of them.
        """
        array = _as_array(stack(samples, self.mode))
        if self.picture is None:
            raise DataError(
                f"Samples of shape {array.shape[1:]} cannot be shown as pictures: give "
                "output_shape=(H, W, C), or data of shape (n, H, W), (n, C, H, W) or (n, H, W, C)."
            )
        if self._scales(array):
            return replace(self.picture, value_range=LEVELS).to_canonical(array)
        return self.picture.to_canonical(array)

    def from_page(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Make samples as the model takes them of canonical pictures of their size."""
        if self.picture is None:
            raise ShapeError(
                f"Pictures of shape {images.shape} cannot be given to the encoder, since the data "
                "are no pictures: give samples in the shape of the data."
            )
        return self.picture.from_canonical(images)

    def _scales(self, array: NDArray[Any]) -> bool:
        return array.dtype == np.uint8 and max(map(abs, self.value_range)) <= 1.5


def intake_for(modality: Image, samples: Raw, mode: Mode | None) -> Intake:
    """Choose the intake for a wrapped model, from some samples of the data."""
    value_range = modality.value_range
    array = _as_array(stack(samples, mode))
    picture = _read_as_picture(array, modality)
    if picture is not None and array.dtype != np.uint8 and np.isfinite(array).any():
        own = standard_range(array)
        small, large = sorted(max(map(abs, ends)) for ends in (own, value_range))
        if small <= 1.5 and large > 8:  # the model changes the units itself
            picture = replace(picture, value_range=own)
    return Intake(mode, value_range, picture)


def finite_rows(samples: NDArray[Any]) -> NDArray[np.bool_] | None:
    """Tell the samples without NaN or infinite values; None means all."""
    if samples.dtype.kind != "f":
        return None
    with np.errstate(all="ignore"):
        flat = samples.reshape(-1)
        if np.isfinite(np.vdot(flat, flat)):  # one fast pass, nearly always enough
            return None
    rows: NDArray[np.bool_] = np.isfinite(samples.reshape(len(samples), -1)).all(axis=1)
    return None if rows.all() else rows


def _as_array(samples: Raw) -> NDArray[Any]:
    if not hasattr(samples, "detach"):
        return np.asarray(samples)
    tensor = samples.detach().cpu()
    if tensor.is_floating_point() and tensor.element_size() < 4:
        tensor = tensor.float()  # NumPy has no bfloat16, and half precision overflows in sums
    array: NDArray[Any] = tensor.numpy()
    return array


def _read_as_picture(array: NDArray[Any], modality: Image) -> Image | None:
    """Read samples as pictures of the output's shape, or of their own where that differs."""
    height, width, channels = modality.shape
    channels_first = modality.layout in ("CHW", "flat-CHW")
    shape = (channels, height, width) if channels_first else (height, width, channels)
    for output_shape in (shape, None):
        try:
            return Image.infer(
                array[:1], output_shape=output_shape, value_range=modality.value_range
            )
        except ShapeError:
            continue
    return None
