"""`place`: the code for a picture of one's own, encoded, or found by optimisation."""

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.modalities import Image
from latentwidgets.modalities.photo import LARGEST_FILE, read_photo
from latentwidgets.spaces.inversion import place as place_picture
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.pictures import picture
from latentwidgets.widgets.handlers.request import Request

__all__ = ["place"]

PROGRESS_SECONDS = 0.15  # between pictures of the search: enough to watch, little to send


def place(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Answer a `place`; progress comes with the best picture so far."""
    modality = context.space.modality
    if not isinstance(modality, Image):
        raise OptionError(f"A picture was given to place among {modality.kind}: this is no image.")
    photo = read_photo(request.file("file", LARGEST_FILE), modality)
    job.check()
    found = place_picture(
        context.space, photo, on_progress=_teller(context, job), cancel=job.cancelled
    )
    job.check()
    return {
        "z": found.code.reshape(-1),
        "error": found.error,
        "scale": found.scale,
        "scale_label": found.scale_label,
        "method": found.method,
        "original": picture(modality.to_payload(photo)),
        "reconstruction": picture(modality.to_payload(found.picture)),
    }


def _teller(context: Context, job: Job) -> Any:
    told = 0.0

    def tell(step: int, total: int, error: float, output: NDArray[np.float32]) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < PROGRESS_SECONDS:
            return
        told = now
        shown = picture(context.space.modality.to_payload(output))
        job.progress({"step": step, "total": total, "error": error, "picture": shown})

    return tell
