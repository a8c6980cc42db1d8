"""How t-SNE's points find their places: the run of openTSNE's optimisation."""

import os
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.spaces.projections.base import Array32, Array64, OnProgress, check_cancelled
from latentwidgets.spaces.projections.pca import PCAProjection

if TYPE_CHECKING:
    from openTSNE import TSNEEmbedding

__all__ = ["Run", "embed", "optimise", "starting_places"]

_EARLY_SHARE = 1 / 3  # of the iterations are exaggerated: 250 of 750, as openTSNE's defaults
_FFT_FROM = 10_000  # in 2-D interpolation overtakes Barnes-Hut about here
_INIT_SD = 1e-4
_EXAGGERATION = 12
# Belkina et al. 2019: n / exaggeration. Below about 600 samples that is so small that the points
# never leave their first place.
_LEAST_RATE = 50.0


class Run:
    """Counts the iterations of both phases, reports them and stops on request."""

    def __init__(self, total: int, on_progress: OnProgress | None, cancel: Event | None) -> None:
        self.total = total
        self.done = 0
        self._on_progress = on_progress
        self._cancel = cancel

    def check(self) -> None:
        """Raise `Cancelled` where that was asked for."""
        check_cancelled(self._cancel)

    def report(self, iteration: int, coordinates: Array64) -> None:
        """Tell how far it is."""
        self.check()
        if self._on_progress is not None:
            self._on_progress(iteration, self.total, np.array(coordinates, dtype=np.float32))

    def __call__(self, iteration: int, _error: float, coordinates: Any) -> bool:
        """Answer openTSNE: False means go on; an exception leaves the optimisation at once."""
        self.report(self.done + iteration, coordinates)
        return False


def optimise(
    codes: Array32, start: Array64, perplexity: float, seed: int, run: Run
) -> "TSNEEmbedding":
    """Move points from where they start: first with their neighbours drawn together, then free."""
    n = len(codes)
    embedding = embed(codes, start, perplexity, seed, run)
    early = round(run.total * _EARLY_SHARE)
    rate = max(_LEAST_RATE, n / _EXAGGERATION)
    embedding.optimize(
        early, learning_rate=rate, exaggeration=_EXAGGERATION, momentum=0.5, inplace=True
    )
    run.done = early
    rate = max(_LEAST_RATE, n)
    return embedding.optimize(run.total - early, learning_rate=rate, momentum=0.8, inplace=True)


def embed(
    codes: Array32, places: Array64, perplexity: float, seed: int, run: Run | None = None
) -> "TSNEEmbedding":
    """Give codes their places, with the affinities by which they are moved and others placed."""
    # Waiting threads that spin make it five times slower beside other work; OpenMP reads this
    # once, when it loads.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN

    n, dims = places.shape
    n_jobs = min(4, os.cpu_count() or 1)
    affinities = PerplexityBasedNN(
        codes.astype(np.float64), perplexity=perplexity, n_jobs=n_jobs, random_state=seed
    )
    if run is not None:
        run.check()  # before the long part, not after ten steps of it
    return TSNEEmbedding(
        places,
        affinities,
        negative_gradient_method="fft" if dims == 2 and n >= _FFT_FROM else "bh",
        n_jobs=n_jobs,
        random_state=seed,
        callbacks=run,
        callbacks_every_iters=10 if n < _FFT_FROM else 5,
    )


def starting_places(
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
