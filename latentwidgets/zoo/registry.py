"""The list of what is built in, with the figures of each model's card."""

from collections.abc import Iterator, Sequence
from typing import overload

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.entries import ALL, Entry

__all__ = ["ENTRIES", "Listing", "find"]


_HEADS = ("name", "dims", "measured on held-out data", "what it is")


class Listing(Sequence[Entry]):
    """Built-in models, printed as a table; in a notebook with pictures of what each makes."""

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

    def _repr_html_(self) -> str:
        import html

        from latentwidgets.zoo.glimpses import glimpse_html

        head = "".join(f"<th>{title}</th>" for title in (_HEADS[0], "", *_HEADS[1:]))
        rows = []
        for entry in self:
            name, *rest = map(html.escape, _cells(entry))
            cells = [f"<code>{name}</code>", glimpse_html(entry.glimpse_path), *rest]
            rows.append("".join(f'<td style="text-align: left">{cell}</td>' for cell in cells))
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        rows = [_HEADS, *map(_cells, self)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        )
        return "\n".join(line.rstrip() for line in lines)


def _cells(entry: Entry) -> tuple[str, ...]:
    return (entry.name, str(entry.latent_size), entry.figures["headline"], entry.title)


ENTRIES = Listing(ALL)


def find(name: str) -> Entry:
    """Return the entry of that name, or raise `OptionError` with the names there are."""
    for entry in ENTRIES:
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in ENTRIES)
    raise OptionError(f"There is no built-in model {name!r}: choose from {known}.")
