"""Factors to be held and samples drawn from them, for scores that ask for that."""

from latentwidgets.exceptions import OptionError
from latentwidgets.metrics import DrawnFactors
from latentwidgets.zoo.data.cats import CAT_FACTORS, cat_factors, draw_cats
from latentwidgets.zoo.data.shapes import SHAPE_FACTORS, draw_shapes, shape_factors

__all__ = ["factor_sampler"]

_DRAWN = {
    "cats": (CAT_FACTORS, cat_factors, draw_cats),
    "shapes": (SHAPE_FACTORS, shape_factors, draw_shapes),
}


def factor_sampler(name: str) -> DrawnFactors:
    """Return what draws factors and samples of built-in data.

    >>> import latentwidgets as lw
    >>> space = lw.zoo.load("cats/vae")  # doctest: +SKIP
    >>> sampler = lw.zoo.factor_sampler("cats")  # doctest: +SKIP
    >>> lw.metrics.factor_vae_score(space.encode, sampler)  # doctest: +SKIP

    Parameters
    ----------
    name
        ``"cats"`` or ``"shapes"``.

    Raises
    ------
    OptionError
        The data are not drawn from independent factors that can be chosen.
    """
    if name not in _DRAWN:
        raise OptionError(
            f"There is no sampler of factors for {name!r}: choose from {', '.join(_DRAWN)}."
        )
    causes, draw_factors, draw_samples = _DRAWN[name]
    return DrawnFactors(tuple(causes), draw_factors, draw_samples)
