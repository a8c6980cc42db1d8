"""What stands in manifest.json, and JSON of which a fault is told as of a bundle."""

import math
from pathlib import Path
from typing import Any

from latentwidgets.exceptions import OptionError
from latentwidgets.modalities import Image, Modality, modality_from
from latentwidgets.spaces.bundles.faults import Fault
from latentwidgets.strict_json import check_schema, parse_json

__all__ = [
    "FORMAT",
    "VERSION",
    "check_version",
    "make_image",
    "make_modality",
    "read_json",
    "read_manifest",
]

FORMAT = "latentwidgets bundle"
VERSION = 5
MOST_NUMBERS = 2**26  # of one output
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
    try:
        check_schema(manifest, SCHEMA)
    except ValueError as error:
        raise Fault(f"its manifest is not as it should be ({error})") from error
    return manifest


def read_json(name: str, data: bytes) -> Any:
    """Read JSON whose numbers are finite and whose names are unique.

    Raises
    ------
    Fault
        Where it is none.
    """
    try:
        return parse_json(data)
    except ValueError as error:
        raise Fault(f"{name} is no JSON as bundles hold it ({error})") from error


def check_version(manifest: dict[str, Any], modality: Modality) -> None:
    """Check that a manifest holds nothing that its version does not have.

    Raises
    ------
    Fault
        Where it does: an older latentwidgets would be misled.
    """
    model, version = manifest["model"], manifest["version"]
    held = {
        f"{modality.kind} outputs": (2, not isinstance(modality, Image)),
        "directions": (3, manifest.get("directions")),
        "posteriors": (4, manifest["samples"].get("log_variances")),
        "names of dimensions": (4, manifest.get("dimension_names")),
        "styles of layers": (4, model.get("layers")),
        "origin": (5, model.get("origin")),
    }
    for what, (first, is_held) in held.items():
        if is_held and version < first:
            raise Fault(f"its version is {version}, which has no {what}")


def make_modality(described: dict[str, Any]) -> Modality:
    """Make the modality of a model again.

    Raises
    ------
    Fault
        Where it would be none, or too large.
    """
    try:
        modality = modality_from(described)
        sizes = [math.prod(modality.shape), math.prod(modality.raw_shape)]
    except OptionError as error:
        raise Fault(f"its outputs cannot be ({error})") from error
    if max(sizes) > MOST_NUMBERS:
        raise Fault(f"one of its outputs has {max(sizes):,} numbers, more than {MOST_NUMBERS:,}")
    return modality


def make_image(described: dict[str, Any]) -> Image:
    """Make the `Image` of pictures again.

    Raises
    ------
    Fault
        Where it would be none, or too large.
    """
    modality = make_modality(described)
    if not isinstance(modality, Image):
        raise Fault("its samples are pictures of no kind of picture")
    return modality
