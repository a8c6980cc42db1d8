"""How samples are shaped for an encoder: as given, or as little changed as it demands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ModelError
from latentwidgets.modalities import Image
from latentwidgets.models.batches import MODES, SAID, Mode, Parts, call_rows, try_modes
from latentwidgets.models.protocol import Backend, Posterior, Shape

Change = Literal["as given", "with a channel axis", "channels first", "flattened"]


@dataclass(frozen=True, slots=True)
class SampleFit:
    """The way of giving samples to an encoder that was found to work."""

    change: Change
    mode: Mode

    def apply(self, backend: Backend, samples: NDArray[Any]) -> Posterior:
        """Encode a batch in this way."""
        parts = call_rows(_encoder(backend), change(samples, self.change), self.mode)
        return _posterior(parts)

    def __str__(self) -> str:
        return ", ".join(word for word in (self.change, SAID[self.mode]) if word)


def change(samples: NDArray[Any], kind: Change) -> NDArray[Any]:
    """Change the shape of a batch of samples."""
    if kind == "with a channel axis":
        return samples[:, None]
    if kind == "channels first":
        return np.moveaxis(samples, -1, 1)
    if kind == "flattened":
        return samples.reshape(len(samples), -1)
    return samples


def has_channels_last(shape: Shape, picture: Image) -> bool:
    """Whether samples are colour pictures with channels last, for a model with channels first.

    An encoder that flattens its input takes either, and makes sense of one.
    """
    return (
        picture.layout == "CHW"
        and picture.channels > 1
        and shape == picture.shape
        and shape != picture.raw_shape
    )


def fit_samples(
    backend: Backend, samples: NDArray[Any], *, turned: bool = False
) -> tuple[SampleFit, Posterior]:
    """Find how the encoder takes `samples` (at least 2) and encode them.

    `turned` tries them with their channels first before anything else.

    Raises
    ------
    ModelError
        Where it takes them in no way.
    """
    first: Exception | None = None
    for mode in MODES:
        for kind in _changes(samples.shape[1:], turned=turned):
            try:
                parts, _ = try_modes(_encoder(backend), change(samples, kind), (mode,))
            except Exception as error:  # noqa: BLE001 a model may raise anything
                first = first or error
            else:
                return SampleFit(kind, mode), _posterior(parts)
    raise ModelError(
        f"The encoder of {backend.name} takes no batch of samples of shape {samples.shape[1:]} "
        f"({type(first).__name__}: {first}): give the data in the shape it was trained on."
    ) from first


def _changes(shape: Shape, *, turned: bool) -> list[Change]:
    changes: list[Change] = ["channels first"] if turned else []
    changes.append("as given")
    if len(shape) == 2:
        changes.append("with a channel axis")
    if len(shape) == 3 and not turned:
        changes.append("channels first")
    if len(shape) > 1:
        changes.append("flattened")
    return changes


def _encoder(backend: Backend) -> Callable[[NDArray[Any]], Parts]:
    def encode(samples: NDArray[Any]) -> Parts:
        posterior = backend.encode(samples)
        return posterior.mean, posterior.log_variance

    return encode


def _posterior(parts: Parts) -> Posterior:
    mean, log_variance = parts
    if mean is None:
        raise ModelError("The encoder gave no codes.")
    return Posterior(mean, log_variance)
