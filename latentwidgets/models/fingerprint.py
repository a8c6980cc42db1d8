"""A digest of a model's code and weights, so that a cache never serves another model's codes."""

import functools
import hashlib
import sys
import types
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from latentwidgets.exceptions import ModelError


def fingerprint(*parts: Any) -> str:
    """Digest `parts`: arrays, tensors, modules, estimators, functions and plain values in them.

    Raises
    ------
    ModelError
        Where a part's content cannot be read.
    """
    digest = _Digest()
    for part in parts:
        digest.add(part)
    return digest.sha.hexdigest()


class _Digest:
    """Walks through an object and feeds what it holds to SHA-256."""

    def __init__(self) -> None:
        self.sha = hashlib.sha256()
        self.known: dict[int, bytes] = {}
        self.alive: list[Any] = []  # so that no identity in `known` is used again

    def add(self, value: Any) -> None:
        if value is None or isinstance(value, bool | int | float | complex | str | bytes):
            self.mark(type(value).__name__, repr(value))
            return
        if id(value) not in self.known:
            self.known[id(value)] = b"cycle"
            self.alive.append(value)
            outer, self.sha = self.sha, hashlib.sha256()
            self.add_object(value)
            self.known[id(value)], self.sha = self.sha.digest(), outer
        self.sha.update(self.known[id(value)])

    def mark(self, *words: str) -> None:
        self.sha.update("\x1f".join(words).encode() + b"\x1e")

    def add_object(self, value: Any) -> None:
        if isinstance(value, np.ndarray | np.generic):
            self.add_array(np.asarray(value))
        elif isinstance(value, Mapping):
            self.mark("mapping", str(len(value)))
            for key in value:
                self.add(key)
                self.add(value[key])
        elif isinstance(value, list | tuple):
            self.add_all(type(value).__name__, value)
        elif isinstance(value, set | frozenset):
            self.add_all("set", sorted(value, key=repr))
        elif isinstance(value, type | types.ModuleType | types.BuiltinFunctionType):
            self.mark("name", str(getattr(value, "__module__", "")), value.__name__)
        elif isinstance(value, types.FunctionType | types.MethodType | functools.partial):
            self.add_function(value)
        elif isinstance(value, types.CodeType):
            self.add_code(value)
        else:
            self.add_instance(value)

    def add_all(self, kind: str, values: Iterable[Any]) -> None:
        self.mark(kind)
        for value in values:
            self.add(value)
        self.mark("end")

    def add_array(self, array: np.ndarray[Any, Any]) -> None:
        self.mark("array", str(array.dtype), str(array.shape))
        if array.dtype.hasobject:
            self.add_all("objects", array.ravel().tolist())
        else:
            self.sha.update(np.ascontiguousarray(array).tobytes())

    def add_function(self, function: Any) -> None:
        if isinstance(function, functools.partial):
            self.add_all("partial", [function.func, function.args, function.keywords])
        elif isinstance(function, types.MethodType):
            self.add_all("method", [function.__self__, function.__func__])
        else:
            self.mark("function", function.__qualname__)
            self.add(function.__code__)
            cells = [cell.cell_contents for cell in function.__closure__ or ()]
            self.add_all("closure", [function.__defaults__, function.__kwdefaults__, *cells])
            if not _is_library(function.__module__):
                names = sorted(_names(function.__code__) & function.__globals__.keys())
                self.add_all("globals", [(name, function.__globals__[name]) for name in names])

    def add_code(self, code: types.CodeType) -> None:
        self.sha.update(code.co_code)
        self.add_all("code", [*code.co_names, *code.co_consts])

    def add_instance(self, value: Any) -> None:
        kind = type(value)
        self.mark("instance", kind.__module__, kind.__qualname__)
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(value, torch.Tensor):
            self.add_tensor(value)
        elif torch is not None and isinstance(value, torch.nn.Module):
            self.add_module(value)
        elif isinstance(value, np.random.Generator):
            self.add(value.bit_generator.state)
        elif isinstance(value, np.random.RandomState):
            self.add(value.get_state(legacy=False))
        else:
            self.add(self.state(value))

    def add_tensor(self, tensor: Any) -> None:
        import torch

        tensor = tensor.detach().to("cpu").contiguous()
        self.mark(str(tensor.dtype), str(tuple(tensor.shape)))
        self.sha.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes())

    def add_module(self, module: Any) -> None:
        """Add weights, the layers' settings, the plain attributes and the user's own methods."""
        self.mark(repr(module))
        self.add(module.state_dict())
        for name, part in module.named_modules():
            own = {k: v for k, v in vars(part).items() if k != "training" and k[0] != "_"}
            self.add([(name, k, v) for k, v in own.items() if isinstance(v, _PLAIN)])
            if not _is_library(type(part).__module__):
                methods = [
                    v for v in vars(type(part)).values() if isinstance(v, types.FunctionType)
                ]
                self.add_all("methods", [method.__code__ for method in methods])

    def state(self, value: Any) -> Any:
        try:
            state = value.__getstate__()
        except TypeError:
            state = None
        if state is not None:
            return state
        words = repr(value)
        if " at 0x" in words:
            raise ModelError(
                f"The model holds an object of type {type(value).__name__} whose content cannot be "
                "read, so that its codes cannot be told from another model's: leave out cache=."
            )
        return words


_PLAIN = (bool, int, float, str, tuple)


def _names(code: types.CodeType) -> set[str]:
    nested = (item for item in code.co_consts if isinstance(item, types.CodeType))
    return set(code.co_names).union(*(_names(item) for item in nested))


def _is_library(module: str | None) -> bool:
    """Whether a module belongs to an installed package, whose code its class name stands for."""
    found = sys.modules.get(module or "")
    path = getattr(found, "__file__", None) or ""
    return "site-packages" in path or "dist-packages" in path
