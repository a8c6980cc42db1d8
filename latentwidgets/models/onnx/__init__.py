"""ONNX: from a torch model to graphs that run anywhere, and back to a model without torch."""

from latentwidgets.models.onnx.backend import OnnxBackend, open_model
from latentwidgets.models.onnx.cache import export_cached
from latentwidgets.models.onnx.export import export_model
from latentwidgets.models.onnx.graphs import ExportedModel, Graph, Parity

__all__ = [
    "ExportedModel",
    "Graph",
    "OnnxBackend",
    "Parity",
    "export_cached",
    "export_model",
    "open_model",
]
