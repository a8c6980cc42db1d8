"""A melody over its harmony: five voices on one grid of sixteenths, the melody on top.

The rules are few and any musician's: one key, one mode, the tune above the soprano, and on strong
beats a tone of the chord.

- The tune is transposed to the key of the progression. Where the modes differ, its third, sixth and
  seventh degrees become those of the progression's mode.
- It moves by octaves, whole, to where the fewest of its steps lie under the soprano or out of
  `COMFORT`.
- A note that sounds on a strong beat (the first and the third of a bar, and where a chord begins)
  moves to the nearest tone of that chord; one that is held over several to a tone of all of them
  where there is one, else of the first.
- Every other note goes to the nearest tone of the chord or the scale. Steps of the scale a semitone
  from a tone of the chord that is foreign to the key give way to it, but for the tonic.

Of two tones as near, the lower. When a note begins and ends is never changed.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, ShapeError
from latentwidgets.zoo.data import harmonies, melodies
from latentwidgets.zoo.data.notes import sounding, tokens_of_roll

__all__ = ["COMFORT", "LOW", "N_PITCHES", "N_STEPS", "STEPS_PER_BEAT", "accompany", "separate"]

Tokens = NDArray[np.int64]
Flags = NDArray[np.bool_]

STEPS_PER_BEAT = melodies.STEPS_PER_BEAT
N_STEPS = harmonies.N_STEPS * STEPS_PER_BEAT
#: The grid's pitches, E2 to C7: no key drives a melody out.
LOW, N_PITCHES = harmonies.LOW, 57
#: Where a melody is moved if it can be: G3 to E6.
COMFORT = (melodies.LOW, 88)

_HIGH = LOW + N_PITCHES - 1
_SHIFT = melodies.LOW - LOW  # of the melodies' pitches on the grid
_OCTAVES = 12 * np.arange(-2, 3)
#: How far a note may be moved, the nearest first.
_MOVES = np.array([0, *(sign * size for size in range(1, 12) for sign in (-1, 1))])
#: Pitch classes of the 24 keys, minor before major, by their tonic.
_SCALES = np.array(
    [
        [(pitch - tonic) % 12 in melodies.SCALES[mode] for pitch in range(12)]
        for mode in ("minor", "major")
        for tonic in range(12)
    ]
)
#: Semitones by which a tone above the tonic moves, from a mode (rows) into another.
_CHANGES = np.zeros((2, 2, 12), np.int64)
_CHANGES[0, 1, [3, 8, 10]] = 1
_CHANGES[1, 0, [4, 9, 11]] = -1
_FINAL = 4.0  # what it counts that a tune ends on the tonic, in steps that are in the scale
_SAME_MODE = 0.5  # decides between keys that fit a tune equally well


@dataclass(frozen=True)
class _Harmony:
    """What a melody must know of progressions.

    Attributes
    ----------
    heard
        Whether anything sounds, ``(n,)``.
    tonic, mode
        Pitch class; 0 minor, 1 major: ``(n,)``.
    soprano
        MIDI pitches ``(n, beats)``, -1 where it is silent.
    tones
        Pitch classes that sound, bool ``(n, beats, 12)``.
    strong
        Beats on which a melody must agree, bool ``(n, beats)``.
    """

    heard: Flags
    tonic: Tokens
    mode: Tokens
    soprano: Tokens
    tones: Flags
    strong: Flags


def accompany(melody: NDArray[Any], progression: NDArray[Any]) -> Tokens:
    """Put melodies over chord progressions: five voices that fit.

    Both as `latentwidgets.zoo.data` gives them, as tokens or as their models decode them. The key
    of a melody is the one whose scale holds most of it, ending on its tonic; that of a progression
    begins it. The rules are those of `latentwidgets.zoo.data.accompaniment`.

    Parameters
    ----------
    melody
        Of the set ``melodies``: tokens ``(1, 32)``, two bars, repeated to fill four; ``(1, 64)``:
        two melodies, one after the other, each transposed for itself; or canonical
        ``(1, 32 or 64, 30)``. Several with a first axis n.
    progression
        Of the set ``harmonies``: tokens ``(4, 16)``, or canonical ``(4, 16, 42)``. Several with a
        first axis n; where there is one of one and several of the other, it is for all of them.

    Returns
    -------
    int64, (n, 5, 64)
        Tokens of the grid of ``lw.zoo.data("songs").modality``: 0 rest, 1 hold, 2 + i the onset of
        pitch 40 + i. The melody, then soprano, alto, tenor and bass as they are. Without n where
        both were given without.

    Raises
    ------
    ShapeError
        Where either has another shape, or there are several of both and not as many.
    DataError
        Where they are no whole numbers, empty, or hold a token outside the vocabulary.
    """
    tune, is_one_tune = _read(_MELODY, melody)
    chords, is_one = _read(_PROGRESSION, progression)
    if len(tune) != len(chords) and 1 not in (len(tune), len(chords)):
        raise ShapeError(
            f"{len(tune)} melodies and {len(chords)} progressions were given: give as many of "
            "both, or one of either."
        )
    n = max(len(tune), len(chords))
    lower = _finer(chords)
    top = _fit(
        np.broadcast_to(tune[:, 0], (n, tune.shape[2])),
        _harmony(np.broadcast_to(chords, (n, *chords.shape[1:]))),
        is_repeated=tune.shape[2] < N_STEPS,
    )
    songs = np.concatenate([top[:, None], np.broadcast_to(lower, (n, *lower.shape[1:]))], axis=1)
    return songs[0] if is_one_tune and is_one else songs


def separate(songs: NDArray[Any]) -> tuple[Tokens, Tokens]:
    """Take songs apart again, into what the models of melodies and of harmonies encode.

    Parameters
    ----------
    songs
        As `accompany` gives them: tokens ``(n, 5, 64)``, or canonical ``(n, 5, 64, 57)``; or one
        of them, without n.

    Returns
    -------
    Tokens int64 of the melodies ``(n, 1, 32)``: the first two bars, moved by octaves into their
    range; and of the progressions ``(n, 4, 16)``: what stands on the beats. Without n where one
    song was given so.

    Raises
    ------
    ShapeError, DataError
        As `accompany` raises them.
    """
    tokens, is_one = _read(_SONG, songs)
    lowest, count = melodies.LOW, melodies.N_PITCHES
    tune = _into_range(tokens[:, :1, : melodies.N_STEPS], lowest, lowest + count - 1)
    lower = tokens[:, 1:, ::STEPS_PER_BEAT]
    chords = _into_range(lower, harmonies.LOW, harmonies.LOW + harmonies.N_PITCHES - 1)
    return (tune[0], chords[0]) if is_one else (tune, chords)


@dataclass(frozen=True)
class _Form:
    """What may be given: its name, voices, steps and pitches, and how these are said."""

    name: str
    voices: int
    steps: tuple[int, ...]
    pitches: int
    said: str


_MELODY = _Form(
    "melody",
    1,
    (melodies.N_STEPS, N_STEPS),
    melodies.N_PITCHES,
    "tokens (1, 32) of two bars in sixteenths or (1, 64) of four, or (n, 1, 32) of several, as in "
    "lw.zoo.data('melodies').samples",
)
_PROGRESSION = _Form(
    "progression",
    4,
    (harmonies.N_STEPS,),
    harmonies.N_PITCHES,
    "tokens (4, 16) of four voices, a beat a step, or (n, 4, 16) of several, as in "
    "lw.zoo.data('harmonies').samples",
)
_SONG = _Form(
    "song",
    5,
    (N_STEPS,),
    N_PITCHES,
    "tokens (5, 64) of five voices, or (n, 5, 64) of several, as lw.zoo.accompany gives them",
)


def _read(form: _Form, given: NDArray[Any]) -> tuple[Tokens, bool]:
    """Read tokens or canonical rolls as tokens ``(n, voices, steps)``; whether it was but one."""
    array = np.asarray(given)
    if array.dtype.kind not in "fiu":
        raise DataError(f"A {form.name} is of numbers: give {form.said}.")
    grids = [(form.voices, steps) for steps in form.steps]
    is_roll = array.ndim in (3, 4) and array.shape[-3:] in [(*g, form.pitches) for g in grids]
    if not is_roll and not (array.ndim in (2, 3) and array.shape[-2:] in grids):
        raise ShapeError(f"A {form.name} of shape {array.shape} was given: give {form.said}.")
    is_one = array.ndim == (3 if is_roll else 2)
    array = array[None] if is_one else array
    if len(array) == 0:
        raise DataError(f"No {form.name} was given: give one at least, {form.said}.")
    if not np.isfinite(array).all():
        raise DataError(f"A {form.name} with NaN or infinite values was given: leave these out.")
    if is_roll:
        return tokens_of_roll(array.astype(np.float32)), is_one
    outside = array[(array < 0) | (array >= 2 + form.pitches) | (array % 1 != 0)]
    if outside.size:
        raise DataError(
            f"The token {outside[0]:g} is outside the vocabulary of a {form.name}: 0 is a rest, "
            f"1 a hold, 2 to {1 + form.pitches} the {form.pitches} pitches."
        )
    return array.astype(np.int64), is_one


def _finer(chords: Tokens) -> Tokens:
    """Write progressions ``(n, 4, beats)`` on the finer grid: what begins is held."""
    fine = np.repeat(np.minimum(chords, 1), STEPS_PER_BEAT, axis=2)
    fine[:, :, ::STEPS_PER_BEAT] = chords
    return fine


def _harmony(chords: Tokens) -> _Harmony:
    index = sounding(chords)
    pitch = np.where(index < 0, -1, index + harmonies.LOW)  # (n, 4, beats)
    is_on = pitch >= 0
    classes = (pitch[..., None] % 12 == np.arange(12)) & is_on[..., None]
    tones = classes.any(axis=1)
    rows, beats = np.arange(len(pitch)), np.arange(pitch.shape[2])
    first = np.argmax(is_on.any(axis=1), axis=1)
    tonic = np.where(is_on, pitch, 127).min(axis=1)[rows, first] % 12
    # The third of the first chord tells the mode; where it has none, those that follow do.
    weight = np.where(beats == first[:, None], 1 + len(beats), 1)
    major, minor = (tones[rows, :, (tonic + third) % 12].astype(np.int64) for third in (4, 3))
    mode = ((weight * (major - minor)).sum(axis=1) >= 0).astype(np.int64)
    strong: Flags = (beats % 2 == 0) | np.any(chords >= 2, axis=1)
    heard: Flags = np.any(is_on, axis=(1, 2))
    return _Harmony(heard, tonic, mode, pitch[:, 0], tones, strong)


def _fit(tune: Tokens, harmony: _Harmony, *, is_repeated: bool) -> Tokens:
    """Fit melodies ``(n, 32 or 64)`` to their harmonies: tokens ``(n, 64)`` of the grid."""
    parts = tune.reshape(len(tune), -1, melodies.N_STEPS)
    heard = sounding(parts)
    parts = np.where(heard < 0, 0, parts)  # a hold of nothing, which another part might sound in
    if is_repeated:
        parts, heard = (np.repeat(array, 2, axis=1) for array in (parts, heard))
    pitch = np.where(heard < 0, -1, heard + melodies.LOW)
    pitch = _in_key(pitch, harmony)
    soprano = np.repeat(harmony.soprano, STEPS_PER_BEAT, axis=1).reshape(pitch.shape)
    pitch = pitch + _octave(pitch, heard >= 0, soprano, as_one=is_repeated)[..., None]
    tokens = parts.reshape(len(tune), N_STEPS)
    is_on = (heard >= 0).reshape(tokens.shape)
    onset = tokens >= 2
    allowed = _allowed(onset, is_on, harmony)
    found = _nearest(_folded(pitch.reshape(tokens.shape), LOW, _HIGH), allowed)
    return np.where(onset, 2 + found - LOW, tokens)


def _in_key(pitch: Tokens, harmony: _Harmony) -> Tokens:
    """Transpose melodies ``(n, parts, steps)``, -1 where they are silent, by less than an octave.

    Where no chord sounds they stay.
    """
    is_on = pitch >= 0
    steps = ((pitch[..., None] % 12 == np.arange(12)) & is_on[..., None]).sum(axis=2)
    last = pitch.shape[2] - 1 - np.argmax(is_on[..., ::-1], axis=2)
    final = np.take_along_axis(pitch, last[..., None], axis=2) % 12
    tonics, modes = np.tile(np.arange(12), 2), np.repeat([0, 1], 12)
    score = (steps @ _SCALES.T).astype(np.float64)  # (n, parts, 24)
    score += _FINAL * ((tonics == final) & np.any(is_on, axis=2, keepdims=True))
    score += _SAME_MODE * (modes == harmony.mode[:, None, None])
    own = np.argmax(score, axis=2)
    tonic, mode = tonics[own][..., None], modes[own][..., None]
    apart = (harmony.tonic[:, None, None] - tonic + 6) % 12 - 6
    degree = _CHANGES[mode, harmony.mode[:, None, None], (pitch - tonic) % 12]
    moves = is_on & harmony.heard[:, None, None]
    return np.where(moves, pitch + apart + degree, pitch)


def _octave(pitch: Tokens, is_on: Flags, soprano: Tokens, *, as_one: bool) -> Tokens:
    """Choose by how much parts ``(n, parts, steps)`` move, in octaves: ``(n, parts)``."""
    moved = pitch[..., None] + _OCTAVES
    low, high = COMFORT
    under = (moved <= soprano[..., None]) & (soprano[..., None] >= 0)
    wrong = (under | (moved < low) | (moved > high)) & is_on[..., None]
    cost = wrong.sum(axis=2) * 100 + np.abs(_OCTAVES)  # of equals the nearest
    if as_one:
        cost = np.broadcast_to(cost.sum(axis=1, keepdims=True), cost.shape)
    chosen: Tokens = _OCTAVES[np.argmin(cost, axis=2)]
    return chosen


def _allowed(onset: Flags, is_on: Flags, harmony: _Harmony) -> Flags:
    """Tell the pitch classes that a note may have, bool ``(n, steps, 12)``, where it begins."""
    tones = harmony.tones
    scale = _SCALES[12 * harmony.mode + harmony.tonic][:, None]
    foreign = tones & ~scale
    beside = np.roll(foreign, 1, axis=2) | np.roll(foreign, -1, axis=2)
    beside &= np.arange(12) != harmony.tonic[:, None, None]
    allowed = np.repeat(tones | (scale & ~beside), STEPS_PER_BEAT, axis=1)
    allowed |= ~harmony.heard[:, None, None]
    steps = np.arange(onset.shape[1])
    start = np.maximum.accumulate(np.where(onset, steps, 0), axis=1)
    is_bound = np.zeros(onset.shape, bool)
    for beat in range(tones.shape[1]):
        step = beat * STEPS_PER_BEAT
        rows = np.flatnonzero(harmony.strong[:, beat] & is_on[:, step] & tones[:, beat].any(axis=1))
        at, chord = start[rows, step], tones[rows, beat]
        common = chord & allowed[rows, at]
        common = np.where(common.any(axis=1)[:, None], common, allowed[rows, at])
        allowed[rows, at] = np.where(is_bound[rows, at][:, None], common, chord)
        is_bound[rows, at] = True
    return allowed


def _nearest(pitch: Tokens, allowed: Flags) -> Tokens:
    """Move pitches ``(n, steps)`` to the nearest on the grid whose class is allowed."""
    moved = pitch[..., None] + _MOVES
    fits = np.take_along_axis(allowed, moved % 12, axis=2) & (moved >= LOW) & (moved <= _HIGH)
    nearest: Tokens = np.take_along_axis(moved, np.argmax(fits, axis=2)[..., None], axis=2)[..., 0]
    return nearest


def _folded(pitch: Tokens, low: int, high: int) -> Tokens:
    """Move single pitches by octaves into a range."""
    down = np.maximum(-((high - pitch) // 12), 0)
    up = np.maximum(-((pitch - low) // 12), 0)
    folded: Tokens = pitch + 12 * (up - down)
    return folded


def _into_range(tokens: Tokens, low: int, high: int) -> Tokens:
    """Move voices ``(n, v, steps)`` by octaves, together; single notes where need be."""
    begins = tokens >= 2
    pitch = np.where(begins, tokens - 2 + LOW, low)
    moved = pitch[..., None] + _OCTAVES
    outside = ((moved < low) | (moved > high)) & begins[..., None]
    cost = outside.sum(axis=(1, 2)) * 100 + np.abs(_OCTAVES)
    octave = _OCTAVES[np.argmin(cost, axis=1)][:, None, None]
    return np.where(begins, _folded(pitch + octave, low, high) - low + 2, tokens)
