"""White shapes on black, drawn by code from five independent factors.

The factors and their steps are those of dSprites (Matthey, Higgins, Hassabis & Lerchner 2017), so
that figures of disentanglement can be read beside published ones; the drawing is our own, and its
edges are smooth where those of dSprites are steps.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.zoo.data.causes import Causes, draw_causes
from latentwidgets.zoo.data.dataset import Dataset
from latentwidgets.zoo.data.painting import (
    Array,
    Canvas,
    box,
    circle,
    column,
    ellipse,
    rotated,
)
from latentwidgets.zoo.data.split import every_sixth

__all__ = ["SHAPE_FACTORS", "draw_shapes", "load_shapes_data", "shape_factors"]

_KINDS = ("square", "ellipse", "heart")
#: What a picture depends on: a kind, and steps.
SHAPE_FACTORS: Causes = {"shape": _KINDS, "scale": 6, "orientation": 40, "x": 32, "y": 32}
_SIZE = 64
_AT_ONCE = 32  # so that a batch's arrays stay in the processor's cache
_SEED = 40_240
_REACH = 0.58  # of the centre, so that no corner leaves the picture


def shape_factors(n: int, seed: int = 0, **given: ArrayLike) -> dict[str, NDArray[Any]]:
    """Draw the factors of shapes, uniform and independent.

    Parameters
    ----------
    n, seed
        How many; the first ones are the same for every `n`.
    **given
        Factors that are not to be drawn, one value or ``(n,)``, such as ``shape="heart"`` or
        ``x=np.arange(32)``; the others stay as they were.

    Returns
    -------
    dict
        int64 ``(n,)``: ``shape`` (0 square, 1 ellipse, 2 heart), ``scale`` (0 to 5: half to whole
        size), ``orientation`` (0 to 39: a full turn, counter-clockwise as seen), ``x`` (0 to 31,
        left to right) and ``y`` (0 to 31, top to bottom).

    Raises
    ------
    OptionError
        `n` is no count, or there is no such factor, step or kind.
    DataError
        A factor is neither one value nor ``(n,)``.
    """
    return draw_causes(SHAPE_FACTORS, n, seed, given)


def draw_shapes(n: int, seed: int = 0, **factors: ArrayLike) -> NDArray[np.float32]:
    """Draw shapes; the parameters are those of `shape_factors`.

    Returns
    -------
    images
        float32 ``(n, 1, 64, 64)`` in [0, 1]; the same for the same factors.
    """
    drawn = shape_factors(n, seed, **factors)
    images = np.empty((n, 1, _SIZE, _SIZE), np.float32)
    for start in range(0, n, _AT_ONCE):
        batch = slice(start, start + _AT_ONCE)
        images[batch] = _paint({name: values[batch] for name, values in drawn.items()})
    return images


def load_shapes_data(n: int = 12_000) -> Dataset:
    """Draw the shapes that the built-in models were trained on.

    Parameters
    ----------
    n
        How many of the 737,280 there are, drawn at random; every sixth is held out. The first
        shapes are the same for every `n`.
    """
    factors = shape_factors(n, seed=_SEED)
    kinds = np.array(_KINDS)[factors["shape"]]
    return Dataset(
        name="shapes",
        title=f"{n:,} shapes of 64 by 64 pixels, drawn from five independent factors",
        licence="BSD-3-Clause, as this package",
        source="drawn by latentwidgets.zoo.data.shapes.draw_shapes",
        samples=draw_shapes(n, _SEED, **factors),
        is_test=every_sixth(n),
        labels=kinds,
        attributes=factors | {"shape": kinds},
        factors=factors,
    )


def _paint(factors: dict[str, NDArray[Any]]) -> Array:
    canvas = Canvas.blank(len(factors["shape"]), _SIZE, channels=1)
    size = column(0.5 + 0.1 * factors["scale"])
    dx = canvas.x - column((factors["x"] / 31 * 2 - 1) * _REACH)
    dy = canvas.y - column((factors["y"] / 31 * 2 - 1) * _REACH)
    angle = column(-2 * np.pi * factors["orientation"] / 40)
    dx, dy = rotated(dx, dy, angle, (0.0, 0.0))
    dx, dy = dx / size, dy / size
    draw = (_square, _ellipse, _heart)
    for kind, outline in enumerate(draw):
        these = factors["shape"] == kind
        distance = np.full(dx.shape, 1, np.float32)
        distance[these] = outline(dx[these], dy[these])
        canvas.paint(distance * size, np.ones(1, np.float32))
    return canvas.images()


def _square(x: Array, y: Array) -> Array:
    return box(x, y, 0.255, 0.255)


def _ellipse(x: Array, y: Array) -> Array:
    return ellipse(x, y, 0.375, 0.19)


def _heart(x: Array, y: Array) -> Array:
    """Measure to a square on its corner with a half disc on each of its upper sides."""
    side = 0.37
    y = y - 0.03  # so that it turns about its middle
    u, v = rotated(x, y, np.pi / 4, (0.0, 0.0))
    discs = np.minimum(circle(u, v + side / 2, side / 2), circle(u + side / 2, v, side / 2))
    return np.minimum(box(u, v, side / 2, side / 2), discs)
