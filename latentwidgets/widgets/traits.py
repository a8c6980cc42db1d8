"""Trait types of the shared state: each validates *and* carries its wire format.

The owner of such a trait has a `space`, which says what a code and an index are. Values are
read-only; setting an equal value says nothing to anybody.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.widgets.handlers.request import check_code
from latentwidgets.widgets.wire import inline, read_array

__all__ = ["Bookmarks", "Code", "Described", "Selection", "Validated"]

MOST_BOOKMARKS = 500
LONGEST_NAME = 100


class Validated(traitlets.TraitType[Any, Any]):
    """A trait with its own validator, wire format and equality."""

    default_value: Any = None
    allow_none = True

    def __init__(self) -> None:
        super().__init__()
        self.tag(to_json=self.to_json, from_json=self.from_json)

    def set(self, obj: Any, value: Any) -> None:
        """Set the value where it differs."""
        value = self.validate(obj, value)
        if not self.same(self.get(obj), value):
            super().set(obj, value)

    def validate(self, obj: Any, value: Any) -> Any:
        """Return the value as it is kept; raise one of our errors where it is none."""
        raise NotImplementedError

    def same(self, old: Any, new: Any) -> bool:
        """Tell whether a new value is the old one."""
        return old is not None and np.array_equal(old, new)

    def to_json(self, value: Any, owner: Any) -> Any:
        """Write the value for the page."""
        raise NotImplementedError

    def from_json(self, value: Any, owner: Any) -> Any:
        """Read what the page sent, to be validated."""
        raise NotImplementedError


class Code(Validated):
    """One code, float32 of the space's `latent_shape`, finite."""

    info_text = "one code of the space"

    def validate(self, obj: Any, value: Any) -> NDArray[np.float32]:  # noqa: D102
        return check_code(value, obj.space.latent_shape)

    def to_json(self, value: Any, owner: Any) -> Any:  # noqa: D102, ARG002
        return inline(value.reshape(-1))

    def from_json(self, value: Any, owner: Any) -> Any:  # noqa: D102
        size = owner.space.latent_size
        return read_array(value, name="z", dtype="float32", max_size=size)


class Selection(Validated):
    """Indices of samples, each at most once; a mask of n booleans is taken too."""

    info_text = "indices of samples"

    def validate(self, obj: Any, value: Any) -> NDArray[np.intp]:  # noqa: D102
        n_samples = obj.space.n_samples
        array = np.asarray(value)
        if array.dtype == bool and array.shape == (n_samples,):
            array = np.flatnonzero(array)
        if array.size == 0:
            array = array.astype(np.intp)
        if array.ndim != 1 or array.dtype.kind not in "iu":
            raise DataError(
                f"selection is an array of {array.dtype} with shape {array.shape}: give a list of "
                f"indices, or one boolean for each of the {n_samples:,} samples."
            )
        if array.size and not (array.min() >= 0 and array.max() < n_samples):
            raise DataError(
                f"selection holds indices from {array.min()} to {array.max()} and the space has "
                f"{n_samples:,} samples: give indices from 0 to {n_samples - 1}."
            )
        indices = array.astype(np.intp)
        if len(np.unique(indices)) != len(indices):
            raise DataError("selection holds an index more than once: give each sample once.")
        indices.flags.writeable = False
        return indices

    def to_json(self, value: Any, owner: Any) -> Any:  # noqa: D102, ARG002
        return inline(value.astype(np.uint32))

    def from_json(self, value: Any, owner: Any) -> Any:  # noqa: D102
        n_samples = owner.space.n_samples
        return read_array(value, name="selection", dtype="uint32", max_size=n_samples)


class Bookmarks(Validated):
    """Codes by name, in order: a read-only mapping, so that a change is always seen."""

    info_text = "codes by name"

    def validate(self, obj: Any, value: Any) -> Mapping[str, NDArray[np.float32]]:  # noqa: D102
        if not isinstance(value, Mapping):
            raise DataError(
                f"bookmarks is a {type(value).__name__}: give a dict of name to code, such as "
                "{**widget.bookmarks, 'mine': widget.z}."
            )
        if len(value) > MOST_BOOKMARKS:
            raise OptionError(
                f"{len(value):,} bookmarks were given: keep at most {MOST_BOOKMARKS}."
            )
        shape = obj.space.latent_shape
        return MappingProxyType(
            {
                _check_name(name): check_code(code, shape, name=f"the bookmark {name!r}")
                for name, code in value.items()
            }
        )

    def same(self, old: Any, new: Any) -> bool:  # noqa: D102
        return (
            old is not None
            and list(old) == list(new)
            and all(np.array_equal(old[name], new[name]) for name in new)
        )

    def to_json(self, value: Any, owner: Any) -> Any:  # noqa: D102, ARG002
        return [{"name": name, "z": inline(z.reshape(-1))} for name, z in value.items()]

    def from_json(self, value: Any, owner: Any) -> Any:  # noqa: D102
        if not isinstance(value, list) or len(value) > MOST_BOOKMARKS:
            raise DataError(f"bookmarks is no list of at most {MOST_BOOKMARKS}.")
        size = owner.space.latent_size
        codes: dict[str, Any] = {}
        for entry in value:
            if not isinstance(entry, Mapping):
                raise DataError("A bookmark is no object of a name and a code.")
            name = _check_name(entry.get("name"))
            if name in codes:
                raise DataError(f"Two bookmarks have the name {name!r}.")
            codes[name] = read_array(entry.get("z"), name="z", dtype="float32", max_size=size)
        return codes


class Described(traitlets.Any):
    """A description for the page, with NumPy arrays in it; the page may not set it."""

    def __init__(self, now: Callable[[Any, Any], Any] = lambda value, _: value) -> None:
        """Give `now(value, owner)` where a page that opens later is to be told something newer."""
        super().__init__(None, allow_none=True)
        self.tag(sync=True, to_json=lambda value, owner: inline(now(value, owner)))


def _check_name(name: Any) -> str:
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        raise OptionError(
            f"The bookmark name {str(name)[:40]!r} is no text of 1 to {LONGEST_NAME} characters."
        )
    return name
