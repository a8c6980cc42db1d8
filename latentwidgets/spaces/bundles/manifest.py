"""What stands in manifest.json, and the strict reading of JSON."""

import json
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from latentwidgets.modalities import Image
from latentwidgets.spaces.bundles.faults import Fault

__all__ = [
    "FORMAT",
    "VERSION",
    "describe_image",
    "dump_json",
    "make_image",
    "read_json",
    "read_manifest",
]

FORMAT = "latentwidgets bundle"
VERSION = 1
MOST_PIXELS = 2**26
SCHEMA = Path(__file__).with_name("manifest.schema.json")


def read_manifest(data: bytes) -> dict[str, Any]:
    """Read and validate a manifest.

    Raises
    ------
    Fault
        Where it is none, or of a version that this latentwidgets does not know.
    """
    manifest = read_json("manifest.json", data)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Fault(f"its manifest is no {FORMAT}'s: give a file that space.save wrote")
    version = manifest.get("version")
    if type(version) is int and version > VERSION:
        raise Fault(
            f"it has version {version} of the format and this latentwidgets knows {VERSION}: "
            "update latentwidgets (pip install --upgrade latentwidgets)"
        )
    from fastjsonschema import JsonSchemaValueException

    try:
        _validator()(manifest)
    except JsonSchemaValueException as error:
        raise Fault(f"its manifest is not as it should be ({error.message})") from error
    return manifest


def read_json(name: str, data: bytes) -> Any:
    """Read JSON whose numbers are finite and whose names are unique.

    Raises
    ------
    Fault
        Where it is none.
    """
    try:
        return json.loads(
            data.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_unique,
        )
    except (ValueError, RecursionError) as error:
        raise Fault(f"{name} is no JSON as bundles hold it ({error})") from error


def dump_json(value: Any) -> bytes:
    """Write JSON as bundles hold it."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Half a pair of surrogates is no character, and no file can hold it.
    return text.encode("utf-8", errors="replace")


def describe_image(image: Image) -> dict[str, Any]:
    """All that makes an `Image`."""
    low, high = image.value_range
    return {
        "kind": image.kind,
        "height": image.height,
        "width": image.width,
        "channels": image.channels,
        "layout": image.layout,
        "value_range": [float(low), float(high)],
    }


def make_image(described: dict[str, Any]) -> Image:
    """Make an `Image` again.

    Raises
    ------
    Fault
        Where it would be none, or too large.
    """
    height, width = int(described["height"]), int(described["width"])
    if height * width > MOST_PIXELS:
        raise Fault(f"its pictures have {height}×{width} pixels, more than {MOST_PIXELS:,}")
    low, high = described["value_range"]
    try:
        return Image(
            height,
            width,
            int(described["channels"]),
            described["layout"],
            (float(low), float(high)),
        )
    except ValueError as error:
        raise Fault(f"its pictures cannot be ({error})") from error


@cache
def _validator() -> Callable[[Any], Any]:
    import fastjsonschema

    schema = json.loads(SCHEMA.read_text("utf-8"))
    validate: Callable[[Any], Any] = fastjsonschema.compile(schema)
    return validate


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is too large")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
