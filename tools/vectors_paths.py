"""Vectors of ways: tracks, palettes, even speed, density, and how far outputs are apart."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities import Audio, Image, Melody, Series, Text
from latentwidgets.spaces.paths import GraphBuilder, Track, even_shares, measure_density, palette
from latentwidgets.spaces.paths.through_data import path_through_data

Array = NDArray[np.float32]
Case = dict[str, Any]


def tracks(rng: np.random.Generator) -> list[Case]:
    """Straight ways, arcs, and knots at shares of their own; a repeated anchor among them."""
    cases = []
    for size, n in [(1, 2), (2, 3), (17, 4), (64, 2)]:
        anchors = _normal(rng, n, size)
        anchors[-1] = anchors[0] if n > 2 else anchors[-1]
        legs = [_normal(rng, 5, size), _normal(rng, 3, size)]
        legs[1][0] = legs[0][-1]
        for track in [
            Track.of_anchors(anchors, "lerp"),
            Track.of_anchors(anchors, "slerp"),
            Track.of_legs(legs, by="distance"),
            Track.of_legs(legs, by="knot"),
        ]:
            shares = np.sort(np.concatenate([rng.random(5), [0, 0.5, 1], track.shares]))
            cases.append(
                {
                    "knots": track.knots,
                    "shares": track.shares,
                    "between": track.between,
                    "at": shares,
                    "codes": track.at(shares),
                }
            )
    return cases


def palettes(rng: np.random.Generator) -> list[Case]:
    """Between three and four corners."""
    cases = []
    for n, size, columns, rows in [(3, 2, 4, 3), (4, 5, 3, 5), (4, 32, 2, 2), (3, 32, 5, 4)]:
        corners = _normal(rng, n, size)
        for path in ("lerp", "slerp"):
            codes = palette(corners, columns, rows, path)
            shape = {"columns": columns, "rows": rows, "path": path, "n": n}
            cases.append({"corners": corners, **shape, "codes": codes})
    return cases


def ways_through(rng: np.random.Generator) -> list[Case]:
    """From sample to sample; fewer samples than are decoded, and more."""
    cases = []
    for n, size in [(20, 2), (100, 3), (500, 4)]:
        codes, weights = _normal(rng, n, size), rng.uniform(0.2, 2, size)
        graph = GraphBuilder(codes).build()
        for a, b in [(codes[3], codes[11]), (_normal(rng, size), _normal(rng, size))]:
            way = path_through_data(
                graph,
                a,
                b,
                lambda some, weights=weights: np.tanh(some * weights).astype(np.float32),
                lambda first, second: np.linalg.norm(first - second, axis=1),
            )
            ends = {"a": a, "b": b}
            cases.append({"codes": codes, "size": size, **ends, "weights": weights, "way": way})
    return cases


def speeds(rng: np.random.Generator) -> list[Case]:
    """Even shares by speeds, some of them 0."""
    cases = []
    for n in (2, 9, 33):
        speed = rng.random(n - 1) ** 4
        speed[rng.random(n - 1) < 0.2] = 0
        speed[0] += 0.1
        even = even_shares(np.linspace(0, 1, n), speed, 11)
        cases.append({"speed": speed, "shares": even})
    return cases


def densities(rng: np.random.Generator) -> list[Case]:
    """At codes of the data, between them and far away."""
    cases = []
    for n, size in [(1, 2), (40, 3), (300, 16)]:
        codes = _normal(rng, n, size) + 1
        density = measure_density(codes)
        queries = np.concatenate([codes[:2], _normal(rng, 3, size), 30 * _normal(rng, 2, size)])
        found = {"bandwidth": density.bandwidth, "level": density.level}
        cases.append({"centers": codes, **found, "codes": queries, "values": density.at(queries)})
    return cases


def distances(rng: np.random.Generator) -> list[Case]:
    """Of each kind, with values that were not computed."""
    text = Text(vocabulary=tuple("abcdefg"), length=6, form="logits", alternatives=3)
    made = [
        (Image(5, 4, 3, "CHW"), rng.random((4, 3, 5, 4))),
        (text, 3 * rng.standard_normal((4, 6, 7))),
        (Melody(low=60, form="heads", pitches=5, voices=2, steps=6), _heads(rng)),
        (Audio(sample_rate=8000, samples=30), rng.uniform(-1.2, 1.2, (4, 30))),
        (Series(channels=("a", "b"), layout="TC", value_range=(-1, 3)), _series(rng)),
    ]
    cases = []
    for modality, raw in made:
        numbers = raw.astype(np.float32)
        fitted = modality.fitted(numbers)
        numbers[0].reshape(-1)[:3] = np.nan
        outputs = fitted.to_canonical(numbers)
        cases.append(
            {
                "modality": fitted.describe(),
                "outputs": outputs,
                "n": len(outputs),
                "distances": fitted.distance(outputs[:-1], outputs[1:]),
            }
        )
    return cases


def _heads(rng: np.random.Generator) -> NDArray[np.float64]:
    return 3 * rng.standard_normal((4, 2, 6, 3 + 5))


def _series(rng: np.random.Generator) -> NDArray[np.float64]:
    return rng.uniform(-1, 3, (4, 7, 2))


def _normal(rng: np.random.Generator, *shape: int) -> Array:
    return rng.standard_normal(shape, dtype=np.float32)
