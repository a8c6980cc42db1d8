"""What an export gives: graphs as bytes, and how close they come to the model."""

from dataclasses import dataclass
from typing import Literal

Precision = Literal["float32", "float16"]


@dataclass(frozen=True)
class Parity:
    """How an exported graph compares with the model that it was made of.

    Attributes
    ----------
    error
        Largest difference of a number from the model's, divided by the largest of the model's.
    tolerance
        The error up to which a graph is accepted.
    batches
        Sizes of the batches that were compared.
    n_codes
        How many different codes (of an encoder: samples) were compared.
    """

    error: float
    tolerance: float
    batches: tuple[int, ...]
    n_codes: int


@dataclass(frozen=True)
class Graph:
    """An ONNX graph, with everything that it needs inside.

    Attributes
    ----------
    data
        The serialised ONNX model.
    parity
        How it compares with the model.
    batched
        Whether it takes any number of rows; otherwise one.
    precision
        ``"float16"``: the large weights are stored in half precision; it computes in float32.
    """

    data: bytes
    parity: Parity
    batched: bool
    precision: Precision


@dataclass(frozen=True)
class ExportedModel:
    """The graphs of a model.

    Attributes
    ----------
    decoder
        From ``codes`` ``(n, *latent_shape)`` to ``output`` ``(n, *modality.raw_shape)``, float32.
    encoder
        From ``samples`` ``(n, ...)`` to ``mean`` and, where it is known, ``log_variance``, both
        ``(n, *latent_shape)``, float32; None where there is none.
    encoder_reason
        Why there is no encoder, in one sentence; None where there is one.
    """

    decoder: Graph
    encoder: Graph | None = None
    encoder_reason: str | None = None
