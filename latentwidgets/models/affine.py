"""The affine layers that a decoder's code goes into first: what SeFa factorises.

Found by what they do, not by their class: in torch the modules that are given the code itself, in
an ONNX graph the products of the code with weights, else the decoder as a whole where it is affine.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import LatentWidgetsError, ModelError

if TYPE_CHECKING:
    from latentwidgets.models.protocol import LatentModel

__all__ = ["first_affine"]

Array64 = NDArray[np.float64]
Call = Callable[[NDArray[np.float32]], NDArray[Any]]

TOLERANCE = 1e-3  # of the largest output: further from affine is not affine
MOST_DIMS = 4096
INSTEAD = "Take method='jacobian', which needs no weights, or method='pca'."


def first_affine(model: "LatentModel") -> Array64:
    """Stack the weights ``(m, d)`` of the affine layers that take the code as it is.

    Raises
    ------
    ModelError
        Where there are none: the decoder begins otherwise, or cannot be looked into.
    """
    d = int(np.prod(model.latent_shape))
    if d > MOST_DIMS:
        raise ModelError(
            f"{model.name} has {d:,} dimensions and SeFa is computed for {MOST_DIMS:,} at most. "
            f"{INSTEAD}"
        )
    backend: Any = getattr(model, "backend", None)
    if hasattr(backend, "modules"):
        found = _of_modules(model, backend, d)
    elif hasattr(backend, "exported"):
        found = _of_graph(backend.exported.decoder.data, d)
    else:
        found = _of_whole(model, d)
    if found is None:
        raise ModelError(
            f"SeFa needs a decoder that begins with a linear layer or a transposed convolution of "
            f"the code, and {model.name} does not, as far as can be seen. A style-based generator "
            f"has such layers for latent='w'. {INSTEAD}"
        )
    return found


def _of_modules(model: "LatentModel", backend: Any, d: int) -> Array64 | None:
    """Watch which modules are given the code, and measure what they do with it."""
    import torch

    from latentwidgets.models.evaluation import evaluating

    code = np.random.default_rng(0).standard_normal((1, *model.latent_shape)).astype(np.float32)
    seen: list[tuple[Any, tuple[int, ...], Any]] = []

    def look(module: Any, inputs: Any) -> None:
        if len(inputs) == 1 and isinstance(inputs[0], torch.Tensor) and inputs[0].numel() == d:
            values = inputs[0].detach().float().cpu().numpy().reshape(-1)
            if np.allclose(values, code.reshape(-1), rtol=1e-2, atol=1e-3):  # half precision too
                seen.append((module, tuple(inputs[0].shape[1:]), inputs[0]))

    leaves = {
        module
        for part in backend.modules
        for module in part.modules()
        if not list(module.children()) and list(module.parameters(recurse=False))
    }
    hooks = [leaf.register_forward_pre_hook(look) for leaf in leaves]
    try:
        model.decode(code)
    finally:
        for hook in hooks:
            hook.remove()

    def caller(module: Any, shape: tuple[int, ...], like: Any) -> Call:
        def call(rows: NDArray[np.float32]) -> NDArray[Any]:
            tensor = torch.tensor(rows.reshape(-1, *shape), dtype=like.dtype, device=like.device)
            with evaluating(backend.modules), torch.inference_mode():
                output = module(tensor)
            return np.asarray(output.float().cpu()).reshape(len(rows), -1)

        return call

    return _stacked([_measure(caller(*entry), d) for entry in seen])


def _of_graph(data: bytes, d: int) -> Array64 | None:
    """Follow the code through an ONNX graph to the products with weights."""
    from onnx import helper, load_from_string, numpy_helper

    graph = load_from_string(data).graph
    known = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    columns = {graph.input[0].name: np.arange(d)}  # of the code, in each tensor that is part of it
    weights: list[Array64 | None] = []
    for node in graph.node:
        source = node.input[0] if node.input else ""
        if node.op_type in ("Cast", "Identity") and source in known:
            known[node.output[0]] = known[source]
        elif node.op_type == "Constant":
            known[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
        elif source not in columns:
            continue
        elif node.op_type in ("Identity", "Cast", "Reshape", "Flatten", "Unsqueeze", "Squeeze"):
            columns[node.output[0]] = columns[source]
        elif node.op_type == "Slice":
            part = _sliced(columns[source], [known.get(name) for name in node.input[1:]])
            if part is not None:
                columns[node.output[0]] = part
        elif node.op_type in ("Gemm", "MatMul", "ConvTranspose") and node.input[1] in known:
            options = {one.name: helper.get_attribute_value(one) for one in node.attribute}
            weight = np.asarray(known[node.input[1]], np.float64)
            weights.append(_placed(weight, node.op_type, options, columns[source], d))
    return _stacked(weights)


def _sliced(columns: NDArray[Any], bounds: list[Any]) -> NDArray[Any] | None:
    """Take the columns that a Slice along the last of two axes takes."""
    if len(bounds) < 3 or any(bound is None or np.size(bound) != 1 for bound in bounds):
        return None
    start, stop, axis = (int(np.ravel(bound)[0]) for bound in bounds[:3])
    step = int(np.ravel(bounds[3])[0]) if len(bounds) > 3 else 1
    return columns[start:stop:step] if axis in (1, -1) else None


def _placed(
    weight: Array64, kind: str, options: dict[str, Any], columns: NDArray[Any], d: int
) -> Array64 | None:
    """Turn a layer's weight into rows over all dimensions of the code."""
    if kind == "ConvTranspose":
        if options.get("group", 1) != 1:
            return None
        weight = weight.reshape(len(weight), -1).T
    elif kind == "MatMul" or not options.get("transB", 0):
        weight = weight.T
    if weight.ndim != 2 or weight.shape[1] != len(columns) or options.get("transA", 0):
        return None
    rows = np.zeros((len(weight), d))
    rows[:, columns] = weight * float(options.get("alpha", 1.0))
    return rows


def _of_whole(model: "LatentModel", d: int) -> Array64 | None:
    """Take the whole decoder, where it is affine, as that of a PCA is."""
    decode = getattr(model, "decode_raw", None)
    if decode is None:
        return None

    def call(rows: NDArray[np.float32]) -> NDArray[Any]:
        outputs: NDArray[Any] = decode(rows.reshape(-1, *model.latent_shape))
        return outputs.reshape(len(rows), -1)

    try:
        return _measure(call, d)
    except LatentWidgetsError:
        return None


def _measure(call: Call, d: int) -> Array64 | None:
    """Measure ``A`` of ``x -> Ax + b``; None where it is no such function."""
    offset = call(np.zeros((1, d), np.float32)).astype(np.float64)
    if offset.dtype.kind != "f":
        return None
    weight: Array64 = (call(np.eye(d, dtype=np.float32)) - offset).T
    trial = np.random.default_rng(1).standard_normal((4, d)).astype(np.float32)
    expected = trial @ weight.T + offset
    apart = np.abs(call(trial) - expected).max()
    good = np.isfinite(weight).all() and apart <= TOLERANCE * max(1e-9, np.abs(expected).max())
    return weight if good else None


def _stacked(weights: "list[Array64 | None]") -> Array64 | None:
    found = [weight for weight in weights if weight is not None and np.any(weight)]
    return np.concatenate(found) if found else None
