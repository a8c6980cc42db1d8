"""Read the fields of a description that may come from a stranger."""

import math
from collections.abc import Mapping
from typing import Any

from latentwidgets.exceptions import OptionError

__all__ = ["Fields"]

MOST_TEXTS = 100_000
LONGEST_TEXT = 1_000


class Fields:
    """A description, each field of which is checked as it is read.

    Parameters
    ----------
    description
        What JSON gave.
    kind
        Of the output, for the errors.

    Raises
    ------
    OptionError
        By every method, where the field is missing, of another type, or out of bounds.
    """

    def __init__(self, description: Any, kind: str) -> None:
        if not isinstance(description, Mapping):
            raise OptionError(f"A description of {kind} outputs is a JSON object, not this one.")
        self._fields, self._kind = description, kind

    def _get(self, name: str) -> Any:
        if name not in self._fields:
            raise OptionError(f"The description of {self._kind} outputs has no {name!r}.")
        return self._fields[name]

    def _refuse(self, name: str, expected: str) -> OptionError:
        shown = repr(self._fields[name])[:60]
        return OptionError(
            f"The description of {self._kind} outputs has {name}={shown}: {expected} was expected."
        )

    def is_null(self, name: str) -> bool:
        """Whether the field is there and null."""
        return self._get(name) is None

    def integer(self, name: str, low: int, high: int) -> int:
        """Read a whole number in [low, high]."""
        value = self._get(name)
        if type(value) is not int or not low <= value <= high:
            raise self._refuse(name, f"a whole number from {low} to {high}")
        return value

    def number(self, name: str, low: float = -math.inf, high: float = math.inf) -> float:
        """Read a finite number in [low, high]."""
        value = self._get(name)
        if not _is_finite(value) or not low <= value <= high:
            raise self._refuse(name, f"a finite number from {low:g} to {high:g}")
        return float(value)

    def numbers(self, name: str, n: int) -> list[float]:
        """Read `n` finite numbers."""
        value = self._get(name)
        if (
            not isinstance(value, list | tuple)
            or len(value) != n
            or not all(map(_is_finite, value))
        ):
            raise self._refuse(name, f"{n} finite numbers")
        return [float(number) for number in value]

    def integers(self, name: str, low: int, high: int, *, most: int) -> tuple[int, ...]:
        """Read at most `most` whole numbers in [low, high]."""
        value = self._get(name)
        good = isinstance(value, list | tuple) and len(value) <= most
        if not good or not all(type(entry) is int and low <= entry <= high for entry in value):
            raise self._refuse(name, f"at most {most} whole numbers from {low} to {high}")
        return tuple(value)

    def flag(self, name: str) -> bool:
        """Read true or false."""
        value = self._get(name)
        if not isinstance(value, bool):
            raise self._refuse(name, "true or false")
        return value

    def text(self, name: str) -> str:
        """Read a text of bounded length."""
        value = self._get(name)
        if not _is_text(value):
            raise self._refuse(name, f"a text of at most {LONGEST_TEXT} characters")
        return str(value)

    def texts(self, name: str, *, most: int = MOST_TEXTS) -> tuple[str, ...]:
        """Read at most `most` texts of bounded length."""
        value = self._get(name)
        good = isinstance(value, list | tuple) and len(value) <= most
        if not good or not all(map(_is_text, value)):
            raise self._refuse(name, f"at most {most} texts of {LONGEST_TEXT} characters")
        return tuple(value)

    def objects(self, name: str, *, most: int) -> "list[Fields]":
        """Read a list of at most `most` JSON objects."""
        value = self._get(name)
        if not isinstance(value, list | tuple) or len(value) > most:
            raise self._refuse(name, f"at most {most} JSON objects")
        return [Fields(entry, f"{self._kind} ({name})") for entry in value]

    def table(self, name: str, *, most: int) -> dict[str, str]:
        """Read a JSON object of at most `most` texts."""
        value = self._get(name)
        good = isinstance(value, Mapping) and len(value) <= most
        if not good or not all(_is_text(key) and _is_text(text) for key, text in value.items()):
            raise self._refuse(name, f"a JSON object of at most {most} texts")
        return dict(value)


def _is_finite(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < 1e300 and math.isfinite(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT
