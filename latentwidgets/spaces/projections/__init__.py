"""Maps of a space: one file a method.

`base` says what a projection offers, `pca` and `tsne` are the methods, `inverse` finds the way
between a map and the codes by neighbours.
"""

from collections.abc import Callable, Iterable, Mapping
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.spaces.projections.base import (
    Array32,
    OnProgress,
    Projection,
    ProjectionQuality,
    check_cancelled,
)
from latentwidgets.spaces.projections.pca import PCAProjection
from latentwidgets.spaces.projections.tsne import DEFAULTS, TSNEProjection

__all__ = [
    "METHODS",
    "OnProgress",
    "PCAProjection",
    "Projection",
    "ProjectionQuality",
    "TSNEProjection",
    "find_map",
    "project",
]


def _pca(
    codes: Array32,
    dims: int,
    *,
    on_progress: OnProgress | None,
    cancel: Event | None,
    **options: Any,
) -> Projection:
    projection = PCAProjection(codes, dims, **options)
    check_cancelled(cancel)
    if on_progress is not None:
        on_progress(1, 1, projection.coordinates)
    return projection


_BUILDERS: dict[str, tuple[Callable[..., Projection], frozenset[str]]] = {
    "pca": (_pca, frozenset()),
    "tsne": (TSNEProjection, frozenset(DEFAULTS)),
}
METHODS = tuple(_BUILDERS)


def project(  # noqa: PLR0913
    codes_flat: ArrayLike,
    method: str = "pca",
    dims: int = 2,
    *,
    latent_shape: tuple[int, ...],
    seed: int = 0,
    device: str = "cpu",
    on_progress: OnProgress | None = None,
    cancel: Event | None = None,
    **options: Any,
) -> Projection:
    """Lay codes out on a map.

    Parameters
    ----------
    codes_flat
        ``(n, latent_size)``, finite.
    method
        ``"pca"`` or ``"tsne"``.
    dims
        2 or 3.
    latent_shape
        Shape of one code, what `Projection.inverse` returns.
    seed
        Of the t-SNE and of the choice of samples for the quality figures.
    device
        Where PCA's large product is computed.
    on_progress
        Called as ``(iteration, total, coordinates)``, in the thread that projects; the array is
        the receiver's own.
    cancel
        Stops the computation, once set, at the next call of ``on_progress``'s rhythm.
    **options
        t-SNE: ``perplexity`` (30) and ``n_iterations`` (750).

    Raises
    ------
    Cancelled
        ``cancel`` was set.
    OptionError
        Unknown method or option, or a value out of range.
    ShapeError, DataError
        The codes do not fit ``latent_shape``, are none, or are not finite.
    """
    if method not in _BUILDERS:
        raise OptionError(f"method={method!r} was given: the maps are {', '.join(METHODS)}.")
    if isinstance(dims, bool) or dims not in (2, 3):
        raise OptionError(f"dims={dims!r} was given: a map has 2 or 3 axes.")
    build, known = _BUILDERS[method]
    unknown = sorted(options.keys() - known)
    if unknown:
        raise OptionError(
            f"Unknown option {', '.join(unknown)} for method={method!r}: "
            f"it takes {', '.join(sorted(known)) or 'none'}."
        )
    codes = _check(codes_flat, latent_shape)
    check_cancelled(cancel)
    return build(
        codes,
        int(dims),
        latent_shape=tuple(latent_shape),
        seed=seed,
        device=device,
        on_progress=on_progress,
        cancel=cancel,
        **options,
    )


def find_map(
    maps: Iterable[Projection], method: str, dims: int, seed: int, options: Mapping[str, Any]
) -> Projection | None:
    """Find, among maps made before, the one that `project` would make."""
    wanted = {**(DEFAULTS if method == "tsne" else {}), **options}
    for found in maps:
        if (found.method, found.dims, found.seed, found.options) == (method, dims, seed, wanted):
            return found
    return None


def _check(codes_flat: ArrayLike, latent_shape: tuple[int, ...]) -> Array32:
    codes = np.ascontiguousarray(codes_flat, dtype=np.float32)
    size = int(np.prod(latent_shape))
    if codes.ndim != 2 or codes.shape[1] != size:
        raise ShapeError(
            f"Codes of shape {codes.shape} were given: a latent shape of {latent_shape} needs "
            f"(n, {size})."
        )
    if len(codes) == 0:
        raise DataError("No codes were given: a map needs at least one sample.")
    if not np.isfinite(codes).all():
        raise DataError("The codes hold NaN or infinite values: drop those samples first.")
    return codes
