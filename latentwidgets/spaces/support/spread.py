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

__all__ = ["Spread", "spread_on"]

Array64 = NDArray[np.float64]


MOST_APART = 1.0  # standard deviations between a code and its sample encoded again
MOST_AGREE = 0.9  # of all dimensions of all samples
SMALLEST = 1e-6  # of variances: below, single precision is all that sets codes apart


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
    if not space.model.can_encode:
        raise MissingEncoderError(f"{space.name} has no encoder, so a sample has no posterior.")
    posterior = space.parts.batcher.posterior(_samples(space, indices))
    if posterior.log_variance is None:
        raise DataError(
            "This encoder gives one code a sample, without a spread: only a variational encoder "
            "has a posterior to draw."
        )
    m = len(indices)
    axes = projection.components
    with np.errstate(over="ignore"):
        variance = np.exp(posterior.log_variance.reshape(m, -1).astype(np.float64))
    if not np.isfinite(variance).all():
        raise DataError("The encoder gave variances that are not finite numbers.")
    codes = space.flat_codes[indices]
    apart = np.square(posterior.mean.reshape(m, -1) - codes)
    if not (apart <= MOST_APART**2 * np.maximum(variance, SMALLEST)).mean() > MOST_AGREE:
        raise DataError(
            "The samples kept here are not those that the model was given (smaller pictures, as a "
            "rule): encoded again they have other codes, and so another spread."
        )
    return Spread(
        projection.transform(codes).astype(np.float64),
        np.einsum("ad,md,bd->mab", axes, variance, axes),
    )


def _samples(space: "LatentSpace", indices: NDArray[np.intp]) -> NDArray[Any]:
    """Give samples as the encoder takes them: the data's own, else as they are kept."""
    samples = space.parts.contents.for_model(indices)
    if samples is not None:
        return samples
    if not space.has_samples:
        raise DataError("The samples are not kept here, so they cannot be encoded again.")
    return as_encoder_takes(space, space.samples(indices))
