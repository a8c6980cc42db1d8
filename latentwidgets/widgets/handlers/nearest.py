"""`nearest`: the samples nearest to a code, some left out."""

from typing import Any

import numpy as np

from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

__all__ = ["nearest"]

MOST = 24
MOST_LEFT_OUT = 256


def nearest(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Answer a `nearest`: as many as asked for, or all that remain."""
    space = context.space
    z = request.code("z", space.latent_shape)
    k = request.integer("k", 1, MOST)
    left_out = np.empty(0, np.intp)
    if "left_out" in request:
        left_out = request.indices("left_out", space.n_samples, most=MOST_LEFT_OUT)
    indices, distances = space.nearest(z, k + len(np.unique(left_out)))
    kept = np.flatnonzero(~np.isin(indices, left_out))[:k]
    return {
        "indices": indices[kept].astype(np.uint32),
        "distances": distances[kept].astype(np.float32),
    }
