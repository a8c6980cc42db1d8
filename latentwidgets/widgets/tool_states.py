"""What the tools of a page are set to: kept for a page to come and for sessions.

The page writes it (`frontend/src/tool-states.ts` is the same there); here it is checked as from a
stranger. Codes are flat float32, samples uint32; all else is as it stands in a session's JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.paths import PathChoice
from latentwidgets.widgets.traits import Validated
from latentwidgets.widgets.wire import inline, read_array

__all__ = ["ToolState", "ToolStates", "as_json", "read_tools", "same_state", "without_samples"]

ToolState = dict[str, Any]

KINDS = ("code", "bookmark", "sample", "mean", "direction")
MOST_TERMS = 256
MOST_ANCHORS = 64
MOST_NAMES = 256
MOST_PAIRS = 64
MOST_OWN = 64
MOST_DIMS = 2**24
LONGEST_NAME = 2000
LONGEST_EXPRESSION = 20_000
MOST_WEIGHT = 1e9
DEEPEST = 6
MOST_ENTRIES = 1024


@dataclass(frozen=True)
class _Reader:
    """Reads values of a space whose codes have `size` numbers."""

    size: int
    n_samples: int

    def code(self, value: Any) -> NDArray[np.float32]:
        numbers = _numbers(value, "a code of a tool")
        if numbers.size != self.size:
            raise DataError(
                f"a code of a tool has {numbers.size:,} numbers, and those of the space have "
                f"{self.size:,}"
            )
        with np.errstate(over="ignore"):
            code = numbers.astype(np.float32)
        if not np.isfinite(code).all():
            raise DataError("a code of a tool holds numbers that are too large")
        code.flags.writeable = False
        return code

    def code_or_none(self, value: Any) -> NDArray[np.float32] | None:
        return None if value is None else self.code(value)

    def samples(self, value: Any) -> NDArray[np.uint32]:
        numbers = _numbers(value, "a group of samples")
        if numbers.size and not (
            (numbers == np.floor(numbers)).all()
            and numbers.min() >= 0
            and numbers.max() < self.n_samples
        ):
            raise DataError("a group holds samples that the space does not have")
        if len(np.unique(numbers)) < numbers.size:
            raise DataError("a group holds a sample twice")
        samples = numbers.astype(np.uint32)
        samples.flags.writeable = False
        return samples

    def operand_or_none(self, value: Any) -> ToolState | None:
        return None if value is None else self.operand(value)

    def operand(self, value: Any) -> ToolState:
        found = _fields(value, "name", "kind", "z")
        kind = _text(found["kind"], 20, "the kind of a code")
        if kind not in KINDS:
            raise DataError(f"a tool holds a code of an unknown kind, {kind!r}")
        name = _text(found["name"], LONGEST_NAME, "the name of a code", 1)
        return {"name": name, "kind": kind, "z": self.code(found["z"])}

    def group(self, value: Any) -> ToolState:
        found = _fields(value, "name", "dims")
        numbers = _numbers(found["dims"], "a group of dimensions")
        whole = numbers.size and (numbers == np.floor(numbers)).all()
        if not (whole and numbers.min() >= 0 and numbers.max() < MOST_DIMS):
            raise DataError("a group of dimensions holds none, or what is no number of one")
        if len(np.unique(numbers)) < numbers.size:
            raise DataError("a group of dimensions holds one twice")
        dims = numbers.astype(np.uint32)
        dims.flags.writeable = False
        return {"name": _text(found["name"], LONGEST_NAME, "the name of a group", 1), "dims": dims}

    def term(self, value: Any) -> ToolState:
        found = _fields(value, "operand", "weight")
        weight = _number(found["weight"], -MOST_WEIGHT, MOST_WEIGHT, "a weight")
        return {"operand": self.operand_or_none(found["operand"]), "weight": weight}

    def amount(self, value: Any) -> ToolState:
        found = _fields(value, "name", "amount")
        name = _text(found["name"], LONGEST_NAME, "the name of a direction", 1)
        return {"name": name, "amount": _number(found["amount"], -1000, 1000, "an amount in sd")}


def _arithmetic(reader: _Reader, value: Any) -> ToolState:
    found = _fields(value, "terms", "text")
    terms = [reader.term(term) for term in _list(found["terms"], MOST_TERMS, "the terms of a sum")]
    return {"terms": terms, "text": _text(found["text"], LONGEST_EXPRESSION, "an expression")}


def _styles(reader: _Reader, value: Any) -> ToolState:
    # Sessions of before have no groups of one's own.
    whole = {"own": [], **value} if isinstance(value, Mapping) else value
    found = _fields(whole, "content", "style", "groups", "strength", "own")
    own = _list(found["own"], MOST_OWN, "the groups of one's own")
    return {
        "content": reader.operand_or_none(found["content"]),
        "style": reader.operand_or_none(found["style"]),
        "groups": _names(found["groups"], "the groups of a mix"),
        "strength": _number(found["strength"], 0, 1, "the strength of a mix"),
        "own": [reader.group(group) for group in own],
    }


def _interpolation(reader: _Reader, value: Any) -> ToolState:
    found = _fields(
        value, "anchors", "path", "pace", "ping_pong", "constant_speed", "position", "share", "z"
    )
    choices = get_args(PathChoice)
    if found["path"] not in choices:
        raise DataError(f"the path of a way is none of {', '.join(choices)}")
    anchors = _list(found["anchors"], MOST_ANCHORS, "the anchors of a way")
    return {
        "anchors": [reader.operand_or_none(anchor) for anchor in anchors],
        "path": str(found["path"]),
        "pace": _number(found["pace"], 0.01, 100, "the speed of a way"),
        "ping_pong": _flag(found["ping_pong"], "ping_pong"),
        "constant_speed": _flag(found["constant_speed"], "constant_speed"),
        "position": _number(found["position"], 0, 1, "the position on a way"),
        "share": _number(found["share"], 0, 1, "the share of a way"),
        "z": reader.code_or_none(found["z"]),
    }


def _directions(reader: _Reader, value: Any) -> ToolState:
    if isinstance(value, Mapping):
        value = {"pairs": [], **value}  # there were none in an earlier version
    found = _fields(value, "from", "amounts", "ticked", "a", "b", "pairs")
    amounts = _list(found["amounts"], MOST_NAMES, "the amounts of directions")
    pairs = _list(found["pairs"], 2 * MOST_PAIRS, "the pairs of a direction")
    if len(pairs) % 2:
        raise DataError("the pairs of a direction hold half a pair")
    return {
        "from": reader.code_or_none(found["from"]),
        "amounts": [reader.amount(amount) for amount in amounts],
        "ticked": _names(found["ticked"], "the ticked directions"),
        "a": reader.samples(found["a"]),
        "b": reader.samples(found["b"]),
        "pairs": [reader.operand(operand) for operand in pairs],
    }


def _editor(reader: _Reader, value: Any) -> ToolState:  # noqa: ARG001
    found = _fields(value, "wipe")
    return {"wipe": _number(found["wipe"], 0, 1, "the place of a divider")}


READERS: dict[str, Callable[[_Reader, Any], ToolState]] = {
    "arithmetic": _arithmetic,
    "directions": _directions,
    "editor": _editor,
    "interpolation": _interpolation,
    "styles": _styles,
}


def read_tools(value: Any, size: int, n_samples: int) -> dict[str, ToolState]:
    """Read what tools are set to, by tool.

    Parameters
    ----------
    size, n_samples
        Of the space: numbers in a code, and samples.

    Raises
    ------
    DataError
        Where a tool is not known, or is set to what it cannot be.
    """
    if not isinstance(value, Mapping):
        raise DataError("what the tools are set to is no object")
    reader = _Reader(size, n_samples)
    tools = {}
    for tool, state in value.items():
        if tool not in READERS:
            raise DataError(f"it is of a tool that is not known here, {str(tool)[:40]!r}")
        tools[tool] = READERS[tool](reader, state)
    return tools


def without_samples(tools: Mapping[str, ToolState]) -> dict[str, ToolState]:
    """Leave out the groups of samples, whose numbers mean others in other data."""
    none = np.empty(0, np.uint32)
    return {
        tool: {**state, "a": none, "b": none} if tool == "directions" else dict(state)
        for tool, state in tools.items()
    }


def as_json(value: Any) -> Any:
    """Write states with lists in the place of arrays; float32 values come back as they were."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    return [as_json(each) for each in value] if isinstance(value, list) else value


def same_state(one: Any, other: Any) -> bool:
    """Tell whether two states, or all of them, are the same."""
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return type(one) is type(other) and np.array_equal(one, other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same_state(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_state, one, other))
    return bool(one == other)


class ToolStates(Validated):
    """The states of tools by name; on the wire with arrays in the place of codes and samples."""

    info_text = "what the tools are set to"
    default_value: Any = {}  # noqa: RUF012

    def validate(self, obj: Any, value: Any) -> dict[str, ToolState]:  # noqa: D102
        return read_tools(value, obj.space.latent_size, obj.space.n_samples)

    def same(self, old: Any, new: Any) -> bool:  # noqa: D102
        return same_state(old, new)

    def to_json(self, value: Any, owner: Any) -> Any:  # noqa: D102, ARG002
        return inline(value)

    def from_json(self, value: Any, owner: Any) -> Any:  # noqa: D102
        most = max(owner.space.latent_size, owner.space.n_samples)
        return _revived(value, most, DEEPEST)


def _revived(value: Any, most: int, depth: int) -> Any:
    if depth < 0:
        raise DataError("what the tools are set to is nested too deep")
    if isinstance(value, Mapping):
        if "dtype" in value:
            dtype = "uint32" if value["dtype"] == "uint32" else "float32"
            return read_array(value, name="an array of a tool", dtype=dtype, max_size=most)
        entries = list(value.items())[:MOST_ENTRIES]
        return {key: _revived(each, most, depth - 1) for key, each in entries}
    if isinstance(value, list):
        if len(value) > MOST_ENTRIES:
            raise DataError(f"a tool holds a list of more than {MOST_ENTRIES}")
        return [_revived(each, most, depth - 1) for each in value]
    return value


def _fields(value: Any, *names: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or set(value) != set(names):
        raise DataError(f"a tool is set to no object of {', '.join(names)}")
    return value


def _list(value: Any, most: int, what: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise DataError(f"{what} are no list of at most {most}")
    return value


def _names(value: Any, what: str) -> list[str]:
    return [_text(name, LONGEST_NAME, "a name", 1) for name in _list(value, MOST_NAMES, what)]


def _text(value: Any, longest: int, what: str, shortest: int = 0) -> str:
    if not isinstance(value, str) or not shortest <= len(value) <= longest:
        raise DataError(f"{what} is no text of {shortest} to {longest:,} characters")
    return value


def _number(value: Any, low: float, high: float, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise DataError(f"{what} is no number from {low:g} to {high:g}")
    return float(value)


def _flag(value: Any, what: str) -> bool:
    if not isinstance(value, bool):
        raise DataError(f"{what} is neither true nor false")
    return value


def _numbers(value: Any, what: str) -> NDArray[Any]:
    if isinstance(value, np.ndarray):
        return value.reshape(-1)
    if not isinstance(value, list) or not all(type(each) in (int, float) for each in value):
        raise DataError(f"{what} is no list of numbers")
    try:
        return np.asarray(value, np.float64).reshape(-1)
    except OverflowError as error:
        raise DataError(f"{what} holds numbers that are too large") from error
