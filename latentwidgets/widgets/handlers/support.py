"""`support`, `gaps`, `gap`: what a code is measured by, and its re-encoding gap."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.spaces.support import far_density, gap_at, gaps_of, support_of
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = ["describe_gaps", "describe_support", "gap", "gaps", "support"]


def support(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Tell what the page needs to measure a code itself, and where it has the data's codes from."""
    codes = context.page.codes
    return {
        **describe_support(context.space),
        "codes": None if codes is None else codes.describe(),
    }


def describe_support(space: "LatentSpace") -> dict[str, Any]:
    """Describe what a code is measured by; see `SupportTable` in the front end."""
    found = support_of(space)
    density = found.density
    is_whole = len(density.rows) == space.n_samples
    return {
        "radius": found.radius,
        "rows": None if is_whole else density.rows.astype(np.uint32),
        "bandwidth": density.bandwidth,
        "level": density.level,
        "low": density.low,
        "high": density.high,
        "far": far_density(density),
        "own": density.own.astype(np.float32),
        "label": density.label,
    }


def gaps(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Measure the gaps of the data's own codes, once."""
    return describe_gaps(context.space, job.check)


def describe_gaps(
    space: "LatentSpace", check: Callable[[], object] = lambda: None
) -> dict[str, Any]:
    """Describe the gaps of the data's own codes; see `Gaps` in the front end."""
    found = gaps_of(space, check)
    return {"own": found.own.astype(np.float32), "n": len(found.own), "high": found.high}


def gap(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Decode a code and encode what comes: how far from it that leads; NaN is null."""
    z = request.code("z", context.space.latent_shape)
    job.check()
    found = float(gap_at(context.space, z[None])[0])
    return {"gap": None if np.isnan(found) else found}
