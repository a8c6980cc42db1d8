"""What an exported page needs to place a sample of the reader's own: the encoder, or why not."""

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.exceptions import ExportError, ShapeError
from latentwidgets.modalities import Image
from latentwidgets.spaces.own import as_samples, ink_of, scale_label, usual_error
from latentwidgets.widgets.html.planes import to_planes

if TYPE_CHECKING:
    from latentwidgets.models.onnx.graphs import Graph, Precision
    from latentwidgets.spaces import LatentSpace

__all__ = ["IN_PYTHON", "MOST_ENCODER_BYTES", "page_encoding"]

MOST_ENCODER_BYTES = 4 * 2**20  # of which a page grows by 5 MB
IN_PYTHON = "open the space in a notebook, lw.SampleEditor(space)"
_TAKE = "give the space a model whose encoder takes what its decoder makes"


def page_encoding(space: "LatentSpace") -> tuple[dict[str, Any] | None, str]:
    """Give what encodes in the page, see `Encoding` in the front end, else None and why not."""
    try:
        return _encoding(space), ""
    except _LeftOutError as reason:
        return None, f"{reason}: {reason.instead}."


class _LeftOutError(Exception):
    """Why a page has no encoder, as a sentence that goes on, and what to do."""

    def __init__(self, reason: str, instead: str = IN_PYTHON) -> None:
        super().__init__(reason)
        self.instead = instead


def _encoding(space: "LatentSpace") -> dict[str, Any]:
    _check(space)
    graph = _graph(space)
    form = space.parts.intake.form_for(space.parts.contents.sample_shape)
    if form is None:
        raise _LeftOutError(
            "The encoder takes samples of a form that cannot be made of what the decoder makes",
            _TAKE,
        )
    try:  # what the page compares with before it encodes
        samples = as_samples(space, space.decode(space.codes[:1]))
    except ShapeError as error:
        raise _LeftOutError(str(error).partition(":")[0].rstrip("."), _TAKE) from error
    posterior = space.parts.batcher.posterior(samples)
    usual = usual_error(space)
    log_variance = posterior.log_variance
    return {
        "encoder": to_planes(graph.data, 2 if graph.precision == "float16" else 4),
        "shown": form.describe_raw(),
        "shape": list(samples.shape[1:]),
        "tolerance": graph.parity.tolerance,
        "probe": {
            "samples": np.asarray(samples, np.float32).reshape(-1),
            "mean": posterior.mean.reshape(-1),
            "log_variance": None if log_variance is None else log_variance.reshape(-1),
        },
        "ink": _ink(space),
        "scale": usual or 0.0,
        "scale_label": scale_label(usual),
    }


def _ink(space: "LatentSpace") -> dict[str, Any] | None:
    if not isinstance(space.modality, Image):
        return None
    ink = ink_of(space)
    return {
        "paper": ink.paper.astype(float).tolist(),
        "drawn": ink.is_drawn,
        "extent": ink.extent,
        "centre": list(ink.centre),
    }


def _check(space: "LatentSpace") -> None:
    """Say what a page cannot do before anything is exported."""
    modality = space.modality
    if not space.model.can_encode:
        raise _LeftOutError(
            "This model has no encoder, so that the code of a picture of your own must be searched "
            "by gradients, which this page cannot"
            if isinstance(modality, Image)
            else "This model has no encoder, and without one only pictures can be placed"
        )
    if isinstance(modality, Image) and modality.channels not in (1, 3):
        raise _LeftOutError(
            f"This page reads pictures of your own without opacity, and the model makes "
            f"{modality.channels} channels"
        )


def _graph(space: "LatentSpace") -> "Graph":
    """Export the encoder: whole, but for pictures, of which half precision loses less than is seen.

    One that is too large is halved too, whatever the decoder's precision: it is run once a sample.
    """
    precisions: list[Precision] = ["float32", "float16"]
    sizes = []
    for precision in precisions[isinstance(space.modality, Image) :]:
        graph = _exported(space, precision)
        sizes.append(len(graph.data))
        if sizes[-1] <= MOST_ENCODER_BYTES:
            return graph
    raise _LeftOutError(
        f"The encoder has {min(sizes) / 2**20:.1f} MiB and this page has room for "
        f"{MOST_ENCODER_BYTES / 2**20:g}: it was left out"
    )


def _exported(space: "LatentSpace", precision: "Precision") -> "Graph":
    try:
        exported = space.export(precision)
    except ExportError as error:
        raise _LeftOutError(str(error).rstrip(".")) from error
    if exported.encoder is None:
        raise _LeftOutError((exported.encoder_reason or "The encoder was not exported").rstrip("."))
    return exported.encoder
