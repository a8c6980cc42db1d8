"""What a model does not make: real data against outputs drawn from its prior."""

import threading
from typing import TYPE_CHECKING, Any

from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.covering import covering_of
from latentwidgets.widgets.tool import ToolView

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from latentwidgets.spaces.coverage import Coverage

__all__ = ["CoverageView"]


class CoverageView(ToolView):
    """Real data against what the model generates: what is missing, what is repeated, and a verdict.

    Both lie on one map, in features that are named. Beside it the bins of the data that get too
    little, each with the real samples in it; below, the figures with what equals would score,
    exact copies, and the generated samples that are closest to one another. It is measured in the
    background when the view is first shown.

    Parameters
    ----------
    model
        A `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or what `LatentSpace` takes as a model.
    data
        As of `LatentSpace`; not with a space.
    real
        What to compare with: samples ``(n, ...)``, as outputs or as the model gives them, at least
        50; or the name of built-in data such as ``"cats"``. None: the data of the space, or, of a
        built-in model without any, those that it was trained on.
    labels
        One for each of `real`, so that a missing kind can be named.
    n
        At most so many of each, from 50 to 10,000.
    features, features_name
        In what the two are compared: a function of canonical outputs ``(m, *modality.shape)`` that
        gives ``(m, ...)`` and what to call it, or ``"pixels"``. None: the model's own encoder, else
        the principal components of the real and the generated outputs, taken together.
    runtime
        As of `LatentExplorer`.
    **options
        As of `LatentSpace`; not with a space. `layout` goes to ipywidgets.

    Raises
    ------
    OptionError, DataError, ShapeError
        Where an option is unknown, or what was given cannot be compared.

    Examples
    --------
    >>> view = lw.CoverageView("cats/collapsed-gan")
    >>> view.coverage.verdict
    """

    _esm = bundle("coverage.js")
    _css = bundle("coverage.css")

    def __init__(  # noqa: PLR0913
        self,
        model: Any,
        data: Any = None,
        *,
        real: Any = None,
        labels: Any = None,
        n: int | None = None,
        features: Any = None,
        features_name: str = "the features given",
        runtime: str | None = None,
        **options: Any,
    ) -> None:
        if real is None and labels is not None:  # those of the data
            options["labels"], labels = labels, None
        super().__init__(model, data, runtime=runtime, **options)
        given = {"real": real, "labels": labels, "features": features, "n": n}
        if any(value is not None for value in given.values()):
            try:
                covering_of(self.space).give(self.space, name=features_name, **given)
            except BaseException:
                self.close()
                raise

    @property
    def coverage(self) -> "Coverage":
        """What was found; measured when it is first asked for, else at hand.

        Raises
        ------
        DataError
            Where there are no data to compare with, no prior, or fewer than 50 of either.
        """
        return self.measure()

    def measure(self, cancel: threading.Event | None = None) -> "Coverage":
        """Measure, or return what was found; once `cancel` is set it ends with `Cancelled`."""
        return covering_of(self.space).measure(self.space, cancel=cancel)

    def figure(self) -> "Figure":
        """Draw the verdict, the map, what is missing, the figures and the closest pairs."""
        from latentwidgets.widgets.coverage_figure import coverage_figure

        return coverage_figure(self.coverage, self.space.modality)

    def _png(self) -> bytes:
        """Draw what was measured; the page that shows the view measures it, and must not wait."""
        from latentwidgets.widgets.coverage_figure import waiting_figure
        from latentwidgets.widgets.figures import png

        found = covering_of(self.space).found
        words = f"{self.space.name}: coverage not measured yet (view.measure())"
        return png(waiting_figure(words) if found is None else self.figure())
