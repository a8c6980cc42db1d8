"""Write a space as a bundle."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.exceptions import BundleError, DataError, OptionError
from latentwidgets.modalities import Image
from latentwidgets.spaces.bundles.archive import MOST_BYTES, write_archive
from latentwidgets.spaces.bundles.arrays import pack_array
from latentwidgets.spaces.bundles.columns import pack_attributes, pack_labels
from latentwidgets.spaces.bundles.contents import StoredContents
from latentwidgets.spaces.bundles.directions import pack_directions
from latentwidgets.spaces.bundles.kept import pack_outputs
from latentwidgets.spaces.bundles.manifest import FORMAT, VERSION
from latentwidgets.spaces.bundles.maps import pack_map
from latentwidgets.spaces.bundles.members import describe_members
from latentwidgets.spaces.bundles.thumbnails import pack_sheets
from latentwidgets.spaces.exporting import Precision
from latentwidgets.spaces.identity import model_fingerprint
from latentwidgets.spaces.sampling import as_codes
from latentwidgets.spaces.support import log_variances_of
from latentwidgets.strict_json import dump_json

if TYPE_CHECKING:
    from latentwidgets.models.onnx import ExportedModel, Graph
    from latentwidgets.spaces.projections import Projection
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["save"]

SUFFIX = ".latent"
LONGEST_LINE = 1000
LONGEST_TEXT = 100_000
MOST_BOOKMARKS = 1000
ALWAYS = (("pca", 2), ("pca", 3))

Members = dict[str, bytes]


def save(  # noqa: PLR0913
    space: "LatentSpace",
    path: str | os.PathLike[str],
    *,
    title: str | None = None,
    description: str | None = None,
    credits: str | None = None,  # noqa: A002  the word that users know
    precision: Precision = "float32",
    projections: Sequence[tuple[str, int]] = (),
    bookmarks: Mapping[str, Any] | None = None,
    z: Any = None,
    posteriors: bool = False,
) -> Path:
    """Write a space as a bundle; see `LatentSpace.save`."""
    target = _check_path(path)
    about = space.about
    words = {
        "title": _check_text("title", title, about.title or space.name, LONGEST_LINE),
        "description": _check_text("description", description, about.description, LONGEST_TEXT),
        "credits": _check_text("credits", credits, about.credits, LONGEST_TEXT),
    }
    places = _check_bookmarks(space, about.bookmarks if bookmarks is None else bookmarks)
    left_at = about.z if z is None else _one_code(space, "z", z)
    exported = space.export(precision)
    maps = _maps(space, projections)
    halves = _halves(space, wanted=posteriors)

    members: Members = {}
    directions = pack_directions(list(space.directions.values()), members)
    names = [{"dimension": one, "name": name} for one, name in space.dimension_names.items()]
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "creator": f"latentwidgets {version('latentwidgets')}",
        "name": space.name[:LONGEST_LINE],
        **words,
        "latent_shape": list(space.latent_shape),
        "prior": space.model.prior,
        "seed": space.seed,
        "modality": space.modality.describe_raw(),
        "model": _pack_model(exported, model_fingerprint(space.model), members),
        "samples": _pack_samples(space, members, halves),
        "projections": [pack_map(found, key, members) for key, found in maps.items()],
        "effects": _add(members, "effects.npy", space.effects()),
        "neighbor_radius": space.neighbor_radius(),
        "bookmarks": {
            "names": list(places),
            "codes": _add(members, "bookmarks.npy", np.stack([*places.values()]))
            if places
            else None,
        },
        "z": None if left_at is None else _add(members, "z.npy", left_at),
    }
    if directions:
        manifest["directions"] = directions
    if names:
        manifest["dimension_names"] = names
    total = sum(map(len, members.values()))
    if total > MOST_BYTES // 2:
        raise BundleError(
            f"The space takes {total:,} bytes and a bundle holds {MOST_BYTES // 2:,}: save fewer "
            "samples, or a smaller model."
        )
    manifest["members"] = describe_members(members)
    write_archive(target, dump_json(manifest), members)
    return target


def _pack_model(exported: "ExportedModel", origin: str, members: Members) -> dict[str, Any]:
    encoder = exported.encoder
    graphs = exported.decoder.data + (b"" if encoder is None else encoder.data)
    described: dict[str, Any] = {
        "fingerprint": hashlib.sha256(graphs).hexdigest(),
        "decoder": _pack_graph("decoder.onnx", exported.decoder, members),
        "encoder": None if encoder is None else _pack_graph("encoder.onnx", encoder, members),
        "encoder_reason": exported.encoder_reason,
    }
    if origin:
        described["origin"] = origin
    if exported.decoder.layers is not None:
        described |= {"layers": list(exported.decoder.layers), "takes": exported.takes}
    return described


def _pack_graph(name: str, graph: "Graph", members: Members) -> dict[str, Any]:
    members[name] = graph.data
    return {
        "file": name,
        "batched": graph.batched,
        "precision": graph.precision,
        "parity": asdict(graph.parity),
    }


def _pack_samples(space: "LatentSpace", members: Members, halves: Any) -> dict[str, Any]:
    parts = space.parts
    contents, shown = parts.contents, parts.intake.shown
    picture = shown if isinstance(shown, Image) else None
    labels, attributes = contents.labels, contents.attributes
    described: dict[str, Any] = {
        "count": space.n_samples,
        "from_data": contents.from_data,
        "dropped": contents.dropped,
        "codes": _add(members, "codes.npy", contents.codes),
        "labels": None if labels is None else "labels.json",
        "attributes": "attributes.json" if attributes else None,
        "shape": list(contents.sample_shape) if contents.sample_shape else None,
        "picture": None if picture is None else picture.describe_raw(),
        "thumbnails": None,
    }
    if halves is not None:
        described["log_variances"] = "log_variances.npy"
        members["log_variances.npy"] = pack_array(halves, np.float16)
    if labels is not None:
        members["labels.json"] = pack_labels(labels)
    if attributes:
        members["attributes.json"] = pack_attributes(attributes)
    if contents.has_samples and picture is not None:
        kept = contents.sheets if isinstance(contents, StoredContents) else None
        # Enlarged and shrunk again they would be blurred a little each time.
        sheets = kept.sheets if kept else [*pack_sheets(contents.outputs, picture, space.n_samples)]
        described["thumbnails"] = [f"thumbnails/{number}.png" for number in range(len(sheets))]
        members.update(zip(described["thumbnails"], sheets, strict=True))
    if picture is None and shown is not None:
        described["outputs"] = None
        outputs = None
        if contents.has_samples:
            outputs = pack_outputs(contents.outputs, shown, space.n_samples)
        if outputs is not None:
            described["outputs"] = "outputs.npy"
            members["outputs.npy"] = outputs
    return described


def _halves(space: "LatentSpace", *, wanted: bool) -> Any:
    if not wanted and space.parts.contents.log_variances is None:
        return None
    found = log_variances_of(space)
    if np.abs(found).max() > np.finfo(np.float16).max:
        raise DataError("The posteriors' variances are too small to be kept: leave posteriors out.")
    return found


def _maps(space: "LatentSpace", wanted: Sequence[tuple[str, int]]) -> dict[str, "Projection"]:
    """Name the maps: those kept before, the usual ones, and those asked for."""
    found = list(space.parts.measured.maps)
    for pair in (*ALWAYS, *wanted):
        try:
            method, dims = pair
        except (TypeError, ValueError):
            raise OptionError(
                f"projections holds {pair!r}: give pairs of a method and 2 or 3 dimensions, such "
                "as [('tsne', 2)]."
            ) from None
        projection = space.project(method, dims)
        if not any((known.method, known.dims) == (method, dims) for known in found):
            found.append(projection)
    named: dict[str, Projection] = {}
    for projection in found:
        key = f"{projection.method}-{projection.dims}"
        named[key if key not in named else f"{key}-{len(named)}"] = projection
    return named


def _add(members: Members, name: str, array: Any) -> str:
    members[name] = pack_array(array, np.float32)
    return name


def _check_path(path: str | os.PathLike[str]) -> Path:
    target = Path(path).expanduser()
    if target.suffix != SUFFIX:
        raise OptionError(
            f"path={str(path)!r} names no bundle: give {target.stem + SUFFIX!r}, with the ending "
            f"{SUFFIX}."
        )
    if target.is_dir():
        raise OptionError(f"path={str(path)!r} is a folder: give another name.")
    return target


def _check_text(name: str, value: Any, otherwise: str, longest: int) -> str:
    if value is None:
        return otherwise[:longest]
    if not isinstance(value, str) or len(value) > longest:
        what = f"{len(value):,} characters" if isinstance(value, str) else type(value).__name__
        raise OptionError(f"{name} is {what}: give text of up to {longest:,} characters.")
    return value


def _check_bookmarks(space: "LatentSpace", bookmarks: Any) -> dict[str, Any]:
    if not isinstance(bookmarks, Mapping) or len(bookmarks) > MOST_BOOKMARKS:
        raise OptionError(
            f"bookmarks is a {type(bookmarks).__name__}: give {{name: code}}, up to "
            f"{MOST_BOOKMARKS:,} of them."
        )
    return {
        _check_text("The name of a bookmark", name, "", LONGEST_LINE): _one_code(
            space, f"bookmarks[{name!r}]", code
        )
        for name, code in bookmarks.items()
    }


def _one_code(space: "LatentSpace", name: str, given: Any) -> Any:
    codes = as_codes(given, space.latent_shape)
    if len(codes) != 1 or not np.isfinite(codes).all():
        raise DataError(f"{name} holds {len(codes)} codes: give one, of finite numbers.")
    return codes[0]
