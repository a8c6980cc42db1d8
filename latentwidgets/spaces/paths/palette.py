"""A grid of codes between three or four anchors."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import OptionError, ShapeError
from latentwidgets.spaces.paths.straight import PathName, interpolate

__all__ = ["mix_corners", "palette"]

Codes = NDArray[np.float32]


def mix_corners(anchors: Codes, x: float, y: float, path: PathName) -> Codes:
    """Find the code at a place of the palette.

    Parameters
    ----------
    anchors
        ``(4, d)``: the corners, row by row. Or ``(3, d)``: the third has the whole lower side.
    x, y
        From the left and from the top, 0 to 1.
    path
        Between two codes: along the upper and the lower side, then from one to the other. By
        ``"lerp"`` four corners are mixed bilinearly and three by barycentric weights.

    Returns
    -------
    float32 ``(d,)``; anchors to the last bit.
    """
    upper = interpolate(anchors[0], anchors[1], [x], path)[0]
    lower = anchors[2]
    if len(anchors) == 4:
        lower = interpolate(anchors[2], anchors[3], [x], path)[0]
    code: Codes = interpolate(upper, lower, [y], path)[0]
    return code


def palette(anchors: ArrayLike, columns: int, rows: int, path: PathName) -> Codes:
    """Mix three or four anchors on a grid: float32 ``(rows, columns, d)``.

    Raises
    ------
    ShapeError
        Where there are other than three or four anchors.
    OptionError
        Where there are fewer than 2 columns or rows, or more than 64.
    """
    corners = np.asarray(anchors, np.float32)
    if corners.ndim != 2 or len(corners) not in (3, 4):
        raise ShapeError(f"{len(corners)} anchors were given for a palette: give three or four.")
    if not (2 <= columns <= 64 and 2 <= rows <= 64):
        raise OptionError(f"A palette of {columns} by {rows} was asked for: give 2 to 64 each.")
    codes = np.empty((rows, columns, corners.shape[1]), np.float32)
    for row, y in enumerate(np.linspace(0, 1, rows)):
        for column, x in enumerate(np.linspace(0, 1, columns)):
            codes[row, column] = mix_corners(corners, x, y, path)
    return codes
