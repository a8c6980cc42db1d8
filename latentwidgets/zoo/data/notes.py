"""What can be said exactly of a melody's notes, of the data's and of a decoded one alike.

Melodies are tokens ``(n, voices, steps)``: 0 rest, 1 hold, 2 + i the onset of the i-th pitch. A
hold where nothing sounds is a rest.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["measure_melodies", "sounding", "tokens_of_roll"]

Tokens = NDArray[np.int64]

_BAR = 16
# Longuet-Higgins & Lee (1984): how deep in the metre each sixteenth of a bar lies.
_DEPTH = np.array([0, 4, 3, 4, 2, 4, 3, 4, 1, 4, 3, 4, 2, 4, 3, 4])


def tokens_of_roll(roll: NDArray[np.float32]) -> Tokens:
    """Turn canonical melodies ``(n, voices, steps, pitches)`` into tokens, by the highest note."""
    pitches = roll.shape[-1]
    place = pitches - 1 - np.argmax(roll[..., ::-1] > 0, axis=-1)
    value = np.take_along_axis(roll, place[..., None], axis=-1)[..., 0]
    return np.where(value > 0.75, 2 + place, np.where(value > 0, 1, 0)).astype(np.int64)


def sounding(tokens: Tokens) -> Tokens:
    """Tell which pitch sounds at each step: its index, or -1; of the shape of `tokens`."""
    # A hold goes on with what was last begun or ended.
    decided = np.where(tokens == 1, 0, np.arange(tokens.shape[-1]))
    token = np.take_along_axis(tokens, np.maximum.accumulate(decided, axis=-1), axis=-1)
    return np.where(token >= 2, token - 2, -1).astype(np.int64)


def measure_melodies(tokens: Tokens) -> "Mapping[str, NDArray[np.float64]]":
    """Measure the first voice of melodies in sixteenth steps.

    Parameters
    ----------
    tokens
        int64 ``(n, voices, steps)``.

    Returns
    -------
    Arrays ``(n,)``, NaN where a melody has too few notes to say:

    - ``density``: notes a beat;
    - ``range``: highest less lowest note, semitones;
    - ``contour``: slope of a line through the sounding steps, semitones a bar;
    - ``mean_interval``: mean size of the steps from note to note, semitones;
    - ``syncopation``: for each note held over a stronger step than its own, by how many levels of
      the metre (Longuet-Higgins & Lee 1984); summed, a beat;
    - ``mode``: of the thirds above the last note, share of the major ones less that of the minor.
    """
    melody = tokens[:, 0]
    heard = sounding(melody)
    begins = melody >= 2
    pitch = np.where(begins, melody - 2, 0).astype(np.float64)
    count = begins.sum(axis=1)
    beats = melody.shape[1] / 4
    low = np.where(begins, pitch, np.inf).min(axis=1)
    high = np.where(begins, pitch, -np.inf).max(axis=1)
    return {
        "density": count / beats,
        "range": np.where(count > 0, high - low, np.nan),
        "contour": _slope(heard),
        "mean_interval": _mean_interval(melody),
        "syncopation": _syncopation(begins, heard) / beats,
        "mode": _mode(melody, begins, heard),
    }


def _slope(heard: Tokens) -> NDArray[np.float64]:
    on = heard >= 0
    count = np.maximum(on.sum(axis=1), 1)[:, None]
    time = np.arange(heard.shape[1]) / _BAR
    centred = np.where(on, time - (on * time).sum(axis=1, keepdims=True) / count, 0.0)
    spread = (centred**2).sum(axis=1)
    joint = (centred * heard).sum(axis=1)
    slope: NDArray[np.float64] = np.divide(
        joint, spread, out=np.full(len(heard), np.nan), where=spread > 0
    )
    return slope


def _mean_interval(melody: Tokens) -> NDArray[np.float64]:
    means = np.full(len(melody), np.nan)
    for row, tokens in enumerate(melody):
        notes = tokens[tokens >= 2]
        if len(notes) > 1:
            means[row] = np.abs(np.diff(notes)).mean()
    return means


def _syncopation(begins: NDArray[np.bool_], heard: Tokens) -> NDArray[np.float64]:
    n, steps = begins.shape
    depth = _DEPTH[np.arange(steps) % _BAR]
    own = np.zeros(n, np.int64)  # of the note that sounds
    strongest = np.zeros(n, np.int64)  # step that it has been held over
    total = np.zeros(n, np.int64)
    for step in range(steps):
        total += np.where(begins[:, step], own - strongest, 0)
        held = ~begins[:, step] & (heard[:, step] >= 0)
        strongest = np.where(held, np.minimum(strongest, depth[step]), strongest)
        own = np.where(begins[:, step], depth[step], own)
        strongest = np.where(begins[:, step], depth[step], strongest)
    return (total + own - strongest).astype(np.float64)


def _mode(melody: Tokens, begins: NDArray[np.bool_], heard: Tokens) -> NDArray[np.float64]:
    n, steps = melody.shape
    last = steps - 1 - np.argmax(begins[:, ::-1], axis=1)
    tonic = melody[np.arange(n), last] - 2
    above = np.where(heard >= 0, (heard - tonic[:, None]) % 12, -1)
    major, minor = (above == 4).sum(axis=1), (above == 3).sum(axis=1)
    total = major + minor
    share = np.divide(major - minor, total, out=np.full(n, np.nan), where=total > 0)
    return np.where(begins.any(axis=1), share, np.nan)
