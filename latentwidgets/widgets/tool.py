"""What the widgets of single tools have in common."""

from typing import Any, ClassVar

import traitlets

from latentwidgets.widgets.tool_states import ToolState, same_state
from latentwidgets.widgets.view import SpaceView

__all__ = ["ToolView"]


class ToolView(SpaceView):
    """A tool that moves the current code, with the decoded output beside it.

    In the explorer the same tools are the tabs of its drawer; all views of a space share what a
    tool is set to, and sessions keep it.
    """

    tool: ClassVar[str] = ""

    def __init__(self, model: Any, data: Any = None, **options: Any) -> None:
        super().__init__(model, data, **options)
        self.state.observe(self._hear_tools, "tools")

    def close(self) -> None:
        """Take the view from the page and free what it holds; the last view ends the threads."""
        if self.comm is not None:
            self.state.unobserve(self._hear_tools, "tools")
        super().close()

    def _tell_tool(self) -> None:
        """Python has set the tool: pages and sessions hear of it."""
        self.state.write("tools", {**self.state.tools, **self.tool_states()})

    def _hear_tools(self, change: traitlets.Bunch) -> None:
        now = change["new"].get(self.tool)
        if now is not None and not same_state(now, (change["old"] or {}).get(self.tool)):
            self._take_tool(now)

    def _take_tool(self, state: ToolState) -> None:
        """Follow what the page, or a session, has set; the code is not moved."""
