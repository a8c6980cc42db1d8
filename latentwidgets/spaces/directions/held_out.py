"""How well a direction tells held-out codes apart, and how well it would by chance."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.directions.contrast import Contrast, thirds
from latentwidgets.spaces.directions.fitting import FITS
from latentwidgets.spaces.directions.geometry import project_away, unit

__all__ = ["HeldOut", "auc", "held_out"]

Array64 = NDArray[np.float64]
Rows = NDArray[np.intp]

FOLDS = 5
MOST_ROWS = 4000
MOST_ROWS_SLOW = {"lda": 2000, "regression": 2000, "logistic": 1000, "svm": 1000}
ITERATED = ("logistic", "svm")
N_BOOTSTRAP = 300
FEWEST_NULL, MOST_NULL = 8, 20
NULL_OPERATIONS = 1e10  # about a second: what the fits to permuted labels may cost
MIDDLE = (0.025, 0.975)


@dataclass(frozen=True)
class HeldOut:
    """Figures of codes that the vector which scores them has not seen.

    Attributes
    ----------
    auc
        Share of pairs, one code of each side, that the direction orders rightly.
    interval
        The middle 95 % of bootstrap samples of the codes.
    null
        The middle 95 % of fits to permuted labels, measured in the same way.
    n_positive, n_negative, n_folds, n_null
        How many codes, parts and permutations.
    """

    auc: float
    interval: tuple[float, float]
    null: tuple[float, float]
    n_positive: int
    n_negative: int
    n_folds: int
    n_null: int


def held_out(
    contrast: Contrast,
    conditions: Array64 | None = None,
    *,
    seed: int = 0,
    step: Callable[[], object] = lambda: None,
) -> HeldOut | None:
    """Score each part of the codes by a vector fitted on the other parts; None where too few.

    Parameters
    ----------
    conditions
        ``(k, d)``: what each fitted vector is made orthogonal to.
    step
        Called between fits; it may raise `Cancelled`.
    """
    rng = np.random.default_rng([seed, 11])
    codes, targets = _some(contrast, rng)
    classes = _classes(targets, is_numeric=contrast.is_numeric)
    smaller = int(min((classes == 1).sum(), (classes == 0).sum()))
    folds = min(FOLDS, smaller)
    if folds < 2:
        return None
    parts = _parts(contrast, targets, folds, rng)

    def scored(asked: Array64) -> Array64 | None:
        scores = np.empty(len(codes))
        for part in range(folds):
            inside = parts != part
            vector = unit(FITS[contrast.method](codes[inside], asked[inside]))
            if vector is not None and conditions is not None:
                vector = unit(project_away(vector, conditions))
            if vector is None:
                return None
            along = codes @ vector
            sd = float(along[inside].std()) or 1.0
            scores[~inside] = (along[~inside] - along[inside].mean()) / sd
        return scores

    scores = scored(targets)
    if scores is None:
        return None
    positive, negative = scores[classes == 1], scores[classes == 0]
    draws = [auc(_redrawn(positive, rng), _redrawn(negative, rng)) for _ in range(N_BOOTSTRAP)]
    chances = []
    n_null = _n_null(contrast.method, codes, folds)
    for _ in range(n_null):
        step()
        asked = _permuted(contrast, targets, rng)
        scores = scored(asked)
        if scores is not None:
            kinds = _classes(asked, is_numeric=contrast.is_numeric)
            chances.append(auc(scores[kinds == 1], scores[kinds == 0]))
    return HeldOut(
        auc=auc(positive, negative),
        interval=_middle(draws),
        null=_middle(chances or [0.5]),
        n_positive=len(positive),
        n_negative=len(negative),
        n_folds=folds,
        n_null=len(chances),
    )


def auc(positive: Array64, negative: Array64) -> float:
    """Share of pairs whose positive scores higher, ties as half (Mann & Whitney, 1947)."""
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    equal = np.searchsorted(ordered, positive, side="right") - below
    return float((below.sum() + 0.5 * equal.sum()) / (len(positive) * len(negative)))


def _some(contrast: Contrast, rng: np.random.Generator) -> tuple[Array64, Array64]:
    """Take a part of the codes where they are many: as many of each side as can be."""
    most = MOST_ROWS_SLOW.get(contrast.method, MOST_ROWS)
    n = len(contrast.targets)
    chosen = np.arange(n)
    if n > most and contrast.is_paired:
        half = np.sort(rng.choice(n // 2, most // 2, replace=False))
        chosen = np.concatenate([half, half + n // 2])
    elif n > most and contrast.is_numeric:
        chosen = np.sort(rng.choice(n, most, replace=False))
    elif n > most:
        sides = [np.flatnonzero(contrast.targets == side) for side in (0, 1)]
        share = most // 2
        few = min(map(len, sides))
        sizes = [min(len(side), max(share, most - few)) for side in sides]
        chosen = np.sort(
            np.concatenate(
                [
                    rng.choice(side, min(size, len(side)), replace=False)
                    for side, size in zip(sides, sizes, strict=True)
                ]
            )
        )
    return contrast.codes[chosen].astype(np.float64), contrast.targets[chosen]


def _classes(targets: Array64, *, is_numeric: bool) -> NDArray[np.int8]:
    """1 for those that have it, 0 for those that have not, -1 for numbers in between."""
    if not is_numeric:
        return targets.astype(np.int8)
    lower, upper = thirds(targets)
    classes = np.full(len(targets), -1, np.int8)
    classes[lower], classes[upper] = 0, 1
    return classes


def _parts(
    contrast: Contrast, targets: Array64, folds: int, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Say which part each row is in: pairs stay together, sides are spread evenly."""
    n = len(targets)
    if contrast.is_paired:
        return np.tile(rng.permutation(np.arange(n // 2) % folds), 2)
    order = rng.permutation(n)
    order = order[np.argsort(targets[order], kind="stable")]
    parts = np.empty(n, np.intp)
    parts[order] = np.arange(n) % folds
    return parts


def _permuted(contrast: Contrast, targets: Array64, rng: np.random.Generator) -> Array64:
    if not contrast.is_paired:
        return rng.permutation(targets)
    # A pair's difference may point either way.
    swapped = rng.random(len(targets) // 2) < 0.5
    first = swapped.astype(np.float64)
    return np.concatenate([first, 1 - first])


def _n_null(method: str, codes: Array64, folds: int) -> int:
    n, d = codes.shape
    cost = n * d * (1 if method in ("mean", "pairs") else d)
    cost *= 10 if method in ITERATED else 1
    return int(np.clip(NULL_OPERATIONS / (folds * cost), FEWEST_NULL, MOST_NULL))


def _redrawn(scores: Array64, rng: np.random.Generator) -> Array64:
    return scores[rng.integers(len(scores), size=len(scores))]


def _middle(values: list[float]) -> tuple[float, float]:
    low, high = np.quantile(values, MIDDLE)
    return float(low), float(high)
