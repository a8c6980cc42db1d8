"""Which of the data codes are of: at one checkpoint some may have none that is finite."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.contents import EncodedContents

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["placed", "rows_of"]

Floats = NDArray[np.floating[Any]]


def rows_of(space: "LatentSpace") -> tuple[NDArray[np.int64], int]:
    """Return the rows of the data that have a code, ascending, and the number of all."""
    contents = space.parts.contents
    if isinstance(contents, EncodedContents):
        return contents.kept, len(contents.kept) + contents.dropped
    return np.arange(space.n_samples), space.n_samples


def placed(values: Floats, rows: NDArray[np.int64], n: int) -> Floats:
    """Return values ``(m, ...)`` of some rows as ``(n, ...)``, NaN where there are none."""
    if len(rows) == n:
        return values
    found = np.full((n, *values.shape[1:]), np.nan, values.dtype)
    found[rows] = values
    return found
