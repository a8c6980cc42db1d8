"""How often faces have what: each factor alone, or given the others as in life."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.zoo.data.face_look import FACE_FACTORS

__all__ = ["draw_chances"]

Floats = NDArray[np.float64]
_PARTED = ("age", "smile", "hair_length")  # of these none is in the middle


def draw_chances(
    given: Mapping[str, NDArray[Any]], n: int, seed: int, *, correlated: bool
) -> dict[str, NDArray[Any]]:
    """Draw the factors that are not `given`, in the order of FACE_FACTORS.

    Each factor is made from one uniform number of a stream of its own, so that giving a factor
    leaves those that do not depend on it as they were.
    """
    faces: dict[str, NDArray[Any]] = {}
    for i, (name, kinds) in enumerate(FACE_FACTORS.items()):
        luck = np.random.default_rng([i, seed]).uniform(size=n)
        if name in given:
            faces[name] = given[name]
        elif kinds is not None:
            chances = _chances(name, faces, n, correlated=correlated)
            faces[name] = _choose(luck, chances)
        else:
            if correlated and name == "eyebrows":
                luck = 0.65 * luck + 0.35 * (faces["hair_colour"] <= 1)
            if name in _PARTED:
                luck = 0.8 * luck + 0.2 * (luck >= 0.5)
            faces[name] = luck.astype(np.float32)
    return faces


def _choose(luck: Floats, chances: Floats) -> NDArray[np.int64]:
    """Choose a kind ``(n,)`` from the chances ``(n, kinds)``."""
    bounds = np.cumsum(chances, axis=1)[:, :-1] / chances.sum(axis=1, keepdims=True)
    kinds: NDArray[np.int64] = (luck[:, None] >= bounds).sum(axis=1)
    return kinds


def _chances(name: str, faces: Mapping[str, NDArray[Any]], n: int, *, correlated: bool) -> Floats:
    """Give the chances of each kind, not yet scaled to sum to 1: ``(n, kinds)``."""
    plain: dict[str, ArrayLike] = {
        "hair_colour": [1, 1, 1, 1, 1],
        "hairstyle": [1, 1, 1, 1],
        "eyewear": [0.50, 0.25, 0.25],
        "hat": [0.60, 0.20, 0.20],
    }
    chances = np.tile(np.asarray(plain[name], dtype=np.float64), (n, 1))
    if not correlated:
        return chances
    old, dark = faces["age"] > 0.5, faces["skin"] > 0.5
    if name == "hair_colour":
        chances[old] = [0.6, 0.6, 0.4, 0.6, 7.0]
        chances[~old, 4] = 0.08
        chances[dark] *= [4.0, 1.6, 0.15, 0.10, 1.0]
    elif name == "eyewear":
        chances[old] = [0.22, 0.66, 0.12]
        chances[~old] = [0.64, 0.10, 0.26]
    elif name == "hat":
        shaded = faces["eyewear"] == 2
        chances[shaded] = [0.30, 0.05, 0.65]
        chances[~shaded] = [0.72, 0.23, 0.05]
    return chances
