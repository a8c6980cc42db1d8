"""What a model makes of some rows, recorded before it is exported."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import LatentWidgetsError
from latentwidgets.models.arrays import is_text
from latentwidgets.models.batches import Parts, call_rows
from latentwidgets.models.onnx.parity import Trial, pick
from latentwidgets.models.onnx.refusals import Refusal
from latentwidgets.models.protocol import Backend
from latentwidgets.models.wrapped import WrappedModel, guarded, samples_array, shape_codes


def record_decoder(
    model: WrappedModel, backend: Backend, codes: NDArray[np.float32]
) -> list[Trial]:
    """Decode batches of several sizes by `backend`, in the way that `model` is called.

    Raises
    ------
    DecodeError
        Where the model raises.
    Refusal
        Where its outputs are no numbers.
    """

    def decode(rows: NDArray[Any]) -> Parts:
        return (backend.decode(rows),)

    if getattr(model.modality, "form", None) == "strings":
        raise Refusal("its decoder writes text itself, which a graph cannot")
    shape = model.modality.raw_shape
    trials = []
    for batch in pick(np.asarray(codes, np.float32)):
        raw = guarded(model.name, "decoding", partial(call_rows, decode, batch, model.mode))[0]
        trials.append(Trial(batch, {"output": np.asarray(raw, np.float32).reshape(-1, *shape)}))
    return trials


def record_layers(
    model: WrappedModel, backend: Any, codes: NDArray[np.float32], layers: tuple[int, int]
) -> list[Trial]:
    """Decode codes, and styles of two codes mixed by layers, of a backend that has layers.

    Raises
    ------
    DecodeError
        Where the model raises.
    """
    shape = model.modality.raw_shape
    trials = []
    for batch in pick(np.asarray(codes, np.float32)):
        run = partial(_with_layers, backend, batch, layers)
        styles, mixed, plain, made = guarded(model.name, "decoding", run)
        for given, raw in ((np.full_like(styles, np.nan), plain), (mixed, made)):
            outputs = {"output": np.asarray(raw, np.float32).reshape(-1, *shape), "styles": styles}
            trials.append(Trial(batch, outputs, {"layers": given}))
    return trials


def _with_layers(
    backend: Any, batch: NDArray[np.float32], layers: tuple[int, int]
) -> tuple[NDArray[Any], ...]:
    styles = np.array(backend.spread(batch), np.float32).reshape(len(batch), *layers)
    mixed = styles.copy()
    half = layers[0] // 2
    mixed[:, half:] = 0.5 * styles[::-1, half:]  # others' or, of one alone, another size
    return styles, mixed, backend.decode(batch), backend.decode_layers(mixed)


def record_encoder(model: WrappedModel, backend: Backend, samples: Any) -> list[Trial]:
    """Encode batches of several sizes by `backend`, in the way that `model` takes samples.

    Raises
    ------
    Refusal
        Where they cannot be encoded.
    """
    try:
        given = samples_array(samples)
        if len(given) == 0:
            raise Refusal("no samples were given")
        if is_text(given):
            raise Refusal("it reads text itself, which a graph cannot")
        model.encode(given[:2])  # finds how it takes them, where that is not known yet
        return [_encoded(model, backend, batch) for batch in pick(given)]
    except LatentWidgetsError as error:
        raise Refusal(str(error).rstrip(".")) from error


def _encoded(model: WrappedModel, backend: Backend, batch: NDArray[Any]) -> Trial:
    fit = model.sample_fit
    if fit is None:
        raise Refusal(f"how {model.name} takes samples is not known")
    posterior = guarded(model.name, "encoding", lambda: fit.apply(backend, batch))
    shaped = shape_codes(posterior, len(batch), model.latent_shape, model.name)
    outputs = {"mean": shaped.mean}
    if shaped.log_variance is not None:
        outputs["log_variance"] = shaped.log_variance
    return Trial(batch.astype(np.float32), outputs)
