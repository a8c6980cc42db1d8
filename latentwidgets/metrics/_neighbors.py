"""Distances between many samples: decided in single precision, and exactly where that is too near.

A block of squared distances by one product of matrices is fast in single precision and off by a
known amount. What it leaves open (the neighbours themselves, and pairs at the very edge of a ball)
is computed again from the differences, in double precision, so that a copy is at distance 0, two
equal distances are equal, and neither the place of the samples nor the blocks change a figure.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Neighbors", "Points", "count_within", "in_blocks", "nearest_neighbors"]

_BLOCK_ELEMENTS = 1 << 20  # distances held at a time, by each thread
_EXACT_ELEMENTS = 1 << 21  # numbers held at a time for distances from differences
_MOST_THREADS = 4

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Result = TypeVar("Result")


class Points:
    """Samples as rows; several sets that are to be compared share the frame of the first.

    Distances are in units of `scale`, a power of two, so that no square overflows in single
    precision and the double ones stay exact.
    """

    def __init__(self, rows: Floats, frame: "Points | None" = None) -> None:
        self.centre: Floats = rows.mean(axis=0) if frame is None else frame.centre
        centred = rows - self.centre
        if frame is None:
            largest = float(np.abs(centred).max())
            self.scale = 2.0 ** np.ceil(np.log2(largest)) if largest > 0 else 1.0
        else:
            self.scale = frame.scale
        centred /= self.scale
        self.exact = rows / self.scale  # not centred: differences of whole numbers stay whole
        self.rough = centred.astype(np.float32)
        squares = np.einsum("ij,ij->i", centred, centred)
        self.squares = squares.astype(np.float32)
        # Of a squared distance: rounding of the numbers, of d products and of their sum.
        share = 4 * (np.sqrt(rows.shape[1]) + 8) * 2.0**-24
        self.slack = (share * squares).astype(np.float32)

    def __len__(self) -> int:
        return len(self.exact)


class Neighbors(NamedTuple):
    """Nearest other points of each point, nearest first: ``(n, k)`` each."""

    squared_distances: Floats
    indices: Indices


def nearest_neighbors(rows: Points, columns: Points | None, k: int) -> Neighbors:
    """Find the k nearest of `columns` to each of `rows`; None: the other rows, k < n."""
    others = rows if columns is None else columns

    def find(start: int, block: NDArray[np.float32]) -> Neighbors:
        own = np.arange(len(block))
        if columns is None:
            block[own, start + own] = np.inf
        limits = np.partition(block, k - 1, axis=1)[:, k - 1]
        limits += 2 * (rows.slack[start : start + len(block)] + others.slack.max())
        places = np.flatnonzero(block <= limits[:, None])
        row, column = np.divmod(places, block.shape[1])
        distances = _exactly(rows, start + row, others, column)
        order = np.lexsort((distances, row))
        first = np.searchsorted(row, own)[:, None] + np.arange(k)
        chosen = order[first]
        return Neighbors(distances[chosen], column[chosen])

    parts = list(_over_blocks(rows, others, find))
    return Neighbors(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def count_within(
    rows: Points, columns: Points, squared_radii: Sequence[Floats]
) -> list[tuple[Indices, Indices]]:
    """Count the pairs that are within each radius, by row and by column.

    Parameters
    ----------
    rows, columns
        About one centre.
    squared_radii
        Each of one number a row ``(m, 1)``, or of one a column ``(1, n)``.
    """

    def count(start: int, block: NDArray[np.float32]) -> list[tuple[Indices, Indices]]:
        here = slice(start, start + len(block))
        found = []
        for radii in squared_radii:
            if radii.shape[1] == 1:
                limits, slack = radii[here], rows.slack[here, None] + columns.slack.max()
            else:
                limits, slack = radii, columns.slack[None] + rows.slack[here].max()
            certain = block <= (limits - slack).astype(np.float32)
            high = np.nextafter((limits + slack).astype(np.float32), np.float32(np.inf))
            row, column = np.divmod(np.flatnonzero((block <= high) ^ certain), block.shape[1])
            edge = np.broadcast_to(limits, block.shape)[row, column]
            inside = _exactly(rows, start + row, columns, column) <= edge
            by_row = certain.sum(axis=1) + np.bincount(row[inside], minlength=len(block))
            by_column = certain.sum(axis=0)
            by_column += np.bincount(column[inside], minlength=len(by_column))
            found.append((by_row, by_column))
        return found

    n_radii = len(squared_radii)
    by_row: list[list[Indices]] = [[] for _ in range(n_radii)]
    by_column = [np.zeros(len(columns), np.intp) for _ in range(n_radii)]
    for part in _over_blocks(rows, columns, count):
        for index, (of_rows, of_columns) in enumerate(part):
            by_row[index].append(of_rows)
            by_column[index] += of_columns
    return [(np.concatenate(by_row[index]), by_column[index]) for index in range(n_radii)]


def in_blocks(n_rows: int, n_columns: int, work: Callable[[slice], Result]) -> Iterable[Result]:
    """Call `work` with a slice of rows at a time, on a few threads; results in that order."""
    size = max(1, _BLOCK_ELEMENTS // max(1, n_columns))
    slices = [slice(start, min(start + size, n_rows)) for start in range(0, n_rows, size)]
    n_threads = min(_MOST_THREADS, os.cpu_count() or 1, len(slices))
    if n_threads < 2:
        yield from map(work, slices)
        return
    with ThreadPoolExecutor(n_threads) as pool:
        yield from pool.map(work, slices)


def _over_blocks(
    rows: Points, columns: Points, work: Callable[[int, NDArray[np.float32]], Result]
) -> Iterable[Result]:
    """Call `work` with the first row and the squared distances of each block."""

    def block_of(here: slice) -> Result:
        block = rows.rough[here] @ columns.rough.T
        block *= np.float32(-2)
        block += columns.squares
        block += rows.squares[here, None]
        return work(here.start, block)

    return in_blocks(len(rows), len(columns), block_of)


def _exactly(rows: Points, row: Indices, columns: Points, column: Indices) -> Floats:
    distances = np.empty(len(row))
    size = max(1, _EXACT_ELEMENTS // max(1, rows.exact.shape[1]))
    for start in range(0, len(row), size):
        part = slice(start, start + size)
        difference = rows.exact[row[part]] - columns.exact[column[part]]
        distances[part] = np.einsum("ij,ij->i", difference, difference)
    return distances
