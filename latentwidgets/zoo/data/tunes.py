"""Tunes of one's own: a folder of MIDI files, or the chorales that come with music21.

None of these come with the package: what a file holds, and on what terms, its owner knows.
"""

import os
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.zoo.data.dataset import Dataset
from latentwidgets.zoo.data.notes import sounding, tokens_of_roll

if TYPE_CHECKING:
    from latentwidgets.modalities import Melody

__all__ = ["cut_windows", "load_chorales", "load_midi_folder"]

Tokens = NDArray[np.int64]

_LONGEST = 512  # windows of one file
_EVERY = 5  # file is held out
_SHOWN = 3  # faults that a warning lists


def load_midi_folder(
    folder: str | os.PathLike[str], *, modality: "Melody | None" = None, limit: int = 10_000
) -> Dataset:
    """Load tunes from the MIDI files of a folder and the folders in it.

    Every file is cut into windows of the modality's length; a window is moved by octaves into its
    range, and left out where it does not fit or is silent. Of chords in a voice the highest note is
    kept. Every fifth file is held out whole.

    Parameters
    ----------
    folder
        With ``.mid`` or ``.midi`` files; read in the order of their names.
    modality
        Voices, length and range; those of the built-in melodies where it is None.
    limit
        Most windows.

    Returns
    -------
    ``samples`` are tokens int64 ``(n, voices, steps)``, labels the names of the files, attributes
    ``window`` (which one of its file) and ``split``.

    Raises
    ------
    DataError
        The folder is missing, or none of its files can be used.

    Warns
    -----
    UserWarning
        Where some files cannot be used, and why.
    """
    from dataclasses import replace

    from latentwidgets.zoo.data.melodies import melody_modality

    grid = melody_modality() if modality is None else modality
    voices, steps, _ = grid.shape
    root = Path(folder)
    if not root.is_dir():
        raise DataError(f"There is no folder {root.name!r}: give one with MIDI files.")
    paths = sorted(path for path in root.rglob("*") if path.suffix.lower() in (".mid", ".midi"))
    if not paths:
        raise DataError(f"The folder {root.name!r} has no .mid or .midi files.")
    wide = replace(
        grid, voices=voices, steps=min(8192, steps * _LONGEST), low=0, pitches=128, form="tokens"
    )
    windows: list[tuple[str, Tokens]] = []
    faults: list[str] = []
    for path in paths:
        try:
            roll = wide.read_midi(path)
        except DataError as error:
            faults.append(str(error))
            continue
        windows.append((path.stem, cut_windows(tokens_of_roll(roll)[0], grid)))
        if sum(len(found) for _, found in windows) >= limit:
            break
    _report(faults, len(paths))
    return _dataset("tunes", f"MIDI files of {root.name}", windows, grid, limit)


def load_chorales(n: int = 100, *, modality: "Melody | None" = None) -> Dataset:
    """Load chorales in four voices from music21's corpus, where music21 is installed.

    Cuthbert & Ariza, *music21*, 2010; it is no dependency of ours, and its corpus has licences of
    its own. Windows as in `load_midi_folder`.

    Parameters
    ----------
    n
        How many chorales.
    modality
        Voices, length and range; those of the built-in harmonies where it is None.

    Raises
    ------
    OptionError
        music21 is not installed.
    DataError
        None of the chorales fits.
    """
    try:
        from music21 import corpus
    except ImportError as error:
        raise OptionError(
            "The chorales come with music21, which is not installed: pip install music21."
        ) from error
    from latentwidgets.modalities.midi import place_notes
    from latentwidgets.zoo.data.harmonies import harmony_modality

    grid = harmony_modality() if modality is None else modality
    voices, steps, _ = grid.shape
    windows: list[tuple[str, Tokens]] = []
    for number, score in enumerate(corpus.chorales.Iterator(returnType="stream")):
        if number >= n:
            break
        parts = [_notes(part) for part in score.parts]
        if len(parts) != voices or not all(parts):
            continue
        beats = max(end for part in parts for _, end, _ in part)
        length = min(int(np.ceil(beats * grid.steps_per_beat)), steps * _LONGEST)
        roll = place_notes(parts, (voices, length, 128), 0, grid.steps_per_beat)
        name = str(getattr(score.metadata, "title", None) or f"chorale {number + 1}")
        windows.append((name, cut_windows(tokens_of_roll(roll[None])[0], grid)))
    return _dataset("chorales", "chorales of music21's corpus", windows, grid, None)


def cut_windows(tokens: Tokens, grid: "Melody") -> Tokens:
    """Cut a tune into windows of a grid.

    Parameters
    ----------
    tokens
        int64 ``(voices, steps)``, of the 128 pitches of MIDI.
    grid
        Length and range of a window.

    Returns
    -------
    Tokens ``(n, voices, steps)`` of the grid's pitches: a note that sounds when a window begins
    begins with it; windows that are silent, or pass the range in every octave, are left out.
    """
    _, steps, pitches = grid.shape
    heard = sounding(tokens)
    kept = []
    for start in range(0, tokens.shape[1], steps):
        window = tokens[:, start : start + steps].copy()
        window[:, 0] = np.where(heard[:, start] >= 0, 2 + heard[:, start], window[:, 0])
        window = np.pad(window, ((0, 0), (0, steps - window.shape[1])))
        begins = window >= 2
        if not begins.any():
            continue
        found = window[begins] - 2
        shift = _octaves(int(found.min()), int(found.max()), grid.low, grid.low + pitches - 1)
        if shift is not None:
            kept.append(np.where(begins, window + shift - grid.low, window))
    return np.stack(kept) if kept else np.zeros((0, len(tokens), steps), np.int64)


def _octaves(lowest: int, highest: int, low: int, high: int) -> int | None:
    """Find the smallest move by octaves that brings pitches into a range."""
    moves = [12 * octaves for octaves in range(-10, 11)]
    fits = [move for move in moves if lowest + move >= low and highest + move <= high]
    return min(fits, key=abs) if fits else None


def _notes(part: Any) -> list[tuple[float, float, int]]:
    return [
        (
            float(note.offset),
            float(note.offset + note.quarterLength),
            int(max(pitch.midi for pitch in note.pitches)),
        )
        for note in part.flatten().notes
        if note.quarterLength > 0
    ]


def _report(faults: Sequence[str], n: int) -> None:
    if faults:
        more = f" And {len(faults) - _SHOWN} more." if len(faults) > _SHOWN else ""
        warnings.warn(
            f"{len(faults)} of {n} MIDI files were left out: {' '.join(faults[:_SHOWN])}{more}",
            stacklevel=3,
        )


def _dataset(
    name: str,
    title: str,
    windows: Iterable[tuple[str, Tokens]],
    grid: "Melody",
    limit: int | None,
) -> Dataset:
    found = [(title, tokens) for title, tokens in windows if len(tokens)]
    if not found:
        raise DataError(
            f"None of the {title} fits {grid.shape[0]} voices and pitches from {grid.low} to "
            f"{grid.low + grid.shape[2] - 1}: give another modality=lw.Melody(...)."
        )
    sizes = [len(tokens) for _, tokens in found]
    files = np.repeat(np.arange(len(found)), sizes)[:limit]
    is_test = files % _EVERY == _EVERY - 1
    return Dataset(
        name=name,
        title=title,
        licence="as its owner says",
        source=title,
        samples=np.concatenate([tokens for _, tokens in found])[:limit],
        is_test=is_test,
        labels=np.array([title for title, _ in found])[files],
        attributes={
            "window": np.concatenate([np.arange(size) for size in sizes])[:limit],
            "split": np.where(is_test, "test", "train"),
        },
        modality=grid,
    )
