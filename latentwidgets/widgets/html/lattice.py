"""Outputs decoded beforehand on a grid over the map, for a model that cannot run in a page.

Pictures are blended between four points of the grid; of any other kind the nearest is shown.
"""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.modalities import Image
from latentwidgets.modalities.payload import to_rgba

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.spaces.projections import Projection

__all__ = ["make_lattice"]

MOST_BYTES = 12 * 2**20
FEWEST, MOST = 6, 32  # points on a side
MARGIN = 0.05  # of the map's extent, on each side


def make_lattice(space: "LatentSpace", plane: "Projection", reason: str) -> dict[str, Any]:
    """Decode a grid over a PCA map of two axes.

    Parameters
    ----------
    space
        Whose model decodes.
    plane
        The map; its codes lie on the plane itself.
    reason
        Why the model is not in the page, for the reader.
    """
    modality = space.modality
    numbers = math.prod(modality.shape[:2] if isinstance(modality, Image) else modality.shape)
    side = int(np.clip(math.isqrt(MOST_BYTES // (numbers * 4)), FEWEST, MOST))
    low, high = plane.coordinates.min(axis=0), plane.coordinates.max(axis=0)
    margin = np.maximum(MARGIN * (high - low), 1e-6)
    low, high = low - margin, high + margin
    xs, ys = (np.linspace(low[axis], high[axis], side) for axis in (0, 1))
    points = np.stack([np.tile(xs, side), np.repeat(ys, side)], axis=1)
    outputs = space.decode(plane.inverse(points))
    lattice: dict[str, Any] = {
        "reason": reason,
        "columns": side,
        "rows": side,
        "from": [float(xs[0]), float(ys[0])],
        "to": [float(xs[-1]), float(ys[-1])],
        "width": 0,
        "height": 0,
        "pixels": None,
        "values": None,
    }
    if not isinstance(modality, Image):
        return {**lattice, "values": outputs.reshape(-1)}
    pixels = np.concatenate([to_rgba(picture).reshape(-1) for picture in outputs])
    height, width = modality.height, modality.width
    return {**lattice, "width": width, "height": height, "pixels": pixels}
