"""From any object a user trained to a `LatentModel`."""

import math
import operator
import os
import warnings
from collections.abc import Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

from latentwidgets.exceptions import DataError, ModelError, OptionError
from latentwidgets.models import functions, generator, pair, sklearn, styles, torch_module
from latentwidgets.models.devices import is_of_two_devices
from latentwidgets.models.inference import infer
from latentwidgets.models.kinds import is_modality
from latentwidgets.models.protocol import Backend, LatentModel, Range, Shape
from latentwidgets.models.torch_module import find_callable, is_module
from latentwidgets.models.trial import Options
from latentwidgets.models.wrapped import samples_array

if TYPE_CHECKING:
    from latentwidgets.modalities import Modality

PRIORS = (None, "normal", "uniform", "none")


def wrap(  # noqa: PLR0913
    model: Any,
    data_sample: Any = None,
    *,
    latent_shape: int | Shape | None = None,
    modality: "Modality | None" = None,
    output_shape: Shape | None = None,
    value_range: Range | None = None,
    prior: Literal["normal", "uniform", "none"] | None = None,
    latent: Literal["z", "w", "w+"] | None = None,
    truncation: float = 1.0,
    device: str = "auto",
    seed: int = 0,
    name: str | None = None,
) -> LatentModel:
    """Make one kind of model of any object that decodes.

    The adapter is found by looking at the object. What is not said is found out by running it
    once; the repr of the result tells what was found.

    Parameters
    ----------
    model
        A torch module with `encode` and `decode` (or submodules `encoder` and `decoder`), in any
        of the usual signatures; an ``(encoder, decoder)`` pair of modules or functions; a module
        or a function that decodes alone (the generator of a GAN); a StyleGAN-like generator with
        `mapping` and `synthesis`; a transformer with
        `inverse_transform`; an object with methods `encode` and `decode` of arrays or tensors.
    data_sample
        A batch of a few samples, ``(n, ...)``, array, tensor or list of texts, as the encoder was
        trained on. Whole numbers may be tokens: they reach an embedding as such.
    latent_shape
        Shape of one code. Otherwise that of an encoded sample, or what the decoder's first
        weights take.
    modality
        What the outputs are: `Image`, `Text`, `Melody`, `Audio` or `Series`; what it leaves open is
        found in the outputs. Otherwise pictures, or texts where the decoder returns these.
    output_shape, value_range
        Of pictures: see `Image.infer`. The range is otherwise that of a sigmoid,
        tanh or clamp at the end of the decoder, else the data's, else that of some outputs.
    prior
        Distribution that codes may be drawn from; ``"none"`` says that there is none. Otherwise
        normal where the encoder tells a variance or there is no encoder.
    latent
        Which codes of a StyleGAN-like generator: ``"z"``, ``"w"``, or ``"w+"``, a style for each
        layer. Otherwise z. Codes w and w+ have no prior: they are drawn through the mapping.
    truncation
        How far w of such a generator goes from its mean, from 0 to 2; 1 leaves it as it is. Codes
        that are w are truncated when they are drawn, and decoded as they are.
    device
        ``"auto"`` takes where the model is if that is an accelerator, else CUDA, MPS, XPU or CPU.
        A module is moved there. Functions stay where they compute unless a device is named.
    seed
        Of the random numbers that a model draws inside: one code gives one output.
    name
        What the model is called; otherwise its class.

    Returns
    -------
    LatentModel
        `model` itself where it is one already.

    Raises
    ------
    ModelError
        Where the object is no model, or what it takes cannot be told.
    ShapeError
        Where outputs fit no modality, or not the one given, or `latent_shape` not the decoder.
    OptionError
        Where an option has a value outside these.
    """
    options = Options(
        latent_shape=_shape(latent_shape, "latent_shape"),
        modality=modality,
        output_shape=_shape(output_shape, "output_shape"),
        value_range=value_range,
        prior=prior,
        seed=seed,
        name=name,
    )
    _check(options)
    styles.check_latent(latent, truncation)
    if isinstance(model, LatentModel):
        if latent is not None or truncation != 1:
            raise OptionError(
                f"{model.name} is wrapped already: give latent= and truncation= where it is "
                "wrapped first."
            )
        return _as_it_is(model, options, device)
    data = None if data_sample is None else samples_array(data_sample)
    if data is not None and len(data) == 0:
        raise DataError("data_sample holds no sample: give at least one.")
    first: Exception | None = None
    for backend in _backends(model, latent, truncation, device=device, seed=seed):
        try:
            return _found(backend, data, options, device)
        except (ModelError, ValueError) as error:
            first = first or error
    raise first or ModelError("The model cannot be called.")


def _found(backend: Backend, data: Any, options: Options, device: str) -> LatentModel:
    """Find what the model takes and gives; one whose own code needs the CPU stays there."""
    try:
        return infer(backend, data, options)
    except (ModelError, ValueError) as error:
        if device != "auto" or backend.device == "cpu" or not is_of_two_devices(error):
            raise
    tried = backend.device
    backend.to("cpu")
    model = infer(backend, data, options)
    warnings.warn(
        f"{model.name} makes tensors on the CPU in its own code, so it computes there and not on "
        f"{tried}: to use {tried}, make them where its input is (device=z.device).",
        UserWarning,
        stacklevel=3,
    )
    return model


def _backends(
    model: Any,
    latent: Literal["z", "w", "w+"] | None,
    truncation: float,
    *,
    device: str,
    seed: int,
) -> list[Backend]:
    """Find the adapter of an object: the ways to call it, the likelier first."""
    if styles.is_style_generator(model):
        return [styles.adapt(model, latent=latent, truncation=truncation, device=device, seed=seed)]
    if latent is not None or truncation != 1:
        raise OptionError(
            f"latent= and truncation= are of StyleGAN-like generators and {type(model).__name__} "
            "has no 'mapping' and 'synthesis': leave them out."
        )
    if is_module(model):
        adapted = torch_module.adapt(model, device=device, seed=seed)
        return [adapted or generator.adapt(model, device=device, seed=seed)]
    if isinstance(model, tuple | list):
        return _of_pair(model, device=device, seed=seed)
    if not isinstance(model, type):
        if sklearn.is_transformer(model):
            return [sklearn.adapt(model, seed=seed)]
        decode = find_callable(model, ("decode",)) or (model if callable(model) else None)
        if decode is not None:
            name = getattr(model, "__name__", type(model).__name__)
            encode = find_callable(model, ("encode",))
            return [*functions.adapt(decode, encode, name=name, device=device, seed=seed)]
    raise ModelError(_no_model(model))


def _of_pair(model: tuple[Any, ...] | list[Any], *, device: str, seed: int) -> list[Backend]:
    if len(model) != 2:
        raise ModelError(
            f"A {type(model).__name__} of {len(model)} was given as a model: give a pair "
            "(encoder, decoder)."
        )
    encoder, decoder = model
    if is_module(encoder) or is_module(decoder):
        return [pair.adapt((encoder, decoder), device=device, seed=seed)]
    if not (callable(encoder) and callable(decoder)):
        raise ModelError(
            f"The pair ({type(encoder).__name__}, {type(decoder).__name__}) cannot be called: give "
            "(encoder, decoder), two modules or two functions."
        )
    name = getattr(decoder, "__name__", type(decoder).__name__)
    return [*functions.adapt(decoder, encoder, name=name, device=device, seed=seed)]


def _no_model(model: Any) -> str:
    kind = type(model).__name__
    if isinstance(model, type):
        return f"The class {model.__name__} was given as a model: give an instance of it."
    if isinstance(model, str | os.PathLike):
        return (
            "A path or name was given as a model: build the model, load its weights with "
            "safetensors or torch.load(..., weights_only=True), and give the model."
        )
    if isinstance(model, Mapping):
        return (
            f"A {kind} was given as a model: if these are weights, build the model, call its "
            "load_state_dict, and give the model."
        )
    return (
        f"An object of type {kind} was given as a model, and it has neither 'decode', 'decoder' "
        "nor 'inverse_transform' and cannot be called: give a torch module, a pair "
        "(encoder, decoder), a fitted transformer or a function."
    )


def _shape(shape: int | Shape | None, option: str) -> Shape | None:
    if shape is None:
        return None
    try:
        sizes = tuple(map(operator.index, shape if isinstance(shape, tuple | list) else [shape]))
    except TypeError:
        sizes = ()
    if not sizes or min(sizes) < 1:
        raise OptionError(f"{option}={shape!r} is no shape: give whole numbers of at least 1.")
    return sizes


def _check(options: Options) -> None:
    if options.prior not in PRIORS:
        raise OptionError(
            f"prior={options.prior!r} is unknown: give 'normal', 'uniform' or 'none'."
        )
    if options.value_range is not None and not _is_range(options.value_range):
        raise OptionError(
            f"value_range={options.value_range!r} is no range: give two finite numbers, low and "
            "high, such as (0, 1)."
        )
    if options.modality is not None and not is_modality(options.modality):
        raise OptionError(
            f"modality={options.modality!r} is unknown: give an lw.Image(height, width), "
            "lw.Text(vocabulary=...), lw.Melody(), lw.Audio(sample_rate=...) or lw.Series()."
        )


def _is_range(value: Any) -> bool:
    if not isinstance(value, tuple | list) or len(value) != 2:
        return False
    numeric = all(isinstance(end, Real) and math.isfinite(end) for end in value)
    return numeric and value[0] < value[1]


def _as_it_is(model: LatentModel, options: Options, device: str) -> LatentModel:
    if options != Options(seed=options.seed):
        raise OptionError(
            f"{model.name} is wrapped already: give the options where it is wrapped first."
        )
    if device != "auto":
        model.to(device)
    return model
