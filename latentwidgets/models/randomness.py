"""Random numbers drawn inside a model: the same for the same input, and the user's left alone."""

import random
import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

_LOCK = threading.RLock()  # the generators are the process's own, shared by all threads

Generators = dict[str, Any]


class SeededFunction:
    """Calls a function, with the process's random generators at a seed where it draws from them.

    Whether it draws is seen at its first call; a function that does not is then called as it is,
    from several threads at a time.

    Attributes
    ----------
    draws
        Whether the function draws random numbers; None before the first call.
    """

    def __init__(self, function: Callable[..., Any], seed: int) -> None:
        self.function = function
        self.seed = seed
        self.draws: bool | None = None

    def __call__(self, argument: Any, *, device: str = "cpu", shift: int = 0) -> Any:
        """Call; `shift` is added to the seed."""
        if self.draws is False:
            return self.function(argument)
        with _LOCK:
            before = _states(device)
            try:
                _set_seeds(self.seed + shift, device)
                start = _states(device)
                result = self.function(argument)
                if self.draws is None:
                    self.draws = not _same(start, _states(device))
            finally:
                _restore(before, device)
        return result


def _torch_device(device: str) -> Any:
    """Return torch's module for an accelerator, None for the CPU."""
    kind = device.partition(":")[0]
    return None if kind == "cpu" else getattr(sys.modules["torch"], kind)


def _index(device: str) -> tuple[int, ...]:
    kind, _, index = device.partition(":")
    return (int(index or 0),) if kind in ("cuda", "xpu") else ()


def _states(device: str) -> Generators:
    states: Generators = {"python": random.getstate(), "numpy": np.random.get_state()}  # noqa: NPY002
    torch = sys.modules.get("torch")
    if torch is not None:
        states["torch"] = torch.get_rng_state()
        accelerator = _torch_device(device)
        if accelerator is not None:
            states["device"] = accelerator.get_rng_state(*_index(device))
    return states


def _set_seeds(seed: int, device: str) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.default_generator.manual_seed(seed)
        kind = device.partition(":")[0]
        if kind in ("cuda", "xpu"):
            with _torch_device(device).device(_index(device)[0]):
                _torch_device(device).manual_seed(seed)
        elif kind == "mps":
            torch.mps.manual_seed(seed)


def _restore(states: Generators, device: str) -> None:
    random.setstate(states["python"])
    np.random.set_state(states["numpy"])  # noqa: NPY002
    if "torch" in states:
        sys.modules["torch"].set_rng_state(states["torch"])
    if "device" in states:
        _torch_device(device).set_rng_state(states["device"], *_index(device))


def _same(first: Generators, second: Generators) -> bool:
    if first["python"] != second["python"]:
        return False
    numpy = zip(first["numpy"], second["numpy"], strict=True)
    if not all(np.array_equal(a, b) for a, b in numpy):
        return False
    shared = first.keys() & second.keys() & {"torch", "device"}
    return all(bool((first[name] == second[name]).all()) for name in shared)
