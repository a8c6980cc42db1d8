"""A picture of the user's own, as an output of an image model would be."""

import io
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.modalities.image import Image

__all__ = ["LARGEST_FILE", "LARGEST_PIXELS", "read_photo"]

LARGEST_FILE = 7 * 2**20  # bytes; a message of the page has at most 8 MiB
LARGEST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}


def read_photo(
    picture: Any, modality: Image, *, largest_file: int = LARGEST_FILE
) -> NDArray[np.float32]:
    """Cut and scale a picture to the size of a model's outputs.

    The middle is taken where the sides are of another ratio, the first frame of an animation; a
    camera's turn is followed; what is transparent stands on white where outputs have no opacity.

    Parameters
    ----------
    picture
        The bytes of a PNG, JPEG, WebP, GIF, BMP or TIFF file (at most 40 million pixels), a PIL
        image, or an array ``(h, w)`` or ``(h, w, c)`` in [0, 1] or of 8-bit levels.
    modality
        Of the model.
    largest_file
        How many bytes of a file are read at most.

    Returns
    -------
    float32, (H, W, C)
        In [0, 1].

    Raises
    ------
    DataError
        Where it is no picture, too large, or damaged.
    """
    from PIL import Image as Pillow
    from PIL import ImageOps

    if isinstance(picture, bytes | bytearray | memoryview):
        image = _open(bytes(picture), largest_file)
    elif isinstance(picture, Pillow.Image):
        image = picture
    else:
        levels = _levels(picture)
        if np.asarray(picture).dtype.kind == "f" and levels.shape == _seen(modality.shape):
            return np.asarray(picture, np.float32).reshape(modality.shape)
        image = Pillow.fromarray(levels)
    height, width, channels = modality.shape
    image = _plain(ImageOps.exif_transpose(image), channels)
    image = ImageOps.fit(image, (width, height), Pillow.Resampling.LANCZOS)
    array = np.asarray(image, np.float32) / np.float32(255)
    return array.reshape(height, width, channels)


def _seen(shape: tuple[int, int, int]) -> tuple[int, ...]:
    """Shape of a picture as levels: grey has no channels."""
    return shape[:2] if shape[2] == 1 else shape


def _open(data: bytes, largest: int) -> Any:
    """Read the first frame of a file; its size is looked at before its pixels are."""
    from PIL import Image as Pillow

    if len(data) > largest:
        raise DataError(
            f"The file has {len(data) / 2**20:.1f} MiB: give one of at most {largest // 2**20} MiB."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of bombs: our own limit is lower
            image: Any = Pillow.open(io.BytesIO(data), formats=FORMATS)
            width, height = image.size
            if width * height <= LARGEST_PIXELS:
                image.load()
                return image
    except Pillow.DecompressionBombError:
        width, height = 0, 0
    except Exception as error:
        raise DataError(
            f"The file is no picture that can be read ({type(error).__name__}): give a PNG, JPEG, "
            "WebP, GIF, BMP or TIFF file."
        ) from error
    size = f"{width:,} by {height:,}" if width else "far too many"
    raise DataError(
        f"The picture has {size} pixels: give one of at most {LARGEST_PIXELS // 10**6} million."
    )


def _plain(image: Any, channels: int) -> Any:
    """Bring any mode to 8 bits with 1, 3 or 4 channels."""
    from PIL import Image as Pillow

    if image.mode.startswith("I") or image.mode == "F":  # 16 bits and more
        array = np.asarray(image, np.float64)
        low, high = (0, 65535) if image.mode.startswith("I;16") else (array.min(), array.max())
        if image.mode == "I" and array.min() >= 0 and array.max() <= 65535:
            low, high = 0, 65535  # a 16-bit PNG, as older Pillows read it
        scaled = 255 * np.nan_to_num((array - low) / max(high - low, 1e-12))
        image = Pillow.fromarray(scaled.clip(0, 255).astype(np.uint8))
    if channels == 4:
        return image.convert("RGBA")
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Pillow.new("RGBA", image.size, "white")
        image = Pillow.alpha_composite(white, image)
    return image.convert("RGB").convert(_MODES[channels])


def _levels(picture: Any) -> NDArray[np.uint8]:
    array = np.asarray(picture.detach().cpu() if hasattr(picture, "detach") else picture)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    good = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in {3, 4})
    if not good or array.size == 0 or array.dtype.kind not in "fiub":
        raise DataError(
            f"An array of shape {array.shape} and type {array.dtype} was given as a picture: give "
            "(h, w) or (h, w, c) with 1, 3 or 4 channels."
        )
    if array.shape[0] * array.shape[1] > LARGEST_PIXELS:
        raise DataError(
            f"The picture has {array.shape[1]:,} by {array.shape[0]:,} pixels: give one of at most "
            f"{LARGEST_PIXELS // 10**6} million."
        )
    if array.dtype == np.uint8:
        return array
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise DataError("The picture holds NaN or infinite values: give finite numbers.")
    low, high = float(array.min()), float(array.max())
    if low < 0 or high > (1 if array.dtype.kind == "f" else 255):
        raise DataError(
            f"The picture has values from {low:g} to {high:g}: give [0, 1], or 8-bit levels."
        )
    scale = 255 if array.dtype.kind in "fb" else 1
    return (array * scale + (0.5 if scale == 255 else 0)).astype(np.uint8)
