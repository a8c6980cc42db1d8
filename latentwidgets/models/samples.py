"""How samples are shaped for an encoder: as given, or as little changed as it demands."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ModelError
from latentwidgets.modalities import Image
from latentwidgets.models.arrays import is_text
from latentwidgets.models.batches import MODES, SAID, Mode, Parts, call_rows, try_modes
from latentwidgets.models.protocol import Backend, Posterior, Shape

if TYPE_CHECKING:
    from latentwidgets.modalities import Modality

Change = Literal["as given", "with a channel axis", "channels first", "flattened"]


@dataclass(frozen=True, slots=True)
class SampleFit:
    """The way of giving samples to an encoder that was found to work.

    Attributes
    ----------
    change
        Of their shape.
    mode
        How a batch is given.
    whole
        Whether whole numbers are given as such, to an embedding; else as the weights' own kind.
    """

    change: Change
    mode: Mode
    whole: bool = False

    def apply(self, backend: Backend, samples: NDArray[Any]) -> Posterior:
        """Encode a batch in this way."""
        encode = _encoder(backend, whole=self.whole)
        parts = call_rows(encode, change(samples, self.change), self.mode)
        return _posterior(parts)

    def __str__(self) -> str:
        whole = "in whole numbers" if self.whole else ""
        return ", ".join(word for word in (self.change, whole, SAID[self.mode]) if word)


def change(samples: NDArray[Any], kind: Change) -> NDArray[Any]:
    """Change the shape of a batch of samples."""
    if kind == "with a channel axis":
        return samples[:, None]
    if kind == "channels first":
        return np.moveaxis(samples, -1, 1)
    if kind == "flattened":
        return samples.reshape(len(samples), -1)
    return samples


def has_channels_last(shape: Shape, modality: "Modality") -> bool:
    """Whether samples are colour pictures with channels last, for a model with channels first.

    An encoder that flattens its input takes either, and makes sense of one.
    """
    return (
        isinstance(modality, Image)
        and modality.layout == "CHW"
        and modality.channels > 1
        and shape == modality.shape
        and shape != modality.raw_shape
    )


def fit_samples(
    backend: Backend, samples: NDArray[Any], *, turned: bool = False, whole: bool = False
) -> tuple[SampleFit, Posterior]:
    """Find how the encoder takes `samples` (at least 2) and encode them.

    `turned` tries them with their channels first before anything else. Whole numbers are tried as
    numbers of the weights' own kind, then as such; `whole`, for tokens, turns that round.

    Raises
    ------
    ModelError
        Where it takes them in no way.
    """
    first: Exception | None = None
    ways = (whole, not whole) if samples.dtype.kind in "iub" else (False,)
    for as_whole in ways:
        encode = _encoder(backend, whole=as_whole)
        for mode, kind in product(MODES, _changes(samples.shape[1:], turned=turned)):
            try:
                parts, _ = try_modes(encode, change(samples, kind), (mode,))
            except Exception as error:  # noqa: BLE001 a model may raise anything
                first = first or error
            else:
                return SampleFit(kind, mode, as_whole), _posterior(parts)
    what = "texts" if is_text(samples) else f"samples of shape {samples.shape[1:]}"
    raise ModelError(
        f"The encoder of {backend.name} takes no batch of {what} "
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


def _encoder(backend: Backend, *, whole: bool) -> Callable[[NDArray[Any]], Parts]:
    def encode(samples: NDArray[Any]) -> Parts:
        posterior = backend.encode(samples, whole=whole)
        return posterior.mean, posterior.log_variance

    return encode


def _posterior(parts: Parts) -> Posterior:
    mean, log_variance = parts
    if mean is None:
        raise ModelError("The encoder gave no codes.")
    return Posterior(mean, log_variance)
