"""Samples and labels in what data sets give: x, (x, y), or a dict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.pictures import Mode, is_picture, natural_mode, to_array

__all__ = ["Batch", "Raw", "from_batch", "from_items", "is_array", "stack"]

Raw = Any  # a NumPy array or a torch tensor, (n, ...); of texts an array of objects (n,)

SAMPLE_KEYS = ("image", "images", "img", "x", "pixel_values", "input", "inputs", "data", "features")
LABEL_KEYS = ("label", "labels", "y", "target", "targets", "class")


@dataclass(frozen=True)
class Batch:
    """Some samples, in order.

    Attributes
    ----------
    samples
        Array or tensor ``(n, ...)``, the list of PIL images that will be one, or texts as an array
        ``(n,)`` of objects.
    labels
        One value each, or None where the data hold none.
    """

    samples: Raw
    labels: list[Any] | None

    def __len__(self) -> int:
        return len(self.samples)


def is_array(value: Any) -> bool:
    """Whether `value` is a NumPy array or a torch tensor with at least one axis."""
    return hasattr(value, "dtype") and hasattr(value, "shape") and len(value.shape) > 0


def from_items(items: Sequence[Any]) -> Batch:
    """Make a batch of single items: x, ``(x, y, ...)``, or a dict with the usual keys."""
    pairs = [_split(item) for item in items]
    labels = [_scalar(y) for _, y in pairs]
    known = all(found for found, _ in labels)
    return Batch(_gather([x for x, _ in pairs]), [value for _, value in labels] if known else None)


def from_batch(batch: Any) -> Batch:
    """Read a batch that a DataLoader or a generator gave: x, ``(x, y, ...)``, or a dict.

    Raises
    ------
    DataError
        Where it holds no samples.
    """
    if isinstance(batch, tuple | list) and batch and isinstance(batch[0], tuple | list):
        samples, y = batch[0], batch[1] if len(batch) > 1 else None
    else:
        samples, y = _split_batch(batch)
    if is_array(samples) and y is not None and _scalar(y)[0] and not is_array(y):
        raise DataError(
            f"The data give one sample at a time, of shape {np.shape(samples)} with the label "
            f"{str(y)[:40]!r}, and batches were expected: give a list, a torch Dataset or "
            "batches (samples, labels)."
        )
    if not is_array(samples):
        if not isinstance(samples, tuple | list):
            raise DataError(
                f"A batch of the data is a {type(batch).__name__} and an array, a pair "
                "(samples, labels) or a dict was expected."
            )
        samples = _gather(list(samples))
    return Batch(samples, _label_list(y, len(samples)))


def stack(samples: Raw, mode: Mode | None) -> Raw:
    """Make the samples of a batch one array; PIL images take `mode`, or their own."""
    if isinstance(samples, list):
        return to_array(samples, mode or natural_mode(samples))
    return samples


def _split(item: Any) -> tuple[Any, Any]:
    if isinstance(item, Mapping):
        return _value(item, SAMPLE_KEYS, required=True), _value(item, LABEL_KEYS, required=False)
    if isinstance(item, tuple | list) and item and (is_array(item[0]) or is_picture(item[0])):
        return item[0], item[1] if len(item) > 1 else None
    return item, None


def _split_batch(batch: Any) -> tuple[Any, Any]:
    """As for an item, but pictures in a list are its samples, not sample and label."""
    pictures = isinstance(batch, tuple | list) and batch and is_picture(batch[0])
    return (batch, None) if pictures else _split(batch)


def _value(item: Mapping[str, Any], keys: tuple[str, ...], *, required: bool) -> Any:
    for key in keys:
        if key in item:
            return item[key]
    if not required:
        return None
    raise DataError(
        f"A sample is a dict with the keys {sorted(map(str, item))[:10]} and none of "
        f"{', '.join(keys)}: give the samples under one of these."
    )


def _scalar(y: Any) -> tuple[bool, Any]:
    """Say whether `y` is one value, and which."""
    if hasattr(y, "item") and getattr(y, "ndim", None) is not None:
        size = int(np.prod(tuple(y.shape)))
        return (True, y.item()) if size == 1 and y.ndim <= 1 else (False, None)
    if isinstance(y, bytes):
        return True, y.decode("utf-8", errors="replace")
    if isinstance(y, bool | int | float | str):
        return True, y
    return False, None


def _label_list(y: Any, n: int) -> list[Any] | None:
    if is_array(y):
        if len(y) != n or int(np.prod(tuple(y.shape))) != n:
            return None
        values: list[Any] = y.reshape(-1).tolist()
        return values
    if not isinstance(y, list | tuple) or len(y) != n:
        return None
    labels = [_scalar(value) for value in y]
    return [value for _, value in labels] if all(found for found, _ in labels) else None


def _gather(samples: list[Any]) -> Raw:
    """Stack arrays, tensors or texts; PIL images stay a list until their mode is known."""
    if samples and all(is_picture(sample) for sample in samples):
        return samples
    if samples and all(isinstance(sample, str) for sample in samples):
        return np.array(samples, object)
    if not samples:
        return np.empty((0,), np.float32)
    if all(hasattr(sample, "detach") for sample in samples):
        import torch

        _check_one_shape([tuple(sample.shape) for sample in samples])
        return torch.stack(samples)
    try:
        arrays = [np.asarray(sample) for sample in samples]
    except ValueError as error:
        raise DataError(f"A sample is no array of numbers ({error}): give numbers.") from error
    _check_one_shape([array.shape for array in arrays])
    _check_numbers(samples[0], arrays[0])
    return np.stack(arrays)


def _check_one_shape(shapes: list[tuple[int, ...]]) -> None:
    for number, shape in enumerate(shapes):
        if shape != shapes[0]:
            raise DataError(
                f"The samples have different shapes, {shapes[0]} and {shape} (number {number} of "
                "its batch): give all of one shape."
            )


def _check_numbers(sample: Any, array: Any) -> None:
    if array.dtype.kind not in "biuf":
        raise DataError(
            f"A sample is a {type(sample).__name__} of dtype {array.dtype}, from which no array of "
            "numbers can be made: give arrays, tensors, PIL images or texts."
        )
