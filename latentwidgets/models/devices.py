"""Where a torch model computes, and what is done when its memory runs out."""

import gc
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from latentwidgets.exceptions import OptionError

ACCELERATORS = ("cuda", "mps", "xpu")

_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "cannot allocate memory")
_TWO_DEVICES = (
    "to be on the same device",
    "not on the expected device",
    "and weight type",  # of a convolution
    "device type tensor to numpy",
)
_warned: set[str] = set()


def choose_device(requested: str = "auto") -> str:
    """Choose a device of this machine: `requested`, or the first of CUDA, MPS, XPU and CPU.

    A device that this machine lacks becomes the CPU, with one warning for each such device.

    Raises
    ------
    OptionError
        Where `requested` names no device.
    """
    if requested == "auto":
        return next((kind for kind in ACCELERATORS if _available(kind)), "cpu")
    kind, _, index = requested.partition(":")
    if kind not in (*ACCELERATORS, "cpu") or (index and not index.isdecimal()):
        raise OptionError(
            f"device={requested!r} is unknown: give 'auto', 'cpu', 'cuda', 'cuda:1', 'mps', 'xpu'."
        )
    if kind == "cpu" or _available(kind, int(index or 0)):
        return requested
    if requested not in _warned:
        _warned.add(requested)
        warnings.warn(
            f"Torch can use no device {requested!r} on this machine: the CPU is used instead.",
            UserWarning,
            stacklevel=2,
        )
    return "cpu"


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error`, or an error that it came from, says that memory ran out."""
    torch = sys.modules.get("torch")
    for seen in _chain(error):
        if isinstance(seen, MemoryError):
            return True
        if torch is not None and isinstance(seen, torch.OutOfMemoryError):
            return True
        if isinstance(seen, RuntimeError) and any(
            words in str(seen).lower() for words in _OUT_OF_MEMORY
        ):
            return True
    return False


def is_of_two_devices(error: BaseException) -> bool:
    """Whether `error`, or one that it came from, says that tensors are on two devices."""
    return any(
        isinstance(seen, RuntimeError | TypeError)
        and any(said in str(seen) for said in _TWO_DEVICES)
        for seen in _chain(error)
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def free_memory(device: str) -> None:
    """Return unused memory to `device`.

    Call it outside the ``except`` block: within, the traceback still holds the tensors.
    """
    gc.collect()
    torch = sys.modules.get("torch")
    kind = device.partition(":")[0]
    if torch is not None and kind in ACCELERATORS and _available(kind):
        getattr(torch, kind).empty_cache()


def _available(kind: str, index: int = 0) -> bool:
    import torch

    if kind == "mps":
        return bool(torch.backends.mps.is_available()) and index == 0
    backend: Any = getattr(torch, kind)
    return bool(backend.is_available()) and index < int(backend.device_count())
