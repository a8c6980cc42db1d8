"""What a timeline is made of: a name, a file, a recording, spaces, weights, a training watched."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any

import numpy as np

from latentwidgets import zoo
from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.spaces import LatentSpace
from latentwidgets.spaces.checkpoints import Recording, Subject, modules_of, pack, weights_of
from latentwidgets.spaces.comparison import check_pair
from latentwidgets.widgets.checkpoints.reel import FromRecording, FromSpaces, Source

__all__ = ["Beside", "open_source"]

HELD_AGAINST = 1_000  # real samples of a generator: half to find features, half to hold against


@dataclass(frozen=True)
class Beside:
    """What was given beside the checkpoints, as of `CheckpointTimeline`."""

    data: Any = None
    model: Any = None
    rounds: Any = None
    unit: str | None = None
    options: dict[str, Any] = field(default_factory=dict)


def open_source(given: Any, beside: Beside) -> Source:
    """Find the checkpoints.

    Raises
    ------
    OptionError
        What was given is no timeline, or something is missing beside it.
    DataError, ShapeError, ModelError
        The checkpoints do not belong together, or cannot be read.
    """
    if isinstance(given, str | os.PathLike) and PurePath(given).suffix != ".safetensors":
        _refuse(
            f"the built-in timeline {os.fspath(given)!r}", model=beside.model, rounds=beside.rounds
        )
        return _built_in(os.fspath(given), beside.data, beside.options)
    if isinstance(given, str | os.PathLike):
        return _recorded(Recording.load(Path(given)), beside)
    if isinstance(given, Recording):
        return _recorded(given, beside)
    if _is_kept(given):
        recording = Recording(given.name, given.unit)
        for at in given.rounds:
            recording.add(at, pack(given.states[at]))
        return _recorded(recording, beside)
    if isinstance(given, Mapping):
        return open_source(list(given.values()), replace(beside, rounds=list(given)))
    if isinstance(given, Sequence) and not isinstance(given, str) and len(given) >= 2:
        return _many(given, beside)
    raise OptionError(
        f"A {type(given).__name__} is no timeline: give the name of a built-in one, such as "
        "'digits/vae', a file that Watch.save wrote, or a list of two or more spaces, modules or "
        "state dicts, in order."
    )


def _built_in(name: str, data: Any, options: dict[str, Any]) -> Source:
    known = [entry.name for entry in zoo.list() if entry.timeline_path.exists()]
    if name not in known:
        raise OptionError(
            f"There is no built-in timeline {name!r}: give one of {', '.join(known)}, or a file "
            "that ends in .safetensors."
        )
    entry = zoo.find(name)
    options = {"latent_shape": entry.latent_shape, "name": name, **entry.space_options, **options}
    if data is None:
        dataset = zoo.data(entry.data)
        data = dataset.samples
        if not entry.encodes:
            options.setdefault("most", HELD_AGAINST)
        elif "labels" not in options:
            options |= {"labels": dataset.labels, "attributes": dataset.attributes}
    subject = Subject(entry.build(), data, **options)
    return FromRecording(Recording.load(entry.timeline_path), subject)


def _recorded(recording: Recording, beside: Beside) -> Source:
    model, data, options = beside.model, beside.data, beside.options
    _refuse("a recording, which has its own", rounds=beside.rounds, unit=beside.unit)
    if model is None:
        raise OptionError(
            "A recording holds weights and no code: give the model that they belong to as model=, "
            "with any weights."
        )
    source = FromRecording(recording, Subject(model, data, **options))
    source.subject.at(
        recording.state(recording.rounds[-1]), f"of {recording.unit} {recording.rounds[-1]}"
    )
    return source


def _many(given: Sequence[Any], beside: Beside) -> Source:
    model, data, options = beside.model, beside.data, beside.options
    numbers = _numbers(beside.rounds, len(given))
    unit = beside.unit or "checkpoints"
    if all(isinstance(one, LatentSpace) for one in given):
        _refuse("spaces", data=data, model=model, **options)
        _check_spaces(given)
        return FromSpaces(given, numbers, unit)
    states = [one if isinstance(one, Mapping) else weights_of(one) for one in given]
    if model is None:
        if isinstance(given[0], Mapping):
            raise OptionError(
                "State dicts were given without their model: give it as model=, with any weights."
            )
        model = given[0]
    name = options.get("name") or type(next(iter(modules_of(model).values()))).__name__
    recording = Recording(name, unit)
    for at, state in zip(numbers, states, strict=True):
        recording.add(at, pack({key: _array(value) for key, value in state.items()}))
    source = FromRecording(recording, Subject(model, data, **options))
    for at in numbers:
        source.space(at)  # of another architecture: said now, not while one scrubs
    return source


def _check_spaces(spaces: Sequence[LatentSpace]) -> None:
    first = spaces[0]
    for place, space in enumerate(spaces[1:], 1):
        if space.latent_shape != first.latent_shape or (
            tuple(space.modality.shape) != tuple(first.modality.shape)
        ):
            raise ShapeError(
                f"Checkpoint {place} has codes {space.latent_shape} and outputs "
                f"{tuple(space.modality.shape)}, the first {first.latent_shape} and "
                f"{tuple(first.modality.shape)}: checkpoints of one timeline are of one "
                "architecture; compare two models with SpaceComparison."
            )
        if first.from_data != space.from_data:
            raise DataError("Some checkpoints encode data and some draw codes: give one kind.")
        if space is not first and first.from_data:
            check_pair(first, space)


def _numbers(rounds: Any, n: int) -> list[int]:
    if rounds is None:
        return list(range(n))
    numbers = list(rounds)
    whole = all(isinstance(at, int | np.integer) and not isinstance(at, bool) for at in numbers)
    if len(numbers) != n or not whole or len(set(numbers)) != n:
        raise OptionError(
            f"rounds={str(rounds)[:60]} are no {n} whole numbers, each once: give one for each "
            "checkpoint."
        )
    return [int(at) for at in numbers]


def _is_kept(given: Any) -> bool:
    from latentwidgets.zoo.timeline import Timeline

    return isinstance(given, Timeline)


def _array(value: Any) -> Any:
    if not hasattr(value, "detach"):
        return np.asarray(value)
    tensor = value.detach().cpu()
    return (tensor.float() if tensor.is_floating_point() else tensor).numpy()


def _refuse(what: str, **given: Any) -> None:
    names = [name for name, value in given.items() if value is not None]
    if names:
        raise OptionError(f"{', '.join(names)} came together with {what}: leave it out.")
