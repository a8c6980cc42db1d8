"""The picture to be met, in the units in which the code is sought."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["PULL", "Problem", "Report"]

Array = NDArray[np.float32]
Report = Callable[[int, Array], None]  # steps done, the best code so far in units

PULL = 5e-4  # weight of the mean squared code, in units: the error of a step of two grey levels


@dataclass(frozen=True)
class Problem:
    """Minimise the squared error of the output, and a little the distance from the data.

    A code is sought in *units*, ``(code - centre) / spread``, flat: each dimension in steps of
    the spread that the data, or the prior, have along it.

    Attributes
    ----------
    decode
        Codes ``(n, *latent_shape)`` to outputs ``(n, *shape)``.
    target
        The picture, of the outputs' shape.
    centre, spread
        float32 ``(latent_size,)``.
    limits
        Ends of each dimension in units, where the prior has such.
    latent_shape
        Of one code.
    """

    decode: Callable[[Array], Array]
    target: Array
    centre: Array
    spread: Array
    limits: tuple[float, float] | None
    latent_shape: tuple[int, ...]

    def codes(self, units: Array) -> Array:
        """Codes ``(n, *latent_shape)`` of units ``(n, latent_size)``."""
        codes = self.centre + self.spread * units
        return codes.reshape(len(units), *self.latent_shape)

    def units(self, codes: Array) -> Array:
        """Units ``(n, latent_size)`` of codes, within the limits."""
        return self.within((codes.reshape(len(codes), -1) - self.centre) / self.spread)

    def within(self, units: Array) -> Array:
        """Keep units within the limits."""
        return units if self.limits is None else np.clip(units, *self.limits)

    def residuals(self, units: Array) -> Array:
        """Differences ``(n, size)`` whose squares sum to the error; what is not finite counts 1."""
        outputs = self.decode(self.codes(units)).reshape(len(units), -1)
        apart = outputs - self.target.reshape(1, -1)
        scaled: Array = np.nan_to_num(apart, nan=1.0) / np.float32(np.sqrt(self.target.size))
        return scaled

    def errors(self, units: Array) -> Array:
        """Mean squared error of each row, ``(n,)``."""
        errors: Array = np.square(self.residuals(units)).sum(axis=1)
        return errors

    @staticmethod
    def pulls(units: Array) -> Array:
        """How far each row is from the data, in the error's units, ``(n,)``."""
        pulls: Array = PULL * np.square(units).mean(axis=1)
        return pulls
