"""`inverse`, `veil`, `spread`: the codes under a map, what they are worth, where samples spread."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ShapeError
from latentwidgets.spaces.projections import Projection
from latentwidgets.spaces.support import Held, codes_on, spread_on, support_of, veil_over
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

__all__ = ["LARGEST_OFF", "inverse", "spread", "veil"]

MOST_POINTS = 256
MOST_CELLS = 4096
MOST_SPREADS = 64
LARGEST_OFF = 4.0


def inverse(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Find the codes that a cursor at some places stands for."""
    projection, points, held = _read(context, request, MOST_POINTS)
    job.check()
    return {"codes": codes_on(projection, points, held).reshape(-1)}


def veil(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Measure the doubt about what a cursor would decode at some places, 0 to 1."""
    projection, points, held = _read(context, request, MOST_CELLS)
    job.check()
    doubt = veil_over(projection, support_of(context.space), points, held, check=job.check)
    return {"doubt": doubt.astype(np.float32)}


def spread(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Find the ellipses of some samples' posteriors: places, and (xx, xy, yy) of each."""
    indices = request.indices("indices", context.space.n_samples, most=MOST_SPREADS)
    projection = context.maps.look_up(request.text("projection"))
    job.check()
    found = spread_on(context.space, projection, indices)
    upper = found.covariances[:, (0, 0, 1), (0, 1, 1)]
    return {
        "points": found.points.astype(np.float32),
        "covariances": upper.astype(np.float32),
    }


def _read(
    context: Context, request: Request, most: int
) -> tuple[Projection, NDArray[np.float64], Held]:
    projection = context.maps.look_up(request.text("projection"))
    numbers = request.numbers("points", most * projection.dims)
    if not numbers.size or numbers.size % projection.dims:
        raise ShapeError(
            f"points has {numbers.size:,} numbers: give {projection.dims} a place, of {most:,} "
            "places at most."
        )
    anchor = request.code("anchor", context.space.latent_shape)
    held = Held(anchor, request.number("off", 0, LARGEST_OFF))
    return projection, numbers.reshape(-1, projection.dims).astype(np.float64), held
