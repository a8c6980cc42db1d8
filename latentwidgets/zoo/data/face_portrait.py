"""How a cartoon face is drawn: layer upon layer, from the wall behind it to the glasses on it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.zoo.data.face_hair import paint_back_hair, paint_front_hair, paint_hat
from latentwidgets.zoo.data.face_look import LINE, Look
from latentwidgets.zoo.data.painting import (
    Array,
    Canvas,
    capsule,
    circle,
    column,
    ellipse,
    mix,
    oklab,
    smooth_step,
    smooth_union,
)

__all__ = ["paint_faces"]

_WHITE = np.ones(3, np.float32)
_DARK = np.array([0.10, 0.09, 0.12], np.float32)


def paint_faces(factors: Mapping[str, NDArray[Any]], size: int) -> Array:
    """Draw one batch of faces: float32 ``(n, 3, size, size)`` in [0, 1]."""
    canvas = Canvas.blank(len(factors["smile"]), size)
    look = Look.of(factors)
    _paint_background(canvas, factors["background"])
    canvas = canvas.zoomed(1.09, 0.07)
    paint_back_hair(canvas, look)
    _paint_shoulders(canvas.window(-0.9, 0.3, 0.9, 1.0), look)
    _paint_head(canvas.window(-0.75, -0.7, 0.75, 0.75), look)
    face = canvas.window(-0.6, -0.5, 0.6, 0.7)
    _paint_age(face, look, column(factors["age"]))
    _paint_nose(face, look)
    _paint_mouth(canvas.window(-0.4, 0.2, 0.4, 0.6), look, column(factors["smile"]))
    eyes = canvas.window(-0.5, -0.4, 0.5, 0.3)
    _paint_eyes(eyes, look, column(factors["gaze"]))
    _paint_eyebrows(eyes, look, column(factors["eyebrows"]))
    paint_front_hair(canvas.window(-0.85, -1.0, 0.85, 0.4), look)
    paint_hat(canvas.window(-0.85, -1.0, 0.85, 0.1), look)
    _paint_glasses(canvas.window(-0.7, -0.25, 0.7, 0.35), look)
    return canvas.images()


def _paint_background(canvas: Canvas, hue: Array) -> None:
    wall = oklab(0.86, 0.035 - 0.095 * hue, 0.060 - 0.085 * hue)  # apricot to mint to sky
    canvas.veil(np.ones_like(canvas.planes[0]), wall)
    far = smooth_step(canvas.x**2 + (canvas.y + 0.2) ** 2, 0.2, 2.2)
    canvas.veil(far * np.float32(0.25), wall * 0.65)


def _paint_shoulders(canvas: Canvas, look: Look) -> None:
    x, y = canvas.x, canvas.y
    body = ellipse(x, y - 1.07, 0.80, 0.42)
    canvas.paint(body - LINE, look.ink)
    canvas.paint(body, look.clothes)
    neck = capsule(x, y, (0.0, 0.40), (0.0, 0.66), 0.185)
    canvas.paint(neck - LINE, look.ink)
    canvas.paint(neck, look.shade)
    collar = np.abs(ellipse(x, y - 0.66, 0.25, 0.17)) - 0.035
    canvas.paint(collar, mix(look.clothes, _WHITE, 0.35), smooth_step(y, 0.67, 0.71))


def _paint_head(canvas: Canvas, look: Look) -> None:
    x, y = canvas.x, canvas.y
    aside = np.abs(x)
    ears = ellipse(aside - look.width - 0.015, y - 0.06, 0.085, 0.115)
    head = look.head(aside, y)
    canvas.paint(np.minimum(ears, head) - LINE, look.ink)
    canvas.paint(ears, look.skin)
    canvas.paint(ears + 0.045, look.shade)
    canvas.paint(head, look.skin)
    inside = smooth_step(head, 0.016, -0.016)
    shade = smooth_step(head, -0.20, 0.02) * smooth_step(y + 0.45 * x, -0.05, 0.75)
    canvas.veil(shade * inside * np.float32(0.55), look.shade)
    light = smooth_step(circle(x + 0.16, y + 0.14, 0.0), 0.55, 0.0)
    canvas.veil(light * inside * np.float32(0.20), _WHITE)
    cheeks = smooth_step(ellipse(aside - 0.28, y - 0.24, 0.12, 0.09), 0.06, -0.09)
    canvas.veil(cheeks * np.float32(0.45), look.blush)


def _paint_age(canvas: Canvas, look: Look, age: Array) -> None:
    """Lines that years draw: on the forehead, beside the eyes, under them, and around the mouth."""
    x, y = canvas.x, canvas.y
    aside = np.abs(x)
    fold = capsule(aside, y, (0.155, 0.22), (0.225, 0.40), 0.021)
    bag = np.maximum(np.abs(ellipse(aside - 0.20, y - 0.03, 0.135, 0.145)) - 0.020, 0.10 - y)
    crow = capsule(aside, y, (0.345, 0.03), (0.40, 0.07), 0.018)
    crow = np.minimum(crow, capsule(aside, y, (0.345, -0.02), (0.40, -0.03), 0.018))
    brow = np.maximum(np.abs(y + 0.265 - 0.18 * x * x) - 0.020, aside - 0.20)
    brow = np.minimum(brow, np.maximum(np.abs(y + 0.345 - 0.18 * x * x) - 0.018, aside - 0.16))
    lines = np.minimum(np.minimum(fold, bag), np.minimum(crow, brow))
    canvas.paint(lines, look.wrinkle, smooth_step(age, 0.30, 0.90) * 0.85)


def _paint_nose(canvas: Canvas, look: Look) -> None:
    x, y = canvas.x, canvas.y
    tip = ellipse(x, y - 0.205, 0.075, 0.055)
    canvas.veil(smooth_step(tip, 0.03, -0.03) * 0.5, look.shade)
    under = np.maximum(np.abs(ellipse(x, y - 0.195, 0.065, 0.058)) - 0.013, 0.215 - y)
    canvas.paint(under, look.wrinkle)
    canvas.veil(smooth_step(ellipse(x + 0.02, y - 0.16, 0.028, 0.05), 0.02, -0.03) * 0.4, _WHITE)


def _paint_mouth(canvas: Canvas, look: Look, smile: Array) -> None:
    x, y = canvas.x, canvas.y
    half = 0.135 + 0.085 * smile
    bow = (x / half) ** 2
    upper = 0.385 + 0.020 * smile - (0.130 * smile - 0.012) * bow
    opening = (0.010 + 0.135 * smooth_step(smile, 0.30, 1.0)) * np.maximum(1 - bow, 0)
    sides = np.abs(x) - half
    mouth = np.maximum(np.maximum(upper - y, y - upper - opening), sides)
    canvas.paint(mouth - 0.024, look.lips)
    canvas.paint(mouth - 0.006, np.array([0.42, 0.13, 0.15], np.float32))
    teeth = np.maximum(mouth + 0.006, y - upper - 0.50 * opening)
    canvas.paint(teeth, np.array([0.98, 0.97, 0.94], np.float32), smooth_step(smile, 0.35, 0.6))


def _paint_eyes(canvas: Canvas, look: Look, gaze: Array) -> None:
    x, y = canvas.x, canvas.y
    aside = np.abs(x)
    eye = ellipse(aside - 0.20, y - 0.015, 0.118, 0.098)
    canvas.paint(eye - 0.020, look.ink)
    canvas.paint(eye, np.array([0.985, 0.98, 0.97], np.float32))
    look_at = np.sign(x) * 0.20 + (gaze * 2 - 1) * 0.062
    within = smooth_step(eye, 0.012, -0.012)
    dx, dy = x - look_at, y - 0.02
    canvas.paint(circle(dx, dy, 0.075), look.iris, within)
    canvas.paint(circle(dx, dy, 0.042), _DARK, within)
    canvas.paint(circle(dx + 0.024, dy + 0.032, 0.024), _WHITE, within)
    lid = np.maximum(np.abs(eye) - 0.024, y - 0.0)
    canvas.paint(lid, look.ink)


def _paint_eyebrows(canvas: Canvas, look: Look, thick: Array) -> None:
    aside, y = np.abs(canvas.x), canvas.y
    arch = -0.170 - 0.040 * thick + 1.1 * (aside - 0.22) ** 2
    brow = np.maximum(np.abs(y - arch) - (0.008 + 0.056 * thick), np.abs(aside - 0.205) - 0.125)
    canvas.paint(brow, look.brow)


def _paint_glasses(canvas: Canvas, look: Look) -> None:
    x, y = canvas.x, canvas.y
    aside = np.abs(x)
    clear, dark = look.is_("eyewear", 1), look.is_("eyewear", 2)
    lens = smooth_union(
        ellipse(aside - 0.205, y - 0.02, 0.165, 0.150),
        ellipse(aside - 0.215, y + 0.01, 0.170, 0.115),
        0.05,
    )
    arms = capsule(aside, y, (0.36, -0.03), (look.width + 0.02, -0.02), 0.020)
    bridge = np.maximum(np.abs(y + 0.02 - 0.5 * x * x) - 0.020, aside - 0.07)
    frame = np.minimum(np.minimum(np.abs(lens) - 0.022, bridge), arms)
    canvas.veil(smooth_step(lens, 0.016, -0.016) * clear * np.float32(0.16), _WHITE)
    canvas.paint(lens, _DARK, dark)
    streak = np.abs(x - np.sign(x) * 0.20 + 0.8 * (y - 0.02) + 0.03) - 0.030
    canvas.paint(np.maximum(streak, lens + 0.05), np.array([0.45, 0.48, 0.56], np.float32), dark)
    canvas.paint(frame, np.array([0.13, 0.11, 0.14], np.float32), clear + dark)
