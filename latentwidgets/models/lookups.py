"""Tokens that an embedding does not hold, told before they are looked up.

On a GPU the lookup itself would end the process's use of CUDA, not only the call.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

__all__ = ["looked_up_within"]


@contextmanager
def looked_up_within(modules: "Sequence[nn.Module]") -> Iterator[None]:
    """Check what each embedding of `modules` is given, as long as this lasts.

    Raises
    ------
    IndexError
        Out of the call that looks such a token up.
    """
    from torch import nn

    layers = [layer for part in modules for layer in part.modules()]
    handles = [
        layer.register_forward_pre_hook(_check, with_kwargs=True)
        for layer in layers
        if isinstance(layer, nn.Embedding | nn.EmbeddingBag)
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _check(layer: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    tokens, size = arguments[0] if arguments else named["input"], layer.num_embeddings
    if tokens.numel() and (tokens.min() < 0 or tokens.max() >= size):
        raise IndexError(
            f"tokens from {int(tokens.min())} to {int(tokens.max())} for an embedding of {size}"
        )
