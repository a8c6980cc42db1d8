"""The Python by which a code is had: as a tool made it, else number by number.

`frontend/src/code-ways.ts` gives the same text.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.arithmetic.spelling import written
from latentwidgets.spaces.names import SAMPLE

if TYPE_CHECKING:
    from latentwidgets.spaces.directions.recipe import Recipe

__all__ = [
    "Known",
    "KnownDirection",
    "array_lines",
    "direction_lines",
    "float32_text",
    "mix_lines",
    "quoted",
    "sum_lines",
    "way_lines",
    "wrapped",
]

Code = NDArray[np.float32]
Made = tuple[list[str], Code]

IN_A_LINE = 6
NEAR = 1e-6


@dataclass(frozen=True)
class KnownDirection:
    """A direction of the space."""

    vector: Code
    scale: float
    method: str
    recipe: "Recipe | None"


@dataclass(frozen=True)
class Known:
    """What lines may name: means by name, groups of dimensions by name, directions by name."""

    latent_shape: tuple[int, ...] = ()
    means: Mapping[str, Code] = field(default_factory=dict)
    groups: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    directions: Mapping[str, KnownDirection] = field(default_factory=dict)
    layers: tuple[int, int] | None = None
    """How many layers the groups are of, and the size of a style, where codes are z or w."""


def way_lines(z: Code, tools: Mapping[str, Any], known: Known) -> list[str]:
    """Write how `z` is had, flat or in its shape."""
    flat = z.reshape(-1)
    for tool, way in WAYS.items():
        made = way(tools[tool], known) if tool in tools else None
        if made is not None and _is_near(made[1], flat):
            return made[0]
    return array_lines("z = ", flat)


def array_lines(before: str, z: Code, after: str = "") -> list[str]:
    """Write an array, each float32 of it exactly."""
    return [
        f"{before}np.array(",
        "    [",
        *wrapped(map(float32_text, z.reshape(-1))),
        "    ],",
        "    dtype=np.float32,",
        f"){after}",
    ]


def wrapped(texts: Iterable[str], indent: int = 8) -> list[str]:
    """Write six in a line."""
    listed = list(texts)
    rows = [listed[i : i + IN_A_LINE] for i in range(0, len(listed), IN_A_LINE)]
    return [" " * indent + ", ".join(row) + "," for row in rows]


def float32_text(value: Any) -> str:
    """Write the fewest digits that, read as a Python float, round to this float32."""
    number = float(value)
    for digits in range(1, 10):
        # Ties go away from zero, as in the page.
        context = Context(prec=digits, rounding=ROUND_HALF_UP)
        short = float(context.create_decimal_from_float(number))
        with np.errstate(over="ignore"):  # rounded up beyond the largest: not this one
            rounded = np.float32(short)
        if rounded == np.float32(number):
            return repr(short)
    return repr(number)


def operand_lines(target: str, operand: Mapping[str, Any], known: Known) -> list[str]:
    """Write the code of a slot: by the name that the space has for it, else its numbers."""
    name, z = operand["name"], operand["z"]
    sample = SAMPLE.fullmatch(name) if operand["kind"] == "sample" else None
    if sample is not None:
        return [f"{target} = space.flat_codes[{sample[1]}]"]
    if _is_mean(operand, known):
        return [f"{target} = space.names[{quoted(name)}].reshape(-1)"]
    return array_lines(f"{target} = ", z)


def sum_lines(state: Mapping[str, Any], known: Known) -> tuple[list[str], str]:
    """Write the codes of a sum that have no name in the space, and the arguments of `compute`."""
    lines: list[str] = []
    text = ""
    for term in state["terms"]:
        operand, weight = term["operand"], term["weight"]
        if operand is None:
            continue
        is_named = operand["kind"] == "sample" or _is_mean(operand, known)
        target = f"codes[{quoted(operand['name'])}]"
        if not is_named and not any(line.startswith(f"{target} = ") for line in lines):
            lines += [
                *([] if lines else ["codes = {}"]),
                *array_lines(f"{target} = ", operand["z"]),
            ]
        sign = ("-" if weight < 0 else "") if text == "" else (" - " if weight < 0 else " + ")
        size = "" if abs(weight) == 1 else f"{abs(weight)!r} * "
        text += f"{sign}{size}{written(operand['name'])}"
    return lines, f"{quoted(text)}, codes" if lines else quoted(text)


def direction_lines(target: str, name: str, known: Known) -> list[str]:
    """Write how a direction is made, else its vector."""
    direction = known.directions[name]
    if direction.recipe is not None:
        return _recipe_lines(target, name, direction.recipe)
    shape = ", ".join(map(str, known.latent_shape))
    return [
        *array_lines("vector = ", direction.vector),
        f"{target} = lw.Direction(",
        f"    vector.reshape({shape}), {float(direction.scale)!r},",
        f'    name={quoted(name)}, method={quoted(direction.method)}, label="",',
        ")",
    ]


def quoted(text: str) -> str:
    """Write a text as Python reads it."""
    return json.dumps(text, ensure_ascii=False)


def _along(state: Mapping[str, Any], known: Known) -> Made | None:
    amounts = state["amounts"]
    if state["from"] is None or not amounts:
        return None
    if any(amount["name"] not in known.directions for amount in amounts):
        return None
    lines = array_lines("z = ", state["from"])
    made = state["from"].astype(np.float64)
    for i, amount in enumerate(amounts):
        direction = known.directions[amount["name"]]
        lines += direction_lines(f"direction_{i}", amount["name"], known)
        lines.append(f"z = direction_{i}.apply(z, {float(amount['amount'])!r})[0]")
        step = amount["amount"] * direction.scale
        made = made + step * direction.vector.reshape(-1).astype(np.float64)
    return lines, made.astype(np.float32)


def _sum(state: Mapping[str, Any], known: Known) -> Made | None:
    filled = [term for term in state["terms"] if term["operand"] is not None]
    if not filled:
        return None
    lines, given = sum_lines(state, known)
    parts = [term["weight"] * term["operand"]["z"].astype(np.float64) for term in filled]
    return [*lines, f"z = space.compute({given})"], np.sum(parts, axis=0).astype(np.float32)


def mix_lines(tools: Mapping[str, Any], known: Known) -> list[str]:
    """Write the mix of layers that the Style tab shows beside the code, where it has one."""
    state = tools.get("styles")
    if state is None or known.layers is None or not _is_mixed(state):
        return []
    taken = _taken(state, known)
    if taken is None:
        return []
    return [
        "",
        "# The mix of the tab Style: a style for each layer, which is no code of the space.",
        *operand_lines("content", state["content"], known),
        *operand_lines("style", state["style"], known),
        "layered = space.layered()",
        "content, style = space.layer_styles([content, style])",
        f"mix = layered.mix_styles(content, style, {taken[0]}, {state['strength']!r})",
        "mixed_output = layered.decode(mix[None])[0]",
        "",
    ]


def _is_mixed(state: Mapping[str, Any]) -> bool:
    filled = state["content"] is not None and state["style"] is not None
    return filled and bool(state["groups"])


def _taken(state: Mapping[str, Any], known: Known) -> tuple[str, NDArray[Any]] | None:
    """Write the groups taken from the style, and tell their dimensions; None: one is not there."""
    own = {group["name"]: group["dims"] for group in state["own"]}
    names = state["groups"]
    if not all(name in own or name in known.groups for name in names):
        return None
    if not own.keys() & set(names):
        return f"[{', '.join(map(quoted, names))}]", np.concatenate(
            [known.groups[name] for name in names]
        )
    space = "space" if known.layers is None else "layered"
    texts, dims = [], []
    for name in names:
        if name not in own:
            dims.append(known.groups[name])
            texts.append(f"{quoted(name)}: {space}.style_groups()[{quoted(name)}]")
            continue
        listed = f"[{', '.join(map(str, own[name]))}]"
        if known.layers is not None:
            n, size = known.layers
            listed = f"np.arange({n * size}).reshape({n}, {size})[{listed}].reshape(-1)"
        dims.append(own[name])
        texts.append(f"{quoted(name)}: {listed}")
    return f"{{{', '.join(texts)}}}", np.concatenate(dims)


def _mix(state: Mapping[str, Any], known: Known) -> Made | None:
    if known.layers is not None or not _is_mixed(state):
        return None
    content, style, taken = state["content"], state["style"], _taken(state, known)
    if taken is None or taken[1].max() >= content["z"].size:
        return None
    groups, dims = taken
    share = state["strength"]
    made = content["z"].astype(np.float64)
    made[dims] = (1 - share) * made[dims] + share * style["z"][dims].astype(np.float64)
    lines = [
        *operand_lines("content", content, known),
        *operand_lines("style", style, known),
        f"z = space.mix_styles(content, style, {groups}, {share!r})",
    ]
    return lines, made.astype(np.float32)


def _way(state: Mapping[str, Any], known: Known) -> Made | None:
    anchors = [anchor for anchor in state["anchors"] if anchor is not None]
    if state["z"] is None or len(anchors) < 2:
        return None
    lines = [
        line
        for i, anchor in enumerate(anchors)
        for line in operand_lines(f"anchor_{i}", anchor, known)
    ]
    names = ", ".join(f"anchor_{i}" for i in range(len(anchors)))
    return [
        *lines,
        f"way = space.path([{names}], 33, {quoted(state['path'])})",
        f"z = way.at({float(state['share'])!r})[0]",
    ], state["z"]


WAYS = {"directions": _along, "arithmetic": _sum, "styles": _mix, "interpolation": _way}


def _recipe_lines(target: str, name: str, recipe: "Recipe") -> list[str]:
    given = []
    for key in (
        "attribute",
        "value",
        "against",
        "positive",
        "negative",
        "pairs",
        "method",
        "index",
    ):
        value = recipe.get(key)
        if isinstance(value, list):
            given += [f"    {key}=[", *wrapped(map(str, value)), "    ],"]
        elif value is not None:
            given.append(f"    {key}={quoted(value) if isinstance(value, str) else value},")
    return [f"{target} = space.direction(", *given, f"    name={quoted(name)},", ")"]


def _is_mean(operand: Mapping[str, Any], known: Known) -> bool:
    mean = known.means.get(operand["name"])
    return mean is not None and np.array_equal(mean.reshape(-1), operand["z"])


def _is_near(one: Code, other: Code) -> bool:
    if one.size != other.size:
        return False
    return bool((np.abs(one - other) <= NEAR * np.maximum(1, np.abs(other))).all())
