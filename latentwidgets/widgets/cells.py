"""Views that an earlier run of the same notebook cell made are closed when the cell runs again.

Otherwise each run would leave its views, threads and observers behind: the kernel cannot know that
their pictures have gone from the page.
"""

import sys
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakSet

__all__ = ["close_earlier_runs"]


@dataclass
class _Run:
    """One execution of a cell and the views that it made."""

    message: str
    views: "WeakSet[Any]" = field(default_factory=WeakSet)


_runs: dict[str, _Run] = {}


def close_earlier_runs(view: Any) -> None:
    """Note that the running cell made `view`; close what its earlier runs made."""
    running = _running_cell()
    if running is None:
        return
    cell, message = running
    run = _runs.get(cell)
    if run is None or run.message != message:
        _runs[cell] = _Run(message)
        for earlier in list(run.views) if run is not None else ():
            earlier.close()
    _runs[cell].views.add(view)


def _running_cell() -> tuple[str, str] | None:
    """Return the id of the cell that runs and of the message that ran it, where there is one.

    JupyterLab and Notebook send the cell's id with the code; other front ends may not, and then
    nothing is closed.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    parent: dict[str, Any] = getattr(getattr(shell, "kernel", None), "get_parent", dict)()
    header, metadata = parent.get("header", {}), parent.get("metadata", {})
    cell = metadata.get("cellId") or metadata.get("cell_id")
    if header.get("msg_type") != "execute_request" or not isinstance(cell, str):
        return None
    return cell, str(header.get("msg_id"))
