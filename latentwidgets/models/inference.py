"""What a model is, found out by running it once on a code and on a sample."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import LatentWidgetsError, ModelError, ShapeError
from latentwidgets.models.batches import Mode, Parts, try_modes
from latentwidgets.models.forms import like_samples
from latentwidgets.models.kinds import is_of_tokens
from latentwidgets.models.modality import find_modality
from latentwidgets.models.protocol import Backend, Posterior, Prior, Range, Shape
from latentwidgets.models.samples import SampleFit, fit_samples, has_channels_last
from latentwidgets.models.trial import Options, Trial, draw
from latentwidgets.models.wrapped import WrappedModel, pair_of, said_by, shape_codes

if TYPE_CHECKING:
    from latentwidgets.modalities import Modality


def infer(backend: Backend, data: NDArray[Any] | None, options: Options) -> WrappedModel:
    """Find out shapes, layout, range and prior.

    Raises
    ------
    ModelError
        Where the shape of a code cannot be told, or the model raises on samples.
    ShapeError
        Where a code of the shape given, or the output, does not fit.
    """
    fit, posterior = _try_encoder(backend, data, options)
    trial = _try_decoder(backend, data, posterior, options)
    mode: Mode = "one" if backend.decodes_at_random and trial.mode == "batch" else trial.mode
    modality, range_from = find_modality(backend, data, trial, options)
    if backend.can_encode and fit is None:
        posterior = _encode_outputs(backend, trial, modality)
    elif data is not None and has_channels_last(data.shape[1:], modality):
        fit, posterior = fit_samples(backend, pair_of(data), turned=True)
    if posterior is not None:
        name = options.name or backend.name
        posterior = shape_codes(posterior, len(posterior.mean), trial.latent_shape, name)
    return WrappedModel(
        backend=backend,
        name=options.name or backend.name,
        latent_shape=trial.latent_shape,
        modality=modality,
        prior=_prior(backend, posterior, options),
        mode=mode,
        range_from=range_from,
        sample_fit=fit,
    )


def _try_encoder(
    backend: Backend, data: NDArray[Any] | None, options: Options
) -> tuple[SampleFit | None, Posterior | None]:
    if not backend.can_encode:
        return None, None
    if data is not None:
        return fit_samples(backend, pair_of(data), whole=is_of_tokens(options.modality))
    likely = [] if options.output is None else [options.output]
    for shape in (*backend.sample_candidates(), *likely):
        try:
            _, posterior = fit_samples(backend, np.zeros((2, *shape), np.float32))
        except ModelError:
            continue
        return None, posterior  # the shape is a guess: the data to come may have another
    return None, None


def _try_decoder(
    backend: Backend, data: NDArray[Any] | None, posterior: Posterior | None, options: Options
) -> Trial:
    # Tokens, texts and spectra have another shape than the outputs that they become.
    imitated = options.modality is None or options.modality.kind == "image"
    output = data.shape[1:] if data is not None and imitated else options.output
    given = options.latent_shape
    candidates = [given] if given else _candidates(backend, posterior, output)
    other_size: Trial | None = None
    last: Exception | None = None
    for shape in candidates:
        try:
            trial = _decode(backend, _codes(posterior, shape, options.seed))
        except Exception as error:  # noqa: BLE001 a model may raise anything
            last = last or error
            continue
        matches = output is None or trial.raw[0].size == np.prod(output)
        if given or matches or _encoded_shape(posterior) == shape:
            return trial
        if other_size is None and set(shape[1:]) <= {1}:
            other_size = trial
    if other_size is not None:
        return other_size
    if given is not None and last is not None:
        raise ShapeError(
            f"The decoder of {backend.name} takes no codes of latent_shape={given} "
            f"({said_by(last)}): give the shape of one code, without the batch axis."
        ) from last
    if posterior is not None and last is not None:
        raise ModelError(
            f"The encoder of {backend.name} gives codes of shape {_encoded_shape(posterior)}, "
            f"which its decoder does not take ({said_by(last)}): give lw.wrap a pair of functions "
            "(encode, decode) whose codes agree."
        ) from last
    why = f": the decoder raised {said_by(last)}" if last else ""
    raise ModelError(
        f"The shape of a code of {backend.name} cannot be told{why}. Give latent_shape=, such as "
        "latent_shape=(16,)" + (", or data to encode." if data is None else ".")
    ) from last


def _encoded_shape(posterior: Posterior | None) -> Shape | None:
    return None if posterior is None else posterior.mean.shape[1:]


def _candidates(backend: Backend, posterior: Posterior | None, output: Shape | None) -> list[Shape]:
    """Shapes to try: as encoded, halved (mean and log-variance in one), as the weights suggest."""
    suggested = backend.latent_candidates(output)
    if posterior is None:
        return suggested
    shape = posterior.mean.shape[1:]
    sizes = [int(np.prod(shape))]
    shapes = [shape]
    if posterior.log_variance is None and shape[0] % 2 == 0:
        sizes.append(sizes[0] // 2)
        shapes.append((shape[0] // 2, *shape[1:]))
    fitting = [other for other in suggested if int(np.prod(other)) in sizes]
    return list(dict.fromkeys(shapes + fitting))


def _codes(posterior: Posterior | None, shape: Shape, seed: int) -> NDArray[np.float32]:
    if posterior is not None:
        try:
            return shape_codes(posterior, len(posterior.mean), shape, "the model").mean
        except ShapeError:
            pass  # the decoder tells, with codes of the shape to try
    return draw(2, shape, seed)


def _decode(backend: Backend, codes: NDArray[np.float32]) -> Trial:
    seen: list[Range | None] = []

    def call(batch: NDArray[Any]) -> Parts:
        raw, activation = backend.watch_decode(batch)
        seen.append(activation)
        return (raw,)

    (raw, *_), mode = try_modes(call, codes)
    if raw is None:
        raise ModelError(f"The decoder of {backend.name} returned nothing.")
    return Trial(codes, raw, mode, seen[-1])


def _encode_outputs(backend: Backend, trial: Trial, modality: "Modality") -> Posterior | None:
    """Ask the encoder about the decoder's own outputs: whether it tells a variance."""
    for samples in like_samples(modality, trial.raw):
        try:
            _, posterior = fit_samples(backend, samples, whole=is_of_tokens(modality))
            shape_codes(posterior, len(samples), trial.latent_shape, backend.name)
        except LatentWidgetsError:
            continue
        return posterior
    return None


def _prior(backend: Backend, posterior: Posterior | None, options: Options) -> Prior | None:
    if options.prior is not None:
        return None if options.prior == "none" else options.prior  # type: ignore[return-value]
    varies = posterior is not None and posterior.log_variance is not None
    return "normal" if backend.makes_codes_from_noise or varies else None
