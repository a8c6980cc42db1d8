"""Groups of samples that have something in common, by label and by attribute."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.colouring import MISSING, Colouring, colouring
from latentwidgets.spaces.labels import LABEL

__all__ = ["Group", "groups_of"]

MOST_CLASSES = 100  # of one label or attribute, the largest
MOST_NUMBERS = 12  # more distinct values of an attribute in numbers are a quantity
QUARTER = 0.25
YES_OR_NO = ({"False", "True"}, {"0", "1"})
YES = {"True", "1"}


@dataclass(frozen=True)
class Group:
    """Samples that have something in common.

    Attributes
    ----------
    name
        Such as ``siamese``, ``glasses``, ``no_glasses``, ``tense_past``, ``size``, ``low_size``.
    of
        ``"label"``, or the attribute.
    members : array, (count,)
        Indices of the samples.
    """

    name: str
    of: str
    members: NDArray[np.intp]


def groups_of(labels: NDArray[Any] | None, attributes: Mapping[str, NDArray[Any]]) -> list[Group]:
    """Find the groups of labels and attributes; none is empty, each name is there once.

    Of labels each class, by the label's own text. Of attributes that are true or false those that
    have it, and those that have not (``no_…``); of others with classes, each (``tense_past``); of
    quantities, more than 12 distinct numbers, the upper quarter, and the lower (``low_…``). Of many
    classes the 100 largest.
    """
    taken: set[str] = set()
    groups = []
    columns = [*([] if labels is None else [(LABEL, labels, True)])]
    columns += [(name, values, False) for name, values in attributes.items()]
    for of, values, is_label in columns:
        column = colouring(of, values)
        many = not is_label and values.dtype.kind in "iuf" and len(column.categories) > MOST_NUMBERS
        found = (
            _quarters(of, values)
            if many or column.kind == "numeric"
            else _classes(column, is_label=is_label)
        )
        for name, members in found:
            if name not in taken and len(members):
                taken.add(name)
                groups.append(Group(name, of, members))
    return groups


def _classes(column: Colouring, *, is_label: bool) -> Iterator[tuple[str, NDArray[np.intp]]]:
    if not is_label and any(set(column.categories) <= pair for pair in YES_OR_NO):
        for index, category in reversed(list(enumerate(column.categories))):
            name = column.name if category in YES else f"no_{column.name}"
            yield name, np.flatnonzero(column.values == index)
    else:
        counts = np.bincount(column.values[column.values != MISSING], minlength=1)
        largest = np.sort(np.argsort(-counts, kind="stable")[:MOST_CLASSES])
        for index in largest[: len(column.categories)]:
            category = column.categories[index]
            name = category if is_label else f"{column.name}_{category}"
            yield name, np.flatnonzero(column.values == index)


def _quarters(name: str, values: NDArray[Any]) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """Give the upper and the lower quarter, where they differ; samples without a value in none."""
    present = values[np.isfinite(values)]
    if present.size == 0:
        return
    low, high = np.quantile(present, [QUARTER, 1 - QUARTER])
    if low < high:
        yield name, np.flatnonzero(values >= high)
        yield f"low_{name}", np.flatnonzero(values <= low)
