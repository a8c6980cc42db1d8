"""Distances between the distributions of real and generated features.

Heusel et al., *GANs Trained by a Two Time-Scale Update Rule*, 2017, for the Fréchet distance of two
Gaussians; Bińkowski et al., *Demystifying MMD GANs*, 2018, for the polynomial kernel. Their names
FID and KID stand for features of one network; these are in the features given, and are named so.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.metrics._checks import check_enough
from latentwidgets.metrics._kernels import Discrepancy
from latentwidgets.metrics._score import NulledScore, Score
from latentwidgets.metrics.coverage._pair import FEATURES, Pair

__all__ = ["frechet_distance", "kernel_distance"]

_N_RESAMPLES = 200
_N_HALVINGS = 4
_UNBIASED_ENOUGH = 5000  # samples: with fewer the distance of equal distributions is far above 0
_GROUP_ELEMENTS = 1 << 25  # numbers held for the moments of all groups of a set
_MOST_GROUPS, _LEAST_GROUPS = 100, 10

Floats = NDArray[np.float64]


def frechet_distance(
    real: ArrayLike, generated: ArrayLike, *, features: str = FEATURES, seed: int = 0
) -> Score:
    """Squared Fréchet distance of the Gaussians with the means and covariances of the two sets.

    ``|m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½)``. It grows as samples become fewer, and says so in its
    label below 5,000: ``expected`` is what halves of the real samples score, scaled to these sizes.
    Never called FID, which is this distance in the features of one network.

    Parameters
    ----------
    real, generated, features
        As in `latentwidgets.metrics.precision_recall`; more samples of each than features.
    seed
        Of the halves, and of the bootstrap behind the interval (by groups of samples, centred).

    Raises
    ------
    ShapeError
        Rows of the two differ in size.
    DataError
        A value is not finite, or there are too few samples.
    """
    pair = Pair(real, generated)
    d = pair.real.shape[1]
    why = f" for the covariance of {d} features (reduce them, or use kernel_distance)"
    check_enough({"real": pair.real, "generated": pair.generated})
    check_enough({"real": pair.real, "generated": pair.generated}, d + 1, why)
    centre, scale = pair.real.mean(axis=0), max(float(pair.real.std()), np.finfo(float).tiny)
    generator = np.random.default_rng([seed, 10])
    groups = [_Groups((rows - centre) / scale, generator) for rows in (pair.real, pair.generated)]
    value = _between(groups[0].moments(), groups[1].moments())
    resampled = np.array(
        [_between(*(group.resampled(generator) for group in groups)) for _ in range(_N_RESAMPLES)]
    )
    low, high = np.quantile(resampled, [0.025, 0.975]) + value - resampled.mean()
    expected = _between_halves((pair.real - centre) / scale, len(pair.generated), generator)
    few = min(len(pair.real), len(pair.generated)) < _UNBIASED_ENOUGH
    advice = [f"too high below {_UNBIASED_ENOUGH:,} samples, where kernel_distance is not"] * few
    suffix = ", ".join([pair.suffix(f"{d} features", features=features), *advice])
    return Score(
        value=value * scale**2,
        expected=None if expected is None else expected * scale**2,
        interval=(max(0.0, float(low)) * scale**2, float(high) * scale**2),
        label=f"Fréchet distance (squared, {suffix})",
    )


def kernel_distance(
    real: ArrayLike, generated: ArrayLike, *, features: str = FEATURES, seed: int = 0
) -> NulledScore:
    """Squared maximum mean discrepancy of a polynomial kernel, without bias.

    The kernel is ``(x·y / d + 1)³``, as of KID, in the features given. 0 on average for two samples
    of one distribution, and negative in half of those cases; unlike the Fréchet distance it can be
    compared between numbers of samples.

    Parameters
    ----------
    real, generated, features
        As in `latentwidgets.metrics.precision_recall`; at least 50 samples each.
    seed
        Of the bootstrap behind the interval, and of the exchanges of real and generated samples
        behind ``null``.

    Raises
    ------
    ShapeError
        Rows of the two differ in size.
    DataError
        A value is not finite, or there are too few samples.
    """
    pair = Pair(real, generated)
    check_enough({"real": pair.real, "generated": pair.generated})
    d = pair.real.shape[1]

    def kernel(first: Floats, second: Floats) -> Floats:
        products = first @ second.T
        products /= d
        products += 1
        cubes: Floats = products * products
        cubes *= products
        return cubes

    found = Discrepancy.between(pair.real, pair.generated, kernel, seed)
    suffix = pair.suffix(f"(x·y/{d} + 1)³", features=features)
    return NulledScore(
        value=found.value,
        expected=0.0,
        interval=found.interval,
        label=f"kernel distance (MMD², {suffix})",
        null=found.null,
    )


class _Groups:
    """Sums of a set by random groups, so that a resample of groups costs nothing."""

    def __init__(self, rows: Floats, generator: np.random.Generator) -> None:
        n, d = rows.shape
        most = min(_MOST_GROUPS, max(_LEAST_GROUPS, _GROUP_ELEMENTS // d**2))
        parts = np.array_split(generator.permutation(n), min(n, most))
        self.counts = np.array([len(part) for part in parts], np.float64)
        self.sums = np.stack([rows[part].sum(axis=0) for part in parts])
        self.squares = np.stack([rows[part].T @ rows[part] for part in parts])

    def moments(self) -> tuple[Floats, Floats]:
        return self._of(np.ones(len(self.counts)))

    def resampled(self, generator: np.random.Generator) -> tuple[Floats, Floats]:
        n_groups = len(self.counts)
        drawn = generator.integers(n_groups, size=n_groups)
        return self._of(np.bincount(drawn, minlength=n_groups).astype(np.float64))

    def _of(self, weights: Floats) -> tuple[Floats, Floats]:
        n = weights @ self.counts
        mean = weights @ self.sums / n
        covariance = np.tensordot(weights, self.squares, axes=1) - n * np.outer(mean, mean)
        return mean, covariance / (n - 1)


def _between(first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> float:
    shift = first[0] - second[0]
    root = _root(first[1])
    middle = np.linalg.eigvalsh(root @ second[1] @ root)
    traces = np.trace(first[1]) + np.trace(second[1])
    distance = shift @ shift + traces - 2 * np.sqrt(np.maximum(middle, 0)).sum()
    return max(0.0, float(distance))


def _root(covariance: Floats) -> Floats:
    values, axes = np.linalg.eigh(covariance)
    root: Floats = (axes * np.sqrt(np.maximum(values, 0))) @ axes.T
    return root


def _between_halves(rows: Floats, n_generated: int, generator: np.random.Generator) -> float | None:
    """Measure two samples of the real distribution; None where a half is too small."""
    n, d = rows.shape
    if n // 2 <= d:
        return None
    found: list[float] = []
    for _ in range(_N_HALVINGS):
        halves = np.array_split(generator.permutation(n), 2)
        found.append(_between(*(_moments(rows[half]) for half in halves)))
    # To first order the figure of equal distributions is proportional to the sum of 1 / size.
    return float(np.mean(found) * (1 / n + 1 / n_generated) / (4 / n))


def _moments(rows: Floats) -> tuple[Floats, Floats]:
    return rows.mean(axis=0), np.atleast_2d(np.cov(rows, rowvar=False))
