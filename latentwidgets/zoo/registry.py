"""The list of what is built in, with the figures of each model's card."""

from collections.abc import Iterator, Sequence
from typing import overload

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.entries import ALL, Entry

__all__ = ["ENTRIES", "Listing", "find"]


class Listing(Sequence[Entry]):
    """Built-in models, printed as a table."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        return self._entries[index]

    def __repr__(self) -> str:
        rows = [("name", "dims", "measured on held-out data", "what it is")]
        rows += [
            (entry.name, str(entry.latent_size), entry.figures["headline"], entry.title)
            for entry in self
        ]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        )
        return "\n".join(line.rstrip() for line in lines)


ENTRIES = Listing(ALL)


def find(name: str) -> Entry:
    """Return the entry of that name, or raise `OptionError` with the names there are."""
    for entry in ENTRIES:
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in ENTRIES)
    raise OptionError(f"There is no built-in model {name!r}: choose from {known}.")
