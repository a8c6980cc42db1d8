"""The bounded activation that made a decoder's output, seen while the decoder runs."""

from collections.abc import Callable
from typing import Any

from latentwidgets.models.protocol import Range

_VIEWS_BY_COPY = ("aten::clone", "aten::_to_copy", "aten::_reshape_copy")


def watch(call: Callable[[], Any]) -> tuple[Any, Callable[[Any], Range | None]]:
    """Run `call` and return its result with a function that tells the range of a tensor of it.

    That range is (0, 1) after a sigmoid, (-1, 1) after a tanh, and the limits of a clamp, where
    that was the last operation on the numbers of the tensor, as a layer or as a function; else
    None.
    """
    from torch.utils._python_dispatch import TorchDispatchMode

    class Watcher(TorchDispatchMode):  # type: ignore[no-untyped-call]
        """Remembers the last bounded activation and where its numbers lie."""

        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self.bounded: Any = None  # kept, so that its memory is not given to another tensor
            self.range: Range | None = None

        def __torch_dispatch__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            result = func(*args, **(kwargs or {}))
            name = func._schema.name  # noqa: SLF001
            if not hasattr(result, "data_ptr") or _is_view(func):
                return result
            found = _range_of(name.rstrip("_"), args)
            if found is not None or (name in _VIEWS_BY_COPY and self.made(args[0])):
                self.range = self.range if found is None else found
                self.bounded = result
            elif self.made(result):  # changed in place since
                self.bounded = self.range = None
            return result

        def made(self, tensor: Any) -> bool:
            mine, other = self.bounded, tensor
            return (
                mine is not None
                and mine.untyped_storage().data_ptr() == other.untyped_storage().data_ptr()
            )

    watcher = Watcher()
    with watcher:
        result = call()
    return result, lambda tensor: watcher.range if watcher.made(tensor) else None


def _is_view(func: Any) -> bool:
    return any(
        returned.alias_info is not None and not returned.alias_info.is_write
        for returned in func._schema.returns  # noqa: SLF001
    )


def _range_of(name: str, args: Any) -> Range | None:
    if name == "aten::sigmoid":
        return (0.0, 1.0)
    if name == "aten::tanh":
        return (-1.0, 1.0)
    if name in ("aten::clamp", "aten::hardtanh"):
        low, high = (*args[1:3], None, None)[:2]
        if name == "aten::hardtanh":
            low, high = (-1 if low is None else low), (1 if high is None else high)
        if isinstance(low, int | float) and isinstance(high, int | float) and low < high:
            return (float(low), float(high))
    return None
