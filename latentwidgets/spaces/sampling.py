"""Codes drawn at random, and codes given by the user."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError

if TYPE_CHECKING:
    from latentwidgets.models.protocol import LatentModel

__all__ = ["as_codes", "check_indices", "draw", "draw_codes"]

Codes = NDArray[np.float32]


def draw(
    prior: str, n: int, latent_shape: tuple[int, ...], generator: np.random.Generator
) -> Codes:
    """Draw codes ``(n, *latent_shape)``: standard normal, or uniform on [-1, 1]."""
    if prior == "normal":
        return generator.standard_normal((n, *latent_shape), dtype=np.float32)
    if prior == "uniform":
        return generator.random((n, *latent_shape), dtype=np.float32) * 2 - 1
    raise OptionError(f"prior={prior!r} is unknown: give 'normal' or 'uniform'.")


def draw_codes(model: "LatentModel", n: int, generator: "np.random.Generator") -> Codes:
    """Draw codes ``(n, *latent_shape)`` of a model: from its prior, or by the model itself."""
    if model.prior is not None:
        return draw(model.prior, n, model.latent_shape, generator)
    codes: Codes = model.draw_codes(n, generator)  # type: ignore[attr-defined]
    return codes


def as_codes(z: Any, latent_shape: tuple[int, ...]) -> Codes:
    """Read one code or a batch, in their shape or flat, as a batch of our own.

    Parameters
    ----------
    z
        ``latent_shape``, ``(n, *latent_shape)``, ``(n, latent_size)`` or ``(latent_size,)``; an
        array, a tensor or nested lists. Never changed.

    Returns
    -------
    float32, (n, *latent_shape)

    Raises
    ------
    ShapeError
        Where `z` has another shape, or is none of these.
    """
    if hasattr(z, "detach"):
        z = z.detach().cpu().float().numpy()
    try:
        codes = np.array(z, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise ShapeError(
            f"A {type(z).__name__} was given as codes, which makes no array of numbers ({error}): "
            f"give an array of shape {_batched(latent_shape)}."
        ) from error
    size = int(np.prod(latent_shape))
    if codes.shape in (latent_shape, (size,)):
        return codes.reshape(1, *latent_shape)
    if codes.ndim > 0 and codes.shape[1:] in (latent_shape, (size,)):
        return codes.reshape(len(codes), *latent_shape)
    raise ShapeError(
        f"Codes of shape {codes.shape} were given and {_batched(latent_shape)} was expected, or "
        f"one code {latent_shape}: the space has {size} dimensions."
    )


def check_indices(indices: Any, n_samples: int) -> NDArray[np.int64]:
    """Read the numbers of some samples.

    Raises
    ------
    DataError
        Where one is no whole number from 0 to n - 1.
    """
    array = np.atleast_1d(np.asarray(indices))
    if array.size == 0:
        return np.empty(0, np.int64)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise DataError(
            f"Indices of shape {array.shape} and dtype {array.dtype} were given and a list of "
            "whole numbers was expected."
        )
    low, high = int(array.min()), int(array.max())
    if low < 0 or high >= n_samples:
        wrong = low if low < 0 else high
        raise DataError(
            f"Sample {wrong} was asked for and there are {n_samples:,}: give numbers from 0 to "
            f"{n_samples - 1}."
        )
    return array.astype(np.int64)


def _batched(latent_shape: tuple[int, ...]) -> str:
    return f"(n, {', '.join(map(str, latent_shape))})"
