"""Directions of a space: made, measured, moved along."""

from typing import TYPE_CHECKING

from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.code_ways import Known, direction_lines, quoted
from latentwidgets.widgets.tool import ToolView

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from latentwidgets.spaces.directions import Directions

__all__ = ["DirectionStudio"]


class DirectionStudio(ToolView):
    """Directions from attributes, from two lassos, from pairs, without labels, as sliders.

    Each has the film of what it does as its track, its quality on held-out codes, and the table of
    what else it changes. They are kept in the space: `space.directions`.

    Parameters
    ----------
    model
        A `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or what `LatentSpace` takes as a model.
    data
        As of `LatentSpace`; not with a space.
    runtime
        As of `LatentExplorer`.
    **options
        As of `LatentSpace`; not with a space. `layout` goes to ipywidgets.

    Raises
    ------
    OptionError
        Where an option is unknown.

    Examples
    --------
    >>> space = lw.zoo.load("digits/vae")
    >>> space.directions.keep(space.direction("slant"))
    >>> lw.DirectionStudio(space)
    """

    _esm = bundle("directions.js")
    _css = bundle("directions.css")

    def tool_lines(self, known: Known) -> list[str]:  # noqa: D102
        lines: list[str] = []
        for i, name in enumerate(known.directions):
            lines += direction_lines(f"kept_{i}", name, known)
            lines.append(f"space.directions[{quoted(name)}] = kept_{i}")
        return lines

    @property
    def directions(self) -> "Directions":
        """The directions kept in the space."""
        return self.space.directions

    def figure(self) -> "Figure":
        """Draw the film of each direction kept, from -3 to 3 sd around the current code."""
        from latentwidgets.widgets.films import directions_figure

        return directions_figure(self.state)
