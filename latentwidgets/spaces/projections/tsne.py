"""t-SNE: a map that keeps neighbourhoods, drawn while it is optimised."""

from collections.abc import Mapping
from functools import cached_property
from numbers import Integral, Real
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.spaces.projections.base import (
    Array32,
    Array64,
    OnProgress,
    Projection,
    ProjectionQuality,
)
from latentwidgets.spaces.projections.embedding import Run, embed, optimise, starting_places
from latentwidgets.spaces.projections.inverse import NearCodes, NearPoints, weighted_mean

if TYPE_CHECKING:
    from openTSNE import TSNEEmbedding

__all__ = ["DEFAULTS", "TSNEProjection"]

DEFAULTS: dict[str, Any] = {"perplexity": 30.0, "n_iterations": 750}
_MIN_SAMPLES = 5


class TSNEProjection(Projection):
    """t-distributed stochastic neighbour embedding, started from the principal components.

    van der Maaten & Hinton, *Visualizing Data using t-SNE*, 2008; the implementation is openTSNE
    (Poličar, Stražar & Zupan, 2024): FIt-SNE for many samples in 2-D, Barnes-Hut else (its tree
    takes up to three dimensions). Seeded: the same codes give the same map on the same machine.

    Attributes
    ----------
    perplexity
        Effective number of neighbours used; smaller than asked where there are few samples.
    kl_divergence
        What was minimised, at the end, in nats.
    """

    method = "tsne"

    def __init__(  # noqa: PLR0913
        self,
        codes: Array32,
        dims: int,
        *,
        latent_shape: tuple[int, ...],
        seed: int = 0,
        device: str = "cpu",
        perplexity: float = DEFAULTS["perplexity"],
        n_iterations: int = DEFAULTS["n_iterations"],
        on_progress: OnProgress | None = None,
        cancel: Event | None = None,
    ) -> None:
        self.perplexity = _check_perplexity(perplexity, len(codes))
        run = Run(_check_iterations(n_iterations), on_progress, cancel)
        start = starting_places(codes, dims, latent_shape, seed, device)
        run.report(0, start)
        self._embedding = optimise(codes, start, self.perplexity, seed, run)
        coordinates = np.asarray(self._embedding, dtype=np.float32)
        self.kl_divergence = float(self._embedding.kl_divergence)
        super().__init__(
            codes,
            coordinates,
            latent_shape=latent_shape,
            title="t-SNE",
            note=_note(self.perplexity, perplexity, len(codes), seed),
            seed=seed,
            options={"perplexity": perplexity, "n_iterations": n_iterations},
        )
        self._near = NearCodes(codes), NearPoints(self.coordinates)  # before a frame waits for them

    @classmethod
    def restore(  # noqa: PLR0913
        cls,
        codes: Array32,
        coordinates: Array32,
        *,
        kl_divergence: float,
        quality: ProjectionQuality,
        latent_shape: tuple[int, ...],
        title: str,
        note: str,
        seed: int,
        options: Mapping[str, Any],
    ) -> "TSNEProjection":
        """Make a map of what was found before; openTSNE is imported only to `transform`."""
        found = cls.__new__(cls)
        found.perplexity = _check_perplexity(options["perplexity"], len(codes))
        found.kl_divergence = kl_divergence
        Projection.__init__(
            found,
            codes,
            coordinates,
            latent_shape=latent_shape,
            title=title,
            note=note,
            seed=seed,
            options=options,
        )
        found.quality = quality
        return found

    def transform(self, codes: ArrayLike) -> Array32:
        """Place new codes ``(m, *latent_shape)`` by optimising them against the map, held still.

        Takes about a second; see `locate` for a cursor.
        """
        flat = self._check_codes(codes)
        if len(flat) == 0:
            return np.empty((0, self.dims), np.float32)
        perplexity = min(5.0, self.perplexity)  # openTSNE's choice: few anchors, less drift
        return np.asarray(self._embedding.transform(flat, perplexity=perplexity), np.float32)

    def locate(self, codes: ArrayLike) -> Array32:
        """Mean place of the nearest codes' samples, weighted by 1/distance²; exact at a sample."""
        flat = self._check_codes(codes)
        return self._locate(flat).astype(np.float32)

    def inverse(self, points: ArrayLike, anchor: ArrayLike | None = None) -> Array32:
        """Mean code of the 20 nearest samples on the map, weighted by 1/distance².

        Exact at a sample's place. With an ``anchor``, what the anchor has beside that mean at its
        own place is added.
        """
        flat = self._surface(self._check_points(points))
        if anchor is not None:
            anchors = self._check_anchor(anchor, len(flat))
            flat = flat + anchors - self._surface(self._locate(anchors))
        return self._shape_codes(flat)

    @cached_property
    def _near(self) -> tuple[NearCodes, NearPoints]:
        return NearCodes(self._codes), NearPoints(self.coordinates)

    @cached_property
    def _embedding(self) -> "TSNEEmbedding":
        """The map as openTSNE knows it."""
        return embed(self._codes, self.coordinates.astype(np.float64), self.perplexity, self.seed)

    def _locate(self, flat: Array64) -> Array64:
        if len(flat) == 0:
            return np.empty((0, self.dims))
        return weighted_mean(self._near[0], self.coordinates, flat)

    def _surface(self, points: Array64) -> Array64:
        return weighted_mean(self._near[1], self._codes, points)


def _check_perplexity(perplexity: float, n: int) -> float:
    if n < _MIN_SAMPLES:
        raise DataError(
            f"t-SNE was asked for with {n} sample{'s' * (n != 1)}: it needs at least "
            f"{_MIN_SAMPLES}; use method='pca'."
        )
    valid = isinstance(perplexity, Real) and not isinstance(perplexity, bool)
    if not valid or not 1 < float(perplexity) < np.inf:
        raise OptionError(
            f"perplexity={perplexity!r} was given: it is an effective number of neighbours, "
            "a number above 1 (5 to 50 is usual)."
        )
    return min(float(perplexity), (n - 1) / 3)


def _check_iterations(n_iterations: int) -> int:
    if not isinstance(n_iterations, Integral) or not 3 <= int(n_iterations) <= 10_000:
        raise OptionError(
            f"n_iterations={n_iterations!r} was given: expected a whole number, 3 to 10,000."
        )
    return int(n_iterations)


def _note(used: float, asked: float, n: int, seed: int) -> str:
    text = (
        "t-SNE keeps neighbours together. How far apart clusters lie and how large or dense they "
        "look mean little, the axes nothing: what is far apart here may be near in the codes. "
        "Between the points the cursor decodes a mean of near samples' codes. "
        f"Perplexity ({used:.3g}) and seed ({seed}) change the picture: try others."
    )
    if used < asked:
        text += f" Perplexity {asked:.3g} was lowered to {used:.3g}, as there are only {n} samples."
    return text
