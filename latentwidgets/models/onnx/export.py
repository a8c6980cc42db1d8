"""From a torch model to ONNX graphs that were compared with it."""

import logging
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import (
    DataError,
    DecodeError,
    ExportError,
    OptionError,
    ShapeError,
)
from latentwidgets.models.evaluation import evaluating
from latentwidgets.models.onnx.graphs import ExportedModel, Graph, Precision
from latentwidgets.models.onnx.opened import graphs_of, halved
from latentwidgets.models.onnx.parity import Trial, compare
from latentwidgets.models.onnx.recording import record_decoder, record_encoder, record_layers
from latentwidgets.models.onnx.refusals import Refusal
from latentwidgets.models.onnx.snapshot import original, snapshot
from latentwidgets.models.protocol import LatentModel
from latentwidgets.models.styles import layers_of
from latentwidgets.models.torch_backend import TorchBackend
from latentwidgets.models.wrapped import WrappedModel, pair_of, samples_array

_LOG = logging.getLogger(__name__)
N_EXAMPLE = 3  # rows to follow the steps with: sizes 0 and 1 would be taken for fixed


def export_model(
    model: LatentModel,
    codes: NDArray[np.float32],
    samples: NDArray[Any] | None = None,
    *,
    precision: Precision = "float32",
    lock: AbstractContextManager[Any] | None = None,
) -> ExportedModel:
    """Export a torch model to ONNX.

    The model is left as it is, in its mode and on its device. What is exported is a copy on the
    CPU where a copy can be made, so that the model may go on decoding meanwhile.

    Parameters
    ----------
    model
        As `wrap` gives it. One that was opened from graphs gives those, halved where that is asked
        for and they are not yet.
    codes
        Some codes, ``(n, *latent_shape)``, float32: the graph and the model are compared on eight
        of them.
    samples
        Some samples, ``(n, ...)``, as the model's `encode` takes them; None exports no encoder.
    precision
        ``"float16"`` stores large weights in half precision; computing is in float32 all the same.
    lock
        What keeps others from calling the model. It is held while the model is copied and called,
        and all the time where the model cannot be copied. None where the caller holds it, or
        nobody else has the model.

    Raises
    ------
    ExportError
        Where the decoder cannot be exported, or the graph differs from it. An encoder that cannot
        be is told in `encoder_reason`.
    ShapeError, DataError, OptionError
        Where `codes`, `samples` or `precision` are not as said.
    """
    _check(model, codes, precision)
    opened_from = graphs_of(model)
    if opened_from is not None and precision in ("float32", opened_from.decoder.precision):
        return opened_from  # what was halved once cannot be made whole again
    held: AbstractContextManager[Any] = nullcontext() if lock is None else lock
    try:
        if opened_from is not None and isinstance(model, WrappedModel):
            with held:
                return halved(opened_from, model, codes, samples)
        wrapped, backend = _torch_model(model)
        with held:
            job = _Job(wrapped, backend, snapshot(backend), precision)
            job.record(codes, samples)
            if job.in_place:
                return job.run()
        return job.run()
    except Refusal as refusal:
        raise ExportError(f"{model.name} cannot be exported to ONNX: {refusal}.") from refusal


class _Job:
    """The export of one model: what it makes of some rows is recorded first, then it is traced."""

    def __init__(
        self,
        model: WrappedModel,
        backend: TorchBackend,
        copy: TorchBackend | None,
        precision: Precision,
    ) -> None:
        self.model = model
        self.precision: Precision = precision
        self.in_place = copy is None
        self.source = copy or backend
        # An accelerator rounds in ways of its own, and half precision coarsely: there the copy,
        # in float32 on the CPU, is what the graph has to agree with.
        plain = backend.device == "cpu" and backend.dtype(backend.decoder).itemsize >= 4
        self.reference = backend if plain else self.source
        self.trials: list[Trial] = []
        self.layers = layers_of(model)
        self.layer_trials: list[Trial] = []
        self.encoder_trials: list[Trial] = []
        self.encoder_reason: str | None = None

    def record(self, codes: NDArray[np.float32], samples: NDArray[Any] | None) -> None:
        self.trials = record_decoder(self.model, self.reference, codes)
        if self.layers is not None:
            try:
                calls = _layer_calls(self.reference)
                self.layer_trials = record_layers(self.model, calls, codes, self.layers)
            except DecodeError as error:
                _LOG.info("%s takes no style for each layer: %s", self.model.name, error)
        if not self.model.can_encode:
            self.encoder_reason = f"{self.model.name} has no encoder."
        elif samples is None:
            self.encoder_reason = "No samples were given to export the encoder with."
        else:
            try:
                self.encoder_trials = record_encoder(self.model, self.reference, samples)
            except Refusal as refusal:
                self.encoder_reason = f"The encoder cannot be exported to ONNX: {refusal}."

    def run(self) -> ExportedModel:
        with evaluating(self.source.modules):
            decoder = self.decoder()
            encoder = self.encoder()
        return ExportedModel(decoder, encoder, self.encoder_reason)

    def decoder(self) -> Graph:
        from latentwidgets.models.onnx.halves import DecoderHalf

        source, model = self.source, self.model
        layered = self.layered_decoder()
        if layered is not None:
            return layered
        half = DecoderHalf(
            original(source.functions[0]),
            source.modules,
            source.dtype(source.decoder),
            mode=model.mode,
            raw_shape=model.modality.raw_shape,
        )
        return self.graph(half, self.trials, input_name="codes", batched=model.mode == "batch")

    def layered_decoder(self) -> Graph | None:
        """Export a decoder that takes a style for each layer too; None where there is none."""
        from latentwidgets.models.onnx.halves import LayeredHalf

        if not self.layer_trials or self.model.mode != "batch":
            return None
        source, raw_shape = self.source, self.model.modality.raw_shape
        half = LayeredHalf(source.functions[0], source.dtype(source.decoder), raw_shape=raw_shape)
        try:
            graph = self.graph(half, self.layer_trials, input_name="codes", batched=True)
        except Refusal as refusal:
            _LOG.info("%s, exported for styles of its layers: %s", self.model.name, refusal)
            return None
        return replace(graph, layers=self.layers)

    def encoder(self) -> Graph | None:
        from latentwidgets.models.onnx.halves import EncoderHalf, whole_dtype

        source, model, fit = self.source, self.model, self.model.sample_fit
        if not self.encoder_trials or fit is None:
            return None
        half = EncoderHalf(
            original(source.functions[1]),
            source.modules,
            whole_dtype() if fit.whole else source.dtype(source.encoder),
            mode=fit.mode,
            latent_shape=model.latent_shape,
            change=fit.change,
            sampled=self.reference.sampled,
        )
        try:
            return self.graph(
                half, self.encoder_trials, input_name="samples", batched=fit.mode == "batch"
            )
        except Refusal as refusal:
            self.encoder_reason = f"The encoder cannot be exported to ONNX: {refusal}."
            _LOG.info("%s: %s", model.name, self.encoder_reason)
            return None

    def graph(self, half: Any, trials: list[Trial], *, input_name: str, batched: bool) -> Graph:
        """Export with a free batch axis if it can be, else for one row."""
        first: Refusal | None = None
        for free in (True, False) if batched else (False,):
            try:
                return self.attempt(half, trials, input_name=input_name, batched=free)
            except Refusal as refusal:
                size = "any number of rows" if free else "one row"
                _LOG.info("%s, exported for %s: %s", self.model.name, size, refusal)
                first = first or refusal
        raise first or Refusal("there is no way to export it")

    def attempt(self, half: Any, trials: list[Trial], *, input_name: str, batched: bool) -> Graph:
        import torch

        from latentwidgets.models.onnx.tracing import trace

        first = [{input_name: trial.rows, **trial.more} for trial in trials]
        inputs = {name: np.concatenate([rows[name] for rows in first]) for name in first[0]}
        data = trace(
            half.eval(),
            tuple(
                torch.tensor(rows[: N_EXAMPLE if batched else 1], device=self.source.device)
                for rows in inputs.values()
            ),
            input_names=list(inputs),
            output_names=list(trials[0].outputs),
            batched=batched,
            precision=self.precision,
        )
        parity = compare(
            data, trials, input_name=input_name, batched=batched, precision=self.precision
        )
        return Graph(data, parity, batched, self.precision)


def _layer_calls(backend: TorchBackend) -> SimpleNamespace:
    """Give what `record_layers` calls, of a copy too."""
    styled: Any = backend.functions[0]
    return SimpleNamespace(
        decode=backend.decode,
        spread=partial(backend.apply, styled.spread),
        decode_layers=partial(backend.apply, styled.decode_layers),
    )


def settle_samples(model: LatentModel, samples: NDArray[Any] | None) -> None:
    """Let the model find how it takes samples, which its fingerprint tells."""
    if isinstance(model, WrappedModel) and model.can_encode and samples is not None:
        model.encode(pair_of(samples_array(samples)))


def _torch_model(model: LatentModel) -> tuple[WrappedModel, TorchBackend]:
    backend = getattr(model, "backend", None)
    if not isinstance(model, WrappedModel) or not isinstance(backend, TorchBackend):
        kind = type(backend or model).__name__
        raise Refusal(
            f"it is no torch model (it is called by {kind}), and only torch modules and functions "
            "of torch tensors can be; build the same steps with torch"
        )
    if backend.decodes_at_random:
        raise Refusal(
            "its decoder draws random numbers, which a graph would draw anew at every call; give "
            "it fixed noise, such as a buffer"
        )
    return model, backend


def _check(model: LatentModel, codes: NDArray[np.float32], precision: str) -> None:
    if precision not in get_args(Precision):
        raise OptionError(f"precision={precision!r} is unknown: give 'float32' or 'float16'.")
    shape = np.shape(codes)
    if shape[1:] != tuple(model.latent_shape):
        raise ShapeError(
            f"Codes of shape {shape} were given and {model.name} takes "
            f"(n, {', '.join(map(str, model.latent_shape))})."
        )
    if shape[0] == 0:
        raise DataError("No codes were given: give at least one to compare the graph on.")
