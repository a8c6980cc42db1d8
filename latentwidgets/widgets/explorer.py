"""Map, picture and sliders in one."""

from typing import TYPE_CHECKING, Any

from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.map import MapView

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LatentExplorer", "explore"]


class LatentExplorer(MapView):
    """The map of the data, the live picture, the nearest sample and the sliders, linked.

    Parameters
    ----------
    model
        A `LatentSpace`, or what `LatentSpace` takes as a model.
    data
        As of `LatentSpace`; not with a space.
    colour, projection, dims
        How the map begins, as of `LatentMap`.
    **options
        As of `LatentSpace`; not with a space. `layout` goes to ipywidgets.

    Raises
    ------
    OptionError
        Where an option is unknown or has a value outside what it accepts.
    """

    _esm = bundle("explorer.js")
    _css = bundle("explorer.css")

    def figure(self) -> "Figure":
        """Draw the map, the decoded picture and the sliders."""
        from latentwidgets.widgets.figures import explorer_figure

        return explorer_figure(self.state)


def explore(model: Any, data: Any = None, **options: Any) -> LatentExplorer:
    """Explore the latent space of a model, in one line.

    Parameters
    ----------
    model
        A `LatentSpace`, or what `LatentSpace` takes as a model.
    data
        Data to encode for the map, as of `LatentSpace`; without them codes are drawn from the
        model's prior.
    **options
        As of `LatentExplorer` and, where `model` is no space, of `LatentSpace`.

    Returns
    -------
    LatentExplorer
        Shown where it is the last value of a notebook cell.

    Examples
    --------
    >>> explorer = lw.explore(vae, images, labels=digits)
    >>> explorer.z
    """
    return LatentExplorer(model, data, **options)
