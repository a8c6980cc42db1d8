"""Disentanglement, completeness and informativeness, by random forests.

Eastwood & Williams, *A Framework for the Quantitative Evaluation of Disentangled Representations*,
2018.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.metrics._progress import OnProgress, Steps
from latentwidgets.metrics.disentanglement._factors import (
    Factors,
    as_classes,
    as_codes,
    checked_codes,
    checked_factors,
)
from latentwidgets.metrics.disentanglement._score import DisentanglementScore
from latentwidgets.metrics.disentanglement.information import check_samples

__all__ = ["DciScores", "dci"]

_N_GROUPS = 10  # forests that make up one: each on a resample of its own
_T_95 = 2.262  # Student's t with _N_GROUPS - 1 degrees of freedom
_BINS = 20  # floats of more values than these are regressed on, not classified
_LEVELS = 64  # quantiles of a dimension: what trees sort, and it makes them twice as fast
_PER_TREE = 1000  # samples at most: twice as many take twice as long and move no figure by 0.02
_TEST_SHARE = 0.2

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Target = NDArray[np.generic]


class DciScores(NamedTuple):
    """The three figures of one set of forests; each in [0, 1], 1 is best.

    ``disentanglement.parts`` are by code dimension, the others' by factor.
    ``importances`` is float64 ``(d, k)``, each column summing to 1 (or 0).
    """

    disentanglement: DisentanglementScore
    completeness: DisentanglementScore
    informativeness: DisentanglementScore
    importances: Floats


def dci(  # noqa: PLR0913
    codes: ArrayLike,
    factors: Factors,
    *,
    trees: int = 40,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    cancel: Event | None = None,
) -> DciScores:
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
        Of each forest, at least 10; each is grown on at most 1,000 samples, which the label states,
        and splits between 64 quantiles of a dimension.
    seed
        Of the split and of the forests. A forest is made of ten, each on a resample of its own;
        their spread is behind the intervals. ``expected`` is what codes in a random order score.
    on_progress
        Called with the forests grown, and of how many.
    cancel
        Once set, no further forest is grown.

    Raises
    ------
    ShapeError, DataError, OptionError
        As there; fewer than 200 samples, or fewer than 10 trees.
    Cancelled
        `cancel` was set.
    """
    if trees < _N_GROUPS:
        raise OptionError(f"trees = {trees} was given: a forest needs at least {_N_GROUPS}.")
    checked = checked_codes(codes)
    columns = checked_factors(factors, len(checked))
    n = len(checked)
    check_samples(n, _BINS)
    steps = Steps("DCI", len(columns) * (_N_GROUPS + 2), on_progress, cancel)
    generator = np.random.default_rng(seed)
    test, train = np.split(generator.permutation(n), [int(_TEST_SHARE * n)])
    targets = [_target(values) for values in columns.values()]
    drawn = [generator.choice(train, len(train)) for _ in range(_N_GROUPS)]
    resamples = [(rows, seed + group) for group, rows in enumerate(drawn)]
    few = max(10, trees // 4)
    levels = _levels(checked)
    truth = _levels(as_codes(columns, _BINS))
    shuffled = levels[generator.permutation(n)]
    main = _Forests(levels, targets, test, resamples, trees // _N_GROUPS, steps)
    ceiling = _Forests(truth, targets, test, [(train, seed)], few, steps)
    chance = _Forests(shuffled, targets, test, [(train, seed)], few, steps)
    spread = _T_95 * np.std(main.values_by_group, axis=0, ddof=1)
    dimensions = [f"z{index}" for index in range(checked.shape[1])]
    grown = f"{trees} trees of {min(len(train), _PER_TREE):,} samples"
    suffix = f"DCI-RF, {grown}, {len(targets)} factors, n = {n:,}"
    names = ("disentanglement", "completeness", "informativeness")
    owners = (dimensions, list(columns), list(columns))
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
            main.figures.values,
            chance.figures.values,
            ceiling.figures.values,
            spread.tolist(),
            owners,
            main.figures.parts,
            strict=True,
        )
    ]
    return DciScores(scores[0], scores[1], scores[2], main.figures.importances)


class _Figures:
    """The three figures, of importances and of the share of each factor that was read."""

    def __init__(self, importances: Floats, informed: Floats) -> None:
        self.importances = importances
        weights = importances.sum(axis=1)
        disentangled = concentration(importances)
        complete = concentration(importances.T)
        self.parts = (disentangled, complete, informed)
        total = weights.sum()
        self.values = (
            float(disentangled @ weights / total) if total > 0 else 0.0,
            float(complete.mean()),
            float(informed.mean()),
        )


class _Forests:
    """One forest a factor, each of a group of trees on each resample."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        codes: Indices,
        targets: list[Target],
        test: Indices,
        resamples: list[tuple[Indices, int]],
        trees: int,
        steps: Steps,
    ) -> None:
        columns, informed, by_group = [], [], []
        every = np.concatenate([rows for rows, _ in resamples])
        # Trees are grown without Python's lock: a thread a group, not one a tree as a forest does.
        with ThreadPoolExecutor(min(len(resamples), os.cpu_count() or 1)) as pool:
            for target in targets:
                importances, votes = [], []
                for found in pool.map(_grower(codes, target, test, trees), resamples):
                    importances.append(found[0])
                    votes.append(found[1])
                    steps.done()
                columns.append(np.mean(importances, axis=0))
                informed.append(_informed(np.mean(votes, axis=0), target, every, test))
                errors = [
                    _informed(vote, target, rows, test)
                    for vote, (rows, _) in zip(votes, resamples, strict=True)
                ]
                by_group.append((importances, errors))
        self.figures = _Figures(np.stack(columns, axis=1), np.array(informed))
        self.values_by_group = [
            _Figures(
                np.stack([importances[group] for importances, _ in by_group], axis=1),
                np.array([errors[group] for _, errors in by_group]),
            ).values
            for group in range(len(resamples))
        ]


def concentration(rows: Floats) -> Floats:
    """One less the entropy of each row, to the base of its length; 0 for a row of zeros."""
    sums = rows.sum(axis=1, keepdims=True)
    if rows.shape[1] < 2:
        return np.asarray(sums[:, 0] > 0, dtype=np.float64)
    shares = np.divide(rows, sums, out=np.full_like(rows, 1 / rows.shape[1]), where=sums > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    concentrated: Floats = 1 + (shares * logs).sum(axis=1) / np.log(rows.shape[1])
    return concentrated


def _grower(
    codes: Indices, target: Target, test: Indices, trees: int
) -> Callable[[tuple[Indices, int]], tuple[Floats, Floats]]:
    """Return what grows a forest on a resample: its importances, and its votes on the test."""
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestRegressor if target.dtype.kind == "f" else RandomForestClassifier

    def grow(resample: tuple[Indices, int]) -> tuple[Floats, Floats]:
        rows, seed = resample
        # All dimensions compete at every split: else useless ones are given importance.
        forest = kind(
            trees,
            max_features=None,
            min_samples_leaf=5,
            max_samples=min(len(rows), _PER_TREE),
            random_state=seed,
        )
        forest.fit(codes[rows], target[rows])
        return forest.feature_importances_, _votes(forest, codes[test])

    return grow


def _votes(forest: Any, codes: Indices) -> Floats:
    """Return the predictions: of a number ``(n,)``, of classes the share of each, ``(n, c)``."""
    if not hasattr(forest, "classes_"):
        return np.asarray(forest.predict(codes), dtype=np.float64)
    votes = np.zeros((len(codes), int(forest.classes_.max()) + 1))
    votes[:, forest.classes_] = forest.predict_proba(codes)
    return votes


def _informed(votes: Floats, target: Target, train: Indices, test: Indices) -> float:
    """Share of what is unknown of a factor that the predictions tell."""
    truth = target[test]
    if target.dtype.kind == "f":
        numbers, guess = truth.astype(np.float64), target[train].astype(np.float64).mean()
        blind = float(np.mean((numbers - guess) ** 2))
        error = float(np.mean((numbers - votes) ** 2))
    else:
        blind = float(np.mean(truth != np.bincount(target[train]).argmax()))
        error = float(np.mean(truth != votes.argmax(axis=1)))
    return max(0.0, 1 - error / blind) if blind > 0 else 0.0


def _levels(codes: Floats) -> Indices:
    """Return which of 64 parts of equal size each number of a dimension lies in."""
    edges = np.quantile(codes, np.linspace(0, 1, _LEVELS + 1)[1:-1], axis=0)
    pairs = zip(edges.T, codes.T, strict=True)
    return np.stack([np.searchsorted(*pair, side="right") for pair in pairs], axis=1)


def _target(values: Target) -> Target:
    few = len(np.unique(values)) <= _BINS
    if few or values.dtype.kind != "f":
        return as_classes(values, _BINS)
    return values.astype(np.float64)
