"""What the kernel does with each kind of message from the page: one file a capability."""

from latentwidgets.widgets.handlers.context import Context, Job, Maps
from latentwidgets.widgets.handlers.dispatch import Lane, handle, lane_of
from latentwidgets.widgets.handlers.request import Request, page_of, read_id, read_request

__all__ = [
    "Context",
    "Job",
    "Lane",
    "Maps",
    "Request",
    "handle",
    "lane_of",
    "page_of",
    "read_id",
    "read_request",
]
