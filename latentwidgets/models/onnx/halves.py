"""The halves of a model as modules of one tensor, in the form of the graphs they become.

This file needs torch at import, and is imported inside the functions that export.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from latentwidgets.models.batches import Mode
from latentwidgets.models.outputs import unwrap_decoding, unwrap_encoding
from latentwidgets.models.protocol import Shape
from latentwidgets.models.samples import Change


class Half(nn.Module):
    """A function of a model, with the modules that it uses; `dtype` is that of its input."""

    def __init__(
        self, function: Callable[..., Any], modules: Sequence[nn.Module], dtype: torch.dtype
    ) -> None:
        super().__init__()
        self.function = _Held(function)
        self.used = nn.ModuleList(modules)
        self.dtype = dtype

    def call(self, rows: Tensor, mode: Mode) -> Any:
        """Call with rows in the precision that it takes; "bare" takes the one row alone."""
        rows = rows.to(self.dtype)
        try:
            return self.function.call(rows[0] if mode == "bare" else rows)
        except Exception as error:
            raise _NotFollowedError(f"{type(error).__name__}: {error}") from error


class DecoderHalf(Half):
    """From codes ``(n, *latent_shape)`` to raw outputs ``(n, *raw_shape)``, float32."""

    def __init__(
        self,
        function: Callable[..., Any],
        modules: Sequence[nn.Module],
        dtype: torch.dtype,
        *,
        mode: Mode,
        raw_shape: Shape,
    ) -> None:
        super().__init__(function, modules, dtype)
        self.mode, self.raw_shape = mode, raw_shape

    def forward(self, rows: Tensor) -> Tensor:
        """Decode."""
        output: Tensor = unwrap_decoding(self.call(rows, self.mode))
        return output.reshape(rows.shape[0], *self.raw_shape).float()


class LayeredHalf(Half):
    """From codes and styles of layers to raw outputs and the styles that the codes come to.

    A style of a layer is that of the code where it is NaN.
    """

    def __init__(self, decoder: Any, dtype: torch.dtype, *, raw_shape: Shape) -> None:
        super().__init__(decoder, [decoder], dtype)
        self.raw_shape = raw_shape

    def forward(self, rows: Tensor, layers: Tensor) -> tuple[Tensor, Tensor]:
        """Decode."""
        decoder: Any = self.function.call
        try:
            styles = decoder.spread(rows.to(self.dtype))
            mixed = torch.where(layers.isnan(), styles, layers.to(self.dtype))
            output: Tensor = decoder.decode_layers(mixed)
        except Exception as error:
            raise _NotFollowedError(f"{type(error).__name__}: {error}") from error
        return output.reshape(rows.shape[0], *self.raw_shape).float(), styles.float()


class EncoderHalf(Half):
    """From samples ``(n, ...)`` to mean and log-variance ``(n, *latent_shape)``, float32."""

    def __init__(  # noqa: PLR0913
        self,
        function: Callable[..., Any],
        modules: Sequence[nn.Module],
        dtype: torch.dtype,
        *,
        mode: Mode,
        latent_shape: Shape,
        change: Change,
        sampled: int | None,
    ) -> None:
        super().__init__(function, modules, dtype)
        self.mode, self.latent_shape = mode, latent_shape
        self.change: Change = change
        self.sampled = sampled

    def forward(self, rows: Tensor) -> tuple[Tensor, ...]:
        """Encode, and shape the codes as `shape_codes` does."""
        output = self.call(_changed(rows, self.change), self.mode)
        mean, log_variance = unwrap_encoding(output, sampled=self.sampled)
        n = rows.shape[0]
        per_row = mean.numel() if self.mode == "bare" else mean[0].numel()
        if per_row == 2 * torch.Size(self.latent_shape).numel() and log_variance is None:
            mean = mean.reshape(n, *(mean.shape if self.mode == "bare" else mean.shape[1:]))
            mean, log_variance = torch.tensor_split(mean, 2, dim=1)
        parts = [mean] if log_variance is None else [mean, log_variance]
        return tuple(part.reshape(n, *self.latent_shape).float() for part in parts)


class Unchecked(TorchFunctionMode):
    """While it is entered, distributions take their parameters without checking the numbers."""

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Call `func`, but for the check."""
        if func is torch._is_all_true:  # noqa: SLF001
            return True
        return func(*args, **(kwargs or {}))


class _NotFollowedError(Exception):
    """What a model raised while torch followed its steps.

    Torch notes the steps so far in an error, and prints them on the terminal where it finds them.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name != "partial_fx_graph":
            super().__setattr__(name, value)


def whole_dtype() -> torch.dtype:
    """Tell the dtype in which an embedding takes tokens."""
    return torch.int64


class _Held:
    """Keeps a function that may be a module from being registered as one, with names of its own."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self.call = call


def _changed(rows: Tensor, kind: Change) -> Tensor:
    if kind == "with a channel axis":
        return rows[:, None]
    if kind == "channels first":
        return rows.movedim(-1, 1)
    if kind == "flattened":
        return rows.flatten(1)
    return rows
