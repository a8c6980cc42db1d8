"""The aggregated posterior against the prior: what is sampled that was never coded."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, ShapeError
from latentwidgets.metrics._checks import check_neighbors, check_whole, copies_of
from latentwidgets.metrics._kernels import mean_rows, summary
from latentwidgets.metrics._neighbors import Points, nearest_neighbors
from latentwidgets.metrics._score import (
    NulledScore,
    Score,
    bootstrap_intervals,
    bootstrap_means,
)
from latentwidgets.metrics.activity._checked import as_codes, as_posterior, draw_prior

__all__ = ["AggregatedPosterior", "HolesScore", "aggregated_posterior", "holes"]

_MOST_CODES = 5000  # of the discrepancy, whose cost is their square
_N_NULL = 200
_NULL_CODES = 400
_NODES = 64  # of the quadrature over a uniform prior
_WITHIN = 0.99  # of the codes have their k-th neighbour within the radius

Prior = Literal["normal", "uniform"]
Floats = NDArray[np.float64]


class AggregatedPosterior(NamedTuple):
    """Two measures of how the codes of all data, together, are unlike the prior.

    ``discrepancy`` is a squared maximum mean discrepancy: it sees any difference. ``gaussian`` is
    the KL divergence, in nats, of the Gaussian with the codes' mean and covariance from the prior:
    it sees location and spread; None where there is no such figure, and ``refusal`` says why.
    """

    discrepancy: NulledScore
    gaussian: Score | None
    refusal: str | None


@dataclass(frozen=True, eq=False)
class HolesScore(Score):
    """Share of draws from the prior that lie where no data are coded.

    ``expected`` is the share if the codes were draws from the prior themselves.

    Attributes
    ----------
    radius
        The distance to the k-th nearest code beyond which a draw lies in a hole.
    draws
        float64 ``(m, d)``: what was drawn from the prior.
    empty
        bool ``(m,)``: which of them lie in a hole.
    """

    radius: float
    draws: Floats
    empty: NDArray[np.bool_]


def aggregated_posterior(
    mean: ArrayLike,
    log_variance: ArrayLike | None = None,
    *,
    prior: Prior = "normal",
    seed: int = 0,
) -> AggregatedPosterior:
    """Measure how the codes of all data, together, are unlike the prior.

    The kernel of the discrepancy is Gaussian, as wide as two draws from the prior are apart
    (``exp(-|x - y|² / 2 s²)``, ``s²`` the sum of the prior's variances); its mean over the prior is
    taken exactly, so that no draws blur it.

    Parameters
    ----------
    mean
        ``(n, ...)``, flattened to ``(n, d)``: posterior means, or codes; n at least 50.
    log_variance
        Of the same shape. One code is then drawn from each posterior: means alone are narrower than
        the prior even where all is well. None: the codes are taken as they are.
    prior
        ``"normal"`` (standard) or ``"uniform"`` on [-1, 1].
    seed
        Of those draws, of the 5,000 codes that are measured at most, of the bootstrap and of the
        null.

    Raises
    ------
    ShapeError
        The two differ in shape.
    DataError
        There are too few samples, or a value is not finite.
    OptionError
        There is no such prior.
    """
    codes, kind = _codes(mean, log_variance, seed)
    generator = np.random.default_rng([seed, 14])
    d = codes.shape[1]
    draw_prior(prior, 0, d, generator)
    drawn = codes[generator.permutation(len(codes))[:_MOST_CODES]]
    measure = _ToPrior(prior, d)
    n = len(drawn)
    with_prior = measure.with_prior(drawn)
    within = mean_rows(drawn, measure.kernel)
    value = float(within.mean() - 2 * with_prior.mean() + measure.prior_with_itself)
    moved = bootstrap_means(2 * (within - with_prior)[:, None], seed)[:, 0]
    size = min(n, _NULL_CODES)
    null = np.array([measure.of(draw_prior(prior, size, d, generator)) for _ in range(_N_NULL)])
    found = summary(value, moved, null * size / n, generator)
    name = {"normal": "standard normal prior", "uniform": "uniform prior"}[prior]
    discrepancy = NulledScore(
        value=found.value,
        expected=0.0,
        interval=found.interval,
        label=f"distance from the {name} (MMD², Gaussian kernel, {kind}, n = {n:,})",
        null=found.null,
    )
    if prior == "uniform":
        return AggregatedPosterior(
            discrepancy, None, "A Gaussian is compared with a normal prior only."
        )
    try:
        gaussian = _gaussian(codes, kind, seed)
    except DataError as error:
        return AggregatedPosterior(discrepancy, None, str(error))
    return AggregatedPosterior(discrepancy, gaussian, None)


def holes(  # noqa: PLR0913
    mean: ArrayLike,
    log_variance: ArrayLike | None = None,
    *,
    prior: Prior | ArrayLike = "normal",
    k: int = 5,
    draws: int = 2000,
    seed: int = 0,
) -> HolesScore:
    """Share of draws from the prior whose k-th nearest code is farther than 99 % of the codes' own.

    Parameters
    ----------
    mean, log_variance
        As in `aggregated_posterior`.
    prior
        As there; or an array ``(m, ...)`` of draws from a prior of another kind, at least 50.
    k
        Neighbours, fewer than the distinct codes.
    draws
        How many draws from the prior, at least 50.
    seed
        Of what is drawn, and of the bootstrap over the draws.

    Raises
    ------
    ShapeError, DataError, OptionError
        As there; too few codes are distinct.
    """
    k = check_neighbors(k)
    codes, kind = _codes(mean, log_variance, seed)
    distinct = codes[copies_of(codes)[0]]
    n, d = codes.shape
    if len(distinct) <= k:
        raise DataError(
            f"{len(distinct)} of the {n} codes are distinct and k = {k} needs more than k: the "
            "encoder gives all data the same codes, or k is too large."
        )
    if isinstance(prior, str):
        drawn = draw_prior(
            prior, check_whole(draws, "draws", 50), d, np.random.default_rng([seed, 15])
        )
        name = {"normal": "the standard normal prior", "uniform": "the uniform prior"}[prior]
    else:
        drawn, name = as_codes(prior, "draws from the prior"), "the prior given"
        if drawn.shape[1] != d:
            raise ShapeError(
                f"Draws of {drawn.shape[1]} and codes of {d} dimensions were given: both need the "
                "same dimensions."
            )
    points = Points(distinct)
    own = nearest_neighbors(points, None, k).squared_distances[:, -1]
    limit = float(np.quantile(own, _WITHIN))
    found = nearest_neighbors(Points(drawn, points), points, k).squared_distances[:, -1]
    empty = found > limit
    (interval,) = bootstrap_intervals(empty[:, None].astype(np.float64), seed)
    return HolesScore(
        value=float(empty.mean()),
        expected=1 - _WITHIN,
        interval=interval,
        label=(
            f"holes (share of {len(drawn):,} draws from {name} beyond the 99 % radius of the "
            f"codes, k = {k}, {kind}, n = {n:,})"
        ),
        radius=float(np.sqrt(limit)) * points.scale,
        draws=drawn,
        empty=empty,
    )


class _ToPrior:
    """A Gaussian kernel, and its means over a prior."""

    def __init__(self, prior: str, d: int) -> None:
        self._normal = prior == "normal"
        self._d = d
        self._width = float(d) if self._normal else d / 3  # the sum of the prior's variances
        if self._normal:
            self.prior_with_itself = (self._width / (self._width + 2)) ** (d / 2)
        else:
            nodes, weights = np.polynomial.legendre.leggauss(_NODES)
            self.prior_with_itself = float(weights @ self._over_segment(nodes) / 2) ** d

    def kernel(self, first: Floats, second: Floats) -> Floats:
        """Return the kernel of each of the first with each of the second."""
        block = first @ second.T
        block *= 2
        block -= np.einsum("ij,ij->i", first, first)[:, None]
        block -= np.einsum("ij,ij->i", second, second)
        block /= 2 * self._width
        return np.exp(np.minimum(block, 0, out=block), out=block)

    def with_prior(self, codes: Floats) -> Floats:
        """Return the kernel's mean over the prior, for each code."""
        if not self._normal:
            return np.asarray(self._over_segment(codes).prod(axis=1))
        wide = self._width + 1
        squares = np.einsum("ij,ij->i", codes, codes)
        scaled: Floats = (self._width / wide) ** (self._d / 2) * np.exp(-squares / (2 * wide))
        return scaled

    def of(self, codes: Floats) -> float:
        """Return the squared discrepancy of a few codes."""
        matrix = self.kernel(codes, codes)
        np.fill_diagonal(matrix, 0)
        n = len(codes)
        own = matrix.sum() / (n * (n - 1))
        return float(own - 2 * self.with_prior(codes).mean() + self.prior_with_itself)

    def _over_segment(self, x: Floats) -> Floats:
        """Return the mean of one dimension's factor over [-1, 1]."""
        from scipy.special import erf

        sd = np.sqrt(self._width)
        reach = erf((1 - x) / (sd * np.sqrt(2))) + erf((1 + x) / (sd * np.sqrt(2)))
        mean: Floats = sd * np.sqrt(np.pi / 2) * reach / 2
        return mean


def _codes(mean: ArrayLike, log_variance: ArrayLike | None, seed: int) -> tuple[Floats, str]:
    """Return the codes to be measured, and what they are in words."""
    if log_variance is None:
        return as_codes(mean), "codes as given"
    means, logs = as_posterior(mean, log_variance)
    noise = np.random.default_rng([seed, 13]).standard_normal(means.shape)
    drawn = means + np.exp(logs / 2) * noise
    if not np.isfinite(drawn).all():
        raise DataError(
            f"The log-variances reach {logs.max():.3g}: give natural logarithms of variances."
        )
    return drawn, "drawn from the posteriors"


def _gaussian(codes: Floats, kind: str, seed: int) -> Score:
    n, d = codes.shape
    if n <= 2 * d:
        raise DataError(
            f"{n} codes are too few for the covariance of {d} dimensions: give more than {2 * d}."
        )
    mean, covariance = codes.mean(axis=0), np.atleast_2d(np.cov(codes, rowvar=False))
    spreads, axes = np.linalg.eigh(covariance)
    if spreads[0] <= spreads[-1] * d * np.finfo(np.float64).eps:
        raise DataError(
            "The codes do not spread in all dimensions: their divergence from the prior is "
            "infinite."
        )
    centred = (codes - mean) @ axes
    own = (centred**2 / spreads).sum(axis=1)
    squares = np.einsum("ij,ij->i", codes, codes)
    value = float(spreads.sum() + mean @ mean - d - np.log(spreads).sum()) / 2
    # A resample changes log det C by what each sample adds to the trace of C⁻¹ C*.
    added = value + (squares - squares.mean() - own + own.mean()) / 2
    (interval,) = bootstrap_intervals(added[:, None], seed)
    return Score(
        value=value,
        expected=d * (d + 3) / (4 * n),
        interval=(max(0.0, interval[0]), interval[1]),
        label=f"KL of a Gaussian with the codes' moments from the prior (nats, {kind}, n = {n:,})",
    )
