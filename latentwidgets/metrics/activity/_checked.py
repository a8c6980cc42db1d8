"""What an encoder says, checked."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError

__all__ = ["LEAST", "as_codes", "as_posterior", "draw_prior", "names_of"]

LEAST = 50  # samples

Floats = NDArray[np.float64]


def as_codes(codes: ArrayLike, name: str = "codes") -> Floats:
    """Return codes as float64 ``(n, d)``, refused where there are too few or one is no number."""
    array = np.asarray(codes, dtype=np.float64)
    if array.ndim < 1 or array.size == 0:
        raise ShapeError(f"The {name} have shape {array.shape}: expected (n, d).")
    if not np.isfinite(array).all():
        raise DataError(f"The {name} hold NaN or infinite values: drop those samples first.")
    if len(array) < LEAST:
        raise DataError(f"{len(array)} samples are too few: give at least {LEAST}.")
    return array.reshape(len(array), -1)


def as_posterior(mean: ArrayLike, log_variance: ArrayLike) -> tuple[Floats, Floats]:
    """Return means and log-variances as float64 ``(n, d)`` each."""
    means, logs = as_codes(mean, "means"), as_codes(log_variance, "log-variances")
    if means.shape != logs.shape:
        raise ShapeError(
            f"Means of shape {means.shape} and log-variances of shape {logs.shape} were given: "
            "both need one number for each dimension of each sample."
        )
    return means, logs


def names_of(values: Floats) -> dict[str, float]:
    """Return figures by the name of their dimension."""
    return {f"z{index}": float(value) for index, value in enumerate(values)}


def draw_prior(prior: str, n: int, d: int, generator: np.random.Generator) -> Floats:
    """Draw codes from a prior: standard normal, or uniform on [-1, 1]."""
    if prior == "normal":
        return generator.standard_normal((n, d))
    if prior == "uniform":
        return generator.uniform(-1, 1, (n, d))
    raise OptionError(f"prior={prior!r} is unknown: give 'normal' or 'uniform'.")
