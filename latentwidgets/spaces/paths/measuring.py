"""How fast the output changes along a way, and how dense the data lie there."""

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import Cancelled
from latentwidgets.spaces.paths.density import Density, measure_density

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["BATCH", "OnPath", "density_of", "even_shares", "measure_speed", "speed_label", "tell"]

Array = NDArray[np.float32]
Array64 = NDArray[np.float64]
OnPath = Callable[[str, int, int], object]

BATCH = 32  # of codes decoded: a frame may wait for one
_SPEED_LABELS = {
    "image": "root mean square change of the picture from one step to the next, 1 its full range",
    "text": "share of the tokens' probability that changes from one step to the next",
    "melody": "share of steps and voices that change from one step to the next",
    "audio": "root mean square change of the samples from one step to the next, 1 at most",
    "series": "root mean square change from one step to the next, as a share of the data's range",
}


def density_of(space: "LatentSpace") -> Density:
    """Return the density of the space's codes, measured once."""
    measured = space.parts.measured
    if measured.density is None:
        measured.density = measure_density(space.flat_codes, seed=space.seed)
    return measured.density


def speed_label(space: "LatentSpace") -> str:
    """Say what `measure_speed` measures, in words."""
    return _SPEED_LABELS[space.modality.kind]


def measure_speed(
    space: "LatentSpace",
    codes: Array,
    *,
    on_progress: OnPath | None = None,
    cancel: Event | None = None,
) -> Array64:
    """Measure how far the output moves from each of codes ``(m, d)`` to the next: ``(m - 1,)``.

    Raises
    ------
    DecodeError
        Where the model raises.
    Cancelled
        Where `cancel` was set, between two batches.
    """
    distance = space.modality.distance
    parts: list[Array64] = [np.empty(0)]
    last: Array | None = None
    for start in range(0, len(codes), BATCH):
        tell(on_progress, cancel, "curves", start, len(codes))
        outputs = space.decode(codes[start : start + BATCH])
        chain = outputs if last is None else np.concatenate([last, outputs])
        parts.append(distance(chain[:-1], chain[1:]))
        last = outputs[-1:]
    return np.concatenate(parts)


def even_shares(shares: Array64, speed: Array64, total: int) -> Array64:
    """Find shares between which the output moves equally far, by speeds measured at `shares`."""
    gone = np.concatenate([[0.0], np.cumsum(speed)])
    if not gone[-1] > 0:
        return np.linspace(0, 1, total)
    even: Array64 = np.interp(np.linspace(0, gone[-1], total), gone, shares)
    even[0], even[-1] = 0, 1
    return even


def tell(
    on_progress: OnPath | None, cancel: Event | None, stage: str, done: int, total: int
) -> None:
    """Pass progress on; raise `Cancelled` where that was asked for."""
    if cancel is not None and cancel.is_set():
        raise Cancelled("The path was stopped on request.")
    if on_progress is not None:
        on_progress(stage, done, total)
