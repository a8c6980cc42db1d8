"""Chords in four voices, and the rules by which they may follow one another.

The rules are those of any textbook of harmony in four parts, as arithmetic on MIDI pitches. Voices
go from the highest to the lowest: soprano, alto, tenor, bass; pitches are int64 ``(..., 4)``.
"""

from itertools import product

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "QUALITIES",
    "RANGES",
    "ROUGHNESS",
    "THIRDS",
    "VOICES",
    "chord_faults",
    "colour",
    "move_faults",
    "roughness",
    "voicings",
]

Pitches = NDArray[np.int64]
Faults = dict[str, NDArray[np.bool_]]

VOICES = ("soprano", "alto", "tenor", "bass")
#: MIDI pitches that each voice may sing: C4-A5, G3-D5, C3-A4, E2-D4.
RANGES = ((60, 81), (55, 74), (48, 69), (40, 62))
#: Semitones above the root; a seventh stands last.
QUALITIES: dict[str, tuple[int, ...]] = {
    "major": (0, 4, 7),
    "minor": (0, 3, 7),
    "diminished": (0, 3, 6),
    "dominant seventh": (0, 4, 7, 10),
    "major seventh": (0, 4, 7, 11),
    "minor seventh": (0, 3, 7, 10),
    "half-diminished seventh": (0, 3, 6, 10),
    "diminished seventh": (0, 3, 6, 9),
}
_APART = (12, 12, 19)  # most semitones between neighbouring voices
_LEAP = (7, 7, 7, 12)  # most semitones that each voice moves
#: Of two pitch classes so many semitones apart, up to six.
ROUGHNESS = (0.0, 1.0, 0.5, 0.0, 0.0, 0.0, 0.6)
#: Semitones above the tonic at which a chord's mode is heard: 1 of major, -1 of minor.
THIRDS = (0, 0, 0, -1, 1, 0, 0, 0, -1, 1, 0, 0)
_PAIRS = tuple((high, low) for high in range(4) for low in range(high + 1, 4))


def _sets() -> tuple[NDArray[np.bool_], Pitches]:
    """Whether each set of pitch classes (as bits) is a chord; its seventh, or -1."""
    known, seventh = np.zeros(4096, bool), np.full(4096, -1, np.int64)
    for root, (name, tones) in product(range(12), QUALITIES.items()):
        bits = sum(1 << (root + tone) % 12 for tone in tones)
        known[bits] = True
        if len(tones) == 4 and name != "diminished seventh":  # whose root nobody can hear
            seventh[bits] = (root + tones[3]) % 12
    return known, seventh


_IS_CHORD, _SEVENTH = _sets()


def _classes(pitches: Pitches) -> Pitches:
    bits: Pitches = np.bitwise_or.reduce(1 << (pitches % 12), axis=-1)
    return bits


def chord_faults(pitches: Pitches) -> Faults:
    """Tell what is wrong with chords ``(..., 4)`` of MIDI pitches, each alone.

    - ``range``: a voice out of what it may sing;
    - ``spacing``: voices that cross or meet, neighbours of the upper three more than an octave
      apart, tenor and bass more than an octave and a fifth;
    - ``chord``: no complete triad or seventh chord.
    """
    low, high = np.array(RANGES).T
    apart = pitches[..., :-1] - pitches[..., 1:]
    return {
        "range": ((pitches < low) | (pitches > high)).any(axis=-1),
        "spacing": ((apart <= 0) | (apart > np.array(_APART))).any(axis=-1),
        "chord": ~_IS_CHORD[_classes(pitches)],
    }


def move_faults(before: Pitches, after: Pitches) -> Faults:
    """Tell what is wrong with moving from chords to chords, ``(..., 4)`` each.

    - ``parallels``: two voices that both move and are a fifth or an octave (or a unison, or any of
      these and octaves) apart before and after;
    - ``leap``: an upper voice that moves by more than a fifth, the bass by more than an octave;
    - ``overlap``: a voice that passes where its neighbour was;
    - ``seventh``: a chord's seventh that neither stays nor falls by a step.
    """
    before, after = np.broadcast_arrays(before, after)
    moved = after - before
    parallel = np.zeros(before.shape[:-1], bool)
    for high, low in _PAIRS:
        first = (before[..., high] - before[..., low]) % 12
        second = (after[..., high] - after[..., low]) % 12
        both = (moved[..., high] != 0) & (moved[..., low] != 0)
        parallel |= both & (first == second) & ((first == 0) | (first == 7))
    above = after[..., 1:] > before[..., :-1]
    below = after[..., :-1] < before[..., 1:]
    is_seventh = before % 12 == _SEVENTH[_classes(before)][..., None]
    resolves = (moved <= 0) & (moved >= -2)
    return {
        "parallels": parallel,
        "leap": (np.abs(moved) > np.array(_LEAP)).any(axis=-1),
        "overlap": (above | below).any(axis=-1),
        "seventh": (is_seventh & ~resolves).any(axis=-1),
    }


def roughness(pitches: Pitches) -> NDArray[np.float64]:
    """Measure the dissonance of chords ``(..., 4)``: 0 for a plain triad.

    Summed over the pairs of their pitch classes: 1 for a semitone apart (or a major seventh), 0.6
    for a tritone, 0.5 for a whole tone.
    """
    total = np.zeros(pitches.shape[:-1])
    for high, low in _PAIRS:
        apart = (pitches[..., high] - pitches[..., low]) % 12
        total += np.array(ROUGHNESS)[np.minimum(apart, 12 - apart)]
    return total


def colour(pitches: Pitches) -> Pitches:
    """Count the major thirds and sixths above C in chords ``(..., 4)``, less the minor ones."""
    counted: Pitches = np.array(THIRDS)[pitches % 12].sum(axis=-1)
    return counted


def voicings(
    tones: tuple[int, ...], basses: tuple[int, ...], ranges: tuple[tuple[int, int], ...]
) -> Pitches:
    """List the faultless voicings of a chord.

    Parameters
    ----------
    tones
        Its pitch classes.
    basses
        Those of them that the bass may have.
    ranges
        Lowest and highest pitch of each voice.

    Returns
    -------
    int64 ``(k, 4)``; the seventh degree of the scale, pitch class 11, is never doubled.
    """
    choices = [
        [pitch for pitch in range(low, high + 1) if pitch % 12 in (basses if voice == 3 else tones)]
        for voice, (low, high) in enumerate(ranges)
    ]
    found = np.array(list(product(*choices)), np.int64).reshape(-1, 4)
    faults = chord_faults(found)
    good = ~(faults["spacing"] | faults["chord"])
    good &= _classes(found) == sum(1 << tone for tone in tones)
    good &= (found % 12 == 11).sum(axis=1) <= 1
    return found[good]
