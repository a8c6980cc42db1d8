"""Modularity, explicitness and compactness from information.

Hsu, Dorrell, Whittington, Wu & Finn, *Disentanglement via Latent Quantization*, 2023.
"""

from threading import Event
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.metrics._progress import OnProgress, Steps
from latentwidgets.metrics.disentanglement._factors import (
    Factors,
    as_classes,
    as_codes,
    checked_codes,
    checked_factors,
)
from latentwidgets.metrics.disentanglement._score import DisentanglementScore, intervals_of
from latentwidgets.metrics.disentanglement.ksg import jittered, pointwise_information

__all__ = ["InfoMec", "infomec"]

_BINS = 20  # floats of more values than these are cut into so many classes
_LEAST_SAMPLES = 200
_INACTIVE = 1 / 20  # of the largest range of a dimension
_ITERATIONS = 100
_CONVERGED = 1e-4

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


class InfoMec(NamedTuple):
    """The three figures; each 1 at best.

    ``modularity.parts`` are by active dimension, the others' by factor. ``information`` is float64
    ``(d, k)``: the share of each factor's entropy that each dimension tells, 0 where it was pruned;
    ``active`` the dimensions that were not.
    """

    modularity: DisentanglementScore
    explicitness: DisentanglementScore
    compactness: DisentanglementScore
    information: Floats
    active: tuple[int, ...]


def infomec(  # noqa: PLR0913
    codes: ArrayLike,
    factors: Factors,
    *,
    k: int = 10,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    cancel: Event | None = None,
) -> InfoMec:
    """InfoM, InfoE and InfoC (Hsu et al. 2023).

    Codes are standardised, and dimensions whose range is below a twentieth of the largest are
    pruned. The information of a dimension and a factor is estimated by ``k`` nearest neighbours
    (KSG), over the factor's entropy. *InfoM*: how much of what a dimension tells is about one
    factor, 0 where it tells as much about each. *InfoC*: how much of what is told about a factor is
    told by one dimension. *InfoE*: how much of a factor a linear classifier (multinomial logistic,
    classes weighted, no penalty) reads from all active dimensions, as the fall of its cross entropy
    on the samples it was fitted on.

    Parameters
    ----------
    codes, factors
        As in `latentwidgets.metrics.mutual_information`; two factors or more. Floats of more than
        20 values are cut into 20 classes.
    k
        Neighbours.
    seed
        Of the jitter that tells equal codes apart, of the bootstrap behind the intervals (of what
        each sample adds), and of the random order that ``expected`` is measured with.
    on_progress
        Called with the steps done, and of how many: a dimension or a classifier each.
    cancel
        Once set, no further step is begun.

    Raises
    ------
    ShapeError
        Codes and factors do not have the same number of rows.
    DataError
        There are fewer than 200 samples, or no more than active dimensions; one factor only; a
        value is missing; a factor has a single value.
    OptionError
        ``k`` is below 1.
    Cancelled
        `cancel` was set.
    """
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        raise OptionError(f"k={k!r} neighbours were asked for: give a whole number from 1.")
    checked = checked_codes(codes)
    columns = checked_factors(factors, len(checked))
    n = len(checked)
    if n < _LEAST_SAMPLES:
        raise DataError(f"{n} samples are too few for InfoMEC: give at least {_LEAST_SAMPLES}.")
    if len(columns) < 2:
        raise DataError(
            "InfoMEC was asked for with a single factor: it compares what is told about several, "
            "so give two or more."
        )
    active = _active(checked)
    if n <= 2 * len(active):
        raise DataError(
            f"{n} samples are too few for the {len(active)} active dimensions: a linear classifier "
            f"would read anything from them; give more than {2 * len(active)}."
        )
    classes = [as_classes(values, _BINS) for values in columns.values()]
    truth = as_codes(columns, _BINS)
    pruned = checked[:, active]
    n_factors = len(classes)
    steps = Steps("InfoMEC", 2 * len(active) + truth.shape[1] + 3 * n_factors, on_progress, cancel)
    order = np.random.default_rng([seed, 5]).permutation(n)
    main = _Told(pruned, classes, k, seed, steps)
    best = _Told(truth, classes, k, seed, steps)
    chance = _Told(pruned[order], classes, k, seed, steps)
    intervals = intervals_of([main.modular_added, main.explicit_added, main.compact_added], seed)
    names = tuple(columns)
    dimensions = tuple(f"z{index}" for index in active)
    suffix = (
        f"{len(active)} of {checked.shape[1]} dimensions active, {n_factors} factors, n = {n:,}"
    )
    scores = [
        DisentanglementScore(
            value=float(parts.mean()),
            expected=float(unrelated.mean()),
            interval=interval,
            label=f"{name} ({estimator}, {suffix})",
            ceiling=float(ceiling.mean()),
            parts=dict(zip(owners, parts.tolist(), strict=True)),
        )
        for name, estimator, parts, unrelated, ceiling, interval, owners in zip(
            ("InfoM", "InfoE", "InfoC"),
            (f"KSG, k = {k}", "logistic regression", f"KSG, k = {k}"),
            (main.modular, main.explicit, main.compact),
            (chance.modular, chance.explicit, chance.compact),
            (best.modular, best.explicit, best.compact),
            intervals,
            (dimensions, names, names),
            strict=True,
        )
    ]
    table = np.zeros((checked.shape[1], n_factors))
    table[active] = main.shares
    return InfoMec(scores[0], scores[1], scores[2], table, tuple(int(i) for i in active))


class _Told:
    """Shares of the factors' entropies that each dimension and a linear classifier tell."""

    def __init__(
        self, codes: Floats, classes: list[Indices], k: int, seed: int, steps: Steps
    ) -> None:
        scaled = (codes - codes.mean(axis=0)) / codes.std(axis=0)
        n, d = codes.shape
        entropies = np.array([_entropy(column) for column in classes])
        shares = np.zeros((d, len(classes)))
        told = np.zeros((d, len(classes), n))  # what each sample adds to a share
        for dimension, column in enumerate(jittered(scaled, seed).T):
            for factor, target in enumerate(classes):
                added = pointwise_information(column, target, k) / entropies[factor]
                mean = added.mean()
                if mean > 0:
                    shares[dimension, factor] = mean
                    told[dimension, factor] = added - mean
            steps.done()
        self.shares = shares
        self.modular, self.modular_added = _concentrated(shares, told)
        self.compact, self.compact_added = _concentrated(shares.T, told.transpose(1, 0, 2))
        read = []
        for target in classes:
            read.append(_read_by_a_line(scaled, target))
            steps.done()
        self.explicit = np.array([share for share, _ in read])
        self.explicit_added: Floats = np.mean([added for _, added in read], axis=0)


def _concentrated(rows: Floats, told: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """Share of each row in its largest entry, rescaled to 0 for equal entries; and by sample."""
    width = rows.shape[1]
    if width == 1:
        return np.ones(len(rows)), np.ones(told.shape[2])
    totals = rows.sum(axis=1)
    sums = np.where(totals > 0, totals, 1.0)
    best = rows.argmax(axis=1)
    largest = np.where(totals > 0, rows.max(axis=1) / sums, 1 / width)
    scale = 1 / (1 - 1 / width)
    concentrated: Floats = (largest - 1 / width) * scale
    added = np.full(told.shape[2], concentrated.mean())
    for row, samples in enumerate(told):
        change = (samples[best[row]] - largest[row] * samples.sum(axis=0)) / sums[row]
        added += change * scale / len(rows)
    return concentrated, added


def _read_by_a_line(codes: Floats, target: Indices) -> tuple[float, Floats]:
    """Share of the cross entropy that a linear classifier takes away; and by sample."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    _, places = np.unique(target, return_inverse=True)
    n_classes = int(places.max()) + 1
    model = LogisticRegression(
        C=np.inf, class_weight="balanced", max_iter=_ITERATIONS, tol=_CONVERGED
    )
    with warnings.catch_warnings():
        # Where classes can be told apart perfectly, its weights would grow for ever.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(codes, places)
    chances = model.predict_proba(codes)[np.arange(len(codes)), places]
    surprise = -np.log(np.maximum(chances, np.finfo(np.float64).tiny))
    blind = np.log(n_classes)  # of a classifier with weighted classes that sees nothing
    added = 1 - surprise / blind
    share = float(added.mean())
    return (share, added) if share > 0 else (0.0, np.zeros(len(codes)))


def _active(codes: Floats) -> Indices:
    ranges = codes.max(axis=0) - codes.min(axis=0)
    active = np.flatnonzero(ranges > _INACTIVE * ranges.max())
    if len(active) == 0:
        raise DataError("No code dimension varies: there is nothing to measure.")
    return active


def _entropy(classes: Indices) -> float:
    shares = np.bincount(classes) / len(classes)
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())
