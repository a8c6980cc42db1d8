"""Steps of a computation that takes seconds: told as they are done, and stopped on request."""

from collections.abc import Callable
from threading import Event

from latentwidgets.exceptions import Cancelled

__all__ = ["OnProgress", "Steps"]

OnProgress = Callable[[int, int], None]


class Steps:
    """Counts the steps that are done.

    Parameters
    ----------
    name
        What is computed, for the error.
    total
        How many steps it takes.
    on_progress
        Called with the steps done and their total, after each.
    cancel
        Once set, the next step raises `Cancelled`.
    """

    def __init__(
        self, name: str, total: int, on_progress: OnProgress | None, cancel: Event | None
    ) -> None:
        self._name = name
        self._total = total
        self._on_progress = on_progress
        self._cancel = cancel
        self._n_done = 0
        self.check()

    def check(self) -> None:
        """Raise `Cancelled` where that is asked for."""
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled(f"{self._name} was cancelled.")

    def done(self) -> None:
        """Count one step more."""
        self._n_done += 1
        if self._on_progress is not None:
            self._on_progress(self._n_done, self._total)
        self.check()
