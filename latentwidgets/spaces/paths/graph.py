"""The graph of the data's codes: each is joined with its nearest, both ways."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import Cancelled

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["NEIGHBORS", "CodeGraph", "GraphBuilder"]

Codes = NDArray[np.float32]
OnRows = Callable[[int, int], None]
Found = tuple[NDArray[np.float64], NDArray[np.intp]]
Search = Callable[[Codes], Found]

NEIGHBORS = 12
BLOCK = 2048
TREE_DIMS = 16  # up to here a k-d tree beats a product of matrices
SHORTEST = 1e-12  # an edge of length 0 is none to scipy


@dataclass(frozen=True, eq=False)
class CodeGraph:
    """Codes and their neighbours.

    Attributes
    ----------
    codes
        ``(n, d)``.
    neighbors
        How many of the nearest each code is joined with; others join it too.
    edges
        scipy's csr_matrix ``(n, n)``, symmetric: Euclidean distances.
    parts
        ``(n,)``: which connected part each code belongs to.
    """

    codes: Codes
    neighbors: int
    edges: "csr_matrix"
    parts: NDArray[np.int32]

    @property
    def n_parts(self) -> int:
        """Number of parts between which there is no way."""
        return int(self.parts.max(initial=0)) + 1


class GraphBuilder:
    """Builds the graph of some codes; stopped, it goes on where it was. One thread at a time."""

    def __init__(self, codes: Codes, neighbors: int = NEIGHBORS) -> None:
        self.codes = codes
        self.neighbors = min(neighbors, max(1, len(codes) - 1))
        self._lock = threading.Lock()
        self._query: Search | None = None
        self._blocks: list[Found] = []
        self._graph: CodeGraph | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the graph is there."""
        return self._graph is not None

    def build(
        self, on_rows: OnRows | None = None, should_stop: Callable[[], bool] | None = None
    ) -> CodeGraph:
        """Return the graph; the first call finds every code's neighbours.

        Raises
        ------
        Cancelled
            Where `should_stop` says so, between two blocks; what was found is kept.
        """
        with self._lock:
            if self._graph is None:
                self._find(on_rows, should_stop)
                self._graph = self._join()
                self._blocks, self._query = [], None
            return self._graph

    def _find(self, on_rows: OnRows | None, should_stop: Callable[[], bool] | None) -> None:
        n = len(self.codes)
        self._query = self._query or _searcher(self.codes, min(self.neighbors + 1, n))
        for start in range(BLOCK * len(self._blocks), n, BLOCK):
            if should_stop is not None and should_stop():
                raise Cancelled("The search for each sample's neighbours was stopped.")
            if on_rows is not None:
                on_rows(start, n)
            self._blocks.append(self._query(self.codes[start : start + BLOCK]))

    def _join(self) -> CodeGraph:
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import connected_components

        distances = np.concatenate([block[0] for block in self._blocks])
        found = np.concatenate([block[1] for block in self._blocks])
        n, k = found.shape
        rows = np.repeat(np.arange(n), k)
        lengths = np.maximum(distances.reshape(-1), SHORTEST)
        other = found.reshape(-1) != rows  # each finds itself too, but for one of equal codes
        edges = csr_matrix((lengths[other], (rows[other], found.reshape(-1)[other])), shape=(n, n))
        edges = edges.maximum(edges.T).tocsr()
        _, parts = connected_components(edges, directed=False)
        return CodeGraph(self.codes, self.neighbors, edges, parts)


def _searcher(codes: Codes, k: int) -> Search:
    """Return a function that finds the k nearest of some codes: distances and indices."""
    if codes.shape[1] <= TREE_DIMS:
        from scipy.spatial import cKDTree

        tree = cKDTree(codes)
        ranks = np.arange(1, k + 1)
        return lambda block: tree.query(block, k=ranks, workers=-1)
    from sklearn.neighbors import NearestNeighbors

    search: Any = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(codes)
    found: Search = search.kneighbors
    return found
