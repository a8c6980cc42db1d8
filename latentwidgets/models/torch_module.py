"""Torch modules with an encoder and a decoder: methods, or submodules."""

import sys
from collections.abc import Callable
from typing import Any, TypeGuard

from latentwidgets.exceptions import ModelError
from latentwidgets.models.torch_backend import TorchBackend

DECODERS = ("decode", "decoder")
ENCODERS = ("encode", "encoder")


def is_module(value: object) -> TypeGuard[Any]:
    """Whether `value` is a torch module; torch is never imported to find out."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.nn.Module)


def class_name(model: Any) -> str:
    """Return the class of a module, of the original where `torch.compile` wrapped it."""
    return type(getattr(model, "_orig_mod", model)).__name__


def find_callable(model: object, names: tuple[str, ...]) -> Callable[..., Any] | None:
    """Return the first of these attributes that can be called."""
    found = (getattr(model, name, None) for name in names)
    return next((value for value in found if callable(value)), None)


def adapt(model: Any, *, device: str, seed: int) -> TorchBackend | None:
    """Adapt a module that has `decode` or `decoder`; None where it has neither.

    Raises
    ------
    ModelError
        Where it has an encoder and no decoder.
    """
    decode, encode = find_callable(model, DECODERS), find_callable(model, ENCODERS)
    name = class_name(model)
    if decode is None:
        if encode is None:
            return None
        raise ModelError(
            f"{name} has an encoder and neither a method 'decode' nor a submodule 'decoder': "
            "give a pair, lw.wrap((encoder, decoder))."
        )
    return TorchBackend(
        name=name,
        decode=decode,
        encode=encode,
        decoder=_weights(model, decode, "decoder"),
        encoder=_weights(model, encode, "encoder"),
        modules=[model],
        device=device,
        seed=seed,
        generator=encode is None,
    )


def _weights(model: Any, call: object, name: str) -> list[Any]:
    """Find the modules that hold the weights of one half: its own, then the whole."""
    half = call if is_module(call) else getattr(model, name, None)
    return [half, model] if is_module(half) else [model]
