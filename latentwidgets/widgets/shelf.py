"""The directions of a space as its pages see them, with what was there before: for undo."""

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.exceptions import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwidgets.spaces import LatentSpace
    from latentwidgets.spaces.directions import Direction

__all__ = ["Shelf"]

MOST_VERSIONS = 200


class Shelf:
    """Follows `LatentSpace.directions`. `on_change` hears of each change, figures included.

    Parameters
    ----------
    space
        Whose directions.
    """

    def __init__(self, space: "LatentSpace") -> None:
        self._space = space
        self._lock = threading.RLock()
        self._versions: OrderedDict[int, tuple[Direction, ...]] = OrderedDict()
        self.version = 0
        self.on_change: Callable[[], object] = lambda: None
        self._leave: Callable[[], None] | None = None
        self._note()

    def open(self, on_change: "Callable[[], object]") -> None:
        """Follow the space; `on_change` hears of it."""
        self.on_change = on_change
        self._note()
        if self._leave is None:
            self._leave = self._space.directions.on_change(self._hear)

    def close(self) -> None:
        """Leave the space alone."""
        self.on_change = lambda: None
        if self._leave is not None:
            self._leave()
            self._leave = None

    def restore(self, version: int) -> None:
        """Put back what was there at a version.

        Raises
        ------
        OptionError
            Where it is too long ago.
        """
        with self._lock:
            if version not in self._versions:
                raise OptionError("What was there then is too long ago to be brought back.")
            wanted = self._versions[version]
        self._space.directions.replace(wanted)

    def describe(self) -> dict[str, Any]:
        """Describe them for the page."""
        with self._lock:
            return {
                "version": self.version,
                "entries": [describe_direction(one) for one in self._versions[self.version]],
            }

    def _hear(self) -> None:
        self._note()
        self.on_change()

    def _note(self) -> None:
        with self._lock:
            now = self._space.directions.snapshot()
            before = self._versions.get(self.version)
            if before is not None and len(before) == len(now) and all(map(_is, before, now)):
                return
            self.version += 1
            self._versions[self.version] = now
            while len(self._versions) > MOST_VERSIONS:
                self._versions.popitem(last=False)


def _is(one: object, other: object) -> bool:
    return one is other


def describe_direction(direction: "Direction") -> dict[str, Any]:
    """Describe one direction for the page."""
    measured = direction.measured
    return {
        "name": direction.name,
        "vector": np.ascontiguousarray(direction.vector.reshape(-1), np.float32),
        "scale": direction.scale,
        "method": direction.method,
        "label": direction.label,
        "quality": None if measured is None else measured.describe(),
        "recipe": direction.recipe,
    }
