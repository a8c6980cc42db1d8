"""What the dimensions of a space are called, where that is known."""

import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping

import numpy as np

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces.directions.direction import check_name

__all__ = ["DimensionNames", "subscripted"]

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def subscripted(dimension: int) -> str:
    """Return what a dimension without a name is called, such as ``"z₁₂"``."""
    return "z" + str(dimension).translate(_SUBSCRIPTS)


class DimensionNames(MutableMapping[int, str]):
    """Names of dimensions by their index, from 0: they label the sliders of every view.

    ``space.dimension_names[3] = "ear_size"``; ``del space.dimension_names[3]`` takes it away.

    Parameters
    ----------
    latent_size
        Number of dimensions.
    given
        Names to begin with.
    """

    def __init__(self, latent_size: int, given: Mapping[int, str] | None = None) -> None:
        self._size = latent_size
        self._lock = threading.RLock()
        self._listeners: list[Callable[[], object]] = []
        self._names: dict[int, str] = {}
        for dimension, name in (given or {}).items():
            self[dimension] = name

    def __getitem__(self, dimension: int) -> str:
        with self._lock:
            return self._names[dimension]

    def __setitem__(self, dimension: int, name: str) -> None:
        """Name a dimension.

        Raises
        ------
        OptionError
            Where there is no such dimension, the name is none, or another dimension has it.
        """
        dimension = self._check(dimension)
        name = check_name(name)
        with self._lock:
            for other, taken in self._names.items():
                if taken == name and other != dimension:
                    raise OptionError(
                        f"{subscripted(other)} is called {name!r} already: give another name, or "
                        f"take it away with `del space.dimension_names[{other}]`."
                    )
            self._names[dimension] = name
        self._tell()

    def __delitem__(self, dimension: int) -> None:
        with self._lock:
            del self._names[dimension]
        self._tell()

    def __iter__(self) -> Iterator[int]:
        with self._lock:
            return iter(sorted(self._names))

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        said = ", ".join(f"{number}: {name!r}" for number, name in self.items())
        return f"<DimensionNames {{{said}}}>"

    def title(self, dimension: int) -> str:
        """Return how a dimension is labelled: ``"z₃ ear_size"``, or ``"z₃"`` without a name."""
        name = self.get(dimension)
        return subscripted(dimension) if name is None else f"{subscripted(dimension)} {name}"

    def on_change(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call `listener` after each change; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _check(self, dimension: object) -> int:
        whole = isinstance(dimension, int | np.integer) and not isinstance(dimension, bool)
        if not whole or not 0 <= int(dimension) < self._size:  # type: ignore[call-overload]
            raise OptionError(
                f"{dimension!r} is no dimension of the {self._size:,}: give a whole number from 0 "
                f"to {self._size - 1:,}."
            )
        return int(dimension)  # type: ignore[call-overload, no-any-return]

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()
