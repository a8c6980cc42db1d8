"""What an exported page holds: the state's traits, and all that its views may ask of a kernel."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.exceptions import ExportError
from latentwidgets.modalities import Image
from latentwidgets.runtimes.page import probe
from latentwidgets.spaces.bundles.thumbnails import COLUMNS, PER_SHEET, pack_sheets, tile_of
from latentwidgets.widgets.handlers import Job
from latentwidgets.widgets.handlers.colours import colour_by
from latentwidgets.widgets.handlers.decoding import decode_code
from latentwidgets.widgets.handlers.projecting import describe_projection, project_space
from latentwidgets.widgets.handlers.samples import value_text
from latentwidgets.widgets.html.lattice import make_lattice
from latentwidgets.widgets.initial import describe, describe_sliders

if TYPE_CHECKING:
    from latentwidgets.models.onnx.graphs import Precision
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.widgets.state import SpaceState

__all__ = ["page_contents"]

PLANE = "pca-2"


def page_contents(state: "SpaceState", precision: "Precision") -> dict[str, Any]:
    """Gather a page's contents, arrays included; see `ExportData` in the front end.

    The maps are PCA in two and three dimensions and those made in this state so far.
    """
    space, context = state.space, state.context
    shown = state.projection["key"]
    for dims in (2, 3):
        project_space(context, "pca", dims, Job())
    maps = [describe_projection(key, projection) for key, projection in context.maps.all()]
    maps.sort(key=lambda found: found["key"] != shown)  # the one shown first
    model, lattice = _decoding(space, state, precision)
    if lattice is not None:
        maps = [found for found in maps if found["key"] == PLANE]
    description = describe(space)
    description["projections"] = [
        name for name in description["projections"] if any(m["method"] == name for m in maps)
    ]
    if lattice is not None:
        description["can_encode"] = False  # a blend is no reconstruction
    traits = {
        "protocol": state.protocol,
        "description": description,
        "z": state.z.reshape(-1),
        "selection": state.selection.astype(np.uint32),
        "bookmarks": [{"name": k, "z": z.reshape(-1)} for k, z in state.bookmarks.items()],
        "sliders": describe_sliders(space, space.effects()),
        "projection": maps[0],
        "colour": state.colour,
        "runtime": "kernel",
        "frame": decode_code(context, np.asarray(state.z, np.float32), exact=True),
    }
    return {
        "traits": traits,
        "maps": maps,
        "colours": [colour_by(space, entry["name"]) for entry in description["colours"]],
        "codes": np.ascontiguousarray(space.flat_codes, np.float32).reshape(-1),
        "radius": space.neighbor_radius(),
        "samples": _samples(space),
        "model": model,
        "lattice": lattice,
    }


def _decoding(
    space: "LatentSpace", state: "SpaceState", precision: "Precision"
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    try:
        graph = space.export(precision).decoder
    except ExportError as error:
        plane = state.context.maps.get(PLANE)
        return None, make_lattice(space, plane, str(error))
    return {
        "decoder": np.frombuffer(graph.data, np.uint8),
        "modality": space.modality.describe_raw(),
        "latent_shape": list(space.latent_shape),
        "batched": graph.batched,
        "precision": graph.precision,
        "parity": asdict(graph.parity),
        "probe": probe(space, graph.parity.batches),
    }, None


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
    }
    if space.has_samples:
        height, width, channels = space.samples([0]).shape[1:]
        picture = Image(height, width, channels, "HWC", (0.0, 1.0))
        sheets = pack_sheets(space.samples, picture, space.n_samples)
        samples["sheets"] = [np.frombuffer(sheet, np.uint8) for sheet in sheets]
        samples["height"], samples["width"] = tile_of(picture)
    return samples
