"""Session files: written whole or not at all, read as from a stranger."""

import json
import math
import os
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from latentwidgets.exceptions import OptionError, SessionError
from latentwidgets.files import replacing
from latentwidgets.widgets.sessions.contents import FORMAT, VERSION, Session, from_json, to_json

__all__ = ["read_session", "write_session"]

SUFFIX = ".json"
MOST_BYTES = 256 * 2**20
LONGEST = 300  # of a fault that quotes the file
SCHEMA = Path(__file__).with_name("session.schema.json")


def write_session(session: Session, path: str | os.PathLike[str]) -> Path:
    """Write a session.

    Raises
    ------
    OptionError
        Where the path does not end in ``.json``.
    OSError
        Where it cannot be written; a former file is still there.
    """
    target = Path(path).expanduser()
    if target.suffix.lower() != SUFFIX:
        raise OptionError(f"{target.name!r} is no name of a session: end it with {SUFFIX}.")
    content = to_json(session, version("latentwidgets"))
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    with replacing(target) as beside:
        # Half a pair of surrogates is no character, and no file can hold it.
        beside.write_bytes(text.encode("utf-8", errors="replace"))
    return target


def read_session(path: str | os.PathLike[str]) -> Session:
    """Read a session, of whatever space.

    Raises
    ------
    OSError
        Where the file is missing or may not be read.
    SessionError
        Where it is no session, damaged, too large or of a later version.
    """
    file = Path(path).expanduser()
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    try:
        return _read(data)
    except (ValueError, RecursionError) as error:
        words = str(error) or type(error).__name__
        if len(words) > LONGEST:
            words = words[: LONGEST - 1] + "…"
        raise SessionError(f"{file.name} cannot be loaded as a session: {words}.") from error


def _read(data: bytes) -> Session:
    if len(data) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES // 2**20} MiB, as no session has")
    try:
        content = json.loads(
            data.decode("utf-8"),
            parse_constant=_refuse,
            parse_float=_finite,
            object_pairs_hook=_unique,
        )
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON, or cut short ({error})") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(
            "it is none: give a file that save_session wrote, or that the journal's Save gave"
        )
    found = content.get("version")
    if type(found) is int and found > VERSION:
        raise ValueError(
            f"it has version {found} of the format and this latentwidgets knows {VERSION}: update "
            "latentwidgets (pip install --upgrade latentwidgets)"
        )
    from fastjsonschema import JsonSchemaValueException

    try:
        _validator()(content)
    except JsonSchemaValueException as error:
        raise ValueError(f"it is not as it should be ({error.message})") from error
    return from_json(content)


@cache
def _validator() -> Callable[[Any], Any]:
    import fastjsonschema

    validate: Callable[[Any], Any] = fastjsonschema.compile(json.loads(SCHEMA.read_text("utf-8")))
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
