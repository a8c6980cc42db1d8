"""Many small pictures in one: what thumbnails and slider strips travel as."""

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.modalities.payload import Payload, encode
from latentwidgets.modalities.resample import resize

__all__ = ["atlas", "resize", "tile_shape"]


def tile_shape(height: int, width: int, size: int) -> tuple[int, int]:
    """Height and width of a picture whose longer side is `size`, its proportions kept."""
    scale = size / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def atlas(  # noqa: PLR0913
    images: NDArray[np.float32],
    *,
    columns: int,
    size: int,
    square: bool = True,
    exact: bool = False,
    max_raw_bytes: int = 131072,
) -> Payload:
    """Tile a batch of pictures into one, row by row.

    Parameters
    ----------
    images
        Canonical, ``(n, H, W, C)``, float32 in [0, 1]; NaN is painted as in a single picture.
    columns
        Tiles in a row.
    size
        Longer side of a tile in pixels.
    square
        Tiles are ``size`` by ``size``, the picture centred on transparency; else they have the
        picture's proportions (`tile_shape`).

    Returns
    -------
    Payload
        A picture of ``ceil(n / columns)`` rows of tiles; tiles after the last are black.

    Raises
    ------
    OptionError
        Where `columns` or `size` is below 1, or there is no picture.
    """
    n, height, width, channels = images.shape
    if columns < 1 or size < 1 or n < 1:
        raise OptionError(
            f"An atlas of {n} pictures with columns={columns} and size={size} is empty: "
            "give at least one picture, one column and a size of 1."
        )
    inner = tile_shape(height, width, size)
    tiles = resize(images, *inner)
    if square and inner != (size, size):
        tiles, channels = _centred(tiles, size), 4
    tile_height, tile_width = tiles.shape[1:3]
    rows = -(-n // columns)
    sheet = np.zeros((rows * columns, tile_height, tile_width, channels), np.float32)
    sheet[:n] = tiles
    sheet = sheet.reshape(rows, columns, tile_height, tile_width, channels).swapaxes(1, 2)
    picture = sheet.reshape(rows * tile_height, columns * tile_width, channels)
    return encode(picture, exact=exact, max_raw_bytes=max_raw_bytes)


def _centred(tiles: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    n, height, width, channels = tiles.shape
    square = np.zeros((n, size, size, 4), np.float32)
    top, left = (size - height) // 2, (size - width) // 2
    window = square[:, top : top + height, left : left + width]
    window[..., 3] = 1
    window[..., : max(3, channels)] = tiles
    return square
