"""Groups of dimensions that go from one code to another together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError

__all__ = ["StyleGroup", "StyleGroups", "read_groups"]

Dims = NDArray[np.intp]


@dataclass(frozen=True)
class StyleGroup:
    """Dimensions with a name.

    Attributes
    ----------
    name
        Such as ``"fine"``, or an attribute's.
    dims : array, (k,)
        Of the flattened code, sorted; at least one.
    carries
        What they do, in words; empty where nothing is known.
    """

    name: str
    dims: Dims
    carries: str = ""


class StyleGroups(Mapping[str, Dims]):
    """Groups by name, in order: a read-only mapping of name to dimensions.

    Attributes
    ----------
    how
        How they were found, in a sentence.
    """

    def __init__(self, groups: list[StyleGroup], how: str) -> None:
        self._groups = {group.name: group for group in groups}
        self.how = how

    def all(self) -> list[StyleGroup]:
        """Return the groups with what each carries."""
        return list(self._groups.values())

    def __getitem__(self, name: str) -> Dims:
        return self._groups[name].dims

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)

    def __repr__(self) -> str:
        lines = [
            f"  {group.name}: {len(group.dims):,} dimensions{_said(group)}" for group in self.all()
        ]
        return "\n".join([f"<groups of dimensions. {self.how}", *lines, ">"])


def read_groups(groups: Mapping[str, Any], latent_size: int) -> StyleGroups:
    """Read ``{name: dimensions}``, indices or a mask each.

    Raises
    ------
    OptionError
        Where a group has no dimension, or one that the codes have not.
    """
    if not groups:
        raise OptionError("No group was given: give {'name': dimensions}.")
    read = [StyleGroup(str(name), _dims(name, dims, latent_size)) for name, dims in groups.items()]
    return StyleGroups(read, "Given by name.")


def _dims(name: str, dims: Any, latent_size: int) -> Dims:
    array = np.asarray(dims)
    if array.dtype == bool and array.size == latent_size:
        array = np.flatnonzero(array.reshape(-1))
    if array.size == 0:
        raise OptionError(f"The group {name!r} has no dimension: give at least one.")
    if array.dtype.kind not in "iu" or array.ndim > 1:
        raise OptionError(
            f"The group {name!r} is an array of {array.dtype} with shape {array.shape}: give a "
            f"list of dimensions, or one boolean for each of the {latent_size:,}."
        )
    found = np.unique(array).astype(np.intp)
    if found[0] < 0 or found[-1] >= latent_size:
        wrong = found[0] if found[0] < 0 else found[-1]
        raise OptionError(
            f"The group {name!r} has the dimension {wrong}, and codes have {latent_size:,}: give "
            f"numbers from 0 to {latent_size - 1}."
        )
    return found


def _said(group: StyleGroup) -> str:
    return f" · {group.carries}" if group.carries else ""
