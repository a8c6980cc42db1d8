"""Which dimension is which factor of the data."""

from typing import TYPE_CHECKING

from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.tool import ToolView

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["DisentanglementView"]


class DisentanglementView(ToolView):
    """What each dimension tells about each factor, with scores, and names for dimensions.

    A cell of the table shows the traversal of its dimension and the scatter of that dimension
    against that factor. Factors are the attributes and labels of the space. The names that are
    accepted label the sliders everywhere: `LatentSpace.dimension_names`. The numbers are those of
    `LatentSpace.disentanglement`.

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
    >>> lw.DisentanglementView("cats/beta-vae")
    """

    _esm = bundle("disentanglement.js")
    _css = bundle("disentanglement.css")

    def figure(self) -> "Figure":
        """Draw the table of mutual information, with the scores and the names proposed.

        Raises
        ------
        DataError
            Where nothing can be measured, as `LatentSpace.disentanglement` says.
        """
        from latentwidgets.widgets.disentanglement_figure import disentanglement_figure

        return disentanglement_figure(self.state)

    def _png(self) -> bytes:
        """Draw the table; where nothing can be measured the sentence that says why."""
        from latentwidgets.exceptions import DataError
        from latentwidgets.widgets.coverage_figure import waiting_figure
        from latentwidgets.widgets.figures import png

        try:
            return png(self.figure())
        except DataError as error:
            return png(waiting_figure(f"{self.space.name}: {error}"))
