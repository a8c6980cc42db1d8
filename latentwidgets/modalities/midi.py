"""Melodies from MIDI files and to them."""

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.files import replacing

__all__ = ["notes_of", "read_notes", "write_notes"]

MOST_BYTES = 1 << 20
MOST_NOTES = 100_000
TICKS_PER_BEAT = 480
VELOCITY = 90

Note = tuple[float, float, int]  # start and end in beats, MIDI number
PathLike = str | os.PathLike[str]


def read_notes(path: PathLike) -> list[list[Note]]:
    """Read the notes of a MIDI file: one list for each track and channel that has some.

    Raises
    ------
    DataError
        Where the file is missing, larger than 1 MiB, no MIDI file, or has more than 100,000 notes.
    """
    import mido

    file = Path(path)
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise DataError(
                f"{file.name} has {size:,} bytes and a MIDI file of at most {MOST_BYTES:,} was "
                "expected."
            )
        midi = mido.MidiFile(file)
        parts = _parts(midi.tracks, midi.ticks_per_beat or TICKS_PER_BEAT)
    except (OSError, ValueError, KeyError, IndexError, EOFError, TypeError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{file.name} cannot be read as a MIDI file ({error}).") from error
    if not parts:
        raise DataError(f"{file.name} has no notes.")
    return parts


def write_notes(path: PathLike, parts: Sequence[Sequence[Note]], tempo: float) -> Path:
    """Write a MIDI file, a track for each part; `tempo` in beats a minute."""
    import mido

    midi = mido.MidiFile(ticks_per_beat=TICKS_PER_BEAT)
    for number, notes in enumerate(parts):
        track = mido.MidiTrack()
        if number == 0:
            track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo)))
        # Ends come before the starts of the same moment, so that a note can be struck again.
        events = sorted(
            event for start, end, pitch in notes for event in ((start, 1, pitch), (end, 0, pitch))
        )
        now = 0
        for beats, is_start, pitch in events:
            ticks = round(beats * TICKS_PER_BEAT)
            kind = "note_on" if is_start else "note_off"
            velocity = VELOCITY if is_start else 0
            track.append(
                mido.Message(
                    kind, note=pitch, velocity=velocity, time=ticks - now, channel=number % 16
                )
            )
            now = ticks
        midi.tracks.append(track)
    target = Path(path)
    with replacing(target) as beside:
        midi.save(beside)
    return target


def notes_of(roll: NDArray[np.float32], low: int, steps_per_beat: int) -> list[Note]:
    """List the notes of one voice ``(T, P)``, by their start."""
    notes: list[Note] = []
    for pitch in range(roll.shape[1]):
        start = None
        for step, value in enumerate([*roll[:, pitch].tolist(), 0.0]):
            sounding = value > 0
            if start is not None and (value == 1 or not sounding):
                notes.append((start / steps_per_beat, step / steps_per_beat, low + pitch))
                start = None
            if sounding and start is None:
                start = step
    return sorted(notes)


def _parts(tracks: Sequence[object], ticks_per_beat: int) -> list[list[Note]]:
    parts: dict[tuple[int, int], list[Note]] = defaultdict(list)
    n_notes = 0
    for number, track in enumerate(tracks):
        now, open_notes = 0, dict[tuple[int, int], int]()
        for message in track:  # type: ignore[attr-defined]  # mido has no types
            now += message.time
            if message.type not in ("note_on", "note_off"):
                continue
            key = (message.channel, message.note)
            if key in open_notes:
                start = open_notes.pop(key)
                beats = (start / ticks_per_beat, now / ticks_per_beat)
                parts[number, message.channel].append((*beats, message.note))
            if message.type == "note_on" and message.velocity > 0:
                open_notes[key] = now
                n_notes += 1
                if n_notes > MOST_NOTES:
                    raise DataError(f"A MIDI file has more than {MOST_NOTES:,} notes.")
    return [sorted(part) for _, part in sorted(parts.items()) if part]
