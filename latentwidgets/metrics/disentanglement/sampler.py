"""Where samples can be drawn from factors that are chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

__all__ = ["DrawnFactors", "FactorSampler"]


@runtime_checkable
class FactorSampler(Protocol):
    """Draws factors, and samples of them."""

    @property
    def names(self) -> Sequence[str]:
        """Of the factors that can be held."""

    def draw(self, n: int, seed: int) -> Mapping[str, NDArray[Any]]:
        """Draw the factors of `n` samples, independent, ``(n,)`` each; the same for a seed."""

    def render(self, factors: Mapping[str, NDArray[Any]]) -> Any:
        """Make the samples that have these factors, as ``represent`` takes them."""


@dataclass(frozen=True)
class DrawnFactors:
    """A `FactorSampler` of two functions, such as those of the zoo's data drawn by code.

    Parameters
    ----------
    names
        Of the factors.
    draw_factors
        ``draw_factors(n, seed)`` to ``{name: (n,)}``.
    draw_samples
        ``draw_samples(n, **factors)`` to samples.
    """

    names: tuple[str, ...]
    draw_factors: Callable[[int, int], Mapping[str, NDArray[Any]]]
    draw_samples: Callable[..., Any]

    def draw(self, n: int, seed: int) -> Mapping[str, NDArray[Any]]:
        """Draw the factors of `n` samples."""
        return self.draw_factors(n, seed)

    def render(self, factors: Mapping[str, NDArray[Any]]) -> Any:
        """Make the samples that have these factors."""
        n = len(np.asarray(next(iter(factors.values()))))
        return self.draw_samples(n, **factors)
