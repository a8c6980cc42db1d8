"""What changes in the outputs along a direction: codes are moved, decoded, and read again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, LatentWidgetsError
from latentwidgets.spaces.colouring import MISSING, colouring
from latentwidgets.spaces.directions.contrast import Contrast, columns_of
from latentwidgets.spaces.directions.direction import Direction
from latentwidgets.spaces.directions.quality import Effect
from latentwidgets.spaces.directions.readers import (
    LinearReader,
    OutputFeatures,
    features_of,
    fit_reader,
)

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Moved", "measure_moves"]

Array64 = NDArray[np.float64]
Codes = NDArray[np.float32]
Read = Callable[[Codes], NDArray[Any]]

AMOUNTS = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])  # sd
N_CODES = 40
BATCH = 32
MOST_ATTRIBUTES = 24
MOST_KINDS = 8  # of one attribute, the most frequent
MOST_OF_GROUP = 300  # outputs of each lasso that its reader is fitted to
N_BOOTSTRAP = 300
MIDDLE = (0.025, 0.975)
FLAT = 1e-6


@dataclass(frozen=True)
class Moved:
    """What was seen; see `DirectionQuality`."""

    effect: Effect | None
    side_effects: tuple[Effect, ...]
    change: float
    reencoded: float | None
    n_codes: int
    read_by: str


@dataclass(frozen=True)
class _Asked:
    """One thing that is read: an attribute, or one of its kinds."""

    name: str
    kind: str | None
    reader: LinearReader | None
    own: Read | None = None


def measure_moves(
    space: "LatentSpace",
    direction: Direction,
    contrast: Contrast | None,
    *,
    readers: Mapping[str, Read] | None = None,
    step: Callable[[], object] = lambda: None,
) -> Moved:
    """Move some codes along a direction, decode them, and read every attribute again.

    Parameters
    ----------
    readers
        Of the user's own, by name.
    step
        Called between batches; it may raise `Cancelled`.
    """
    own = dict(readers or {})
    columns = columns_of(space)
    features = None
    has_groups = contrast is not None and contrast.attribute is None and contrast.rows is not None
    if columns or has_groups:
        features = features_of(space, step)
    target = _target(space, features, contrast, own, step)
    asked = _asked(features, columns, own)
    rows = _base_rows(space, features)
    bases = space.codes[rows]
    outputs, moved = _decode(space, direction, bases, step)
    flat = outputs.reshape(-1, *outputs.shape[2:])
    places = None if features is None else features.of(flat)
    rng = np.random.default_rng([space.seed, 13])
    seen = [_effect(one, places, outputs, rng) for one in asked]
    effect = None if target is None else _effect(target, places, outputs, rng)
    mine = None if contrast is None else contrast.attribute
    apart = space.modality.distance
    still, up, down = (outputs[:, place] for place in (2, 3, 1))
    change = float((apart(up, still).mean() + apart(down, still).mean()) / 2)
    return Moved(
        effect=effect,
        side_effects=_strongest(one for one in seen if one.name != mine),
        change=change,
        reencoded=_reencoded(space, direction, outputs, moved),
        n_codes=len(rows),
        read_by=_read_by(features, own),
    )


def _read_by(features: OutputFeatures | None, own: Mapping[str, Read]) -> str:
    said = []
    if own:
        said.append(f"{len(own)} reader{'s' if len(own) > 1 else ''} of your own")
    if features is not None:
        said.append(f"linear readers fitted to {features.words}, without the encoder")
    return " and ".join(said) or "no reader: the space has no attributes"


def _base_rows(space: "LatentSpace", features: OutputFeatures | None) -> NDArray[np.intp]:
    """Codes to move: others than those that the readers were fitted to, while there are."""
    if features is None:
        order = np.random.default_rng([space.seed, 12]).permutation(space.n_samples)
        return order[:N_CODES]
    return features.order[-min(N_CODES, len(features.order)) :]


def _target(
    space: "LatentSpace",
    features: OutputFeatures | None,
    contrast: Contrast | None,
    own: Mapping[str, Read],
    step: Callable[[], object],
) -> _Asked | None:
    """Say what the direction itself is about."""
    if contrast is None:
        return None
    if contrast.attribute in own:
        return _Asked(str(contrast.attribute), None, None, own[str(contrast.attribute)])
    if contrast.attribute is not None and features is not None:
        column = colouring(contrast.attribute, columns_of(space)[contrast.attribute])
        if column.kind == "numeric":
            values = column.values[features.rows].astype(np.float64)
            reader = fit_reader(features.values, values, is_numeric=True)
        else:
            chosen = column.categories.index(str(contrast.value))
            reader = _of_kind(features, column.values[features.rows], chosen)
        return _Asked(contrast.attribute, contrast.value, reader)
    if contrast.rows is None or features is None:
        return None
    rng = np.random.default_rng([space.seed, 14])
    groups, sides = [], []
    for side in (0.0, 1.0):
        group = contrast.rows[contrast.targets == side]
        some = rng.choice(group, min(len(group), MOST_OF_GROUP), replace=False)
        groups.append(some)
        sides.append(np.full(len(some), side))
    found = features.of_rows(space, np.concatenate(groups), step)
    reader = fit_reader(found, np.concatenate(sides), is_numeric=False)
    return _Asked("what tells the groups apart", None, reader)


def _asked(
    features: OutputFeatures | None,
    columns: Mapping[str, NDArray[Any]],
    own: Mapping[str, Read],
) -> list[_Asked]:
    asked = [_Asked(name, None, None, read) for name, read in own.items()]
    if features is None:
        return asked
    for name, values in list(columns.items())[:MOST_ATTRIBUTES]:
        if name in own:
            continue
        column = colouring(name, values)
        some = column.values[features.rows]
        if column.kind == "numeric":
            reader = fit_reader(features.values, some.astype(np.float64), is_numeric=True)
            asked.append(_Asked(name, None, reader))
            continue
        kinds, counts = np.unique(some[some != MISSING], return_counts=True)
        frequent = kinds[np.argsort(-counts, kind="stable")][:MOST_KINDS]
        if len(kinds) == 2:
            frequent = kinds[1:]
        for kind in frequent:
            reader = _of_kind(features, some, int(kind))
            asked.append(_Asked(name, column.categories[int(kind)], reader))
    return asked


def _of_kind(features: OutputFeatures, values: NDArray[Any], kind: int) -> LinearReader | None:
    wanted = np.where(values == MISSING, np.nan, (values == kind).astype(np.float64))
    return fit_reader(features.values, wanted, is_numeric=False)


def _decode(
    space: "LatentSpace", direction: Direction, bases: Codes, step: Callable[[], object]
) -> tuple[Codes, Codes]:
    """Give outputs ``(n, 5, *shape)`` and their codes ``(n, 5, *latent_shape)``."""
    moved = np.stack([direction.apply(bases, amount) for amount in AMOUNTS], axis=1)
    flat = moved.reshape(-1, *space.latent_shape)
    parts = []
    for start in range(0, len(flat), BATCH):
        step()
        parts.append(space.decode(flat[start : start + BATCH]))
    outputs = np.concatenate(parts)
    return outputs.reshape(len(bases), len(AMOUNTS), *outputs.shape[1:]), moved


def _effect(
    asked: _Asked,
    places: Array64 | None,
    outputs: Codes,
    rng: np.random.Generator,
) -> Effect:
    """Read outputs ``(n, 5, *shape)``, whose features are `places`."""
    n, steps = outputs.shape[:2]
    if asked.own is not None:
        flat = outputs.reshape(n * steps, *outputs.shape[2:])
        readings = _own_readings(asked.name, asked.own, flat).reshape(n, steps)
        sd = float(readings[:, 2].std())
        readings = readings / (sd if sd > FLAT else 1.0)
        score, blind = None, False
    elif asked.reader is None or places is None:
        return Effect(asked.name, asked.kind, 0.0, (0.0, 0.0), 0.5, None, is_blind=True)
    else:
        readings = asked.reader.read(places).reshape(n, steps)
        score, blind = asked.reader.score, asked.reader.is_blind
    slopes = (readings @ AMOUNTS) / (AMOUNTS @ AMOUNTS)
    slope = float(slopes.mean())
    means = slopes[rng.integers(n, size=(N_BOOTSTRAP, n))].mean(axis=1)
    low, high = np.quantile(means, MIDDLE)
    rises = np.diff(readings, axis=1) * (1 if slope >= 0 else -1)
    steady = float(((rises > FLAT) + 0.5 * (np.abs(rises) <= FLAT)).mean())
    interval = (float(low), float(high))
    return Effect(asked.name, asked.kind, slope, interval, steady, score, is_blind=blind)


def _own_readings(name: str, read: Read, outputs: Codes) -> Array64:
    readings = np.asarray(read(outputs), np.float64)
    if readings.shape != (len(outputs),) or not np.isfinite(readings).all():
        raise DataError(
            f"readers[{name!r}] gave {readings.shape} for {len(outputs)} outputs: give one finite "
            "number for each."
        )
    return readings


def _strongest(effects: Any) -> tuple[Effect, ...]:
    """Of each attribute the kind that changes most, what can be read before what cannot."""
    best: dict[str, Effect] = {}
    for effect in effects:
        known = best.get(effect.name)
        if known is None or _rank(effect) < _rank(known):
            best[effect.name] = effect
    return tuple(sorted(best.values(), key=_rank))


def _rank(effect: Effect) -> tuple[bool, float]:
    return effect.is_blind, -abs(effect.slope)


def _reencoded(
    space: "LatentSpace", direction: Direction, outputs: Codes, moved: Codes
) -> float | None:
    """Find how much of each step the model's own encoder reads from the moved outputs."""
    if not space.model.can_encode:
        return None
    flat = outputs.reshape(-1, *outputs.shape[2:])
    try:
        codes = space.encode(flat).reshape(moved.shape)
    except LatentWidgetsError:  # an encoder that takes no canonical outputs
        return None
    axis = direction.vector.reshape(-1).astype(np.float64)
    along = (codes.reshape(*moved.shape[:2], -1) @ axis) / direction.scale
    return float(((along @ AMOUNTS) / (AMOUNTS @ AMOUNTS)).mean())
