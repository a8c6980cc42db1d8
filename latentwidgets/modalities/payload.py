"""The bytes of a picture as they go to the page."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ShapeError
from latentwidgets.modalities.resample import resize

JPEG_QUALITY = 90
MAX_MESSAGE_BYTES = 8 * 1024 * 1024  # Jupyter's websocket drops a connection above 10 MiB
NOT_FINITE_COLOURS = np.array([[255, 0, 255, 255], [0, 0, 0, 255]], np.uint8)  # magenta, black

FEW = 16


@dataclass(frozen=True, slots=True)
class Payload:
    """An encoded picture.

    Attributes
    ----------
    data
        RGBA, 8 bits, row by row, where `encoding` is ``"rgba8"``; else a JPEG file.
    encoding
        ``"rgba8"`` or ``"jpeg"``.
    width, height
        Size in pixels of what `data` holds.
    not_finite
        Number of pixels of the picture with a value that is NaN.
    """

    data: bytes
    encoding: Literal["rgba8", "jpeg"]
    width: int
    height: int
    not_finite: int


@dataclass(frozen=True, slots=True)
class Values:
    """An output that is no picture, as numbers.

    Attributes
    ----------
    values
        Canonical, ``(*shape)``, float32.
    not_finite
        Number of values that are NaN.
    """

    values: NDArray[np.float32]
    not_finite: int

    @classmethod
    def of(cls, output: NDArray[np.float32]) -> "Values":
        """Wrap one canonical output.

        Raises
        ------
        ShapeError
            Where it is larger than a message to the page may be.
        """
        values = np.ascontiguousarray(output, np.float32)
        if values.nbytes > MAX_MESSAGE_BYTES:
            raise ShapeError(
                f"An output of {values.size:,} numbers was given and a page takes at most "
                f"{MAX_MESSAGE_BYTES // 4:,}: make them shorter, or decode in Python."
            )
        return cls(values, int(np.isnan(values).sum()))


def encode(image: NDArray[np.float32], *, exact: bool, max_raw_bytes: int) -> Payload:
    """Encode a canonical image ``(H, W, C)``, raw where that is small or must be exact.

    Transparency and NaN always travel raw: a JPEG has no alpha and would blur the marks. A raw
    picture above what one message may hold is shrunk by a whole factor.
    """
    height, width, channels = image.shape
    not_finite = int(np.isnan(image).any(axis=2).sum())
    raw = exact or not_finite > 0 or channels == 4 or height * width * 4 <= max_raw_bytes
    if not raw:
        return Payload(_jpeg(image), "jpeg", width, height, 0)
    factor = int(np.ceil(np.sqrt(height * width * 4 / MAX_MESSAGE_BYTES)))
    if factor > 1:
        image = resize(image[None], max(1, height // factor), max(1, width // factor))[0]
    pixels = to_rgba(image)
    return Payload(pixels.tobytes(), "rgba8", pixels.shape[1], pixels.shape[0], not_finite)


def to_rgba(image: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Quantise a canonical image ``(H, W, C)`` to RGBA; NaN pixels become a magenta checker."""
    height, width, channels = image.shape
    missing: NDArray[np.bool_] = np.asarray(np.isnan(image).any(axis=2))
    pixels = np.full((height, width, 4), 255, np.uint8)
    colours = 1 if channels == 1 else channels
    pixels[..., : max(3, colours)] = quantise(np.where(missing[..., None], 0, image))
    if missing.any():
        few = missing.sum() < FEW  # alone, a black one would hide in a dark picture
        marks = NOT_FINITE_COLOURS[0] if few else _checker(height, width)[missing]
        pixels[missing] = marks
    return pixels


def quantise(image: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Round finite values in [0, 1] to the nearest of 256 levels."""
    levels: NDArray[np.uint8] = np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)
    return levels


def _checker(height: int, width: int) -> NDArray[np.uint8]:
    cell = max(1, min(height, width) // 16)
    rows, columns = np.indices((height, width)) // cell
    colours: NDArray[np.uint8] = NOT_FINITE_COLOURS[(rows + columns) % 2]
    return colours


def _jpeg(image: NDArray[np.float32]) -> bytes:
    import simplejpeg

    colourspace = "GRAY" if image.shape[2] == 1 else "RGB"
    pixels = np.ascontiguousarray(quantise(image))
    encoded: bytes = simplejpeg.encode_jpeg(
        pixels, quality=JPEG_QUALITY, colorspace=colourspace, colorsubsampling="444"
    )
    return encoded
