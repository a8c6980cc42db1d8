"""A comparison as a figure: both maps, a sample in both models, their figures."""

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.spaces.comparison import Comparison, Figure, align_maps
from latentwidgets.widgets.figures import (
    MOST_POINTS,
    blank_figure,
    colouring_of,
    draw_small,
    plain,
    scatter,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from latentwidgets.widgets.state import SpaceState

__all__ = ["comparison_figure"]

MOST_ROWS = 10


def comparison_figure(found: Comparison, states: "tuple[SpaceState, SpaceState]") -> "Drawing":
    """Draw the maps, the second laid over the first, and below them the sample and the figures."""
    figure = blank_figure(10.5, 7.2)
    grid = figure.add_gridspec(2, 6, height_ratios=(5, 3))
    maps = [state.current_map() for state in states]
    alignment = align_maps(maps[0], maps[1])
    for place, (state, projection) in enumerate(zip(states, maps, strict=True)):
        points = np.asarray(projection.coordinates, np.float64)
        cursor = np.asarray(projection.locate(state.z[None]), np.float64)
        if place == 1 and alignment is not None:
            points, cursor = alignment.apply(points), alignment.apply(cursor)
        flat: dict[str, Any] = {"projection": "3d"} if projection.dims == 3 else {}
        axes = figure.add_subplot(grid[0, 3 * place : 3 * place + 3], **flat)
        _draw_map(axes, points, cursor[0], state)
        axes.set_title(f"{plain(state.space.name)} · {plain(projection.title)}", fontsize=9)
    _draw_sample(figure, grid, states)
    _draw_table(figure.add_subplot(grid[1, 3:]), found)
    said = [] if alignment is None else [f"second map {alignment}"]
    if found.overlap is not None:
        score = found.overlap
        low, high = score.interval
        said.append(
            f"{score.label}: {score.value:.2f} [{low:.2f}, {high:.2f}], {score.expected:.2f} "
            "by chance"
        )
    figure.suptitle("\n".join(said), fontsize=8)
    return figure


def _draw_map(axes: "Axes", points: Any, cursor: Any, state: "SpaceState") -> None:
    n = len(points)
    shown = np.linspace(0, n - 1, min(n, MOST_POINTS)).astype(np.intp)
    colour = colouring_of(state)
    scatter(axes, points[shown], None if colour is None else colour["values"][shown], colour)
    axes.plot(*cursor[:, None], "+", color="black", markersize=12, markeredgewidth=2, zorder=5)
    axes.tick_params(labelsize=7)
    if points.shape[1] == 2:
        axes.set_aspect("equal", adjustable="datalim")


def _draw_sample(figure: "Drawing", grid: Any, states: "tuple[SpaceState, SpaceState]") -> None:
    """Draw the sample nearest to the first's code, and what either model makes of it."""
    spaces = [state.space for state in states]
    index = int(spaces[0].nearest(states[0].z)[0][0])
    pictures = [
        (spaces[0], space.decode(space.codes[index])[0], plain(space.name)) for space in spaces
    ]
    if spaces[0].has_samples:
        pictures.insert(0, (spaces[0], spaces[0].samples([index])[0], f"sample {index}"))
    for place, (space, output, title) in enumerate(pictures):
        axes = figure.add_subplot(grid[1, place])
        draw_small(axes, space.modality, output)
        axes.set_title(title, fontsize=8)


def _draw_table(axes: "Axes", found: Comparison) -> None:
    axes.axis("off")
    rows = [[one.name, _value(one), _value(other)] for one, other in found.figures[:MOST_ROWS]]
    names = [plain(name) for name in found.names]
    table = axes.table(
        rows, colLabels=["", *names], loc="center", cellLoc="left", colWidths=[0.4, 0.3, 0.3]
    )
    table.auto_set_font_size(False)
    table.set_fontsize(7)
    for cell in table.get_celld().values():
        cell.set_linewidth(0.3)


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    words = f"{figure.value:.3g}"
    if figure.interval is not None:
        words += f" [{figure.interval[0]:.3g}, {figure.interval[1]:.3g}]"
    return words if not figure.reference else f"{words}, {figure.reference}"
