"""`locate`: where codes lie on a map."""

from typing import Any

from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

__all__ = ["locate"]

MOST_CODES = 1024


def locate(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Place codes on a map that the page shows."""
    codes = request.codes("codes", context.space.latent_shape, most=MOST_CODES)
    projection = context.maps.look_up(request.text("projection"))
    job.check()
    return {"points": projection.locate(codes)}
