"""What is good about a space, what is broken, what to try: the report as a view."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.exceptions import OptionError
from latentwidgets.files import replacing
from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.diagnosing import DEFAULT_SAMPLES, diagnosing_of, page_of_diagnosis
from latentwidgets.widgets.tool import ToolView

if TYPE_CHECKING:
    import os

    from matplotlib.figure import Figure

    from latentwidgets.spaces.diagnosis import Diagnosis

__all__ = ["DiagnosisView"]


class DiagnosisView(ToolView):
    """The report of `LatentSpace.diagnose` as cards: verdict, reasons, what to try, figures.

    A button runs it, in the background; another saves it as one HTML page.

    Parameters
    ----------
    model
        A `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or what `LatentSpace` takes as a model.
    data
        As of `LatentSpace`; not with a space.
    real
        Samples to compare what is generated with, as data are given; or the name of built-in data.
        None: the data of the space, or those that a built-in model was trained on.
    n
        At most so many samples are looked at, from 50.
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
    >>> view = lw.DiagnosisView("digits/vae")
    >>> view.diagnosis["prior"].verdict
    >>> view.save_html("report.html")
    """

    _esm = bundle("diagnosis.js")
    _css = bundle("diagnosis.css")

    def __init__(
        self,
        model: Any,
        data: Any = None,
        *,
        real: Any = None,
        n: int | None = None,
        runtime: str | None = None,
        **options: Any,
    ) -> None:
        count = DEFAULT_SAMPLES if n is None else n
        if isinstance(count, bool) or not isinstance(count, int | np.integer) or count < 50:
            raise OptionError(f"n={n!r} was given: give a whole number from 50.")
        super().__init__(model, data, runtime=runtime, **options)
        if real is not None or n is not None:
            diagnosing_of(self.space).give(real, int(count))

    @property
    def diagnosis(self) -> "Diagnosis":
        """The report; made when it is first asked for, else at hand."""
        return self.measure()

    def measure(self, cancel: threading.Event | None = None) -> "Diagnosis":
        """Make the report, or return it; once `cancel` is set it ends with `Cancelled`."""
        return diagnosing_of(self.space).measure(self.space, cancel=cancel)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON takes it."""
        return self.diagnosis.to_dict()

    def save_html(self, path: "str | os.PathLike[str]") -> Path:
        """Write the report as one HTML page, which needs neither Python nor a network.

        Raises
        ------
        OSError
            Where the file cannot be written; one that was there is kept.
        """
        target = Path(path)
        page = page_of_diagnosis(self.diagnosis)
        with replacing(target) as beside:
            beside.write_text(page, "utf-8")
        return target

    def figure(self) -> "Figure":
        """Draw the report: a row for each section."""
        return self.diagnosis.figure()

    def _png(self) -> bytes:
        """Draw a report that is there; the page asks for one, and must not wait."""
        from latentwidgets.widgets.coverage_figure import waiting_figure
        from latentwidgets.widgets.figures import png

        found = diagnosing_of(self.space).found
        words = f"{self.space.name}: no report yet (view.measure())"
        return png(waiting_figure(words) if found is None else found.figure())
