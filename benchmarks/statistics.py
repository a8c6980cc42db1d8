"""Medians, percentiles and ratios over rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

Record = Mapping[str, Any]


def percentile(values: Iterable[float], q: float) -> float:
    """Return the ``q``-th percentile (0..100), interpolated.

    Raises
    ------
    ValueError
        Where there are no values.
    """
    array = np.fromiter(values, dtype=float)
    if array.size == 0:
        raise ValueError("A percentile was asked for, but nothing was measured.")
    return float(np.percentile(array, q))


def median(values: Iterable[float]) -> float:
    """Return the median; see `percentile`."""
    return percentile(values, 50)


def pooled(records: Iterable[Record], name: str) -> list[float]:
    """All values of ``name`` over the rounds, be it one or a list in each."""
    values: list[float] = []
    for record in records:
        value = record[name]
        values.extend(value if isinstance(value, list) else [value])
    return values


def ratio(records: Iterable[Record], base: Iterable[Record], name: str) -> float | None:
    """Median over the rounds of a figure divided by the same round's figure of ``base``.

    Within a round both met the same machine, so this tells more than the ratio of medians.

    Returns
    -------
    float or None
        None where no round has both, or the base is 0 in every round.
    """
    of_base = {record["round"]: median(pooled([record], name)) for record in base}
    ratios = [
        median(pooled([record], name)) / of_base[record["round"]]
        for record in records
        if of_base.get(record["round"])
    ]
    return median(ratios) if ratios else None
