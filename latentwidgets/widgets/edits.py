"""The sample of the user's own that all views of a space edit."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from latentwidgets.exceptions import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwidgets.spaces.own import Placement

__all__ = ["Edit", "Edits"]

MOST_BYTES = 64 * 2**20  # of what was edited before, for undo


@dataclass(frozen=True, eq=False)
class Edit:
    """One sample, placed: the `version`-th of its space; `notices` say what was done to it."""

    version: int
    placement: "Placement"
    notices: tuple[str, ...]

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return self.placement.original.nbytes + self.placement.reconstruction.nbytes


class Edits:
    """What is edited now. `on_change` hears of each change, with the lock let go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = 0
        self._before: OrderedDict[int, Edit] = OrderedDict()
        self.current: Edit | None = None
        self.keeps_lost = False
        self.on_change: Callable[[], object] = lambda: None

    @property
    def version(self) -> int:
        """Of what is edited now; 0 is nothing."""
        current = self.current
        return 0 if current is None else current.version

    def take(self, placement: "Placement", notices: tuple[str, ...] = ()) -> Edit:
        """Edit this from now on."""
        with self._lock:
            self._version += 1
            edit = self.current = Edit(self._version, placement, notices)
            self._before[edit.version] = edit
            while sum(each.nbytes for each in self._before.values()) > MOST_BYTES:
                if len(self._before) == 1:
                    break
                self._before.popitem(last=False)
        self.on_change()
        return edit

    def restore(self, version: int) -> None:
        """Edit again what was edited at a version; 0 is nothing.

        Raises
        ------
        OptionError
            Where it is too long ago.
        """
        with self._lock:
            if version != 0 and version not in self._before:
                raise OptionError("What was edited then is too long ago to be brought back.")
            self.current = self._before.get(version)
        self.on_change()

    def keep(self, on: bool) -> None:  # noqa: FBT001
        """Keep what the model lost in the result, or leave it out."""
        if on != self.keeps_lost:
            self.keeps_lost = on
            self.on_change()

    def describe(self) -> dict[str, int | bool]:
        """Say to the page which it is; 0 is none."""
        return {"version": self.version, "keep_lost": self.keeps_lost}
