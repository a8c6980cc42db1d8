"""One dimension at a time: what it moves, and what moves a place of the output."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError, ShapeError

if TYPE_CHECKING:
    from latentwidgets.modalities import Modality
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["changes_along", "field_of", "movers_of", "traversal"]

Codes = NDArray[np.float32]
STEP = 0.5  # sd, to each side: small enough to be local, large enough to be seen


def traversal(space: "LatentSpace", dimension: int, steps: int, code: Codes) -> Codes:
    """Return codes ``(steps, *latent_shape)`` that differ in one dimension, low to high.

    Raises
    ------
    OptionError
        Where there is no such dimension, or fewer than 2 steps.
    """
    if not 0 <= dimension < space.latent_size:
        raise OptionError(
            f"{dimension} is no dimension: give a whole number from 0 to {space.latent_size - 1:,}."
        )
    if steps < 2:
        raise OptionError(f"steps={steps} was given: give 2 or more.")
    low, high = space.slider_ranges()
    codes = np.repeat(code.reshape(1, -1), steps, axis=0)
    codes[:, dimension] = np.linspace(low[dimension], high[dimension], steps)
    return codes.reshape(steps, *space.latent_shape)


def field_of(changes: NDArray[np.float32], modality: "Modality") -> NDArray[np.float32]:
    """Lay changes ``(..., *modality.shape)`` out as places ``(..., rows, columns)``.

    Of a picture its pixels, of a text its slots, of a melody its pitches by steps, of sound and
    series their channels by time.
    """
    laid: NDArray[np.float32]
    if modality.kind == "image":
        laid = changes.mean(axis=-1)
    elif modality.kind == "text":
        laid = changes[..., None, :, 0, 1]
    elif modality.kind == "melody":
        laid = np.swapaxes(changes.max(axis=-3), -1, -2)[..., ::-1, :]
    else:
        laid = np.swapaxes(changes, -1, -2)
    return laid


def differences(
    first: NDArray[np.float32], second: NDArray[np.float32], modality: "Modality"
) -> NDArray[np.float32]:
    """Return how much two outputs differ at each number; of texts at each slot."""
    if modality.kind == "text":
        changed = _text_change(first, second)
        changes = np.zeros((*changed.shape, *first.shape[-2:]), np.float32)
        changes[..., 0, 1] = changed
        return changes
    apart: NDArray[np.float32] = np.abs(first - second)
    return apart


def changes_along(
    space: "LatentSpace", dimension: int, code: Codes, steps: int = 9
) -> NDArray[np.float32]:
    """Mean absolute change from one step of a traversal to the next: ``(rows, columns)``."""
    outputs = space.decode(traversal(space, dimension, steps, code))
    apart = differences(outputs[1:], outputs[:-1], space.modality)
    field: NDArray[np.float32] = field_of(apart, space.modality).mean(axis=0)
    return field


def movers_of(
    space: "LatentSpace",
    place: Sequence[int],
    code: Codes,
    dimensions: Sequence[int] | None = None,
) -> list[tuple[int, float]]:
    """Measure which dimensions move one place of the output, the strongest first.

    By central differences: the change at the place from half a standard deviation below the
    current value to half above.

    Parameters
    ----------
    space
        Whose decoder.
    place
        Row and column, as of `field_of`.
    code
        Where.
    dimensions
        Which are tried; None takes all.

    Raises
    ------
    ShapeError
        Where there is no such place.
    """
    tried = np.arange(space.latent_size) if dimensions is None else np.asarray(dimensions)
    half = STEP * space.flat_codes[:, tried].std(axis=0)
    below = np.repeat(code.reshape(1, -1), len(tried), axis=0)
    above = below.copy()
    rows = np.arange(len(tried))
    below[rows, tried] -= half
    above[rows, tried] += half
    outputs = space.decode(np.concatenate([below, above]).reshape(-1, *space.latent_shape))
    apart = differences(outputs[: len(tried)], outputs[len(tried) :], space.modality)
    field = field_of(apart, space.modality)
    shape = field.shape[1:]
    if len(place) != 2 or not all(0 <= at < most for at, most in zip(place, shape, strict=True)):
        raise ShapeError(
            f"{tuple(place)} is no place of the output: give (row, column) below {shape}."
        )
    found = field[:, place[0], place[1]]
    order = np.argsort(-found, kind="stable")
    return [(int(tried[index]), float(found[index])) for index in order]


def _text_change(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """Half the L1 distance of the probabilities of each slot: 0 the same, 1 another word."""
    apart = np.zeros(first.shape[:-2], np.float32)
    for one, other in ((first, second), (second, first)):
        same = one[..., :, None, 0] == other[..., None, :, 0]
        matched = np.where(same, other[..., None, :, 1], 0).sum(axis=-1)
        apart += np.maximum(one[..., 1] - matched, 0).sum(axis=-1)
    return np.minimum(apart / 2, 1).astype(np.float32)
