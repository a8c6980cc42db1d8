"""`decode`: the output of a code, or of a place on the map."""

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities import Payload, Values
from latentwidgets.spaces.support import Held, codes_on
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.honest import LARGEST_OFF
from latentwidgets.widgets.handlers.pictures import picture
from latentwidgets.widgets.handlers.request import Request

__all__ = ["decode", "decode_code"]


def decode(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Answer a `decode`."""
    space = context.space
    key = request.text("projection") if "projection" in request else None
    if "point" not in request:
        z = request.code("z", space.latent_shape)
        return decode_code(
            context, z, exact=request.flag("exact"), received=request.received, projection=key
        )
    key = request.text("projection")
    projection = context.maps.get(key)
    point = request.point("point", projection.dims)
    anchor = request.code("anchor", space.latent_shape) if "anchor" in request else None
    off = request.number("off", 0, LARGEST_OFF) if "off" in request else 1.0
    job.check()
    if anchor is None:
        z = projection.inverse(point[None])[0]
    else:
        z = codes_on(projection, point[None], Held(anchor, off)).reshape(space.latent_shape)
    result = decode_code(context, z, exact=request.flag("exact"), received=request.received)
    return {**result, "point": point.tolist(), "projection": key}


def decode_code(
    context: Context,
    z: NDArray[np.float32],
    *,
    exact: bool = False,
    received: float | None = None,
    projection: str | None = None,
) -> dict[str, Any]:
    """Decode one code ``(*latent_shape)`` to the result of a `decode`.

    `projection` names the map on which to say where the code lies: by default the current one.
    """
    space = context.space
    started = time.perf_counter()
    output = space.decode(z[None])[0]
    decoded = time.perf_counter()
    payload = space.modality.to_payload(output, exact=exact)
    key, point = _locate(context, z, projection)
    return {
        **picture(payload),
        "notice": _notice(output, payload),
        "z": z.reshape(-1),
        "point": point,
        "projection": key,
        "device": space.device,
        "decode_ms": 1000 * (decoded - started),
        "total_ms": 1000 * (time.perf_counter() - (started if received is None else received)),
    }


def _locate(
    context: Context, z: NDArray[np.float32], key: str | None
) -> tuple[str | None, list[float] | None]:
    if key is not None:
        projection = context.maps.find(key)
    else:
        key, projection = context.maps.current() or (None, None)
    if projection is None:
        return None, None
    return key, projection.locate(z[None])[0].tolist()


def _notice(output: NDArray[np.float32], payload: Payload | Values) -> str | None:
    """Say where a large picture is shown smaller."""
    if isinstance(payload, Values) or output.shape[:2] == (payload.height, payload.width):
        return None
    height, width = output.shape[:2]
    shown = f"{payload.width} by {payload.height}"
    return f"The output is {width} by {height} pixels and is shown at {shown}."
