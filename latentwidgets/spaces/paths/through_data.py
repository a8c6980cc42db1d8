"""The way from code to code of the data along which the output changes least.

A shortest path on the graph of nearest neighbours, as Isomap measures distances (Tenenbaum, de
Silva & Langford, 2000), edges weighted by how far apart the outputs of their ends are (Chen et al.,
*Fast Approximate Geodesics for Deep Generative Models*, 2019). It needs no gradient.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.geometry import nearest
from latentwidgets.spaces.paths.graph import SHORTEST, CodeGraph

__all__ = ["CORRIDOR", "path_through_data"]

Codes = NDArray[np.float32]
Decode = Callable[[Codes], NDArray[np.float32]]
Distance = Callable[[Codes, Codes], NDArray[np.float64]]

CORRIDOR = 128  # codes about the shortest way by codes, which are decoded
PAIRS = 256  # of outputs, compared at a time


def path_through_data(
    graph: CodeGraph, a: Codes, b: Codes, decode: Decode, distance: Distance
) -> Codes:
    """Find the way from `a` to `b` through the data.

    Of many codes only those are decoded through which the way by Euclidean lengths is shortest:
    128, at most; among these the way is that of the least change of the output.

    Parameters
    ----------
    graph
        Of the data's codes.
    a, b
        ``(d,)`` each; joined with their nearest codes.
    decode
        Codes ``(m, d)`` to outputs.
    distance
        Between outputs, of the modality.

    Returns
    -------
    float32 ``(m, d)``
        From `a` to `b`, each between them a code of the data.

    Raises
    ------
    DataError
        Where no way leads from one to the other.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra

    if np.array_equal(a, b):
        return np.stack([a, b])
    ends = [_Door(graph, code) for code in (a, b)]
    inside = _corridor(graph, ends)
    codes = np.concatenate([graph.codes[inside], a[None], b[None]])
    rows, columns = _edges(graph, ends, inside, a, b)
    outputs = decode(codes)
    lengths = np.concatenate(
        [
            distance(outputs[rows[i : i + PAIRS]], outputs[columns[i : i + PAIRS]])
            for i in range(0, len(rows), PAIRS)
        ]
    )
    size = len(codes)
    weights = coo_matrix((np.maximum(lengths, SHORTEST), (rows, columns)), shape=(size, size))
    start, goal = size - 2, size - 1
    _, before = dijkstra(weights.tocsr(), directed=False, indices=start, return_predecessors=True)
    way = [goal]
    while way[-1] != start:
        way.append(int(before[way[-1]]))
    return _without_repeats(codes[way[::-1]])


class _Door:
    """Where a code of its own joins the graph: its nearest codes and how far they are."""

    def __init__(self, graph: CodeGraph, code: Codes) -> None:
        self.indices, self.distances = nearest(graph.codes, code, graph.neighbors)

    @property
    def reach(self) -> float:
        return float(self.distances[-1])

    def walk(self, graph: CodeGraph) -> NDArray[np.float64]:
        """Shortest distances to all codes, ``(n,)``."""
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import dijkstra

        n, edges = len(graph.codes), graph.edges
        # One more row, the code's: the way goes out of it, and never back.
        lengths = np.concatenate([edges.data, np.maximum(self.distances, SHORTEST)])
        indices = np.concatenate([edges.indices, self.indices.astype(edges.indices.dtype)])
        starts = np.append(edges.indptr, len(lengths))
        joined = csr_matrix((lengths, indices, starts), shape=(n + 1, n + 1))
        distances: NDArray[np.float64] = dijkstra(joined, directed=True, indices=n)[:n]
        return distances


def _corridor(graph: CodeGraph, ends: list[_Door]) -> NDArray[np.intp]:
    first, second = (end.walk(graph) for end in ends)
    whole = first + second
    if not np.isfinite(whole).any():
        raise DataError(_no_way(graph, ends))
    count = min(CORRIDOR, int(np.isfinite(whole).sum()))
    chosen = np.argsort(whole, kind="stable")[:count]
    return np.sort(chosen)


def _edges(
    graph: CodeGraph, ends: list[_Door], inside: NDArray[np.intp], a: Codes, b: Codes
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Each edge once, by places in the corridor; after it come the two ends."""
    part = graph.edges[inside][:, inside].tocoo()
    once = part.row < part.col
    rows, columns = [part.row[once]], [part.col[once]]
    place = {int(index): i for i, index in enumerate(inside)}
    for number, end in enumerate(ends):
        joined = [place[int(index)] for index in end.indices if int(index) in place]
        rows.append(np.array(joined, np.intp))
        columns.append(np.full(len(joined), len(inside) + number))
    if np.linalg.norm(a - b) <= max(end.reach for end in ends):  # neighbours of one another
        rows.append(np.array([len(inside)]))
        columns.append(np.array([len(inside) + 1]))
    return np.concatenate(rows).astype(np.intp), np.concatenate(columns).astype(np.intp)


def _no_way(graph: CodeGraph, ends: list[_Door]) -> str:
    sizes = [int((graph.parts == graph.parts[end.indices[0]]).sum()) for end in ends]
    return (
        f"No way leads through the data from one end to the other: joined with the "
        f"{graph.neighbors} nearest each, the samples fall into {graph.n_parts} groups, and the "
        f"ends lie in one of {sizes[0]:,} and one of {sizes[1]:,}. Take path='lerp', or "
        f"neighbors={2 * graph.neighbors}."
    )


def _without_repeats(codes: Codes) -> Codes:
    """Leave out a code that is the same as the one before; an end may be a code of the data."""
    moves = (codes[1:] != codes[:-1]).any(axis=1)
    kept: Codes = codes[np.concatenate([[True], moves])]
    return kept
