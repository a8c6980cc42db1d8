"""Maps in a bundle: their places, what leads back from them, and their figures."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import LatentWidgetsError
from latentwidgets.spaces.bundles.arrays import pack_array, unpack_array
from latentwidgets.spaces.bundles.faults import Fault
from latentwidgets.spaces.bundles.members import Members
from latentwidgets.spaces.projections import (
    PCAProjection,
    Projection,
    ProjectionQuality,
    TSNEProjection,
)

__all__ = ["pack_map", "unpack_map"]


def pack_map(projection: Projection, key: str, members: dict[str, bytes]) -> dict[str, Any]:
    """Put the arrays of a map among the members, and describe it."""
    described: dict[str, Any] = {
        "key": key,
        "method": projection.method,
        "dims": projection.dims,
        "seed": projection.seed,
        "options": projection.options,
        "title": projection.title,
        "note": projection.note,
        "quality": asdict(projection.quality),
        "coordinates": _add(members, f"maps/{key}-coordinates.npy", projection.coordinates),
        "center": None,
        "components": None,
        "explained_variance_ratio": None,
        "kl_divergence": None,
    }
    if isinstance(projection, PCAProjection):
        described["center"] = f"maps/{key}-center.npy"
        described["components"] = f"maps/{key}-components.npy"
        members[described["center"]] = pack_array(projection.center, np.float64)
        members[described["components"]] = pack_array(projection.components, np.float64)
        described["explained_variance_ratio"] = [
            float(share) if np.isfinite(share) else None
            for share in projection.explained_variance_ratio
        ]
    if isinstance(projection, TSNEProjection):
        described["kl_divergence"] = projection.kl_divergence
    return described


def unpack_map(
    described: Mapping[str, Any],
    members: Members,
    codes: NDArray[np.float32],
    latent_shape: tuple[int, ...],
) -> Projection:
    """Make a map again; nothing is computed.

    Raises
    ------
    Fault
        Where its parts do not fit together.
    """
    n, size = codes.shape
    dims, method = int(described["dims"]), described["method"]
    name = described["coordinates"]
    coordinates = unpack_array(name, members[name], np.float32, (n, dims))
    shared: dict[str, Any] = {
        "quality": _quality(described["quality"]),
        "latent_shape": latent_shape,
        "title": described["title"],
        "note": described["note"],
        "seed": int(described["seed"]),
    }
    given = {key for key in ("center", "components", "explained_variance_ratio") if described[key]}
    if method == "tsne":
        options = described["options"]
        if given or described["kl_divergence"] is None or len(options) < 2:
            raise Fault(f"its map {described['key']!r} is no t-SNE in its parts")
        try:
            return TSNEProjection.restore(
                codes,
                coordinates,
                kl_divergence=float(described["kl_divergence"]),
                options=options,
                **shared,
            )
        except LatentWidgetsError as error:
            raise Fault(f"its map {described['key']!r} cannot be ({error})") from error
    ratio = described["explained_variance_ratio"]
    if len(given) < 3 or described["options"] or len(ratio) != dims:
        raise Fault(f"its map {described['key']!r} is no PCA in its parts")
    center, components = described["center"], described["components"]
    return PCAProjection.restore(
        codes,
        coordinates,
        center=unpack_array(center, members[center], np.float64, (size,)),
        components=unpack_array(components, members[components], np.float64, (dims, size)),
        explained_variance_ratio=np.array(ratio, np.float64),
        **shared,
    )


def _add(members: dict[str, bytes], name: str, array: NDArray[np.float32]) -> str:
    members[name] = pack_array(array, np.float32)
    return name


def _quality(described: Mapping[str, Any]) -> ProjectionQuality:
    shares = {
        key: None if described[key] is None else float(described[key])
        for key in ("trustworthiness", "continuity", "neighbor_recall", "explained_variance")
    }
    return ProjectionQuality(
        **shares, k=int(described["k"]), n_evaluated=int(described["n_evaluated"])
    )
