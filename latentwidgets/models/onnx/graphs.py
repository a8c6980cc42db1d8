"""What an export gives: graphs as bytes, and how close they come to the model."""

from dataclasses import dataclass
from typing import Literal

Precision = Literal["float32", "float16"]
Takes = Literal["codes", "layers"]


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
    layers
        Of a style-based generator's decoder: how many layers, and the size of the style of each.
        It then takes ``layers`` ``(n, *layers)`` too, the styles themselves, NaN where they are to
        be those of the code; and gives ``styles`` ``(n, *layers)``, which the code comes to.
    """

    data: bytes
    parity: Parity
    batched: bool
    precision: Precision
    layers: tuple[int, int] | None = None


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
    takes
        Which input of the decoder a code of the model is: with ``"layers"`` it is a style for each
        layer.
    """

    decoder: Graph
    encoder: Graph | None = None
    encoder_reason: str | None = None
    takes: Takes = "codes"
