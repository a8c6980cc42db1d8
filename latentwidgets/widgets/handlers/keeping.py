"""What a session holds of the kernel's own: directions, and the sample of the user's own."""

from typing import Any

import numpy as np

from latentwidgets.exceptions import DataError
from latentwidgets.strict_json import dump_json, parse_json
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

__all__ = ["kept", "take_kept"]

MOST_BYTES = 64 * 2**20


def kept(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Give it as JSON, for the page to put into a session."""
    from latentwidgets.widgets.sessions.kept import describe_kept, kept_of

    return {"file": np.frombuffer(dump_json(describe_kept(kept_of(context))), np.uint8)}


def take_kept(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Take it from a session that the page has read; nothing changes where it is none."""
    from latentwidgets.widgets.sessions.kept import fit, put, read_kept

    data = request.file("file", MOST_BYTES)
    job.check()
    try:
        found = read_kept(parse_json(data), context.space.latent_shape)
    except ValueError as error:
        raise DataError(f"{error}.") from error
    return put(context, fit(found, context.space))
