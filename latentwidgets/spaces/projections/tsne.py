"""t-SNE: a map that keeps neighbourhoods, drawn while it is optimised."""

import os
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
    check_cancelled,
)
from latentwidgets.spaces.projections.inverse import NearCodes, NearPoints, weighted_mean
from latentwidgets.spaces.projections.pca import PCAProjection

if TYPE_CHECKING:
    from openTSNE import TSNEEmbedding

__all__ = ["TSNEProjection"]

_MIN_SAMPLES = 5
_EARLY_SHARE = 1 / 3  # of the iterations are exaggerated: 250 of 750, as openTSNE's defaults
_FFT_FROM = 10_000  # in 2-D interpolation overtakes Barnes-Hut about here
_INIT_SD = 1e-4
_EXAGGERATION = 12
# Belkina et al. 2019: n / exaggeration. Below about 600 samples that is so small that the points
# never leave their first place.
_LEAST_RATE = 50.0


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
        perplexity: float = 30.0,
        n_iterations: int = 750,
        on_progress: OnProgress | None = None,
        cancel: Event | None = None,
    ) -> None:
        self.perplexity = _check_perplexity(perplexity, len(codes))
        run = _Run(_check_iterations(n_iterations), on_progress, cancel)
        start = _initial(codes, dims, latent_shape, seed, device)
        run.report(0, start)
        self._embedding = _optimise(codes, start, self.perplexity, seed, run)
        coordinates = np.asarray(self._embedding, dtype=np.float32)
        self.kl_divergence = float(self._embedding.kl_divergence)
        super().__init__(
            codes,
            coordinates,
            latent_shape=latent_shape,
            title="t-SNE",
            note=_note(self.perplexity, perplexity, len(codes), seed),
            seed=seed,
        )
        self._near_codes = NearCodes(codes)
        self._near_points = NearPoints(self.coordinates)

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

    def _locate(self, flat: Array64) -> Array64:
        if len(flat) == 0:
            return np.empty((0, self.dims))
        return weighted_mean(self._near_codes, self.coordinates, flat)

    def _surface(self, points: Array64) -> Array64:
        return weighted_mean(self._near_points, self._codes, points)


class _Run:
    """Counts the iterations of both phases, reports them and stops on request."""

    def __init__(self, total: int, on_progress: OnProgress | None, cancel: Event | None) -> None:
        self.total = total
        self.done = 0
        self._on_progress = on_progress
        self._cancel = cancel

    def report(self, iteration: int, coordinates: Array64) -> None:
        check_cancelled(self._cancel)
        if self._on_progress is not None:
            self._on_progress(iteration, self.total, np.array(coordinates, dtype=np.float32))

    def __call__(self, iteration: int, _error: float, coordinates: Any) -> bool:
        """Answer openTSNE: False means go on; an exception leaves the optimisation at once."""
        self.report(self.done + iteration, coordinates)
        return False


def _optimise(
    codes: Array32, start: Array64, perplexity: float, seed: int, run: _Run
) -> "TSNEEmbedding":
    # Waiting threads that spin make it five times slower beside other work; OpenMP reads this
    # once, when it loads.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN

    n, dims = start.shape
    n_jobs = min(4, os.cpu_count() or 1)
    affinities = PerplexityBasedNN(
        codes.astype(np.float64), perplexity=perplexity, n_jobs=n_jobs, random_state=seed
    )
    check_cancelled(run._cancel)  # noqa: SLF001  # before the long part, not after ten steps of it
    embedding = TSNEEmbedding(
        start,
        affinities,
        negative_gradient_method="fft" if dims == 2 and n >= _FFT_FROM else "bh",
        n_jobs=n_jobs,
        random_state=seed,
        callbacks=run,
        callbacks_every_iters=10 if n < _FFT_FROM else 5,
    )
    early = round(run.total * _EARLY_SHARE)
    rate = max(_LEAST_RATE, n / _EXAGGERATION)
    embedding.optimize(
        early, learning_rate=rate, exaggeration=_EXAGGERATION, momentum=0.5, inplace=True
    )
    run.done = early
    rate = max(_LEAST_RATE, n)
    return embedding.optimize(run.total - early, learning_rate=rate, momentum=0.8, inplace=True)


def _initial(
    codes: Array32, dims: int, latent_shape: tuple[int, ...], seed: int, device: str
) -> Array64:
    """Return the principal components scaled down, with a jitter that parts equal samples."""
    pca = PCAProjection(codes, dims, latent_shape=latent_shape, device=device)
    start: Array64 = pca.coordinates - pca.coordinates.mean(axis=0, dtype=np.float64)
    spread = float(start[:, 0].std())
    if spread > 0:
        start *= _INIT_SD / spread
    jitter = np.random.default_rng(seed).standard_normal(start.shape)
    return start + 0.01 * _INIT_SD * jitter


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
        "t-SNE keeps neighbours together; distances between clusters and their sizes mean little. "
        f"Perplexity ({used:.3g}) and seed ({seed}) change the picture: try others."
    )
    if used < asked:
        text += f" Perplexity {asked:.3g} was lowered to {used:.3g}, as there are only {n} samples."
    return text
