"""Generating factors: what a drawn sample depends on, drawn at random or given."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError

__all__ = ["Causes", "draw_causes"]

#: What each factor may be: None for a number in [0, 1], how many steps it has, or its kinds' names.
Causes = Mapping[str, tuple[str, ...] | int | None]


def draw_causes(
    causes: Causes, n: int, seed: int, given: Mapping[str, ArrayLike]
) -> dict[str, NDArray[Any]]:
    """Draw each factor uniformly and independently, but for those that are given.

    Parameters
    ----------
    causes
        The factors.
    n, seed
        How many; the seed of what is drawn. Each factor has a stream of its own: giving one leaves
        the others as they were, and the first samples are the same for every `n`.
    given
        ``(n,)`` or one value each: numbers in [0, 1]; steps; names of kinds, or their positions.

    Returns
    -------
    dict
        float32 ``(n,)`` in [0, 1], or int64 ``(n,)`` steps or positions of kinds.

    Raises
    ------
    OptionError
        `n` is no count, or there is no such factor or kind.
    DataError
        A factor is not ``(n,)`` numbers in [0, 1].
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 0:
        raise OptionError(f"n is {n!r}: give the number of samples to draw, 0 or more.")
    unknown = [name for name in given if name not in causes]
    if unknown:
        raise OptionError(f"There is no factor {unknown[0]!r}: choose from {', '.join(causes)}.")
    drawn: dict[str, NDArray[Any]] = {}
    for i, (name, kinds) in enumerate(causes.items()):
        rng = np.random.default_rng([i, seed])
        if kinds is None:
            values: NDArray[Any] = rng.uniform(size=n).astype(np.float32)
        else:
            values = rng.integers(_count(kinds), size=n)
        if name in given:
            values = _checked(name, given[name], kinds, n)
        drawn[name] = values
    return drawn


def _count(kinds: tuple[str, ...] | int) -> int:
    return kinds if isinstance(kinds, int) else len(kinds)


def _checked(
    name: str, given: ArrayLike, kinds: tuple[str, ...] | int | None, n: int
) -> NDArray[Any]:
    values = np.asarray(given)
    if values.shape not in {(), (n,)}:
        raise DataError(f"{name} has shape {values.shape}: give one value, or {n:,} of them.")
    values = np.broadcast_to(values, (n,))
    if kinds is None:
        if values.dtype.kind not in "fiub" or not ((values >= 0) & (values <= 1)).all():
            raise DataError(f"{name} must be numbers from 0 to 1.")
        return values.astype(np.float32)
    if isinstance(kinds, tuple) and values.dtype.kind == "U":
        strange = [str(kind) for kind in values if kind not in kinds]
        if strange:
            raise OptionError(f"There is no {name} {strange[0]!r}: choose from {', '.join(kinds)}.")
        return np.array([kinds.index(str(kind)) for kind in values], dtype=np.int64)
    count = _count(kinds)
    if values.dtype.kind not in "iu" or (n and not 0 <= values.min() <= values.max() < count):
        names = f", or names: {', '.join(kinds)}" if isinstance(kinds, tuple) else ""
        raise OptionError(f"{name} must be whole numbers from 0 to {count - 1}{names}.")
    return values.astype(np.int64)
