"""A copy of a model to export from, so that the user's own stays free and as it is."""

import copy
import logging
from collections.abc import Callable
from typing import Any

from latentwidgets.models.torch_backend import TorchBackend
from latentwidgets.models.torch_module import is_module

_LOG = logging.getLogger(__name__)


def snapshot(backend: TorchBackend) -> TorchBackend | None:
    """Copy a model to the CPU, in float32, without `torch.compile`.

    Returns
    -------
    TorchBackend or None
        None where it cannot be copied: a module that refuses, or functions, which would go on
        using the modules that they were written with.
    """
    decode, encode = (original(function) for function in backend.functions)
    if not all(function is None or _belongs(function) for function in (decode, encode)):
        return None
    parts = (decode, encode, *(list(map(original, p)) for p in _parts(backend)))
    try:
        decode, encode, decoder, encoder, modules = copy.deepcopy(parts)
        for module in modules:
            module.to("cpu").float()
            _remove_compilation(module)
    except Exception as error:  # noqa: BLE001 a user's module may refuse in any way
        _LOG.debug("%s cannot be copied (%r): it is exported as it is", backend.name, error)
        return None
    return TorchBackend(
        name=backend.name,
        decode=decode,
        encode=encode,
        decoder=decoder,
        encoder=encoder,
        modules=modules,
        device="cpu",
        seed=backend.seed,
    )


def original(function: Any) -> Any:
    """Return what `torch.compile` wrapped, or the function itself."""
    for name in ("_orig_mod", "_torchdynamo_orig_callable"):
        function = getattr(function, name, function)
    return function


def _parts(backend: TorchBackend) -> tuple[Any, Any, Any]:
    return backend.decoder, backend.encoder, backend.modules


def _belongs(function: Callable[..., Any]) -> bool:
    """Whether a function is a module or a method of one."""
    return is_module(function) or is_module(getattr(function, "__self__", None))


def _remove_compilation(module: Any) -> None:
    for part in module.modules():
        part._compiled_call_impl = None  # noqa: SLF001  set by module.compile()
        for name, child in part.named_children():
            setattr(part, name, original(child))
