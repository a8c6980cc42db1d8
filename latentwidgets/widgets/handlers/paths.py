"""`locate`, `path`, `curves`, `outputs`: codes on the map, ways between codes, what lies there."""

import math
import time
from typing import Any

import numpy as np

from latentwidgets.spaces import paths
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request
from latentwidgets.widgets.handlers.samples import decode_steps

__all__ = ["curves", "locate", "outputs", "path"]

MOST_LOCATED = 1024
MOST_MEASURED = 512
MOST_OUTPUTS = 64
MOST_BYTES = 8 * 2**20
PROGRESS_SECONDS = 0.1


def locate(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Place codes on a map that the page shows."""
    codes = request.codes("codes", context.space.latent_shape, most=MOST_LOCATED)
    projection = context.maps.look_up(request.text("projection"))
    job.check()
    return {"points": projection.locate(codes)}


def path(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Find the way through some anchors: its knots, and where on the way each lies."""
    space = context.space
    codes = request.codes("anchors", space.latent_shape, most=paths.MOST_ANCHORS)
    anchors = paths.read_anchors(codes, space.latent_shape)
    plan = paths.Plan(request.text("path"))  # type: ignore[arg-type]  # checked there
    name, reason = paths.chosen_path(space, plan.path)
    track = paths.make_track(space, anchors, plan, on_progress=_teller(job), cancel=job.cancelled)
    job.check()
    return {
        "name": name,
        "reason": reason,
        "between": track.between,
        "knots": track.knots,
        "shares": track.shares.astype(np.float32),
    }


def curves(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Measure, along codes, how fast the output changes and how dense the data lie."""
    space = context.space
    codes = request.codes("codes", space.latent_shape, most=MOST_MEASURED)
    flat = codes.reshape(len(codes), -1)
    speed = paths.measure_speed(space, flat, cancel=job.cancelled)
    density = paths.density_of(space)
    return {
        "speed": speed.astype(np.float32),
        "density": density.at(flat).astype(np.float32),
        "low": density.low,
        "high": density.high,
        "speed_label": paths.speed_label(space),
        "density_label": density.label,
    }


def outputs(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Decode a few codes to canonical outputs, for what the page writes to a file."""
    space = context.space
    size = math.prod(space.modality.shape)
    most = max(1, min(MOST_OUTPUTS, MOST_BYTES // (size * np.float32().nbytes)))
    codes = request.codes("codes", space.latent_shape, most=most)
    decoded = np.concatenate(list(decode_steps(context.space, codes, job)))
    return {"values": np.ascontiguousarray(decoded, np.float32).reshape(-1)}


def _teller(job: Job) -> Any:
    """Pass progress on, but not more often than it can be shown."""
    told = 0.0

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < PROGRESS_SECONDS:
            return
        told = now
        job.progress({"stage": stage, "done": done, "total": total})

    return tell
