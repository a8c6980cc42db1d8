"""Evaluation mode for the time of a call, each submodule's training mode restored after it."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from torch import nn

_LOCK = threading.Lock()
_BUSY: "WeakKeyDictionary[Any, list[Any]]" = WeakKeyDictionary()  # module: [calls, was training]


@contextmanager
def evaluating(modules: "Sequence[nn.Module]") -> Iterator[None]:
    """Put modules and all in them in evaluation mode.

    Calls may overlap, of one model or of models that share modules: the mode comes back when the
    last of them ends.
    """
    parts = _parts(modules)
    with _LOCK:
        # The usual case, in each frame: nothing to change, and nobody else who will change it back.
        if not any(part.training or part in _BUSY for part in parts):
            parts = []
        for part in parts:
            entry = _BUSY.setdefault(part, [0, part.training])
            entry[0] += 1
            if part.training:
                part.training = False
    try:
        yield
    finally:
        with _LOCK:
            for part in parts:
                entry = _BUSY[part]
                entry[0] -= 1
                if entry[0] == 0:
                    if entry[1]:
                        part.training = True
                    del _BUSY[part]


def _parts(modules: "Sequence[nn.Module]") -> "list[nn.Module]":
    """All modules and what is in them, once each; `modules()` would build every name."""
    found: dict[nn.Module, None] = {}
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module not in found:
            found[module] = None
            waiting.extend(module.children())
    return list(found)
