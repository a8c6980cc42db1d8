"""`page_model`, `asset`: what a page needs to decode by itself."""

from typing import Any

import numpy as np

from latentwidgets.exceptions import OptionError
from latentwidgets.runtimes.page import ENGINES
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

__all__ = ["asset", "page_model"]

PART_BYTES = 4 * 2**20  # Jupyter's websocket drops a connection above 10 MiB
LARGEST_FILE = 2**31


def page_model(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Say what decoding in the page takes; the first time the model is exported."""
    engine = request.text("engine") if "engine" in request else "wasm"
    if engine not in ENGINES:
        raise OptionError(f"There is no engine {engine!r}: choose one of {list(ENGINES)}.")
    return context.page.describe(engine)


def asset(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Give a part of a file, from `start`."""
    start = request.integer("start", 0, LARGEST_FILE)
    data = context.page.read(request.text("name"), start, PART_BYTES)
    return {"data": np.frombuffer(data, np.uint8)}
