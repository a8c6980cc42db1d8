"""Let a page's requests be heard while a cell runs.

A front end may send a widget's messages to a *subshell*, a thread of the kernel beside the one that
runs the cells. ipykernel 7.4 and later deliver them where the widget last sent from, so that a cell
can wait for a widget's reply. For a widget made in a cell that is the cells' thread: the picture
would stand still until the cell ends. Each id sent is also kept for ever.
"""

from typing import Any

__all__ = ["hear_on_subshells"]


class _Forgetful(dict[str, Any]):
    """Keeps nothing."""

    def __setitem__(self, key: str, value: Any) -> None:
        """Forget at once."""


def hear_on_subshells(comm: Any) -> None:
    """Have messages for `comm` delivered where the front end sent them.

    Other kernels do so anyway, and nothing is changed in them.
    """
    if not hasattr(comm, "_reply_subshell_for"):
        return
    comm._reply_subshell_for = lambda _, sent_to: sent_to  # noqa: SLF001
    comm._reply_subshell_ids = _Forgetful()  # noqa: SLF001
