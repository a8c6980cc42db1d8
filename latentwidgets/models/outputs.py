"""What models return, unwrapped: tensors, texts, tuples, dicts and output objects.

Nothing is imported to recognise an object: it is known by its attributes, asked for in the order
in which they are unmistakable.
"""

from collections.abc import Callable, Mapping
from typing import Any

from latentwidgets.exceptions import ModelError

Encoding = tuple[Any, Any]  # mean, log-variance or None: tensors or arrays

MEANS = ("embedding", "mu", "mean", "z_mean", "loc", "latents", "latent", "z", "code", "codes")
LOG_VARIANCES = ("log_covariance", "logvar", "log_var", "log_variance", "z_log_var", "logsigma2")
CODES = ("latents", "sample", "last_hidden_state")
OUTPUTS = (
    "reconstruction",
    "recon_x",
    "recon",
    "x_hat",
    "sample",
    "images",
    "image",
    "output",
    "text",
    "texts",
    "logits",
    "last_hidden_state",
)


def is_array(value: Any) -> bool:
    """Whether `value` is a NumPy array or a torch tensor (and no NumPy scalar)."""
    return hasattr(value, "shape") and hasattr(value, "ndim") and hasattr(value, "__getitem__")


def is_texts(value: Any) -> bool:
    """Whether `value` is a text, or a list of texts."""
    if isinstance(value, tuple | list):
        return len(value) > 0 and all(isinstance(entry, str) for entry in value)
    return isinstance(value, str)


def unwrap_encoding(output: Any, *, sampled: int | None = None) -> Encoding:
    """Find mean and log-variance in what an encoder returned.

    Parameters
    ----------
    output
        A tensor; ``(mean, log_variance, ...)``; a distribution; a dict or an output object that
        holds one of these.
    sampled
        Which entry of a tuple is a random sample, and so neither mean nor log-variance.

    Raises
    ------
    ModelError
        Where nothing of that is found.
    """
    if is_array(output):
        return output, None
    if isinstance(output, tuple | list) and not hasattr(output, "_fields"):
        return _from_tuple([part for i, part in enumerate(output) if i != sampled], output)
    for found in (_from_members(output), _from_distribution(output)):
        if found is not None:
            return found
    for name in CODES:
        value = _member(output, name)
        if is_array(value):
            return value, None
    if isinstance(output, tuple):
        return _from_tuple(list(output), output)
    if (only := _only_array(output)) is not None:
        return only, None
    raise ModelError(
        f"The encoder returned {_describe(output)}, in which no codes are found: give "
        "lw.wrap a pair of functions (encode, decode) that return plain arrays or tensors."
    )


def unwrap_decoding(output: Any) -> Any:
    """Find the outputs in what a decoder returned: an array, a tensor, or a list of texts.

    Raises
    ------
    ModelError
        Where none are found.
    """
    if is_array(output) or is_texts(output):
        return output
    found = _from_distribution(output)
    if found is not None:
        return found[0]
    for name in OUTPUTS:
        value = _member(output, name)
        if is_array(value) or is_texts(value):
            return value
    if isinstance(output, tuple | list) and output:
        return unwrap_decoding(output[0])
    if (only := _only_array(output)) is not None:
        return only
    raise ModelError(
        f"The decoder returned {_describe(output)}, in which no output is found: give "
        "lw.wrap a function that returns a plain array or tensor, or a list of texts."
    )


def sample_position(first: Any, second: Any, equal: Callable[[Any, Any], bool]) -> int | None:
    """Find which entry of ``(mean, log_variance, z)`` or ``(z, mean, log_variance)`` is z.

    `first` and `second` are what one encoder returned for one input and two seeds. What differs
    was drawn at random; where nothing differs, z is a copy of the mean.
    """
    if not (isinstance(first, tuple | list) and len(first) >= 3):
        return None
    if not all(is_array(part) and part.shape == first[0].shape for part in first[:3]):
        return None
    for position in range(3):
        if not equal(first[position], second[position]):
            return position
    return 0 if equal(first[0], first[1]) else 2


def _from_tuple(parts: list[Any], output: Any) -> Encoding:
    if not parts:
        raise ModelError(f"The encoder returned {_describe(output)}, which holds no codes.")
    mean = parts[0]
    if not is_array(mean):
        return unwrap_encoding(mean)
    paired = len(parts) > 1 and is_array(parts[1]) and parts[1].shape == mean.shape
    return mean, parts[1] if paired else None


def _from_members(output: Any) -> Encoding | None:
    nested = _member(output, "latent_dist")
    if nested is not None:
        return unwrap_encoding(nested)
    for name in MEANS:
        mean = _member(output, name)
        if is_array(mean):
            variances = (_member(output, name) for name in LOG_VARIANCES)
            found = next((value for value in variances if is_array(value)), None)
            if found is None and _is_distribution(output):
                return _from_distribution(output)
            return mean, found
    return None


def _is_distribution(output: Any) -> bool:
    return callable(getattr(output, "sample", None)) and not isinstance(output, Mapping)


def _from_distribution(output: Any) -> Encoding | None:
    """Take the mean of a distribution; its mode where it says no mean."""
    if not _is_distribution(output):
        return None
    mean = getattr(output, "mean", None)
    if not is_array(mean):
        mode = getattr(output, "mode", None)
        mean = mode() if callable(mode) else mode
    if not is_array(mean):
        return None
    variance = next(
        (value for name in ("variance", "var") if is_array(value := getattr(output, name, None))),
        None,
    )
    return mean, None if variance is None else _log(variance)


def _log(variance: Any) -> Any:
    if hasattr(variance, "log"):
        return variance.log()
    import numpy as np

    return np.log(variance)


def _member(output: Any, name: str) -> Any:
    found = output.get(name) if isinstance(output, Mapping) else None
    return getattr(output, name, None) if found is None else found


def _only_array(output: Any) -> Any:
    """Return the one array of a dict that holds a single one."""
    arrays = [v for v in output.values() if is_array(v)] if isinstance(output, Mapping) else []
    return arrays[0] if len(arrays) == 1 else None


def _describe(output: Any) -> str:
    kind = type(output).__name__
    if isinstance(output, Mapping):
        return f"a {kind} with keys {sorted(map(str, output))}"
    if isinstance(output, tuple | list):
        return f"a {kind} of {', '.join(type(part).__name__ for part in output) or 'nothing'}"
    return f"an object of type {kind}"
