"""Hair and hats of cartoon faces."""

import numpy as np

from latentwidgets.zoo.data.face_look import LINE, Look
from latentwidgets.zoo.data.painting import (
    Array,
    Canvas,
    box,
    circle,
    column,
    ellipse,
    mix,
    smooth_step,
    smooth_union,
)

__all__ = ["paint_back_hair", "paint_front_hair", "paint_hat"]

_PARTED, _FRINGE, _CURLY, _SWEPT = range(4)
_WHITE = np.ones(3, np.float32)


def paint_back_hair(canvas: Canvas, look: Look) -> None:
    """Paint what of the hair is behind the head."""
    x, y = canvas.x, canvas.y
    aside = np.abs(x)
    curly = look.is_("hairstyle", _CURLY)
    length = column(look.factors["hair_length"])
    reach = 0.02 + 0.86 * length  # where the hair ends
    half = look.width + 0.055 + 0.075 * length + 0.06 * curly
    waves = (0.010 + 0.024 * curly) * np.cos((9 + 8 * curly) * y)
    narrowed = half - 0.16 * smooth_step(y, 0.15, -0.35)
    tall = (reach + 0.40) / 2
    fall = box(aside + waves, y + 0.40 - tall, narrowed, tall, 0.09)
    hair = smooth_union(_crown(look, aside, y), fall, 0.08)
    hair = np.where(_hidden(look, y), np.float32(1), hair)
    canvas.paint(hair - LINE, look.ink)
    canvas.paint(hair, mix(look.hair, look.hair_shade, 0.55))


def paint_front_hair(canvas: Canvas, look: Look) -> None:
    """Paint what of the hair lies on the forehead and the temples."""
    x, y = canvas.x, canvas.y
    aside = np.abs(x)
    parted, fringe = look.is_("hairstyle", _PARTED), look.is_("hairstyle", _FRINGE)
    curly, swept = look.is_("hairstyle", _CURLY), look.is_("hairstyle", _SWEPT)
    line = parted * (-0.45 + 0.66 * np.abs(x - 0.17) ** 1.3)
    line = line + fringe * (-0.285 - 0.06 * x * x + 0.018 * np.cos(24 * x))
    line = line + curly * (-0.325 + 0.035 * np.cos(21 * x) + 0.15 * aside)
    line = line + swept * (-0.385 + 0.10 * x + 0.25 * aside)
    temple = smooth_step((aside - look.width) * np.ones_like(y), -0.13, 0.0)
    line = line + temple * (0.16 + 0.22 * column(look.factors["hair_length"]))
    slope = np.gradient(line, canvas.pixel, axis=-1)
    hair = np.maximum(_crown(look, aside, y), (y - line) / np.sqrt(1 + slope * slope))
    hair = np.where(_hidden(look, y), np.float32(1), hair)
    edge = np.maximum(hair - LINE * 0.8, -0.7 - 0 * y)
    canvas.paint(edge, look.ink)
    canvas.paint(hair, look.hair)
    inside = smooth_step(hair, 0.016, -0.016)
    sides = smooth_step(aside - look.width, -0.14, -0.04) * smooth_step(y, -0.42, -0.22)
    canvas.veil(sides * inside, look.temples)
    gleam = np.abs(circle(x * 0.9, y - 0.05, 0.50)) - 0.035
    streaks = np.float32(0.75) + np.float32(0.25) * np.cos(30 * x)
    shine = smooth_step(gleam, 0.05, -0.02) * smooth_step(x, 0.35, -0.25) * streaks
    canvas.veil(shine * inside * np.float32(0.34), _WHITE)
    canvas.veil(
        smooth_step(x, 0.05, 0.6) * inside * np.float32(0.55), mix(look.hair, look.hair_shade, 0.8)
    )


def paint_hat(canvas: Canvas, look: Look) -> None:
    """Paint a woollen hat with a bobble, or a cap with a peak, where there is one."""
    x, y = canvas.x, canvas.y
    beanie, cap = look.is_("hat", 1), look.is_("hat", 2)
    worn = beanie + cap
    crown = np.maximum(ellipse(x, y + 0.30, look.width + 0.085, 0.47 - 0.05 * cap), y + 0.28)
    bobble = circle(x, y + 0.80, 0.105) + (1 - beanie)  # put out of reach where there is none
    canvas.paint(np.minimum(crown, bobble) - LINE, look.ink, worn)
    canvas.paint(crown, look.hat, worn)
    ribs = smooth_step(np.cos(x * 40) * np.ones_like(y), 0.2, 0.9) * smooth_step(crown, 0.0, -0.03)
    canvas.veil(ribs * beanie * np.float32(0.22), look.ink)
    canvas.paint(bobble, mix(look.hat, _WHITE, 0.75), beanie)
    shade = smooth_step(x, 0.0, 0.6) * smooth_step(crown, 0.0, -0.03)
    canvas.veil(shade * worn * np.float32(0.25), look.ink)
    band = np.maximum(np.abs(y + 0.285) - 0.065, np.abs(x) - look.width - 0.075) - 0.02
    canvas.paint(band - LINE * 0.8, look.ink, beanie)
    canvas.paint(band, mix(look.hat, _WHITE, 0.75), beanie)
    peak = ellipse(x, y + 0.27 - 0.16 * x * x, look.width + 0.13, 0.085)
    canvas.paint(peak - LINE * 0.8, look.ink, cap)
    canvas.paint(peak, look.hat * np.float32(0.80), cap)


def _crown(look: Look, aside: Array, y: Array) -> Array:
    """Measure to the outline of the hair around the skull."""
    curly, swept = look.is_("hairstyle", _CURLY), look.is_("hairstyle", _SWEPT)
    around = np.arctan2(y + 0.05, aside + 1e-3)
    bumps = curly * (0.075 + 0.030 * np.cos(13 * around))
    lifted = swept * 0.10 * smooth_step(y + 0 * aside, -0.2, -0.6)
    distance: Array = ellipse(aside, y + 0.10, look.width + 0.045, 0.515) - bumps - lifted
    return distance


def _hidden(look: Look, y: Array) -> Array:
    """Where a hat covers the hair."""
    return np.asarray(((1 - look.is_("hat", 0)) * (y < -0.30)) > 0)
