"""From a picture to a code: where to begin, which way to go, what to say of the end."""

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import Cancelled, LatentWidgetsError, ModelError
from latentwidgets.modalities import Image
from latentwidgets.modalities.photo import read_photo
from latentwidgets.spaces import geometry
from latentwidgets.spaces.inversion import descent
from latentwidgets.spaces.inversion import search as differences
from latentwidgets.spaces.inversion.problem import Problem
from latentwidgets.spaces.inversion.result import Inversion

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["OnInversion", "invert"]

Array = NDArray[np.float32]
OnInversion = Callable[[int, int, float, Array], None]

_N_LOOKED_AT = 512  # samples of the map, decoded, among which the search begins
_N_STARTS = 4
_N_FOR_SCALE = 128
_BATCH = 64


def invert(  # noqa: PLR0913
    space: "LatentSpace",
    image: Any,
    *,
    steps: int | None = None,
    seed: int = 0,
    on_progress: OnInversion | None = None,
    cancel: Event | None = None,
) -> Inversion:
    """Find a code whose output is like a picture; see `LatentSpace.invert`."""
    target = read_photo(image, _image(space))
    gradient = _gradient(space, target)
    if gradient is None and space.latent_size > differences.LARGEST:
        raise ModelError(
            f"{space.name} tells no gradients, and its {space.latent_size:,} dimensions are more "
            f"than the {differences.LARGEST} that can be searched without: give the torch model."
        )
    rows = _looked_at(space, seed)
    pictures = _decoded(space, space.codes[rows], cancel)
    centre, spread, limits = _units(space)
    problem = Problem(space.decode, target, centre, spread, limits, space.latent_shape)
    apart = np.square(np.nan_to_num(pictures, nan=-1) - target).mean(axis=(1, 2, 3))
    nearest = rows[np.argsort(apart, kind="stable")[:_N_STARTS]]
    starts = problem.units(space.codes[nearest])
    if gradient is None:
        total = differences.STEPS if steps is None else steps
        report = _reporter(problem, total, on_progress, cancel)
        units, history = differences.search(problem, starts, total, report)
    else:
        total = descent.STEPS if steps is None else steps
        report = _reporter(problem, total, on_progress, cancel, every=5)
        units, history = descent.descend(problem, starts, gradient, total, report)
    code = problem.codes(units[None])[0]
    picture = space.decode(code[None])[0]
    scale, label = _scale(space, pictures, seed)
    return Inversion(
        code=code,
        picture=picture,
        error=float(problem.errors(units[None])[0]),
        history=np.asarray(history, np.float32),
        scale=scale,
        scale_label=label,
        method="differences" if gradient is None else "gradients",
    )


def _image(space: "LatentSpace") -> Image:
    if not isinstance(space.modality, Image):
        raise ModelError(
            f"{space.name} makes {space.modality.kind}, and only pictures can be placed: encode "
            "what is yours, where the model has an encoder."
        )
    return space.modality


def _gradient(space: "LatentSpace", target: Array) -> Any:
    """Errors and their gradients by the codes, or None where the model tells none."""
    tell = getattr(space.model, "error_gradient", None)
    if tell is None:
        return None
    lock = space.parts.batcher.lock

    def gradient(codes: Array) -> Any:
        with lock:
            return tell(codes, target)

    try:
        gradient(space.codes[:1])
    except ModelError:  # it is called by no torch function, or by one that is not differentiable
        return None
    return gradient


def _looked_at(space: "LatentSpace", seed: int) -> NDArray[np.intp]:
    n = space.n_samples
    if n <= _N_LOOKED_AT:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).choice(n, _N_LOOKED_AT, replace=False))


def _decoded(space: "LatentSpace", codes: Array, cancel: Event | None) -> Array:
    parts = []
    for start in range(0, len(codes), _BATCH):
        _check(cancel)
        parts.append(space.decode(codes[start : start + _BATCH]))
    return np.concatenate(parts)


def _units(space: "LatentSpace") -> tuple[Array, Array, tuple[float, float] | None]:
    """Centre and spread of the codes, and their limits: the prior's, else the data's."""
    prior, size = space.model.prior, space.latent_size
    zeros = np.zeros(size, np.float32)
    if prior == "normal":
        return zeros, np.ones_like(zeros), None
    if prior == "uniform":
        sd = geometry.PRIOR_SD["uniform"]
        return zeros, np.full_like(zeros, sd), (-1 / sd, 1 / sd)
    spread = geometry.steps(space.flat_codes, prior=prior, seed=space.seed)
    floor = 1e-3 * max(float(spread.max()), 1e-12)  # where no code differs there is nothing to find
    return space.flat_codes.mean(axis=0), np.maximum(spread, floor), None


def _reporter(
    problem: Problem,
    total: int,
    on_progress: OnInversion | None,
    cancel: Event | None,
    *,
    every: int = 1,
) -> Callable[[int, Array], None]:
    def report(step: int, units: Array) -> None:
        _check(cancel)
        if on_progress is None or (step % every and step != total):
            return
        output = problem.decode(problem.codes(units[None]))[0]
        error = np.square(np.nan_to_num(output, nan=-1) - problem.target).mean()
        on_progress(step, total, float(error), output)

    return report


def _check(cancel: Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise Cancelled("Stopped on request.")


def _scale(space: "LatentSpace", pictures: Array, seed: int) -> tuple[float, str]:
    """Give the error that the model makes of what it knows."""
    if space.has_samples and space.model.can_encode:
        rows = np.random.default_rng(seed).permutation(space.n_samples)[:_N_FOR_SCALE]
        try:
            errors = np.square(space.decode(space.codes[rows]) - space.samples(rows))
            return float(np.nanmedian(errors.mean(axis=(1, 2, 3)))), "the data's reconstructions"
        except (LatentWidgetsError, ValueError):  # samples of another size than the outputs
            pass
    flat = np.nan_to_num(pictures[:_N_FOR_SCALE].reshape(min(len(pictures), _N_FOR_SCALE), -1))
    squares: Array = np.square(flat).sum(axis=1)
    between: Array = squares[:, None] + squares - 2 * flat @ flat.T
    np.fill_diagonal(between, np.inf)
    if len(flat) < 2:
        return 0.0, "one generated picture"
    nearest = np.maximum(between.min(axis=1), 0) / flat.shape[1]
    return float(np.median(nearest)), "a generated picture to the nearest other"
