"""Which modality a decoder's outputs are."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ShapeError
from latentwidgets.modalities import Image
from latentwidgets.models.arrays import is_text
from latentwidgets.models.batches import call_rows
from latentwidgets.models.kinds import choices, refuse_unclear
from latentwidgets.models.protocol import Backend
from latentwidgets.models.trial import Options, Trial, draw
from latentwidgets.models.wrapped import guarded

if TYPE_CHECKING:
    from latentwidgets.modalities import Modality

__all__ = ["find_modality"]

N_OBSERVED = 16  # outputs looked at for the range, where nothing else tells it


def find_modality(
    backend: Backend, data: NDArray[Any] | None, trial: Trial, options: Options
) -> "tuple[Modality, str]":
    """Find the modality, and what told it.

    Texts are told from what the decoder returns, pictures from the shape of its outputs; what the
    user gave is fitted to them.

    Raises
    ------
    ShapeError
        Where the outputs fit none, or not the one given.
    """
    if trial.raw.dtype.kind == "U":
        return _text(backend, data, trial, options)
    if options.modality is not None:
        return options.modality.fitted(trial.raw, sample=data), "given"
    if options.output_shape is None and options.value_range is None:
        refuse_unclear(trial.raw, data)
    return _picture(backend, data, trial, options)


def _text(
    backend: Backend, data: NDArray[Any] | None, trial: Trial, options: Options
) -> "tuple[Modality, str]":
    """Make room for texts of a decoder that writes them itself, by the longest of some of them."""
    from latentwidgets.modalities import Text

    given = options.modality
    if given is not None and (not isinstance(given, Text) or given.form not in (None, "strings")):
        form = getattr(given, "form", None)
        raise ShapeError(
            f"The decoder of {backend.name} returns texts and modality={given.kind!r}"
            f"{f' with form={form!r}' if form else ''} was given: leave modality out."
        )
    texts = guarded(backend.name, "decoding", lambda: _observe(backend, trial, options.seed))
    sample = data if data is not None and is_text(data) else None
    fitted = (given or Text()).fitted(texts, sample=sample)
    return fitted, "as the decoder returns it" if given is None else "given"


def _picture(
    backend: Backend, data: NDArray[Any] | None, trial: Trial, options: Options
) -> tuple[Image, str]:
    raw, value_range, range_from = trial.raw, options.value_range, "given"
    if value_range is None and raw.dtype.kind == "f" and trial.activation is not None:
        value_range, range_from = trial.activation, "its last activation"
    elif value_range is None:
        range_from = "from its outputs" if data is None else "from the data"
        if data is None:
            raw = guarded(backend.name, "decoding", lambda: _observe(backend, trial, options.seed))
    try:
        modality = Image.infer(
            raw, sample=data, output_shape=options.output_shape, value_range=value_range
        )
    except ShapeError as error:
        if options.output_shape is not None:
            raise
        shape = raw.shape[1:]
        raise ShapeError(
            f"The model's output has shape {shape}, which is no picture: {choices(shape)}."
        ) from error
    return modality, range_from


def _observe(backend: Backend, trial: Trial, seed: int) -> NDArray[Any]:
    """Decode more codes, two at a time: as many as are known to fit in memory."""
    codes = draw(N_OBSERVED, trial.latent_shape, seed)
    pairs = (codes[i : i + 2] for i in range(0, N_OBSERVED, 2))
    parts = [call_rows(lambda batch: (backend.decode(batch),), pair, trial.mode) for pair in pairs]
    return np.concatenate([part[0] for part in parts if part[0] is not None])
