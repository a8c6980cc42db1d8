"""Whether each generating factor has a code dimension of its own.

`mig`: Chen et al., *Isolating Sources of Disentanglement in Variational Autoencoders*, 2018.
`dci`: Eastwood & Williams, *A Framework for the Quantitative Evaluation of Disentangled
Representations*, 2018. Both need the true factors, and both say what the true factors would score
themselves (the ceiling), since no estimator gives a perfect code a perfect mark.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.metrics._score import Score
from latentwidgets.metrics.disentanglement.information import (
    Factors,
    MutualInformation,
    Prepared,
    as_classes,
)

__all__ = ["DciScores", "DisentanglementScore", "MigScore", "dci", "mig"]

_N_RESAMPLES = 200
_N_PERMUTATIONS = 10
_N_REFITS = 10
_T_95 = 2.262  # Student's t with _N_REFITS - 1 degrees of freedom
_BINS = 20  # floats of more values than these are regressed on, not classified
_TEST_SHARE = 0.2

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DisentanglementScore(Score):
    """A score with its ceiling.

    Attributes
    ----------
    ceiling
        What the true factors, taken for codes, score with the same estimator.
    parts
        The figure by factor, or by code dimension, as the metric says.
    """

    ceiling: float
    parts: dict[str, float]


@dataclass(frozen=True)
class MigScore(DisentanglementScore):
    """The mutual information gap; ``parts`` are the gaps of the factors.

    Attributes
    ----------
    information
        The table it was read from: nats by dimension and factor, and what owns what.
    """

    information: MutualInformation


class DciScores(NamedTuple):
    """The three figures of one set of forests; each in [0, 1], 1 is best.

    ``disentanglement.parts`` are by code dimension, the others' by factor.
    ``importances`` is float64 ``(d, k)``, each column summing to 1 (or 0).
    """

    disentanglement: DisentanglementScore
    completeness: DisentanglementScore
    informativeness: DisentanglementScore
    importances: Floats


def mig(codes: ArrayLike, factors: Factors, *, bins: int = 20, seed: int = 0) -> MigScore:
    """Mutual information gap: how far the best dimension of a factor is ahead of the next.

    The mean over factors of ``(I1 - I2) / H``: the largest and second largest mutual information
    of a dimension with the factor, over the factor's entropy. 1 where each factor is in one
    dimension alone, 0 where the two best dimensions tell the same.

    Parameters
    ----------
    codes, factors, bins
        As in `latentwidgets.metrics.mutual_information`.
    seed
        Of the bootstrap behind the interval (centred on the score, since a resample repeats
        samples and that raises mutual information), and of the permutations whose mean is
        ``expected``.

    Raises
    ------
    ShapeError, DataError, OptionError
        As in `latentwidgets.metrics.mutual_information`.
    """
    prepared = Prepared(codes, factors, bins)
    information = prepared.information()
    gaps = _gaps(information)
    n = len(prepared.codes)
    generator = np.random.default_rng(seed)
    resampled = np.empty(_N_RESAMPLES)
    for index in range(_N_RESAMPLES):
        weights = np.bincount(generator.integers(n, size=n), minlength=n).astype(np.float64)
        resampled[index] = _gaps(prepared.information(weights=weights)).mean()
    unrelated = [
        _gaps(prepared.information(order=generator.permutation(n))).mean()
        for _ in range(_N_PERMUTATIONS)
    ]
    truth = Prepared(_as_codes(prepared), prepared.factors, bins).information()
    shift = gaps.mean() - resampled.mean()
    low, high = np.quantile(resampled, [0.025, 0.975]) + shift
    return MigScore(
        value=float(gaps.mean()),
        expected=float(np.mean(unrelated)),
        interval=(float(low), float(high)),
        label=f"MIG ({bins} equal-width bins, {len(gaps)} factors, n = {n:,})",
        ceiling=float(_gaps(truth).mean()),
        parts=dict(zip(prepared.names, gaps.tolist(), strict=True)),
        information=information,
    )


def dci(codes: ArrayLike, factors: Factors, *, trees: int = 60, seed: int = 0) -> DciScores:
    """Disentanglement, completeness and informativeness by random forests (DCI-RF).

    A forest reads each factor from the codes: a classifier where the factor has classes, a
    regressor where it has floats of more than 20 values. The importances say which dimensions it
    used. *Disentanglement*: ``1 - entropy`` of a dimension's importances over the factors, weighted
    by the dimension's share of all importance. *Completeness*: ``1 - entropy`` of a factor's
    importances over the dimensions. *Informativeness*: on a fifth of the samples held out, 1 less
    the error as a share of the error without codes (variance; the most frequent class).

    Parameters
    ----------
    codes, factors
        As in `latentwidgets.metrics.mutual_information`.
    trees
        Of each forest, at least 10.
    seed
        Of the split, the forests and the ten smaller refits on resampled samples behind each
        interval. ``expected`` is what codes in a random order score.

    Raises
    ------
    ShapeError, DataError, OptionError
        As there; fewer than 200 samples, or fewer than 10 trees.
    """
    if trees < _N_REFITS:
        raise OptionError(f"trees = {trees} was given: a forest needs at least {_N_REFITS}.")
    prepared = Prepared(codes, factors, _BINS)
    n = len(prepared.codes)
    generator = np.random.default_rng(seed)
    order = generator.permutation(n)
    test, train = np.split(order, [int(_TEST_SHARE * n)])
    targets = [_target(values) for values in prepared.factors.values()]
    few = max(10, trees // 3)
    main = _Forests(prepared.codes, targets, train, test, trees=trees, seed=seed)
    ceiling = _Forests(_as_codes(prepared), targets, train, test, trees=few, seed=seed)
    shuffled = prepared.codes[generator.permutation(n)]
    chance = _Forests(shuffled, targets, train, test, trees=few, seed=seed)
    refits = []
    for refit in range(_N_REFITS):
        drawn = generator.choice(train, len(train))
        forests = _Forests(prepared.codes, targets, drawn, test, trees=few, seed=refit)
        refits.append(forests.values)
    spread = _T_95 * np.std(refits, axis=0, ddof=1)
    dimensions = [f"z{index}" for index in range(prepared.codes.shape[1])]
    suffix = f"DCI-RF, {trees} trees, {len(targets)} factors, n = {n:,}"
    names = ("disentanglement", "completeness", "informativeness")
    owners = (dimensions, prepared.names, prepared.names)
    scores = [
        DisentanglementScore(
            value=value,
            expected=unrelated,
            interval=(max(0.0, value - margin), min(1.0, value + margin)),
            label=f"{name} ({suffix})",
            ceiling=best,
            parts=dict(zip(labels, parts.tolist(), strict=True)),
        )
        for name, value, unrelated, best, margin, labels, parts in zip(
            names,
            main.values,
            chance.values,
            ceiling.values,
            spread.tolist(),
            owners,
            main.parts,
            strict=True,
        )
    ]
    return DciScores(scores[0], scores[1], scores[2], main.importances)


class _Forests:
    """One forest a factor, and the three figures of their importances and errors."""

    def __init__(  # noqa: PLR0913
        self,
        codes: Floats,
        targets: list[NDArray[np.generic]],
        train: NDArray[np.intp],
        test: NDArray[np.intp],
        *,
        trees: int,
        seed: int,
    ) -> None:
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        columns, informed = [], []
        for target in targets:
            kind = RandomForestRegressor if target.dtype.kind == "f" else RandomForestClassifier
            # All dimensions compete at every split: else useless ones are given importance.
            forest = kind(trees, max_features=None, min_samples_leaf=5, random_state=seed)
            forest.fit(codes[train], target[train])
            columns.append(forest.feature_importances_)
            informed.append(_informed(forest.predict(codes[test]), target[train], target[test]))
        self.importances: Floats = np.stack(columns, axis=1)
        weights = self.importances.sum(axis=1)
        disentangled = _concentration(self.importances)
        complete = _concentration(self.importances.T)
        self.parts = (disentangled, complete, np.array(informed))
        total = weights.sum()
        self.values = (
            float(disentangled @ weights / total) if total > 0 else 0.0,
            float(complete.mean()),
            float(np.mean(informed)),
        )


def _gaps(information: MutualInformation) -> Floats:
    """Gap between the two best dimensions for each factor; a lone dimension has no rival."""
    ordered = np.sort(information.values, axis=0)
    second = ordered[-2] if len(ordered) > 1 else 0.0
    with np.errstate(invalid="ignore"):  # a resample may hold one class only
        gaps: Floats = np.nan_to_num((ordered[-1] - second) / information.entropies)
    return gaps


def _as_codes(prepared: Prepared) -> Floats:
    """Return the factors as numbers, for the ceiling: a class by its place among the classes."""
    columns = [
        values if values.dtype.kind == "f" else as_classes(values, prepared.bins)
        for values in prepared.factors.values()
    ]
    return np.stack([column.astype(np.float64) for column in columns], axis=1)


def _target(values: NDArray[np.generic]) -> NDArray[np.generic]:
    few = len(np.unique(values)) <= _BINS
    return as_classes(values, _BINS) if few or values.dtype.kind != "f" else values


def _informed(
    predicted: NDArray[np.generic], train: NDArray[np.generic], test: NDArray[np.generic]
) -> float:
    if train.dtype.kind == "f":
        truth, guess = test.astype(np.float64), predicted.astype(np.float64)
        blind = float(np.mean((truth - train.astype(np.float64).mean()) ** 2))
        error = float(np.mean((truth - guess) ** 2))
    else:
        values, counts = np.unique(train, return_counts=True)
        blind = float(np.mean(test != values[counts.argmax()]))
        error = float(np.mean(test != predicted))
    return max(0.0, 1 - error / blind) if blind > 0 else 0.0


def _concentration(rows: Floats) -> Floats:
    """One less the entropy of each row, to the base of its length; 0 for a row of zeros."""
    sums = rows.sum(axis=1, keepdims=True)
    if rows.shape[1] < 2:
        return np.asarray(sums[:, 0] > 0, dtype=np.float64)
    shares = np.divide(rows, sums, out=np.full_like(rows, 1 / rows.shape[1]), where=sums > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    concentration: Floats = 1 + (shares * logs).sum(axis=1) / np.log(rows.shape[1])
    return concentration
