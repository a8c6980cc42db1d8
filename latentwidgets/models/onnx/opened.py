"""The graphs of a model that was opened from them: as they are, or in half precision."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.models.onnx.backend import OnnxBackend
from latentwidgets.models.onnx.graphs import ExportedModel, Graph
from latentwidgets.models.onnx.parity import Trial, compare
from latentwidgets.models.onnx.recording import record_decoder, record_encoder
from latentwidgets.models.protocol import LatentModel
from latentwidgets.models.wrapped import WrappedModel

__all__ = ["graphs_of", "halved"]


def graphs_of(model: LatentModel) -> ExportedModel | None:
    """Return the graphs that a model was opened from; None for any other model."""
    backend = getattr(model, "backend", None)
    return backend.exported if isinstance(backend, OnnxBackend) else None


def halved(
    exported: ExportedModel,
    model: WrappedModel,
    codes: NDArray[np.float32],
    samples: NDArray[Any] | None,
) -> ExportedModel:
    """Store the large weights of a model's own graphs in half precision, and compare them with it.

    Raises
    ------
    Refusal
        Where the decoder then differs from the model beyond the tolerance.
    """
    backend = model.backend
    decoder = _halved(exported.decoder, record_decoder(model, backend, codes), "codes")
    encoder = exported.encoder
    if encoder is not None and samples is not None:
        encoder = _halved(encoder, record_encoder(model, backend, samples), "samples")
    return ExportedModel(decoder, encoder, exported.encoder_reason)


def _halved(graph: Graph, trials: Sequence[Trial], input_name: str) -> Graph:
    from onnx import load_from_string

    from latentwidgets.models.onnx.compact import compact

    proto = load_from_string(graph.data)
    compact(proto, precision="float16")
    data = proto.SerializeToString()
    parity = compare(
        data, trials, input_name=input_name, batched=graph.batched, precision="float16"
    )
    return Graph(data, parity, graph.batched, "float16")
