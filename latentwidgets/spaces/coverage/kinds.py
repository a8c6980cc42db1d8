"""Which kinds of real samples, by their labels, a generator makes too seldom."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.metrics import Score

__all__ = ["Kind", "Kinds", "look_at_kinds"]

_MOST_KINDS = 24
_LEAST_REAL = 10  # of a kind: fewer say nothing
_TELLING = 0.5  # of the way from chance to certain that the nearest has the same label
_LEVEL = 0.001
_MISSING, _SELDOM = 0.05, 0.5  # of the expected share

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """Real samples of one label.

    Attributes
    ----------
    label
        As text.
    n_real, n_generated
        How many real samples have it; how many generated ones have such a one nearest.
    expected
        Share of the real samples whose nearest other real one has it: what equals would score.
    share
        Share of the generated samples whose nearest real one has it.
    state
        ``"missing"``, ``"seldom"``, or ``""`` where it is made about as often as it should.
    """

    label: str
    n_real: int
    n_generated: int
    expected: float
    share: float
    state: str


@dataclass(frozen=True)
class Kinds:
    """The kinds, the largest lack first, and how far the features tell them apart.

    Attributes
    ----------
    kinds
        Each; empty where they cannot be told apart, or there are none.
    told
        Share of the real samples whose nearest other one has their label; `expected` is by chance.
    note
        Why there are none; "" where there are.
    """

    kinds: tuple[Kind, ...]
    told: Score | None
    note: str

    @property
    def missing(self) -> tuple[Kind, ...]:
        """Those that are hardly ever made."""
        return tuple(kind for kind in self.kinds if kind.state == "missing")

    @property
    def seldom(self) -> tuple[Kind, ...]:
        """Those that are made less than half as often as they should, the missing ones apart."""
        return tuple(kind for kind in self.kinds if kind.state == "seldom")


def look_at_kinds(
    labels: NDArray[Any] | None, real: Floats, generated: Floats, *, features: str
) -> Kinds:
    """Compare the labels of the real samples nearest to generated ones with those of real ones.

    Generated samples have no labels: each is counted to the real sample that is nearest. The same
    is done of each real sample and the others, so that what the features confuse is confused in
    both.
    """
    if labels is None:
        return Kinds((), None, "The real samples have no labels.")
    if np.asarray(labels).dtype.kind in "fc":
        return Kinds((), None, "The labels are numbers, not kinds.")
    names = np.array([str(label) for label in labels])
    known, places = np.unique(names, return_inverse=True)
    if len(known) < 2:
        return Kinds(
            (), None, "All real samples have the same label: there are no kinds to compare."
        )
    if len(known) > _MOST_KINDS:
        note = f"The labels name {len(known)} kinds: from 2 to {_MOST_KINDS} are compared."
        return Kinds((), None, note)
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=1).fit(real)
    own = places[search.kneighbors(return_distance=False)[:, 0]]
    found = places[search.kneighbors(generated, return_distance=False)[:, 0]]
    counts = np.bincount(places, minlength=len(known))
    told = float((own == places).mean())
    chance = float(((counts / counts.sum()) ** 2).sum())
    error = 1.96 * float(np.sqrt(told * (1 - told) / len(own)))
    score = Score(
        told,
        chance,
        (max(0.0, told - error), min(1.0, told + error)),
        f"real samples whose nearest other has their label (in {features}, n = {len(own):,})",
    )
    if told < chance + _TELLING * (1 - chance):
        note = (
            f"The kinds cannot be told apart in {features}: of {told:.0%} of the real samples the "
            "nearest other has the same label."
        )
        return Kinds((), score, note)
    n_own = np.bincount(own, minlength=len(known))
    n_found = np.bincount(found, minlength=len(known))
    kinds = [
        _kind(label, (n_real, len(own)), n_other, (n_near, len(found)))
        for label, n_real, n_other, n_near in zip(
            known.tolist(), counts.tolist(), n_own.tolist(), n_found.tolist(), strict=True
        )
    ]
    kinds.sort(key=lambda kind: kind.share - kind.expected)
    return Kinds(tuple(kinds), score, "")


def _kind(label: str, real: tuple[int, int], n_own: int, near: tuple[int, int]) -> Kind:
    """Judge one: how many real have it, how many have one nearest, how many generated do."""
    from scipy.stats import fisher_exact

    (n_real, n), (n_found, m) = real, near
    expected, share = n_own / n, n_found / m
    state = ""
    if n_real >= _LEAST_REAL and share < _SELDOM * expected:
        table = [[n_found, m - n_found], [n_own, n - n_own]]
        if float(fisher_exact(table, alternative="less").pvalue) < _LEVEL:
            state = "missing" if share <= _MISSING * expected else "seldom"
    return Kind(label, n_real, n_found, expected, share, state)
