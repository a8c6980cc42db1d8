"""How names are written, and which are meant where one is unknown."""

from collections.abc import Sequence

from latentwidgets.spaces.arithmetic.tokens import is_word

__all__ = ["advice", "closest", "written"]

MOST_ADVISED = 3
MOST_LISTED = 6
LONGEST_COMPARED = 60


def written(name: str) -> str:
    """Write a name as an expression takes it, in quotes where it is no plain word."""
    if is_word(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def closest(name: str, known: Sequence[str]) -> list[str]:
    """Return at most 3 names that are like one, the most alike first.

    Those that differ in at most a third of the letters, or two; that begin so; and those of which
    it is a part.
    """
    wanted = name[:LONGEST_COMPARED].lower()
    most = max(2, len(wanted) // 3)
    scored = []
    for order, entry in enumerate(known):
        candidate = entry[:LONGEST_COMPARED].lower()
        distance = _distance(wanted, candidate)
        if distance <= most and distance < len(wanted) - 1:
            scored.append((distance, order, entry))
        elif len(wanted) > 1 and wanted in candidate:
            scored.append((most + 1, order, entry))
    return [entry for _, _, entry in sorted(scored)[:MOST_ADVISED]]


def advice(name: str, known: Sequence[str]) -> str:
    """Say which names there are that may be meant."""
    if found := closest(name, known):
        *first, last = map(written, found)
        return f"Did you mean {', '.join(first)} or {last}?" if first else f"Did you mean {last}?"
    more = ", …" if len(known) > MOST_LISTED else ""
    return f"Known are {', '.join(map(written, known[:MOST_LISTED]))}{more}."


def _distance(a: str, b: str) -> int:
    """Count the letters to add, drop or change to make `a` of `b` (Levenshtein, 1965).

    Or one more than for the beginning of `b` that is most like `a`.
    """
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        above, row[0] = row[0], i
        for j, other in enumerate(b, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (letter != other))
    return min(row[-1], min(row) + 1)
