"""Files that are there whole or not at all."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["PART_SUFFIX", "replacing"]

PART_SUFFIX = ".part"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write at, which takes its place when the block ends well.

    Whatever goes wrong, a former file is still there and no part of the new one stays.

    Raises
    ------
    OSError
        Where it cannot be written, by the name of `path`.
    """
    beside = path.with_name(f".{path.stem[:32]}-{uuid.uuid4().hex[:8]}{PART_SUFFIX}")
    try:
        yield beside
        beside.replace(path)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink()
        # A full disk names no file at all.
        if isinstance(error, OSError) and error.filename in (None, str(beside)):
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
