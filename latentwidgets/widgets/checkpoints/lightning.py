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
    """Steps a watch at the end of each training epoch, and finishes it with the fit.

    What was logged is noted as soon as it is all there: Lightning calls callbacks before the
    module's own hook of an epoch's end, which may log too.
    """

    state_key = "latentwidgets.watch"

    def __init__(self, watch: "Watch") -> None:
        self.watch = watch
        self._epoch: int | None = None  # the last, whose figures are not noted yet
        self._noted: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        """Answer each hook that is not used here with nothing."""
        if name.startswith("on_") or name in ("setup", "teardown", "load_state_dict"):
            return lambda *_, **__: None
        raise AttributeError(name)

    def state_dict(self) -> dict[str, Any]:
        """Keep nothing in Lightning's own checkpoints."""
        return {}

    def on_train_epoch_end(self, trainer: Any, module: Any) -> None:  # noqa: ARG002
        """Keep the weights of the epoch; sanity checks are no epochs."""
        if getattr(trainer, "sanity_checking", False):
            return
        self._epoch = int(trainer.current_epoch) + 1
        self.watch.step(self._epoch)

    def on_train_epoch_start(self, trainer: Any, module: Any) -> None:  # noqa: ARG002
        """Note what the epoch before has logged."""
        self._note(trainer)

    def on_train_end(self, trainer: Any, module: Any) -> None:  # noqa: ARG002
        """Note what the last epoch has logged."""
        self._note(trainer)

    def on_exception(self, trainer: Any, module: Any, exception: BaseException) -> None:  # noqa: ARG002
        """Look at what there is, where the training has failed or was interrupted."""
        self._note(trainer)
        self.watch.finish(timeout=0)

    def on_fit_end(self, trainer: Any, module: Any) -> None:  # noqa: ARG002
        """Look at what there was no time for, without keeping the trainer waiting."""
        self._note(trainer)
        self.watch.finish(timeout=0)

    def _note(self, trainer: Any) -> None:
        """Note the figures of the last epoch once.

        A figure that was logged in an earlier one is kept by Lightning, and is not noted again.
        """
        epoch, self._epoch = self._epoch, None
        if epoch is None:
            return
        logged = dict(getattr(trainer, "callback_metrics", {}) or {})
        fresh = {
            str(name): value
            for name, value in logged.items()
            if _is_number(value) and value is not self._noted.get(name)
        }
        self._noted = logged
        self.watch.note(epoch, fresh)


def _is_number(value: Any) -> bool:
    return getattr(value, "numel", lambda: 1)() == 1 and (
        isinstance(value, int | float) or hasattr(value, "detach")
    )
