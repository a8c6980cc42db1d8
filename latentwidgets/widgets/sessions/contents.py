"""What stands in a session, and the JSON of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.identity import Identity
from latentwidgets.widgets.journal import Entry
from latentwidgets.widgets.sessions.kept import Kept, describe_kept, read_kept
from latentwidgets.widgets.tool_states import ToolState, as_json, read_tools

__all__ = ["FORMAT", "VERSION", "Session", "from_json", "to_json"]

FORMAT = "latentwidgets session"
VERSION = 2

Code = NDArray[np.float32]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Session:
    """Where one is in a space, what was kept and what was done.

    Attributes
    ----------
    identity
        Of the space.
    z, selection, bookmarks
        As of a view.
    map, colour
        The key of the map shown, and what coloured it.
    journal
        The oldest entry first.
    tools
        What each tool is set to.
    kept
        Directions, and the sample of the user's own; None in a file of version 1.
    """

    identity: Identity
    z: Code
    selection: Indices
    bookmarks: Mapping[str, Code]
    map: str
    colour: str | None
    journal: tuple[Entry, ...]
    tools: Mapping[str, ToolState]
    kept: Kept | None


def to_json(session: Session, package: str) -> dict[str, Any]:
    """Describe a session; float32 values are written so that each comes back as it was."""
    selections: list[Indices] = []
    return {
        "format": FORMAT,
        "version": VERSION,
        "latentwidgets": package,
        "space": session.identity.describe(),
        "z": _numbers(session.z),
        "selection": session.selection.tolist(),
        "bookmarks": [{"name": k, "z": _numbers(z)} for k, z in session.bookmarks.items()],
        "map": session.map,
        "colour": session.colour,
        "journal": [_entry(entry, selections) for entry in session.journal],
        "selections": [chosen.tolist() for chosen in selections],
        "tools": as_json(session.tools),
        **({} if session.kept is None else describe_kept(session.kept)),
    }


def from_json(content: dict[str, Any]) -> Session:
    """Read what the schema has let through.

    Raises
    ------
    ValueError
        Where codes have not the space's size or are not finite in float32, an index stands twice,
        or something names what is not there.
    """
    identity = Identity.read(content["space"])
    shape = identity.latent_shape
    if len(identity.trace) != len(identity.spread):
        raise ValueError("its space is not described as spaces are")
    selections = [_indices(chosen, identity) for chosen in content["selections"]]
    is_first = content["version"] == 1
    if not is_first and not {"tools", "directions", "edit"} <= content.keys():
        raise ValueError("its tools, directions or what is edited are missing")
    names = [bookmark["name"] for bookmark in content["bookmarks"]]
    if len(set(names)) < len(names):
        raise ValueError("it holds two bookmarks of one name")
    return Session(
        identity=identity,
        z=_code(content["z"], shape),
        selection=_indices(content["selection"], identity),
        bookmarks={entry["name"]: _code(entry["z"], shape) for entry in content["bookmarks"]},
        map=content["map"],
        colour=content["colour"],
        journal=tuple(_read(entry, shape, selections) for entry in content["journal"]),
        tools={} if is_first else _tools(content["tools"], identity),
        kept=None if is_first else read_kept(content, shape),
    )


def _tools(value: Any, identity: Identity) -> dict[str, ToolState]:
    size = int(np.prod(identity.latent_shape, dtype=np.float64))
    try:
        return read_tools(value, size, identity.n_samples)
    except DataError as error:
        raise ValueError(f"what its tools are set to cannot be read: {error}") from error


def _entry(entry: Entry, selections: list[Indices]) -> dict[str, Any]:
    at = None
    if entry.selection is not None:
        if not selections or not np.array_equal(selections[-1], entry.selection):
            selections.append(entry.selection)
        at = len(selections) - 1
    return {
        "label": entry.label,
        "time": entry.time,
        "undone": entry.undone,
        "z": _numbers(entry.z),
        "selection": at,
        "map": entry.map,
        "colour": entry.colour,
    }


def _read(entry: dict[str, Any], shape: tuple[int, ...], selections: list[Indices]) -> Entry:
    at = entry["selection"]
    if at is not None and at >= len(selections):
        raise ValueError("its journal names a selection that is not there")
    return Entry(
        label=entry["label"],
        time=entry["time"],
        undone=entry["undone"],
        z=_code(entry["z"], shape),
        selection=None if at is None else selections[at],
        map=entry["map"],
        colour=entry["colour"],
    )


def _numbers(code: Code) -> list[float]:
    numbers: list[float] = code.reshape(-1).tolist()
    return numbers


def _code(numbers: list[float], shape: tuple[int, ...]) -> Code:
    with np.errstate(over="ignore"):
        try:
            code = np.asarray(numbers, np.float64).astype(np.float32)
        except OverflowError:  # a whole number beyond any float
            code = np.full(shape, np.inf, np.float32)
    size = int(np.prod(shape, dtype=np.float64))
    if code.size != size:
        raise ValueError(f"a code has {code.size:,} numbers, and those of its space have {size:,}")
    if not np.isfinite(code).all():
        raise ValueError("a code holds numbers that are too large")
    return code.reshape(shape)


def _indices(numbers: list[int], identity: Identity) -> Indices:
    indices = np.asarray(numbers, np.int64).astype(np.intp)
    if indices.size and indices.max() >= identity.n_samples:
        raise ValueError("it selects samples that its space does not have")
    if len(np.unique(indices)) < indices.size:
        raise ValueError("it selects a sample twice")
    return indices
