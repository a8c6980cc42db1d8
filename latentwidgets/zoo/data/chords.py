"""What can be said exactly of a progression's chords, of the data's and of a decoded one alike.

Progressions are tokens ``(n, 4, beats)``, soprano first: 0 rest, 1 hold, 2 + i the onset of pitch
``LOW + i``.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.zoo.data.harmonies import LOW
from latentwidgets.zoo.data.notes import sounding
from latentwidgets.zoo.data.voicing import chord_faults, move_faults, roughness

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["chord_changes", "measure_harmonies", "rule_faults"]

Tokens = NDArray[np.int64]

_BEATS_PER_BAR = 4


def chord_changes(tokens: Tokens) -> tuple[Tokens, NDArray[np.bool_]]:
    """Return what sounds and where something begins.

    Returns
    -------
    MIDI pitches int64 ``(n, beats, 4)``, -1 where a voice is silent; bool ``(n, beats)``.
    """
    index = sounding(tokens)
    pitches = np.where(index < 0, -1, index + LOW).transpose(0, 2, 1)
    begins = np.any(tokens >= 2, axis=1)
    return pitches, begins


def rule_faults(tokens: Tokens) -> "Mapping[str, NDArray[np.bool_]]":
    """Tell which rules of `latentwidgets.zoo.data.voicing` progressions break, each ``(n,)``.

    A silent voice breaks the rule ``chord``.
    """
    pitches, begins = chord_changes(tokens)
    alone = chord_faults(np.maximum(pitches, 0))
    silent = np.any(pitches < 0, axis=2)
    faults = {name: np.any(found, axis=1) for name, found in alone.items()}
    faults["chord"] = np.any(alone["chord"] | silent, axis=1)
    counted = begins[:, 1:] & ~silent[:, 1:] & ~silent[:, :-1]
    moves = move_faults(pitches[:, :-1], pitches[:, 1:])
    return faults | {name: np.any(found & counted, axis=1) for name, found in moves.items()}


def measure_harmonies(tokens: Tokens) -> "Mapping[str, NDArray[np.float64]]":
    """Measure progressions of four voices.

    Returns
    -------
    Arrays ``(n,)``:

    - ``mode``: of the thirds and sixths above the first bass note, share of the major ones less
      that of the minor; NaN where there are none;
    - ``tension``: `latentwidgets.zoo.data.voicing.roughness`, mean over the beats;
    - ``density``: chords a bar;
    - ``motion``: semitones that a voice moves from chord to chord, mean over voices and changes.
    """
    pitches, begins = chord_changes(tokens)
    above = (pitches - pitches[:, :1, 3:]) % 12
    major = np.isin(above, (4, 9)).sum(axis=(1, 2))
    minor = np.isin(above, (3, 8)).sum(axis=(1, 2))
    total = major + minor
    bars = tokens.shape[2] / _BEATS_PER_BAR
    changes = begins[:, 1:].sum(axis=1)
    moved = (np.abs(np.diff(pitches, axis=1)).mean(axis=2) * begins[:, 1:]).sum(axis=1)
    return {
        "mode": np.divide(major - minor, total, out=np.full(len(tokens), np.nan), where=total > 0),
        "tension": roughness(pitches).mean(axis=1),
        "density": begins.sum(axis=1) / bars,
        "motion": np.divide(moved, changes, out=np.zeros(len(tokens)), where=changes > 0),
    }
