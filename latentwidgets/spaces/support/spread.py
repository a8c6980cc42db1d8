"""Where the encoder's posteriors lie on a flat map: exact on a plane, nowhere else drawn."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, MissingEncoderError, OptionError
from latentwidgets.spaces.projections import PCAProjection, Projection
from latentwidgets.spaces.support.gaps import as_encoder_takes

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Spread", "log_variances_of", "spread_on"]

Array64 = NDArray[np.float64]


MOST_APART = 1.0  # standard deviations between a code and its sample encoded again
MOST_AGREE = 0.9  # of all dimensions of all samples
SMALLEST = 1e-6  # of variances: below, single precision is all that sets codes apart
_BATCH = 256


@dataclass(frozen=True, eq=False)
class Spread:
    """The posteriors of some samples, seen on a plane.

    Attributes
    ----------
    points
        ``(m, 2)``: the means' places.
    covariances
        ``(m, 2, 2)``: of the posterior, projected onto the plane.
    """

    points: Array64
    covariances: Array64


def spread_on(space: "LatentSpace", projection: Projection, indices: NDArray[np.intp]) -> Spread:
    """Encode samples ``(m,)`` again and project their posteriors onto the map.

    Raises
    ------
    OptionError
        Where the map is no plane of two axes.
    MissingEncoderError, DataError
        Where the model has no encoder or tells no variances, or the data are not kept as they were.
    """
    if not isinstance(projection, PCAProjection) or projection.dims != 2:
        raise OptionError(
            "Only on a flat PCA map is a posterior an ellipse: another map bends and tears the "
            "space, and an ellipse on it would be invented."
        )
    variance = np.exp(log_variances_of(space, indices))
    axes = projection.components
    return Spread(
        projection.transform(space.flat_codes[indices]).astype(np.float64),
        np.einsum("ad,md,bd->mab", axes, variance, axes),
    )


def log_variances_of(space: "LatentSpace", indices: NDArray[np.intp] | None = None) -> Array64:
    """Log-variances of the posteriors of some samples, or of all, ``(m, latent_size)``.

    Those that an opened bundle kept, else what the encoder tells when it encodes them again.

    Raises
    ------
    MissingEncoderError, DataError
        As `spread_on`.
    """
    rows = np.arange(space.n_samples) if indices is None else indices
    kept = space.parts.contents.log_variances
    if kept is not None:
        found: Array64 = kept[rows].astype(np.float64)
    else:
        if not space.model.can_encode:
            raise MissingEncoderError(f"{space.name} has no encoder, so a sample has no posterior.")
        parts = [_encoded(space, rows[i : i + _BATCH]) for i in range(0, len(rows), _BATCH)]
        means, found = (np.concatenate(part) for part in zip(*parts, strict=True))
    with np.errstate(over="ignore"):
        variance = np.exp(found)
    if not np.isfinite(found).all() or not np.isfinite(variance).all():
        raise DataError("The encoder gave variances that are not finite numbers.")
    if kept is None:
        apart = np.square(means - space.flat_codes[rows])
        if not (apart <= MOST_APART**2 * np.maximum(variance, SMALLEST)).mean() > MOST_AGREE:
            raise DataError(
                "The samples kept here are not those that the model was given (smaller pictures, "
                "as a rule): encoded again they have other codes, and so another spread."
            )
    return found


def _encoded(space: "LatentSpace", indices: NDArray[np.intp]) -> tuple[Array64, Array64]:
    posterior = space.parts.batcher.posterior(_samples(space, indices))
    if posterior.log_variance is None:
        raise DataError(
            "This encoder gives one code a sample, without a spread: only a variational encoder "
            "has a posterior to draw."
        )
    m = len(indices)
    mean, log_variance = (
        numbers.reshape(m, -1).astype(np.float64)
        for numbers in (posterior.mean, posterior.log_variance)
    )
    return mean, log_variance


def _samples(space: "LatentSpace", indices: NDArray[np.intp]) -> NDArray[Any]:
    """Give samples as the encoder takes them: the data's own, else as they are kept."""
    samples = space.parts.contents.for_model(indices)
    if samples is not None:
        return samples
    if not space.has_samples:
        raise DataError("The samples are not kept here, so they cannot be encoded again.")
    return as_encoder_takes(space, space.samples(indices))
