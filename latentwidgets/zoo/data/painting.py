"""Smooth drawing of many small pictures at once, from signed distances.

A shape is an array of distances to its edge, negative inside: it is painted with an edge one pixel
wide, so that pictures are anti-aliased and change smoothly with all that they are drawn from.
x goes right and y goes down, from -1 to 1; every array is float32 and has the batch first.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Canvas",
    "box",
    "capsule",
    "circle",
    "column",
    "ellipse",
    "mix",
    "oklab",
    "rotated",
    "smooth_step",
    "smooth_union",
    "triangle",
]

Array = NDArray[Any]  # float32: the stubs of NumPy widen it at every step
Length = Array | float


@dataclass(frozen=True)
class Canvas:
    """A batch of pictures, and the coordinates of their pixels.

    Attributes
    ----------
    x, y
        float32 ``(1, 1, width)`` and ``(1, height, 1)``, of the pixels' centres.
    pixel
        A pixel's width, in the same unit.
    planes
        float32 ``(channels, n, height, width)`` in [0, 1].
    """

    x: Array
    y: Array
    pixel: float
    planes: Array

    @classmethod
    def blank(cls, n: int, size: int, channels: int = 3) -> "Canvas":
        """Begin `n` black pictures."""
        centres = ((np.arange(size) + 0.5) * 2 / size - 1).astype(np.float32)
        planes = np.zeros((channels, n, size, size), np.float32)
        return cls(centres[None, None, :], centres[None, :, None], 2 / size, planes)

    def zoomed(self, by: float, down: float) -> "Canvas":
        """Give the same pictures for a painter whose things are to be larger, and lower."""
        shifted = (self.y - np.float32(down)) / np.float32(by)
        return Canvas(self.x / np.float32(by), shifted, self.pixel / by, self.planes)

    def window(self, left: float, top: float, right: float, bottom: float) -> "Canvas":
        """Give the part between these coordinates: painting there paints here, and costs less."""
        low_x, high_x = np.searchsorted(self.x.ravel(), (left, right))
        low_y, high_y = np.searchsorted(self.y.ravel(), (top, bottom))
        rows, columns = slice(low_y, high_y), slice(low_x, high_x)
        return Canvas(
            self.x[:, :, columns],
            self.y[:, rows],
            self.pixel,
            self.planes[:, :, rows, columns],
        )

    def paint(self, distance: Array, colour: ArrayLike, opacity: Length = 1.0) -> None:
        """Lay `colour` over what is inside: ``(channels,)``, ``(n, channels)`` or planes."""
        cover = distance * np.float32(-1 / self.pixel)
        cover += np.float32(0.5)
        np.clip(cover, 0, 1, out=cover)
        if not (isinstance(opacity, float) and opacity == 1):
            cover = cover * np.asarray(opacity, np.float32)
        self.veil(cover, colour)

    def veil(self, cover: Array, colour: ArrayLike) -> None:
        """Lay `colour` over all, as thick as `cover` in [0, 1] says."""
        colours = np.asarray(colour, np.float32)
        if colours.ndim == 1:
            colours = colours[:, None, None, None]
        elif colours.ndim == 2:
            colours = colours.T[:, :, None, None]
        for i, tone in enumerate(colours):
            change = tone - self.planes[i]
            change *= cover
            self.planes[i] += change

    def images(self) -> Array:
        """Give the pictures as ``(n, channels, size, size)``."""
        return np.clip(self.planes.swapaxes(0, 1), 0, 1)


def column(values: ArrayLike) -> Array:
    """Shape one number a picture for arithmetic with pixels: ``(n,)`` to ``(n, 1, 1)``."""
    return np.asarray(values, np.float32)[:, None, None]


def rotated(x: Array, y: Array, angle: Length, about: tuple[float, float]) -> tuple[Array, Array]:
    """Give the coordinates in which a thing turned clockwise by `angle` (radians) is upright."""
    cos, sin = np.cos(angle), np.sin(angle)
    dx, dy = x - np.float32(about[0]), y - np.float32(about[1])
    return cos * dx + sin * dy + np.float32(about[0]), cos * dy - sin * dx + np.float32(about[1])


def circle(x: Array, y: Array, radius: Length) -> Array:
    """Measure to a circle around the origin of these coordinates."""
    distance: Array = np.sqrt(x * x + y * y) - radius
    return distance


def ellipse(x: Array, y: Array, width: Length, height: Length) -> Array:
    """Measure to an ellipse of these half axes; exact at its edge, to first order beside it."""
    width, height = np.square(width, dtype=np.float32), np.square(height, dtype=np.float32)
    x, y = x * x, y * y
    square = x * (1 / width) + y * (1 / height)
    slope = x * (1 / (width * width)) + y * (1 / (height * height))
    np.sqrt(slope, out=slope)
    slope += np.float32(1e-6)
    distance: Array = square - np.sqrt(square)
    distance /= slope
    return distance


def box(x: Array, y: Array, width: Length, height: Length, rounding: Length = 0.0) -> Array:
    """Measure to a rectangle of these half sides, its corners rounded off."""
    u, v = np.abs(x) - (width - rounding), np.abs(y) - (height - rounding)
    outside = np.sqrt(np.maximum(u, 0) ** 2 + np.maximum(v, 0) ** 2)
    distance: Array = outside + np.minimum(np.maximum(u, v), 0) - rounding
    return distance


def capsule(
    x: Array, y: Array, start: tuple[Length, Length], end: tuple[Length, Length], radius: Length
) -> Array:
    """Measure to a line with round ends."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    dx, dy = x - start[0], y - start[1]
    part = (dx * along_x + dy * along_y) / (along_x * along_x + along_y * along_y + 1e-9)
    part = np.clip(part, 0, 1)
    dx, dy = dx - part * along_x, dy - part * along_y
    return np.sqrt(dx * dx + dy * dy) - radius


def triangle(
    x: Array, y: Array, corners: tuple[tuple[Length, Length], ...], rounding: Length
) -> Array:
    """Measure to a triangle with round corners, given clockwise as seen; `rounding` is added."""
    inside: Array = np.full((1, 1, 1), np.inf, np.float32)
    nearest = inside
    for i in range(3):
        (ax, ay), (bx, by) = corners[i], corners[(i + 1) % 3]
        ex, ey = bx - ax, by - ay
        dx, dy = x - ax, y - ay
        part = np.clip((dx * ex + dy * ey) / (ex * ex + ey * ey + 1e-9), 0, 1)
        inside = np.minimum(inside, ex * dy - ey * dx)
        dx, dy = dx - part * ex, dy - part * ey
        nearest = np.minimum(nearest, dx * dx + dy * dy)
    distance: Array = -np.sign(inside) * np.sqrt(nearest) - rounding
    return distance


def smooth_union(first: Array, second: Array, softness: float) -> Array:
    """Join two shapes with a fillet of about `softness`."""
    part = np.clip(np.float32(0.5) + (second - first) * np.float32(0.5 / softness), 0, 1)
    joined: Array = second + (first - second) * part - np.float32(softness) * part * (1 - part)
    return joined


def smooth_step(values: Array, low: float, high: float) -> Array:
    """Rise smoothly from 0 at `low` to 1 at `high` (which may be the lower one)."""
    part = np.clip((values - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    risen: Array = part * part * (3 - 2 * part)
    return risen


def mix(first: ArrayLike, second: ArrayLike, part: ArrayLike) -> Array:
    """Mix colours ``(n, 3)`` or ``(3,)``: `part` ``(n,)`` or a number of the second."""
    first, second = np.asarray(first, np.float32), np.asarray(second, np.float32)
    share = np.asarray(part, np.float32)
    share = share[:, None] if share.ndim else share
    return np.asarray(first + (second - first) * share, np.float32)


def oklab(lightness: ArrayLike, a: ArrayLike, b: ArrayLike) -> Array:
    """Turn OKLab (Ottosson 2020), whose steps look equal, into sRGB ``(n, 3)``, clipped."""
    lightness, a, b = np.broadcast_arrays(lightness, a, b)
    cones = np.stack(
        [
            lightness + 0.3963377774 * a + 0.2158037573 * b,
            lightness - 0.1055613458 * a - 0.0638541728 * b,
            lightness - 0.0894841775 * a - 1.2914855480 * b,
        ],
        axis=-1,
    )
    to_linear = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.7076147010],
        ]
    )
    linear = np.clip(cones**3 @ to_linear.T, 0, 1)
    bright = 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055
    colours: Array = np.where(linear <= 0.0031308, 12.92 * linear, bright).astype(np.float32)
    return colours
