"""A sample of the user's own, whatever it comes as, in the form of a space's outputs."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, LatentWidgetsError
from latentwidgets.modalities import Audio, Image, Melody, Modality, Series, Text
from latentwidgets.modalities.midi import notes_of
from latentwidgets.modalities.pasted import LONGEST_TABLE, fit_series, read_table
from latentwidgets.modalities.photo import LARGEST_FILE, read_photo
from latentwidgets.modalities.recording import fit_sound, read_wav
from latentwidgets.modalities.tune import fit_tune, read_tune
from latentwidgets.modalities.typed import read_typed
from latentwidgets.spaces.own.ink import ink_of

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Own", "read_file", "read_sample", "read_text", "read_values"]

SUFFIXES = {  # of files that a str given from Python may name
    "image": (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"),
    "text": (".txt",),
    "melody": (".mid", ".midi"),
    "audio": (".wav",),
    "series": (".csv", ".tsv", ".txt"),
}

_SIDE = 320  # pixels to which a drawing is read before it is fitted to the data


@dataclass(frozen=True, eq=False)
class Own:
    """A sample of the user's own.

    Attributes
    ----------
    output
        As the model's outputs are: canonical ``(*modality.shape)``, float32.
    notices
        What had to be done to it, in sentences.
    """

    output: NDArray[np.float32]
    notices: tuple[str, ...] = ()


def read_file(space: "LatentSpace", data: bytes, *, like_data: bool = False) -> Own:
    """Read a file: a picture, a UTF-8 text, MIDI, WAV or CSV, as the space's outputs are.

    Parameters
    ----------
    data
        Its bytes, which may be anything.
    like_data
        Of a drawing: centred and scaled as the data are (`Ink`).

    Raises
    ------
    DataError
        Where it is none, too large or damaged.
    """
    modality = space.modality
    if isinstance(modality, Image):
        return _picture(space, data, like_data=like_data)
    if isinstance(modality, Melody):
        return _with(read_tune(data, modality))
    if isinstance(modality, Audio):
        return _with(fit_sound(*read_wav(data), modality))
    if len(data) > 2 * LONGEST_TABLE:
        raise DataError(
            f"The file has {len(data) / 2**20:.1f} MiB: give a text of at most "
            f"{2 * LONGEST_TABLE // 2**20} MiB."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("The file is no text in UTF-8: save it as such.") from error
    return read_text(space, text)


def read_text(space: "LatentSpace", text: str) -> Own:
    """Read what is typed or pasted: a sentence, or the numbers of a series.

    Raises
    ------
    DataError
        Where it cannot be read, with the words or the line that cannot.
    """
    modality = space.modality
    if isinstance(modality, Text):
        return Own(read_typed(text, modality)[0])
    if isinstance(modality, Series):
        return _with(fit_series(read_table(text), modality))
    raise DataError(f"A text was given and {space.name} makes {modality.kind}: give a file.")


def read_values(space: "LatentSpace", values: NDArray[np.float32]) -> Own:
    """Read the numbers of an output: the notes of a piano roll.

    Raises
    ------
    DataError
        Where they are of another number than one output has, or not finite; or no note sounds.
    """
    modality = space.modality
    shape = modality.shape
    if not isinstance(modality, Melody):
        raise DataError(f"Notes were given and {space.name} makes {modality.kind}: give a file.")
    if values.size != int(np.prod(shape)) or not np.isin(values, (0, 0.5, 1)).all():
        raise DataError(f"Notes of another grid were given: {shape} cells of 0, 0.5 or 1.")
    if not values.any():
        raise DataError("There is no note yet: click some into the roll.")
    parts = [
        notes_of(voice, modality.low, modality.steps_per_beat) for voice in values.reshape(shape)
    ]
    return _with(fit_tune(parts, modality))


def read_sample(space: "LatentSpace", sample: Any, *, like_data: bool = False) -> Own:
    """Read what a Python user gives: an array, a PIL image, a path, bytes, or a text.

    An array may be as the data are, or an output; of sound and series also of another length.

    Raises
    ------
    DataError
        Where it cannot be read.
    """
    modality = space.modality
    if isinstance(sample, bytes | bytearray | memoryview):
        return read_file(space, bytes(sample), like_data=like_data)
    if isinstance(sample, os.PathLike) or _is_path(sample, modality):
        return read_file(space, _bytes_of(Path(sample)), like_data=like_data)
    if isinstance(sample, str):
        return read_text(space, sample)
    if hasattr(sample, "detach"):
        sample = sample.detach().cpu().numpy()
    if isinstance(modality, Image) and not (
        isinstance(sample, np.ndarray) and sample.shape == space.parts.contents.sample_shape
    ):
        return _picture(space, sample, like_data=like_data)
    return _from_array(space, np.asarray(sample))


def _from_array(space: "LatentSpace", array: NDArray[Any]) -> Own:
    modality, intake = space.modality, space.parts.intake
    if array.dtype.kind not in "biuf" or not array.size:
        raise DataError(
            f"An array of {array.dtype} with shape {array.shape} was given: give the numbers of "
            "one sample, a path, or a text."
        )
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise DataError("The sample holds NaN or infinite values: give finite numbers.")
    try:
        if intake.shown is not None and array.shape == space.parts.contents.sample_shape:
            return Own(intake.for_page(array[None])[0])
        return Own(modality.from_samples(array[None])[0])
    except LatentWidgetsError:
        table = array.reshape(len(array), -1) if array.ndim in (1, 2) else None
        if isinstance(modality, Audio) and table is not None and array.dtype.kind == "f":
            return _with(fit_sound(np.clip(table, -1, 1), modality.sample_rate, modality))
        if isinstance(modality, Series) and table is not None:
            return _with(fit_series(table, modality))
        raise


def _picture(space: "LatentSpace", picture: Any, *, like_data: bool) -> Own:
    modality = space.modality
    assert isinstance(modality, Image)  # noqa: S101
    if not like_data:
        return Own(read_photo(picture, modality))
    ink = ink_of(space)
    if not ink.is_drawn:
        raise DataError(
            f"The pictures of {space.name} are no drawings on plain paper, as which yours could be "
            "centred and scaled: leave that out."
        )
    ratio = modality.width / modality.height
    height = max(modality.height, round(_SIDE / max(1, ratio)))
    large = Image(height, max(1, round(height * ratio)), 1)
    fitted = ink.fit(read_photo(picture, large), modality)
    return Own(fitted, ("It was centred and scaled as the data are.",))


def _with(read: tuple[NDArray[np.float32], list[str]]) -> Own:
    return Own(read[0], tuple(read[1]))


def _is_path(sample: Any, modality: Modality) -> bool:
    """Whether a str is the name of a file: of models of texts it is a text unless it ends so."""
    return isinstance(sample, str) and (
        modality.kind not in ("text", "series") or sample.lower().endswith(SUFFIXES[modality.kind])
    )


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # a NUL in a name is a ValueError
        why = getattr(error, "strerror", None) or "no such name can be"
        raise DataError(f"{path.name[:80]} cannot be read ({why}): give the path of a file.") from (
            error
        )
    if len(data) > LARGEST_FILE:
        raise DataError(f"{path.name[:80]} is larger than {LARGEST_FILE // 2**20} MiB.")
    return data
