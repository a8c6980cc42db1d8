"""Separated attribute predictability.

Kumar et al., *Variational Inference of Disentangled Latent Concepts from Unlabeled Observations*,
2018.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.metrics._progress import OnProgress, Steps
from latentwidgets.metrics.disentanglement._factors import (
    Factors,
    as_classes,
    as_codes,
    as_numbers,
    checked_codes,
    checked_factors,
)
from latentwidgets.metrics.disentanglement._score import DisentanglementScore, intervals_of

__all__ = ["LinearFits", "SapScore", "sap", "sap_influence", "sap_of"]

_LEAST_SAMPLES = 50
_PER_CLASS = 10  # samples of the rarest class, before a fifth of them can be held out
_BINS = 20
_INACTIVE = 1e-12  # variance of a dimension below which it predicts nothing
_N_PERMUTATIONS = 5
_MOST_SAMPLES = 5000  # of the classifiers
_TEST_SHARE = 0.2
_MOST_NAMED = 6

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Column = NDArray[np.generic]


@dataclass(frozen=True)
class SapScore(DisentanglementScore):
    """Separated attribute predictability; ``parts`` are the gaps of the factors.

    Attributes
    ----------
    predicted
        float64 ``(d, k)``: how well each dimension alone predicts each factor, by R² or balanced
        accuracy, as the label says.
    """

    predicted: Floats = field(compare=False)


def sap(  # noqa: PLR0913
    codes: ArrayLike,
    factors: Factors,
    *,
    estimator: Literal["r2", "svm"] = "r2",
    seed: int = 0,
    on_progress: OnProgress | None = None,
    cancel: Event | None = None,
) -> SapScore:
    """Separated attribute predictability: how far one dimension alone predicts a factor.

    The mean over factors of the gap between the two dimensions that predict it best, each by
    itself. The two estimators give numbers that cannot be compared: the label says which it was.

    Parameters
    ----------
    codes, factors
        As in `latentwidgets.metrics.mutual_information`.
    estimator
        ``"r2"``: the squared correlation, for factors that are numbers (booleans and two names
        too). ``"svm"``: the balanced accuracy of a linear support vector machine (C = 0.01, classes
        weighted, codes standardised) on a fifth of the samples held out, for factors of classes;
        floats of more than 20 values are cut into 20. At most 5,000 samples, drawn at random.
    seed
        Of the draw, the split and the bootstrap behind the interval (the two best dimensions of a
        factor held fixed). ``expected`` is what codes in a random order score.
    on_progress, cancel
        Of the classifiers, as of `latentwidgets.metrics.dci`.

    Raises
    ------
    ShapeError
        Codes and factors do not have the same number of rows.
    DataError
        There are fewer than 50 samples, a value is missing, a factor has a single value, names for
        values (``"r2"``) or a class of fewer than 10 samples (``"svm"``).
    OptionError
        There is no such estimator.
    Cancelled
        `cancel` was set.
    """
    checked = checked_codes(codes)
    columns = checked_factors(factors, len(checked))
    if len(checked) < _LEAST_SAMPLES:
        raise DataError(
            f"{len(checked)} samples are too few for SAP: give at least {_LEAST_SAMPLES}."
        )
    if estimator == "svm":
        return _by_classifiers(checked, columns, seed, on_progress, cancel)
    if estimator != "r2":
        raise OptionError(f"estimator is {estimator!r}: give 'r2' or 'svm'.")
    numbers: dict[str, Floats] = {}
    for name, values in columns.items():
        column = as_numbers(values)
        if column is None:
            raise DataError(
                f"The factor {name!r} has names for values, which have no order: give "
                "estimator='svm', or leave it out."
            )
        numbers[name] = column
    fits = LinearFits(checked, numbers, seed)
    (interval,) = intervals_of([sap_influence(fits)], seed)
    return sap_of(fits, interval)


class LinearFits:
    """Squared correlations of standardised codes and factors."""

    def __init__(self, codes: Floats, numbers: Mapping[str, Floats], seed: int) -> None:
        self.names = tuple(numbers)
        self.codes = _standardised(codes)
        self.factors = _standardised(np.stack(list(numbers.values()), axis=1))
        self.correlations: Floats = self.codes.T @ self.factors / len(codes)
        self.seed = seed

    @property
    def unrelated(self) -> float:
        """What codes in a random order score."""
        generator = np.random.default_rng([self.seed, 3])
        scores = []
        for _ in range(_N_PERMUTATIONS):
            mixed = self.factors[generator.permutation(len(self.factors))]
            scores.append(_gaps((self.codes.T @ mixed / len(mixed)) ** 2).mean())
        return float(np.mean(scores))

    @property
    def ceiling(self) -> float:
        """What the true factors score."""
        return float(_gaps((self.factors.T @ self.factors / len(self.factors)) ** 2).mean())


def sap_of(fits: LinearFits, interval: tuple[float, float]) -> SapScore:
    """Return the score of correlations that are there, with its interval."""
    gaps = _gaps(fits.correlations**2)
    return SapScore(
        value=float(gaps.mean()),
        expected=fits.unrelated,
        interval=interval,
        label=f"SAP (R² of a line, {_listed(fits.names)}, n = {len(fits.codes):,})",
        ceiling=fits.ceiling,
        parts=dict(zip(fits.names, gaps.tolist(), strict=True)),
        predicted=fits.correlations**2,
    )


def sap_influence(fits: LinearFits) -> Floats:
    """Return what each sample adds to the score, ``(n,)``; their mean is the score."""
    squared = fits.correlations**2
    added = np.full(len(fits.codes), _gaps(squared).mean())
    for factor in range(len(fits.names)):
        order = np.argsort(-squared[:, factor], kind="stable")[:2]
        y = fits.factors[:, factor]
        for sign, dimension in zip((1, -1), order, strict=False):
            x, r = fits.codes[:, dimension], fits.correlations[dimension, factor]
            added += sign * 2 * r * (x * y - r * (x**2 + y**2) / 2) / len(fits.names)
    return added


def _by_classifiers(
    codes: Floats,
    columns: dict[str, Column],
    seed: int,
    on_progress: OnProgress | None,
    cancel: Event | None,
) -> SapScore:
    generator = np.random.default_rng(seed)
    rows = generator.permutation(len(codes))[:_MOST_SAMPLES]
    n = len(rows)
    targets = {name: as_classes(values, _BINS)[rows] for name, values in columns.items()}
    for name, target in targets.items():
        rarest = int(np.bincount(target)[np.unique(target)].min())
        if rarest < _PER_CLASS or len(np.unique(target)) < 2:
            raise DataError(
                f"A class of the factor {name!r} has {rarest} of {n:,} samples: SAP by a linear "
                f"SVM needs {_PER_CLASS} of each; merge classes, or leave the factor out."
            )
    truth = as_codes(columns, _BINS)[rows]
    d, k = codes.shape[1], len(targets)
    steps = Steps("SAP", (2 * d + k) * k, on_progress, cancel)
    fits = _Classified(codes[rows], targets, seed, steps)
    ceiling = _Classified(truth, targets, seed, steps)
    shuffled = _Classified(codes[generator.permutation(rows)], targets, seed, steps)
    (interval,) = intervals_of([fits.added], seed)
    gaps = _gaps(fits.accuracies)
    return SapScore(
        value=float(gaps.mean()),
        expected=float(_gaps(shuffled.accuracies).mean()),
        interval=interval,
        label=f"SAP (linear SVM, balanced accuracy, {_listed(targets)}, n = {n:,})",
        ceiling=float(_gaps(ceiling.accuracies).mean()),
        parts=dict(zip(targets, gaps.tolist(), strict=True)),
        predicted=fits.accuracies,
    )


class _Classified:
    """Balanced accuracy of each dimension for each factor, on samples held out."""

    def __init__(
        self, codes: Floats, targets: Mapping[str, Indices], seed: int, steps: Steps
    ) -> None:
        from sklearn.model_selection import train_test_split

        moving = codes.var(axis=0) > _INACTIVE
        scaled = _standardised(codes)
        self.accuracies = np.zeros((codes.shape[1], len(targets)))
        added = []
        for factor, target in enumerate(targets.values()):
            train, test = train_test_split(
                np.arange(len(codes)), test_size=_TEST_SHARE, random_state=seed, stratify=target
            )
            shares = np.bincount(target[test]) / len(test)
            weights = 1 / (shares[target[test]] * np.count_nonzero(shares))
            right = np.zeros((codes.shape[1], len(test)))
            for dimension in np.flatnonzero(moving):
                column = scaled[:, [dimension]]
                found = _predicted(column[train], target[train], column[test], seed)
                right[dimension] = weights * (found == target[test])
                steps.done()
            self.accuracies[:, factor] = right.mean(axis=1)
            order = np.argsort(-self.accuracies[:, factor], kind="stable")
            second = right[order[1]] if len(order) > 1 else 0.0
            added.append(right[order[0]] - second)
        self.added: Floats = _mean_of_ragged(added)


def _predicted(x: Floats, y: Indices, unseen: Floats, seed: int) -> Indices:
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=0.01, class_weight="balanced", random_state=seed).fit(x, y)
    found: Indices = machine.predict(unseen)
    return found


def _mean_of_ragged(columns: list[Floats]) -> Floats:
    """Mean over factors of what the held-out samples add, as many as the fewest have."""
    least = min(map(len, columns))
    mean: Floats = np.mean([column[:least] for column in columns], axis=0)
    return mean


def _listed(names: Iterable[str]) -> str:
    """Name the factors: what is left out matters as much as how the rest is read."""
    all_ = list(names)
    more = len(all_) - _MOST_NAMED
    said = ", ".join(all_[:_MOST_NAMED])
    return f"{len(all_)} factors: {said} and {more} more" if more > 0 else f"of {said}"


def _gaps(scores: Floats) -> Floats:
    """Gap between the two best dimensions for each factor; a lone dimension has no rival."""
    ordered = np.sort(scores, axis=0)
    gaps: Floats = ordered[-1] - (ordered[-2] if len(ordered) > 1 else 0.0)
    return gaps


def _standardised(columns: Floats) -> Floats:
    """Columns of mean 0 and variance 1; one that does not vary is 0."""
    centred = columns - columns.mean(axis=0)
    sd = centred.std(axis=0)
    moving = sd**2 > _INACTIVE
    scaled: Floats = np.divide(centred, sd, out=np.zeros_like(centred), where=moving)
    return scaled
