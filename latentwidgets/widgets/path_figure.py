"""A way as a matplotlib figure: outputs along it, the data's density, the output's speed."""

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.widgets.figures import CLASS_COLOURS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from latentwidgets.spaces import LatentSpace
    from latentwidgets.spaces.paths import Path

__all__ = ["path_figure"]

FRAMES = {"image": 12, "text": 7}
FRAMES_OF_OTHERS = 6


def path_figure(space: "LatentSpace", path: "Path", position: float | None = None) -> "Figure":
    """Draw the outputs along a way, and its two curves under them.

    Parameters
    ----------
    position
        From 0 to 1, marked in the curves.
    """
    from matplotlib.figure import Figure

    is_text = space.modality.kind == "text"
    n = FRAMES.get(space.modality.kind, FRAMES_OF_OTHERS)
    outputs = space.decode(path.at(np.linspace(0, 1, n)))
    figure = Figure(figsize=(9.5, 4.6 if is_text else 3.6), layout="constrained")
    heights = (1.6, 0.8, 0.8) if is_text else (1.2, 1, 1)
    parts: Any = figure.subfigures(3, 1, height_ratios=heights)
    film, *curves = parts
    across = (n, 1) if is_text else (1, n)
    for axes, output in zip(np.ravel(film.subplots(*across)), outputs, strict=True):
        space.modality.draw(axes, output)
        axes.set_title("")
        if space.modality.kind != "image":
            axes.tick_params(labelsize=4, length=1)
    places = np.linspace(0, 1, len(path.codes))
    density, speed = (part.subplots() for part in curves)
    density.axhspan(*path.typical, color=CLASS_COLOURS[2], alpha=0.15, linewidth=0)
    density.plot(places, path.density, color=CLASS_COLOURS[0])
    density.set_ylabel("log density", fontsize=8)
    density.set_title(
        f"{path.name}: lowest density {path.lowest_density:.1f} (shaded: 90 % of the data), "
        f"decoded length {path.length:.3g}, fastest step {path.evenness:.1f} × the mean",
        fontsize=8,
    )
    speed.plot((places[1:] + places[:-1]) / 2, path.speed, color=CLASS_COLOURS[1])
    speed.set_ylim(0, max(1.1 * path.speed.max(), 2 * path.speed.mean()) or 1)
    speed.set_ylabel("speed", fontsize=8)
    speed.set_xlabel("position on the way", fontsize=8)
    for axes in (density, speed):
        axes.set_xlim(0, 1)
        axes.tick_params(labelsize=7)
        if position is not None:
            axes.axvline(position, color="#444444", linewidth=1)
    return figure
