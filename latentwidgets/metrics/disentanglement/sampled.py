"""Scores that ask for samples with one factor held: only where a sampler of factors is given.

`factor_vae_score`: Kim & Mnih, *Disentangling by Factorising*, 2018. `beta_vae_score`: Higgins et
al., *beta-VAE*, 2017.
"""

from collections.abc import Callable, Mapping
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.metrics._progress import OnProgress, Steps
from latentwidgets.metrics._score import bootstrap_intervals
from latentwidgets.metrics.disentanglement._factors import checked_codes
from latentwidgets.metrics.disentanglement._score import DisentanglementScore
from latentwidgets.metrics.disentanglement.sampler import FactorSampler

__all__ = ["beta_vae_score", "factor_vae_score"]

_N_VARIANCE = 2000  # samples that the spread of a dimension is measured on
_INACTIVE = 0.01  # of the largest variance: Burda's rule, at any scale
_LEAST_VOTES = 50
_HELD_OUT = 3  # a third of the votes

Represent = Callable[[Any], ArrayLike]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def factor_vae_score(  # noqa: PLR0913
    represent: Represent,
    sampler: FactorSampler,
    *,
    votes: int = 800,
    batch: int = 64,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    cancel: Event | None = None,
) -> DisentanglementScore:
    """FactorVAE score: whether the dimension that varies least tells which factor was held.

    A vote is a batch of samples with one factor held and the others drawn: the dimension whose
    variance, over its variance in all samples, is least. Which factor a dimension stands for is
    what most votes say; the score is how often that is right on a third of the votes held out.
    Dimensions of less than a hundredth of the largest variance have no vote.

    Parameters
    ----------
    represent
        Samples to codes ``(m, ...)``; of a variational model posterior means.
    sampler
        Draws factors and makes samples of them.
    votes, batch
        How many votes, at least 50, and samples of each, at least 2.
    seed
        Of the factors drawn and held, and of the bootstrap over the votes held out.
    on_progress
        Called with the votes done, and of how many.
    cancel
        Once set, no further vote is drawn.

    Returns
    -------
    DisentanglementScore
        ``parts`` are by factor; ``expected`` is a guess, one over the number of factors;
        ``ceiling`` what the factors, taken for codes, score.

    Raises
    ------
    DataError
        The sampler has one factor only, a code is not finite, or no dimension varies.
    OptionError
        There are too few votes, or samples of each.
    Cancelled
        `cancel` was set.
    """
    drawer = _Votes(represent, sampler, votes, batch, seed)
    steps = Steps("The FactorVAE score", votes, on_progress, cancel)
    variances = drawer.variances
    least, best = [], []
    for index in range(votes):
        codes, truth = drawer.vote(index, np.zeros(batch, np.intp))
        least.append(_least_varying(codes, variances))
        best.append(int(truth.var(axis=0).argmin()))
        steps.done()
    label = f"FactorVAE score ({votes:,} votes of {batch} samples, {drawer.n_factors} factors)"
    ceiling = float(_by_majority(best, drawer.held).mean())
    return drawer.score(_by_majority(least, drawer.held), ceiling, label)


def beta_vae_score(  # noqa: PLR0913
    represent: Represent,
    sampler: FactorSampler,
    *,
    votes: int = 800,
    batch: int = 64,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    cancel: Event | None = None,
) -> DisentanglementScore:
    """β-VAE score: whether a line tells from differences of codes which factor was held.

    A vote is the mean absolute difference of the codes of pairs of samples that share one factor.
    A logistic regression reads the factor from it; the score is its accuracy on a third of the
    votes held out. It is easier to reach than the FactorVAE score: one of the factors may be
    missing from the codes, and is then known by none of the others being held.

    Parameters, result and errors as in `factor_vae_score`; ``batch`` counts the pairs of a vote.
    """
    drawer = _Votes(represent, sampler, votes, 2 * batch, seed)
    steps = Steps("The β-VAE score", votes, on_progress, cancel)
    shared = np.arange(2 * batch) % batch
    apart, best = [], []
    for index in range(votes):
        codes, truth = drawer.vote(index, shared)
        apart.append(np.abs(codes[:batch] - codes[batch:]).mean(axis=0))
        best.append(np.abs(truth[:batch] - truth[batch:]).mean(axis=0))
        steps.done()
    label = f"β-VAE score ({votes:,} votes of {batch} pairs, {drawer.n_factors} factors)"
    ceiling = float(_by_a_line(np.array(best), drawer.held).mean())
    return drawer.score(_by_a_line(np.array(apart), drawer.held), ceiling, label)


class _Votes:
    """Codes, and the factors themselves as codes, of samples with one factor held."""

    def __init__(
        self, represent: Represent, sampler: FactorSampler, votes: int, batch: int, seed: int
    ) -> None:
        for name, value, least in (("votes", votes, _LEAST_VOTES), ("batch", batch, 2)):
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise OptionError(f"{name} is {value!r}: give a whole number from {least}.")
        self.names = tuple(sampler.names)
        self.n_factors = len(self.names)
        if self.n_factors < 2:
            raise DataError("The sampler has a single factor: which one was held is no question.")
        self._represent = represent
        self._sampler = sampler
        self._batch = batch
        self._seed = seed
        generator = np.random.default_rng([seed, 6])
        self.held: Indices = generator.permutation(np.arange(votes) % self.n_factors)
        factors = sampler.draw(_N_VARIANCE, seed)
        self.variances = self._codes(factors).var(axis=0)
        if self.variances.max() == 0:
            raise DataError("No dimension of the codes varies: there is nothing to measure.")
        self._kinds = {name: np.unique(np.asarray(factors[name])) for name in self.names}
        self._sd = self._truth(factors).std(axis=0)

    def vote(self, index: int, shared: Indices) -> tuple[Floats, Floats]:
        """Draw the samples of one vote: their codes, and their factors as standardised codes.

        `shared` says for each sample whose value of the factor that is held it has.
        """
        factors = dict(self._sampler.draw(self._batch, self._seed + 1 + index))
        name = self.names[self.held[index]]
        factors[name] = np.asarray(factors[name])[shared]
        return self._codes(factors), self._truth(factors) / self._sd

    def score(self, right: NDArray[np.bool_], ceiling: float, label: str) -> DisentanglementScore:
        """Return the score of the votes held out."""
        held = self.held[_n_fitted(len(self.held)) :]
        (interval,) = bootstrap_intervals(right[:, None].astype(np.float64), self._seed)
        return DisentanglementScore(
            value=float(right.mean()),
            expected=1 / self.n_factors,
            interval=interval,
            label=label,
            ceiling=ceiling,
            parts={
                name: float(right[held == index].mean())
                for index, name in enumerate(self.names)
                if (held == index).any()
            },
        )

    def _codes(self, factors: Mapping[str, NDArray[Any]]) -> Floats:
        return checked_codes(self._represent(self._sampler.render(factors)))

    def _truth(self, factors: Mapping[str, NDArray[Any]]) -> Floats:
        columns = []
        for name in self.names:
            values = np.asarray(factors[name])
            named = values.dtype.kind in "US"
            columns.append(np.searchsorted(self._kinds[name], values) if named else values)
        return np.stack(columns, axis=1).astype(np.float64)


def _least_varying(codes: Floats, variances: Floats) -> int:
    """Return the dimension that varies least in a batch, over how it varies in all samples."""
    awake = np.flatnonzero(variances > _INACTIVE * variances.max())
    return int(awake[(codes.var(axis=0)[awake] / variances[awake]).argmin()])


def _by_majority(least: list[int], held: Indices) -> NDArray[np.bool_]:
    """Tell the factor by what most votes for a dimension say; right or wrong on those held out."""
    votes, n_fitted = np.array(least), _n_fitted(len(held))
    table = np.zeros((votes.max() + 1, held.max() + 1), np.intp)
    np.add.at(table, (votes[:n_fitted], held[:n_fitted]), 1)
    right: NDArray[np.bool_] = table.argmax(axis=1)[votes[n_fitted:]] == held[n_fitted:]
    return right


def _by_a_line(apart: Floats, held: Indices) -> NDArray[np.bool_]:
    """Tell the factor by a linear classifier; right or wrong on the votes held out."""
    from sklearn.linear_model import LogisticRegression

    n_fitted = _n_fitted(len(held))
    sd = apart[:n_fitted].std(axis=0)
    scaled = (apart - apart[:n_fitted].mean(axis=0)) / np.where(sd > 0, sd, 1.0)
    model = LogisticRegression(max_iter=1000).fit(scaled[:n_fitted], held[:n_fitted])
    right: NDArray[np.bool_] = model.predict(scaled[n_fitted:]) == held[n_fitted:]
    return right


def _n_fitted(n: int) -> int:
    return n - n // _HELD_OUT
