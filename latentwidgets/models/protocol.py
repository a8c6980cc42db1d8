"""What a model is to the rest of the package, and what an adapter gives to make one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from latentwidgets.modalities import Modality

Prior = Literal["normal", "uniform"]
Range = tuple[float, float]
Shape = tuple[int, ...]
Samples = str | NDArray[Any]  # a batch, of numbers or of texts; one text where they come one by one


@dataclass(frozen=True, slots=True)
class Posterior:
    """What an encoder says of a batch of samples.

    Attributes
    ----------
    mean
        Codes, ``(n, *latent_shape)``, float32.
    log_variance
        Natural logarithm of the variance of each, of the same shape; None where the encoder is
        deterministic.
    """

    mean: NDArray[np.float32]
    log_variance: NDArray[np.float32] | None = None


@runtime_checkable
class LatentModel(Protocol):
    """A decoder, and an encoder where there is one, in terms of arrays."""

    name: str
    latent_shape: Shape
    modality: "Modality"
    prior: Prior | None

    @property
    def can_encode(self) -> bool:
        """Whether there is an encoder."""

    @property
    def device(self) -> str:
        """Where it computes."""

    def decode(self, codes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Decode one batch ``(n, *latent_shape)`` to outputs ``(n, *modality.shape)``."""

    def encode(self, samples: NDArray[Any]) -> Posterior:
        """Encode one batch of samples, in the layout that the model takes."""

    def fingerprint(self) -> str:
        """Digest of class, code and weights, the key of caches."""

    def to(self, device: str) -> None:
        """Move to another device."""


class Backend(Protocol):
    """What an adapter makes of the user's object: calls with arrays, and what can be seen in it."""

    name: str

    @property
    def can_encode(self) -> bool:
        """Whether `encode` may be called."""

    @property
    def device(self) -> str:
        """Where it computes."""

    @property
    def decodes_at_random(self) -> bool:
        """Whether decoding drew random numbers, which are then drawn from one seed."""

    @property
    def makes_codes_from_noise(self) -> bool:
        """Whether it is a lone generator, whose codes are drawn from a normal prior."""

    def decode(self, codes: NDArray[np.float32]) -> NDArray[Any]:
        """Raw outputs of a batch of codes, texts as dtype str; the array given is never changed."""

    def encode(self, samples: Samples, *, whole: bool = False) -> Posterior:
        """Codes of a batch, as the model shapes them; the array given is never changed.

        `whole` says that its numbers are whole and to be given as such, as an embedding takes them.
        """

    def watch_decode(self, codes: NDArray[np.float32]) -> tuple[NDArray[Any], Range | None]:
        """Decode, and tell the range of a bounded activation that made the outputs."""

    def latent_candidates(self, output: Shape | None) -> list[Shape]:
        """Shapes of a code that the decoder's weights suggest; `output`: a sample's, if known."""

    def sample_candidates(self) -> list[Shape]:
        """Shapes of a sample that the encoder is known to take."""

    def digest(self) -> str:
        """Hexadecimal SHA-256 of class, code and weights."""

    def to(self, device: str) -> None:
        """Move to another device."""
