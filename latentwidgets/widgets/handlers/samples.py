"""`about`, `sample`, `thumbnails`, `random`: the data behind and around a code."""

import math
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.support import confidence_at
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.pictures import Tiles, picture
from latentwidgets.widgets.handlers.request import Request

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = ["about", "random", "sample", "thumbnails"]

MOST_THUMBNAILS = 1024
LARGEST_SIZE = 256
MOST_ATLAS_PIXELS = 2 * 1024 * 1024  # 8 MiB raw
MOST_IN_A_STEP = 32
STEP_SECONDS = 0.008  # half a frame: so long a picture for the hand may wait
READ_STEP = 256


def about(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Show the nearest sample, say how far it is and how dense the data lie there."""
    space = context.space
    z = request.code("z", space.latent_shape)
    job.check()
    found = confidence_at(space, z[None])
    index = int(found.indices[0])
    shown = _sample_picture(space, index)
    if shown is None:  # a generator has no samples of its own: its code, decoded
        shown = picture(space.modality.to_payload(space.decode(space.codes[index][None])[0]))
    return {
        "nearest": {"index": index, "distance": float(found.distances[0]), "picture": shown},
        "radius": found.radius,
        "ratio": float(found.ratios[0]),
        "density": float(found.densities[0]),
        "share": float(found.density_shares[0]),
        "doubt": float(found.doubts[0]),
    }


def sample(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Show one sample: its code, its picture, what the model makes of it, what is known of it."""
    space = context.space
    index = request.integer("index", 0, space.n_samples - 1)
    z = space.codes[index]
    job.check()
    reconstruction = None
    if space.model.can_encode:
        reconstruction = picture(space.modality.to_payload(space.decode(z[None])[0]))
    label = None if space.labels is None else value_text(space.labels[index])
    return {
        "index": index,
        "z": np.asarray(z, np.float32).reshape(-1),
        "label": label,
        "picture": _sample_picture(space, index),
        "reconstruction": reconstruction,
        "attributes": [
            [name, value_text(values[index])] for name, values in space.attributes.items()
        ],
    }


def thumbnails(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Show many samples, as tiles of one picture or as texts; a generator's are decoded."""
    space = context.space
    indices = request.indices("indices", space.n_samples, most=MOST_THUMBNAILS)
    size = request.integer("size", 4, LARGEST_SIZE)
    size = min(size, math.isqrt(MOST_ATLAS_PIXELS // len(indices)))
    columns = math.isqrt(len(indices) - 1) + 1
    tiles = Tiles(space.modality, columns=columns, size=size, square=True)
    if space.has_samples:
        steps = _read_steps(context, indices, job)
    else:
        steps = decode_steps(space, space.codes[indices], job)
    for outputs in steps:
        tiles.add(outputs)
    return tiles.answer()


def random(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Draw a code from the prior, or the code of a sample where the model has none."""
    return {"z": context.space.sample(1).reshape(-1)}


def decode_steps(
    space: "LatentSpace", codes: NDArray[np.float32], job: Job
) -> Iterator[NDArray[np.float32]]:
    """Decode many codes in short steps, between which a frame may come and the page may cancel."""
    start, step = 0, 1
    while start < len(codes):
        job.check()
        began = time.perf_counter()
        outputs = space.decode(codes[start : start + step])
        seconds = max(time.perf_counter() - began, 1e-9)  # a coarse clock may not have moved
        yield outputs
        start += len(outputs)
        step = max(1, min(MOST_IN_A_STEP, int(len(outputs) * STEP_SECONDS / seconds)))


def _read_steps(
    context: Context, indices: NDArray[np.intp], job: Job
) -> Iterator[NDArray[np.float32]]:
    """Read many samples, some at a time: sounds take memory."""
    for start in range(0, len(indices), READ_STEP):
        job.check()
        yield context.space.samples(indices[start : start + READ_STEP])


def value_text(value: Any) -> str:
    """Write a label or an attribute's value for a person."""
    if value is None or (isinstance(value, float | np.floating) and not np.isfinite(value)):
        return "missing"
    if isinstance(value, float | np.floating):
        return f"{float(value):.4g}"
    text = str(value)
    return text if len(text) <= 200 else text[:199] + "…"


def _sample_picture(space: Any, index: int) -> dict[str, Any] | None:
    if not space.has_samples:
        return None
    return picture(space.modality.to_payload(space.samples([index])[0]))
