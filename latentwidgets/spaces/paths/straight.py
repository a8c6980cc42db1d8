"""Straight lines and arcs from one code to another, and sums of codes."""

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import OptionError, ShapeError

__all__ = ["PathName", "choose_path", "combine", "explain_path", "interpolate"]

Codes = NDArray[np.float32]
Array64 = NDArray[np.float64]
PathName = Literal["lerp", "slerp"]

SLERP_FROM = 17  # dimensions: below, the shell of a normal prior is thick
SMALLEST_ANGLE = 1e-6  # of unit vectors: below, the arc is straight to float32


def choose_path(prior: str | None, latent_size: int, *, encoded: bool) -> PathName:
    """Choose the way that stays where codes are.

    Codes drawn from a normal prior of many dimensions lie on a shell, which a straight line leaves:
    there it is ``"slerp"``. Encoded data, few dimensions and other priors: ``"lerp"``. White,
    *Sampling Generative Networks*, 2016.
    """
    return explain_path(prior, latent_size, encoded=encoded)[0]


def explain_path(prior: str | None, latent_size: int, *, encoded: bool) -> tuple[PathName, str]:
    """Choose as `choose_path` does, and say why in a few words for a student."""
    if prior == "normal" and latent_size >= SLERP_FROM and not encoded:
        return "slerp", f"codes of a normal prior in {latent_size:,} dimensions lie on a shell"
    if encoded:
        return "lerp", "codes of encoded data: a straight line is the plain choice"
    if prior == "normal":
        count = f"{latent_size} dimension" + "s" * (latent_size != 1)
        return "lerp", f"in {count} a normal prior has no hollow middle"
    if prior is None:
        return "lerp", "these codes have no prior: a straight line is the plain choice"
    return "lerp", f"a {prior} prior has no shell that a straight line would leave"


def interpolate(a: ArrayLike, b: ArrayLike, shares: ArrayLike, path: PathName) -> Codes:
    """Find codes between two, on flattened codes.

    Parameters
    ----------
    a, b
        ``(d,)`` each.
    shares
        ``(m,)``: 0 is `a`, 1 is `b`, to the last bit.
    path
        ``"lerp"``: ``(1 - t) a + t b``. ``"slerp"``: along the arc between their directions, with
        the length interpolated linearly (Shoemake, *Animating Rotation with Quaternion Curves*,
        1985). Opposite codes go by the axis most across to `a`; where one is zero, or there is but
        one dimension, it is the straight line.

    Returns
    -------
    float32 ``(m, d)``.

    Raises
    ------
    ShapeError
        Where `a` and `b` are not two codes of one size.
    OptionError
        Where there is no such path.
    """
    first, last = (np.asarray(code, np.float32) for code in (a, b))
    if first.ndim != 1 or first.shape != last.shape:
        raise ShapeError(f"Codes of shapes {first.shape} and {last.shape}: give two of one size.")
    if path not in get_args(PathName):
        raise OptionError(f"path={path!r} was given: choose one of {get_args(PathName)}.")
    t = np.asarray(shares, np.float64)[:, None]
    start, end = first.astype(np.float64), last.astype(np.float64)
    between = _slerp(start, end, t) if path == "slerp" else _lerp(start, end, t)
    codes = between.astype(np.float32)
    codes[t[:, 0] == 0], codes[t[:, 0] == 1] = first, last
    return codes


def combine(codes: ArrayLike, weights: ArrayLike) -> Codes:
    """Add codes ``(m, d)``, each times its weight ``(m,)``: float32 ``(d,)``.

    Raises
    ------
    ShapeError
        Where there is not one weight for each code.
    """
    terms, factors = np.asarray(codes, np.float64), np.asarray(weights, np.float64)
    if terms.ndim != 2 or factors.shape != terms.shape[:1]:
        raise ShapeError(
            f"Codes of shape {terms.shape} and weights of shape {factors.shape}: give (m, d) and "
            "(m,)."
        )
    return (factors @ terms).astype(np.float32)


def _lerp(a: Array64, b: Array64, t: Array64) -> Array64:
    line: Array64 = (1 - t) * a + t * b
    return line


def _slerp(a: Array64, b: Array64, t: Array64) -> Array64:
    lengths = [float(np.linalg.norm(code)) for code in (a, b)]
    if min(lengths) == 0 or len(a) == 1:
        return _lerp(a, b, t)
    u, v = a / lengths[0], b / lengths[1]
    # Exact where the angle is small or nearly half a turn, unlike the arc cosine.
    apart, along = float(np.linalg.norm(u - v)), float(np.linalg.norm(u + v))
    angle = 2 * np.arctan2(apart, along)
    if angle < SMALLEST_ANGLE:
        return _lerp(a, b, t)
    across = _across(u) if along < SMALLEST_ANGLE else v - (u @ v) * u
    across /= np.linalg.norm(across)
    arc = np.cos(t * angle) * u + np.sin(t * angle) * across
    arcs: Array64 = arc * ((1 - t) * lengths[0] + t * lengths[1])
    return arcs


def _across(u: Array64) -> Array64:
    """Make the axis in which `u` is smallest, the first of them, perpendicular to it."""
    axis = np.zeros_like(u)
    axis[np.abs(u).argmin()] = 1
    across: Array64 = axis - (u @ axis) * u
    return across
