"""The decoder of a page, with weights in the precision asked for."""

from typing import TYPE_CHECKING

from latentwidgets.exceptions import ExportError
from latentwidgets.models.onnx.parity import Trial, compare, pick
from latentwidgets.models.onnx.refusals import Refusal

if TYPE_CHECKING:
    from latentwidgets.models.onnx.graphs import Graph, Precision
    from latentwidgets.spaces import LatentSpace

__all__ = ["decoder_of"]


def decoder_of(space: "LatentSpace", precision: "Precision") -> "Graph":
    """Export the decoder; one opened from a bundle in float32 is halved here, and compared.

    Raises
    ------
    ExportError
        Where the decoder cannot be exported, or differs from the model.
    """
    graph = space.export(precision).decoder
    return _halved(graph, space) if precision == "float16" != graph.precision else graph


def _halved(graph: "Graph", space: "LatentSpace") -> "Graph":
    from onnx import load_from_string

    from latentwidgets.models.onnx.compact import compact
    from latentwidgets.models.onnx.graphs import Graph

    proto = load_from_string(graph.data)
    compact(proto, precision="float16")
    data = proto.SerializeToString()
    trials = [Trial(codes, {"output": space.decode_raw(codes)}) for codes in pick(space.codes)]
    try:
        parity = compare(
            data, trials, input_name="codes", batched=graph.batched, precision="float16"
        )
    except Refusal as refusal:
        raise ExportError(f"{space.model.name} cannot be in half precision: {refusal}.") from None
    return Graph(data, parity, graph.batched, "float16")
