"""The picture of the current code."""

from typing import TYPE_CHECKING

from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.view import SpaceView

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["DecodedView"]


class DecodedView(SpaceView):
    """What the model makes of the current code, with the nearest sample beside it.

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
    """

    _esm = bundle("decoded.js")
    _css = bundle("decoded.css")

    def figure(self) -> "Figure":
        """Draw the decoded picture."""
        from latentwidgets.widgets.figures import decoded_figure

        return decoded_figure(self.state)
