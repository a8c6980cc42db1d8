"""The coverage of a model as a figure."""

import textwrap
from typing import TYPE_CHECKING, Any

from latentwidgets.modalities.drawing import draw_small, draw_texts
from latentwidgets.widgets.figures import MOST_POINTS, blank_figure, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from latentwidgets.modalities import Modality
    from latentwidgets.spaces.coverage import Coverage

__all__ = ["coverage_figure", "waiting_figure"]

REAL, GENERATED = "#0072b2", "#d55e00"
MARKS = {"good": "✓", "look": "!", "broken": "✗"}
COLUMNS = 6
TEXT_LETTERS = 74  # in a line


def waiting_figure(words: str) -> "Figure":
    """Say that nothing was measured yet, or why nothing can be."""
    lines = textwrap.wrap(words, 78)
    figure = blank_figure(5.6, 0.6 + 0.17 * len(lines))
    figure.text(0.5, 0.5, plain("\n".join(lines)), ha="center", va="center", fontsize=9)
    return figure


def coverage_figure(found: "Coverage", modality: "Modality") -> "Figure":
    """Draw the verdict, the map, real samples that are missing beside generated ones, figures."""
    figure = blank_figure(9.5, 6.4)
    title = textwrap.fill(f"{MARKS[found.grade]} {found.name}: {found.verdict}", 110)
    figure.suptitle(plain(title), fontsize=10, x=0.02, ha="left")
    grid = figure.add_gridspec(2, 2, width_ratios=(1, 1), height_ratios=(3, 2))
    _draw_map(figure.add_subplot(grid[0, 0]), found)
    _draw_samples(figure, grid[0, 1], found, modality)
    _draw_figures(figure.add_subplot(grid[1, :]), found)
    return figure


def _draw_samples(figure: "Figure", place: Any, found: "Coverage", modality: "Modality") -> None:
    missing = _missing(found)
    rows: list[tuple[str, Any]] = [("it makes", found.generated[:COLUMNS])]
    if len(missing):
        rows.append(("real, missing or starved", found.real[missing]))
    if found.pairs is not None:
        ends = found.pairs.pairs[:COLUMNS].T
        rows += [("closest pairs", found.generated[ends[0]]), ("", found.generated[ends[1]])]
    cells = place.subgridspec(4, COLUMNS)
    for row, (name, outputs) in enumerate(rows):
        texts = modality.texts(outputs[:COLUMNS]) if len(outputs) else None
        if texts is not None:  # too long for a column each
            axes = figure.add_subplot(cells[row, :])
            draw_texts(axes, texts, TEXT_LETTERS)
            axes.set_title(name or "and the other of each", fontsize=7, loc="left")
            continue
        for column, output in enumerate(outputs[:COLUMNS]):
            axes = figure.add_subplot(cells[row, column])
            draw_small(axes, modality, output)
            if column == 0 and name:
                axes.set_title(name, fontsize=7, loc="left")


def _missing(found: "Coverage") -> Any:
    if found.bins is None:
        return []
    cells = found.bins.bins
    return [int(cells.members(index)[0][0]) for index in cells.starved[:COLUMNS]]


def _draw_map(axes: "Axes", found: "Coverage") -> None:
    sets = ((found.map_real, REAL, "o", "real"), (found.map_generated, GENERATED, "^", "generated"))
    for points, colour, marker, name in sets:
        shown = points[:MOST_POINTS]
        label = f"{name} ({len(points):,})"
        axes.scatter(shown[:, 0], shown[:, 1], s=7, c=colour, marker=marker, lw=0, label=label)
    axes.set_aspect("equal", "datalim")
    axes.set(xticks=[], yticks=[])
    axes.legend(fontsize=7, frameon=False)
    words = f"{found.features}: on the map {found.explained:.0%} of the variance"
    axes.set_title(plain(words), fontsize=8, loc="left")


def _draw_figures(axes: "Axes", found: "Coverage") -> None:
    axes.set_axis_off()
    lines = [str(measure) for measure in found.measures]
    lines += list(found.why)
    wrapped = [part for line in lines for part in textwrap.wrap(line, 140)]
    axes.text(0, 1, plain("\n".join(wrapped[:18])), fontsize=7, va="top")
