"""The number of statistically different bins: which modes of the real data are missing or starved.

Richardson & Weiss, *On GANs and GMMs*, 2018.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.metrics._checks import check_enough, check_whole
from latentwidgets.metrics._score import Score
from latentwidgets.metrics.coverage._pair import FEATURES, Duplicates, Pair

__all__ = ["Bins", "NdbScore", "ndb"]

_PER_BIN = 10  # samples on average, of either set: below that a share cannot be tested
_WISHED_PER_BIN = 20
_MOST_BINS, _LEAST_BINS = 100, 2
_N_RESAMPLES = 500
_N_ITERATIONS = 50

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Bins:
    """The bins of the real data, and how many of each set lie in them.

    Attributes
    ----------
    centres
        float64 ``(b, d)``.
    real, generated
        intp ``(n,)`` and ``(m,)``: the bin of each sample.
    real_shares, generated_shares
        float64 ``(b,)``.
    z
        float64 ``(b,)``: by how many standard errors a bin has more generated than real samples.
    limit
        Beyond which `z` is called different.
    """

    centres: Floats
    real: Indices
    generated: Indices
    real_shares: Floats
    generated_shares: Floats
    z: Floats
    limit: float

    @property
    def missing(self) -> Indices:
        """Bins without a generated sample, where chance would give some; the largest first."""
        return self._sorted((self.generated_shares == 0) & (self.z < -self.limit))

    @property
    def starved(self) -> Indices:
        """Bins with too few generated samples, the missing ones too; the largest lack first."""
        return self._sorted(self.z < -self.limit)

    @property
    def crowded(self) -> Indices:
        """Bins with too many generated samples, the largest excess first."""
        return self._sorted(self.z > self.limit)

    def members(self, index: int) -> tuple[Indices, Indices]:
        """Return which real and which generated samples lie in a bin."""
        return np.flatnonzero(self.real == index), np.flatnonzero(self.generated == index)

    def _sorted(self, chosen: Mask) -> Indices:
        lack = np.abs(self.real_shares - self.generated_shares)
        order = np.argsort(-lack, kind="stable")
        return order[chosen[order]]


@dataclass(frozen=True)
class NdbScore(Score):
    """Share of the bins that differ; ``expected`` is the level of the test.

    Attributes
    ----------
    divergence
        Jensen-Shannon divergence of the two sets over the bins, in nats; its ``expected`` is what
        two samples of one distribution of these sizes have.
    bins
        The bins themselves.
    duplicates
        Exact copies within each set.
    """

    divergence: Score
    bins: Bins
    duplicates: Duplicates


def ndb(  # noqa: PLR0913
    real: ArrayLike,
    generated: ArrayLike,
    *,
    bins: int | None = None,
    level: float = 0.05,
    features: str = FEATURES,
    seed: int = 0,
) -> NdbScore:
    """Measure in how many bins of the real data the generated samples are too few or too many.

    The bins are the cells of k-means on the real samples. In each, the shares of the two sets are
    compared by a two-proportion z-test; of two samples of one distribution about ``level`` of the
    bins differ by chance.

    Parameters
    ----------
    real, generated
        As in `latentwidgets.metrics.precision_recall`; 50 samples each, and 10 for each bin.
    bins
        How many. None: one for each 20 samples of the smaller set, 100 at most.
    level
        Of the test, in (0, 0.5).
    features
        As there.
    seed
        Of k-means, and of the bootstrap behind the intervals (the bins held fixed, centred, since
        resampling makes bins differ more).

    Raises
    ------
    ShapeError
        Rows of the two differ in size.
    DataError
        A value is not finite, or there are too few samples, or too few distinct real ones.
    OptionError
        ``bins`` or ``level`` is out of range.
    """
    from scipy.stats import norm

    pair = Pair(real, generated)
    check_enough({"real": pair.real, "generated": pair.generated})
    if not 0 < level < 0.5:
        raise OptionError(f"level is {level!r}: give a number between 0 and 0.5.")
    fewest = min(len(pair.real), len(pair.generated))
    if bins is None:
        bins = max(_LEAST_BINS, min(_MOST_BINS, fewest // _WISHED_PER_BIN))
    bins = check_whole(bins, "bins", _LEAST_BINS)
    if fewest < _PER_BIN * bins:
        raise DataError(
            f"{fewest} samples are too few for {bins} bins: give at least {_PER_BIN * bins} of "
            "each set, or ask for fewer bins."
        )
    n_distinct = len(pair.real) - pair.duplicates.real
    if n_distinct < bins:
        raise DataError(
            f"{n_distinct} of the {len(pair.real)} real samples are distinct: they cannot be "
            f"parted into {bins} bins."
        )
    limit = float(norm.ppf(1 - level / 2))
    cells = _cells(pair, bins, limit, seed)
    return _score(pair, cells, level, features, seed)


def _cells(pair: Pair, bins: int, limit: float, seed: int) -> Bins:
    from sklearn.cluster import KMeans

    means = KMeans(bins, n_init=1, max_iter=_N_ITERATIONS, random_state=seed).fit(pair.real)
    labels = [np.asarray(means.predict(rows), np.intp) for rows in (pair.real, pair.generated)]
    shares = [np.bincount(found, minlength=bins) / len(found) for found in labels]
    z = _standard_errors(shares[0], shares[1], len(pair.real), len(pair.generated))
    centres = np.asarray(means.cluster_centers_, np.float64)
    return Bins(centres, labels[0], labels[1], shares[0], shares[1], z, limit)


def _score(pair: Pair, cells: Bins, level: float, features: str, seed: int) -> NdbScore:
    n, m, n_bins = len(pair.real), len(pair.generated), len(cells.centres)
    generator = np.random.default_rng([seed, 7])
    first = generator.multinomial(n, cells.real_shares, size=_N_RESAMPLES) / n
    second = generator.multinomial(m, cells.generated_shares, size=_N_RESAMPLES) / m
    different = np.abs(_standard_errors(first, second, n, m)) > cells.limit
    value = float(np.mean(np.abs(cells.z) > cells.limit))
    divergence = float(_jensen_shannon(cells.real_shares, cells.generated_shares))
    suffix = pair.suffix(f"{n_bins} bins of k-means", features=features)
    return NdbScore(
        value=value,
        expected=level,
        interval=_centred(different.mean(axis=1), value, 1.0),
        label=f"NDB (share of the bins that differ at {level:g}, {suffix})",
        divergence=Score(
            value=divergence,
            # To second order in the differences, whose variances those of counts are.
            expected=(n_bins - 1) / 8 * (1 / n + 1 / m),
            interval=_centred(_jensen_shannon(first, second), divergence, float(np.log(2))),
            label=f"Jensen-Shannon divergence (nats, {suffix})",
        ),
        bins=cells,
        duplicates=pair.duplicates,
    )


def _standard_errors(first: Floats, second: Floats, n: int, m: int) -> Floats:
    pooled = (n * first + m * second) / (n + m)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    z: Floats = np.divide(second - first, error, out=np.zeros_like(error), where=error > 0)
    return z


def _jensen_shannon(first: Floats, second: Floats) -> Floats:
    middle = (first + second) / 2
    terms = [
        shares * np.log(np.divide(shares, middle, out=np.ones_like(shares), where=shares > 0))
        for shares in (first, second)
    ]
    divergence: Floats = (terms[0] + terms[1]).sum(axis=-1) / 2
    return divergence


def _centred(resampled: Floats, value: float, most: float) -> tuple[float, float]:
    low, high = np.quantile(resampled, [0.025, 0.975]) + value - resampled.mean()
    return max(0.0, float(low)), min(most, float(high))
