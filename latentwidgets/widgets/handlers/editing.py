"""A sample of the user's own: its code, what is made of it, and which was edited before."""

import math
import time
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.modalities import Image
from latentwidgets.modalities.pasted import LONGEST_TABLE
from latentwidgets.modalities.photo import LARGEST_FILE
from latentwidgets.spaces.own import (
    Own,
    ink_of,
    read_file,
    read_text,
    read_values,
)
from latentwidgets.spaces.own import place as place_sample
from latentwidgets.widgets.edits import Edit
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.pictures import picture
from latentwidgets.widgets.handlers.request import Request

__all__ = ["edited", "keep_lost", "place", "restore_edit"]

PROGRESS_SECONDS = 0.15  # between pictures of the search: enough to watch, little to send
EXACT_BYTES = 4 * 2**20  # of one picture; two of these are one message


def place(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Answer a `place`; while a code is sought, progress comes with the best picture so far.

    The sample placed is the one that all views edit from now on; after an error, and where it is
    placed ``aside``, for a slot, the one before stays.
    """
    own = _read(context, request)
    job.check()
    placement = place_sample(
        context.space, own.output, on_progress=_teller(context, job), cancel=job.cancelled
    )
    job.check()
    if request.flag("aside"):
        return _describe(context, Edit(0, placement, own.notices))
    return _describe(context, context.edits.take(placement, own.notices))


def edited(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Say what is edited now, and how one may draw."""
    job.check()
    edit = context.edits.current
    return {
        "edit": None if edit is None else _describe(context, edit),
        "ink": _ink(context),
    }


def restore_edit(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Edit again what was edited at a version; 0 is nothing."""
    context.edits.restore(request.integer("version", 0, 2**53))
    return {}


def keep_lost(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Keep what the model lost in the result, or leave it out."""
    context.edits.keep(request.flag("on"))
    return {}


def _read(context: Context, request: Request) -> Own:
    space, like_data = context.space, request.flag("like_data")
    if "text" in request:
        return read_text(space, request.long_text("text", LONGEST_TABLE))
    if "values" in request:
        most = math.prod(space.modality.shape)
        return read_values(space, request.numbers("values", most))
    if "file" in request:
        return read_file(space, request.file("file", LARGEST_FILE), like_data=like_data)
    raise DataError("Nothing was given to place: send a file, a text, or the notes of a roll.")


def _describe(context: Context, edit: Edit) -> dict[str, Any]:
    modality, placement = context.space.modality, edit.placement
    exact = isinstance(modality, Image) and 4 * modality.height * modality.width <= EXACT_BYTES
    spread = placement.spread
    return {
        "version": edit.version,
        "z": placement.code.reshape(-1),
        "spread": None if spread is None else np.ascontiguousarray(spread.reshape(-1)),
        "error": placement.error,
        "scale": placement.scale,
        "scale_label": placement.scale_label,
        "method": placement.method,
        "notices": list(edit.notices),
        "original": picture(modality.to_payload(placement.original, exact=exact)),
        "reconstruction": picture(modality.to_payload(placement.reconstruction, exact=exact)),
    }


def _ink(context: Context) -> Mapping[str, Any] | None:
    if not isinstance(context.space.modality, Image):
        return None
    ink = ink_of(context.space)
    levels = [int(level) for level in np.rint(255 * ink.paper[:3])]
    return {"paper": levels * 3 if len(levels) == 1 else levels, "drawn": ink.is_drawn}


def _teller(context: Context, job: Job) -> Any:
    told = 0.0

    def tell(step: int, total: int, error: float, output: NDArray[np.float32]) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < PROGRESS_SECONDS:
            return
        told = now
        shown = picture(context.space.modality.to_payload(output))
        error = math.sqrt(error)  # as a distance of pictures
        job.progress({"step": step, "total": total, "error": error, "picture": shown})

    return tell
