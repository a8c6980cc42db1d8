"""What was done in a space, in the page's own words: the kernel keeps it for a page to come.

The page writes it (`frontend/src/journal.ts`); undo and redo are the page's alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.widgets.handlers.request import check_code
from latentwidgets.widgets.maps import is_map_key
from latentwidgets.widgets.traits import Selection, Validated
from latentwidgets.widgets.wire import inline, read_array

__all__ = ["LONGEST_LABEL", "MOST_ENTRIES", "MOST_SELECTED", "Entry", "Journal"]

MOST_ENTRIES = 200
MOST_SELECTED = 4_000_000  # indices in all entries together
LONGEST_LABEL = 300
LONGEST_COLOUR = 200
LATEST = 8.64e15  # milliseconds, the last that a page has a date for


@dataclass(frozen=True)
class Entry:
    """One act and where it led.

    Attributes
    ----------
    label
        "moved z₃ to 1.2".
    time
        Milliseconds since 1970.
    undone
        It was taken back, and not done again.
    z : float32, latent_shape
        The code then.
    selection : indices, or None
        The samples selected then; None where it is not known any more.
    map, colour
        The key of the map shown, and what coloured it.
    """

    label: str
    time: float
    undone: bool
    z: NDArray[np.float32]
    selection: NDArray[np.intp] | None
    map: str
    colour: str | None

    def same(self, other: "Entry") -> bool:
        """Tell whether the other is the same act, in the same state."""
        return (self.label, self.time, self.undone) == (other.label, other.time, other.undone)


class Journal(Validated):
    """Entries, the oldest first: a tuple.

    On the wire the codes are one array and equal selections stand once:
    ``{entries: [{label, time, undone, map, colour, selection: place|None}], codes, selections}``.
    """

    info_text = "the journal"

    def validate(self, obj: Any, value: Any) -> tuple[Entry, ...]:  # noqa: D102
        if not isinstance(value, Sequence) or len(value) > MOST_ENTRIES:
            raise DataError(f"journal is no list of at most {MOST_ENTRIES} entries.")
        return tuple(_check(obj, entry) for entry in value)

    def same(self, old: Any, new: Any) -> bool:  # noqa: D102
        return (
            old is not None
            and len(old) == len(new)
            and all(one.same(other) for one, other in zip(old, new, strict=True))
        )

    def to_json(self, value: Any, owner: Any) -> Any:  # noqa: D102
        selections: list[NDArray[np.intp]] = []
        entries = [
            {
                "label": entry.label,
                "time": entry.time,
                "undone": entry.undone,
                "map": entry.map,
                "colour": entry.colour,
                "selection": _place(selections, entry.selection),
            }
            for entry in value
        ]
        size = owner.space.latent_size
        codes = [entry.z.reshape(-1) for entry in value] or [np.empty(0, np.float32)]
        return inline(
            {
                "entries": entries,
                "codes": np.concatenate(codes).reshape(-1, size).astype(np.float32),
                "selections": [chosen.astype(np.uint32) for chosen in selections],
            }
        )

    def from_json(self, value: Any, owner: Any) -> Any:  # noqa: D102
        entries = value.get("entries") if isinstance(value, Mapping) else None
        listed = value.get("selections") if isinstance(value, Mapping) else None
        if not isinstance(entries, list) or not isinstance(listed, list):
            raise DataError("journal is no object of entries, codes and selections.")
        if len(entries) > MOST_ENTRIES or len(listed) > MOST_ENTRIES:
            raise DataError(f"journal has more than {MOST_ENTRIES} entries.")
        size, n_samples = owner.space.latent_size, owner.space.n_samples
        most = MOST_ENTRIES * size
        codes = read_array(value.get("codes"), name="codes", dtype="float32", max_size=most)
        if codes.size != len(entries) * size:
            raise DataError("journal has not one code for each entry.")
        chosen = [
            read_array(one, name="selection", dtype="uint32", max_size=n_samples).astype(np.intp)
            for one in listed
        ]
        return [
            _read(entry, z, chosen)
            for entry, z in zip(entries, codes.reshape(len(entries), size), strict=True)
        ]


def _read(entry: Any, z: NDArray[np.float32], chosen: list[NDArray[np.intp]]) -> Entry:
    if not isinstance(entry, Mapping):
        raise DataError("An entry of the journal is no object.")
    at = entry.get("selection")
    if at is not None and not (type(at) is int and 0 <= at < len(chosen)):
        raise DataError("An entry of the journal names a selection that is not there.")
    return Entry(
        label=entry.get("label", ""),
        time=entry.get("time", 0),
        undone=entry.get("undone", False),
        z=z,
        selection=None if at is None else chosen[at],
        map=entry.get("map", ""),
        colour=entry.get("colour"),
    )


def _check(owner: Any, entry: Any) -> Entry:
    if not isinstance(entry, Entry):
        raise DataError(f"An entry of the journal is a {type(entry).__name__}.")
    time, colour = entry.time, entry.colour
    if not isinstance(entry.label, str) or not 0 < len(entry.label) <= LONGEST_LABEL:
        raise DataError(f"An entry of the journal has no words of 1 to {LONGEST_LABEL} characters.")
    if not isinstance(time, int | float) or isinstance(time, bool) or not 0 <= time <= LATEST:
        raise DataError("An entry of the journal has no time.")
    if not isinstance(entry.undone, bool) or not is_map_key(entry.map):
        raise DataError("An entry of the journal is neither undone nor not, or names no map.")
    if colour is not None and not (isinstance(colour, str) and len(colour) <= LONGEST_COLOUR):
        raise DataError("An entry of the journal names no colour.")
    z = check_code(entry.z, owner.space.latent_shape, name="a code of the journal")
    selection = entry.selection
    if selection is not None:
        selection = Selection().validate(owner, selection)
    return Entry(entry.label, time, entry.undone, z, selection, entry.map, colour)


def _place(selections: list[NDArray[np.intp]], selection: NDArray[np.intp] | None) -> int | None:
    """Find a selection in the list, or add it; most acts leave the selection as it is."""
    if selection is None:
        return None
    if not selections or not np.array_equal(selections[-1], selection):
        selections.append(selection)
    return len(selections) - 1
