"""How a direction was made: the arguments with which `LatentSpace.direction` makes it again."""

from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["Recipe", "read_recipe", "recipe_of"]

Recipe = Mapping[str, Any]

TEXTS = ("attribute", "value", "against", "method")
GROUPS = ("positive", "negative")
LONGEST = 2000
MOST_SAMPLES = 1000  # of both groups: more are not written down
MOST_INDEX = 2**24
WAYS = ("attribute", "positive", "pairs", "index")


def recipe_of(**given: Any) -> Recipe | None:
    """Note what was given; None where it cannot be written down, as codes and many samples."""
    recipe = {}
    for name, value in given.items():
        if value is None:
            continue
        if name in GROUPS or name == "pairs":
            value = np.asarray(value).tolist()  # noqa: PLW2901
        elif name in ("value", "against"):
            value = str(value)  # noqa: PLW2901
        recipe[name] = value
    return read_recipe(recipe)


def read_recipe(value: Any) -> Recipe | None:
    """Read a recipe as from a stranger; None where it is none."""
    if not isinstance(value, Mapping) or not value.keys() <= {*TEXTS, *GROUPS, "pairs", "index"}:
        return None
    texts = [value[name] for name in TEXTS if name in value]
    if not all(isinstance(text, str) and 0 < len(text) <= LONGEST for text in texts):
        return None
    groups = [value[name] for name in GROUPS if name in value]
    if "pairs" in value:
        groups.append(_flat(value["pairs"]))
    if not all(isinstance(group, list) and group for group in groups):
        return None
    samples = [index for group in groups for index in group]
    if len(samples) > MOST_SAMPLES or not all(
        type(index) is int and 0 <= index < 2**32 for index in samples
    ):
        return None
    index = value.get("index", 0)
    if type(index) is not int or not 0 <= index <= MOST_INDEX:
        return None
    found = sum(name in value for name in WAYS)
    return dict(value) if found == 1 else None


def _flat(pairs: Any) -> list[Any]:
    """Give the members of pairs one after another; none where they are no pairs."""
    is_paired = isinstance(pairs, list) and all(
        isinstance(pair, list) and len(pair) == 2 for pair in pairs
    )
    return [index for pair in pairs for index in pair] if is_paired else []
