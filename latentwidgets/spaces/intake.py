"""From the data's samples to what the model takes, and to what the page shows."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, ShapeError
from latentwidgets.modalities import Image, Modality, Text
from latentwidgets.modalities.ranges import standard_range
from latentwidgets.models.arrays import is_text
from latentwidgets.models.forms import sample_forms, samples_in
from latentwidgets.spaces.items import Raw, stack
from latentwidgets.spaces.pictures import Mode

__all__ = ["Intake", "finite_rows", "intake_for", "intake_without_data"]

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
        Of the raw outputs of a model that makes pictures; None for others. 8-bit levels are brought
        into it where it is [0, 1], [-1, 1] or the like, and else given as they are; other numbers
        are given as they are, always.
    shown
        How one sample, as given to the model, reads as an output: of pictures it is theirs, in
        layout and range; of others the model's own. None where it does not.
    """

    mode: Mode | None = None
    value_range: Range | None = (0.0, 1.0)
    shown: Modality | None = None

    def for_model(self, samples: Raw) -> NDArray[Any]:
        """Make one batch of `samples`, without a copy where they are numbers or texts already.

        Raises
        ------
        DataError
            Where a token is outside the model's vocabulary.
        """
        array = _as_array(stack(samples, self.mode))
        if self._scales(array):
            low, high = self.value_range or LEVELS
            scaled = array * np.float32((high - low) / 255)
            return scaled + np.float32(low) if low else scaled
        if isinstance(self.shown, Text) and array.dtype.kind in "iu":
            _check_tokens(array, self.shown.size)
        return array

    def for_page(self, samples: Raw) -> NDArray[np.float32]:
        """Make canonical outputs ``(n, *modality.shape)`` of `samples`.

        Raises
        ------
        DataError
            Where none can be made of them.
        """
        array = _as_array(stack(samples, self.mode))
        if self.shown is None:
            raise DataError(
                f"Samples of shape {array.shape[1:]} cannot be shown as the model's outputs: of "
                "pictures give output_shape=(H, W, C), or data of shape (n, H, W), (n, C, H, W) or "
                "(n, H, W, C)."
            )
        if not isinstance(self.shown, Image):
            return self.shown.from_samples(array)
        if self._scales(array):
            return replace(self.shown, value_range=LEVELS).to_canonical(array)
        return self.shown.to_canonical(array)

    def from_page(
        self, outputs: NDArray[np.float32], sample_shape: tuple[int, ...] | None = None
    ) -> NDArray[Any]:
        """Make samples as the model takes them of canonical outputs of their size.

        Parameters
        ----------
        outputs
            ``(n, *modality.shape)``.
        sample_shape
            Of one sample; None where that is not known, which takes the likeliest form.

        Raises
        ------
        ShapeError
            Where no such samples can be made of them.
        """
        if isinstance(self.shown, Image):
            return self.shown.from_canonical(outputs)
        if self.shown is not None and sample_shape == ():
            texts = self.shown.texts(outputs)
            if texts is not None:
                return np.array(texts, object)
        form = self.form_for(sample_shape)
        if form is not None:
            return samples_in(form, outputs)
        raise ShapeError(
            f"Outputs of shape {outputs.shape} cannot be given to the encoder, since the data "
            "are of another kind: give samples in the shape of the data."
        )

    def form_for(self, sample_shape: tuple[int, ...] | None = None) -> Modality | None:
        """Return `shown` in the form that samples of a shape have; None where they have none.

        Samples that are texts, of shape ``()``, have none.
        """
        if self.shown is None or isinstance(self.shown, Image):
            return self.shown
        forms = sample_forms(self.shown)
        return next((form for form in forms if sample_shape in (None, form.raw_shape)), None)

    def _scales(self, array: NDArray[Any]) -> bool:
        scale = self.value_range
        return scale is not None and array.dtype == np.uint8 and max(map(abs, scale)) <= 1.5


def intake_for(modality: Modality, samples: Raw, mode: Mode | None) -> Intake:
    """Choose the intake for a wrapped model, from some samples of the data.

    Raises
    ------
    DataError
        Where numbers that look like outputs cannot be such: tokens outside the vocabulary.
    """
    array = _as_array(stack(samples, mode))
    if not isinstance(modality, Image):
        return Intake(mode, None, _read_as(modality, array))
    value_range = modality.value_range
    picture = _read_as_picture(array, modality)
    if picture is not None and array.dtype != np.uint8 and np.isfinite(array).any():
        own = standard_range(array)
        small, large = sorted(max(map(abs, ends)) for ends in (own, value_range))
        if small <= 1.5 and large > 8:  # the model changes the units itself
            picture = replace(picture, value_range=own)
    return Intake(mode, value_range, picture)


def intake_without_data(modality: Modality) -> Intake:
    """Choose the intake of a model that has no data: for samples that look like its outputs."""
    value_range = modality.value_range if isinstance(modality, Image) else None
    return Intake(None, value_range, modality)


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


def _check_tokens(tokens: NDArray[Any], size: int) -> None:
    outside = tokens[(tokens < 0) | (tokens >= size)]
    if outside.size:
        raise DataError(
            f"The data hold the token {outside.flat[0]} and the vocabulary has {size:,}: give "
            "token ids from 0, in the order of the vocabulary."
        )


def _read_as(modality: Modality, array: NDArray[Any]) -> Modality | None:
    """Return the modality where samples read as its outputs, else None."""
    try:
        modality.from_samples(array)
    except ShapeError:
        return None
    except DataError:
        if is_text(array):  # which the model itself takes apart
            return None
        raise
    return modality


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
