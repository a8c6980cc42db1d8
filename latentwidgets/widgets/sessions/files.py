"""Session files: written whole or not at all, read as from a stranger."""

import os
from importlib.metadata import version
from pathlib import Path

from latentwidgets.exceptions import OptionError, SessionError
from latentwidgets.files import replacing
from latentwidgets.strict_json import check_schema, dump_json, parse_json
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
    data = dump_json(content)
    with replacing(target) as beside:
        beside.write_bytes(data)
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
        content = parse_json(data)
    except ValueError as error:
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
    try:
        check_schema(content, SCHEMA)
    except ValueError as error:
        raise ValueError(f"it is not as it should be ({error})") from error
    return from_json(content)
