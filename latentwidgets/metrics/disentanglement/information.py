"""How much each code dimension tells about each generating factor: the table behind the scores."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError

__all__ = ["MutualInformation", "mutual_information"]

_PER_BIN = 10  # samples: below that the estimate is mostly bias, (bins - 1)(classes - 1) / 2n
_LEAST_SHARE = 0.2  # of a factor's entropy, before anything owns it
_MARGIN = 2.0  # how many times as much as the next

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Factors = Mapping[str, ArrayLike] | ArrayLike


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
    prepared = Prepared(codes, factors, bins)
    return prepared.information()


class Prepared:
    """Codes and factors checked and binned, for one table or for many resampled ones."""

    def __init__(self, codes: ArrayLike, factors: Factors, bins: int) -> None:
        if bins < 2:
            raise OptionError(f"bins = {bins} was given: a histogram needs at least 2.")
        self.codes = _checked_codes(codes)
        self.factors = _checked_factors(factors, len(self.codes))
        self.names = tuple(self.factors)
        self.bins = bins
        n = len(self.codes)
        if n < _PER_BIN * bins:
            raise DataError(
                f"{n} samples are too few for {bins} bins: give at least {_PER_BIN * bins}, "
                "or ask for fewer bins."
            )
        self.classes = [as_classes(values, bins) for values in self.factors.values()]
        self.binned = equal_width(self.codes, bins)

    def information(
        self, *, weights: Floats | None = None, order: Indices | None = None
    ) -> MutualInformation:
        """Return the table, of samples weighted, or with the codes in another order."""
        binned = self.binned if order is None else self.binned[order]
        probabilities = [_shares(classes, weights) for classes in self.classes]
        entropies = np.array([-_entropy_sum(p) for p in probabilities])
        values = [
            [_information(row, classes, self.bins, weights) for classes in self.classes]
            for row in binned.T
        ]
        return MutualInformation(np.array(values), entropies, self.names, self.bins)


def as_classes(values: NDArray[np.generic], bins: int) -> Indices:
    """Class of each value, from 0: the values themselves, or bins of many floats."""
    distinct, classes = np.unique(values, return_inverse=True)
    if values.dtype.kind == "f" and len(distinct) > bins:
        binned = equal_width(values.astype(np.float64)[:, None], bins)[:, 0]
        _, classes = np.unique(binned, return_inverse=True)
    indices: Indices = classes.astype(np.intp)
    return indices


def equal_width(columns: Floats, bins: int) -> Indices:
    """Bin of each value between the extremes of its column; a constant column has one bin."""
    low, high = columns.min(axis=0), columns.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    scaled: Floats = (columns - low) / span * bins
    return np.minimum(scaled.astype(np.intp), bins - 1)


def _checked_codes(codes: ArrayLike) -> Floats:
    array = np.asarray(codes, dtype=np.float64)
    if array.ndim < 1 or array.size == 0:
        raise ShapeError(f"Codes of shape {array.shape} were given: expected (n, d).")
    if not np.isfinite(array).all():
        raise DataError("The codes hold NaN or infinite values: drop those samples first.")
    return array.reshape(len(array), -1)


def _checked_factors(factors: Factors, n: int) -> dict[str, NDArray[np.generic]]:
    if isinstance(factors, Mapping):
        columns = {str(name): np.asarray(values) for name, values in factors.items()}
    else:
        table = np.asarray(factors)
        table = table[:, None] if table.ndim == 1 else table
        if table.ndim != 2:
            raise ShapeError(f"Factors of shape {table.shape} were given: expected (n, k).")
        columns = {f"factor {index}": column for index, column in enumerate(table.T)}
    if not columns:
        raise DataError("No factors were given: name at least one.")
    for name, values in columns.items():
        if values.shape != (n,):
            raise ShapeError(
                f"The factor {name!r} has shape {values.shape}, the codes {n} rows: "
                "both need one value a sample, in the same order."
            )
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise DataError(f"The factor {name!r} has missing values: drop those samples first.")
        if values.dtype.kind not in "fiubUS":
            raise DataError(
                f"The factor {name!r} holds {values.dtype}: give numbers, booleans or strings."
            )
        if len(np.unique(values)) < 2:
            raise DataError(f"The factor {name!r} has a single value: leave it out.")
    return columns


def _shares(classes: Indices, weights: Floats | None) -> Floats:
    counts = np.bincount(classes, weights)
    shares: Floats = counts / counts.sum()
    return shares


def _entropy_sum(shares: Floats) -> float:
    positive = shares[shares > 0]
    return float(np.sum(positive * np.log(positive)))


def _information(row: Indices, classes: Indices, bins: int, weights: Floats | None) -> float:
    width = int(classes.max()) + 1
    joint = np.bincount(row * width + classes, weights, minlength=bins * width)
    joint = (joint / joint.sum()).reshape(bins, width)
    margins = _entropy_sum(joint.sum(axis=1)) + _entropy_sum(joint.sum(axis=0))
    return max(0.0, _entropy_sum(joint) - margins)
