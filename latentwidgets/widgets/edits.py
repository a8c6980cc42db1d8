"""The sample of the user's own that all views of a space edit."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from latentwidgets.spaces.own import Placement

__all__ = ["Edit", "Edits"]


@dataclass(frozen=True, eq=False)
class Edit:
    """One sample, placed: the `version`-th of its space; `notices` say what was done to it."""

    version: int
    placement: "Placement"
    notices: tuple[str, ...]


class Edits:
    """What is edited now. `on_change` hears of each change, with the lock let go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = 0
        self.current: Edit | None = None
        self.keeps_lost = False
        self.on_change: Callable[[], object] = lambda: None

    def take(self, placement: "Placement", notices: tuple[str, ...] = ()) -> Edit:
        """Edit this from now on."""
        with self._lock:
            self._version += 1
            edit = self.current = Edit(self._version, placement, notices)
        self.on_change()
        return edit

    def keep(self, on: bool) -> None:  # noqa: FBT001
        """Keep what the model lost in the result, or leave it out."""
        if on != self.keeps_lost:
            self.keeps_lost = on
            self.on_change()

    def describe(self) -> dict[str, int | bool]:
        """Say to the page which it is; 0 is none."""
        current = self.current
        return {"version": 0 if current is None else current.version, "keep_lost": self.keeps_lost}
