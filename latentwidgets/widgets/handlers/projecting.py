"""`project`: the map of the codes."""

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces.projections import METHODS, PCAProjection
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request
from latentwidgets.widgets.maps import map_key

if TYPE_CHECKING:
    from latentwidgets.spaces.projections import Projection

__all__ = ["describe_projection", "project", "project_space"]


PROGRESS_SECONDS = 0.1  # ten maps a second are as live as they look, at 100,000 points too
LARGEST_SEED = 2**31 - 1


def project(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Answer a `project`; a map that was made before is kept and comes at once.

    A page that has the map names it in `known`: it becomes the current one, and is not sent.
    """
    method = request.text("method")
    if method not in METHODS:
        raise OptionError(f"There is no projection {method!r}: choose one of {METHODS}.")
    dims = request.integer("dims", 2, 3)
    options: dict[str, Any] = {}
    if "seed" in request:
        options["seed"] = request.integer("seed", 0, LARGEST_SEED)
    if "perplexity" in request and method == "tsne":
        options["perplexity"] = request.number("perplexity", 2, 1000)
    known = request.text("known") if "known" in request else None
    described = project_space(context, method, dims, job, **options)
    return {"key": known} if described["key"] == known else described


def project_space(
    context: Context, method: str, dims: int, job: Job, **options: Any
) -> dict[str, Any]:
    """Compute a map, keep it for decoding, and describe it."""
    key = map_key(method, dims, options)
    projection = context.maps.find(key)
    if projection is None:
        projection = context.space.project(
            method, dims, on_progress=_teller(job), cancel=job.cancelled, **options
        )
    job.check()
    description = describe_projection(key, projection)
    context.maps.add(key, projection)
    return description


def describe_projection(key: str, projection: "Projection") -> dict[str, Any]:
    """Describe a map for the page, its quality included."""
    return {
        "key": key,
        "method": projection.method,
        "dims": projection.dims,
        "title": projection.title,
        "note": projection.note,
        "coordinates": np.asarray(projection.coordinates, np.float32),
        "quality": asdict(projection.quality),
        "held": projection.held,
        "plane": _plane(projection),
    }


def _plane(projection: "Projection") -> dict[str, NDArray[np.float32]] | None:
    """Give the plane of a PCA, with which the page finds codes itself; None of other maps."""
    if not isinstance(projection, PCAProjection):
        return None
    return {
        "center": projection.center.astype(np.float32),
        "components": projection.components.astype(np.float32),
    }


def _teller(job: Job) -> Any:
    """Pass progress on, but not more often than it can be shown."""
    told = 0.0

    def tell(iteration: int, total: int, coordinates: NDArray[np.float32] | None) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < PROGRESS_SECONDS and iteration < total:
            return
        told = now
        shown = None if coordinates is None else np.ascontiguousarray(coordinates, np.float32)
        job.progress({"iteration": iteration, "total": total, "coordinates": shown})

    return tell
