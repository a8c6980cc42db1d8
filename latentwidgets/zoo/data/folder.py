"""Pictures of one's own: a folder of files, with a table of attributes."""

import os
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.modalities import Image
from latentwidgets.modalities.photo import read_photo
from latentwidgets.zoo.data.dataset import Dataset
from latentwidgets.zoo.data.split import every_sixth
from latentwidgets.zoo.data.table import read_table

__all__ = ["load_image_folder"]

_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"}
_LARGEST_FILE = 64 * 2**20
_LARGEST_TOTAL = 8 * 2**30


def load_image_folder(
    folder: str | Path,
    attributes: str | Path | None = None,
    *,
    size: int = 64,
    channels: int = 3,
    limit: int | None = None,
) -> Dataset:
    """Load a folder of pictures, and what a table says of them.

    Each picture is cut to a square around its middle and scaled; a camera's turn is followed, of
    an animation the first frame is taken. What cannot be read is left out, and a warning names
    it; so it does with pictures that the table does not know, which stay, with missing values.

    Parameters
    ----------
    folder
        Holds PNG, JPEG, WebP, GIF, BMP or TIFF files (each at most 64 MiB and 40 million pixels),
        or folders of them: their names are the labels.
    attributes
        A CSV file: a header, then a row a picture that begins with its file name (in a folder of
        folders: ``folder/name``); or CelebA's ``list_attr_celeba`` as CSV or as text. Columns of
        1 and -1, of 1 and 0, or of true and false are booleans.
    size
        Height and width of the samples, in pixels, 8 to 1024.
    channels
        1 (grey), 3 (RGB) or 4 (RGBA).
    limit
        How many pictures are read at most, the first by name.

    Returns
    -------
    Dataset
        Its samples are float32 ``(n, channels, size, size)`` in [0, 1]; every sixth is held out;
        the attribute ``file`` holds the names.

    Raises
    ------
    DataError
        There is no such folder, no picture in it that can be read, the table is damaged, or the
        samples would take more than 8 GiB.
    OptionError
        An option is out of its range.
    """
    folder = Path(folder)
    _check(size, channels, limit)
    names = _names(folder)[:limit]
    if len(names) * channels * size * size * 4 > _LARGEST_TOTAL:
        raise DataError(
            f"The {len(names):,} pictures would take more than {_LARGEST_TOTAL // 2**30} GiB: "
            "give a limit, or a smaller size."
        )
    table = None if attributes is None else read_table(Path(attributes))
    modality = Image(size, size, channels, layout="CHW", value_range=(0.0, 1.0))
    samples = np.empty((len(names), channels, size, size), np.float32)
    kept: list[str] = []
    faults: list[str] = []
    for name in names:
        try:
            picture = read_photo(_bytes(folder / name), modality, largest_file=_LARGEST_FILE)
        except DataError as error:
            faults.append(f"{name}: {error}")
            continue
        samples[len(kept)] = picture.transpose(2, 0, 1)
        kept.append(name)
    if not kept:
        why = f" ({faults[0]})" if faults else ""
        raise DataError(
            f"No picture in {folder.name!r} can be read{why}: give a folder of pictures."
        )
    if faults:
        _warn("Left out, for they cannot be read", faults)
    found = {"file": np.array(kept)}
    if table is not None:
        _warn("Without a row of attributes", [name for name in kept if name not in table.rows])
        if limit is None:
            _warn("Rows without a picture", sorted(set(table.rows) - set(names)))
        found |= table.attributes(kept)
    folders = [name.rpartition("/")[0] for name in kept]
    return Dataset(
        name=folder.name or "folder",
        title=f"{len(kept):,} pictures of {size} by {size} pixels",
        licence="that of the files",
        source=f"the folder {folder.name!r}",
        samples=samples[: len(kept)],
        is_test=every_sixth(len(kept)),
        labels=np.array(folders) if any(folders) else None,
        attributes=found,
    )


def _check(size: int, channels: int, limit: int | None) -> None:
    if not isinstance(size, int) or not 8 <= size <= 1024:
        raise OptionError(f"size is {size!r}: give pixels, from 8 to 1024.")
    if channels not in {1, 3, 4}:
        raise OptionError(f"channels is {channels!r}: give 1 (grey), 3 (RGB) or 4 (RGBA).")
    if limit is not None and (not isinstance(limit, int) or limit < 1):
        raise OptionError(f"limit is {limit!r}: give a number of pictures, 1 or more, or None.")


def _names(folder: Path) -> list[str]:
    """List the pictures of a folder, and of the folders in it, by name."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        names = [entry.name for entry in entries if _is_picture(entry)]
        for entry in entries:
            if entry.is_dir() and not entry.name.startswith("."):
                inner = sorted(found.name for found in os.scandir(entry) if _is_picture(found))
                names += [f"{entry.name}/{name}" for name in inner]
    except OSError as error:
        raise DataError(
            f"{folder.name!r} cannot be listed ({error.strerror}): give a folder of pictures."
        ) from error
    return names


def _is_picture(entry: "os.DirEntry[str]") -> bool:
    visible = not entry.name.startswith(".")
    return visible and Path(entry.name).suffix.lower() in _SUFFIXES and entry.is_file()


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise DataError(f"the file cannot be read ({error.strerror}).") from error


def _warn(what: str, names: Sequence[str]) -> None:
    if names:
        shown = "; ".join(names[:5]) + ("; ..." if len(names) > 5 else "")
        warnings.warn(f"{what} ({len(names):,}): {shown}", UserWarning, stacklevel=3)
