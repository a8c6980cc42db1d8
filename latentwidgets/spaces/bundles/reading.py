"""Open a bundle as a space."""

import json
import math
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.modalities import Image, Modality
from latentwidgets.models.onnx import ExportedModel, Graph, Parity, open_model
from latentwidgets.spaces.about import About
from latentwidgets.spaces.batching import Batcher
from latentwidgets.spaces.bundles.archive import read_archive
from latentwidgets.spaces.bundles.arrays import unpack_array
from latentwidgets.spaces.bundles.columns import unpack_attributes, unpack_labels
from latentwidgets.spaces.bundles.contents import StoredContents
from latentwidgets.spaces.bundles.directions import unpack_directions
from latentwidgets.spaces.bundles.faults import Fault, said_of_file
from latentwidgets.spaces.bundles.kept import unpack_outputs
from latentwidgets.spaces.bundles.manifest import (
    check_version,
    make_image,
    make_modality,
    read_manifest,
)
from latentwidgets.spaces.bundles.maps import unpack_map
from latentwidgets.spaces.bundles.members import Members
from latentwidgets.spaces.bundles.thumbnails import Sheets
from latentwidgets.spaces.dimension_names import DimensionNames
from latentwidgets.spaces.intake import Intake, intake_without_data
from latentwidgets.spaces.parts import Measured, Parts
from latentwidgets.spaces.space import LatentSpace

__all__ = ["open"]

Shape = tuple[int, ...]


def open(path: str | os.PathLike[str]) -> LatentSpace:  # noqa: A001  the public name is lw.open
    """Open a space that `LatentSpace.save` wrote.

    Neither torch nor scikit-learn is imported, and nothing in the file is run but its ONNX graphs,
    by onnxruntime, from the first decode on.

    Parameters
    ----------
    path
        Of the bundle.

    Returns
    -------
    LatentSpace
        With the codes, labels, attributes, maps and figures that were saved; `samples` gives
        8-bit pictures, of at most 64 pixels a side enlarged again, or outputs of another kind as
        `docs/bundles.md` says. `about` has its words and
        bookmarks.

    Raises
    ------
    OSError
        Where the file is missing or may not be read.
    BundleError
        Where it is no bundle, damaged, or of a later version. A graph that cannot be run shows
        itself at the first decode, as a `ModelError` or `DecodeError`.
    """
    file = Path(path).expanduser()
    with said_of_file(file.name):
        data, raw = read_archive(file)
        manifest = read_manifest(data)
        members = Members(raw, manifest["members"])
        parts = _parts(manifest, members, file.name, f"lw.open({json.dumps(os.fspath(path))})")
        members.check_all_used()
        return LatentSpace.from_parts(parts)


def _parts(manifest: dict[str, Any], members: Members, file_name: str, source: str) -> Parts:
    latent_shape = _shape(manifest["latent_shape"])
    modality = make_modality(manifest["modality"])
    check_version(manifest, modality)
    directions = manifest.get("directions", [])
    names = manifest.get("dimension_names", [])
    exported = _exported(manifest["model"], members)
    if exported.takes == "layers" and latent_shape != exported.decoder.layers:
        raise Fault(f"its codes {latent_shape} are no styles of its layers")
    model = open_model(
        exported,
        name=manifest["name"],
        latent_shape=latent_shape,
        modality=modality,
        prior=manifest["prior"],
        digest=manifest["model"]["fingerprint"],
        origin=manifest["model"].get("origin"),
    )
    contents = _contents(manifest["samples"], members, latent_shape, modality, file_name)
    codes = contents.codes.reshape(len(contents.codes), -1)
    effects = manifest["effects"]
    return Parts(
        model=model,
        batcher=Batcher(model),
        intake=_intake(manifest["samples"]["picture"], modality),
        contents=contents,
        seed=int(manifest["seed"]),
        measured=Measured(
            effects=unpack_array(effects, members[effects], np.float32, (codes.shape[1],)),
            radius=float(manifest["neighbor_radius"]),
            maps=tuple(
                unpack_map(described, members, codes, latent_shape)
                for described in manifest["projections"]
            ),
        ),
        about=_about(manifest, members, latent_shape),
        directions=unpack_directions(directions, members, latent_shape),
        source=source,
        dimension_names=_dimension_names(names, codes.shape[1]),
    )


def _dimension_names(described: list[dict[str, Any]], latent_size: int) -> dict[int, str]:
    given = {int(entry["dimension"]): entry["name"] for entry in described}
    if len(given) < len(described):
        raise Fault("one of its dimensions has two names")
    try:
        return dict(DimensionNames(latent_size, given))
    except OptionError as error:
        raise Fault(f"its names of dimensions cannot be ({error})") from error


def _intake(picture: dict[str, Any] | None, modality: Modality) -> Intake:
    if not isinstance(modality, Image):
        return intake_without_data(modality)
    return Intake(None, modality.value_range, None if picture is None else make_image(picture))


def _exported(model: dict[str, Any], members: Members) -> ExportedModel:
    encoder, layers = model["encoder"], model.get("layers")
    decoder = _graph(model["decoder"], members)
    if layers is not None:
        n_layers, size = _shape(layers)
        decoder = replace(decoder, layers=(n_layers, size))
    takes = model.get("takes", "codes")
    if takes == "layers" and layers is None:
        raise Fault("its codes are styles of layers, and its decoder has none")
    return ExportedModel(
        decoder,
        None if encoder is None else _graph(encoder, members),
        model["encoder_reason"],
        takes,
    )


def _graph(graph: dict[str, Any], members: Members) -> Graph:
    parity = graph["parity"]
    return Graph(
        members[graph["file"]],
        Parity(
            float(parity["error"]),
            float(parity["tolerance"]),
            tuple(map(int, parity["batches"])),
            int(parity["n_codes"]),
        ),
        graph["batched"],
        graph["precision"],
    )


def _contents(
    samples: dict[str, Any],
    members: Members,
    latent_shape: Shape,
    modality: Modality,
    file_name: str,
) -> StoredContents:
    n = int(samples["count"])
    codes, labels, attributes = samples["codes"], samples["labels"], samples["attributes"]
    shape = None if samples["shape"] is None else _shape(samples["shape"])
    picture = None if samples["picture"] is None else make_image(samples["picture"])
    if shape and picture and math.prod(shape) != math.prod(picture.shape):
        raise Fault(f"its samples of shape {shape} are no pictures of shape {picture.shape}")
    sheets = None
    if samples["thumbnails"] is not None:
        if picture is None or not samples["from_data"]:
            raise Fault("it has pictures of samples that are no pictures")
        pngs = [members[name] for name in samples["thumbnails"]]
        sheets = Sheets(pngs, picture, n, file_name)
    outputs, kept = samples.get("outputs"), None
    if outputs is not None:
        if sheets is not None or not samples["from_data"]:
            raise Fault("it has samples twice, or samples and no data")
        kept = unpack_outputs(outputs, members[outputs], modality, n)
    return StoredContents(
        codes=unpack_array(codes, members[codes], np.float32, (n, *latent_shape)),
        labels=None if labels is None else unpack_labels(labels, members[labels], n),
        attributes={}
        if attributes is None
        else unpack_attributes(attributes, members[attributes], n),
        dropped=int(samples["dropped"]),
        from_data=samples["from_data"],
        sample_shape=shape,
        sheets=sheets,
        kept=kept,
        log_variances=_log_variances(samples, members, (n, math.prod(latent_shape))),
        file_name=file_name,
    )


def _log_variances(
    samples: dict[str, Any], members: Members, shape: Shape
) -> NDArray[np.float16] | None:
    name = samples.get("log_variances")
    if name is None:
        return None
    if not samples["from_data"]:
        raise Fault("it has posteriors of samples, and no samples")
    return unpack_array(name, members[name], np.float16, shape)


def _about(manifest: dict[str, Any], members: Members, latent_shape: Shape) -> About:
    names, codes, z = manifest["bookmarks"]["names"], manifest["bookmarks"]["codes"], manifest["z"]
    if (codes is None) != (not names):
        raise Fault("its bookmarks have names and no codes, or codes and no names")
    places: Any = (
        []
        if codes is None
        else unpack_array(codes, members[codes], np.float32, (len(names), *latent_shape))
    )
    return About(
        title=manifest["title"],
        description=manifest["description"],
        credits=manifest["credits"],
        bookmarks=dict(zip(names, places, strict=True)),
        z=None if z is None else unpack_array(z, members[z], np.float32, latent_shape),
    )


def _shape(numbers: list[Any]) -> Shape:
    return tuple(map(int, numbers))
