"""Checkpoints of one model in their order, and the snapshots taken of them."""

import contextlib
import itertools
import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces import LatentSpace
from latentwidgets.spaces.checkpoints import (
    Before,
    Camera,
    Features,
    Recording,
    Snapshot,
    Subject,
    placed,
    rows_of,
)
from latentwidgets.spaces.checkpoints.packing import MOST_HALF
from latentwidgets.spaces.checkpoints.recording import Curve
from latentwidgets.spaces.contents import EncodedContents
from latentwidgets.spaces.labels import named_columns

__all__ = ["FromRecording", "FromSpaces", "Reel", "Source"]


class Source(Protocol):
    """Where a model at each of its checkpoints comes from."""

    name: str
    unit: str
    encodes: bool
    real: NDArray[np.float32] | None

    @property
    def rounds(self) -> tuple[int, ...]:
        """The rounds there are, ascending."""

    @property
    def curves(self) -> dict[str, Curve]:
        """What was noted while training."""

    def space(self, at: int) -> LatentSpace:
        """Return the space of one round; that of another round may be no more."""


class FromRecording:
    """Weights that were kept, put into a copy of the model."""

    def __init__(self, recording: Recording, subject: Subject) -> None:
        self.recording = recording
        self.subject = subject
        self.name, self.unit = recording.name, recording.unit
        self.encodes, self.real = subject.encodes, subject.real

    @property
    def rounds(self) -> tuple[int, ...]:
        """The rounds kept."""
        return self.recording.rounds

    @property
    def curves(self) -> dict[str, Curve]:
        """What was noted."""
        return self.recording.curves

    def space(self, at: int) -> LatentSpace:
        """Fill the copy with the weights of a round."""
        return self.subject.at(self.recording.state(at), f"of {self.unit} {at}")


class FromSpaces:
    """Spaces that are there already."""

    real: NDArray[np.float32] | None = None

    def __init__(self, spaces: Sequence[LatentSpace], rounds: Sequence[int], unit: str) -> None:
        self._spaces = dict(zip(rounds, spaces, strict=True))
        self.name, self.unit = spaces[0].name, unit
        self.encodes = spaces[0].from_data

    @property
    def rounds(self) -> tuple[int, ...]:
        """Those given."""
        return tuple(sorted(self._spaces))

    @property
    def curves(self) -> dict[str, Curve]:
        """Spaces know nothing of their training."""
        return {}

    def space(self, at: int) -> LatentSpace:
        """Return one of them."""
        return self._spaces[at]


class Reel:
    """Snapshots of a source, each taken once; its map is laid over that of the round before.

    Attributes
    ----------
    on_change
        Called with the round of each snapshot, and with None where the rounds have changed; from
        the thread that caused it.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.on_change: list[Callable[[int | None], object]] = []
        self._camera = Camera(real=source.real)
        self._lock = threading.Lock()
        self._taking = threading.Lock()
        self._taken: dict[int, Snapshot] = {}
        self._codes: dict[int, NDArray[np.floating[Any]]] = {}
        self._over: dict[int, int] = {}  # the round whose map a round's was laid over
        self._moved: dict[int, int] = {}  # while a snapshot is taken
        self._shown: dict[str, Any] | None = None

    @property
    def taken(self) -> tuple[int, ...]:
        """Rounds of which there is a snapshot."""
        with self._lock:
            return tuple(sorted(self._taken))

    @property
    def missing(self) -> tuple[int, ...]:
        """Rounds of which there is none yet."""
        with self._lock:
            return tuple(at for at in self.source.rounds if at not in self._taken)

    @property
    def stale(self) -> tuple[int, ...]:
        """Rounds whose map was laid over that of a round which is no longer the one before."""
        with self._lock:
            known = sorted(self._codes)
            return tuple(
                at
                for before, at in itertools.pairwise(known)
                if self._over.get(at, at) < before or self._over.get(at, at) >= at
            )

    @property
    def shown(self) -> dict[str, Any] | None:
        """Modality, labels and number of what is shown; None before the first snapshot."""
        return self._shown

    def get(self, at: int) -> Snapshot | None:
        """Return a snapshot where there is one."""
        with self._lock:
            return self._taken.get(at)

    def take(self, at: int, check: Callable[[], object] = lambda: None) -> None:
        """Take the snapshot of a round, unless there is one that need not be taken again."""
        with self._taking:
            if self.get(at) is not None and at not in self.stale:
                return
            drawn = not self.source.encodes and self.source.real is None
            if drawn and self._camera.features is None:
                # The plane of the outputs is that of the last checkpoint: the richest, one hopes.
                last = self.source.space(self.source.rounds[-1])
                if last.modality.kind != "text":  # whose numbers are tokens
                    self._camera.features = Features(last.decode(last.codes), of_real=False)
            with self._lock:
                self._moved = {}
            space = self.source.space(at)
            with self._lock:
                if at in self._moved:
                    return  # which round the weights were of is not known: it is taken later
            if self._shown is None:
                with contextlib.suppress(DataError):  # no code is finite: another round tells
                    self._shown = _described(space)
            nearest, before = self._before(at)
            found = self._camera.take(space, before, check)
            with self._lock:
                at, nearest = (self._moved.get(each, each) for each in (at, nearest))
                if at not in self.source.rounds:
                    return  # no longer kept
                self._taken[at] = found
                self._over[at] = nearest
                if space.from_data and len(found.points):
                    self._codes[at] = placed(_smaller(space.flat_codes), *rows_of(space))
        self._tell(at)

    def real_points(self) -> NDArray[np.float32] | None:
        """Return real samples on the map of a generator."""
        return self._camera.real_points()

    def move(self, at: int, to: int) -> None:
        """Count a round otherwise."""
        with self._lock:
            if at in self._taken:
                self._taken[to] = self._taken.pop(at)
            if at in self._codes:
                self._codes[to] = self._codes.pop(at)
            self._over = {
                (to if key == at else key): (to if value == at else value)
                for key, value in self._over.items()
            }
            self._moved[at] = to
        self._tell(None)

    def drop(self, rounds: Sequence[int]) -> None:
        """Forget rounds that are kept no more; `changed` says so."""
        with self._lock:
            for at in rounds:
                self._taken.pop(at, None)
                self._codes.pop(at, None)
                self._over.pop(at, None)

    def changed(self) -> None:
        """Say that there are other rounds, or curves."""
        self._tell(None)

    def _before(self, at: int) -> tuple[int, Before | None]:
        """Find the nearest earlier round that was taken; where there is none, the nearest later."""
        with self._lock:
            others = [each for each in self._codes if each != at]
            if not others:
                return at, None
            earlier = [each for each in others if each < at]
            nearest = max(earlier) if earlier else min(others)
            points, codes = self._taken[nearest].points, self._codes[nearest]
        return nearest, Before(f"{self.source.unit} {nearest}", points, codes)

    def _tell(self, at: int | None) -> None:
        for listener in list(self.on_change):
            listener(at)


def _smaller(codes: NDArray[np.float32]) -> NDArray[np.floating[Any]]:
    """Keep codes in half of the memory, where their numbers allow it."""
    fits = float(np.abs(codes).max(initial=0)) < MOST_HALF
    return codes.astype(np.float16 if fits else np.float32)


def _described(space: LatentSpace) -> dict[str, Any]:
    """Describe all the data: at another checkpoint those may have codes that have none here."""
    contents = space.parts.contents
    labels, attributes = space.labels, space.attributes
    if isinstance(contents, EncodedContents):
        labels, attributes = contents.of_all
    columns = named_columns(labels, attributes) if space.from_data else {}
    return {"modality": space.modality, "columns": columns, "n": rows_of(space)[1]}
