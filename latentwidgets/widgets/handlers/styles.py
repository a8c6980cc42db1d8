"""`style_groups`: the dimensions that go from one code to another together."""

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.exceptions import OptionError
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.spaces.styles import StyleGroups

__all__ = ["describe_groups", "describe_style_groups", "style_groups"]


def style_groups(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Answer a `style_groups`."""
    return describe_style_groups(context.space)


def describe_style_groups(space: "LatentSpace") -> dict[str, Any]:
    """Describe the groups proposed; where there are none, say why."""
    try:
        return describe_groups(space.style_groups())
    except OptionError as error:
        return {"groups": [], "how": str(error)}


def describe_groups(groups: "StyleGroups") -> dict[str, Any]:
    """Describe groups for the page."""
    return {
        "groups": [
            {"name": group.name, "dims": group.dims.astype(np.uint32), "carries": group.carries}
            for group in groups.all()
        ],
        "how": groups.how,
    }
