"""A callback as Lightning calls it, without importing Lightning."""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from latentwidgets.widgets.checkpoints.watch import Watch

__all__ = ["callback_of"]

HOMES = ("lightning.pytorch", "pytorch_lightning")  # as the user may have imported it


def callback_of(watch: "Watch") -> Any:
    """Make a callback of a watch; of Lightning's own class where Lightning is loaded."""
    loaded = [sys.modules[home] for home in HOMES if home in sys.modules]
    base = next((module.Callback for module in loaded if hasattr(module, "Callback")), object)
    kind: Any = type("WatchCallback", (_Hooks, base), {"__doc__": _Hooks.__doc__})
    return kind(watch)


class _Hooks:
    """Steps a watch at the end of each training epoch, and finishes it with the fit."""

    state_key = "latentwidgets.watch"

    def __init__(self, watch: "Watch") -> None:
        self.watch = watch

    def __getattr__(self, name: str) -> Any:
        """Answer each hook that is not used here with nothing."""
        if name.startswith("on_") or name in ("setup", "teardown", "load_state_dict"):
            return lambda *_, **__: None
        raise AttributeError(name)

    def state_dict(self) -> dict[str, Any]:
        """Keep nothing in Lightning's own checkpoints."""
        return {}

    def on_train_epoch_end(self, trainer: Any, module: Any) -> None:  # noqa: ARG002
        """Note the epoch with what was logged; sanity checks are no epochs."""
        if getattr(trainer, "sanity_checking", False):
            return
        logged = dict(getattr(trainer, "callback_metrics", {}) or {})
        self.watch.step(
            int(trainer.current_epoch) + 1,
            **{str(name): value for name, value in logged.items() if _is_number(value)},
        )

    def on_fit_end(self, trainer: Any, module: Any) -> None:  # noqa: ARG002
        """Look at what there was no time for, without keeping the trainer waiting."""
        self.watch.finish(timeout=0)


def _is_number(value: Any) -> bool:
    return getattr(value, "numel", lambda: 1)() == 1 and (
        isinstance(value, int | float) or hasattr(value, "detach")
    )
