"""Vectors of the honest map: where codes lie among the data's, and what that is told by."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.geometry import neighbor_radius
from latentwidgets.spaces.paths import measure_density
from latentwidgets.spaces.support import Support, far_density
from latentwidgets.spaces.support.measure import doubt_of

Case = dict[str, Any]


def readings(rng: np.random.Generator) -> list[Case]:
    """One code, few, more than the density is made of; codes of the data, beside them, far away."""
    cases = []
    for n, size in [(1, 2), (40, 3), (400, 24), (5500, 2)]:
        codes = rng.standard_normal((n, size), dtype=np.float32) + 1
        codes[n // 2 :: 7] = codes[0]
        support = Support(codes, neighbor_radius(codes), measure_density(codes))
        cases.append(_case(support, _queries(codes, rng)))
    return cases


def _queries(codes: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    some = [codes[:3], codes[-2:], codes[:4] + np.float32(0.05)]
    size = codes.shape[1]
    away = [scale * rng.standard_normal((3, size), dtype=np.float32) for scale in (1, 2, 4, 30)]
    return np.concatenate([*some, *away]).astype(np.float32)


def _case(support: Support, queries: NDArray[np.float32]) -> Case:
    density = support.density
    indices, distances = support.nearest(queries)
    ratios, densities = support.ratio(distances), density.fresh_at(queries)
    return {
        "codes": support.codes,
        "table": {
            "radius": support.radius,
            "rows": None if len(density.rows) == len(support.codes) else density.rows,
            "bandwidth": density.bandwidth,
            "level": density.level,
            "low": density.low,
            "high": density.high,
            "far": far_density(density),
            "own": density.own,
            "label": density.label,
        },
        "queries": queries,
        "indices": indices,
        "distances": distances,
        "ratios": ratios,
        "densities": densities,
        "shares": density.share_below(densities),
        "doubts": doubt_of(ratios, densities, density),
    }
