"""What every projection offers, and the checks they share."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import Cancelled, DataError, ShapeError

__all__ = ["OnProgress", "Projection", "ProjectionQuality", "check_cancelled"]

Array32 = NDArray[np.float32]
Array64 = NDArray[np.float64]
OnProgress = Callable[[int, int, Array32 | None], object]

_MAX_EVALUATED = 2000
_NEIGHBORS = 15


@dataclass(frozen=True)
class ProjectionQuality:
    """How much of the space the map shows; see `latentwidgets.metrics.neighborhood_scores`.

    The neighbourhood figures are None below three samples and of codes that are all equal, where
    they say nothing;
    ``explained_variance`` (share of the codes' variance, in [0, 1]) is None where the method has
    none or the codes do not vary.
    """

    trustworthiness: float | None
    continuity: float | None
    neighbor_recall: float | None
    explained_variance: float | None
    k: int
    n_evaluated: int


class Projection(ABC):
    """A map of a space: a place for every code, and a way back.

    Attributes
    ----------
    method, title, note
        The method's key; its name on the page; a word of caution for a student.
    dims
        2 or 3.
    coordinates
        float32 ``(n, dims)``, the place of each sample.
    latent_shape
        Shape of one code.
    seed
        Of all that is drawn.
    options
        What the method was given beside, such as t-SNE's perplexity.
    """

    method: str

    def __init__(  # noqa: PLR0913
        self,
        codes: Array32,
        coordinates: Array32,
        *,
        latent_shape: tuple[int, ...],
        title: str,
        note: str,
        seed: int,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self._codes = codes
        self.coordinates = np.ascontiguousarray(coordinates, dtype=np.float32)
        self.dims: int = self.coordinates.shape[1]
        self.latent_shape = latent_shape
        self.title = title
        self.note = note
        self.seed = seed
        self.options = dict(options or {})

    def __repr__(self) -> str:
        return f"<{self.title}, {len(self.coordinates):,} samples on {self.dims} axes>"

    @property
    def latent_size(self) -> int:
        """Number of values in one code."""
        return math.prod(self.latent_shape)

    @property
    def held(self) -> int:
        """Number of dimensions that a point of the map leaves open, held by the anchor."""
        return max(0, self.latent_size - self.dims)

    @property
    def explained_variance(self) -> float | None:
        """Share of the codes' variance on the map, where the method has such a figure."""
        return None

    @cached_property
    def quality(self) -> ProjectionQuality:
        """Figures of the map, measured once, on at most 2,000 samples (seeded choice)."""
        from latentwidgets.metrics import neighborhood_scores  # a bundle is opened without

        n = len(self.coordinates)
        chosen = np.arange(n)
        if n > _MAX_EVALUATED:
            chosen = np.random.default_rng(self.seed).choice(n, _MAX_EVALUATED, replace=False)
        n_evaluated = len(chosen)
        k = min(_NEIGHBORS, (n_evaluated - 1) // 2)
        codes = self._codes[chosen]
        if k < 1 or not (codes != codes[0]).any():
            return ProjectionQuality(None, None, None, self.explained_variance, k, n_evaluated)
        scores = neighborhood_scores(codes, self.coordinates[chosen], k=k, seed=self.seed)
        return ProjectionQuality(
            trustworthiness=scores.trustworthiness.value,
            continuity=scores.continuity.value,
            neighbor_recall=scores.neighbor_recall.value,
            explained_variance=self.explained_variance,
            k=k,
            n_evaluated=n_evaluated,
        )

    @abstractmethod
    def transform(self, codes: ArrayLike) -> Array32:
        """Place new codes ``(m, *latent_shape)`` as the method would: ``(m, dims)``."""

    @abstractmethod
    def locate(self, codes: ArrayLike) -> Array32:
        """Place codes ``(m, *latent_shape)`` at once, for a cursor that moves: ``(m, dims)``."""

    @abstractmethod
    def inverse(self, points: ArrayLike, anchor: ArrayLike | None = None) -> Array32:
        """Return the codes ``(m, *latent_shape)`` of places ``(m, dims)`` on the map.

        A map of ``dims`` axes reaches a surface of the space only. With an ``anchor``, one code or
        one a point, what the anchor has beside that surface is added, so that
        ``inverse(locate(z), anchor=z)`` is ``z``.

        Raises
        ------
        ShapeError, DataError
            Points or anchor have another shape, or are not finite.
        """

    def _check_codes(self, codes: ArrayLike) -> Array64:
        """Return codes, in their shape or flattened, as ``(m, latent_size)`` float64."""
        array = np.asarray(codes, dtype=np.float64)
        if array.ndim < 1 or array.shape[1:] not in {self.latent_shape, (self.latent_size,)}:
            raise ShapeError(
                f"Codes of shape {array.shape} were given: expected (m, "
                f"{', '.join(map(str, self.latent_shape))})."
            )
        return _finite("codes", array.reshape(len(array), self.latent_size))

    def _check_anchor(self, anchor: ArrayLike, n_points: int) -> Array64:
        """Return the anchor's code, one for all points or one for each."""
        array = np.asarray(anchor, dtype=np.float64)
        if array.shape in {self.latent_shape, (self.latent_size,)}:
            array = array[None]
        codes = self._check_codes(array)
        if len(codes) not in {1, n_points}:
            raise ShapeError(
                f"{len(codes)} anchors were given for {n_points} points: give one code, or one "
                "for each point."
            )
        return codes

    def _check_points(self, points: ArrayLike) -> Array64:
        array = np.asarray(points, dtype=np.float64)
        if array.ndim != 2 or array.shape[1] != self.dims:
            raise ShapeError(
                f"Points of shape {array.shape} were given: this map takes (m, {self.dims})."
            )
        return _finite("points", array)

    def _shape_codes(self, flat: Array64) -> Array32:
        return flat.astype(np.float32).reshape(len(flat), *self.latent_shape)


def check_cancelled(cancel: Event | None) -> None:
    """Raise `Cancelled` once the event is set."""
    if cancel is not None and cancel.is_set():
        raise Cancelled("The projection was stopped on request.")


def _finite(name: str, array: Array64) -> Array64:
    if not np.isfinite(array).all():
        raise DataError(f"The {name} hold NaN or infinite values: give finite numbers.")
    return array
