"""Write what the Python half computes, for the page's half to be tested against (seeded)."""

import json
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray
from vectors_arithmetic import expressions, spellings
from vectors_directions import directions, orthogonal
from vectors_lines import lines, numbers
from vectors_media import recordings, tables, taken, tunes
from vectors_own import inks, photos, samples, typed
from vectors_paths import densities, distances, palettes, speeds, tracks, ways_through
from vectors_series import series
from vectors_sound import melodies, sounds, wavs
from vectors_support import readings
from vectors_text import texts

from latentwidgets.modalities import Image, atlas
from latentwidgets.modalities.layouts import Layout
from latentwidgets.spaces.geometry import nearest
from latentwidgets.spaces.paths import PathName, combine, interpolate
from latentwidgets.spaces.projections.base import Projection
from latentwidgets.spaces.projections.inverse import NearCodes, NearPoints
from latentwidgets.spaces.projections.pca import PCAProjection
from latentwidgets.spaces.projections.tsne import TSNEProjection
from latentwidgets.spaces.styles import mix
from latentwidgets.widgets.html import base85
from latentwidgets.widgets.html.planes import to_planes

FOLDER = Path(__file__).resolve().parent.parent / "frontend" / "test" / "vectors"
FLOAT32_MAX = float(np.finfo(np.float32).max)

Array = NDArray[np.float32]
Case = dict[str, Any]


def main() -> None:
    """Write one JSON file a subject: a list of cases, NaN and infinite values as strings."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    subjects = {
        "plane": planes,
        "neighbours": neighbours,
        "nearest": nearest_codes,
        "directions": directions,
        "orthogonal": orthogonal,
        "paths": ways,
        "sums": sums,
        "mixes": mixes,
        "tracks": tracks,
        "palettes": palettes,
        "through": ways_through,
        "speeds": speeds,
        "densities": densities,
        "distances": distances,
        "readings": readings,
        "expressions": expressions,
        "spellings": spellings,
        "rgba": pictures,
        "atlas": atlases,
        "lines": lines,
        "numbers": numbers,
        "text": texts,
        "series": series,
        "melodies": melodies,
        "sounds": sounds,
        "wavs": wavs,
        "base85": packed,
        "planes": sorted_bytes,
        "photos": photos,
        "inks": inks,
        "samples": samples,
        "typed": typed,
        "tunes": tunes,
        "recordings": recordings,
        "tables": tables,
        "taken": taken,
    }
    for name, make in subjects.items():
        cases = make(np.random.default_rng(0))
        (FOLDER / f"{name}.json").write_text(json.dumps(_plain(cases), allow_nan=False))


def planes(rng: np.random.Generator) -> list[Case]:
    """PCA, spaces with fewer dimensions than the map among them."""
    cases = []
    for size, dims in [(1, 2), (2, 2), (2, 3), (3, 2), (3, 3), (10, 2), (64, 3)]:
        codes = _normal(rng, 40, size) * np.linspace(3, 0.1, size, dtype=np.float32) + 0.5
        pca = PCAProjection(codes, dims, latent_shape=(size,))
        points = np.concatenate([pca.coordinates[:3], 4 * _normal(rng, 3, dims)])
        cases.append(
            {
                "center": pca.center.astype(np.float32),
                "components": pca.components.astype(np.float32),
                "dims": dims,
                **_both_ways(pca, points, 2 * _normal(rng, len(points), size)),
            }
        )
    return cases


class _Placed(TSNEProjection):
    """A t-SNE map whose points lie where they are put, without an optimisation."""

    def __init__(self, codes: Array, coordinates: Array) -> None:
        Projection.__init__(
            self, codes, coordinates, latent_shape=codes.shape[1:], title="", note="", seed=0
        )
        self._near_codes = NearCodes(codes)
        self._near_points = NearPoints(self.coordinates)


def neighbours(rng: np.random.Generator) -> list[Case]:
    """t-SNE: fewer samples than neighbours, equal places, equal codes, more than are all measured.

    No case has a tie for the last neighbour: there SciPy's choice follows no rule.
    """
    cases = []
    for n, size, dims, copies in [
        (5, 4, 2, 1),
        (12, 3, 3, 1),
        (18, 4, 2, 3),
        (200, 10, 2, 1),
        (200, 6, 3, 1),
        (1100, 6, 2, 1),
    ]:
        codes, coordinates = _normal(rng, n, size), 10 * _normal(rng, n, dims)
        coordinates = np.repeat(coordinates[: n // copies], copies, axis=0)
        if copies > 1:
            codes[-copies:] = codes[0]
        points = np.concatenate(
            [
                coordinates[:2],
                coordinates[2:4] + np.float32(1e-6),
                10 * _normal(rng, 4, dims),
                np.full((1, dims), 1e4, np.float32),
            ]
        )
        anchors = np.concatenate([codes[:2], 2 * _normal(rng, len(points) - 2, size)])
        cases.append(
            {
                "codes": codes,
                "coordinates": coordinates,
                "dims": dims,
                **_both_ways(_Placed(codes, coordinates), points, anchors),
            }
        )
    return cases


def _both_ways(projection: Projection, points: Array, codes: Array) -> Case:
    return {
        "points": points,
        "anchors": codes,
        "located": projection.locate(codes),
        "inverse": projection.inverse(points),
        "anchored": projection.inverse(points, codes),
    }


def nearest_codes(rng: np.random.Generator) -> list[Case]:
    """Find the nearest code, equal codes and hits among the queries."""
    cases = []
    for n, size in [(1, 3), (30, 1), (50, 2), (300, 40)]:
        codes = _normal(rng, n, size)
        codes[n // 2 :] = codes[: n - n // 2]
        queries = np.concatenate([codes[-1:], codes[:1], 2 * _normal(rng, 4, size)])
        found = [nearest(codes, query) for query in queries]
        cases.append(
            {
                "codes": codes,
                "queries": queries,
                "indices": [int(indices[0]) for indices, _ in found],
                "distances": [float(distances[0]) for _, distances in found],
            }
        )
    return cases


def ways(rng: np.random.Generator) -> list[Case]:
    """Lines and arcs; equal, opposite, nearly opposite and zero codes among their ends."""
    shares = np.array([0, 0.1, 0.5, 0.9, 1])
    ends = [tuple(_normal(rng, 2, size)) for size in (1, 2, 16, 512)]
    a = _normal(rng, 8)
    nearly = (-a).astype(np.float32)
    nearly[0] += np.float32(1e-3)
    zero = np.zeros_like(a)
    ends += [(a, a), (a, -2 * a), (a, nearly), (a, zero), (a, a + np.float32(1e-7))]
    return [
        {
            "a": first,
            "b": last,
            "shares": shares,
            "path": path,
            "codes": interpolate(first, last, shares, path),
        }
        for first, last in ends
        for path in get_args(PathName)
    ]


def sums(rng: np.random.Generator) -> list[Case]:
    """Add and subtract a few codes."""
    cases = []
    for n, size in [(1, 3), (3, 16), (20, 128)]:
        codes, weights = _normal(rng, n, size), rng.normal(size=n)
        cases.append({"codes": codes, "weights": weights, "sum": combine(codes, weights)})
    return cases


def pictures(rng: np.random.Generator) -> list[Case]:
    """Raw outputs and their RGBA, for each layout and for ranges easy and hard."""
    images = [
        Image(5, 7, channels, layout)
        for layout in get_args(Layout)
        for channels in ((1,) if layout == "HW" else (1, 3, 4))
    ]
    limits = [(0.0, 1.0), (-1.0, 1.0), (0.0, 255.0), (0.0, 16.0), (0.1, 0.7), (-3e4, 1e-3)]
    images += [Image(9, 8, 3, "HWC", (low, high)) for low, high in limits]
    cases = [_picture(image, _raw(rng, image)) for image in images]

    halves = ((np.arange(255) + 0.5) / 255).astype(np.float32)
    for low, high in limits:
        levels = np.float32(low) + np.float32(high - low) * halves
        cases.append(_picture(Image(15, 17, 1, "HW", (low, high)), levels))
    for low, high in [(-3e38, 3e38), (0.0, 1e-46), (1.0, 1.0 + 1e-12)]:  # too wide, too narrow
        edges = np.array([low, high, 0, 1, FLOAT32_MAX, -FLOAT32_MAX, 1e-40], np.float32)
        cases.append(_picture(Image(1, 7, 1, "HW", (low, high)), edges))

    for channels in (1, 3, 4):
        for n_missing in (1, 15, 16, 600):
            image = Image(40, 33, channels, "CHW")
            raw = _raw(rng, image)
            rows, columns = divmod(rng.choice(40 * 33, n_missing, replace=False), 33)
            raw[rng.integers(0, channels, n_missing), rows, columns] = rng.choice(
                [np.nan, np.inf, -np.inf], n_missing
            )
            cases.append(_picture(image, raw))
    cases.append(_picture(Image(3, 2, 1, "HW"), np.full(6, np.nan, np.float32)))
    return cases


def _picture(image: Image, raw: Array) -> Case:
    payload = image.to_payload(_canonical(image, raw[None])[0], exact=True)
    return {
        "raw": raw,
        "modality": _modality(image),
        "pixels": list(payload.data),
        "not_finite": payload.not_finite,
    }


def atlases(rng: np.random.Generator) -> list[Case]:
    """Tiles smaller, larger and both at once, with proportions kept and centred in squares."""
    cases = []
    for height, width, channels, size, square in [
        (8, 8, 1, 8, True),
        (9, 9, 3, 4, True),
        (10, 6, 1, 4, True),
        (10, 6, 3, 7, True),
        (6, 11, 4, 5, True),
        (6, 11, 4, 5, False),
        (1, 2, 3, 5, False),  # a side of 2.5 pixels
        (28, 28, 1, 12, False),
        (4, 3, 3, 9, False),
        (64, 48, 3, 25, False),
    ]:
        for n, columns, n_missing in [(5, 3, 0), (4, 2, 3), (3, 4, 40)]:
            image = Image(height, width, channels, "CHW", (-1.0, 1.0))
            raw = np.stack([_raw(rng, image) for _ in range(n)])
            raw.reshape(-1)[rng.choice(raw.size, min(n_missing, raw.size // 4))] = np.nan
            sheet = atlas(
                _canonical(image, raw), columns=columns, size=size, square=square, exact=True
            )
            cases.append(
                {
                    "raw": raw,
                    "modality": _modality(image),
                    "options": {"columns": columns, "size": size, "square": square},
                    "pixels": list(sheet.data),
                    "width": sheet.width,
                    "height": sheet.height,
                    "not_finite": sheet.not_finite,
                }
            )
    return cases


def _raw(rng: np.random.Generator, image: Image) -> Array:
    """Draw one raw output, some of it outside the range."""
    low, high = image.value_range
    shares = rng.uniform(-0.1, 1.1, image.raw_shape)
    return (low + (high - low) * shares).astype(np.float32)


def _canonical(image: Image, raw: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):  # of the ranges that float32 cannot hold
        return image.to_canonical(raw)


def _modality(image: Image) -> Case:
    return {
        **{name: getattr(image, name) for name in ("height", "width", "channels", "layout")},
        "value_range": image.value_range,
    }


def mixes(rng: np.random.Generator) -> list[Case]:
    """Mix some dimensions of one code into another."""
    cases = []
    for strength in (0.0, 0.3, 0.5, 1.0):
        content, style = _normal(rng, 2, 12)
        dims = np.flatnonzero(rng.random(12) < 0.5)
        z = mix(content, style, dims, strength, (12,))[0]
        given = {"content": content, "style": style, "dims": dims, "strength": strength}
        cases.append({**given, "z": z})
    return cases


def packed(rng: np.random.Generator) -> list[Case]:
    """Bytes as they stand in an exported page."""
    parts = [*(rng.bytes(n) for n in (0, 1, 2, 3, 4, 5, 64, 257)), bytes(9), b"\xff" * 9]
    return [{"text": base85.encode(part), "bytes": list(part)} for part in parts]


def sorted_bytes(rng: np.random.Generator) -> list[Case]:
    """Bytes of numbers by their weight, wholly filled and not."""
    parts = [(rng.bytes(n), width) for n in (0, 1, 7, 8, 30) for width in (1, 2, 4)]
    return [{**to_planes(part, width), "bytes": list(part)} for part, width in parts]


def _normal(rng: np.random.Generator, *shape: int) -> Array:
    return rng.standard_normal(shape, dtype=np.float32)


def _plain(value: Any) -> Any:
    """Turn arrays into flat lists; what JSON has no number for, into words."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.reshape(-1).tolist())
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not np.isfinite(value):
        return "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


if __name__ == "__main__":
    main()
