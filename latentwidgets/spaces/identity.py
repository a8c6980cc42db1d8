"""What tells one space from another: its model by its weights, its data by their codes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ModelError
from latentwidgets.models.fingerprint import fingerprint

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Identity", "identify", "model_fingerprint"]

MOST_DIMS = 64
TOLERANCE = 1e-3  # of the codes' sd: the same data encoded on another device


@dataclass(frozen=True)
class Identity:
    """A space as it is told from others.

    Attributes
    ----------
    name, latent_shape, n_samples, seed
        As of the space.
    fingerprint
        As `model_fingerprint` of the model.
    trace
        Mean of the codes, each weighted by its place, since the order of the data matters; of 64
        dimensions at most.
    spread
        Standard deviation of these dimensions.
    """

    name: str
    fingerprint: str
    latent_shape: tuple[int, ...]
    n_samples: int
    seed: int
    trace: tuple[float, ...]
    spread: tuple[float, ...]

    def has_model_of(self, other: "Identity") -> bool:
        """Tell whether codes mean the same in both."""
        if self.latent_shape != other.latent_shape or self.fingerprint != other.fingerprint:
            return False
        # Weights that cannot be read leave the name, and what was encoded.
        return self.fingerprint != "" or (self.name == other.name and self.has_data_of(other))

    def has_data_of(self, other: "Identity") -> bool:
        """Tell whether a sample's number means the same in both."""
        if (self.n_samples, len(self.trace)) != (other.n_samples, len(other.trace)):
            return False
        apart = np.abs(np.subtract(self.trace, other.trace))
        return bool((apart <= TOLERANCE * np.asarray(self.spread) + 1e-6).all())

    @classmethod
    def read(cls, described: dict[str, Any]) -> "Identity":
        """Read what `describe` wrote, whose kinds have been checked."""
        return cls(
            name=described["name"],
            fingerprint=described["fingerprint"],
            latent_shape=tuple(described["latent_shape"]),
            n_samples=described["n_samples"],
            seed=described["seed"],
            trace=tuple(described["trace"]),
            spread=tuple(described["spread"]),
        )

    def describe(self) -> dict[str, Any]:
        """Describe it in JSON."""
        return {
            "name": self.name,
            "fingerprint": self.fingerprint,
            "latent_shape": list(self.latent_shape),
            "n_samples": self.n_samples,
            "seed": self.seed,
            "trace": list(self.trace),
            "spread": list(self.spread),
        }


def identify(space: "LatentSpace") -> Identity:
    """Tell a space; its data are encoded first, and its model's weights read."""
    codes = space.flat_codes
    size = codes.shape[1]
    if size > MOST_DIMS:
        codes = codes[:, np.linspace(0, size - 1, MOST_DIMS).astype(np.intp)]
    weights = ((np.arange(len(codes)) + 0.5) / len(codes)).astype(np.float32)
    return Identity(
        name=space.name,
        fingerprint=model_fingerprint(space.model),
        latent_shape=space.latent_shape,
        n_samples=len(codes),
        seed=space.seed,
        trace=_numbers(weights @ codes / len(codes)),
        spread=_numbers(codes.std(axis=0, dtype=np.float64)),
    )


def model_fingerprint(model: Any) -> str:
    """Digest the model itself: how samples were given to it does not change what codes mean.

    Returns
    -------
    str
        Hexadecimal SHA-256 of class and weights; of a bundle, of the model that it was saved from,
        where it says which. Empty where the weights cannot be read.
    """
    backend = getattr(model, "backend", None)
    if origin := getattr(backend, "origin", None):  # of a bundle
        return str(origin)
    try:
        if backend is None:
            return str(model.fingerprint())
        return fingerprint(backend.digest(), model.latent_shape)
    except ModelError:
        return ""


def _numbers(values: NDArray[Any]) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values)
