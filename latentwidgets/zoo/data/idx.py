"""Data in IDX files, as MNIST and its descendants are handed out."""

import gzip
import math
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.zoo.data.dataset import Dataset
from latentwidgets.zoo.data.split import every_sixth

__all__ = ["load_idx", "read_idx"]

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_LARGEST = 2**31  # bytes of values; MNIST has 2**26
_CHUNK = 2**20


def load_idx(images: str | Path, labels: str | Path | None = None) -> Dataset:
    """Load pictures from an IDX file, and their labels from another.

    Parameters
    ----------
    images
        Of unsigned bytes ``(n, height, width)``, such as ``train-images-idx3-ubyte.gz``.
    labels
        Of whole numbers ``(n,)``, such as ``train-labels-idx1-ubyte.gz``.

    Returns
    -------
    Dataset
        Its samples are float32 ``(n, 1, height, width)`` in [0, 1]; every sixth is held out.

    Raises
    ------
    DataError
        A file is not there, damaged or of another kind, or their numbers differ.
    """
    pixels = read_idx(images)
    if pixels.ndim != 3 or pixels.dtype != np.uint8 or pixels.size == 0:
        raise DataError(
            f"{Path(images).name} holds {pixels.dtype} of shape {pixels.shape}: give a file of "
            "unsigned bytes (n, height, width)."
        )
    targets = None if labels is None else read_idx(labels)
    if labels is not None and targets is not None:
        if targets.shape != pixels.shape[:1] or targets.dtype.kind not in "iu":
            raise DataError(
                f"{Path(labels).name} holds {targets.dtype} of shape {targets.shape}: give one "
                f"whole number for each of the {len(pixels):,} pictures."
            )
        targets = targets.astype(np.int64)
    name = Path(images).name.split(".")[0]
    return Dataset(
        name=name,
        title=f"{len(pixels):,} pictures of {pixels.shape[2]} by {pixels.shape[1]} pixels",
        licence="that of the file",
        source=Path(images).name,
        samples=np.divide(pixels[:, None], 255, dtype=np.float32),
        is_test=every_sixth(len(pixels)),
        labels=targets,
    )


def read_idx(path: str | Path) -> NDArray[Any]:
    """Read the array of an IDX file, compressed with gzip or not.

    Raises
    ------
    DataError
        The file cannot be read, is no IDX file, holds more or less than its header says, or
        would be larger than 2 GiB.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            zipped = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            if not zipped:
                return _read(path.name, file)
            with gzip.open(file) as unzipped:
                return _read(path.name, unzipped)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise DataError(f"{path.name} cannot be read ({reason}): give an IDX file.") from error


def _read(name: str, file: IO[bytes] | gzip.GzipFile) -> NDArray[Any]:
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in _TYPES or not magic[3]:
        raise DataError(f"{name} does not begin as an IDX file does: give an IDX file.")
    kind = np.dtype(_TYPES[magic[2]])
    header = file.read(4 * magic[3])
    if len(header) < 4 * magic[3]:
        raise DataError(f"{name} ends within its header: fetch the file again.")
    shape = tuple(int(size) for size in np.frombuffer(header, ">u4"))
    expected = math.prod(shape) * kind.itemsize
    if len(shape) > 8 or expected > _LARGEST:
        raise DataError(
            f"{name} claims {expected:,} bytes of values: at most {_LARGEST:,} are read."
        )
    values = bytearray()  # grows with what is there, whatever the header claims
    while len(values) <= expected and (part := file.read(_CHUNK)):
        values += part
    if len(values) != expected:
        what = "more" if len(values) > expected else f"{len(values):,}"
        raise DataError(
            f"{name} says that it holds {expected:,} bytes and holds {what}: fetch the file again."
        )
    return np.frombuffer(values, kind).reshape(shape).astype(kind.newbyteorder("="))
