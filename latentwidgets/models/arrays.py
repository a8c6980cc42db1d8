"""From what models return to NumPy arrays."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.models.protocol import Posterior


def to_array(value: Any) -> NDArray[Any]:
    """Bring a tensor, an array or a sparse matrix to NumPy; floating types become float32.

    The result may share its memory with what the model returned.
    """
    if hasattr(value, "detach"):
        tensor = value.detach()
        if tensor.is_floating_point():
            tensor = tensor.float()
        value = tensor.cpu().numpy()
    elif hasattr(value, "toarray"):
        value = value.toarray()
    array: NDArray[Any] = np.asarray(value)
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
