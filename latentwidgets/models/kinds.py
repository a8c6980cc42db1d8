"""What kind of thing outputs are: told from them where that can be, else asked for by name."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ShapeError
from latentwidgets.models.arrays import is_text

if TYPE_CHECKING:
    from latentwidgets.modalities import Modality

__all__ = ["choices", "is_modality", "is_of_tokens", "refuse_unclear", "said_of"]

Shape = tuple[int, ...]

TOKENS = ("text", "melody")
MOST_CHANNELS = 4  # a row of more numbers than this, one pixel high, is no picture


def is_modality(value: Any) -> bool:
    """Whether `value` is one of the modalities."""
    return isinstance(getattr(type(value), "kind", None), str) and hasattr(value, "to_canonical")


def is_of_tokens(modality: "Modality | None") -> bool:
    """Whether whole numbers in the data are likely tokens, which an embedding takes."""
    return modality is not None and modality.kind in TOKENS


def refuse_unclear(raw: NDArray[Any], data: NDArray[Any] | None) -> None:
    """Refuse to take outputs for pictures that are most likely something else.

    Parameters
    ----------
    raw
        Outputs, ``(n, ...)``, of which the user said nothing.
    data
        Some samples, ``(n, ...)``, or None.

    Raises
    ------
    ShapeError
        Where they are whole numbers that may be tokens, the data are tokens or texts, or the
        outputs are rows one pixel high.
    """
    shape = raw.shape[1:]
    if data is not None and is_text(data):
        raise ShapeError(
            f"The data are texts and the model's output has shape {shape}: give {TEXT}."
        )
    whole = raw.dtype.kind in "iu" and raw.dtype != np.uint8 and len(shape) < 3
    if whole and not _are_pictures(data, raw):
        raise ShapeError(
            f"The model's output of shape {shape} holds whole numbers, which may be tokens: "
            f"{choices(shape)}."
        )
    if data is not None and _are_tokens(data) and shape[:-1] == data.shape[1:]:
        raise ShapeError(
            f"The data hold {shape[0]} whole numbers a sample and the model's output of shape "
            f"{shape} looks like scores of {shape[-1]} tokens: {PICTURE}, {TEXT}, or {MELODY}."
        )
    if len(shape) == 2 and min(shape) == 1 and max(shape) > MOST_CHANNELS:
        raise ShapeError(
            f"The model's output has shape {shape}, a row of {max(shape)} numbers, which is no "
            f"picture: {choices(shape)}."
        )


def choices(shape: Shape) -> str:
    """Name what outputs of a shape may be, and the argument that says so."""
    if len(shape) == 1:
        return f"{PICTURE}, {SERIES}, {AUDIO}, {TEXT}, or {MELODY}"
    if len(shape) == 2:
        return f"{PICTURE}, {TEXT}, {MELODY}, {SERIES}, or {AUDIO}"
    return f"{PICTURE}, or {MELODY}"


def said_of(modality: "Modality") -> str:
    """Say in a few words what outputs are, for a repr."""
    told = modality.describe_raw()
    if modality.kind == "image":
        low, high = told["value_range"]
        size = f"{told['height']}x{told['width']}x{told['channels']}"
        return f"picture {size} from {told['layout']} output in [{low:g}, {high:g}]"
    if told.get("form") == "strings":
        return f"text of up to {told['length']} characters"
    if modality.kind == "text":
        return f"text of {told['length']} tokens from {told['form']}"
    if modality.kind == "melody":
        voices = "1 voice" if told["voices"] == 1 else f"{told['voices']} voices"
        return f"melody of {voices} by {told['steps']} steps from {told['form']}"
    if modality.kind == "audio":
        rate = f"{told['sample_rate']:g} Hz"
        return f"sound of {told['samples']} samples at {rate} from {told['form']}"
    channels = len(told["channels"])
    many = "1 channel" if channels == 1 else f"{channels} channels"
    return f"series of {told['steps']} steps by {many} from {told['layout']} output"


SERIES = "modality=lw.Series() for a series of numbers"
AUDIO = "modality=lw.Audio(sample_rate=...) for a sound"
TEXT = "modality=lw.Text(vocabulary=...) for text"
MELODY = "modality=lw.Melody() for a melody"
PICTURE = "give output_shape=(H, W), (H, W, C) or (C, H, W) for a picture"


def _are_pictures(data: NDArray[Any] | None, raw: NDArray[Any]) -> bool:
    """Whether the data have the outputs' number of values and the axes of pictures."""
    return data is not None and data.ndim > 2 and data[0].size == raw[0].size


def _are_tokens(data: NDArray[Any]) -> bool:
    return data.dtype.kind in "iu" and data.dtype != np.uint8 and data.ndim == 2
