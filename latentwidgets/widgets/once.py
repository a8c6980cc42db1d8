"""What is measured once about a space, for all its views."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from latentwidgets.exceptions import Cancelled

__all__ = ["Once"]

Given = TypeVar("Given")
Found = TypeVar("Found")


class Once(Generic[Given, Found]):
    """Measured when it is first asked for; again where something else was given since.

    Attributes
    ----------
    given
        What it is measured of.
    found
        None until it was measured.
    """

    def __init__(self, given: Given) -> None:
        self.given = given
        self.found: Found | None = None
        self._lock = threading.Lock()
        self._measuring = threading.Lock()

    def renew(self, given: Given) -> None:
        """Say what it is to be measured of; what was found of something else is left."""
        with self._lock:
            self.given, self.found = given, None

    def ask(self, make: Callable[[Given], Found], cancel: threading.Event | None) -> Found:
        """Return what was found; make it first where that was not done yet.

        Raises
        ------
        Cancelled
            `cancel` was set while another thread measured.
        """
        while not self._measuring.acquire(timeout=0.1):
            if cancel is not None and cancel.is_set():
                raise Cancelled("Stopped on request.")
        try:
            with self._lock:
                given, found = self.given, self.found
            if found is None:
                found = make(given)
                with self._lock:
                    # Where something else was given meanwhile, it is the answer to this one alone.
                    if given is self.given:
                        self.found = found
            return found
        finally:
            self._measuring.release()
