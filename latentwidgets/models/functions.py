"""Plain functions: a decode function, an (encode, decode) pair, an object with such methods."""

import functools
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from latentwidgets.models.numpy_backend import NumpyBackend
from latentwidgets.models.torch_backend import TorchBackend
from latentwidgets.models.torch_module import is_module


def adapt(
    decode: Callable[..., Any],
    encode: Callable[..., Any] | None,
    *,
    name: str,
    device: str,
    seed: int,
) -> list[TorchBackend | NumpyBackend]:
    """Adapt functions of arrays or of tensors: the ways to call them, the likelier first.

    Torch modules that the functions use (their object, closure, global names) are put in
    evaluation mode; they stay where they are unless a device is named.
    """
    held = [item for function in (decode, encode) for item in _held(function)]
    ways: list[TorchBackend | NumpyBackend] = [
        NumpyBackend(
            name=name,
            decode=decode,
            encode=encode,
            hashed=(decode, encode),
            seed=seed,
            generator=encode is None,
        )
    ]
    if "torch" in sys.modules:
        found = _modules(held)
        for_torch = TorchBackend(
            name=name,
            decode=decode,
            encode=encode,
            decoder=_modules(_held(decode)),
            encoder=_modules(_held(encode)),
            modules=found,
            device=_device(device, found),
            seed=seed,
            generator=encode is None,
        )
        ways.insert(0 if any(map(_is_torch, held)) else 1, for_torch)
    return ways


def _modules(held: Iterable[object]) -> list[Any]:
    return list(dict.fromkeys(item for item in held if is_module(item)))


def _device(device: str, modules: list[Any]) -> str:
    """Leave the user's own code where it computes, unless a device is named."""
    if device != "auto":
        return device
    weight = next((w for module in modules for w in module.parameters()), None)
    return "cpu" if weight is None else str(weight.device)


def _is_torch(value: object) -> bool:
    torch = sys.modules["torch"]
    return value is torch or is_module(value) or isinstance(value, torch.Tensor)


def _held(function: object) -> Iterator[object]:
    """List what a function refers to: its object, closure, arguments bound, global names."""
    if isinstance(function, functools.partial):
        yield from (*function.args, *function.keywords.values())
        yield from _held(function.func)
    elif isinstance(function, types.MethodType):
        owner = function.__self__
        yield from (owner, *getattr(owner, "__dict__", {}).values())
        yield from _held(function.__func__)
    elif isinstance(function, types.FunctionType):
        yield from (cell.cell_contents for cell in function.__closure__ or ())
        names = function.__code__.co_names
        yield from (function.__globals__[name] for name in names if name in function.__globals__)
    elif callable(function):
        yield from getattr(function, "__dict__", {}).values()
