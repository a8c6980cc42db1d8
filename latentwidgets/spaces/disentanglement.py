"""Which dimension is which factor of the data: measured, said in words, names proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.spaces.dimension_names import subscripted
from latentwidgets.spaces.labels import LABEL, named_columns

if TYPE_CHECKING:
    from latentwidgets.metrics import DisentanglementScores
    from latentwidgets.spaces.space import LatentSpace

__all__ = [
    "RULE",
    "Disentanglement",
    "ProposedName",
    "classified",
    "factors_of",
    "measure_disentanglement",
]

BINS = 20
MOST_SAMPLES = 20_000  # of more a seeded choice
MOST_FACTORS = 100
_PER_CLASS = 10  # samples, on average: below that a class says more of chance than of the factor
_LEAST_SHARE = 0.1  # of a factor's information, before one speaks of sharing it
_LEAST_NAMED = 0.2  # of a factor's information, before one is named after it
_MARGIN = 2.0
_BIASED = 0.05

RULE = (
    "A name is proposed where a dimension tells at least a fifth of a factor and twice as much as "
    "any other dimension tells of it, and twice as much as it tells of any other factor. Where "
    "only one other factor is nearer (no label), and the dimension tells a fifth of that as well, "
    "the name is of both, with a plus. The number is the share of the first factor's entropy that "
    "the dimension tells (0 nothing, 1 all)."
)


@dataclass(frozen=True)
class ProposedName:
    """A name for a dimension.

    Attributes
    ----------
    dimension
        From 0.
    factors
        Those that it tells about, one or two; of the first no other dimension tells as much.
    share
        Of the first factor's entropy that the dimension tells, in [0, 1].
    """

    dimension: int
    factors: tuple[str, ...]
    share: float

    @property
    def name(self) -> str:
        """The factors, such as ``"fur_hue + pattern"``."""
        return " + ".join(self.factors)

    def __str__(self) -> str:
        return f"{subscripted(self.dimension)} ≈ {self.name}, {self.share:.2f}"


@dataclass(frozen=True, eq=False)
class Disentanglement:
    """What each dimension of a space tells about each factor.

    Attributes
    ----------
    scores
        MIG, SAP by R², modularity, each with its ceiling, and the table they are read from.
    n
        Samples measured.
    proposals
        Names for dimensions, the surest first; `rule` says when one is proposed.
    sharing
        Sentences about factors that several dimensions share, and dimensions that mix factors.
    left_out
        By name of a factor or figure, why it could not be measured.
    doubts
        Sentences about what was measured on too little.
    """

    scores: "DisentanglementScores"
    n: int
    proposals: tuple[ProposedName, ...]
    sharing: tuple[str, ...]
    left_out: Mapping[str, str]
    doubts: tuple[str, ...]
    rule: str = RULE

    @property
    def names(self) -> tuple[str, ...]:
        """The factors measured."""
        return self.scores.information.names

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of each factor's entropy that each dimension tells, ``(d, k)`` in [0, 1]."""
        return self.scores.information.shares

    def __str__(self) -> str:
        figures = [self.scores.mig, self.scores.sap, self.scores.modularity]
        lines = [str(figure) for figure in figures if figure is not None]
        lines += [str(proposal) for proposal in self.proposals]
        return "\n".join([*lines, *self.sharing, *self.doubts, *self.left_out.values()])


def factors_of(space: "LatentSpace", names: Sequence[str] | None = None) -> dict[str, NDArray[Any]]:
    """Return labels and attributes as factors, one value a sample.

    Labels are names, which have no order, numbers or not. Whole numbers of more than 20 values are
    cut into bins, as floats are.

    Parameters
    ----------
    space
        Whose.
    names
        Which; None takes all.

    Raises
    ------
    OptionError
        Where one is unknown, or there are too many.
    DataError
        Where the space has neither labels nor attributes.
    """
    columns = named_columns(space.labels, space.attributes)
    if not columns:
        raise DataError(
            "The space has neither labels nor attributes, and without true factors nothing can be "
            "said about disentanglement: give LatentSpace(..., attributes={'name': values})."
        )
    chosen = _distinct(columns)[:MOST_FACTORS] if names is None else list(names)
    unknown = [name for name in chosen if name not in columns]
    if unknown:
        known = ", ".join(map(repr, columns))
        raise OptionError(f"There is no factor {unknown[0]!r}: choose among {known}.")
    if not chosen or len(chosen) > MOST_FACTORS:
        raise OptionError(f"{len(chosen)} factors were chosen: choose 1 to {MOST_FACTORS}.")
    return {name: _as_factor(name, columns[name]) for name in chosen}


def measure_disentanglement(
    space: "LatentSpace", factors: Sequence[str] | None = None, *, bins: int = BINS
) -> Disentanglement:
    """Measure; see `LatentSpace.disentanglement`."""
    from latentwidgets.metrics import disentanglement_scores

    codes, columns, refusals = drawn(space, factors)
    scores = disentanglement_scores(codes, columns, bins=bins, seed=space.seed)
    chances = _chances(columns, scores, len(codes))
    return Disentanglement(
        scores=scores,
        n=len(codes),
        proposals=tuple(_proposals(scores, chances)),
        sharing=tuple(_sharing(scores, chances)),
        left_out={**refusals, **scores.refusals},
        doubts=tuple(_doubts(scores, chances, len(codes))),
    )


def drawn(
    space: "LatentSpace", names: Sequence[str] | None
) -> tuple[NDArray[np.float32], dict[str, NDArray[Any]], dict[str, str]]:
    """Return codes ``(n, d)``, the factors that can be used, and why others cannot.

    Raises
    ------
    DataError
        Where none can be used.
    """
    columns = factors_of(space, names)
    n = space.n_samples
    rows: Any = slice(None)
    if n > MOST_SAMPLES:
        rows = np.sort(np.random.default_rng(space.seed).choice(n, MOST_SAMPLES, replace=False))
    usable, refusals = {}, {}
    for name, values in columns.items():
        why = _too_many_classes(name, values[rows])
        if why is None:
            usable[name] = values[rows]
        else:
            refusals[name] = why
    if not usable:
        raise DataError("No factor can be used. " + " ".join(refusals.values()))
    return space.flat_codes[rows], usable, refusals


def classified(columns: Mapping[str, NDArray[Any]]) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """Return the factors that have classes, and in words what is left out of SAP by a linear SVM.

    Numbers of more than 20 values belong to SAP by R²; classes of fewer than 10 samples cannot be
    held out.

    Raises
    ------
    DataError
        Where none is left.
    """
    taken, numbers, thin = {}, [], []
    for name, values in columns.items():
        distinct, counts = np.unique(values, return_counts=True)
        if values.dtype.kind == "f" and len(distinct) > BINS:
            numbers.append(name)
        elif counts.min() < _PER_CLASS:
            thin.append(name)
        else:
            taken[name] = values
    said = []
    if numbers:
        said.append(f"Left out, since numbers belong to SAP by R²: {_listed(numbers)}.")
    if thin:
        said.append(
            f"Left out, since a class has fewer than {_PER_CLASS} samples: {_listed(thin)}."
        )
    if not taken:
        raise DataError(" ".join(["No factor has classes for a linear SVM.", *said]))
    return taken, said


def _distinct(columns: Mapping[str, NDArray[Any]]) -> list[str]:
    """Leave out labels that an attribute repeats: a factor must not be its own rival."""
    labels = columns.get(LABEL)
    if labels is None:
        return list(columns)
    said = labels.astype(str)
    others = [name for name in columns if name != LABEL]
    repeated = any(np.array_equal(said, columns[name].astype(str)) for name in others)
    return others if repeated else list(columns)


def _as_factor(name: str, values: NDArray[Any]) -> NDArray[Any]:
    if values.dtype.kind in "iu":
        if name == LABEL:
            return values.astype(str)
        if len(np.unique(values)) > BINS:
            return values.astype(np.float64)
    return values


def _too_many_classes(name: str, values: NDArray[Any]) -> str | None:
    if values.dtype.kind not in "USO":
        return None
    n_classes = len({value for value in values.tolist() if value is not None})
    if n_classes < 2 or n_classes * _PER_CLASS <= len(values):
        return None
    return (
        f"The factor {name!r} has {n_classes:,} different values in {len(values):,} samples, fewer "
        f"than {_PER_CLASS} samples each: group them, or leave it out."
    )


def _chances(
    columns: Mapping[str, NDArray[Any]], scores: "DisentanglementScores", n: int
) -> NDArray[np.float64]:
    """Share of each factor that codes which tell nothing seem to tell, by Miller's bias."""
    information = scores.information
    bins = information.bins
    counts = [len(np.unique(columns[name].astype(str))) for name in information.names]
    classes = np.array(
        [
            min(count, bins) if columns[name].dtype.kind == "f" else count
            for name, count in zip(information.names, counts, strict=True)
        ]
    )
    chances: NDArray[np.float64] = (bins - 1) * (classes - 1) / (2 * n) / information.entropies
    return chances


def _proposals(scores: "DisentanglementScores", chances: NDArray[np.float64]) -> list[ProposedName]:
    """Propose names by `RULE`, the surest first; nothing of what chance would seem to tell."""
    information = scores.information
    shares = information.shares
    found: dict[int, ProposedName] = {}
    for column in np.argsort(-shares.max(axis=0), kind="stable"):
        dimension = int(shares[:, column].argmax())
        share = float(shares[dimension, column])
        rival = np.delete(shares[:, column], dimension).max(initial=0.0)
        too_little = max(_LEAST_NAMED, _MARGIN * rival, _MARGIN * chances[column])
        others = np.flatnonzero(shares[dimension] > share / _MARGIN)
        is_mixed = len(others) > 2 or shares[dimension, others].min() < _LEAST_NAMED
        if dimension in found or share < too_little or is_mixed:
            continue
        rest = [information.names[other] for other in others if other != column]
        factors = (information.names[column], *rest)
        if len(factors) == 1 or LABEL not in factors:
            found[dimension] = ProposedName(dimension, factors, share)
    return list(found.values())


def _sharing(scores: "DisentanglementScores", chances: NDArray[np.float64]) -> list[str]:
    """Say what is shared, of all that is clearly above what chance tells."""
    information = scores.information
    clear = information.shares >= _MARGIN * chances
    said = []
    for column, (name, dimensions) in enumerate(information.sharers.items()):
        among = [subscripted(dim) for dim in dimensions if clear[dim, column]]
        if len(among) > 1:
            said.append(f"{_listed(among)} share {name}: no single dimension is it.")
    for dimension, row in enumerate(information.shares):
        least = max(_LEAST_SHARE, row.max() / _MARGIN)
        mixed = [
            name
            for column, name in enumerate(information.names)
            if row[column] >= least and clear[dimension, column]
        ]
        if len(mixed) > 1:
            said.append(
                f"{subscripted(dimension)} tells about {_listed(mixed)} at once: moving it changes "
                "them together, or they go together in the data."
            )
    return said


def _doubts(scores: "DisentanglementScores", chances: NDArray[np.float64], n: int) -> list[str]:
    """Say where samples are few, in one sentence for all factors of which that is so."""
    few = {
        name: chance
        for name, chance in zip(scores.information.names, chances, strict=True)
        if chance > _BIASED
    }
    others = [said for said in scores.warnings if not said.startswith(f"{n:,} samples are few")]
    if not few:
        return others
    return [
        (
            f"{n:,} samples are few for {scores.information.bins} bins of {_listed(list(few))}: "
            f"what tells nothing would seem to tell up to {max(few.values()):.0%} of them."
        ),
        *others,
    ]


def _listed(names: Sequence[str], most: int = 4) -> str:
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
