"""Directions by mean difference, for the page's half to be tested against."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.spaces.colouring import MISSING, Colouring, colouring
from latentwidgets.spaces.directions.contrast import thirds
from latentwidgets.spaces.directions.fitting import FITS
from latentwidgets.spaces.directions.geometry import NEARLY_NOTHING, project_away, spread, unit

Case = dict[str, Any]


def directions(rng: np.random.Generator) -> list[Case]:
    """Kinds, two of them and more, numbers, ties among them, missing ones."""
    cases = []
    for values, value in [
        (rng.random(40) < 0.4, None),
        (rng.integers(0, 4, 40), "2"),
        (rng.normal(size=40), None),
        (np.where(rng.random(40) < 0.3, np.nan, rng.normal(size=40)), None),
        (np.r_[np.zeros(35), rng.random(5)], None),
        (np.r_[np.ones(35) * 0.5, -rng.random(5)], None),
        (np.r_[np.full(30, 0.25), rng.random(5), -rng.random(5)], None),
        (rng.integers(0, 3, 40) / 2.5, None),
    ]:
        codes = rng.normal(size=(40, 5)).astype(np.float32) + 0.2
        column = colouring("it", values)
        has, lacks = _sides(column, value)
        chosen = np.r_[lacks, has]
        targets = np.repeat([0.0, 1.0], [len(lacks), len(has)])
        vector = unit(FITS["mean"](codes[chosen], targets))
        assert vector is not None  # noqa: S101
        cases.append(
            {
                "codes": codes,
                "size": 5,
                "column": {
                    "kind": column.kind,
                    "categories": column.categories,
                    "values": column.values,
                },
                "value": value,
                "vector": vector.astype(np.float32),
                "scale": spread(codes, vector),
            }
        )
    return cases


def orthogonal(rng: np.random.Generator) -> list[Case]:
    """One condition, several, collinear ones, and those that leave nothing."""
    cases = []
    for size, n in [(3, 1), (16, 3), (64, 10)]:
        vector = unit(rng.normal(size=size))
        conditions = rng.normal(size=(n, size))
        cases.append(_case(vector, conditions))
        cases.append(_case(vector, np.concatenate([conditions, 2 * conditions])))
        cases.append(_case(vector, np.concatenate([conditions, vector[None]])))
    return cases


def _case(vector: Any, conditions: NDArray[np.floating]) -> Case:
    single, rows = vector.astype(np.float32), conditions.astype(np.float32)
    rest = project_away(single, rows)
    nothing = np.linalg.norm(rest) < NEARLY_NOTHING
    made = None if nothing else unit(rest)
    return {
        "vector": single,
        "conditions": [row.tolist() for row in rows],
        "expected": None if made is None else made.astype(np.float32),
    }


def _sides(column: Colouring, value: str | None) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    values = column.values
    if column.kind == "numeric":
        numbers = values.astype(np.float64)
        known = np.flatnonzero(np.isfinite(numbers))
        lower, upper = thirds(numbers[known])
        return known[upper], known[lower]
    chosen = 1 if value is None else column.categories.index(value)
    return (
        np.flatnonzero(values == chosen),
        np.flatnonzero((values != chosen) & (values != MISSING)),
    )
