"""One slider for each dimension, the most useful first."""

from typing import TYPE_CHECKING

from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.view import SpaceView

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LatentSliders"]


class LatentSliders(SpaceView):
    """Sliders over the dimensions of a space, ordered by what they do to the output.

    Dimensions that do nothing are folded away. Sliders alone show no picture: put them beside a
    `DecodedView` of the same space, or use `LatentExplorer`.

    Parameters
    ----------
    model
        A `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or what `LatentSpace` takes as a model.
    data
        As of `LatentSpace`; not with a space.
    runtime
        Where pictures are decoded: ``"auto"`` (the default) in the page where the model can be
        exported and that is fast enough, ``"page"`` wherever it can, ``"webgpu"`` there on the
        graphics card where the browser offers it, ``"kernel"`` in the kernel.
    **options
        As of `LatentSpace`; not with a space. `layout` goes to ipywidgets.

    Raises
    ------
    OptionError
        Where an option is unknown.

    Examples
    --------
    >>> space = lw.LatentSpace(vae, images)
    >>> ipywidgets.HBox([lw.LatentSliders(space), lw.DecodedView(space)])
    """

    _esm = bundle("sliders.js")
    _css = bundle("sliders.css")

    def figure(self) -> "Figure":
        """Draw the most useful dimensions as values in their ranges."""
        from latentwidgets.widgets.figures import sliders_figure

        return sliders_figure(self.state)
