"""Which handler answers which kind of message, and on which thread."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from latentwidgets.exceptions import OptionError
from latentwidgets.widgets.handlers.colours import colour
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.coverage import coverage, coverage_tiles
from latentwidgets.widgets.handlers.decoding import decode
from latentwidgets.widgets.handlers.diagnosis import diagnosis, diagnosis_page
from latentwidgets.widgets.handlers.directions import (
    codes,
    direction,
    direction_quality,
    edit_direction,
    find_direction,
    keep_direction,
    restore_directions,
)
from latentwidgets.widgets.handlers.disentanglement import (
    disentanglement,
    factor_scatter,
    importances,
    name_dimension,
)
from latentwidgets.widgets.handlers.editing import edited, keep_lost, place, restore_edit
from latentwidgets.widgets.handlers.honest import inverse, spread, veil
from latentwidgets.widgets.handlers.identity import identity
from latentwidgets.widgets.handlers.keeping import kept, take_kept
from latentwidgets.widgets.handlers.names import mean, names
from latentwidgets.widgets.handlers.nearest import nearest
from latentwidgets.widgets.handlers.page import asset, page_model
from latentwidgets.widgets.handlers.paths import curves, locate, outputs, path
from latentwidgets.widgets.handlers.projecting import project
from latentwidgets.widgets.handlers.request import Request
from latentwidgets.widgets.handlers.samples import about, random, sample, thumbnails
from latentwidgets.widgets.handlers.styles import layer_styles, style_groups
from latentwidgets.widgets.handlers.support import gap, gaps, support
from latentwidgets.widgets.handlers.tiles import tiles

__all__ = ["Lane", "handle", "lane_of"]

Handler = Callable[[Context, Request, Job], dict[str, Any]]


class Lane(Enum):
    """One thread each: no frame waits for a query, no query for many outputs or an export.

    Nor does what the hand has just asked for, a sample placed or a direction measured, wait for a
    projection or a graph that takes a minute.
    """

    FRAMES = "frames"
    QUERIES = "queries"
    OUTPUTS = "outputs"
    PLACING = "placing"
    MEASURING = "measuring"
    COMPUTATIONS = "computations"
    EXPORTS = "exports"


HANDLERS: dict[str, Handler] = {
    "decode": decode,
    "about": about,
    "sample": sample,
    "thumbnails": thumbnails,
    "tiles": tiles,
    "random": random,
    "locate": locate,
    "path": path,
    "curves": curves,
    "outputs": outputs,
    "project": project,
    "place": place,
    "edited": edited,
    "restore_edit": restore_edit,
    "keep_lost": keep_lost,
    "codes": codes,
    "colour": colour,
    "coverage": coverage,
    "coverage_tiles": coverage_tiles,
    "diagnosis": diagnosis,
    "diagnosis_page": diagnosis_page,
    "direction": direction,
    "direction_quality": direction_quality,
    "edit_direction": edit_direction,
    "find_direction": find_direction,
    "keep_direction": keep_direction,
    "restore_directions": restore_directions,
    "identity": identity,
    "kept": kept,
    "take_kept": take_kept,
    "disentanglement": disentanglement,
    "factor_scatter": factor_scatter,
    "importances": importances,
    "name_dimension": name_dimension,
    "mean": mean,
    "names": names,
    "nearest": nearest,
    "style_groups": style_groups,
    "layer_styles": layer_styles,
    "page_model": page_model,
    "asset": asset,
    "support": support,
    "gap": gap,
    "gaps": gaps,
    "inverse": inverse,
    "veil": veil,
    "spread": spread,
}

LANES = {
    "decode": Lane.FRAMES,
    "tiles": Lane.OUTPUTS,
    "thumbnails": Lane.OUTPUTS,
    "coverage_tiles": Lane.OUTPUTS,
    "outputs": Lane.OUTPUTS,
    "curves": Lane.OUTPUTS,
    "place": Lane.PLACING,
    "take_kept": Lane.PLACING,
    "direction_quality": Lane.MEASURING,
    "find_direction": Lane.MEASURING,
    "coverage": Lane.COMPUTATIONS,
    "diagnosis": Lane.COMPUTATIONS,
    "importances": Lane.COMPUTATIONS,
    "project": Lane.COMPUTATIONS,
    "path": Lane.COMPUTATIONS,
    "gaps": Lane.COMPUTATIONS,
    "page_model": Lane.EXPORTS,
    "identity": Lane.EXPORTS,  # the weights are read
}


def lane_of(kind: str) -> Lane:
    """Say where a kind of message is answered.

    Raises
    ------
    OptionError
        Where there is no such kind.
    """
    if kind not in HANDLERS:
        raise OptionError(
            f"There is no request {kind[:40]!r}: a page of another version asks for it; reload it."
        )
    return LANES.get(kind, Lane.QUERIES)


def handle(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Answer a request with the result of its handler."""
    return HANDLERS[request.kind](context, request, job)
