"""The link from a direction to its space: what it was made of, and its quality once measured."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import Cancelled, DataError
from latentwidgets.spaces.directions.geometry import spread
from latentwidgets.spaces.directions.quality import DirectionQuality

if TYPE_CHECKING:
    from latentwidgets.spaces.directions.contrast import Contrast
    from latentwidgets.spaces.directions.direction import Direction
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Measurement"]

Codes = NDArray[np.float32]


@dataclass(eq=False)
class Measurement:
    """Measures a direction once, when it is first asked for.

    Attributes
    ----------
    space
        None of a direction that came from a file and is kept in no space.
    contrast
        What it was made of; None without labels.
    conditions
        ``(k, d)``: what it was made orthogonal to.
    known
        The quality, where it has been measured.
    """

    space: "LatentSpace | None"
    contrast: "Contrast | None" = None
    conditions: NDArray[np.float64] | None = None
    known: DirectionQuality | None = None
    _lock: Any = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, space: "LatentSpace", contrast: "Contrast | None") -> "Measurement":
        """Make the measurement of a new direction."""
        return cls(space, contrast)

    def quality(self, direction: "Direction") -> DirectionQuality:
        """Give the quality, measured where it is not known."""
        return self.known or self.measure(direction)

    def measure(
        self,
        direction: "Direction",
        *,
        readers: Mapping[str, Callable[[Codes], NDArray[Any]]] | None = None,
        should_stop: Callable[[], bool] | None = None,
        on_progress: Callable[[int, int], object] | None = None,
    ) -> DirectionQuality:
        """Measure the quality and keep it; `Cancelled` leaves what was known."""
        from latentwidgets.spaces.directions.effects import measure_moves
        from latentwidgets.spaces.directions.held_out import held_out

        space = self.space
        if space is None:
            raise DataError(
                f"The direction {direction.name!r} belongs to no space: keep it in one "
                "(space.directions.keep) to measure it there."
            )
        done = 0

        def step() -> None:
            nonlocal done
            if should_stop is not None and should_stop():
                raise Cancelled("The measurement of the direction was stopped.")
            done += 1
            if on_progress is not None:
                on_progress(min(done, TYPICAL_STEPS - 1), TYPICAL_STEPS)

        with self._lock:
            contrast = self.contrast
            told = (
                None
                if contrast is None
                else held_out(contrast, self.conditions, seed=space.seed, step=step)
            )
            moved = measure_moves(space, direction, contrast, readers=readers, step=step)
            self.known = DirectionQuality(
                auc=None if told is None else told.auc,
                auc_interval=None if told is None else told.interval,
                null=None if told is None else told.null,
                n_positive=_side(contrast, 1) if told is None else told.n_positive,
                n_negative=_side(contrast, 0) if told is None else told.n_negative,
                effect=moved.effect,
                side_effects=moved.side_effects,
                change=moved.change,
                reencoded=moved.reencoded,
                n_codes=moved.n_codes,
                label=_label(told, moved.read_by, moved.n_codes, space.seed),
            )
        space.directions.tell()
        return self.known

    def conditioned(self, others: "tuple[Direction, ...]") -> "Measurement":
        """Make the measurement of the direction that is orthogonal to others, too."""
        rows = [other.vector.reshape(-1).astype(np.float64) for other in others]
        before = [] if self.conditions is None else list(self.conditions)
        return Measurement(self.space, self.contrast, np.stack([*before, *rows]))

    def flipped(self) -> "Measurement":
        """Make the measurement of the direction turned round."""
        contrast = None if self.contrast is None else self.contrast.flipped()
        return Measurement(self.space, contrast, self.conditions)

    def scale_of(self, vector: Codes) -> float | None:
        """Measure the sd of the space's codes along a vector; None where it cannot be."""
        if self.space is None:
            return None
        return spread(self.space.flat_codes, vector.reshape(-1)) or None


TYPICAL_STEPS = 60  # of a measurement: what its progress is told against


def _side(contrast: "Contrast | None", side: int) -> int:
    if contrast is None or contrast.is_numeric:
        return 0
    return int((contrast.targets == side).sum())


def _label(told: Any, read_by: str, n_codes: int, seed: int) -> str:
    said = []
    if told is not None:
        said.append(
            f"AUC by {told.n_folds}-fold cross-fitting on {told.n_positive:,} against "
            f"{told.n_negative:,} codes, 95 % interval of 300 bootstrap samples, null of "
            f"{told.n_null} label permutations"
        )
    said.append(f"effects on {n_codes} codes moved by -2 to 2 sd, read by {read_by}")
    said.append("re-encoding is circular: the encoder was trained with the decoder")
    return "; ".join([*said, f"seed {seed}"])
