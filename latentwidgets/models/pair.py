"""An (encoder, decoder) pair of which one or both are torch modules."""

from collections.abc import Callable
from typing import Any

from latentwidgets.exceptions import ModelError
from latentwidgets.models.torch_backend import TorchBackend
from latentwidgets.models.torch_module import DECODERS, ENCODERS, find_callable, is_module


def adapt(pair: tuple[Any, Any], *, device: str, seed: int) -> TorchBackend:
    """Adapt a pair; a module of it that has `encode` or `decode` is called by that.

    Raises
    ------
    ModelError
        Where a member cannot be called.
    """
    encoder, decoder = pair
    return TorchBackend(
        name=type(decoder if is_module(decoder) else encoder).__name__,
        encode=_call(encoder, ENCODERS[:1], "encoder"),
        decode=_call(decoder, DECODERS[:1], "decoder"),
        decoder=[decoder] if is_module(decoder) else [],
        encoder=[encoder] if is_module(encoder) else [],
        modules=[member for member in pair if is_module(member)],
        device=device,
        seed=seed,
    )


def _call(member: Any, names: tuple[str, ...], role: str) -> Callable[..., Any]:
    call = find_callable(member, names) or (member if callable(member) else None)
    if call is None:
        raise ModelError(
            f"The {role} of the pair is an object of type {type(member).__name__}, which cannot be "
            "called: give (encoder, decoder), two modules or two functions."
        )
    return call
