"""Cartoon cats, drawn by code from nine independent factors."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.zoo.data.cat_portrait import PATTERNS, paint_cats
from latentwidgets.zoo.data.causes import Causes, draw_causes
from latentwidgets.zoo.data.dataset import Dataset

__all__ = ["CAT_FACTORS", "cat_factors", "draw_cats", "load_cats_data"]

#: What a cat depends on: numbers in [0, 1], and its pattern.
CAT_FACTORS: Causes = {
    "ear_size": None,
    "fur_hue": None,
    "fur_lightness": None,
    "eye_size": None,
    "pupil": None,
    "tilt": None,
    "pattern": PATTERNS,
    "whiskers": None,
    "background": None,
}
_SIZE = 64
_AT_ONCE = 16  # so that a batch's arrays stay in the processor's cache
_SEED = 20_240


def cat_factors(n: int, seed: int = 0, **given: ArrayLike) -> dict[str, NDArray[Any]]:
    """Draw the factors of cats, uniform and independent.

    Parameters
    ----------
    n, seed
        How many cats; the first ones are the same for every `n`.
    **given
        Factors that are not to be drawn, one value or ``(n,)``, such as
        ``ear_size=np.linspace(0, 1, 8)`` or ``pattern="tabby"``; the others stay as they were.

    Returns
    -------
    dict
        ``ear_size`` (small to huge), ``fur_hue`` (grey-blue to ginger), ``fur_lightness`` (dark to
        pale), ``eye_size``, ``pupil`` (slit to round), ``tilt`` (20 degrees left to 20 right),
        ``whiskers`` (short to long), ``background`` (rose to sky): float32 ``(n,)`` in [0, 1].
        ``pattern``: int64 ``(n,)``, 0 plain, 1 tabby, 2 patches, 3 siamese.

    Raises
    ------
    OptionError
        `n` is no count, or there is no such factor or pattern.
    DataError
        A factor is not ``(n,)`` numbers in [0, 1].
    """
    return draw_causes(CAT_FACTORS, n, seed, given)


def draw_cats(n: int, seed: int = 0, **factors: ArrayLike) -> NDArray[np.float32]:
    """Draw cartoon cats; the parameters are those of `cat_factors`.

    Returns
    -------
    images
        float32 ``(n, 3, 64, 64)``, RGB in [0, 1]; the same for the same factors.
    """
    drawn = cat_factors(n, seed, **factors)
    images = np.empty((n, 3, _SIZE, _SIZE), np.float32)
    alike = np.argsort(drawn["pattern"], kind="stable")  # a pattern that none has costs nothing
    for start in range(0, n, _AT_ONCE):
        batch = alike[start : start + _AT_ONCE]
        images[batch] = paint_cats({name: values[batch] for name, values in drawn.items()}, _SIZE)
    return images


def load_cats_data(n: int = 7000) -> Dataset:
    """Draw the cats that the built-in models were trained on.

    Parameters
    ----------
    n
        How many; every seventh is held out. The first cats are the same for every `n`.
    """
    factors = cat_factors(n, seed=_SEED)
    patterns = np.array(PATTERNS)[factors["pattern"]]
    return Dataset(
        name="cats",
        title=f"{n:,} cartoon cats of 64 by 64 pixels, drawn from nine independent factors",
        licence="BSD-3-Clause, as this package",
        source="drawn by latentwidgets.zoo.data.cats.draw_cats",
        samples=draw_cats(n, _SEED, **factors),
        is_test=np.arange(n) % 7 == 6,
        labels=patterns,
        attributes=factors | {"pattern": patterns},
        factors=factors,
    )
