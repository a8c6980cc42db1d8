"""Files that are there whole or not at all, and what is raised of a damaged one."""

import struct
import tokenize
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["PART_SUFFIX", "UNREADABLE", "replacing"]

PART_SUFFIX = ".part"

# What zipfile and NumPy raise of a file that is damaged, or forged.
UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    RuntimeError,  # encrypted, nested too deep, or a compression that zipfile does not know
    MemoryError,  # a header that claims more than there is
    OverflowError,
    TypeError,  # a header with names of several kinds
    SyntaxError,
    tokenize.TokenError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)


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
