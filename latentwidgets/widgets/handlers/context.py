"""What a handler may use: the space, the maps made so far, and the job it runs as."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from latentwidgets.exceptions import Cancelled, OptionError
from latentwidgets.runtimes import PageModel
from latentwidgets.widgets.edits import Edits
from latentwidgets.widgets.shelf import Shelf

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.spaces.projections import Projection

__all__ = ["Context", "Job", "Maps"]

MOST_MAPS = 8


@dataclass(frozen=True)
class Job:
    """One request as it runs: whether it is still wanted, and who hears of its progress."""

    cancelled: threading.Event = field(default_factory=threading.Event)
    progress: Callable[[Any], object] = lambda _: None

    def check(self) -> None:
        """Raise `Cancelled` where the page has given up."""
        if self.cancelled.is_set():
            raise Cancelled("Stopped on request.")


class Maps:
    """The projections that pages may decode through, by key; the oldest of more than 8 go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._maps: OrderedDict[str, Projection] = OrderedDict()

    def add(self, key: str, projection: "Projection") -> None:
        """Keep a projection as the current one."""
        with self._lock:
            self._maps[key] = projection
            self._maps.move_to_end(key)
            while len(self._maps) > MOST_MAPS:
                self._maps.popitem(last=False)

    def get(self, key: str) -> "Projection":
        """Return a projection and make it the current one.

        Raises
        ------
        OptionError
            Where it is unknown, or was made too long ago.
        """
        with self._lock:
            projection = self._look_up(key)
            self._maps.move_to_end(key)
            return projection

    def look_up(self, key: str) -> "Projection":
        """Return a projection, the current one staying as it is.

        Raises
        ------
        OptionError
            As `get` raises it.
        """
        with self._lock:
            return self._look_up(key)

    def find(self, key: str) -> "Projection | None":
        """Return a projection where it is kept."""
        with self._lock:
            return self._maps.get(key)

    def all(self) -> "list[tuple[str, Projection]]":
        """Return the projections kept, with their keys."""
        with self._lock:
            return list(self._maps.items())

    def _look_up(self, key: str) -> "Projection":
        if key not in self._maps:
            raise OptionError(f"There is no map {key!r} any more: choose the projection again.")
        return self._maps[key]

    def current(self) -> "tuple[str, Projection] | None":
        """Return the projection used last, with its key."""
        with self._lock:
            return next(reversed(self._maps.items()), None)


@dataclass(frozen=True)
class Context:
    """What all handlers of one space share."""

    space: "LatentSpace"
    maps: Maps
    page: PageModel
    edits: Edits = field(default_factory=Edits)
    shelf: Shelf = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shelf", Shelf(self.space))
