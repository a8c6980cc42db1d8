"""ONNX: from a torch model to graphs that run anywhere, and back to a model without torch."""

from typing import TYPE_CHECKING

from latentwidgets.lazy import lazily

if TYPE_CHECKING:
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

# A bundle is opened without what exports one.
__getattr__ = lazily(
    __name__,
    {
        "ExportedModel": "graphs",
        "Graph": "graphs",
        "OnnxBackend": "backend",
        "Parity": "graphs",
        "export_cached": "cache",
        "export_model": "export",
        "open_model": "backend",
    },
)
