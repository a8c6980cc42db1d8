"""What a direction from labels is made of: codes, and which of them have it.

`frontend/src/directions` splits attributes and groups in the same way.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.spaces.colouring import MISSING, Colouring, colouring
from latentwidgets.spaces.directions.fitting import FITS
from latentwidgets.spaces.directions.geometry import unit
from latentwidgets.spaces.labels import named_columns
from latentwidgets.spaces.sampling import as_codes, check_indices

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Contrast", "from_attribute", "from_groups", "from_pairs"]

Codes = NDArray[np.float32]
Rows = NDArray[np.intp]

LOWER, UPPER = 1 / 3, 2 / 3  # of the values of a number: the parts that are set against another
MOST_NAMED = 12


@dataclass(frozen=True)
class Contrast:
    """Codes and what they are asked for.

    Attributes
    ----------
    codes : (n, d)
    targets : (n,)
        1 for a code that has it and 0 for one that has not; or numbers, where `is_numeric`.
    rows : (n,), or None
        Of the space's samples; None where the codes came from elsewhere.
    method
        Of `FITS`.
    attribute, value
        What was asked of, where it was an attribute; `value` of classes.
    words
        What is set against what, and how many.
    """

    codes: Codes
    targets: NDArray[np.float64]
    rows: Rows | None
    method: str
    attribute: str | None
    value: str | None
    words: str
    is_numeric: bool = False

    @property
    def is_paired(self) -> bool:
        """Whether the rows are pairs: all without it, then all with it, in one order."""
        return self.method == "pairs"

    def fit(self, rows: NDArray[Any] | slice = slice(None)) -> NDArray[np.float64] | None:
        """Fit a unit vector on some of the codes; None where there is no difference."""
        return unit(FITS[self.method](self.codes[rows], self.targets[rows]))

    def flipped(self) -> "Contrast":
        """Ask for the contrary."""
        targets = -self.targets if self.is_numeric else 1 - self.targets
        if self.is_paired:
            half = len(targets) // 2
            order = np.r_[half : 2 * half, :half]
            rows = None if self.rows is None else self.rows[order]
            return replace(self, codes=self.codes[order], rows=rows)
        return replace(self, targets=targets)


def from_attribute(
    space: "LatentSpace",
    attribute: str,
    *,
    value: Any = None,
    against: Any = None,
    method: str = "mean",
) -> Contrast:
    """Set the samples that have an attribute against those that have not.

    Raises
    ------
    OptionError
        Where there is no such attribute or kind, or a kind must be chosen.
    DataError
        Where one side would be empty.
    """
    values = columns_of(space)
    if attribute not in values:
        raise OptionError(_unknown("attribute", attribute, list(values)))
    column = colouring(attribute, values[attribute])
    if column.kind == "numeric":
        return _of_numbers(space, column, value, method)
    return _of_kinds(space, column, value, against, method)


def columns_of(space: "LatentSpace") -> Mapping[str, NDArray[Any]]:
    """Labels (as ``"label"``) and attributes of a space, by name."""
    return named_columns(space.labels, space.attributes)


def from_groups(
    space: "LatentSpace", positive: Any, negative: Any = None, *, method: str = "mean"
) -> Contrast:
    """Set one group of samples against another, or against all the rest.

    Raises
    ------
    DataError
        Where a group is empty, holds no samples of the space, or overlaps with the other.
    """
    n = space.n_samples
    has = _group(positive, n, "positive")
    if negative is None:
        lacks = np.setdiff1d(np.arange(n), has)
        if not len(lacks):
            raise DataError(
                f"positive holds all {n:,} samples, so that there is no rest to set it against: "
                "choose fewer, or give negative=."
            )
    else:
        lacks = _group(negative, n, "negative")
    shared = np.intersect1d(has, lacks)
    if len(shared) == len(has) == len(lacks):
        raise DataError(f"Both groups hold the same {len(has):,} samples: choose two that differ.")
    if len(shared):
        raise DataError(
            f"{len(shared):,} {_samples(len(shared))} in both groups: take each out of one "
            f"of them (the groups hold {len(has):,} and {len(lacks):,})."
        )
    rest = "the other " if negative is None else ""
    words = f"{_count(len(has))} against {rest}{len(lacks):,}"
    return _of_sides(space, has, lacks, method, words)


def from_pairs(space: "LatentSpace", pairs: Any) -> Contrast:
    """Set the second of each pair against its first.

    Parameters
    ----------
    space
        Whose samples they are.
    pairs
        Indices ``(m, 2)``, each without and with it; or two arrays of codes, ``(before, after)``.

    Raises
    ------
    DataError
        Where they are no pairs.
    """
    if isinstance(pairs, tuple) and len(pairs) == 2 and _are_codes(pairs[0], space):
        before, after = (as_codes(side, space.latent_shape) for side in pairs)
        if len(before) != len(after) or not len(before):
            raise DataError(
                f"pairs holds {len(before):,} codes before and {len(after):,} after: give as many "
                "of each, one at least."
            )
        codes = np.concatenate([before, after]).reshape(2 * len(before), -1)
        if not np.isfinite(codes).all():
            raise DataError("pairs holds NaN or infinite values: give finite codes.")
        rows = None
    else:
        array = np.asarray(pairs)
        if array.ndim != 2 or array.shape[1] != 2 or not len(array):
            raise DataError(
                f"pairs has shape {array.shape}: give (m, 2) indices of samples, each row without "
                "and with it, or two arrays of codes."
            )
        rows = check_indices(array.T.reshape(-1), space.n_samples).astype(np.intp)
        codes = space.flat_codes[rows]
    half = len(codes) // 2
    return Contrast(
        codes=codes,
        targets=np.repeat([0.0, 1.0], half),
        rows=rows,
        method="pairs",
        attribute=None,
        value=None,
        words=f"{half:,} pair{'s' if half > 1 else ''}",
    )


def _of_kinds(
    space: "LatentSpace", column: Colouring, value: Any, against: Any, method: str
) -> Contrast:
    if method == "regression":
        raise OptionError(
            f"method='regression' was given for {column.name!r}, which has kinds: it is for "
            "numbers. Choose mean, lda, logistic or svm."
        )
    chosen = _kind_index(column, value)
    has = np.flatnonzero(column.values == chosen)
    if against is None:
        lacks = np.flatnonzero((column.values != chosen) & (column.values != MISSING))
        others = "those of another kind"
        if len(column.categories) == 2:
            others = f"{column.categories[1 - chosen]}"
    else:
        other = _kind_index(column, against)
        if other == chosen:
            raise OptionError(f"value and against are both {value!r}: give two kinds.")
        lacks = np.flatnonzero(column.values == other)
        others = column.categories[other]
    kind = column.categories[chosen]
    for side, what in ((has, kind), (lacks, others)):
        if not len(side):
            raise DataError(
                f"No sample has {column.name} = {what}: choose another kind than {kind!r}."
            )
    missing = int((column.values == MISSING).sum())
    words = f"{_count(len(has))} where {column.name} is {kind} against {len(lacks):,} ({others})"
    contrast = _of_sides(space, has, lacks, method, words + _left_out(missing))
    return replace(contrast, attribute=column.name, value=kind)


def _of_numbers(space: "LatentSpace", column: Colouring, value: Any, method: str) -> Contrast:
    if value is not None:
        raise OptionError(
            f"value={value!r} was given for {column.name!r}, which has numbers and no kinds: leave "
            "it out; the upper third is set against the lower."
        )
    numbers = column.values.astype(np.float64)
    present = np.flatnonzero(np.isfinite(numbers))
    known = numbers[present]
    if not len(known) or known.min() == known.max():
        raise DataError(
            f"{column.name!r} has {'no value' if not len(known) else f'one value, {known[0]:g},'} "
            "for all samples: a direction needs some that differ."
        )
    missing = len(numbers) - len(present)
    if method == "regression":
        words = f"of {column.name} on {_count(len(known))}{_left_out(missing)}"
        return Contrast(
            codes=space.flat_codes[present],
            targets=known,
            rows=present,
            method=method,
            attribute=column.name,
            value=None,
            words=words,
            is_numeric=True,
        )
    lower, upper = thirds(known)
    words = (
        f"{_count(int(upper.sum()))} in the upper third of {column.name} (from "
        f"{known[upper].min():.4g}) against {int(lower.sum()):,} in the lower (to "
        f"{known[lower].max():.4g}){_left_out(missing)}"
    )
    contrast = _of_sides(space, present[upper], present[lower], method, words)
    return replace(contrast, attribute=column.name)


def thirds(values: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell the lower and the upper third of numbers that are not all equal, ties and all.

    Where both thirds end at one value, those below it are set against those above, and where there
    are none on one side, it stands there itself.
    """
    low, high = np.quantile(values, [LOWER, UPPER])
    if low < high:
        return values <= low, values >= high
    lower, upper = values < low, values > low
    if not lower.any():
        lower = values == low
    elif not upper.any():
        upper = values == low
    return lower, upper


def _of_sides(space: "LatentSpace", has: Rows, lacks: Rows, method: str, words: str) -> Contrast:
    rows = np.concatenate([lacks, has]).astype(np.intp)
    return Contrast(
        codes=space.flat_codes[rows],
        targets=np.repeat([0.0, 1.0], [len(lacks), len(has)]),
        rows=rows,
        method=method,
        attribute=None,
        value=None,
        words=words,
    )


def _kind_index(column: Colouring, value: Any) -> int:
    kinds = column.categories
    if len(kinds) < 2:
        what = f"one value, {kinds[0]}," if kinds else "no value"
        raise DataError(
            f"{column.name!r} has {what} for all samples: a direction needs some that differ."
        )
    if value is None:
        if len(kinds) == 2:
            return 1
        raise OptionError(
            f"{column.name!r} has {len(kinds):,} kinds: choose one by value=, such as "
            f"value={kinds[-1]!r}; there are {_listed(kinds)}."
        )
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if text not in kinds:
        raise OptionError(_unknown(f"kind of {column.name}", text, kinds))
    return kinds.index(text)


def _group(given: Any, n: int, name: str) -> Rows:
    array = np.asarray(given)
    if array.dtype == bool:
        if array.shape != (n,):
            raise DataError(
                f"{name} is a mask of shape {array.shape} and there are {n:,} samples: give one "
                "boolean for each, or indices."
            )
        array = np.flatnonzero(array)
    rows = np.unique(check_indices(array, n)).astype(np.intp)
    if not len(rows):
        raise DataError(f"{name} is an empty group: choose one sample at least.")
    return rows


def _are_codes(side: Any, space: "LatentSpace") -> bool:
    shape = np.shape(side)
    return len(shape) > 1 and int(np.prod(shape[1:])) == space.latent_size


def _unknown(what: str, given: Any, known: list[str]) -> str:
    if not known:
        return f"There is no {what} {given!r}: the space has neither labels nor attributes."
    near = difflib.get_close_matches(str(given), known, n=3)
    advice = f"did you mean {' or '.join(map(repr, near))}? There are" if near else "there are"
    return f"There is no {what} {given!r}: {advice} {_listed(known)}."


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _left_out(missing: int) -> str:
    return f"; {missing:,} without a value left out" if missing else ""


def _count(n: int) -> str:
    return f"{n:,} sample{'s' if n != 1 else ''}"


def _samples(n: int) -> str:
    return "sample is" if n == 1 else "samples are"
