"""The views as matplotlib figures: for a paper, and as the still picture of a saved notebook.

Figures are made without pyplot, so that no window system is asked for and nothing stays open.
"""

import io
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.modalities.drawing import draw_small

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from latentwidgets.modalities import Modality
    from latentwidgets.widgets.state import SpaceState

__all__ = [
    "blank_figure",
    "colouring_of",
    "decoded_figure",
    "draw_small",
    "editor_figure",
    "explorer_figure",
    "map_figure",
    "plain",
    "png",
    "scatter",
    "sliders_figure",
]

# Okabe and Ito's colours for classes, in an order that keeps neighbours apart.
CLASS_COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442",
)  # fmt: skip
MARKERS = ("o", "^")
MISSING_COLOUR = "#bbbbbb"
MOST_IN_LEGEND = 12
MOST_SLIDERS = 8
MOST_POINTS = 8_000
PNG_DPI = 72


def png(figure: "Figure") -> bytes:
    """Render a figure."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # A letter that no font has is drawn as a box, which says so already.
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
        figure.savefig(buffer, format="png", dpi=PNG_DPI)
    return buffer.getvalue()


def decoded_figure(state: "SpaceState") -> "Figure":
    """Draw the output of the current code."""
    figure = blank_figure(3.2, 3.4)
    _draw_decoded(figure.subplots(), state)
    return figure


def editor_figure(
    modality: "Modality",
    original: "NDArray[np.float32]",
    result: "NDArray[np.float32]",
    difference: "NDArray[np.float32] | None",
    keeps_lost: bool,  # noqa: FBT001
) -> "Figure":
    """Draw a sample before and after its edit and, where there is such, what the model loses.

    A difference of pictures is drawn around mid-grey: lighter where the model is too dark.
    """
    after = "after, with what the model lost" if keeps_lost else "after"
    panels = [("before", original), (after, result)]
    if difference is not None:
        is_picture = modality.kind == "image"
        shown = np.clip(0.5 + difference / 2, 0, 1) if is_picture else difference
        panels.append(("what the model loses", shown.astype(np.float32)))
    wide = modality.kind == "image"
    figure = blank_figure(3 * len(panels), 3.2) if wide else blank_figure(6.4, 2.2 * len(panels))
    grid = (1, len(panels)) if wide else (len(panels), 1)
    axes = figure.subplots(*grid, squeeze=False).reshape(-1)
    for place, (title, output) in zip(axes, panels, strict=True):
        modality.draw(place, output)
        place.set_title(title, fontsize=9)
    return figure


def map_figure(state: "SpaceState") -> "Figure":
    """Draw the map, coloured, with the current code marked."""
    figure = blank_figure(5.6, 4.2)
    _draw_map(figure, None, state)
    return figure


def sliders_figure(state: "SpaceState") -> "Figure":
    """Draw the most useful dimensions as values in their ranges."""
    figure = blank_figure(5.0, 0.8 + 0.24 * _n_shown(state))
    _draw_sliders(figure.subplots(), state)
    return figure


def explorer_figure(state: "SpaceState") -> "Figure":
    """Draw the map, the decoded output and the sliders."""
    figure = blank_figure(9.5, 5.2)
    grid = figure.add_gridspec(2, 2, width_ratios=(3, 2), height_ratios=(3, 2))
    _draw_map(figure, grid[:, 0], state)
    _draw_decoded(figure.add_subplot(grid[0, 1]), state)
    _draw_sliders(figure.add_subplot(grid[1, 1]), state)
    figure.suptitle(plain(state.space.name), fontsize=10)
    return figure


def blank_figure(width: float, height: float) -> "Figure":
    """Make a figure of that size in inches, without pyplot."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _draw_decoded(axes: "Axes", state: "SpaceState") -> None:
    state.space.modality.draw(axes, state.space.decode(state.z)[0])
    axes.set_title("decoded", fontsize=9)


def _draw_sliders(axes: "Axes", state: "SpaceState") -> None:
    sliders = state.sliders
    dims = sliders["order"][: _n_shown(state)]
    low, high = sliders["low"][dims], sliders["high"][dims]
    values = (state.z.reshape(-1)[dims] - low) / (high - low)
    rows = np.arange(len(dims))
    axes.hlines(rows, 0, 1, color="#cccccc", linewidth=3)
    axes.plot(np.clip(values, 0, 1), rows, "o", color=CLASS_COLOURS[0], markersize=5)
    names = state.space.dimension_names
    said = [f"$z_{{{dim}}}$ {plain(names.get(int(dim), ''))}".rstrip() for dim in dims]
    axes.set_yticks(rows, said, fontsize=8)
    axes.set_xticks([0, 1], ["low", "high"], fontsize=8)
    axes.set_xlim(-0.03, 1.03)
    axes.invert_yaxis()
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _n_shown(state: "SpaceState") -> int:
    alive = len(state.sliders["dead"]) - int(state.sliders["dead"].sum())
    return max(1, min(MOST_SLIDERS, alive))


def _draw_map(figure: "Figure", place: Any, state: "SpaceState") -> None:
    projection = state.current_map()
    flat = {"projection": "3d"} if projection.dims == 3 else {}
    axes = figure.add_subplot(place, **flat) if place is not None else figure.add_subplot(**flat)
    coordinates = projection.coordinates
    n = len(coordinates)
    shown = np.linspace(0, n - 1, min(n, MOST_POINTS)).astype(np.intp)
    colour = colouring_of(state)
    values = None if colour is None else colour["values"][shown]
    scatter(axes, coordinates[shown], values, colour)
    cursor = projection.locate(state.z[None])[0]
    axes.plot(*cursor[:, None], "+", color="black", markersize=12, markeredgewidth=2, zorder=5)
    part = "" if len(shown) == n else f" · {len(shown):,} of {n:,} points"
    axes.set_title(plain(projection.title) + part, fontsize=9)
    axes.tick_params(labelsize=7)
    if projection.dims == 2:
        axes.set_aspect("equal", adjustable="datalim")


def colouring_of(state: "SpaceState") -> dict[str, Any] | None:
    """Return the colours that the maps of a space show, described; None where there are none."""
    return state.shown_colour()


def scatter(axes: "Axes", points: Any, values: Any, colour: dict[str, Any] | None) -> None:
    """Draw points in the colours of a described colouring; `values` are those of these points."""
    size = float(np.clip(12_000 / len(points), 1, 16))
    dots: dict[str, Any] = {"s": size, "alpha": 0.7, "linewidths": 0}
    if colour is None:
        axes.scatter(*points.T, color=CLASS_COLOURS[0], **dots)
    elif colour["kind"] == "numeric":
        _scatter_values(axes, points, colour, values, dots)
    else:
        _scatter_classes(axes, points, colour, values, dots)


def _scatter_values(
    axes: "Axes", points: Any, colour: dict[str, Any], values: Any, dots: dict[str, Any]
) -> None:
    missing = np.isnan(values)
    axes.scatter(*points[missing].T, color=MISSING_COLOUR, **dots)
    scale = {"vmin": colour["low"], "vmax": colour["high"], "cmap": "viridis"}
    drawn = axes.scatter(*points[~missing].T, **{"c": values[~missing], **scale, **dots})
    figure = axes.get_figure()
    assert figure is not None  # noqa: S101
    bar = figure.colorbar(drawn, ax=axes, shrink=0.7)
    bar.set_label(plain(colour["name"]), fontsize=8)
    bar.ax.tick_params(labelsize=7)


def _scatter_classes(
    axes: "Axes", points: Any, colour: dict[str, Any], values: Any, dots: dict[str, Any]
) -> None:
    for index, category in enumerate(colour["categories"][:MOST_IN_LEGEND]):
        axes.scatter(
            *points[values == index].T,
            color=CLASS_COLOURS[index % len(CLASS_COLOURS)],
            marker=MARKERS[index // len(CLASS_COLOURS)],
            label=_legend_text(category),
            **dots,
        )
    others = points[values >= MOST_IN_LEGEND]
    if len(others):
        axes.scatter(*others.T, color=MISSING_COLOUR, label="other or missing", **dots)
    axes.legend(
        title=plain(colour["name"]),
        fontsize=7,
        title_fontsize=7,
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        frameon=False,
        markerscale=np.sqrt(24 / dots["s"]),
    )


def plain(text: str) -> str:
    r"""Write a user's text as it is: between dollars matplotlib would read mathematics."""
    return text.replace("$", r"\$")


def _legend_text(category: str) -> str:
    """Write a class's name so that matplotlib lists it: it leaves out those that begin with "_"."""
    text = plain(category) or "(empty)"
    return f" {text}" if text.startswith("_") else text
