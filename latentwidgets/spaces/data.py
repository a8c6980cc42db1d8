"""Data intake: whatever the user gives becomes a `Source`."""

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from latentwidgets.exceptions import DataError
from latentwidgets.models.arrays import is_text
from latentwidgets.spaces.sources import (
    ArraySource,
    ItemSource,
    LoaderSource,
    Source,
    StreamSource,
)

__all__ = ["open_source"]

ACCEPTED = (
    "an array or tensor of samples, a list of arrays, PIL images or texts, a torch Dataset or "
    "DataLoader, or an iterable of batches"
)


def open_source(data: Any) -> Source:
    """Find how to read `data`.

    Parameters
    ----------
    data
        - a NumPy array or torch tensor ``(n, ...)`` of numbers, or what NumPy makes one of;
        - a list of arrays, tensors, PIL images or texts, or an array of texts;
        - a map-style data set (``__len__`` and ``__getitem__``) whose items are x, ``(x, y, ...)``
          or dicts with a usual key (``image``, ``x``, ``pixel_values``, ...; ``label``, ...);
        - a torch `DataLoader` of such a data set, read in the data set's order even if it shuffles;
        - a torch `IterableDataset` of such items, read once;
        - any iterable of batches x, ``(x, y, ...)`` or dicts, read once.

    Raises
    ------
    DataError
        Where `data` is none of these, or empty.
    """
    source = _find(data)
    if source.n_samples == 0 or len(source.peek(1)) == 0:
        raise DataError(
            "The data are empty: give at least one sample, or leave data out to explore codes "
            "drawn from the model's prior."
        )
    return source


def _find(data: Any) -> Source:
    if isinstance(data, np.ndarray) or hasattr(data, "detach"):
        return ArraySource(_checked(data))
    if isinstance(data, str | bytes | Mapping):
        raise DataError(f"data is a {type(data).__name__} and {ACCEPTED} was expected.")
    loaders = sys.modules.get("torch.utils.data")
    if loaders is not None and isinstance(data, loaders.DataLoader):
        indexed = hasattr(data.dataset, "__len__") and hasattr(data.dataset, "__getitem__")
        return LoaderSource(data) if indexed and data.batch_sampler else StreamSource(data)
    if loaders is not None and isinstance(data, loaders.IterableDataset):
        return StreamSource(data, one_by_one=True)
    if hasattr(data, "__array__"):
        return ArraySource(_checked(np.asarray(data)))
    if hasattr(data, "__len__") and hasattr(data, "__getitem__"):
        return ItemSource(data)
    if isinstance(data, Iterable):
        return StreamSource(data)
    raise DataError(f"data is a {type(data).__name__} and {ACCEPTED} was expected.")


def _checked(array: Any) -> Any:
    if array.ndim == 0:
        raise DataError(f"data is a single number and {ACCEPTED} was expected.")
    if isinstance(array, np.ndarray) and array.ndim == 1 and is_text(array):
        return array.astype(object)
    if isinstance(array, np.ndarray) and array.dtype.kind not in "biuf":
        raise DataError(
            f"data is an array of dtype {array.dtype} and numbers were expected: {ACCEPTED}."
        )
    if array.ndim == 1 and len(array):
        raise DataError(
            f"data has shape {tuple(array.shape)}, one number for each sample: give (n, ...), and "
            "one single sample as data[None]."
        )
    return array.detach() if hasattr(array, "detach") else array
