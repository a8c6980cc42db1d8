"""Some dimensions of one code, and the others of another."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.spaces.sampling import as_codes
from latentwidgets.spaces.styles.groups import read_groups

__all__ = ["dims_of", "mix"]

Array = NDArray[np.float32]


def mix(
    content: Any, style: Any, dims: NDArray[np.intp], strength: float, shape: tuple[int, ...]
) -> Array:
    """Take `dims` of one code, by a share, into another: float32 ``(n, *shape)``.

    Parameters
    ----------
    content, style
        A code or a batch each; one goes with each of the other.
    dims
        Of the flattened code.
    strength
        0: all of `content`; 1: these dimensions wholly of `style`, to the last bit.

    Raises
    ------
    ShapeError, DataError
        Where the codes are none of the space, or two batches differ in length.
    OptionError
        Where `strength` is no number from 0 to 1.
    """
    numeric = isinstance(strength, int | float | np.number) and not isinstance(strength, bool)
    if not (numeric and 0 <= strength <= 1):
        raise OptionError(f"strength={strength!r} was given: give a number from 0 to 1.")
    first, second = as_codes(content, shape), as_codes(style, shape)
    if len(first) != len(second) and 1 not in (len(first), len(second)):
        raise ShapeError(
            f"{len(first)} codes of content and {len(second)} of style were given: give one, or as "
            "many of each."
        )
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise DataError("Content or style holds NaN or infinite values: give finite numbers.")
    n = max(len(first), len(second))
    mixed = np.array(np.broadcast_to(first.reshape(len(first), -1), (n, int(np.prod(shape)))))
    other = second.reshape(len(second), -1)[:, dims].astype(np.float64)
    between = (1 - strength) * mixed[:, dims].astype(np.float64) + strength * other
    mixed[:, dims] = other if strength == 1 else between
    return mixed.reshape(n, *shape)


def dims_of(
    groups: Any, known: Mapping[str, NDArray[np.intp]], latent_size: int
) -> NDArray[np.intp]:
    """Find the dimensions of groups: of names, or of all in ``{name: dimensions}``.

    Raises
    ------
    OptionError
        Where there is no such group, none was given, or one has no dimension.
    """
    if isinstance(groups, Mapping):
        read = read_groups(groups, latent_size)
        return np.unique(np.concatenate(list(read.values())))
    names = [groups] if isinstance(groups, str) else groups
    if not isinstance(names, Iterable) or isinstance(names, bytes):
        raise OptionError(
            f"groups is a {type(groups).__name__}: give names, or a dict of dimensions."
        )
    names = list(names)
    if not names:
        raise OptionError(f"No group was given: give some of {', '.join(map(repr, known))}.")
    for name in names:
        if not isinstance(name, str) or name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            advice = (
                f"did you mean {near[0]!r}?"
                if near
                else f"choose of {', '.join(map(repr, known))}."
            )
            raise OptionError(f"There is no group {name!r}: {advice}")
    return np.unique(np.concatenate([known[name] for name in names]))
