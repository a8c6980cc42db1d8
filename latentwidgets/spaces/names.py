"""Names for codes: bookmarks, directions, means of classes and attributes, single samples."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.contents import Contents
from latentwidgets.spaces.groups import Group, groups_of

__all__ = ["NameKind", "NamedCode", "Names"]

Array = NDArray[np.float32]
NameKind = Literal["bookmark", "direction", "mean", "sample"]

MOST_BYTES = 4 * 2**20  # of the means' codes: they go to the page in one message
SAMPLE = re.compile(r"sample_(0|[1-9][0-9]{0,11})")


@dataclass(frozen=True)
class NamedCode:
    """A code and what it is called.

    Attributes
    ----------
    name
        As it is written in `LatentSpace.compute`, there in quotes where it is no plain word.
    kind
        ``"bookmark"``, ``"direction"`` (one standard deviation along it), ``"mean"``, ``"sample"``.
    of
        Of a mean ``"label"`` or the attribute; else empty.
    z : float32, latent_shape
    count
        Over how many samples it is a mean; 1 of others.
    """

    name: str
    kind: NameKind
    of: str
    z: Array
    count: int


class Names(Mapping[str, Array]):
    """What the codes of a space are called: a read-only mapping of name to code.

    Bookmarks, directions, and the means of what `latentwidgets.spaces.groups.groups_of` finds in
    labels and attributes, such as ``siamese``, ``glasses``, ``tense_past``; of two with one name
    the first. ``sample_12`` is a single sample's code; those are found, and not listed.
    """

    def __init__(self, contents: Contents, bookmarks: Mapping[str, Any]) -> None:
        self._contents = contents
        self._bookmarks: dict[str, Array] = {}
        self._directions: dict[str, Array] = {}
        self._groups: list[Group] | None = None
        self._means: list[NamedCode] | None = None
        self.keep_bookmarks(bookmarks)

    def keep_bookmarks(self, bookmarks: Mapping[str, Any]) -> None:
        """Take these as all bookmarks: told by what shows the space."""
        self._bookmarks = {name: _still(z) for name, z in bookmarks.items()}

    def keep_directions(self, steps: Mapping[str, Any]) -> None:
        """Take these as all directions, each a step of one standard deviation along it."""
        self._directions = {name: _still(z) for name, z in steps.items()}

    def groups(self) -> list[Group]:
        """Return the groups whose means have a name; found once."""
        if self._groups is None:
            codes = self._contents.codes
            groups = groups_of(self._contents.labels, self._contents.attributes)
            self._groups = groups[: max(1, MOST_BYTES // codes[:1].nbytes)]
        return self._groups

    def means(self) -> list[NamedCode]:
        """Return the means of classes and attributes; computed once."""
        if self._means is None:
            codes = self._contents.codes
            self._means = [
                NamedCode(
                    group.name,
                    "mean",
                    group.of,
                    _still(codes[group.members].mean(axis=0, dtype=np.float64)),
                    len(group.members),
                )
                for group in self.groups()
            ]
        return self._means

    def entries(self) -> list[NamedCode]:
        """Return all but the single samples."""
        first: dict[str, NamedCode] = {}
        for entry in (*self._kept(), *self.means()):
            first.setdefault(entry.name, entry)
        return list(first.values())

    def find(self, name: str) -> NamedCode | None:
        """Return what has a name, single samples too; None where nothing has."""
        for entry in (*self._kept(), *self.means()):
            if entry.name == name:
                return entry
        matched, codes = SAMPLE.fullmatch(name), self._contents.codes
        if matched is None or int(matched[1]) >= len(codes):
            return None
        return NamedCode(name, "sample", "", _still(codes[int(matched[1])]), 1)

    @property
    def last_sample(self) -> str:
        """The name of the last sample."""
        return f"sample_{len(self._contents.codes) - 1}"

    def __getitem__(self, name: str) -> Array:
        found = self.find(name) if isinstance(name, str) else None
        if found is None:
            raise KeyError(name)
        return found.z

    def __iter__(self) -> Iterator[str]:
        return (entry.name for entry in self.entries())

    def __len__(self) -> int:
        return len(self.entries())

    def __repr__(self) -> str:
        listed = [*map(repr, self), f"'sample_0' to {self.last_sample!r}"]
        return f"<names of codes: {', '.join(listed)}>"

    def _kept(self) -> Iterator[NamedCode]:
        for name, z in self._bookmarks.items():
            yield NamedCode(name, "bookmark", "", z, 1)
        for name, z in self._directions.items():
            yield NamedCode(name, "direction", "", z, 1)


def _still(z: Any) -> Array:
    code = np.array(z, np.float32)
    code.flags.writeable = False
    return code
