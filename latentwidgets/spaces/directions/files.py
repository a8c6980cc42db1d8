"""A direction in a file: JSON or ``.npz``, read as from a stranger.

``{"format", "version", "name", "method", "label", "latent_shape", "scale", "vector", "quality",
"recipe", "fingerprint"}``, the last of the model, where that is known; in an ``.npz`` the vector
is an array and the rest a JSON text. Pages write the JSON.
"""

import io
import json
import math
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, LatentWidgetsError, OptionError
from latentwidgets.files import UNREADABLE, replacing
from latentwidgets.spaces.directions.quality import DirectionQuality
from latentwidgets.spaces.directions.recipe import read_recipe
from latentwidgets.strict_json import parse_json

if TYPE_CHECKING:
    from latentwidgets.spaces.directions.direction import Direction

__all__ = ["FORMAT", "MOST_NUMBERS", "describe", "from_description", "load", "read_bytes", "save"]

FORMAT = "latentwidgets direction"
VERSION = 1
SUFFIXES = (".json", ".npz")
ZIP = b"PK"
METHODS = ("mean", "lda", "logistic", "svm", "regression", "pairs", "pca", "sefa", "jacobian")
MOST_NUMBERS = 2**20  # of a vector
MOST_BYTES = 32 * 2**20
MOST_AXES = 8
LONGEST_LABEL = 2000
LONGEST_FINGERPRINT = 64


def save(direction: "Direction", path: str | os.PathLike[str]) -> Path:
    """Write a direction; see `Direction.save`."""
    target = Path(path).expanduser()
    described = describe(direction) | _origin(direction)
    if target.suffix not in SUFFIXES:
        raise OptionError(
            f"path={str(path)!r} names no file for a direction: end it with .json or .npz."
        )
    with replacing(target) as beside:
        if target.suffix == ".json":
            beside.write_text(json.dumps(described, allow_nan=False, indent=1), encoding="utf-8")
        else:
            del described["vector"]
            about = np.frombuffer(json.dumps(described, allow_nan=False).encode("ascii"), np.uint8)
            with beside.open("wb") as file:
                np.savez(file, vector=direction.vector, about=about)
    return target


def load(path: str | os.PathLike[str]) -> "Direction":
    """Read a direction; see `Direction.load`."""
    file = Path(path).expanduser()
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise DataError(
            f"{file.name} has {size:,} bytes and a direction takes {MOST_BYTES:,} at most: give "
            "a file that Direction.save wrote."
        )
    return _named(file.name, read_bytes, file.read_bytes())


def read_bytes(data: bytes) -> "Direction":
    """Read a direction from what stands in a file, whichever of the two kinds it is.

    Raises
    ------
    DataError
        Where it is none.
    """
    if data.startswith(ZIP):
        return _read_npz(data)
    try:
        described = parse_json(data)
    except ValueError as error:
        raise DataError(f"it is no JSON ({error})") from error
    return from_description(described)


def describe(direction: "Direction") -> dict[str, Any]:
    """Give a direction as JSON."""
    measured = direction.measured
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": direction.name,
        "method": direction.method,
        "label": direction.label,
        "latent_shape": list(direction.latent_shape),
        "scale": direction.scale,
        # The shortest digits that give the float32 back.
        "vector": [float(str(value)) for value in direction.vector.reshape(-1)],
        "quality": None if measured is None else measured.describe(),
        "recipe": direction.recipe,
    }


def _origin(direction: "Direction") -> dict[str, str]:
    """Say which model it is of, as far as known."""
    from latentwidgets.spaces.identity import model_fingerprint

    space = None if direction.measurement is None else direction.measurement.space
    found = direction.fingerprint if space is None else model_fingerprint(space.model)
    return {"fingerprint": found} if found else {}


def from_description(described: Any, vector: NDArray[np.float32] | None = None) -> "Direction":
    """Make the direction that JSON describes; `vector` where it stands elsewhere.

    Raises
    ------
    DataError
        Where something is missing or cannot be.
    """
    from latentwidgets.spaces.directions.direction import Direction
    from latentwidgets.spaces.directions.measuring import Measurement

    if not isinstance(described, dict) or described.get("format") != FORMAT:
        raise DataError(f"it is no {FORMAT}")
    version = described.get("version")
    if version != VERSION:
        raise DataError(
            f"it has version {str(version)[:20]} and this latentwidgets knows {VERSION}: update "
            "latentwidgets"
        )
    shape = described.get("latent_shape")
    if (
        not isinstance(shape, list)
        or not 0 < len(shape) <= MOST_AXES
        or not all(type(extent) is int and 0 < extent <= MOST_NUMBERS for extent in shape)
        or math.prod(shape) > MOST_NUMBERS
    ):
        raise DataError("its latent_shape is no list of sizes")
    numbers = _numbers(described.get("vector"), shape) if vector is None else vector
    if numbers.shape != tuple(shape):
        raise DataError(f"its vector has shape {numbers.shape} and latent_shape is {shape}")
    texts = [described.get(name) for name in ("name", "method", "label")]
    if not all(isinstance(text, str) and len(text) <= LONGEST_LABEL for text in texts):
        raise DataError("its name, method or label is no text")
    name, method, label = (str(text) for text in texts)
    scale = described.get("scale")
    if isinstance(scale, bool) or not isinstance(scale, int | float) or method not in METHODS:
        raise DataError("its scale is no number, or its method is not known")
    quality = described.get("quality")
    known = None if quality is None else DirectionQuality.from_description(quality)
    measurement = Measurement(None, known=known)
    recipe = read_recipe(described.get("recipe"))
    fingerprint = described.get("fingerprint", "")
    if not isinstance(fingerprint, str) or len(fingerprint) > LONGEST_FINGERPRINT:
        raise DataError("its fingerprint is no text")
    return Direction(numbers, scale, name, method, label, measurement, recipe, fingerprint)


def _numbers(values: Any, shape: list[int]) -> NDArray[np.float32]:
    if (
        not isinstance(values, list)
        or len(values) != math.prod(shape)
        or not all(type(value) in (int, float) and abs(value) <= 1e30 for value in values)
    ):
        raise DataError(f"its vector is no list of {math.prod(shape):,} finite numbers")
    return np.array(values, np.float32).reshape(shape)


def _read_npz(data: bytes) -> "Direction":
    """Read an ``.npz`` whose two members are of the size that they must be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if sorted(info.filename for info in infos) != ["about.npy", "vector.npy"]:
                raise DataError("it does not hold what a direction is")
            if sum(info.file_size for info in infos) > MOST_BYTES:
                raise DataError("it would unpack to more than a direction takes")
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            about, vector = held["about"], held["vector"]
    except UNREADABLE as error:
        if isinstance(error, LatentWidgetsError):
            raise
        raise DataError(f"it is damaged ({error})") from error
    if about.dtype != np.uint8 or about.ndim != 1 or vector.dtype != np.float32:
        raise DataError("it does not hold what a direction is")
    try:
        described = parse_json(about.tobytes())
    except ValueError as error:
        raise DataError(f"it is no JSON ({error})") from error
    return from_description(described, vector)


def _named(name: str, read: Any, source: Any) -> "Direction":
    try:
        direction: Direction = read(source)
    except LatentWidgetsError as error:
        said = str(error).rstrip(".")
        raise DataError(f"{name} cannot be read as a direction: {said}.") from error
    return direction
