"""PIL images as arrays."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError

__all__ = ["Mode", "is_picture", "natural_mode", "to_array"]

Mode = Literal["L", "RGB", "RGBA"]

GREY = ("1", "L", "I", "F", "I;16", "I;16B", "I;16L", "I;16N")


def is_picture(value: Any) -> bool:
    """Whether `value` is a PIL image, told without importing PIL."""
    return any(kind.__module__ == "PIL.Image" for kind in type(value).__mro__)


def natural_mode(images: Sequence[Any]) -> Mode:
    """Tell the mode that keeps the colours of all images: grey where all are, else RGB."""
    return "L" if all(image.mode in GREY for image in images) else "RGB"


def to_array(images: Sequence[Any], mode: Mode) -> NDArray[np.uint8]:
    """Turn PIL images of one size into one array.

    The rotation that a camera noted in EXIF is applied; palettes, CMYK and 16 bits become `mode`;
    of an animation the current frame is taken; transparency is dropped unless `mode` is RGBA.

    Returns
    -------
    uint8, (n, H, W) where grey, else (n, H, W, 3 or 4)

    Raises
    ------
    DataError
        Where the sizes differ, or a file behind an image cannot be read.
    """
    arrays = [_one(image, mode) for image in images]
    for number, array in enumerate(arrays):
        if array.shape != arrays[0].shape:
            (first_height, first_width), (height, width) = arrays[0].shape[:2], array.shape[:2]
            raise DataError(
                f"The images have different sizes, {first_width}×{first_height} and "
                f"{width}×{height} (number {number} of its batch): "
                "resize them to one size."
            )
    return np.stack(arrays)


def _one(image: Any, mode: Mode) -> NDArray[np.uint8]:
    from PIL import ImageOps

    try:
        image = ImageOps.exif_transpose(image)
        if image.mode.startswith("I"):
            return _eight_bits(np.asarray(image), mode)
        return np.asarray(image.convert(mode))
    except (OSError, SyntaxError) as error:
        raise DataError(
            f"An image of the data cannot be read ({type(error).__name__}: {error}): "
            "leave it out or mend its file."
        ) from error


def _eight_bits(levels: NDArray[Any], mode: Mode) -> NDArray[np.uint8]:
    """Scale 16-bit levels, which PIL's own `convert` would clip at 255."""
    levels = np.clip(levels, 0, None)
    if levels.max(initial=0) > 255:
        levels = levels >> 8
    grey: NDArray[np.uint8] = np.minimum(levels, 255).astype(np.uint8)
    if mode == "L":
        return grey
    opaque = np.full_like(grey, 255)
    channels = [grey] * 3 + ([opaque] if mode == "RGBA" else [])
    colours: NDArray[np.uint8] = np.stack(channels, axis=-1)
    return colours
