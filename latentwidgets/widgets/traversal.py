"""Each dimension alone: what it does, what it moves, and what moves a place."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.traversals import changes_along, movers_of
from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.tool import ToolView

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["TraversalGrid"]


class TraversalGrid(ToolView):
    """A row of outputs for each dimension, the most useful first, around the current code.

    A cell goes there. Of the row that is chosen a heat map shows which pixels, words or notes the
    dimension moves; and a place that is pointed at shows which dimensions move it.

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
    >>> grid = lw.TraversalGrid("cats/beta-vae")
    >>> grid.movers(20, 32)[0]  # the dimension that moves this pixel most, and by how much
    """

    _esm = bundle("traversal.js")
    _css = bundle("traversal.css")

    def moved(self, dimension: int, steps: int = 9) -> NDArray[np.float32]:
        """Return which places a dimension moves, around the current code: ``(rows, columns)``.

        The mean absolute change from one step of its traversal to the next, from the low end of
        its slider to the high one; of a picture by pixel, of a text by slot (the share of the
        probability that goes to other words), of a melody by pitch and step, else by channel and
        time.

        Raises
        ------
        OptionError
            Where there is no such dimension, or fewer than 2 steps.
        """
        return changes_along(self.space, dimension, self.z, steps)

    def movers(
        self, row: int, column: int, dimensions: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return which dimensions move a place, the strongest first, each with its change.

        The change there from half a standard deviation below the current value to half above.

        Parameters
        ----------
        row, column
            The place, as in `moved`.
        dimensions
            Which are tried; None takes all.

        Raises
        ------
        ShapeError
            Where there is no such place.
        """
        return movers_of(self.space, (row, column), self.z, dimensions)

    def figure(self) -> "Figure":
        """Draw the most useful dimensions, nine outputs each, and what each moves."""
        from latentwidgets.widgets.traversal_figure import traversal_figure

        return traversal_figure(self.state)
