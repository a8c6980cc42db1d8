"""How much each code dimension tells about each generating factor: the table behind the scores."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.metrics.disentanglement._factors import (
    Factors,
    as_classes,
    as_codes,
    checked_codes,
    checked_factors,
    equal_width,
)

__all__ = ["MutualInformation", "Prepared", "check_samples", "mutual_information"]

_PER_BIN = 10  # samples: below that the estimate is mostly bias, (bins - 1)(classes - 1) / 2n
_LEAST_SHARE = 0.2  # of a factor's entropy, before anything owns it
_MARGIN = 2.0  # how many times as much as the next
_PERMUTED_DIMENSIONS = 96  # in all: of a few dimensions, more permutations
_LEAST_PERMUTATIONS, _MOST_PERMUTATIONS = 3, 10

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class MutualInformation:
    """Mutual information of code dimensions and factors, in nats, from histograms.

    Attributes
    ----------
    values
        float64 ``(d, k)``, at least 0.
    entropies
        float64 ``(k,)``: entropy of each factor, the most that a dimension can tell.
    names
        Of the k factors.
    bins
        Equal-width bins of a dimension.
    """

    values: Floats
    entropies: Floats
    names: tuple[str, ...]
    bins: int

    @property
    def shares(self) -> Floats:
        """Share of each factor's entropy that each dimension tells, ``(d, k)`` in [0, 1]."""
        return self.values / self.entropies

    @property
    def owners(self) -> dict[str, int | None]:
        """The dimension that owns each factor, None where no dimension does.

        A dimension owns a factor if it tells at least a fifth of the factor's entropy, twice as
        much as any other dimension tells, and twice as much as it tells itself about any other
        factor (in shares of the entropies). A dimension owns one factor at most.
        """
        shares = self.shares
        found: dict[str, int | None] = {}
        for column, name in enumerate(self.names):
            row = int(shares[:, column].argmax())
            best = shares[row, column]
            rivals = np.concatenate(
                [np.delete(shares[:, column], row), np.delete(shares[row], column)]
            )
            owned = best >= _LEAST_SHARE and best >= _MARGIN * rivals.max(initial=0.0)
            found[name] = row if owned else None
        return found

    @property
    def sharers(self) -> dict[str, tuple[int, ...]]:
        """The dimensions that share a factor, best first; empty where one has it, or none.

        Those that tell at least a tenth of its entropy, and half as much as the best does.
        """
        found: dict[str, tuple[int, ...]] = {}
        for column, name in enumerate(self.names):
            shares = self.shares[:, column]
            order = np.argsort(-shares, kind="stable")
            least = max(_LEAST_SHARE / 2, shares[order[0]] / _MARGIN)
            among = tuple(int(row) for row in order if shares[row] >= least)
            found[name] = among if len(among) > 1 else ()
        return found


def mutual_information(codes: ArrayLike, factors: Factors, *, bins: int = 20) -> MutualInformation:
    """Measure what each code dimension tells about each factor, by a two-dimensional histogram.

    Each code dimension is cut into equal-width bins between its extremes. A factor of integers,
    booleans or strings keeps its classes; one of floats with more than ``bins`` distinct values is
    cut like a code. For unrelated data the estimate is not 0 but near
    ``(bins - 1) (classes - 1) / 2n``.

    Parameters
    ----------
    codes
        ``(n, ...)``, flattened to ``(n, d)``; of a variational model the posterior means.
    factors
        The factors by name, each ``(n,)``; or an array ``(n, k)``.
    bins
        At least 2; ``n >= 10 bins`` is needed.

    Raises
    ------
    ShapeError
        Codes and factors do not have the same number of rows.
    DataError
        There are too few samples, a value is missing, or a factor has a single value.
    OptionError
        ``bins`` is below 2.
    """
    return Prepared(codes, factors, bins).information


class Prepared:
    """Codes and factors checked and binned, and the tables of them, for all scores of one panel."""

    def __init__(self, codes: ArrayLike, factors: Factors, bins: int, seed: int = 0) -> None:
        if bins < 2:
            raise OptionError(f"bins = {bins} was given: a histogram needs at least 2.")
        self.codes = checked_codes(codes)
        self.factors = checked_factors(factors, len(self.codes))
        self.names = tuple(self.factors)
        self.bins = bins
        self.seed = seed
        check_samples(len(self.codes), bins)
        self.classes = [as_classes(values, bins) for values in self.factors.values()]
        self.binned = np.ascontiguousarray(equal_width(self.codes, bins).T)  # (d, n): a row is fast

    @cached_property
    def information(self) -> MutualInformation:
        """The table."""
        return self._table(self.binned)

    @cached_property
    def ceiling(self) -> MutualInformation:
        """The table of the true factors, taken for codes."""
        return self._table(equal_width(as_codes(self.factors, self.bins), self.bins).T)

    @cached_property
    def unrelated(self) -> list[MutualInformation]:
        """Tables of the codes in random orders."""
        generator = np.random.default_rng([self.seed, 2])
        n, d = self.codes.shape
        n_tables = min(_MOST_PERMUTATIONS, max(_LEAST_PERMUTATIONS, _PERMUTED_DIMENSIONS // d))
        orders = [generator.permutation(n) for _ in range(n_tables)]
        return [self._table(self.binned[:, order]) for order in orders]

    def pointwise(self, dimension: int, factor: int) -> Floats:
        """Information of each sample, ``(n,)``: their mean is what the table holds."""
        rows, columns = self.binned[dimension], self.classes[factor]
        width = int(columns.max()) + 1
        cells = rows * width + columns
        counts = np.bincount(cells, minlength=self.bins * width)
        joint = counts.reshape(self.bins, width) / len(rows)
        with np.errstate(divide="ignore", invalid="ignore"):  # of cells that no sample lies in
            logs = np.log(joint) - np.log(joint.sum(axis=1))[:, None] - np.log(joint.sum(axis=0))
        information: Floats = logs.reshape(-1)[cells]
        return information

    def surprise(self, factor: int) -> Floats:
        """Negative log of the share of each sample's class, ``(n,)``: their mean is the entropy."""
        classes = self.classes[factor]
        shares = np.bincount(classes) / len(classes)
        surprise: Floats = -np.log(shares[classes])
        return surprise

    def _table(self, binned: Indices) -> MutualInformation:
        d, n = binned.shape
        bins = binned + np.arange(d)[:, None] * self.bins
        values, entropies = [], []
        for classes in self.classes:
            width = int(classes.max()) + 1
            cells = bins * width
            cells += classes
            counts = np.bincount(cells.reshape(-1), minlength=d * self.bins * width)
            joint = counts.reshape(d, self.bins, width) / n
            by_bin, by_class = joint.sum(axis=2), joint[0].sum(axis=0)
            entropy = _minus_entropy(by_class)
            entropies.append(-entropy)
            table = _minus_entropy(joint.reshape(d, -1)) - _minus_entropy(by_bin) - entropy
            values.append(np.maximum(table, 0))
        return MutualInformation(
            np.stack(values, axis=1), np.array(entropies), self.names, self.bins
        )


def check_samples(n: int, bins: int) -> None:
    """Refuse samples that are too few for histograms of so many bins."""
    if n < _PER_BIN * bins:
        raise DataError(
            f"{n} samples are too few for {bins} bins: give at least {_PER_BIN * bins}, "
            "or ask for fewer bins."
        )


def _minus_entropy(shares: Floats) -> Floats:
    """Sum of ``p log p`` over the last axis."""
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.asarray((shares * logs).sum(axis=-1))
