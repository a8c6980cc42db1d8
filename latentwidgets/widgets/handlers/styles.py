"""`style_groups`: the dimensions that go from one code to another together."""

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces.styles import layers_of, of_layers, spread
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.spaces.styles import StyleGroups

__all__ = [
    "describe_groups",
    "describe_style_groups",
    "groups_shown",
    "layer_styles",
    "style_groups",
]

LEAST_LAYERS = 3  # coarse, middle, fine
MOST_CODES = 256


def style_groups(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Answer a `style_groups`."""
    return describe_style_groups(context.space)


def layer_styles(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Answer a `layer_styles`: the styles of its layers that each code comes to."""
    codes = request.codes("codes", context.space.latent_shape, most=MOST_CODES)
    return {"codes": spread(context.space, codes).reshape(-1)}


def describe_style_groups(space: "LatentSpace", *, decodes: bool = True) -> dict[str, Any]:
    """Describe the groups proposed; where there are none, say why.

    Those of a style-based generator whose codes are z or w are its layers: their dimensions are
    those of ``layers``, a style for each. A page that decodes nothing has no such layers.
    """
    try:
        groups, layers = groups_shown(space, decodes=decodes)
    except OptionError as error:
        return {"groups": [], "how": str(error)}
    return {**describe_groups(groups), **({"layers": list(layers)} if layers else {})}


def groups_shown(
    space: "LatentSpace", *, decodes: bool = True
) -> tuple["StyleGroups", tuple[int, int] | None]:
    """Find the groups that a page offers, and the layers that they are of beside the code.

    Raises
    ------
    OptionError
        Where nothing tells the dimensions apart.
    """
    layers = layers_of(space) if decodes else None
    if layers is not None and layers[0] >= LEAST_LAYERS:
        return of_layers(*layers), layers
    return space.style_groups(), None


def describe_groups(groups: "StyleGroups") -> dict[str, Any]:
    """Describe groups for the page."""
    return {
        "groups": [
            {"name": group.name, "dims": group.dims.astype(np.uint32), "carries": group.carries}
            for group in groups.all()
        ],
        "how": groups.how,
    }
