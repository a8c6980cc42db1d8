"""What an exported page holds: the state's traits, and all that its views may ask of a kernel."""

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.exceptions import ExportError, LatentWidgetsError
from latentwidgets.modalities import Image
from latentwidgets.runtimes.page import probe
from latentwidgets.spaces.bundles.thumbnails import COLUMNS, PER_SHEET, pack_sheets, tile_of
from latentwidgets.spaces.paths import speed_label
from latentwidgets.spaces.projections import METHODS
from latentwidgets.spaces.support import log_variances_of
from latentwidgets.widgets.handlers import Job
from latentwidgets.widgets.handlers.colours import colour_by
from latentwidgets.widgets.handlers.decoding import decode_code
from latentwidgets.widgets.handlers.disentanglement import describe_disentanglement
from latentwidgets.widgets.handlers.identity import describe_identity
from latentwidgets.widgets.handlers.names import describe_names
from latentwidgets.widgets.handlers.projecting import describe_projection, project_space
from latentwidgets.widgets.handlers.samples import value_text
from latentwidgets.widgets.handlers.styles import describe_style_groups
from latentwidgets.widgets.handlers.support import describe_gaps, describe_support
from latentwidgets.widgets.html.encoding import IN_PYTHON, page_encoding
from latentwidgets.widgets.html.lattice import make_lattice
from latentwidgets.widgets.html.planes import to_planes
from latentwidgets.widgets.initial import describe, describe_dimension_names, describe_sliders

if TYPE_CHECKING:
    from latentwidgets.models.onnx.graphs import Precision
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.widgets.handlers import Context
    from latentwidgets.widgets.state import SpaceState

__all__ = ["page_contents"]

PLANE = "pca-2"
MEASURED = ("decode_ms", "total_ms")
MOST_POSTERIORS = 2**20  # bytes; beyond, a page would grow by more than its map is worth
STEPS = 32  # of a log-variance: a standard deviation within 1 %
MOST_VALUES = 16 * 2**20  # bytes of samples that are no pictures; beyond, their codes are decoded


def page_contents(state: "SpaceState", precision: "Precision") -> dict[str, Any]:
    """Gather a page's contents, arrays included; see `ExportData` in the front end.

    The maps are PCA in two and three dimensions, those kept with the space and those made in this
    state so far. The same space gives the same contents: what was measured on this machine's clock
    is left out.
    """
    space, context = state.space, state.context
    used = context.maps.current()
    model, lattice = _decoding(space, context, precision)
    maps = _maps(state) if lattice is None else [_plane(context)]
    held = [{"method": found["method"], "dims": found["dims"]} for found in maps]
    if used is not None and context.maps.find(used[0]):
        context.maps.get(used[0])  # current again: an export changes nothing in the live views
    description = {
        **describe(space),
        "device": "cpu",
        "projections": [name for name in METHODS if any(map_["method"] == name for map_ in held)],
        "maps": held,
    }
    encoding, description["unplaceable"] = _encoding(space, lattice)
    gaps, description["gapless"] = _gaps(space, encoding, decodes=lattice is None)
    if lattice is not None:
        description["can_encode"] = False  # a blend is no reconstruction
        description["has_posteriors"] = False
    traits = {
        "protocol": state.protocol,
        "description": description,
        "z": state.z.reshape(-1),
        "selection": state.selection.astype(np.uint32),
        "directions": state.context.shelf.describe(),
        "dimension_names": describe_dimension_names(space),
        "bookmarks": [{"name": k, "z": z.reshape(-1)} for k, z in state.bookmarks.items()],
        "sliders": describe_sliders(space, space.effects()),
        "projection": maps[0],
        "colour": state.shown_colour(),
        "runtime": "kernel",
        "frame": None if lattice is not None else _first_frame(state, maps[0]["key"]),
    }
    return {
        "traits": traits,
        "maps": maps,
        "colours": [colour_by(space, entry["name"]) for entry in description["colours"]],
        "codes": to_planes(np.ascontiguousarray(space.flat_codes, "<f4").tobytes(), 4),
        "names": describe_names(space),
        "style_groups": describe_style_groups(space, decodes=lattice is None),
        "identity": describe_identity(context),
        "disentanglement": describe_disentanglement(space),
        "speed_label": speed_label(space),
        "support": describe_support(space),
        "posteriors": _posteriors(space, decodes=lattice is None),
        "samples": _samples(space),
        "model": model,
        "lattice": lattice,
        "encoding": encoding,
        "gaps": gaps,
    }


def _maps(state: "SpaceState") -> list[dict[str, Any]]:
    """Describe one map of each kind, the newest: the one shown first, then by name."""
    shown = state.shown.map
    for dims in (2, 3):
        project_space(state.context, "pca", dims, Job())
    kept = [(f"{one.method}-{one.dims}", one) for one in state.space.parts.measured.maps]
    made = [*kept, *state.context.maps.all()]
    described = [describe_projection(key, projection) for key, projection in made]
    described.sort(key=lambda found: found["key"] == shown)
    newest = {(found["method"], found["dims"]): found for found in described}
    return sorted(newest.values(), key=lambda found: (found["key"] != shown, found["key"]))


def _plane(context: "Context") -> dict[str, Any]:
    """Describe the map under a lattice: what lies off its plane is not held, but not there."""
    return {**describe_projection(PLANE, context.maps.get(PLANE)), "held": 0}


def _first_frame(state: "SpaceState", key: str) -> dict[str, Any]:
    code = np.asarray(state.z, np.float32)
    frame = decode_code(state.context, code, exact=True, projection=key)
    return {name: value for name, value in frame.items() if name not in MEASURED}


def _decoding(
    space: "LatentSpace", context: "Context", precision: "Precision"
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Give what decodes in the page: the model, else a lattice."""
    try:
        exported = space.export(precision)
    except ExportError as error:
        project_space(context, "pca", 2, Job())
        return None, make_lattice(space, context.maps.get(PLANE), str(error))
    graph = exported.decoder
    compared, every = probe(space, graph.parity.batches)
    model = {
        "decoder": to_planes(graph.data, 2 if graph.precision == "float16" else 4),
        "modality": space.modality.describe_raw(),
        "latent_shape": list(space.latent_shape),
        "batched": graph.batched,
        "precision": graph.precision,
        "layers": graph.layers,
        "takes": exported.takes,
        "parity": asdict(graph.parity),
        "probe": compared,
        "probe_every": every,
    }
    return model, None


def _posteriors(space: "LatentSpace", *, decodes: bool) -> dict[str, Any]:
    """Give the posteriors' log-variances as the bits of halves, else why there are none."""
    none: dict[str, Any] = {"log_variances": None}
    if not decodes:
        return {**none, "reason": "This page holds no model, so no posteriors either."}
    if space.n_samples * space.latent_size * np.float16().nbytes > MOST_POSTERIORS:
        return {**none, "reason": "They would have made this page too large: draw them in Python."}
    try:
        found = log_variances_of(space)
    except LatentWidgetsError as error:
        return {**none, "reason": str(error)}
    limit = float(np.finfo(np.float16).max)
    # In steps of which an ellipse shows nothing, one dimension after the other: half the bytes.
    steps = np.round(np.clip(found, -limit, limit) * STEPS) / STEPS
    halves = np.ascontiguousarray(steps.T, "<f2")
    return {"log_variances": halves.view(np.uint16).reshape(-1), "reason": None}


def _encoding(
    space: "LatentSpace", lattice: dict[str, Any] | None
) -> tuple[dict[str, Any] | None, str]:
    """Give what encodes in the page, else None and why not, in a sentence."""
    if lattice is None:
        return page_encoding(space)
    reason = "What this page shows was decoded beforehand, so that nothing can be placed and edited"
    return None, f"{reason} here: {IN_PYTHON}."


def _gaps(
    space: "LatentSpace", encoding: dict[str, Any] | None, *, decodes: bool
) -> tuple[dict[str, Any] | None, str]:
    """Give what a re-encoding gap is read against, else None and why the page measures none."""
    if not decodes:
        return None, "what this page shows was decoded beforehand"
    if not space.model.can_encode:
        return None, "the model has no encoder"
    if encoding is None:
        return None, "this page has no encoder; in Python space.confidence(z, gap=True) measures it"
    try:
        return describe_gaps(space), ""
    except LatentWidgetsError as error:
        return None, str(error)


def _samples(space: "LatentSpace") -> dict[str, Any]:
    labels = None if space.labels is None else [value_text(label) for label in space.labels]
    samples: dict[str, Any] = {
        "labels": labels,
        "attributes": [
            [name, [value_text(value) for value in values]]
            for name, values in space.attributes.items()
        ],
        "sheets": [],
        "width": 0,
        "height": 0,
        "columns": COLUMNS,
        "per_sheet": PER_SHEET,
        "values": None,
    }
    if not space.has_samples:
        return samples
    if not isinstance(space.modality, Image):
        size = space.n_samples * math.prod(space.modality.shape)
        if size * np.float32().nbytes <= MOST_VALUES:
            values = space.samples(np.arange(space.n_samples))
            samples["values"] = np.ascontiguousarray(values, np.float32).reshape(-1)
        return samples
    height, width, channels = space.samples([0]).shape[1:]
    picture = Image(height, width, channels, "HWC", (0.0, 1.0))
    sheets = pack_sheets(space.samples, picture, space.n_samples)
    samples["sheets"] = [np.frombuffer(sheet, np.uint8) for sheet in sheets]
    samples["height"], samples["width"] = tile_of(picture)
    return samples
