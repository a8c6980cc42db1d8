"""The map of the encoded data."""

from typing import TYPE_CHECKING, Any, ClassVar

from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.view import SpaceView

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LatentMap", "MapView"]


class MapView(SpaceView):
    """A view with a map in it: how the map begins; the page offers the rest."""

    has_map: ClassVar[bool] = True

    def __init__(
        self,
        model: Any,
        data: Any = None,
        *,
        colour: str | None = None,
        projection: str | None = None,
        dims: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(model, data, **options)
        try:
            self.state.start_with(colour=colour, projection=projection, dims=dims)
        except BaseException:
            self.close()
            raise

    def show_map(
        self,
        method: str = "pca",
        dims: int = 2,
        *,
        colour: str | None = None,
        **options: Any,
    ) -> None:
        """Show a map, in every view of the space; returns when it is there.

        Parameters
        ----------
        method
            ``"pca"`` or ``"tsne"``.
        dims
            2 or 3.
        colour
            ``"label"`` or the name of an attribute; None leaves the colours as they are.
        **options
            ``seed``, and ``perplexity`` of t-SNE.

        Raises
        ------
        OptionError
            Where one of them is unknown or has a value outside what it accepts; all stays as it
            was.
        """
        self.state.show_map(method, dims, colour=colour, **options)


class LatentMap(MapView):
    """The codes of the data on a plane or in 3-D; dragging the cursor decodes where it is.

    Parameters
    ----------
    model
        A `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or what `LatentSpace` takes as a model.
    data
        As of `LatentSpace`; not with a space.
    colour
        What colours the points at the start: ``"label"`` or the name of an attribute. By default
        the labels, else the first attribute.
    projection
        The map at the start: ``"pca"`` (the default) or ``"tsne"``, which comes when it is ready.
    dims
        2 (the default) or 3.
    runtime
        Where pictures are decoded: ``"auto"`` (the default) in the page where the model can be
        exported and that is fast enough, ``"page"`` wherever it can, ``"webgpu"`` there on the
        graphics card where the browser offers it, ``"kernel"`` in the kernel.
    **options
        As of `LatentSpace`; not with a space. `layout` goes to ipywidgets.

    Raises
    ------
    OptionError
        Where an option is unknown or has a value outside what it accepts.
    """

    _esm = bundle("map.js")
    _css = bundle("map.css")

    def figure(self) -> "Figure":
        """Draw the map, coloured, with the current code marked."""
        from latentwidgets.widgets.figures import map_figure

        return map_figure(self.state)
