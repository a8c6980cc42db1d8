"""A tune of the user's own, as an output of a melody model would be."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.modalities.melody import Melody
from latentwidgets.modalities.midi import Note, parse_notes, place_notes

__all__ = ["fit_tune", "read_tune"]

OCTAVE = 12
MOST_OCTAVES = 10

Rolls = NDArray[np.float32]


def read_tune(data: bytes, modality: Melody) -> tuple[Rolls, list[str]]:
    """Read a MIDI file's bytes onto the grid of a model; see `fit_tune`."""
    return fit_tune(parse_notes(data), modality)


def fit_tune(parts: Sequence[Sequence[Note]], modality: Melody) -> tuple[Rolls, list[str]]:
    """Place the notes of each voice on the grid of a model.

    A single voice takes all of them. Of those that begin at one step in a voice the highest is
    kept, unless the model makes piano rolls. All are moved by octaves where that brings them into
    the model's range. Notes after its last step are left out.

    Returns
    -------
    output, notices
        ``(V, T, P)``, and what was done, in sentences.

    Raises
    ------
    DataError
        Where there are more voices than the model's, or pitches that no octave brings into its
        range.
    """
    voices, steps, pitches = modality.shape
    notices = []
    single = modality.form != "roll"  # of other forms a voice has one note at a time
    if voices == 1:
        parts = [sorted(note for part in parts for note in part)]
    elif len(parts) > voices:
        raise DataError(f"The tune has {len(parts)} voices and the model {voices}: give fewer.")
    beats = steps / modality.steps_per_beat
    last = beats - 0.5 / modality.steps_per_beat  # what begins later rounds to no step
    late = sum(start >= last for part in parts for start, _, _ in part)
    parts = [[note for note in part if note[0] < last] for part in parts]
    if late:
        notices.append(
            f"{late} note{'' if late == 1 else 's'} after the model's {beats:g} beats "
            f"{'was' if late == 1 else 'were'} left out."
        )
    if not any(parts):
        raise DataError(f"The tune has no note in the model's {beats:g} beats: begin it earlier.")
    octaves = _octaves(parts, modality.low, pitches)
    if octaves:
        way = "up" if octaves > 0 else "down"
        n = abs(octaves)
        notices.append(f"It was moved {way} by {n} octave{'' if n == 1 else 's'}.")
        parts = [[(a, b, pitch + OCTAVE * octaves) for a, b, pitch in part] for part in parts]
    if single:
        before = sum(map(len, parts))
        parts = [_one_at_a_time(part, modality.steps_per_beat) for part in parts]
        kept = sum(map(len, parts))
        if kept < before:
            notices.append(
                f"Of notes that begin together the highest was kept: {kept} of {before}."
            )
    return place_notes(parts, modality.shape, modality.low, modality.steps_per_beat), notices


def _octaves(parts: Sequence[Sequence[Note]], low: int, pitches: int) -> int:
    heard = [pitch for part in parts for _, _, pitch in part]
    for octaves in sorted(range(-MOST_OCTAVES, MOST_OCTAVES + 1), key=abs):
        moved = OCTAVE * octaves
        if low <= min(heard) + moved and max(heard) + moved < low + pitches:
            return octaves
    raise DataError(
        f"The tune goes from pitch {min(heard)} to {max(heard)} and the model's {pitches} pitches "
        f"from {low} to {low + pitches - 1}: no octave brings it into that range."
    )


def _one_at_a_time(notes: Sequence[Note], steps_per_beat: int) -> list[Note]:
    """One voice: of notes that begin at one step the highest, each until the next begins."""
    highest: dict[int, Note] = {}
    for note in notes:
        step = round(note[0] * steps_per_beat)
        if step not in highest or note[2] > highest[step][2]:
            highest[step] = note
    single = [highest[step] for step in sorted(highest)]
    ends = [note[0] for note in single[1:]] + [float("inf")]
    return [(a, min(b, end), pitch) for (a, b, pitch), end in zip(single, ends, strict=True)]
