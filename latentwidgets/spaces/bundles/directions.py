"""Directions in a bundle: one array of vectors, and what is known of each in the manifest."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from latentwidgets.exceptions import LatentWidgetsError
from latentwidgets.spaces.bundles.arrays import pack_array, unpack_array
from latentwidgets.spaces.bundles.faults import Fault
from latentwidgets.spaces.bundles.members import Members
from latentwidgets.spaces.directions import Direction, DirectionQuality
from latentwidgets.spaces.directions.measuring import Measurement

__all__ = ["MEMBER", "pack_directions", "unpack_directions"]

MEMBER = "directions.npy"


def pack_directions(
    directions: Sequence[Direction], members: dict[str, bytes]
) -> list[dict[str, Any]]:
    """Add the vectors to the members; return what stands in the manifest."""
    if not directions:
        return []
    vectors = np.stack([direction.vector for direction in directions])
    members[MEMBER] = pack_array(vectors, np.float32)
    return [
        {
            "name": direction.name,
            "method": direction.method,
            "label": direction.label,
            "scale": direction.scale,
            "quality": None if direction.measured is None else direction.measured.describe(),
        }
        for direction in directions
    ]


def unpack_directions(
    described: Sequence[dict[str, Any]], members: Members, latent_shape: tuple[int, ...]
) -> tuple[Direction, ...]:
    """Read directions.

    Raises
    ------
    Fault
        Where one cannot be, or two have one name.
    """
    if not described:
        return ()
    vectors = unpack_array(MEMBER, members[MEMBER], np.float32, (len(described), *latent_shape))
    found = []
    for entry, vector in zip(described, vectors, strict=True):
        quality = entry["quality"]
        try:
            known = None if quality is None else DirectionQuality.from_description(quality)
            measurement = Measurement(None, known=known)
            words = (entry["name"], entry["method"], entry["label"])
            found.append(Direction(vector, float(entry["scale"]), *words, measurement))
        except LatentWidgetsError as error:
            raise Fault(f"one of its directions cannot be ({error})") from error
    if len({direction.name for direction in found}) < len(found):
        raise Fault("two of its directions have one name")
    return tuple(found)
