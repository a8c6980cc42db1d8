"""What is wrong with a file that should be a bundle."""

from collections.abc import Iterator
from contextlib import contextmanager

from latentwidgets.exceptions import BundleError

__all__ = ["Fault", "said_of_file"]

LONGEST = 300  # of a fault that quotes the file


class Fault(Exception):
    """A fault, as the end of a sentence about the file."""


@contextmanager
def said_of_file(name: str) -> Iterator[None]:
    """Turn a `Fault` into a `BundleError` that names the file."""
    try:
        yield
    except Fault as fault:
        words = str(fault)
        if len(words) > LONGEST:
            words = words[: LONGEST - 1] + "…"
        raise BundleError(f"{name} cannot be opened as a space: {words}.") from fault.__cause__
