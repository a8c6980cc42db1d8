"""Convolutions with weights of their own for each row, in a form whose batch axis can be free.

Generators with modulated weights compute a batch as one grouped convolution, a group for each row.
ONNX fixes the number of groups in the graph. Here the same sums are made by products of matrices,
one for each place of the kernel.

This file needs torch at import, and is imported inside the functions that export.
"""

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import pad
from torch.overrides import TorchFunctionMode

Pair = tuple[int, int]


class BatchedConvolutions(TorchFunctionMode):
    """While it is entered, convolutions with as many groups as rows are computed row by row."""

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Call `func`, or its replacement."""
        kwargs = kwargs or {}
        replacement = _REPLACEMENTS.get(func)
        if replacement is not None:
            names, compute = replacement
            given = dict(zip(names, args, strict=False)) | kwargs
            if isinstance(given.get("groups"), torch.SymInt) and not _is_text(given.get("padding")):
                return compute(**given)
        return func(*args, **kwargs)


def convolve_rows(  # noqa: PLR0913, PLR0917  as torch has them
    input: Tensor,  # noqa: A002  torch's own name
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> Tensor:
    """`torch.conv2d` of ``(1, n * c, h, w)`` with weights ``(n * d, c, kh, kw)`` in n groups."""
    _, channels, height, width = input.shape
    rows = input.reshape(groups, channels // groups, height, width)
    kernels = weight.reshape(groups, -1, *weight.shape[1:])
    result = _convolve(rows, kernels, _pair(stride), _pair(padding), _pair(dilation))
    return _joined(result, bias)


def convolve_rows_transposed(  # noqa: PLR0913, PLR0917  as torch has them
    input: Tensor,  # noqa: A002  torch's own name
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: Any = 1,
    dilation: Any = 1,
) -> Tensor:
    """`torch.conv_transpose2d` with weights ``(n * c, d, kh, kw)`` in n groups.

    It is the convolution by the turned kernel of the input with zeros between its pixels.
    """
    _, channels, height, width = input.shape
    (down, right), (top, left) = _pair(stride), _pair(padding)
    (below, beside), (dy, dx) = _pair(output_padding), _pair(dilation)
    rows = input.reshape(groups, channels // groups, height, 1, width, 1)
    rows = pad(rows, (0, right - 1, 0, 0, 0, down - 1))
    rows = rows.reshape(groups, channels // groups, height * down, width * right)
    kernels = weight.reshape(groups, channels // groups, *weight.shape[1:]).transpose(1, 2)
    reach_y, reach_x = dy * (weight.shape[2] - 1), dx * (weight.shape[3] - 1)
    rows = pad(
        rows,
        (
            reach_x - left,
            reach_x - left + beside - (right - 1),
            reach_y - top,
            reach_y - top + below - (down - 1),
        ),
    )
    return _joined(_convolve(rows, kernels.flip(3, 4), (1, 1), (0, 0), (dy, dx)), bias)


def _convolve(rows: Tensor, kernels: Tensor, stride: Pair, padding: Pair, dilation: Pair) -> Tensor:
    """Convolve each of ``(n, c, h, w)`` with its own ``(d, c, kh, kw)``."""
    (down, right), (top, left), (dy, dx) = stride, padding, dilation
    rows = pad(rows, (left, left, top, top))
    n, channels, height, width = rows.shape
    kernel_y, kernel_x = kernels.shape[3:]
    out_y = (height - dy * (kernel_y - 1) - 1) // down + 1
    out_x = (width - dx * (kernel_x - 1) - 1) // right + 1
    total: Tensor | None = None
    for y in range(kernel_y):
        for x in range(kernel_x):
            here_y = slice(y * dy, y * dy + (out_y - 1) * down + 1, down)
            here_x = slice(x * dx, x * dx + (out_x - 1) * right + 1, right)
            seen = rows[:, :, here_y, here_x].reshape(n, channels, out_y * out_x)
            product = torch.bmm(kernels[..., y, x], seen)
            total = product if total is None else total + product
    if total is None:
        raise ValueError("a convolution with an empty kernel")
    return total.reshape(n, -1, out_y, out_x)


def _joined(rows: Tensor, bias: Tensor | None) -> Tensor:
    joined = rows.reshape(1, rows.shape[0] * rows.shape[1], *rows.shape[2:])
    return joined if bias is None else joined + bias.reshape(1, -1, 1, 1)


def _pair(value: Any) -> Pair:
    if isinstance(value, int):
        return (value, value)
    return (value[0], value[-1])


def _is_text(value: Any) -> bool:
    """Whether a padding is given by a word."""
    return isinstance(value, str)


_NAMES = ("input", "weight", "bias", "stride", "padding")
_REPLACEMENTS: dict[Any, tuple[tuple[str, ...], Any]] = {
    torch.conv2d: ((*_NAMES, "dilation", "groups"), convolve_rows),
    torch.conv_transpose2d: (
        (*_NAMES, "output_padding", "groups", "dilation"),
        convolve_rows_transposed,
    ),
}
