"""The graphs of a model as one piece of bytes, which tells whether it is whole."""

import hashlib
import json
from dataclasses import asdict

from latentwidgets.models.onnx.graphs import ExportedModel, Graph, Parity

MARK = b"latentwidgets graphs 1\n"
_DIGEST = hashlib.sha256().digest_size


def pack(exported: ExportedModel, key: str) -> bytes:
    """Join the graphs of one model: a mark, a digest of the rest, a header as JSON, the graphs."""
    graphs = [graph for graph in (exported.decoder, exported.encoder) if graph is not None]
    header = {
        "key": key,
        "encoder_reason": exported.encoder_reason,
        "takes": exported.takes,
        "graphs": [
            {
                "size": len(graph.data),
                "parity": asdict(graph.parity),
                "batched": graph.batched,
                "precision": graph.precision,
                "layers": graph.layers,
            }
            for graph in graphs
        ],
    }
    words = json.dumps(header).encode()
    rest = b"".join([len(words).to_bytes(8, "little"), words, *(graph.data for graph in graphs)])
    return MARK + hashlib.sha256(rest).digest() + rest


def unpack(data: bytes, key: str) -> ExportedModel:
    """Take apart what `pack` joined.

    Raises
    ------
    ValueError
        Where it is something else, damaged, or of another key.
    """
    start = len(MARK) + _DIGEST
    if not data.startswith(MARK):
        raise ValueError("it is another kind of file")
    if hashlib.sha256(memoryview(data)[start:]).digest() != data[len(MARK) : start]:
        raise ValueError("it is damaged")
    position = start + 8
    end = position + int.from_bytes(data[start:position], "little")
    header = json.loads(data[position:end])
    if header["key"] != key:
        raise ValueError("it is of another model")
    graphs = []
    for entry in header["graphs"]:
        position, end = end, end + entry["size"]
        parity = entry["parity"] | {"batches": tuple(entry["parity"]["batches"])}
        layers = None if entry["layers"] is None else tuple(entry["layers"])
        graphs.append(
            Graph(
                data[position:end],
                Parity(**parity),
                entry["batched"],
                entry["precision"],
                layers,
            )
        )
    return ExportedModel(graphs[0], (*graphs, None)[1], header["encoder_reason"], header["takes"])
