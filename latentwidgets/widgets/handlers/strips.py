"""`strips`: what each slider does, shown ahead along its track."""

from typing import Any

import numpy as np

from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.pictures import Tiles
from latentwidgets.widgets.handlers.request import Request
from latentwidgets.widgets.handlers.samples import decode_steps

__all__ = ["strips"]

MOST_DIMS = 16
MOST_STEPS = 15
LARGEST_SIZE = 128


def strips(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Decode along each of a few dimensions, the others as in `z`."""
    space = context.space
    z = request.code("z", space.latent_shape).reshape(-1)
    dims = request.integers("dims", 0, space.latent_size - 1, most=MOST_DIMS)
    steps = request.integer("steps", 2, MOST_STEPS)
    size = request.integer("size", 4, LARGEST_SIZE)
    low, high = space.slider_ranges()
    codes = np.repeat(z[None], len(dims) * steps, axis=0)
    for row, dim in enumerate(dims):
        codes[row * steps : (row + 1) * steps, dim] = np.linspace(low[dim], high[dim], steps)
    tiles = Tiles(space.modality, columns=steps, size=size, square=False)
    for outputs in decode_steps(context, codes.reshape(-1, *space.latent_shape), job):
        tiles.add(outputs)
    return {**tiles.answer(), "rows": len(dims), "aspect": tiles.aspect}
