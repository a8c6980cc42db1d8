"""Map, picture and sliders in one."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

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
        A `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or what `LatentSpace` takes as a model.
    data
        As of `LatentSpace`; not with a space.
    colour, projection, dims
        How the map begins, as of `LatentMap`.
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

    _esm = bundle("explorer.js")
    _css = bundle("explorer.css")

    def figure(self) -> "Figure":
        """Draw the map, the decoded picture and the sliders."""
        from latentwidgets.widgets.figures import explorer_figure

        return explorer_figure(self.state)

    def save_html(
        self,
        path: str | os.PathLike[str],
        *,
        title: str | None = None,
        description: str | None = None,
        credits: str | None = None,  # noqa: A002  the word that people know
        precision: Literal["float32", "float16"] = "float32",
    ) -> Path:
        """Write the explorer as one HTML file that needs neither Python nor a network.

        The page decodes by itself, with the same views, from ``file://`` too. It holds the model's
        decoder, all codes, labels and attributes, the samples at up to 64 pixels, PCA in two and
        three dimensions, the maps made or kept so far and the bookmarks. Of a model that cannot run
        in a page it holds outputs decoded beforehand over the PCA map, and says so.

        Parameters
        ----------
        path
            A name that ends in ``.html``; a file of that name is replaced when the new one is
            whole.
        title, description, credits
            Plain text around the explorer; by default those of the space.
        precision
            ``"float16"`` halves the model's weights in the file; the page tells how far the
            outputs then are from the model's.

        Returns
        -------
        Path
            Of the file.

        Raises
        ------
        OptionError
            Where the path does not end in ``.html``.
        OSError
            Where it cannot be written; a former file is still there.
        """
        from latentwidgets.widgets.html import save_html

        return save_html(
            self.state,
            path,
            title=title,
            description=description,
            credits=credits,
            precision=precision,
        )


def explore(model: Any, data: Any = None, **options: Any) -> LatentExplorer:
    """Explore the latent space of a model, in one line.

    Parameters
    ----------
    model
        A `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or what `LatentSpace` takes as a model.
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
