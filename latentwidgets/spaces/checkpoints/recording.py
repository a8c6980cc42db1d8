"""Weights kept over a training, bounded in memory, and the curves noted beside them."""

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces.checkpoints.packing import Packed, size_of, unpack

__all__ = ["Recording"]

MOST_POINTS = 4_000  # of a curve; of more every second is dropped
MOST_CURVES = 50

Curve = tuple[NDArray[np.float64], NDArray[np.float64]]


class Recording:
    """Weights of one model at several rounds of its training, and what was noted in each.

    A round is what the training counts: epochs, or steps. Where more rounds are kept than `most`,
    those go that leave the smallest gaps on a square-root scale, never the first or the last.

    Parameters
    ----------
    name, unit
        Of the model; what its rounds are.
    most
        How many rounds are kept; None keeps all.
    """

    def __init__(self, name: str, unit: str, *, most: int | None = None) -> None:
        if most is not None and most < 3:
            raise OptionError(f"most={most} was given: keep at least 3 rounds.")
        self.name = name
        self.unit = unit
        self.most = most
        self._lock = threading.RLock()
        self._states: dict[int, Packed] = {}
        self._curves: dict[str, list[tuple[int, float]]] = {}

    def __repr__(self) -> str:
        with self._lock:
            n = len(self._states)
            size = sum(map(size_of, self._states.values()))
        return f"<Recording of {self.name}: {n} rounds ({self.unit}), {size / 1e6:.1f} MB>"

    def __len__(self) -> int:
        return len(self._states)

    @property
    def rounds(self) -> tuple[int, ...]:
        """The rounds kept, ascending."""
        with self._lock:
            return tuple(sorted(self._states))

    @property
    def curves(self) -> dict[str, Curve]:
        """What was noted, by name: rounds and values, ``(m,)`` each."""
        with self._lock:
            return {
                name: (
                    np.array([at for at, _ in points], np.float64),
                    np.array([value for _, value in points], np.float64),
                )
                for name, points in self._curves.items()
            }

    def packed(self, at: int) -> Packed:
        """Return the packed weights of one round.

        Raises
        ------
        OptionError
            That round was not kept.
        """
        with self._lock:
            if at not in self._states:
                kept = ", ".join(map(str, sorted(self._states))) or "none"
                raise OptionError(f"Round {at} was not kept: choose from {kept}.")
            return self._states[at]

    def state(self, at: int) -> dict[str, NDArray[Any]]:
        """Return the weights of one round, by name, float32.

        Raises
        ------
        OptionError
            That round was not kept.
        """
        return unpack(self.packed(at))

    def add(self, at: int, packed: Packed) -> list[int]:
        """Keep the weights of a round; return the rounds that went for it."""
        with self._lock:
            self._states[at] = packed
            gone = []
            while self.most is not None and len(self._states) > self.most:
                gone.append(self._least_missed())
                del self._states[gone[-1]]
            return gone

    def move(self, at: int, to: int) -> None:
        """Count a round otherwise."""
        with self._lock:
            self._states[to] = self._states.pop(at)

    def note(self, at: int, values: Mapping[str, float]) -> None:
        """Note figures of a round; of more than 50 names the first are kept."""
        with self._lock:
            for name, value in values.items():
                if name not in self._curves and len(self._curves) >= MOST_CURVES:
                    continue
                points = self._curves.setdefault(name, [])
                points.append((at, float(value)))
                if len(points) > MOST_POINTS:
                    del points[1:-1:2]

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it as one safetensors file (`latentwidgets.spaces.checkpoints.files`).

        Raises
        ------
        OptionError
            The path does not end in ``.safetensors``.
        OSError
            It cannot be written.
        """
        from latentwidgets.spaces.checkpoints.files import save_recording

        return save_recording(self, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> "Recording":
        """Read what `save` wrote, as from a stranger; nothing in the file is ever run.

        Raises
        ------
        DataError, OptionError
            The file is missing, damaged, too large, or no recording.
        """
        from latentwidgets.spaces.checkpoints.files import load_recording

        return load_recording(path)

    def _least_missed(self) -> int:
        """Find the round whose going leaves the smallest gap, early gaps counting more.

        On a square-root scale of the rounds, since a model changes most at the beginning.
        """
        rounds = sorted(self._states)
        scale = np.sqrt(np.array(rounds, np.float64) - rounds[0])
        return rounds[1 + int(np.argmin(scale[2:] - scale[:-2]))]
