"""`LatentSpace.direction`: one from whatever was given."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.spaces import geometry
from latentwidgets.spaces.building import check_count
from latentwidgets.spaces.directions import contrast as contrasts
from latentwidgets.spaces.directions.contrast import Contrast
from latentwidgets.spaces.directions.direction import Direction
from latentwidgets.spaces.directions.geometry import sign_fixed, spread
from latentwidgets.spaces.directions.measuring import Measurement
from latentwidgets.spaces.directions.recipe import recipe_of
from latentwidgets.spaces.directions.unsupervised import jacobian_axes, pca_axes, sefa_axes
from latentwidgets.spaces.sampling import as_codes

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Method", "make_direction"]

Supervised = Literal["mean", "lda", "logistic", "svm", "regression", "pairs"]
Unsupervised = Literal["pca", "sefa", "jacobian"]
Method = Literal["mean", "lda", "logistic", "svm", "regression", "pairs", "pca", "sefa", "jacobian"]

SAID = {
    "mean": "mean difference of",
    "lda": "shrunk discriminant (Ledoit–Wolf) of",
    "logistic": "normal of a logistic regression on",
    "svm": "normal of a linear support vector machine on",
    "regression": "shrunk linear regression",
    "pairs": "mean difference of",
}


def make_direction(  # noqa: PLR0913
    space: "LatentSpace",
    attribute: str | None = None,
    *,
    value: Any = None,
    against: Any = None,
    positive: Any = None,
    negative: Any = None,
    pairs: Any = None,
    method: Method | None = None,
    index: int = 0,
    code: Any = None,
    name: str | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_progress: Callable[[int, int], object] | None = None,
) -> Direction:
    """Make a direction; see `LatentSpace.direction`."""
    made = _made(
        space, attribute, value=value, against=against, positive=positive, negative=negative,
        pairs=pairs, method=method, index=index, code=code, name=name, should_stop=should_stop,
        on_progress=on_progress,
    )  # fmt: skip
    if isinstance(pairs, tuple) or made.method == "jacobian":  # of codes
        return made
    given = attribute is not None or positive is not None or pairs is not None
    recipe = recipe_of(
        attribute=attribute, value=value, against=against, positive=positive, negative=negative,
        pairs=pairs, method=made.method, index=None if given else int(index),
    )  # fmt: skip
    return replace(made, recipe=recipe)


def _made(  # noqa: PLR0913
    space: "LatentSpace",
    attribute: str | None,
    *,
    value: Any,
    against: Any,
    positive: Any,
    negative: Any,
    pairs: Any,
    method: Method | None,
    index: int,
    code: Any,
    name: str | None,
    should_stop: Callable[[], bool] | None,
    on_progress: Callable[[int, int], object] | None,
) -> Direction:
    ways = {"attribute": attribute, "positive": positive, "pairs": pairs}
    given = [word for word, what in ways.items() if what is not None]
    _check(given, method, value=value, against=against, negative=negative, code=code)
    if not given:
        return _unsupervised(
            space, method or "", index, code, name, should_stop=should_stop, on_progress=on_progress
        )
    if attribute is not None:
        found = contrasts.from_attribute(
            space, attribute, value=value, against=against, method=method or "mean"
        )
        called = _called(found)
    elif positive is not None:
        found = contrasts.from_groups(space, positive, negative, method=method or "mean")
        called = "groups"
    else:
        found = contrasts.from_pairs(space, pairs)
        called = "pairs"
    return _of_contrast(space, found, called if name is None else name)


def _of_contrast(space: "LatentSpace", contrast: Contrast, name: str) -> Direction:
    fitted = contrast.fit()
    if fitted is None:
        raise DataError(
            f"The codes of both sides have the same mean ({contrast.words}): nothing tells them "
            "apart. Choose groups that differ."
        )
    vector = fitted.astype(np.float32)
    scale, note = _scale(space, vector)
    label = f"{SAID[contrast.method]} {contrast.words}; seed {space.seed}{note}"
    shaped = vector.reshape(space.latent_shape)
    return Direction(shaped, scale, name, contrast.method, label, Measurement.of(space, contrast))


def _unsupervised(  # noqa: PLR0913
    space: "LatentSpace",
    method: str,
    index: int,
    code: Any,
    name: str | None,
    *,
    should_stop: Callable[[], bool] | None,
    on_progress: Callable[[int, int], object] | None,
) -> Direction:
    index = check_count(index, "index", least=0)
    if index >= space.latent_size:
        raise OptionError(
            f"index={index} was given and a space of {space.latent_size} dimensions has directions "
            f"0 to {space.latent_size - 1}."
        )
    if method == "pca":
        axes, strengths = pca_axes(space)
        total = float((strengths**2).sum())
        share = strengths[index] ** 2 / total if total > 0 else 0.0
        said = f"principal axis {index} of {space.n_samples:,} codes, {share:.1%} of their variance"
    elif method == "sefa":
        axes, strengths = sefa_axes(space)
        said = f"SeFa {index}: of the decoder's first affine weights, gain {strengths[index]:.3g}"
    else:
        at = _one_code(space, code)
        axes, strengths = jacobian_axes(space, at, should_stop=should_stop, on_progress=on_progress)
        where = "the typical sample" if code is None else "the code given"
        said = (
            f"local axis {index}: singular vector of the decoder's Jacobian at {where}, by forward "
            f"differences, gain {strengths[index]:.3g}"
        )
    vector = sign_fixed(axes[index]).astype(np.float32)
    scale, note = _scale(space, vector)
    return Direction(
        vector.reshape(space.latent_shape),
        scale,
        f"{method} {index}" if name is None else name,
        method,
        f"{said}; seed {space.seed}{note}",
        Measurement.of(space, None),
    )


def _scale(space: "LatentSpace", vector: NDArray[np.float32]) -> tuple[float, str]:
    """Measure the sd of the codes along a vector; the prior's where they do not vary along it."""
    sd = spread(space.flat_codes, vector)
    if sd > 0:
        return sd, ""
    sd = geometry.PRIOR_SD.get(space.model.prior or "", 1.0)
    return sd, f"; the data do not vary along it, and its scale is {sd:.3g} for want of theirs"


def _one_code(space: "LatentSpace", code: Any) -> NDArray[np.float32]:
    if code is None:
        mean = space.flat_codes.mean(axis=0, dtype=np.float64).astype(np.float32)
        typical: NDArray[np.float32] = space.flat_codes[int(space.nearest(mean)[0][0])]
        return typical
    codes = as_codes(code, space.latent_shape)
    if len(codes) != 1 or not np.isfinite(codes).all():
        raise DataError(f"code holds {len(codes)} codes: give one, of finite numbers.")
    return codes.reshape(-1)


def _called(contrast: Contrast) -> str:
    """Name a direction after its attribute, and its kind where that says more."""
    attribute = str(contrast.attribute)
    if contrast.value is None or contrast.value.lower() in ("true", "yes", "1"):
        return _short(attribute)
    return _short(f"{attribute} {contrast.value}")


def _short(name: str, most: int = 80) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _check(  # noqa: PLR0913
    given: list[str], method: str | None, *, value: Any, against: Any, negative: Any, code: Any
) -> None:
    if method is not None and method not in get_args(Method):
        raise OptionError(f"method={method!r} was given: choose one of {get_args(Method)}.")
    if len(given) > 1:
        raise OptionError(f"{' and '.join(given)} were given: a direction is made of one of them.")
    free = method in get_args(Unsupervised)
    if not given and not free:
        raise OptionError(
            "A direction needs something to be made of: the name of an attribute, positive= and "
            f"negative= groups, pairs=, or one of the methods {get_args(Unsupervised)}."
        )
    if given and free:
        raise OptionError(f"method={method!r} needs no labels: leave {given[0]} out.")
    if given != ["attribute"] and (value is not None or against is not None):
        raise OptionError("value= and against= choose kinds of an attribute: name it, too.")
    if negative is not None and given != ["positive"]:
        raise OptionError("negative= was given without positive=: give both groups.")
    _check_method(given, method, code=code)


def _check_method(given: list[str], method: str | None, *, code: Any) -> None:
    if code is not None and method != "jacobian":
        raise OptionError("code= says where method='jacobian' looks: leave it out.")
    if given == ["pairs"] and method not in (None, "pairs"):
        raise OptionError(f"method={method!r} was given with pairs=, which has its own: leave out.")
    if method == "pairs" and given != ["pairs"]:
        raise OptionError("method='pairs' needs pairs=: give them.")
    if method == "regression" and given != ["attribute"]:
        raise OptionError("method='regression' is for an attribute of numbers: name it.")
