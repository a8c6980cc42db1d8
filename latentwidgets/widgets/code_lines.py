"""The Python that reproduces a figure; `frontend/src/code-lines.ts` gives the same text."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import LatentWidgetsError
from latentwidgets.spaces.identity import Identity, identify
from latentwidgets.widgets.code_ways import (
    Known,
    KnownDirection,
    mix_lines,
    way_lines,
    wrapped,
)
from latentwidgets.widgets.handlers.styles import groups_shown
from latentwidgets.widgets.maps import read_map_key

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.widgets.view import SpaceView

__all__ = ["Depicted", "code_lines", "code_lines_of"]

MOST_SELECTED = 1000


@dataclass(frozen=True)
class Depicted:
    """What a figure is of.

    Attributes
    ----------
    identity
        Of the space.
    source
        The expression that gives the space, where it is known.
    package
        Version of latentwidgets.
    view
        Class of the view, such as ``"LatentExplorer"``.
    z, selection
        As of the view, flat.
    map, colour
        The key of the map shown and what colours it; a map of None is not drawn.
    tools, known
        What each tool is set to, and what the lines may name.
    settings
        Lines that set the view as it is, where it is a tool's.
    """

    identity: Identity
    source: str | None
    package: str
    view: str
    z: NDArray[np.float32]
    selection: Sequence[int]
    map: str | None
    colour: str | None
    tools: Mapping[str, Any] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    settings: Sequence[str] = ()


def code_lines(depicted: Depicted) -> str:
    """Write the lines; they give each float32 of the code exactly."""
    lines = [
        f"# latentwidgets {depicted.package}",
        "import numpy as np",
        "",
        "import latentwidgets as lw",
        "",
        *_space_lines(depicted),
        *way_lines(depicted.z, depicted.tools, depicted.known),
        "output = space.decode(z[None])[0]",
        *mix_lines(depicted.tools, depicted.known),
        "",
        f"view = lw.{depicted.view}(space)",
        *depicted.settings,
        "view.z = z",
        *_selection_lines(depicted.selection),
    ]
    if depicted.map is not None:
        lines.append(_map_line(depicted.map, depicted.colour, depicted.identity.seed))
    lines.append("figure = view.figure()")
    return "\n".join(lines) + "\n"


def code_lines_of(view: "SpaceView") -> str:
    """Write the lines of a view as it is now; see `SpaceView.as_python`."""
    state = view.state
    tools = {**state.tools, **view.tool_states()}
    known = known_of(view.space, tools)
    return code_lines(
        Depicted(
            identity=identify(view.space),
            source=view.space.source,
            package=version("latentwidgets"),
            view=type(view).__name__,
            z=view.z,
            selection=view.selection.tolist(),
            map=state.shown.map if view.has_map else None,
            colour=state.shown.colour,
            tools=tools,
            known=known,
            settings=view.tool_lines(known),
        )
    )


def known_of(space: "LatentSpace", tools: Mapping[str, Any]) -> Known:
    """Gather what lines may name; groups of dimensions only where a mix asks for them."""
    groups: Mapping[str, NDArray[Any]] = {}
    layers = None
    if "styles" in tools:
        try:
            groups, layers = groups_shown(space)
        except LatentWidgetsError:  # nothing tells the dimensions apart
            groups = {}
    directions = {
        name: KnownDirection(one.vector, one.scale, one.method, one.recipe)
        for name, one in space.directions.items()
    }
    means = {entry.name: entry.z for entry in space.names.means()}
    return Known(space.latent_shape, means, groups, directions, layers)


def _space_lines(depicted: Depicted) -> list[str]:
    if depicted.source is not None:
        return [f"space = {depicted.source}"]
    identity = depicted.identity
    shape = "×".join(map(str, identity.latent_shape))
    name = json.dumps(identity.name, ensure_ascii=False)
    weights = identity.fingerprint[:12] or "unknown"
    return [
        f"# `space` is the LatentSpace of the model {name}:",
        f"# codes of {shape}, {identity.n_samples} samples, seed {identity.seed},",
        f"# weights {weights}. Make it as you did before:",
        f"# space = lw.LatentSpace(model, data, seed={identity.seed})",
    ]


def _selection_lines(selection: Sequence[int]) -> list[str]:
    if len(selection) > MOST_SELECTED:
        return [f"# {len(selection)} samples were selected: view.save_session keeps them."]
    if not len(selection):
        return []
    return ["view.selection = [", *wrapped(map(str, selection), indent=4), "]"]


def _map_line(key: str, colour: str | None, seed: int) -> str:
    method, dims, options = read_map_key(key)
    given = [f'"{method}"', str(dims)]
    if method != "pca":
        texts = {"seed": str(seed), **{name: repr(value) for name, value in options.items()}}
        given += [f"{name}={texts[name]}" for name in sorted(texts)]
    if colour is not None:
        given.append(f"colour={json.dumps(colour, ensure_ascii=False)}")
    return f"view.show_map({', '.join(given)})"
