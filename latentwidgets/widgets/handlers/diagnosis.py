"""`diagnosis`, `diagnosis_page`: the report about a space, and the file of it."""

from typing import Any

import numpy as np

from latentwidgets.exceptions import OptionError
from latentwidgets.widgets.diagnosing import diagnosing_of, page_of_diagnosis, picture_of
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

__all__ = ["diagnosis", "diagnosis_page"]


def diagnosis(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Make the report, or return what was found; `known` asks only for what was found before."""
    diagnosing = diagnosing_of(context.space)
    if request.flag("known") and diagnosing.found is None:
        return {"report": None}
    if request.flag("again"):
        diagnosing.found = None

    def tell(done: int, total: int) -> None:
        job.progress({"step": done, "total": total})

    found = diagnosing.measure(context.space, tell, job.cancelled)
    report = found.to_dict()
    for section, described in zip(found.sections, report["sections"], strict=True):
        job.check()
        png = picture_of(section)
        described["picture"] = None if png is None else np.frombuffer(png, np.uint8)
    return {"report": report}


def diagnosis_page(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Give the report as a page of its own."""
    found = diagnosing_of(context.space).found
    if found is None:
        raise OptionError("There is no report yet: run the diagnosis first.")
    return {"data": np.frombuffer(page_of_diagnosis(found).encode(), np.uint8)}
