"""Directions that need no labels: of the codes, of the decoder's weights, of its derivative.

PCA of codes: GANSpace, Härkönen et al., 2020. SeFa: Shen & Zhou, *Closed-Form Factorization of
Latent Semantics in GANs*, 2021. Local: the singular vectors of the decoder's Jacobian.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import Cancelled, DataError, ModelError
from latentwidgets.models.affine import first_affine
from latentwidgets.spaces import geometry

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["jacobian_axes", "pca_axes", "sefa_axes"]

Array64 = NDArray[np.float64]
Axes = tuple[Array64, Array64]  # rows (k, d), the strongest first, and how strong each is

STEP_SHARE = 0.05  # of a dimension's sd: the step of the differences
BATCH = 32
MOST_NUMBERS = 2**26  # of the Jacobian: beyond, a part of the outputs stands for all


def pca_axes(space: "LatentSpace") -> Axes:
    """Axes of the codes' covariance; their strength is the sd of the codes along each."""
    codes = space.flat_codes.astype(np.float64)
    if len(codes) < 2:
        raise DataError("PCA was asked of one code: it needs two that differ.")
    centred = codes - codes.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(codes))
    return vectors.T[::-1], np.sqrt(np.maximum(values[::-1], 0))


def sefa_axes(space: "LatentSpace") -> Axes:
    """Eigenvectors of ``AᵀA`` of the first affine weight; their strength is the gain of ``A``.

    Raises
    ------
    ModelError
        Where the decoder does not begin with an affine layer that takes the code as it is.
    """
    weight = first_affine(space.model)
    values, vectors = np.linalg.eigh(weight.T @ weight)
    return vectors.T[::-1], np.sqrt(np.maximum(values[::-1], 0))


def jacobian_axes(
    space: "LatentSpace",
    code: NDArray[np.float32],
    *,
    should_stop: Callable[[], bool] | None = None,
    on_progress: Callable[[int, int], object] | None = None,
) -> Axes:
    """Right singular vectors of the decoder's derivative at a code, by forward differences.

    Parameters
    ----------
    code
        Flat, ``(d,)``.

    Returns
    -------
    axes, strengths
        Strengths are singular values: how far the outputs move for one unit along each.

    Raises
    ------
    ModelError
        Where the outputs are not numbers that vary with the code.
    Cancelled
        Where `should_stop` says so.
    """
    d = space.latent_size
    sd = geometry.steps(space.flat_codes, prior=space.model.prior, seed=space.seed)
    step = STEP_SHARE * float(sd[sd > 0].mean())
    decode = _smooth_decode(space)
    base = decode(code[None])[0]
    kept = _part(base.size, d, space.seed)
    columns = np.empty((d, base.size if kept is None else len(kept)), np.float32)
    for start in range(0, d, BATCH):
        if should_stop is not None and should_stop():
            raise Cancelled("The Jacobian was stopped.")
        dims = np.arange(start, min(start + BATCH, d))
        moved = np.repeat(code[None], len(dims), axis=0)
        moved[np.arange(len(dims)), dims] += np.float32(step)
        taken = (moved[np.arange(len(dims)), dims] - code[dims]).astype(np.float64)  # as rounded
        apart = (decode(moved) - base) / taken[:, None]
        columns[dims] = apart if kept is None else apart[:, kept]
        if on_progress is not None:
            on_progress(min(start + BATCH, d), d)
    gram = columns.astype(np.float64) @ columns.T.astype(np.float64)
    values, vectors = np.linalg.eigh(gram)
    if not np.isfinite(values).all() or values[-1] <= 0:
        raise ModelError(
            f"The outputs of {space.name} do not change around this code: no direction is found "
            "there. Try another code, or method='pca'."
        )
    return vectors.T[::-1], np.sqrt(np.maximum(values[::-1], 0))


def _smooth_decode(space: "LatentSpace") -> Callable[[NDArray[np.float32]], Array64]:
    """Decode to numbers that vary smoothly: pictures, sounds and series as shown, else raw."""

    def decode(codes: NDArray[np.float32]) -> Array64:
        shaped = codes.reshape(-1, *space.latent_shape)
        if space.modality.kind in ("text", "melody"):
            outputs = space.decode_raw(shaped)
            if outputs.dtype.kind != "f":
                raise ModelError(
                    f"{space.name} gives {space.modality.kind} without scores, which does not vary "
                    "smoothly: the Jacobian needs a decoder that gives scores. Try method='pca'."
                )
        else:
            outputs = space.decode(shaped)
        return np.nan_to_num(outputs.reshape(len(codes), -1).astype(np.float64))

    return decode


def _part(size: int, d: int, seed: int) -> NDArray[np.intp] | None:
    most = max(1, MOST_NUMBERS // d)
    if size <= most:
        return None
    return np.sort(np.random.default_rng(seed).choice(size, most, replace=False))
