"""An exported graph without what is not needed to run it, and with weights in half precision."""

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.models.onnx.graphs import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onnx import GraphProto, ModelProto

SMALL = 256  # weights of at most so many numbers stay float32: halving them saves nothing
LARGEST_HALF = float(np.finfo(np.float16).max)


def compact(proto: "ModelProto", *, precision: Precision) -> None:
    """Strip a graph in place.

    What the exporter notes for people (source lines with the paths of the machine, names of
    classes, shapes between the steps) goes, and names become numbers; inputs and outputs keep
    theirs, and the free axis is called ``n``.
    """
    graph = proto.graph
    if precision == "float16":
        _halve(graph)
    names = {value.name: value.name for value in (*graph.input, *graph.output)}
    names[""] = ""  # an optional input that is left out
    _clear(proto)
    for function in proto.functions:
        _clear(function)
        for node in function.node:
            _clear(node)
    for part in _graphs(graph):
        _strip(part, names)
    for value in (*graph.input, *graph.output):
        for axis in value.type.tensor_type.shape.dim:
            if axis.HasField("dim_param"):
                axis.dim_param = "n"
    graph.name = "graph"


def _graphs(graph: "GraphProto") -> "Iterator[GraphProto]":
    """Go through a graph and all within it."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                if inner.node or inner.output:
                    yield from _graphs(inner)


def _strip(graph: "GraphProto", names: dict[str, str]) -> None:
    def short(name: str) -> str:
        return names.setdefault(name, str(len(names)))

    _clear(graph)
    del graph.value_info[:]
    del graph.quantization_annotation[:]
    for value in (*graph.input, *graph.output):
        value.name = short(value.name)
        _clear(value)
    for tensor in graph.initializer:
        tensor.name = short(tensor.name)
        _clear(tensor)
    for node in graph.node:
        node.input[:] = [short(name) for name in node.input]
        node.output[:] = [short(name) for name in node.output]
        node.name = ""
        _clear(node)
        for attribute in node.attribute:
            attribute.doc_string = ""
            if attribute.HasField("t"):
                _clear(attribute.t)
                attribute.t.name = ""


def _clear(message: Any) -> None:
    message.ClearField("doc_string")
    del message.metadata_props[:]


def _halve(graph: "GraphProto") -> None:
    """Store large weights in half precision, and widen them before they are used."""
    from onnx import TensorProto, helper, numpy_helper

    casts = []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) <= SMALL:
            continue
        weights = numpy_helper.to_array(tensor)
        if np.abs(weights[np.isfinite(weights)]).max(initial=0.0) > LARGEST_HALF:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(weights.astype(np.float16), f"{name}/half"))
        casts.append(helper.make_node("Cast", [f"{name}/half"], [name], to=TensorProto.FLOAT))
    steps = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(steps)
