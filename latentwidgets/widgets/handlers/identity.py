"""`identity`: what tells the space from others, for sessions and for copied lines."""

from importlib.metadata import version
from typing import Any

from latentwidgets.spaces.identity import identify
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

__all__ = ["describe_identity", "identity"]


def identity(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Answer an `identity`."""
    return describe_identity(context)


def describe_identity(context: Context) -> dict[str, Any]:
    """Describe the space, the version of the package and how the space is had again."""
    space = context.space
    return {
        "space": identify(space).describe(),
        "package": version("latentwidgets"),
        "source": space.source,
    }
