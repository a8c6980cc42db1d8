"""What a session holds of the kernel's own: directions, and the sample of the user's own."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, LatentWidgetsError
from latentwidgets.modalities import Audio, Image, Melody, Modality, Text
from latentwidgets.modalities.words import LAST_CODE_POINT
from latentwidgets.spaces.directions.direction import LONGEST_NAME
from latentwidgets.spaces.directions.files import describe, from_description
from latentwidgets.spaces.own import Placement
from latentwidgets.strict_json import check_schema

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.spaces.directions import Direction
    from latentwidgets.widgets.edits import Edit
    from latentwidgets.widgets.handlers import Context

__all__ = ["Fitted", "Kept", "describe_kept", "fit", "kept_of", "put", "read_kept"]

Array = NDArray[np.float32]
Method = Literal["encoder", "gradients", "differences"]

SCHEMA = Path(__file__).with_name("kept.schema.json")


@dataclass(frozen=True, eq=False)
class Own:
    """A sample of the user's own as a file has it: flat, of whatever outputs."""

    original: Array
    code: Array
    spread: Array | None
    error: float
    scale: float
    scale_label: str
    method: Method
    notices: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Kept:
    """Directions in order, what is edited, and whether its result keeps what the model lost."""

    directions: "tuple[Direction, ...]"
    own: Own | None
    keeps_lost: bool


@dataclass(frozen=True, eq=False)
class Fitted:
    """The same, of a space: what is edited placed in it."""

    directions: "tuple[Direction, ...]"
    placement: Placement | None
    notices: tuple[str, ...]
    keeps_lost: bool


def kept_of(context: "Context") -> Kept:
    """Gather what is kept of a space now."""
    edits = context.edits
    edit = edits.current
    directions = tuple(context.space.directions.values())
    return Kept(directions, None if edit is None else _own_of(edit), edits.keeps_lost)


def describe_kept(kept: Kept) -> dict[str, Any]:
    """Describe it in JSON, NaN as null."""
    own = kept.own
    return {
        "directions": [describe(one) for one in kept.directions],
        "edit": {"keep_lost": kept.keeps_lost, "own": None if own is None else _describe(own)},
    }


def read_kept(content: Any, latent_shape: tuple[int, ...]) -> Kept:
    """Read what a file holds of it, of whatever space.

    Raises
    ------
    ValueError
        Where it is none.
    """
    check_schema(content, SCHEMA)
    listed, edit = content["directions"], content["edit"]
    size = int(np.prod(latent_shape, dtype=np.float64))
    try:
        directions = tuple(from_description(each) for each in listed)
    except (LatentWidgetsError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        said = str(error).rstrip(".")
        raise ValueError(f"one of its directions cannot be read: {said}") from error
    if any(one.latent_shape != latent_shape for one in directions):
        raise ValueError("one of its directions is of codes of another shape")
    names = [one.name for one in directions]
    if len(set(names)) < len(names) or any(len(name) > LONGEST_NAME for name in names):
        raise ValueError("it holds two directions of one name")
    own = None if edit["own"] is None else _read_own(edit["own"], size)
    return Kept(directions, own, edit["keep_lost"])


def fit(kept: Kept, space: "LatentSpace") -> Fitted:
    """Place what is edited in a space; nothing of the space is changed.

    Raises
    ------
    DataError
        Where it is no output of the space.
    """
    own = kept.own
    if own is None:
        return Fitted(kept.directions, None, (), kept.keeps_lost)
    shape = space.modality.shape
    if own.original.size != int(np.prod(shape)) or not _is_output(own.original, space.modality):
        raise DataError(
            f"what is edited in it has {own.original.size:,} numbers, and an output of "
            f"{space.name} is an array of shape {shape} of another range: nothing was changed"
        )
    code = own.code.reshape(space.latent_shape)
    spread = None if own.spread is None else own.spread.reshape(space.latent_shape)
    made = space.decode(code[None])[0]
    placement = Placement(
        own.original.reshape(shape), code, spread, made,
        own.error, own.scale, own.scale_label, own.method,
    )  # fmt: skip
    return Fitted(kept.directions, placement, own.notices, kept.keeps_lost)


def put(context: "Context", fitted: Fitted) -> dict[str, Any]:
    """Keep it; return the versions before and after, for undo."""
    edits, shelf = context.edits, context.shelf
    before = {"directions": shelf.version, "edit": edits.version, "keep_lost": edits.keeps_lost}
    context.space.directions.replace(fitted.directions)
    if fitted.placement is None:
        edits.restore(0)
    else:
        edits.take(fitted.placement, fitted.notices)
    edits.keep(fitted.keeps_lost)
    after = {"directions": shelf.version, "edit": edits.version, "keep_lost": edits.keeps_lost}
    return {"before": before, "after": after}


def _own_of(edit: "Edit") -> Own:
    placement = edit.placement
    spread = placement.spread
    return Own(
        placement.original.reshape(-1),
        placement.code.reshape(-1),
        None if spread is None else spread.reshape(-1),
        placement.error,
        placement.scale,
        placement.scale_label,
        placement.method,
        edit.notices,
    )


def _describe(own: Own) -> dict[str, Any]:
    return {
        "original": [None if np.isnan(x) else float(x) for x in own.original],
        "z": own.code.tolist(),
        "spread": None if own.spread is None else own.spread.tolist(),
        "error": own.error,
        "scale": own.scale,
        "scale_label": own.scale_label,
        "method": own.method,
        "notices": list(own.notices),
    }


def _read_own(own: Any, size: int) -> Own:
    listed = own["original"]
    original = _array([0.0 if x is None else x for x in listed], len(listed))
    original[[x is None for x in listed]] = np.nan
    return Own(
        original,
        _array(own["z"], size),
        None if own["spread"] is None else _array(own["spread"], size),
        float(own["error"]),
        float(own["scale"]),
        own["scale_label"],
        own["method"],
        tuple(own["notices"]),
    )


def _array(listed: list[float], size: int) -> Array:
    if len(listed) != size:
        raise ValueError(f"a code of what is edited has {len(listed):,} numbers and not {size:,}")
    return np.array(listed, np.float32)


def _is_output(values: Array, modality: Modality) -> bool:
    if isinstance(modality, Text):
        ids, shares = values.reshape(-1, 2).T
        known = ids[np.isfinite(ids)]
        last = LAST_CODE_POINT if modality.vocabulary is None else len(modality.vocabulary) - 1
        whole = known.size == ids.size and (known == np.floor(known)).all()
        fits = ids.min(initial=0) >= -1 and ids.max(initial=0) <= last
        shares = shares[~np.isnan(shares)]
        return bool(whole and fits and ((shares >= 0) & (shares <= 1)).all())
    if np.isnan(values).any():
        return False
    if isinstance(modality, Melody):
        return bool(np.isin(values, (0, 0.5, 1)).all())
    low = {Image: 0.0, Audio: -1.0}.get(type(modality))
    return low is None or bool(((values >= low) & (values <= 1)).all())
