"""Calls of functions of NumPy arrays."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import MissingEncoderError
from latentwidgets.models.arrays import is_text, plain, to_array, to_posterior
from latentwidgets.models.encoding import EncoderCall
from latentwidgets.models.fingerprint import fingerprint
from latentwidgets.models.outputs import unwrap_decoding
from latentwidgets.models.protocol import Posterior, Range, Samples, Shape
from latentwidgets.models.randomness import SeededFunction


class NumpyBackend:
    """Decoder and encoder that are functions of arrays.

    Parameters
    ----------
    name
        What the model is called.
    decode, encode
        Functions of one batch; `encode` is None where there is none.
    hashed
        What tells this model from others.
    sample_shape
        Shape of a sample the encoder takes, where known.
    generator
        Whether it is a lone generator.
    """

    def __init__(  # noqa: PLR0913
        self,
        *,
        name: str,
        decode: Callable[..., Any],
        encode: Callable[..., Any] | None,
        hashed: object,
        seed: int,
        sample_shape: Shape | None = None,
        generator: bool = False,
    ) -> None:
        self.name = name
        self.device = "cpu"
        self.makes_codes_from_noise = generator
        self._decode = SeededFunction(decode, seed)
        self._encode = None if encode is None else EncoderCall(encode, seed)
        self._hashed = hashed
        self._sample_shape = sample_shape

    @property
    def can_encode(self) -> bool:
        """Whether there is an encoder."""
        return self._encode is not None

    @property
    def decodes_at_random(self) -> bool:
        """Whether decoding drew random numbers."""
        return bool(self._decode.draws)

    def decode(self, codes: NDArray[np.float32]) -> NDArray[Any]:
        """Raw outputs of a batch of codes."""
        return to_array(unwrap_decoding(self._decode(np.array(codes))))

    def watch_decode(self, codes: NDArray[np.float32]) -> tuple[NDArray[Any], Range | None]:
        """Decode; no activation is seen in a function of arrays."""
        return self.decode(codes), None

    def encode(self, samples: Samples, *, whole: bool = False) -> Posterior:  # noqa: ARG002
        """Codes of a batch of samples, whose numbers stay of the kind that they are."""
        if self._encode is None:
            raise MissingEncoderError(f"{self.name} has no encoder.")
        if isinstance(samples, str) or is_text(samples):
            return to_posterior(*self._encode(plain(samples)))
        return to_posterior(*self._encode(np.array(samples)))

    def latent_candidates(self, output: Shape | None) -> list[Shape]:  # noqa: ARG002
        """Shapes of a code are not seen in functions."""
        return []

    def sample_candidates(self) -> list[Shape]:
        """Shapes of a sample that the encoder is known to take."""
        return [] if self._sample_shape is None else [self._sample_shape]

    def digest(self) -> str:
        """Hexadecimal SHA-256 of what tells this model from others."""
        return fingerprint(self._hashed)

    def to(self, device: str) -> None:
        """Stay on the CPU, where NumPy computes."""
