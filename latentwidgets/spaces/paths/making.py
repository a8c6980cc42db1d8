"""From anchors to a path: which way, through which codes, at what speed."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from threading import Event
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, ModelError, OptionError, ShapeError
from latentwidgets.spaces.paths.geodesic import DENSITY_WEIGHT, KNOTS, Gradient, straighten
from latentwidgets.spaces.paths.graph import NEIGHBORS, GraphBuilder
from latentwidgets.spaces.paths.measuring import (
    BATCH,
    OnPath,
    density_of,
    even_shares,
    measure_speed,
    speed_label,
    tell,
)
from latentwidgets.spaces.paths.path import Path
from latentwidgets.spaces.paths.straight import PathName, explain_path
from latentwidgets.spaces.paths.through_data import path_through_data
from latentwidgets.spaces.paths.track import Track
from latentwidgets.spaces.sampling import as_codes

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = [
    "MOST_ANCHORS",
    "PathChoice",
    "Plan",
    "chosen_path",
    "make_path",
    "make_track",
    "read_anchors",
]

Array = NDArray[np.float32]
PathChoice = Literal["auto", "lerp", "slerp", "data", "geodesic"]

MOST_ANCHORS = 64
MOST_NEIGHBORS = 256
FINE = 4  # times as many steps, by which the speed is measured where it is to be constant
MOST_FINE = 512

_REASONS = {
    "lerp": "straight, as asked",
    "slerp": "along the arc, as asked",
    "data": "from sample to sample, along which the output changes least",
    "geodesic": "the output changes least and most evenly, near the data",
}


@dataclass(frozen=True)
class Plan:
    """What a path is asked to be; checked.

    Raises
    ------
    OptionError
        Where an option has a value outside what it accepts.
    """

    path: PathChoice = "auto"
    neighbors: int = NEIGHBORS
    knots: int = KNOTS
    density_weight: float = DENSITY_WEIGHT

    def __post_init__(self) -> None:
        if self.path not in get_args(PathChoice):
            raise OptionError(
                f"path={self.path!r} was given: choose one of {get_args(PathChoice)}."
            )
        _check_between("neighbors", self.neighbors, 2, MOST_NEIGHBORS)
        _check_between("knots", self.knots, 3, 128)
        weight = self.density_weight
        if isinstance(weight, bool) or not (isinstance(weight, int | float) and 0 <= weight <= 1e6):
            raise OptionError(
                f"density_weight={weight!r} was given: give a number from 0 (the outputs alone)."
            )


def read_anchors(
    anchors: Any, latent_shape: tuple[int, ...], names: Mapping[str, Array] = MappingProxyType({})
) -> Array:
    """Read two codes or more, as ``(m, d)``; in a list a text stands for the code of that name.

    Raises
    ------
    ShapeError
        Where they are not codes of this space, or fewer than two.
    DataError
        Where they hold NaN or infinite values.
    OptionError
        Where there are more than 64.
    """
    if isinstance(anchors, list | tuple):
        parts = [as_codes(_named(anchor, names), latent_shape) for anchor in anchors]
        codes = np.concatenate(parts) if parts else np.empty((0, *latent_shape), np.float32)
    else:
        codes = as_codes(anchors, latent_shape)
    if len(codes) < 2:
        raise ShapeError(f"{len(codes)} anchor was given for a path: give two or more codes.")
    if len(codes) > MOST_ANCHORS:
        raise OptionError(f"{len(codes)} anchors were given: give at most {MOST_ANCHORS}.")
    flat = codes.reshape(len(codes), -1)
    if not np.isfinite(flat).all():
        number = int(np.flatnonzero(~np.isfinite(flat).all(axis=1))[0]) + 1
        raise DataError(f"Anchor {number} holds NaN or infinite values: give finite numbers.")
    return flat


def _named(anchor: Any, names: Mapping[str, Array]) -> Any:
    if not isinstance(anchor, str):
        return anchor
    try:
        return names[anchor]
    except KeyError:
        near = difflib.get_close_matches(anchor, list(names), n=1)
        advice = f"did you mean {near[0]!r}?" if near else "see space.names."
        raise DataError(f"Nothing is called {anchor!r}: {advice}") from None


def chosen_path(space: "LatentSpace", path: PathChoice) -> tuple[str, str]:
    """Say which way `path` means for a space, and why."""
    if path == "auto":
        return explain_path(
            space.model.prior, space.latent_size, encoded=space.parts.contents.from_data
        )
    return path, _REASONS[path]


def make_track(
    space: "LatentSpace",
    anchors: Array,
    plan: Plan,
    *,
    on_progress: OnPath | None = None,
    cancel: Event | None = None,
) -> Track:
    """Find the way through anchors ``(m, d)``.

    Raises
    ------
    DataError
        Where no way leads through the data.
    ModelError
        Where a geodesic is asked of a model without gradients.
    DecodeError
        Where the model raises.
    Cancelled
        Where `cancel` was set.
    """
    name = chosen_path(space, plan.path)[0]
    if name in get_args(PathName):
        return Track.of_anchors(anchors, "slerp" if name == "slerp" else "lerp")
    pairs = list(pairwise(anchors))
    if name == "data":
        return Track.of_legs(_data_legs(space, pairs, plan, on_progress, cancel), by="distance")
    return Track.of_legs(_geodesics(space, pairs, plan, on_progress, cancel), by="knot")


def make_path(  # noqa: PLR0913
    space: "LatentSpace",
    anchors: Array,
    steps: int,
    plan: Plan,
    *,
    constant_speed: bool = False,
    on_progress: OnPath | None = None,
    cancel: Event | None = None,
) -> Path:
    """Find the way and measure it; see `LatentSpace.path`."""
    track = make_track(space, anchors, plan, on_progress=on_progress, cancel=cancel)
    total = (len(anchors) - 1) * (steps - 1) + 1
    shares = np.linspace(0, 1, total)
    measure = partial(measure_speed, space, on_progress=on_progress, cancel=cancel)
    if constant_speed:
        fine = np.linspace(0, 1, max(total, min(MOST_FINE, FINE * (total - 1) + 1)))
        shares = even_shares(fine, measure(track.at(fine)), total)
    codes = track.at(shares)
    speed = measure(codes)
    density = density_of(space)
    name, reason = chosen_path(space, plan.path)
    return Path(
        codes=codes.reshape(-1, *space.latent_shape),
        shares=shares,
        name=name,
        reason=reason,
        knots=track.knots,
        knot_shares=track.shares,
        speed=speed,
        density=density.at(codes),
        typical=(density.low, density.high),
        speed_label=speed_label(space),
        density_label=density.label,
    )


def graph_of(space: "LatentSpace", neighbors: int) -> GraphBuilder:
    """Return the builder of the space's graph, one for each number of neighbours."""
    graphs = space.parts.measured.graphs
    return graphs.setdefault(neighbors, GraphBuilder(space.flat_codes, neighbors))


def _data_legs(
    space: "LatentSpace",
    pairs: list[tuple[Array, Array]],
    plan: Plan,
    on_progress: OnPath | None,
    cancel: Event | None,
) -> list[Array]:
    def on_rows(done: int, total: int) -> None:
        if on_progress is not None:
            on_progress("graph", done, total)

    builder = graph_of(space, plan.neighbors)
    graph = builder.build(on_rows, None if cancel is None else cancel.is_set)
    legs = []
    for number, (a, b) in enumerate(pairs):
        tell(on_progress, cancel, "search", number, len(pairs))
        legs.append(
            path_through_data(
                graph, a, b, lambda codes: _decoded(space, codes, cancel), space.modality.distance
            )
        )
    return legs


def _geodesics(
    space: "LatentSpace",
    pairs: list[tuple[Array, Array]],
    plan: Plan,
    on_progress: OnPath | None,
    cancel: Event | None,
) -> list[Array]:
    gradient = _gradient(space)
    density = density_of(space)
    between = "slerp" if chosen_path(space, "auto")[0] == "slerp" else "lerp"
    legs = []
    for number, pair in enumerate(pairs):

        def report(done: int, total: int, number: int = number) -> None:
            whole = len(pairs) * total
            tell(on_progress, cancel, "geodesic", number * total + done, whole)

        start = Track.of_anchors(np.stack(pair), "slerp" if between == "slerp" else "lerp").at(
            np.linspace(0, 1, plan.knots)
        )
        legs.append(straighten(start, gradient, density, weight=plan.density_weight, report=report))
    return legs


def _gradient(space: "LatentSpace") -> Gradient:
    told = getattr(space.model, "chain_gradient", None)
    lock, shape = space.parts.batcher.lock, space.latent_shape
    advice = (
        f"A geodesic needs gradients, and {space.name} tells none: give the torch model itself (a "
        "built-in one by lw.zoo.load(name, device='cpu')), or take path='data', which needs none."
    )
    if told is None:
        raise ModelError(advice)

    def gradient(codes: Array) -> tuple[Array, Array]:
        with lock:
            squares, slopes = told(codes.reshape(-1, *shape))
        return squares, slopes.reshape(len(codes), -1)

    try:
        gradient(np.repeat(space.flat_codes[:1], 2, axis=0))
    except ModelError as error:
        raise ModelError(advice) from error
    return gradient


def _decoded(space: "LatentSpace", codes: Array, cancel: Event | None) -> Array:
    parts = []
    for start in range(0, len(codes), BATCH):
        tell(None, cancel, "search", start, len(codes))
        parts.append(space.decode(codes[start : start + BATCH]))
    return np.concatenate(parts)


def _check_between(name: str, value: Any, low: int, high: int) -> None:
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or not low <= value <= high:
        raise OptionError(f"{name}={value!r} was given: give a whole number, {low} to {high}.")
