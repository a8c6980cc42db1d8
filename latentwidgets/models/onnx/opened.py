"""The graphs of a model that was opened from them: as they are, or in half precision."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.models.onnx.backend import OnnxBackend
from latentwidgets.models.onnx.graphs import ExportedModel, Graph
from latentwidgets.models.onnx.parity import Trial, compare
from latentwidgets.models.onnx.recording import record_decoder, record_encoder, record_layers
from latentwidgets.models.protocol import LatentModel
from latentwidgets.models.styles import layers_of
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
    layers = layers_of(model)
    if layers is not None:
        trials = record_layers(model, backend, codes, layers)
    else:
        trials = [
            replace(trial, **_fed(backend, trial.rows))
            for trial in record_decoder(model, backend, codes)
        ]
    decoder = _halved(exported.decoder, trials, "codes")
    encoder = exported.encoder
    if encoder is not None and samples is not None:
        encoder = _halved(encoder, record_encoder(model, backend, samples), "samples")
    return replace(exported, decoder=decoder, encoder=encoder)


def _fed(backend: Any, rows: NDArray[np.float32]) -> dict[str, Any]:
    """Give rows to the inputs that the decoder takes them by."""
    feeds = backend.feeds(rows)
    return {"rows": feeds.pop("codes"), "more": feeds}


def _halved(graph: Graph, trials: Sequence[Trial], input_name: str) -> Graph:
    from onnx import load_from_string

    from latentwidgets.models.onnx.compact import compact

    proto = load_from_string(graph.data)
    compact(proto, precision="float16")
    data = proto.SerializeToString()
    parity = compare(
        data, trials, input_name=input_name, batched=graph.batched, precision="float16"
    )
    return replace(graph, data=data, parity=parity, precision="float16")
