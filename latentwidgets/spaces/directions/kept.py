"""The directions kept in a space, by name, in order."""

import os
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.spaces.directions.direction import Direction, check_name
from latentwidgets.spaces.directions.measuring import Measurement
from latentwidgets.spaces.identity import model_fingerprint

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["MOST_DIRECTIONS", "Directions"]

MOST_DIRECTIONS = 100


class Directions(MutableMapping[str, Direction]):
    """Directions of one space by name: sliders in its views, kept in its bundles and pages.

    ``space.directions["glasses"] = space.direction("glasses")`` keeps one; what is kept has the
    name under which it is kept.
    """

    def __init__(self, space: "LatentSpace") -> None:
        self._space = space
        self._kept: dict[str, Direction] = {}
        self._lock = threading.RLock()
        self._listeners: list[Callable[[], object]] = []

    def __getitem__(self, name: str) -> Direction:
        with self._lock:
            return self._kept[name]

    def __setitem__(self, name: str, direction: Direction) -> None:
        """Keep a direction; one of another model warns, as `keep` does.

        Raises
        ------
        ShapeError
            Where it is of another space.
        OptionError
            Where there are too many, or the name is none.
        """
        fitted, notice = self._fitted(direction)
        self._put(check_name(name), fitted)
        self._tell()
        _warn(notice)

    def __delitem__(self, name: str) -> None:
        with self._lock:
            del self._kept[name]
        self._tell()

    def __iter__(self) -> Iterator[str]:
        with self._lock:
            return iter(list(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def __repr__(self) -> str:
        return f"<Directions of {self._space.name}: {', '.join(self) or 'none'}>"

    def keep(self, direction: Direction) -> Direction:
        """Keep a direction under its own name, or the next that is free: "glasses 2".

        Where it is of another model a warning says so: its figures are left out, and measured anew
        here when asked for. So they are where a file does not say which model it is of.

        Returns
        -------
        Direction
            As it is kept.
        """
        kept, notice = self.take(direction)
        _warn(notice)
        return kept

    def take(self, direction: Direction) -> tuple[Direction, str | None]:
        """Keep a direction as `keep` does, and return what that would warn of."""
        fitted, notice = self._fitted(direction)
        with self._lock:
            name, number = fitted.name, 2
            while name in self._kept:
                name, number = f"{fitted.name[:90]} {number}", number + 1
            kept = self._put(name, fitted)
        # Never with the lock: who listens takes locks of its own.
        self._tell()
        return kept, notice

    def adopt(self, direction: Direction) -> None:
        """Keep a direction known to be of this model, as of its bundle: its figures stay."""
        self._check(direction)
        self._put(direction.name, self._bound(direction))
        self._tell()

    def snapshot(self) -> tuple[Direction, ...]:
        """Return all that are kept at one moment, in order."""
        with self._lock:
            return tuple(self._kept.values())

    def rename(self, old: str, new: str) -> Direction:
        """Give one another name; it keeps its place.

        Raises
        ------
        OptionError
            Where there is none of the old name, or another has the new one.
        """
        new = check_name(new)
        with self._lock:
            self.find(old)
            if new != old and new in self._kept:
                raise OptionError(f"There is a direction {new!r} already: give another name.")
            self._kept = {
                (new if name == old else name): (
                    direction.renamed(new) if name == old else direction
                )
                for name, direction in self._kept.items()
            }
            renamed = self._kept[new]
        self._tell()
        return renamed

    def replace(self, directions: Iterable[Direction]) -> None:
        """Keep these of this model, figures and all, in the place of all that are kept."""
        found = list(directions)
        for direction in found:
            self._check(direction)
        with self._lock:
            self._kept = {one.name: self._bound(one) for one in found}
        self._tell()

    def find(self, name: str) -> Direction:
        """Return a direction, or say which there are.

        Raises
        ------
        OptionError
            Where there is none of that name.
        """
        import difflib

        with self._lock:
            if name in self._kept:
                return self._kept[name]
            near = difflib.get_close_matches(name, self._kept, n=2)
            known = ", ".join(self._kept) or "none"
        advice = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
        raise OptionError(f"There is no direction {name!r}: {advice}kept are {known}.")

    def load(self, path: str | os.PathLike[str]) -> Direction:
        """Read a direction from a file and keep it; a warning says where it is of another model.

        Raises
        ------
        DataError, OSError
            As `Direction.load`.
        ShapeError
            Where it is of another space.
        """
        kept, notice = self.take(Direction.load(path))
        _warn(notice)
        return kept

    def on_change(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call `listener` whenever something is kept, renamed, removed or measured here.

        Returns
        -------
        callable
            Ends it.
        """
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def tell(self) -> None:
        """Say that figures of a direction have come."""
        self._tell()

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()

    def _check(self, direction: Any) -> None:
        if not isinstance(direction, Direction):
            raise DataError(
                f"A {type(direction).__name__} was given to be kept as a direction: make one by "
                "space.direction(...)."
            )
        shape = self._space.latent_shape
        if direction.latent_shape != shape:
            raise ShapeError(
                f"The direction {direction.name!r} is of codes of shape {direction.latent_shape} "
                f"and this space has {shape}: it belongs to another model."
            )

    def _put(self, name: str, direction: Direction) -> Direction:
        if name != direction.name:
            direction = direction.renamed(name)
        with self._lock:
            if name not in self._kept and len(self._kept) >= MOST_DIRECTIONS:
                raise OptionError(
                    f"{MOST_DIRECTIONS} directions are kept already: remove one first."
                )
            self._kept[name] = direction
        return direction

    def _bound(self, direction: Direction) -> Direction:
        """Tie a direction of this model to this space; figures from a file stay what they were."""
        made = direction.measurement
        if made is not None and made.space is self._space:
            return direction
        # What it was made of belongs to another space, if to any.
        known = None if made is None else made.known
        return replace(direction, measurement=Measurement(self._space, known=known))

    def _fitted(self, direction: Direction) -> tuple[Direction, str | None]:
        """Tie a direction to this space without the figures of another model; say what is so."""
        self._check(direction)
        made = direction.measurement
        home = None if made is None else made.space
        if home is not None and home.model is self._space.model:
            return self._bound(direction), None
        of = direction.fingerprint if home is None else model_fingerprint(home.model)
        here = model_fingerprint(self._space.model) if of else ""
        if of and of == here:
            return self._bound(direction), None
        bare = replace(direction, measurement=Measurement(self._space))
        if not (of and here):
            return bare, None
        notice = (
            f"The direction {direction.name!r} is of another model than {self._space.name}, or of "
            "other weights: its figures were left out, and here it may do nothing, or something "
            "else. Its quality, measured here, tells; else load it where its model is shown."
        )
        return replace(bare, label=f"{direction.label}; made in another model"), notice


def _warn(notice: str | None) -> None:
    if notice is not None:
        warnings.warn(notice, stacklevel=3)
