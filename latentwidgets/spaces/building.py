"""The parts of a space, made of what the user gave."""

import os
from typing import Any

import numpy as np

from latentwidgets.exceptions import LatentWidgetsError, MissingEncoderError, OptionError
from latentwidgets.modalities import Image
from latentwidgets.models.protocol import LatentModel
from latentwidgets.spaces.batching import Batcher
from latentwidgets.spaces.cache import CodesCache
from latentwidgets.spaces.encoding import Encoding
from latentwidgets.spaces.intake import Intake, finite_rows, intake_for, intake_without_data
from latentwidgets.spaces.items import Raw
from latentwidgets.spaces.pictures import Mode, natural_mode
from latentwidgets.spaces.sources import Source

__all__ = ["check_count", "make_encoding", "wrap_for"]

PEEKED = 16
MODES: tuple[Mode, ...] = ("L", "RGB", "RGBA")


def wrap_for(model: Any, source: Source | None, **options: Any) -> tuple[LatentModel, Intake]:
    """Wrap a model by what its data look like, and choose how samples are given to it.

    PIL images are tried in their own colours first, then grey, RGB and RGBA.

    Raises
    ------
    MissingEncoderError
        Where there are data and no encoder.
    ModelError, ShapeError
        As `wrap` raises them.
    """
    from latentwidgets.models import wrap  # a bundle is opened without

    if source is None:
        wrapped = wrap(model, **options)
        return wrapped, intake_without_data(wrapped.modality)
    peeked = source.peek(PEEKED).samples
    first: LatentWidgetsError | None = None
    given = options.get("modality")
    pictures = given is None or isinstance(given, Image)  # whose 8-bit levels are scaled
    for mode in _modes(peeked):
        sample = Intake(mode, (0.0, 1.0) if pictures else None).for_model(peeked)
        rows = finite_rows(sample)
        if rows is not None and rows.any():
            sample = sample[rows]
        try:
            wrapped = wrap(model, sample, **options)
        except LatentWidgetsError as error:
            first = first or error
            continue
        _check_encoder(wrapped)
        return wrapped, intake_for(wrapped.modality, peeked, mode)
    assert first is not None  # noqa: S101  there is at least one mode
    raise first


def make_encoding(
    source: Source,
    intake: Intake,
    batcher: Batcher,
    *,
    cache: str | os.PathLike[str] | None,
    progress: bool,
) -> Encoding:
    """Make the encoding of a source, with its cache where a path is given."""
    if cache is None:
        return Encoding(source, intake, batcher, progress=progress)
    kept = CodesCache(
        cache,
        model_fingerprint=batcher.model.fingerprint(),
        data_fingerprint=f"{source.fingerprint()} {intake}",
    )
    return Encoding(source, intake, batcher, cache=kept, progress=progress)


def check_count(value: Any, name: str, *, least: int) -> int:
    """Return a whole number from `least`, or raise an OptionError that names the option."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise OptionError(f"{name}={value!r} was given: give a whole number from {least}.")
    return int(value)


def _modes(samples: Raw) -> list[Mode | None]:
    if not isinstance(samples, list):
        return [None]
    natural = natural_mode(samples)
    return [natural, *(mode for mode in MODES if mode != natural)]


def _check_encoder(model: LatentModel) -> None:
    if not model.can_encode:
        raise MissingEncoderError(
            f"{model.name} has no encoder and data were given, which it cannot encode: give a pair "
            "(encoder, decoder), such as the two parts of an autoencoder that has only a forward. "
            "Of a generator leave data out, to explore codes drawn from its prior."
        )
