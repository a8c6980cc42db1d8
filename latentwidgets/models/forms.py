"""The forms in which the samples of a modality may be given."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import LatentWidgetsError

if TYPE_CHECKING:
    from latentwidgets.modalities import Modality

__all__ = ["like_samples", "sample_forms", "samples_in"]

FORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "text": ("form", ("ids", "probabilities")),
    "melody": ("form", ("tokens", "roll")),
    "audio": ("form", ("waveform", "magnitude")),
    "series": ("layout", ("TC", "CT", "T")),
}


def sample_forms(modality: "Modality") -> "Iterator[Modality]":
    """Give the modality in each raw form that samples may have, the likelier first.

    Samples need not look like raw outputs: tokens go in where scores come out.
    """
    name, forms = FORMS.get(modality.kind, ("", ()))
    if modality.kind not in ("text", "melody"):
        yield modality
    for form in forms:
        try:
            yield replace(modality, **{name: form})  # type: ignore[type-var]
        except LatentWidgetsError:
            continue
    if modality.kind in ("text", "melody"):
        yield modality


def like_samples(modality: "Modality", raw: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Make samples of raw outputs, ``(n, ...)``, in each form that they may have."""
    canonical = modality.to_canonical(raw)
    for form in sample_forms(modality):
        try:
            yield samples_in(form, canonical)
        except LatentWidgetsError:
            continue


def samples_in(form: "Modality", outputs: NDArray[np.float32]) -> NDArray[Any]:
    """Make samples of canonical outputs, in one of the forms; tokens as whole numbers.

    Raises
    ------
    ShapeError
        Where `outputs` has another shape.
    """
    told = getattr(form, "form", None)
    if told == "ids":
        outputs = outputs[:, :, :1]  # ids alone have no alternatives
    samples = form.from_canonical(outputs)
    return samples.astype(np.int64) if told in ("ids", "tokens") else samples
