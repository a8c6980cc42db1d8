"""Recordings as safetensors: numbers only, read as from a stranger.

Tensors ``"<round>/<name>"``, with ``"<round>/<name>/scale"`` where the weight is in 8 bits. The
metadata are ``name``, ``unit`` and, of a recording with curves, ``curves``: JSON, by name a list of
rounds and a list of values. The zoo's time lines are such files.
"""

import json
import math
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.files import UNREADABLE, replacing
from latentwidgets.spaces.checkpoints.packing import SCALE, tensors_of
from latentwidgets.spaces.checkpoints.recording import MOST_CURVES, MOST_POINTS, Recording
from latentwidgets.strict_json import parse_json

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["load_recording", "save_recording"]

SUFFIX = ".safetensors"
MOST_ROUNDS = 1_000
MOST_TENSORS = 200_000
MOST_BYTES = 4 * 2**30
LONGEST_TEXT = 200
LONGEST_CURVES = 16 * 2**20
LARGEST = 10**15  # of a round
KEY = re.compile(r"(-?\d{1,15})/(.{1,300})", re.DOTALL)
DTYPES = {"F32", "F16", "I8", "I16", "I32", "I64", "U8", "BOOL"}


def save_recording(recording: Recording, path: str | os.PathLike[str]) -> Path:
    """Write a recording to a file; a former one is replaced when the new one is whole.

    Raises
    ------
    OptionError
        The path does not end in ``.safetensors``.
    OSError
        It cannot be written.
    """
    from safetensors.numpy import save_file

    target = _checked(path)
    tensors: dict[str, NDArray[Any]] = {}
    for at in recording.rounds:
        for name, value in tensors_of(recording.packed(at)):
            tensors[f"{at}/{name}"] = np.ascontiguousarray(value)
    curves = {
        name: [rounds.tolist(), [value if math.isfinite(value) else None for value in values]]
        for name, (rounds, values) in recording.curves.items()
    }
    about = {"name": recording.name, "unit": recording.unit, "curves": json.dumps(curves)}
    with replacing(target) as beside:
        save_file(tensors, beside, about)
        beside.chmod(0o644)  # safetensors writes for the owner alone
    return target


def load_recording(path: str | os.PathLike[str]) -> Recording:
    """Read a recording; nothing in the file is ever run.

    Raises
    ------
    OptionError
        The path does not end in ``.safetensors``.
    DataError
        The file is missing, damaged, too large, or no recording.
    """
    from safetensors import SafetensorError, safe_open

    source = _checked(path)
    try:
        _check(source.stat().st_size <= MOST_BYTES, f"more than {MOST_BYTES / 2**30:.0f} GiB")
        with safe_open(source, framework="np") as file:
            about = file.metadata() or {}
            keys = list(file.keys())
            _check(len(keys) <= MOST_TENSORS, f"more than {MOST_TENSORS:,} tensors")
            for key in keys:
                known = file.get_slice(key).get_dtype() in DTYPES
                _check(known, f"{key[:60]!r} holds numbers of another kind")
            recording = Recording(_text(about, "name"), _text(about, "unit"))
            _read_states(recording, keys, file.get_tensor)
            _read_curves(recording, about.get("curves", "{}"))
    except (*UNREADABLE, SafetensorError) as error:
        raise DataError(
            f"{source.name} is no recording that can be read ({error}): give a file that "
            "Watch.save or Recording.save wrote."
        ) from error
    return recording


def _read_states(recording: Recording, keys: list[str], read: Any) -> None:
    states: dict[int, dict[str, Any]] = {}
    scales = {key for key in keys if key.endswith(f"/{SCALE}")}
    for key in keys:
        if key in scales:
            continue
        match = KEY.fullmatch(key)
        if match is None:
            raise ValueError(f"{key[:60]!r} names no round")
        scale = f"{key}/{SCALE}"
        value = read(key)
        pair = (value, read(scale) if scale in scales else None)
        if pair[1] is not None and (
            pair[1].dtype != np.float32
            or pair[1].shape != (value.shape[:1] + (1,) * (value.ndim - 1))
        ):
            raise ValueError(f"{scale[:60]!r} does not fit its weight")
        states.setdefault(int(match[1]), {})[match[2]] = pair
    if not 1 <= len(states) <= MOST_ROUNDS:
        raise ValueError(f"{len(states):,} rounds, and 1 to {MOST_ROUNDS:,} were expected")
    names = {tuple(sorted(state)) for state in states.values()}
    if len(names) != 1:
        raise ValueError("the rounds are of models with other weights")
    for at in sorted(states):
        recording.add(at, states[at])


def _read_curves(recording: Recording, text: str) -> None:
    if len(text) > LONGEST_CURVES:
        raise ValueError("its curves are too long")
    curves = parse_json(text.encode())
    if not isinstance(curves, dict) or len(curves) > MOST_CURVES:
        raise ValueError(f"its curves are no object of at most {MOST_CURVES} names")
    for name, pair in curves.items():
        rounds, values = pair
        if len(rounds) != len(values) or len(rounds) > MOST_POINTS:
            raise ValueError(f"the curve {name[:40]!r} is no list of rounds and values")
        for at, value in zip(rounds, values, strict=True):
            if type(at) not in (int, float) or abs(at) > LARGEST:
                raise ValueError(f"the curve {name[:40]!r} has a round that is none")
            if type(value) not in (int, float, type(None)):
                raise ValueError(f"the curve {name[:40]!r} has a value that is no number")
            recording.note(int(at), {name[:LONGEST_TEXT]: math.nan if value is None else value})


def _check(holds: object, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


def _text(about: dict[str, str], name: str) -> str:
    text = about[name]
    if not 0 < len(text) <= LONGEST_TEXT:
        raise ValueError(f"its {name} is no text of at most {LONGEST_TEXT} letters")
    return text


def _checked(path: str | os.PathLike[str]) -> Path:
    checked = Path(path)
    if checked.suffix != SUFFIX:
        raise OptionError(
            f"{checked.name!r} names no recording: give a path that ends in {SUFFIX}."
        )
    return checked
