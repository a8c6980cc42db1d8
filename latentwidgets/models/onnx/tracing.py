"""From a half of a model to ONNX bytes, by torch's exporter."""

import logging
import threading
from typing import TYPE_CHECKING, Any

from latentwidgets.models.onnx.compact import compact
from latentwidgets.models.onnx.graphs import Precision
from latentwidgets.models.onnx.quiet import quietly
from latentwidgets.models.onnx.refusals import Refusal, fixes_batch, why

if TYPE_CHECKING:
    import torch

    from latentwidgets.models.onnx.halves import Half

OPSET = 18
MAX_BYTES = 2**31 - 1  # of one protobuf message
RANDOM = {
    "Bernoulli",
    "Multinomial",
    "RandomNormal",
    "RandomNormalLike",
    "RandomUniform",
    "RandomUniformLike",
}

_LOG = logging.getLogger(__name__)
_LOCK = threading.Lock()  # torch does not promise that two exports may run at once


def trace(  # noqa: PLR0913
    half: "Half",
    examples: "tuple[torch.Tensor, ...]",
    *,
    input_names: list[str],
    output_names: list[str],
    batched: bool,
    precision: Precision,
) -> bytes:
    """Export one half.

    Parameters
    ----------
    half
        In evaluation mode.
    examples
        Rows of each input to follow the half's steps with, at least two where `batched`, since
        sizes 0 and 1 are taken for fixed.
    batched
        Whether the batch axis is to be free.

    Raises
    ------
    Refusal
        Where the half does what a graph cannot; a sentence without its end.
    """
    import torch

    from latentwidgets.models.onnx.modulation import with_free_groups

    with _LOCK, quietly(), torch.no_grad():
        try:
            program = with_free_groups(_follow(half, examples, batched=batched))
            _check_size(sum(_bytes(part) for part in _held(program)))
            done: Any = torch.onnx.export(
                program,
                dynamo=True,
                opset_version=OPSET,
                external_data=False,
                verbose=False,
            )
            _name_ends(done.model.graph, input_names, output_names)
            proto = done.model_proto
        except Refusal:
            raise
        except Exception as error:
            _LOG.debug("exporting failed", exc_info=True)
            raise Refusal(why(error)) from error
    compact(proto, precision=precision)
    drawn = {node.op_type for node in proto.graph.node} & RANDOM
    if drawn:
        raise Refusal(
            f"it draws random numbers ({', '.join(sorted(drawn))}), which a graph would draw anew "
            "at every call"
        )
    _check_size(proto.ByteSize())
    data: bytes = proto.SerializeToString()
    return data


def _name_ends(graph: Any, inputs: list[str], outputs: list[str]) -> None:
    """Name what goes in and comes out; what has one of these names inside gives it up.

    torch names a value after the function that made it, "mean" for one, and lets two have one name.
    """
    ends = {*graph.inputs, *graph.outputs}
    wanted = {*inputs, *outputs}
    for node in graph:
        for value in node.outputs:
            if value.name in wanted and value not in ends:
                value.name = f"inner_{value.name}"
    for values, names in ((graph.inputs, inputs), (graph.outputs, outputs)):
        for value, name in zip(values, names, strict=True):
            value.name = name


def _follow(half: "Half", examples: "tuple[torch.Tensor, ...]", *, batched: bool) -> Any:
    """Record the steps that a half takes.

    Python's `len` of a tensor is a plain number to whoever calls with tensors that note what is
    done to them; where that fixes the batch, torch reads the half's bytecode instead, which takes
    longer and understands less of Python otherwise.
    """
    import torch
    from torch.distributions import Distribution

    from latentwidgets.models.onnx.halves import Unchecked

    axes = tuple({0: torch.export.Dim.DYNAMIC} if batched else None for _ in examples)
    try:
        with Unchecked():
            return torch.export.export(half, examples, dynamic_shapes=axes, strict=False)
    except Exception as error:
        if not (batched and fixes_batch(error)):
            raise
        checks = Distribution._validate_args  # noqa: SLF001  switched off by torch, for good
        try:
            return torch.export.export(half, examples, dynamic_shapes=axes, strict=True)
        except Exception:  # noqa: BLE001 torch raises many kinds; the first says it better
            _LOG.debug("exporting by bytecode failed", exc_info=True)
            raise error from None
        finally:
            Distribution.set_default_validate_args(checks)


def _held(program: Any) -> "list[torch.Tensor]":
    held = {id(v): v for v in (*program.state_dict.values(), *program.constants.values())}
    return [value for value in held.values() if hasattr(value, "nbytes")]


def _bytes(tensor: "torch.Tensor") -> int:
    return int(tensor.nbytes)


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise Refusal(f"its weights take {size / 1e9:.1f} GB and an ONNX file holds 2 GB at most")
