"""Cartoon faces, drawn by code from thirteen factors, independent or correlated as in life."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.zoo.data.causes import draw_causes
from latentwidgets.zoo.data.dataset import Dataset
from latentwidgets.zoo.data.face_chances import draw_chances
from latentwidgets.zoo.data.face_look import FACE_FACTORS
from latentwidgets.zoo.data.face_portrait import paint_faces
from latentwidgets.zoo.data.split import every_sixth

__all__ = ["FACE_FACTORS", "draw_faces", "face_attributes", "face_factors", "load_faces_data"]

_SIZE = 64
_AT_ONCE = 16  # so that a batch's arrays stay in the processor's cache
_SEED = 30_240


def face_factors(
    n: int, seed: int = 0, *, correlated: bool = False, **given: ArrayLike
) -> dict[str, NDArray[Any]]:
    """Draw the factors of faces.

    Parameters
    ----------
    n, seed
        How many faces; the first ones are the same for every `n`.
    correlated
        Whether they go together as in life: with age come glasses and grey hair, with a cap
        sunglasses, with dark skin dark hair, with dark hair strong eyebrows. Else every factor is
        independent of the others.
    **given
        Factors that are not to be drawn, one value or ``(n,)``, such as ``eyewear="glasses"``.

    Returns
    -------
    dict
        float32 ``(n,)`` in [0, 1]: ``age`` (young to old: lines, grey temples and eyebrows),
        ``skin`` (light to dark), ``face_shape`` (narrow to round), ``hair_length``, ``eyebrows``
        (thin to thick), ``smile`` (none to broad), ``gaze`` (left to right as seen), ``clothes``
        (teal to pink; hats red to green), ``background`` (apricot to sky). Of ``age``, ``smile``
        and ``hair_length``, none lies between 0.4 and 0.6, so that every face has the attribute or
        has it not.
        int64 ``(n,)``: ``hair_colour`` (0 black, 1 brown, 2 red, 3 blond, 4 grey), ``hairstyle``
        (0 parted, 1 fringe, 2 curly, 3 swept), ``eyewear`` (0 none, half of all; 1 glasses,
        2 sunglasses), ``hat`` (0 none, 60 % of all; 1 beanie, 2 cap).

    Raises
    ------
    OptionError
        `n` is no count, or there is no such factor or kind.
    DataError
        A factor is not ``(n,)`` numbers in [0, 1].
    """
    known = draw_causes(FACE_FACTORS, n, seed, given)
    return draw_chances({name: known[name] for name in given}, n, seed, correlated=correlated)


def draw_faces(
    n: int, seed: int = 0, *, correlated: bool = False, **factors: ArrayLike
) -> NDArray[np.float32]:
    """Draw cartoon faces; the parameters are those of `face_factors`.

    Returns
    -------
    images
        float32 ``(n, 3, 64, 64)``, RGB in [0, 1]; the same for the same factors.
    """
    drawn = face_factors(n, seed, correlated=correlated, **factors)
    images = np.empty((n, 3, _SIZE, _SIZE), np.float32)
    for start in range(0, n, _AT_ONCE):
        batch = slice(start, start + _AT_ONCE)
        images[batch] = paint_faces({name: values[batch] for name, values in drawn.items()}, _SIZE)
    return images


def face_attributes(factors: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Say of each face what people would: booleans ``(n,)``, and scalars and kinds by name.

    Parameters
    ----------
    factors
        As `face_factors` gives them.

    Returns
    -------
    dict
        Booleans ``smiling``, ``glasses`` (clear ones), ``sunglasses``, ``wearing_hat``,
        ``dark_hair`` (black or brown), ``blond_hair``, ``red_hair``, ``grey_hair``, ``long_hair``,
        ``old``; the scalar factors; the kinds as strings.
    """
    hair = factors["hair_colour"]
    attributes: dict[str, NDArray[Any]] = {
        "smiling": factors["smile"] > 0.5,
        "glasses": factors["eyewear"] == 1,
        "sunglasses": factors["eyewear"] == 2,
        "wearing_hat": factors["hat"] > 0,
        "dark_hair": hair <= 1,
        "blond_hair": hair == 3,
        "red_hair": hair == 2,
        "grey_hair": hair == 4,
        "long_hair": factors["hair_length"] > 0.5,
        "old": factors["age"] > 0.5,
    }
    for name, kinds in FACE_FACTORS.items():
        values = factors[name]
        attributes[name] = values if kinds is None else np.array(kinds)[values]
    return attributes


def load_faces_data(n: int = 6000, *, correlated: bool = False) -> Dataset:
    """Draw the faces that the built-in models were trained on.

    Parameters
    ----------
    n
        How many; every sixth is held out. The first faces are the same for every `n`.
    correlated
        As in `face_factors`; the built-in models were trained on independent factors.
    """
    factors = face_factors(n, seed=_SEED, correlated=correlated)
    attributes = face_attributes(factors)
    bound = "factors that go together as in life" if correlated else "independent factors"
    return Dataset(
        name="faces",
        title=f"{n:,} cartoon faces of 64 by 64 pixels, drawn from thirteen {bound}",
        licence="BSD-3-Clause, as this package",
        source="drawn by latentwidgets.zoo.data.faces.draw_faces",
        samples=draw_faces(n, _SEED, correlated=correlated, **factors),
        is_test=every_sixth(n),
        labels=attributes["eyewear"],
        attributes=attributes,
        factors=factors,
    )
