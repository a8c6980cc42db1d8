"""Small pictures of the samples, as sheets of tiles in PNG: 8 bits, nothing lost.

A sheet has 32 columns and at most 32 rows; a sample whose longer side is at most 64 pixels keeps
its size, a larger one is shrunk to that.
"""

import io
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities import Image, resize, tile_shape
from latentwidgets.spaces.bundles.faults import Fault, said_of_file

__all__ = ["Sheets", "pack_sheets", "tile_of"]

COLUMNS = 32
PER_SHEET = COLUMNS * 32
LONGEST = 64
KEPT_SHEETS = 16  # unpacked: at most 256 MB
MODES = {1: "L", 3: "RGB", 4: "RGBA"}
COLOUR_TYPES = {1: 0, 3: 2, 4: 6}

Pictures = NDArray[np.float32]
Levels = NDArray[np.uint8]


def tile_of(picture: Image) -> tuple[int, int]:
    """Height and width of a tile."""
    if max(picture.height, picture.width) <= LONGEST:
        return picture.height, picture.width
    return tile_shape(picture.height, picture.width, LONGEST)


def pack_sheets(
    read: Callable[[NDArray[np.int64]], Pictures], picture: Image, n: int
) -> Iterator[bytes]:
    """Make the sheets of n samples, which `read` gives as canonical pictures."""
    from PIL import Image as Pillow

    height, width = tile_of(picture)
    for start in range(0, n, PER_SHEET):
        stop = min(n, start + PER_SHEET)
        rows = -(-(stop - start) // COLUMNS)
        sheet = np.zeros((rows * COLUMNS, height, width, picture.channels), np.uint8)
        for first in range(start, stop, COLUMNS):  # a few at a time: the originals may be large
            chosen = np.arange(first, min(first + COLUMNS, stop))
            tiles = resize(read(chosen), height, width)
            sheet[chosen - start] = np.rint(np.clip(tiles, 0, 1) * 255)
        sheet = sheet.reshape(rows, COLUMNS, height, width, -1).swapaxes(1, 2)
        pixels = sheet.reshape(rows * height, COLUMNS * width, picture.channels)
        file = io.BytesIO()
        Pillow.fromarray(pixels[..., 0] if picture.channels == 1 else pixels).save(file, "PNG")
        yield file.getvalue()


class Sheets:
    """The samples of an opened bundle; a sheet is unpacked when one of its tiles is asked for.

    Parameters
    ----------
    sheets
        PNG files.
    picture
        The samples' own size and channels.
    n
        How many samples.
    file_name
        Of the bundle, for errors.

    Raises
    ------
    Fault
        Where a sheet has not the size and colours that n samples need.
    """

    def __init__(self, sheets: Sequence[bytes], picture: Image, n: int, file_name: str) -> None:
        self.sheets = tuple(sheets)
        self.picture = picture
        self.tile = tile_of(picture)
        self._file_name = file_name
        self._lock = threading.Lock()
        if len(self.sheets) != -(-n // PER_SHEET):
            raise Fault(f"it has {len(self.sheets):,} sheets of pictures for {n:,} samples")
        for number, sheet in enumerate(self.sheets):
            rows = -(-min(PER_SHEET, n - number * PER_SHEET) // COLUMNS)
            _check_header(sheet, rows * self.tile[0], COLUMNS * self.tile[1], picture.channels)
        self._unpacked = lru_cache(KEPT_SHEETS)(self._unpack)

    @property
    def shrunk(self) -> bool:
        """Whether the tiles are smaller than the samples were."""
        return self.tile != (self.picture.height, self.picture.width)

    def read(self, indices: NDArray[np.int64]) -> Pictures:
        """Canonical pictures ``(m, H, W, C)`` in the samples' own size.

        Raises
        ------
        BundleError
            Where a sheet is no PNG after all.
        """
        levels = np.empty((len(indices), *self.tile, self.picture.channels), np.uint8)
        with self._lock, said_of_file(self._file_name):
            for number in np.unique(indices // PER_SHEET):
                here = indices // PER_SHEET == number
                levels[here] = self._unpacked(int(number))[indices[here] % PER_SHEET]
        images = levels.astype(np.float32) / np.float32(255)
        return resize(images, self.picture.height, self.picture.width) if self.shrunk else images

    def _unpack(self, number: int) -> Levels:
        """Tiles ``(32 * rows, height, width, C)`` of one sheet."""
        from PIL import Image as Pillow

        try:
            with Pillow.open(io.BytesIO(self.sheets[number]), formats=["PNG"]) as image:
                if image.mode != MODES[self.picture.channels]:
                    raise Fault(f"a sheet of its pictures is {image.mode}")
                pixels = np.asarray(image)
        except (OSError, SyntaxError, ValueError, EOFError, MemoryError, struct.error) as error:
            raise Fault(f"a sheet of its pictures is no PNG ({error})") from error
        height, width = self.tile
        tiles = pixels.reshape(-1, height, COLUMNS, width, self.picture.channels).swapaxes(1, 2)
        return tiles.reshape(-1, height, width, self.picture.channels)


def _check_header(sheet: bytes, height: int, width: int, channels: int) -> None:
    """Check what a PNG says of itself before anything of it is unpacked."""
    colours = COLOUR_TYPES[channels]
    expected = b"\x89PNG\r\n\x1a\n" + struct.pack(
        ">I4sIIBBBBB", 13, b"IHDR", width, height, 8, colours, 0, 0, 0
    )
    if sheet[: len(expected)] != expected:
        raise Fault(
            f"a sheet of its pictures is no PNG of {width}×{height} pixels with 8 bits and "
            f"{channels} channel{'s' if channels > 1 else ''}"
        )
