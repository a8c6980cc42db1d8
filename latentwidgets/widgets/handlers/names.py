"""`names`, `mean`: codes that have a name, and means of samples, for slots and expressions."""

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = ["describe_names", "mean", "names"]


def names(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Answer a `names`."""
    return {"entries": describe_names(context.space)}


def mean(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Answer a `mean`: the mean code of some samples."""
    space = context.space
    indices = request.indices("indices", space.n_samples, most=space.n_samples)
    return {"z": space.flat_codes[indices].mean(axis=0, dtype=np.float64).astype(np.float32)}


def describe_names(space: "LatentSpace") -> list[dict[str, Any]]:
    """Describe the means and directions; bookmarks the page has, samples it asks for."""
    return [
        {
            "name": entry.name,
            "kind": entry.kind,
            "of": entry.of,
            "z": np.ascontiguousarray(entry.z, np.float32).reshape(-1),
            "count": entry.count,
        }
        for entry in space.names.entries()
        if entry.kind != "bookmark"
    ]
