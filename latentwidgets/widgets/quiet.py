"""Let a question of the page not light the front end's "busy" lamp.

A kernel says "busy" before and "idle" after each message. JupyterLab redraws its lamps, its toolbar
and the icon of the browser's tab for every change: at one question a frame that costs the page more
than the picture does, and halves the frames. The questions of a page are answered by threads of
their own, so the kernel is not busy with them: it says "idle" only, which ends the request.
"""

from typing import Any

__all__ = ["be_loud_for", "be_quiet_for"]


class _QuietStatus:
    """Publishes a kernel's status, but no "busy" for questions to the comms named."""

    def __init__(self, kernel: Any) -> None:
        self.comms: set[str] = set()
        self._publish = kernel._publish_status  # noqa: SLF001
        self._get_parent = kernel.get_parent

    def __call__(self, status: str, channel: str, parent: Any = None) -> None:
        if status == "busy" and self._is_question(parent or self._get_parent(channel)):
            return
        self._publish(status, channel, parent)

    def _is_question(self, message: Any) -> bool:
        try:
            content = message["content"]
            return content["comm_id"] in self.comms and content["data"]["method"] == "custom"
        except (KeyError, TypeError):  # another kind of message, or nonsense
            return False


def be_quiet_for(comm: Any) -> None:
    """Say no "busy" for custom messages to `comm`, where its kernel is an ipykernel."""
    kernel: Any = getattr(comm, "kernel", None)
    if not (hasattr(kernel, "_publish_status") and hasattr(kernel, "get_parent")):
        return
    if not isinstance(kernel._publish_status, _QuietStatus):  # noqa: SLF001
        kernel._publish_status = _QuietStatus(kernel)  # noqa: SLF001
    kernel._publish_status.comms.add(comm.comm_id)  # noqa: SLF001


def be_loud_for(comm: Any) -> None:
    """Take `be_quiet_for` back, as the comm closes."""
    quiet = getattr(getattr(comm, "kernel", None), "_publish_status", None)
    if isinstance(quiet, _QuietStatus):
        quiet.comms.discard(comm.comm_id)
