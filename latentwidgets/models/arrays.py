"""From what models return to NumPy arrays, and texts among them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.models.protocol import Posterior


def to_array(value: Any) -> NDArray[Any]:
    """Bring a tensor, an array or a sparse matrix to NumPy; floating types become float32.

    Texts become an array ``(n,)`` of dtype str. The result may share its memory with what the model
    returned.
    """
    if hasattr(value, "detach"):
        tensor = value.detach()
        if tensor.is_floating_point():
            tensor = tensor.float()
        value = tensor.cpu().numpy()
    elif hasattr(value, "toarray"):
        value = value.toarray()
    array: NDArray[Any] = np.asarray(value)
    if array.dtype.kind == "O" and array.size and all(isinstance(v, str) for v in array.flat):
        return array.astype(str)
    return array.astype(np.float32, copy=False) if array.dtype.kind == "f" else array


def to_posterior(mean: Any, log_variance: Any) -> Posterior:
    """Make a posterior of two tensors or arrays; it shares no memory with them."""
    return Posterior(
        to_array(mean).astype(np.float32),
        None if log_variance is None else to_array(log_variance).astype(np.float32),
    )


def all_equal(first: Any, second: Any) -> bool:
    """Whether two tensors or arrays hold the same numbers."""
    return bool((first == second).all())


def is_text(array: NDArray[Any]) -> bool:
    """Whether `array` holds texts and no numbers."""
    if array.dtype.kind == "O":
        return all(isinstance(entry, str) for entry in array.flat)
    return array.dtype.kind == "U"


def plain(texts: str | NDArray[Any]) -> str | list[str]:
    """Give texts as a model takes them: one, or a list of them."""
    return texts if isinstance(texts, str) else texts.tolist()


def code_points(texts: NDArray[Any], length: int | None = None) -> NDArray[np.uint32]:
    """Turn texts ``(n,)`` into their Unicode code points ``(n, length)``, padded with 0.

    Where `length` is given a longer text is cut, and ends in an ellipsis.
    """
    words: list[str] = texts.tolist()
    if length is None:
        length = max(1, *map(len, words)) if words else 1
    points = np.zeros((len(words), length), np.uint32)
    for row, word in enumerate(words):
        kept = word if len(word) <= length else word[: length - 1] + "…"
        points[row, : len(kept)] = [*map(ord, kept)]
    return points
