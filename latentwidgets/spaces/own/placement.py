"""The code of a sample of one's own: encoded, or sought where there is no encoder."""

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import (
    Cancelled,
    DecodeError,
    LatentWidgetsError,
    MissingEncoderError,
    ShapeError,
)
from latentwidgets.modalities import Audio, Image, Melody, Series, Text
from latentwidgets.modalities.resample import resize
from latentwidgets.spaces.inversion import invert
from latentwidgets.spaces.own.sequences import differing_slots, kept_slots

if TYPE_CHECKING:
    from latentwidgets.spaces.inversion import OnInversion
    from latentwidgets.spaces.space import LatentSpace

__all__ = [
    "Placement",
    "as_samples",
    "can_keep_lost",
    "difference_of",
    "edited",
    "lost_slots",
    "place",
    "scale_label",
    "usual_error",
]

Array = NDArray[np.float32]

_N_FOR_SCALE = 128

# What the model usually loses, of each space; None where that cannot be told.
_usual: "WeakKeyDictionary[LatentSpace, float | None]" = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Placement:
    """Where a sample lies in a space, and what the model makes of it.

    Attributes
    ----------
    original
        The sample, canonical ``(*modality.shape)``.
    code
        float32 ``latent_shape``: the posterior's mean, or the best that a search found.
    spread
        float32 ``latent_shape``: the posterior's sd along each dimension; None where the model
        tells none.
    reconstruction
        The code, decoded.
    error
        How far it is from the original, by the modality's distance, in [0, 1].
    scale, scale_label
        Such a distance to read it against, and of what it is: by which the model misses the data's
        own samples, where they are kept. 0 and "" where there is none.
    method
        ``"encoder"``, or how the code was sought: by ``"gradients"`` or ``"differences"``.
    """

    original: Array
    code: Array
    spread: Array | None
    reconstruction: Array
    error: float
    scale: float
    scale_label: str
    method: Literal["encoder", "gradients", "differences"]


def place(
    space: "LatentSpace",
    original: Array,
    *,
    on_progress: "OnInversion | None" = None,
    cancel: Event | None = None,
) -> Placement:
    """Find the code of a sample: by the encoder, or of a picture by inversion.

    Parameters
    ----------
    original
        Canonical ``(*modality.shape)``.
    on_progress, cancel
        Of an inversion, as of `LatentSpace.invert`.

    Raises
    ------
    MissingEncoderError
        Where there is no encoder and the outputs are no pictures.
    ModelError, Cancelled
        As `LatentSpace.invert` raises them.
    """
    if space.model.can_encode:
        return _encoded(space, original, cancel)
    if not isinstance(space.modality, Image):
        raise MissingEncoderError(
            f"{space.name} has no encoder, and without one only pictures can be placed: give a "
            "model that encodes."
        )
    found = invert(space, original, on_progress=on_progress, cancel=cancel)
    # An inversion tells mean squares; a distance of pictures is the root of such.
    root = float(np.sqrt(found.error)), float(np.sqrt(found.scale))
    return Placement(
        original, found.code, None, found.picture, *root, found.scale_label, found.method
    )


def edited(placement: Placement, output: Array, space: "LatentSpace", *, keep_lost: bool) -> Array:
    """Give the edit's result: what is decoded now, with what the model lost where it is kept.

    ``original + (output - reconstruction)``, within the range of the outputs; what is not finite
    in either is as `output` has it. Of texts and melodies, whose tokens cannot be added, the
    original's where `output` is as `reconstruction`, else the output's.
    """
    if not keep_lost or not can_keep_lost(space):
        return output
    if isinstance(space.modality, Text | Melody):
        return kept_slots(placement.original, placement.reconstruction, output, space.modality)
    change = output - placement.reconstruction
    result = np.where(np.isfinite(change), placement.original + change, output)
    if isinstance(space.modality, Series):
        return result.astype(np.float32)
    low = -1.0 if isinstance(space.modality, Audio) else 0.0
    return np.clip(result, low, 1).astype(np.float32)


def can_keep_lost(space: "LatentSpace") -> bool:
    """Whether a result can keep what was lost: of all but sounds whose phase was made up."""
    modality = space.modality
    return not isinstance(modality, Audio) or modality.form == "waveform"


def difference_of(placement: Placement, space: "LatentSpace") -> Array | None:
    """Return what the model lost, ``original - reconstruction``; None of texts and melodies."""
    if isinstance(space.modality, Text | Melody) or not can_keep_lost(space):
        return None
    lost: Array = placement.original - placement.reconstruction
    return lost


def lost_slots(placement: Placement, space: "LatentSpace") -> NDArray[np.bool_] | None:
    """Tell which tokens the model loses; None of what is no text or melody."""
    modality = space.modality
    if not isinstance(modality, Text | Melody):
        return None
    return differing_slots(placement.original, placement.reconstruction, modality)


def as_samples(space: "LatentSpace", outputs: Array) -> NDArray[Any]:
    """Bring outputs ``(n, *modality.shape)`` into the form in which the encoder takes samples.

    Raises
    ------
    ShapeError
        Where no such samples can be made of them.
    """
    parts = space.parts
    if isinstance(parts.intake.shown, Image):  # the data may have another size than the outputs
        height, width, channels = parts.intake.shown.shape
        if channels != outputs.shape[3]:
            raise ShapeError(
                f"The encoder takes pictures of {channels} channels and the decoder makes "
                f"{outputs.shape[3]}: a picture of one's own cannot be both."
            )
        outputs = resize(outputs, height, width)
    return parts.intake.from_page(outputs, parts.contents.sample_shape)


def _encoded(space: "LatentSpace", original: Array, cancel: Event | None) -> Placement:
    samples = as_samples(space, original[None])
    posterior = space.parts.batcher.posterior(samples)
    if cancel is not None and cancel.is_set():
        raise Cancelled("Stopped on request.")
    code = posterior.mean[0]
    if not np.isfinite(code).all():
        raise DecodeError(f"The encoder of {space.name} gave NaN or infinity for this sample.")
    spread = None
    if posterior.log_variance is not None:
        with np.errstate(over="ignore"):
            sd = np.exp(0.5 * posterior.log_variance[0].astype(np.float64)).astype(np.float32)
        spread = sd if np.isfinite(sd).all() else None
    reconstruction = space.decode(code[None])[0]
    error = float(space.modality.distance(original[None], reconstruction[None])[0])
    usual = usual_error(space)
    label = scale_label(usual)
    return Placement(original, code, spread, reconstruction, error, usual or 0.0, label, "encoder")


def scale_label(usual: float | None) -> str:
    """Say of what `usual_error` is one."""
    return "" if usual is None else "the data's own samples"


def usual_error(space: "LatentSpace") -> float | None:
    """Measure once how far reconstructions of the data are from them, the median; None: unknown."""
    if space not in _usual:
        _usual[space] = _measured(space)
    return _usual[space]


def _measured(space: "LatentSpace") -> float | None:
    if not space.has_samples:
        return None
    rows = np.random.default_rng(space.seed).permutation(space.n_samples)[:_N_FOR_SCALE]
    try:
        apart = space.modality.distance(space.samples(rows), space.decode(space.codes[rows]))
    except (LatentWidgetsError, ValueError):  # samples of another size than the outputs
        return None
    return float(np.nanmedian(apart))
