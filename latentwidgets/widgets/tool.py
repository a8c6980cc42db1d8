"""What the widgets of single tools have in common."""

from latentwidgets.widgets.view import SpaceView

__all__ = ["ToolView"]


class ToolView(SpaceView):
    """A tool that moves the current code, with the decoded output beside it.

    In the explorer the same tools are the tabs of its drawer.
    """
