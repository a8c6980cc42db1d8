"""Silence on the user's terminal while torch exports, for one thread and no other."""

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LOG = logging.getLogger(__name__)
_LIBRARIES = ("torch", "onnx", "onnxscript", "onnx_ir")


@contextmanager
def quietly() -> Iterator[None]:
    """Turn the libraries' log and all warnings of this thread into debug messages of ours.

    `warnings.catch_warnings` would replace the filters of every thread, and put them back in the
    wrong order where two of them overlap: one filter is added instead, and taken out again.
    """
    handlers = _handlers()
    quiet = _Quiet(threading.get_ident())
    entry: Any = ("ignore", quiet, Warning, None, 0)
    lists = [warnings.filters]
    for handler in handlers:
        handler.addFilter(quiet)
    warnings.filters.insert(0, entry)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        lists.append(warnings.filters)  # another thread may have put a copy in its place
        for filters in lists:
            if entry in filters:
                filters.remove(entry)  # type: ignore[attr-defined]
        for handler in handlers:
            handler.removeFilter(quiet)


class _Quiet(logging.Filter):
    """Matches what comes from one thread, and notes it at the level of debugging."""

    def __init__(self, thread: int) -> None:
        super().__init__()
        self._thread = thread

    def match(self, message: str) -> bool:
        """Match a warning's text, as a compiled pattern does."""
        if threading.get_ident() != self._thread:
            return False
        _LOG.debug("a warning while exporting: %s", message)
        return True

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record pass unless it is one of the libraries', from this thread."""
        library = record.name.partition(".")[0] in _LIBRARIES
        if record.thread != self._thread or not library:
            return True
        _LOG.debug("%s: %s", record.name, record.getMessage())
        return False


def _handlers() -> list[logging.Handler]:
    names = [n for n in logging.root.manager.loggerDict if n.partition(".")[0] in _LIBRARIES]
    loggers = [logging.root, *map(logging.getLogger, names)]
    found = dict.fromkeys(handler for logger in loggers for handler in logger.handlers)
    if logging.lastResort is not None:
        found[logging.lastResort] = None
    return list(found)
