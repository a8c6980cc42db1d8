"""JSON from strangers, read strictly; JSON of our own, as our files hold it."""

import json
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["check_schema", "dump_json", "parse_json"]


def parse_json(data: bytes) -> Any:
    """Read JSON in UTF-8 whose numbers are finite and whose names are unique.

    Raises
    ------
    ValueError
        Where it is none, or nested deeper than can be read.
    """
    try:
        return json.loads(
            data.decode("utf-8"),
            parse_constant=_refuse,
            parse_float=_finite,
            object_pairs_hook=_unique,
        )
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def dump_json(value: Any) -> bytes:
    """Write JSON as short as it can be, in UTF-8.

    Raises
    ------
    ValueError
        Where it holds NaN or infinite numbers.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Half a pair of surrogates is no character, and no file can hold it.
    return text.encode("utf-8", errors="replace")


def check_schema(content: Any, schema: Path) -> None:
    """Hold what was read against a JSON schema in a file.

    Raises
    ------
    ValueError
        Where it is not valid; the message says where.
    """
    from fastjsonschema import JsonSchemaValueException

    try:
        _validator(schema)(content)
    except JsonSchemaValueException as error:
        raise ValueError(error.message) from error


@cache
def _validator(schema: Path) -> Callable[[Any], Any]:
    import fastjsonschema

    # Messages are all that is used of its exceptions; with their details to write, a schema takes
    # three times as long. (It cannot do so with "const": ours say "enum" of one.)
    validate: Callable[[Any], Any] = fastjsonschema.compile(
        json.loads(schema.read_text("utf-8")), detailed_exceptions=False
    )
    return validate


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is too large")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
