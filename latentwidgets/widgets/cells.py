"""Views that an earlier run of the same notebook cell made are closed when the cell runs again.

Otherwise each run would leave its views, threads and observers behind: the kernel cannot know that
their pictures have gone from the page. Where the cell makes its space anew, the new views go on
where those of the earlier run were.
"""

import sys
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakSet

__all__ = ["close_earlier_runs", "enter_run", "left_behind"]


@dataclass
class _Run:
    """One execution of a cell and the views that it made.

    `earlier` are those of the run before, until they are closed; `left` is what they leave.
    """

    message: str
    views: "WeakSet[Any]" = field(default_factory=WeakSet)
    earlier: list[Any] = field(default_factory=list)
    left: list[Any] = field(default_factory=list)


_runs: dict[str, _Run] = {}


def enter_run(space: Any) -> None:
    """Note that the running cell makes a view of `space`, and what its earlier run leaves."""
    running = _running_cell()
    if running is None:
        return
    cell, message = running
    before = _runs.get(cell)
    if before is not None and before.message == message:
        return
    run = _runs[cell] = _Run(message)
    if before is not None:
        run.earlier = [*before.earlier, *before.views]  # the former of a run that failed
        states = {id(view.state): view.state for view in run.earlier if view.comm is not None}
        if not states:
            run.left = before.left
        # The same space makes no new state: nothing is left behind.
        elif all(state.space is not space for state in states.values()):
            run.left = [state.leave() for state in states.values()]


def left_behind() -> list[Any]:
    """Return what the states of the running cell's earlier run held, by `SpaceState.leave`."""
    running = _running_cell()
    run = None if running is None else _runs.get(running[0])
    return [] if run is None or running is None or run.message != running[1] else run.left


def close_earlier_runs(view: Any) -> None:
    """Note that the running cell made `view`; close what its earlier runs made."""
    running = _running_cell()
    if running is None:
        return
    run = _runs[running[0]]
    for earlier in run.earlier:
        earlier.close()
    run.earlier = []
    run.views.add(view)


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
