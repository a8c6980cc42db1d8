"""The model of a space as ONNX graphs, compared on the space's own codes and samples."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import LatentWidgetsError, OptionError
from latentwidgets.models.onnx import ExportedModel, export_cached
from latentwidgets.spaces.parts import Parts

__all__ = ["Precision", "export_parts"]

Precision = Literal["float32", "float16"]

COMPARED = 8  # codes, spread over the data


def export_parts(parts: Parts, precision: Precision = "float32") -> ExportedModel:
    """Export the model of a space, or find it exported before.

    Raises
    ------
    OptionError
        Where the precision is unknown.
    ExportError
        Where the model cannot be exported, in words.
    """
    if precision not in ("float32", "float16"):
        raise OptionError(f"precision={precision!r} is unknown: give 'float32' or 'float16'.")
    model = parts.model
    codes = parts.contents.codes
    rows = np.linspace(0, len(codes) - 1, min(len(codes), COMPARED)).astype(np.int64)
    samples = _samples(parts, rows) if model.can_encode else None
    lock = parts.batcher.lock
    return export_cached(model, codes[rows], samples, precision=precision, lock=lock)


def _samples(parts: Parts, rows: NDArray[np.int64]) -> NDArray[Any] | None:
    """Take samples as the encoder takes them; what the decoder makes, where they are not kept."""
    samples = parts.contents.for_model(rows)
    if samples is not None:
        return samples
    try:
        outputs = parts.batcher.decode(parts.contents.codes[rows])
        return parts.intake.from_page(outputs, parts.contents.sample_shape)
    except LatentWidgetsError:  # outputs that are no samples: the export says it has no encoder
        return None
