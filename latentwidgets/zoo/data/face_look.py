"""The colours and the measures of cartoon faces, from their factors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.zoo.data.causes import Causes
from latentwidgets.zoo.data.painting import (
    Array,
    column,
    ellipse,
    mix,
    oklab,
    smooth_step,
    smooth_union,
)

__all__ = ["FACE_FACTORS", "LINE", "Look"]

#: What a face depends on: numbers in [0, 1], or kinds.
FACE_FACTORS: Causes = {
    "age": None,
    "skin": None,
    "face_shape": None,
    "hair_colour": ("black", "brown", "red", "blond", "grey"),
    "hair_length": None,
    "hairstyle": ("parted", "fringe", "curly", "swept"),
    "eyebrows": None,
    "smile": None,
    "gaze": None,
    "eyewear": ("none", "glasses", "sunglasses"),
    "hat": ("none", "beanie", "cap"),
    "clothes": None,
    "background": None,
}
LINE = 0.030  # of the outline, a pixel wide
_GREY = np.array([0.80, 0.80, 0.81], np.float32)
_BROWN = np.array([0.14, 0.10, 0.09], np.float32)
_HAIR = oklab(
    np.array([0.25, 0.40, 0.52, 0.80, 0.76]),
    np.array([0.005, 0.030, 0.105, 0.005, 0.0]),
    np.array([-0.005, 0.050, 0.090, 0.105, 0.004]),
)


@dataclass(frozen=True)
class Look:
    """Colours ``(n, 3)`` and measures ``(n, 1, 1)`` of each face, and its factors."""

    factors: Mapping[str, NDArray[Any]]
    width: Array
    skin: Array
    shade: Array
    wrinkle: Array
    blush: Array
    lips: Array
    ink: Array
    hair: Array
    hair_shade: Array
    temples: Array
    brow: Array
    iris: Array
    clothes: Array
    hat: Array

    @classmethod
    def of(cls, factors: Mapping[str, NDArray[Any]]) -> "Look":
        """Choose the colours and the measures of these faces."""
        dark = factors["skin"].astype(np.float64)
        light = 0.88 - 0.46 * dark
        a, b = 0.026 + 0.014 * dark, 0.042 + 0.030 * np.sin(np.pi * dark)
        hair = _HAIR[factors["hair_colour"]]
        greyed = 0.85 * smooth_step(factors["age"], 0.30, 0.90)
        turn = factors["clothes"].astype(np.float64)
        tops, hats = np.deg2rad(190 + 140 * turn), np.deg2rad(25 + 125 * turn)
        return cls(
            factors=factors,
            width=column(0.405 + 0.125 * factors["face_shape"]),
            skin=oklab(light, a, b),
            shade=oklab(light - 0.10, a + 0.012, b + 0.006),
            wrinkle=oklab(0.84 * light - 0.14, a + 0.020, b + 0.008),
            blush=oklab(light - 0.06, a + 0.065, b + 0.006),
            lips=oklab(0.80 * light - 0.08, a + 0.060, b - 0.004),
            ink=oklab(0.20 + 0.06 * light, 0.02, 0.015),
            hair=hair,
            hair_shade=hair * np.float32(0.66),
            temples=mix(hair, _GREY, greyed),
            brow=mix(mix(hair, _BROWN, 0.60), _GREY, 0.75 * greyed),
            iris=mix(np.array([0.33, 0.55, 0.68]), np.array([0.33, 0.19, 0.10]), dark**0.5),
            clothes=oklab(0.58, 0.115 * np.cos(tops), 0.115 * np.sin(tops)),  # teal, blue, pink
            hat=oklab(0.64, 0.13 * np.cos(hats), 0.13 * np.sin(hats)),  # red, mustard, green
        )

    def is_(self, factor: str, kind: int) -> Array:
        """1 for the faces of this kind, else 0, as a column."""
        return column(self.factors[factor] == kind)

    def head(self, aside: Array, y: Array) -> Array:
        """Measure to the outline of the head."""
        shape = column(self.factors["face_shape"])
        skull = ellipse(aside, y + 0.06, self.width, 0.50)
        jaw = ellipse(aside, y - 0.24, self.width * (0.74 + 0.14 * shape), 0.385 - 0.04 * shape)
        return smooth_union(skull, jaw, 0.10)
