"""How a cartoon cat is drawn: layer upon layer, from the shoulders to the whiskers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.zoo.data.painting import (
    Array,
    Canvas,
    capsule,
    circle,
    column,
    ellipse,
    mix,
    oklab,
    rotated,
    smooth_step,
    smooth_union,
    triangle,
)

__all__ = ["PATTERNS", "paint_cats"]

PATTERNS = ("plain", "tabby", "patches", "siamese")
_PLAIN, _TABBY, _PATCHES, _SIAMESE = range(4)
_CREAM = np.array([0.99, 0.96, 0.91], np.float32)
_PINK = np.array([0.94, 0.60, 0.60], np.float32)
_WHITE = np.ones(3, np.float32)
_LEAN = np.deg2rad(20.0)
_NECK = (0.0, 0.62)
_LINE = 0.034  # of the outline, a pixel wide


def paint_cats(factors: Mapping[str, NDArray[Any]], size: int) -> Array:
    """Draw one batch of cats: float32 ``(n, 3, size, size)`` in [0, 1]."""
    canvas = Canvas.blank(len(factors["tilt"]), size)
    coat = _Coat.of(factors)
    angle = column((factors["tilt"] * 2 - 1) * _LEAN)
    _paint_background(canvas, factors["background"])
    _paint_shoulders(canvas.window(-0.7, 0.5, 0.7, 1.0), coat)
    _paint_ears(canvas.window(-1.0, -1.0, 1.0, 0.97), coat, angle, column(factors["ear_size"]))
    _paint_head(canvas.window(-1.0, -0.6, 1.0, 0.97), coat, angle)
    _paint_muzzle(canvas.window(-0.7, -0.1, 0.7, 0.9), coat, angle)
    _paint_eyes(canvas.window(-0.8, -0.4, 0.8, 0.6), coat, angle, factors)
    _paint_whiskers(canvas.window(-1.0, -0.2, 1.0, 1.0), coat, angle, column(factors["whiskers"]))
    return canvas.images()


@dataclass(frozen=True)
class _Coat:
    """The colours of each cat ``(n, 3)``, and its pattern."""

    pattern: NDArray[np.int64]
    fur: Array
    mark: Array
    ink: Array
    muzzle: Array
    iris: Array

    @classmethod
    def of(cls, factors: Mapping[str, NDArray[Any]]) -> "_Coat":
        pattern = factors["pattern"]
        hue = factors["fur_hue"].astype(np.float64)
        light = 0.44 + 0.40 * factors["fur_lightness"].astype(np.float64)
        # a line from grey-blue to ginger, whose colours fade where the fur is very pale or dark
        a, b = -0.035 + 0.115 * hue, -0.085 + 0.220 * hue
        chroma = 1 - 0.9 * np.abs(light - 0.66) ** 1.5
        a, b = a * chroma, b * chroma
        siamese = pattern == _SIAMESE
        fur = oklab(light, a, b)
        pale = oklab(0.55 * light + 0.44, 0.45 * a, 0.45 * b)
        dark = oklab(light - 0.17, a, b)
        points = oklab(0.55 * light + 0.02, 0.8 * a, 0.8 * b)
        return cls(
            pattern=pattern,
            fur=np.where(siamese[:, None], pale, fur),
            mark=np.where(siamese[:, None], points, dark),
            ink=oklab(0.22 + 0.10 * light, 0.35 * a, 0.35 * b),
            muzzle=mix(fur, _CREAM, 0.80),
            iris=np.where(
                siamese[:, None],
                np.array([0.45, 0.72, 0.95], np.float32),
                np.array([0.80, 0.83, 0.33], np.float32),
            ),
        )

    def any(self, *patterns: int) -> bool:
        """Whether any cat has one of these patterns."""
        return bool(np.isin(self.pattern, patterns).any())

    def has(self, pattern: int) -> Array:
        """1 for the cats of this pattern, else 0, as a column."""
        return column(self.pattern == pattern)


def _paint_background(canvas: Canvas, hue: Array) -> None:
    wall = oklab(0.83, 0.055 - 0.115 * hue, 0.045 - 0.095 * hue)  # rose to sky
    canvas.veil(np.ones_like(canvas.planes[0]), wall)
    far = smooth_step(canvas.x**2 + (canvas.y + 0.2) ** 2, 0.1, 2.2)
    canvas.veil(far * np.float32(0.28), wall * 0.62)
    canvas.veil(
        np.float32(0.35) * smooth_step(circle(canvas.x, canvas.y + 0.1, 0.0), 1.0, 0.1), _WHITE
    )


def _paint_shoulders(canvas: Canvas, coat: _Coat) -> None:
    body = ellipse(canvas.x, canvas.y - 1.16, 0.60, 0.56)
    canvas.paint(body - _LINE, coat.ink)
    canvas.paint(body, mix(coat.fur, coat.mark, 0.30))
    chest = ellipse(canvas.x, canvas.y - 1.08, 0.26, 0.40)
    canvas.veil(smooth_step(chest, 0.10, -0.10), coat.muzzle)
    if coat.any(_TABBY):
        stripes = smooth_step(np.cos(canvas.y * 26 + canvas.x**2 * 6), 0.1, 0.6)
        sides = smooth_step(np.abs(canvas.x), 0.22, 0.34) * smooth_step(body, 0.0, -0.03)
        canvas.veil(stripes * sides * coat.has(_TABBY), coat.mark)
    canvas.veil(smooth_step(canvas.y, 1.0, 0.6) * smooth_step(body, 0.02, -0.02) * 0.22, coat.ink)


def _skull(aside: Array, y: Array) -> Array:
    head = ellipse(aside, y - 0.16, 0.64, 0.50)
    cheeks = ellipse(aside - 0.36, y - 0.32, 0.35, 0.27)
    return smooth_union(head, cheeks, 0.12)


def _paint_ears(canvas: Canvas, coat: _Coat, angle: Array, ear_size: Array) -> None:
    x, y = rotated(canvas.x, canvas.y, angle, _NECK)
    aside = np.abs(x)  # what is drawn once stands on both sides
    skull = _skull(aside, y)
    grown = 0.15 + 0.48 * ear_size  # how far the tip stands from the skull
    wide = 0.150 + 0.065 * ear_size
    corners = (
        (0.385 - wide, -0.04),
        (0.44 + 0.12 * ear_size, -0.20 - grown),
        (0.385 + wide, 0.10),
    )
    ear = triangle(aside, y, corners, 0.06)
    canvas.paint(np.minimum(ear, skull) - _LINE, coat.ink)
    canvas.paint(ear, coat.fur)
    if coat.any(_TABBY):
        tips = smooth_step(y, -0.10, -0.30) * smooth_step(ear, 0.0, -0.03)
        canvas.veil(tips * coat.has(_TABBY) * 0.6, coat.mark)
    if coat.any(_SIAMESE, _PATCHES):
        side = smooth_step(x, -0.02, 0.02)
        marked = np.maximum(coat.has(_SIAMESE), coat.has(_PATCHES) * side)
        canvas.veil(smooth_step(ear, 0.016, -0.016) * marked, coat.mark)
    inner = triangle(
        aside,
        y,
        (
            (0.40 - wide * 0.52, -0.06),
            (0.44 + 0.11 * ear_size, -0.16 - 0.86 * grown),
            (0.40 + wide * 0.52, 0.02),
        ),
        0.02,
    )
    canvas.paint(inner, mix(coat.fur, _PINK, 0.72), 0.92)


def _paint_head(canvas: Canvas, coat: _Coat, angle: Array) -> None:
    x, y = rotated(canvas.x, canvas.y, angle, _NECK)
    aside = np.abs(x)
    skull = _skull(aside, y)
    canvas.paint(skull, coat.fur)
    inside = smooth_step(skull, 0.016, -0.016)
    if coat.any(_TABBY):
        _paint_tabby(canvas, coat, aside, y, inside * coat.has(_TABBY))
    if coat.any(_PATCHES):
        _paint_patches(canvas, coat, x, y, inside * coat.has(_PATCHES))
    if coat.any(_SIAMESE):
        mask = smooth_step(ellipse(aside, y - 0.34, 0.40, 0.40), 0.14, -0.12)
        canvas.veil(mask * inside * coat.has(_SIAMESE), coat.mark)
    light = smooth_step(circle(x + 0.18, y + 0.10, 0.0), 0.62, 0.0)
    canvas.veil(light * inside * np.float32(0.26), _WHITE)
    shade = smooth_step(skull, -0.20, 0.02) * smooth_step(y + 0.35 * x, 0.05, 0.75)
    canvas.veil(shade * inside * np.float32(0.34), coat.ink)


def _paint_tabby(canvas: Canvas, coat: _Coat, aside: Array, y: Array, where: Array) -> None:
    middle = capsule(aside, y, (0.0, -0.36), (0.0, -0.10), 0.038)
    brow = capsule(aside, y, (0.15, -0.34), (0.12, -0.14), 0.036)
    upper = capsule(aside, y, (0.50, 0.22), (0.70, 0.17), 0.036)
    lower = capsule(aside, y, (0.48, 0.36), (0.70, 0.36), 0.036)
    temple = capsule(aside, y, (0.50, 0.06), (0.62, 0.0), 0.032)
    stripes = np.minimum(np.minimum(middle, brow), np.minimum(upper, np.minimum(lower, temple)))
    canvas.paint(stripes, coat.mark, where)


def _paint_patches(canvas: Canvas, coat: _Coat, x: Array, y: Array, where: Array) -> None:
    blaze = ellipse(x + 0.04, y - 0.30, 0.17, 0.66)
    white = smooth_union(blaze, ellipse(x, y - 0.52, 0.50, 0.26), 0.12)
    canvas.veil(
        smooth_step(ellipse(x - 0.42, y - 0.02, 0.34, 0.36), 0.03, -0.03) * where, coat.mark
    )
    canvas.veil(smooth_step(white, 0.03, -0.03) * where, _CREAM)


def _paint_muzzle(canvas: Canvas, coat: _Coat, angle: Array) -> None:
    x, y = rotated(canvas.x, canvas.y, angle, _NECK)
    aside = np.abs(x)
    lobes = ellipse(aside - 0.105, y - 0.435, 0.165, 0.125)
    chin = ellipse(aside, y - 0.545, 0.11, 0.075)
    canvas.paint(smooth_union(lobes, chin, 0.05), coat.muzzle, 0.94)
    smile = np.abs(circle(aside - 0.088, y - 0.418, 0.088))
    below = smooth_step(y, 0.425, 0.455)
    canvas.paint(smile - 0.017, coat.ink, below)
    canvas.paint(capsule(aside, y, (0.0, 0.36), (0.0, 0.44), 0.016), coat.ink)
    nose = triangle(aside, y, ((-0.05, 0.325), (0.055, 0.325), (0.0, 0.375)), 0.028)
    canvas.paint(nose - 0.012, coat.ink)
    canvas.paint(nose, _PINK)
    canvas.veil(smooth_step(ellipse(aside - 0.40, y - 0.36, 0.13, 0.09), 0.05, -0.08) * 0.35, _PINK)


def _paint_eyes(
    canvas: Canvas, coat: _Coat, angle: Array, factors: Mapping[str, NDArray[Any]]
) -> None:
    x, y = rotated(canvas.x, canvas.y, angle, _NECK)
    aside = np.abs(x)
    radius = column(0.125 + 0.125 * factors["eye_size"])
    dx, dy = aside - 0.285, y - 0.13
    eye = ellipse(dx, dy, radius, radius * 0.97)
    canvas.paint(eye - _LINE, coat.ink)
    canvas.paint(eye, coat.iris)
    canvas.veil(
        smooth_step(dy / radius, 0.2, -1.0) * smooth_step(eye, 0.0, -0.03) * 0.35, coat.iris * 0.45
    )
    width = radius * column(0.16 + 0.66 * factors["pupil"])
    slit = ellipse(dx, dy, width, radius * 0.84)
    canvas.paint(slit, np.array([0.07, 0.06, 0.09], np.float32))
    side = np.sign(x)
    spark = circle(dx + side * radius * 0.30, dy + radius * 0.36, radius * 0.25)
    canvas.paint(spark, _WHITE)
    glint = circle(dx - side * radius * 0.32, dy - radius * 0.40, radius * 0.12)
    canvas.paint(glint, _WHITE, 0.8)


def _paint_whiskers(canvas: Canvas, coat: _Coat, angle: Array, length: Array) -> None:
    x, y = rotated(canvas.x, canvas.y, angle, _NECK)
    aside = np.abs(x)
    reach = 0.16 + 0.55 * length
    for start, slope in ((0.385, -0.20), (0.435, 0.02), (0.485, 0.22)):
        end = (0.25 + reach, start + slope * reach)
        hair = capsule(aside, y, (0.25, start), end, 0.019)
        canvas.paint(hair, coat.ink)
