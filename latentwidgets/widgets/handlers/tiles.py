"""`tiles`: the outputs of many codes at once, small: along a slider, a path, over a grid."""

import math
from typing import Any

from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.pictures import Tiles
from latentwidgets.widgets.handlers.request import Request
from latentwidgets.widgets.handlers.samples import LARGEST_SIZE, MOST_ATLAS_PIXELS, decode_steps

__all__ = ["tiles"]

MOST_CODES = 256
LARGEST_ALONE = 1024  # of one output, to be saved


def tiles(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Decode codes that the page chose, as the tiles of one picture, row by row, or as texts.

    Those that are ``layered`` are a style for each layer of a style-based generator. An ``exact``
    picture comes without the loss of a JPEG.
    """
    layered = request.flag("layered")
    space = context.space.layered() if layered else context.space
    codes = request.codes("codes", space.latent_shape, most=MOST_CODES)
    columns = request.integer("columns", 1, len(codes))
    size = request.integer("size", 4, LARGEST_SIZE if len(codes) > 1 else LARGEST_ALONE)
    size = min(size, math.isqrt(MOST_ATLAS_PIXELS // len(codes)))
    made = Tiles(space.modality, columns=columns, size=size, square=request.flag("square"))
    for outputs in decode_steps(space, codes, job):
        made.add(outputs)
    exact = request.flag("exact")
    return {**made.answer(exact=exact), "rows": -(-len(codes) // columns), "aspect": made.aspect}
