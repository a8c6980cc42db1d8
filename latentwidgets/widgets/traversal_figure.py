"""Traversals as a matplotlib figure."""

from typing import TYPE_CHECKING

from latentwidgets.spaces.traversals import changes_along, traversal
from latentwidgets.widgets.figures import blank_figure, draw_small, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from latentwidgets.widgets.state import SpaceState

__all__ = ["traversal_figure"]

STEPS = 9
MOST_ROWS = 8
WIDTHS = {"image": 0.9, "text": 2.1}  # inches, of an output


def traversal_figure(state: "SpaceState") -> "Figure":
    """Draw a row for each of the most useful dimensions, and at its end what it moves."""
    space = state.space
    living = [int(dim) for dim in state.sliders["order"] if not state.sliders["dead"][dim]]
    dims = living[:MOST_ROWS] or [int(state.sliders["order"][0])]
    wide = WIDTHS.get(space.modality.kind, 1.4)
    figure = blank_figure((STEPS + 1.6) * wide, 0.95 * len(dims) + 0.3)
    grid = figure.subplots(len(dims), STEPS + 1, squeeze=False)
    for row, dim in zip(grid, dims, strict=True):
        outputs = space.decode(traversal(space, dim, STEPS, state.z))
        for axes, output in zip(row, outputs, strict=False):
            draw_small(axes, space.modality, output)
        row[0].set_ylabel(
            plain(space.dimension_names.title(dim)), fontsize=8, rotation=0, ha="right"
        )
        row[0].set(xticks=[], yticks=[])
        if not row[0].axison:  # nor would its name be drawn
            row[0].set_axis_on()
            row[0].spines[:].set_visible(False)
        row[-1].imshow(
            changes_along(space, dim, state.z, STEPS), cmap="viridis", aspect="auto", vmin=0
        )
        row[-1].set_xticks([])
        row[-1].set_yticks([])
    grid[0, -1].set_title("moves", fontsize=8)
    return figure
