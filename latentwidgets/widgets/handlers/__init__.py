"""What the kernel does with each kind of message from the page: one file a capability."""

from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.dispatch import LANES, Lane, handle, lane_of
from latentwidgets.widgets.handlers.request import Request, page_of, read_id, read_request

__all__ = [
    "LANES",
    "Context",
    "Job",
    "Lane",
    "Request",
    "handle",
    "lane_of",
    "page_of",
    "read_id",
    "read_request",
]
