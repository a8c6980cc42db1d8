"""Making, measuring, changing and keeping directions, and the codes to move along them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.spaces.directions.files import read_bytes
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

if TYPE_CHECKING:
    from latentwidgets.spaces.directions import Direction, Directions, Method

__all__ = [
    "codes",
    "direction",
    "direction_quality",
    "edit_direction",
    "find_direction",
    "keep_direction",
    "restore_directions",
]

MOST_CODES = 256
MOST_FILE = 4 * 2**20
MOST_OTHERS = 100
MOST_PAIRS = 64
FROM_LABELS = ("mean", "lda", "logistic", "svm", "regression")
WITHOUT = ("pca", "sefa", "jacobian")


def direction(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Make a direction of an attribute, of two groups of samples or of pairs, and keep it."""
    space = context.space
    if "pairs" in request:
        made = space.direction(pairs=_pairs(context, request), name=_name(request))
        job.check()
        return _kept(context, made)
    method = request.text("method") if "method" in request else "mean"
    if method not in FROM_LABELS:
        raise OptionError(f"There is no method {method!r} for groups: choose one of {FROM_LABELS}.")
    options: dict[str, Any] = {"method": cast("Method", method), "name": _name(request)}
    if "attribute" in request:
        for name in ("value", "against"):
            options[name] = request.text(name) if name in request else None
        made = space.direction(request.text("attribute"), **options)
    else:
        n = space.n_samples
        for name in ("positive", "negative"):
            options[name] = request.indices(name, n, most=n) if name in request else None
        if options["positive"] is None:
            raise DataError("Group A is empty: select samples on the map first.")
        made = space.direction(**options)
    job.check()
    return _kept(context, made)


def find_direction(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Find a direction without labels, and keep it; local ones at a code `z`."""
    space = context.space
    method = request.text("method")
    if method not in WITHOUT:
        raise OptionError(f"There is no method {method!r} without labels: choose one of {WITHOUT}.")
    made = space.direction(
        method=cast("Method", method),
        index=request.integer("index", 0, space.latent_size - 1),
        code=request.code("z", space.latent_shape) if method == "jacobian" else None,
        name=_name(request),
        should_stop=job.cancelled.is_set,
        on_progress=_teller(job),
    )
    job.check()
    return _kept(context, made)


def direction_quality(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Measure a direction that is kept; what is known comes at once."""
    found = context.space.directions.find(request.text("name"))
    known = found.measured
    if known is None:
        known = found.measure(should_stop=job.cancelled.is_set, on_progress=_teller(job))
    return {"quality": known.describe()}


def edit_direction(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Rename, remove, turn round or make orthogonal what is kept."""
    before = context.shelf.version
    act = request.text("act")
    if act not in ACTS:
        raise OptionError(f"There is no act {act!r}: choose one of {tuple(ACTS)}.")
    name = ACTS[act](context.space.directions, request.text("name"), request)
    return {"name": name, "before": before, "after": context.shelf.version}


def _rename(kept: "Directions", name: str, request: Request) -> str:
    return kept.rename(name, request.text("to")).name


def _remove(kept: "Directions", name: str, request: Request) -> None:  # noqa: ARG001
    kept.find(name)
    del kept[name]


def _flip(kept: "Directions", name: str, request: Request) -> str:  # noqa: ARG001
    kept[name] = kept.find(name).flipped()
    return name


def _orthogonalise(kept: "Directions", name: str, request: Request) -> str:
    others = [kept.find(other) for other in _others(request)]
    kept[name] = kept.find(name).orthogonal_to(*others)
    return name


ACTS: dict[str, Callable[["Directions", str, Request], str | None]] = {
    "rename": _rename,
    "remove": _remove,
    "flip": _flip,
    "orthogonalise": _orthogonalise,
}


def keep_direction(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Keep a direction from a file that the user chose in the page."""
    data = request.file("file", MOST_FILE)
    job.check()
    try:
        found = read_bytes(data)
    except DataError as error:
        said = str(error).rstrip(".")
        raise DataError(f"The file cannot be read as a direction: {said}.") from error
    return _kept(context, found)


def restore_directions(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Put back the directions as they were at a version."""
    context.shelf.restore(request.integer("version", 0, 2**53))
    return {}


def codes(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Give the codes of some samples, one after another."""
    space = context.space
    indices = request.indices("indices", space.n_samples, most=MOST_CODES)
    return {"codes": space.flat_codes[indices].reshape(-1)}


def _kept(context: Context, made: "Direction") -> dict[str, Any]:
    """Keep a direction; say its name, and the versions around it, for undo."""
    before = context.shelf.version
    kept, notice = context.space.directions.take(made)
    told = {} if notice is None else {"notice": notice}
    return {"name": kept.name, "before": before, "after": context.shelf.version, **told}


def _pairs(context: Context, request: Request) -> Any:
    """Read pairs of codes; as samples where they are these, so that it can be made again."""
    space = context.space
    codes = request.codes("pairs", space.latent_shape, most=2 * MOST_PAIRS)
    if len(codes) % 2:
        raise DataError(f"pairs holds {len(codes)} codes: give two for each pair.")
    if "samples" in request:
        rows = request.indices("samples", space.n_samples, most=2 * MOST_PAIRS)
        if len(rows) == len(codes) and np.array_equal(space.codes[rows], codes):
            return rows.reshape(2, -1).T
    return tuple(np.split(codes, 2))


def _name(request: Request) -> str | None:
    return request.text("name") if "name" in request else None


def _others(request: Request) -> list[str]:
    names = request.content.get("others")
    if (
        not isinstance(names, list)
        or not 0 < len(names) <= MOST_OTHERS
        or not all(isinstance(name, str) for name in names)
    ):
        raise OptionError("others is no list of the names of directions: tick some first.")
    return names


def _teller(job: Job) -> Any:
    return lambda done, total: job.progress({"step": done, "total": total})
