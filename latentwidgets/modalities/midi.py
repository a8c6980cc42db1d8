"""Melodies from MIDI files and to them."""

import io
import os
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.files import replacing

__all__ = ["notes_of", "parse_notes", "place_notes", "read_notes", "write_notes"]

MOST_BYTES = 1 << 20
MOST_NOTES = 100_000
TICKS_PER_BEAT = 480
VELOCITY = 90
PERCUSSION = 9  # MIDI's tenth channel
CHANNELS = [channel for channel in range(16) if channel != PERCUSSION]
# A number is spelled in bytes from 128 on and a last one below: of a million it takes minutes.
_NO_TIME = re.compile(rb"[\x80-\xff]{4096}")

Note = tuple[float, float, int]  # start and end in beats, MIDI number
PathLike = str | os.PathLike[str]


def read_notes(path: PathLike) -> list[list[Note]]:
    """Read the notes of a MIDI file: one list for each track and channel that has some.

    Percussion (channel 10) is left out.

    Raises
    ------
    DataError
        Where the file is missing, larger than 1 MiB, no MIDI file, keeps no time in beats, or has
        no notes, or more than 100,000.
    """
    file = Path(path)
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise DataError(f"{file.name} cannot be read ({error.strerror}).") from error
    return parse_notes(data, file.name)


def parse_notes(data: bytes, name: str = "The file") -> list[list[Note]]:
    """Read the notes of a MIDI file's bytes, as `read_notes` does; `name` for its errors.

    Raises
    ------
    DataError
        As `read_notes`.
    """
    import mido

    if len(data) > MOST_BYTES:
        raise DataError(f"{name} is larger than the {MOST_BYTES:,} bytes of a MIDI file here.")
    if _NO_TIME.search(data):
        raise DataError(f"{name} cannot be read as a MIDI file (a time is endless).")
    try:
        midi = mido.MidiFile(file=io.BytesIO(data))
        parts = [] if midi.ticks_per_beat < 1 else _parts(midi.tracks, midi.ticks_per_beat)
    except Exception as error:
        if isinstance(error, DataError):
            raise
        why = str(error) or type(error).__name__
        raise DataError(f"{name} cannot be read as a MIDI file ({why}).") from error
    if midi.ticks_per_beat < 1:
        raise DataError(f"{name} keeps time in frames, and time in beats was expected.")
    if not parts:
        raise DataError(f"{name} has no notes, percussion aside.")
    return parts


def place_notes(
    parts: Sequence[Sequence[Note]], shape: tuple[int, int, int], low: int, steps_per_beat: int
) -> NDArray[np.float32]:
    """Place the notes of each voice on a grid ``(V, T, P)``, rounded to the nearest step.

    A note sounds for one step at least; what comes after the last step is left out.

    Raises
    ------
    DataError
        Where a pitch is none of the P from `low` on, or there are more than V voices.
    """
    voices, _, pitches = shape
    if len(parts) > voices:
        raise DataError(f"It has {len(parts)} voices and {voices} were expected.")
    roll = np.zeros(shape, np.float32)
    for number, part in enumerate(parts):
        for start, end, pitch in part:
            if not 0 <= pitch - low < pitches:
                raise DataError(
                    f"It has the pitch {pitch} and pitches from {low} to {low + pitches - 1} were "
                    "expected: give low=... and pitches=...."
                )
            first = round(start * steps_per_beat)
            last = max(first + 1, round(end * steps_per_beat))
            row = roll[number, first:last, pitch - low]
            row[:] = 0.5
            row[:1] = 1
    return roll


def write_notes(path: PathLike, parts: Sequence[Sequence[Note]], tempo: float) -> Path:
    """Write a MIDI file, a track for each part; `tempo` in beats a minute."""
    import mido

    midi = mido.MidiFile(ticks_per_beat=TICKS_PER_BEAT)
    for number, notes in enumerate(parts):
        track, channel = mido.MidiTrack(), CHANNELS[number % len(CHANNELS)]
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
                mido.Message(kind, note=pitch, velocity=velocity, time=ticks - now, channel=channel)
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
            if message.channel == PERCUSSION:
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
