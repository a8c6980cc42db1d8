"""A timeline as a figure: some checkpoints side by side, and the curves."""

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.spaces import colouring
from latentwidgets.widgets.checkpoints.reel import Reel
from latentwidgets.widgets.figures import blank_figure, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from latentwidgets.spaces.checkpoints import Sheet, Snapshot

__all__ = ["timeline_figure"]

MOST_SHOWN = 6
MOST_CURVES = 6
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
REAL = "#bbbbbb"


def timeline_figure(reel: Reel, at: int) -> "Figure":
    """Draw up to six of the checkpoints computed, evenly chosen, with `at` marked in the curves."""
    taken = [(each, snapshot) for each in reel.taken if (snapshot := reel.get(each)) is not None]
    figure = blank_figure(11.0, 6.4 if taken else 1.5)
    source = reel.source
    if not taken:
        axes = figure.subplots()
        axes.axis("off")
        axes.text(0.5, 0.5, f"{plain(source.name)}: no checkpoint is computed yet", ha="center")
        return figure
    places = np.unique(np.linspace(0, len(taken) - 1, min(MOST_SHOWN, len(taken))).astype(int))
    shown = [taken[place] for place in places]
    grid = figure.add_gridspec(3, 6, height_ratios=(3, 2, 2))
    colour, limits = _colour(reel), _limits(reel, [snapshot for _, snapshot in shown])
    for column, (each, snapshot) in enumerate(shown):
        axes = figure.add_subplot(grid[0, column])
        _draw_map(axes, reel, snapshot, colour, limits)
        axes.set_title(f"{source.unit} {each}", fontsize=8)
        _draw_sheet(figure.add_subplot(grid[1, column]), snapshot.fixed)
    _draw_curves(figure, grid, taken, at)
    figure.suptitle(f"{plain(source.name)} · {plain(shown[-1][1].words)}", fontsize=8)
    return figure


def _colour(reel: Reel) -> Any:
    columns = (reel.shown or {}).get("columns", {})
    name = next(iter(columns), None)
    if name is None:
        return None
    found = colouring(name, columns[name])
    if found.kind != "categorical":
        return found.values
    classes = np.minimum(found.values.astype(int), 10**6)
    return [COLOURS[k % len(COLOURS)] if k < 10**4 else REAL for k in classes]


def _limits(reel: Reel, snapshots: "list[Snapshot]") -> Any:
    """One frame for all, so that what grows is seen to grow."""
    real = reel.real_points()
    points = [snapshot.points for snapshot in snapshots if len(snapshot.points)]
    if real is not None:
        points.append(real)
    if not points:
        return None
    low, high = np.nanquantile(np.concatenate(points), (0.005, 0.995), axis=0)
    margin = 0.08 * max(float((high - low).max()), 1e-6)
    return low - margin, high + margin


def _draw_map(axes: "Axes", reel: Reel, snapshot: "Snapshot", colour: Any, limits: Any) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    real = reel.real_points()
    if real is not None:
        axes.scatter(real[:, 0], real[:, 1], s=2, color=REAL, linewidths=0)
    if len(snapshot.points):
        axes.scatter(
            snapshot.points[:, 0],
            snapshot.points[:, 1],
            s=4,
            c=COLOURS[0] if colour is None else colour,
            linewidths=0,
        )
    if limits is not None:
        axes.set_xlim(limits[0][0], limits[1][0])
        axes.set_ylim(limits[0][1], limits[1][1])
    axes.set_aspect("equal", adjustable="box")
    if snapshot.trouble:
        axes.text(0.5, 0.5, "no finite\nnumbers", ha="center", transform=axes.transAxes, fontsize=7)


def _draw_sheet(axes: "Axes", sheet: "Sheet | None") -> None:
    axes.axis("off")
    if sheet is None:
        return
    if sheet.texts is not None:
        text = "\n".join(plain(line)[:28] for line in sheet.texts[:6])
        axes.text(0, 1, text, va="top", fontsize=6, transform=axes.transAxes)
        return
    assert sheet.picture is not None  # noqa: S101
    payload = sheet.picture
    if payload.encoding == "jpeg":
        from PIL import Image

        pixels = np.asarray(Image.open(io.BytesIO(payload.data)))
    else:
        shape = (payload.height, payload.width, 4)
        pixels = np.frombuffer(payload.data, np.uint8).reshape(shape)
    axes.imshow(pixels, cmap="gray", vmin=0, vmax=255)


def _draw_curves(figure: "Figure", grid: Any, taken: "list[tuple[int, Snapshot]]", at: int) -> None:
    names: dict[str, str] = {}
    for _, snapshot in taken:
        names |= {one.key: one.name for one in snapshot.figures}
    for column, (key, name) in enumerate(list(names.items())[:MOST_CURVES]):
        found = [
            (each, one.value, one.expected)
            for each, snapshot in taken
            for one in snapshot.figures
            if one.key == key
        ]
        axes = figure.add_subplot(grid[2, column])
        axes.plot(
            [each for each, *_ in found], [value for _, value, _ in found], ".-", markersize=3
        )
        if found[-1][2] is not None:
            axes.axhline(found[-1][2], color="#999999", linewidth=0.8, linestyle=":")
        axes.axvline(at, color="#999999", linewidth=0.8)
        axes.set_title(name, fontsize=8)
        axes.tick_params(labelsize=6)
