"""Convolutions with weights of their own for each row, in a form whose batch axis can be free.

Generators with modulated weights compute a batch as one grouped convolution, a group for each row.
ONNX fixes the number of groups in the graph. Here the same sums are products of matrices, one for
each line of the kernel; a fixed convolution lays the neighbours of each pixel out as columns, or
adds columns up to a picture.

This file needs torch at import, and is imported inside the functions that export.
"""

from typing import Any

import torch
from torch import Tensor
from torch.export import ExportedProgram
from torch.nn.functional import conv2d, conv_transpose2d

_CONVOLUTION = torch.ops.aten.conv2d.default
_TRANSPOSED = torch.ops.aten.conv_transpose2d.input


def with_free_groups(program: ExportedProgram) -> ExportedProgram:
    """Rewrite the convolutions of a program whose number of groups is the size of the batch."""
    places = {_CONVOLUTION: 6, _TRANSPOSED: 6}  # of the number of groups among the arguments
    nodes = [node for node in program.graph.nodes if node.target in places]
    if not any(isinstance(_argument(node, places[node.target]), torch.fx.Node) for node in nodes):
        return program
    table = {_CONVOLUTION: _convolve_rows, _TRANSPOSED: _convolve_rows_transposed}
    rewritten: ExportedProgram = program.run_decompositions(table)
    return rewritten


def _argument(node: torch.fx.Node, place: int) -> Any:
    return node.args[place] if len(node.args) > place else node.kwargs.get("groups")


def _convolve_rows(  # noqa: PLR0913, PLR0917  as torch has them
    rows: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> Any:
    """Compute `torch.conv2d` of ``(1, n * c, h, w)`` by ``(n * d, c, kh, kw)`` in n groups."""
    if not isinstance(groups, torch.SymInt):
        return NotImplemented
    channels, kernel = weight.shape[1], weight.shape[2:]
    pixels = rows.reshape(-1, 1, *rows.shape[2:])
    kernels = weight.reshape(groups, -1, *weight.shape[1:])
    total: Tensor | None = None
    for line in range(kernel[0]):
        columns = conv2d(pixels, _line(kernel, line, weight), None, stride, padding, dilation)
        height, width = columns.shape[2:]
        product = torch.bmm(
            kernels[:, :, :, line].flatten(2),
            columns.reshape(groups, channels * kernel[1], height * width),
        ).reshape(1, -1, height, width)
        total = product if total is None else total + product
    return _with_bias(total, bias)


def _convolve_rows_transposed(  # noqa: PLR0913, PLR0917  as torch has them
    rows: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: Any = 1,
    dilation: Any = 1,
) -> Any:
    """Compute `torch.conv_transpose2d` by ``(n * c, d, kh, kw)`` in n groups."""
    if not isinstance(groups, torch.SymInt):
        return NotImplemented
    height, width = rows.shape[2:]
    made, kernel = weight.shape[1], weight.shape[2:]
    pixels = rows.reshape(groups, -1, height * width)
    kernels = weight.reshape(groups, -1, *weight.shape[1:])
    total: Tensor | None = None
    for line in range(kernel[0]):
        columns = torch.bmm(kernels[:, :, :, line].flatten(2).transpose(1, 2), pixels)
        product = conv_transpose2d(
            columns.reshape(groups * made, kernel[1], height, width),
            _line(kernel, line, weight),
            None,
            stride,
            padding,
            output_padding,
            1,
            dilation,
        )
        product = product.reshape(1, groups * made, *product.shape[2:])
        total = product if total is None else total + product
    return _with_bias(total, bias)


def _line(kernel: torch.Size, line: int, like: Tensor) -> Tensor:
    """Weights ``(kw, 1, kh, kw)``, of which each sees one place of a line of the kernel."""
    height, width = kernel
    places = torch.eye(height * width, dtype=like.dtype, device=like.device)
    return places.reshape(height, width, 1, height, width)[line]


def _with_bias(total: Tensor | None, bias: Tensor | None) -> Tensor:
    if total is None:
        raise ValueError("a convolution with an empty kernel")
    return total if bias is None else total + bias.reshape(1, -1, 1, 1)
