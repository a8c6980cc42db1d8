"""The re-encoding gap |E(D(z)) - z|: how far from a code its own output is encoded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import MissingEncoderError, ShapeError
from latentwidgets.modalities import Image
from latentwidgets.modalities.resample import resize

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Gaps", "as_encoder_takes", "gap_at", "gaps_of", "reencode"]

Array = NDArray[np.float32]
Array64 = NDArray[np.float64]

MOST_MEASURED = 128
STEP = 32  # decoded and encoded at a time: a frame may wait for one


@dataclass(frozen=True, eq=False)
class Gaps:
    """The gaps of the data's own codes, to read a gap against.

    Attributes
    ----------
    own
        Rising, of at most 128 codes, drawn by the space's seed; what is not finite is left out.
    """

    own: Array64

    @property
    def high(self) -> float:
        """The 95 % quantile; NaN where there are none."""
        return float(np.quantile(self.own, 0.95)) if len(self.own) else float("nan")

    def share_below(self, gaps: Array64) -> Array64:
        """Return which share of the data's own gaps lies at or below each of `gaps`."""
        shares: Array64 = np.searchsorted(self.own, gaps, side="right") / max(1, len(self.own))
        return shares


def reencode(space: "LatentSpace", codes: Array) -> Array:
    """Decode codes ``(m, *latent_shape)`` and encode what comes: posterior means, same shape.

    Raises
    ------
    MissingEncoderError
        Where the model has no encoder.
    ShapeError
        Where the encoder takes pictures of other channels than the decoder makes.
    """
    if not space.model.can_encode:
        raise MissingEncoderError(f"{space.name} has no encoder: nothing can be encoded again.")
    return space.parts.batcher.encode(as_encoder_takes(space, space.decode(codes)))


def as_encoder_takes(space: "LatentSpace", outputs: Array) -> NDArray[Any]:
    """Bring canonical outputs into the form of the data; pictures may have another size there.

    Raises
    ------
    ShapeError
        Where the encoder takes pictures of other channels.
    """
    parts = space.parts
    if isinstance(parts.intake.shown, Image):
        height, width, channels = parts.intake.shown.shape
        if channels != outputs.shape[3]:
            raise ShapeError(
                f"The encoder takes pictures of {channels} channels and the decoder makes "
                f"{outputs.shape[3]}: its outputs cannot be encoded again."
            )
        outputs = resize(outputs, height, width)
    return parts.intake.from_page(outputs, parts.contents.sample_shape)


def gap_at(space: "LatentSpace", codes: Array) -> Array64:
    """Measure the gap of codes ``(m, *latent_shape)``: ``(m,)``, NaN where it is not finite."""
    again = reencode(space, codes)
    apart = (again - codes).reshape(len(codes), -1).astype(np.float64)
    gaps: Array64 = np.linalg.norm(apart, axis=1)
    return np.where(np.isfinite(gaps), gaps, np.nan)


def gaps_of(space: "LatentSpace", check: Callable[[], object] = lambda: None) -> Gaps:
    """Return the gaps of the data's own codes, measured once.

    Parameters
    ----------
    check
        Called between two batches; may raise to stop.

    Raises
    ------
    MissingEncoderError, ShapeError
        As `reencode` raises them.
    """
    measured = space.parts.measured
    if measured.gaps is None:
        n = space.n_samples
        rows = np.sort(np.random.default_rng(space.seed).permutation(n)[:MOST_MEASURED])
        parts = []
        for start in range(0, len(rows), STEP):
            check()
            parts.append(gap_at(space, space.codes[rows[start : start + STEP]]))
        gaps = np.concatenate(parts)
        measured.gaps = Gaps(np.sort(gaps[np.isfinite(gaps)]))
    return measured.gaps
