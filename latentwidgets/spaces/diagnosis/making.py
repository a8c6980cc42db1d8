"""The diagnosis: each section in turn, on a bounded number of samples."""

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

from latentwidgets.exceptions import Cancelled, DataError, LatentWidgetsError
from latentwidgets.spaces.diagnosis import (
    chart,
    factors,
    generation,
    prior,
    reconstruction,
    use,
)
from latentwidgets.spaces.diagnosis.material import Features, Material
from latentwidgets.spaces.diagnosis.report import Diagnosis, Section

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["OnDiagnosis", "diagnose"]

OnDiagnosis = Callable[[int, int], object]

_SECTIONS = (
    (reconstruction, reconstruction.look_at_reconstruction),
    (use, use.look_at_use),
    (prior, prior.look_at_prior),
    (factors, factors.look_at_factors),
    (generation, generation.look_at_generation),
    (chart, chart.look_at_map),
)


def diagnose(  # noqa: PLR0913
    space: "LatentSpace",
    *,
    real: Any = None,
    features: Features | None = None,
    features_name: str = "the features given",
    n_samples: int = 1000,
    seed: int = 0,
    on_progress: OnDiagnosis | None = None,
    cancel: Event | None = None,
) -> Diagnosis:
    """Look at all sides of a space; parameters as of `LatentSpace.diagnose`."""
    given = None if real is None else space.modality.from_samples(real)
    if given is not None and len(given) == 0:
        raise DataError("There are no samples in real=: give some, or leave it out.")
    named = None if features is None else (features_name, features)
    material = Material(space, n_samples, given, named, seed, cancel)
    sections = []
    for index, (module, look) in enumerate(_SECTIONS):
        material.check()
        try:
            sections.append(look(material))
        except Cancelled:
            raise
        except LatentWidgetsError as error:
            sections.append(Section(module.KEY, module.TITLE, "unknown", f"Not measured: {error}"))
        if on_progress is not None:
            on_progress(index + 1, len(_SECTIONS))
    return Diagnosis(space.name, tuple(sections), seed)
