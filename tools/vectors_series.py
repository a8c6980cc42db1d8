"""Series for tools/vectors.py: raw outputs, canonical ones and their small pictures."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities.series import Series, SeriesLayout

Case = dict[str, Any]


def series(rng: np.random.Generator) -> list[Case]:
    """Each layout; fewer and more steps than pixels, values beyond the range and NaN among them."""
    layouts: list[tuple[SeriesLayout, int]] = [("T", 1), ("TC", 1), ("TC", 3), ("CT", 6)]
    cases = []
    for layout, n in layouts:
        for steps, size, n_missing in [(1, 5, 0), (7, 24, 2), (140, 48, 0), (500, 33, 40)]:
            modality = Series(
                steps=steps,
                channels=tuple(f"channel {number}" for number in range(n)),
                units=("mV",) * n,
                layout=layout,
                value_range=(-1.7, 2.3),
            )
            raw = np.cumsum(0.4 * rng.standard_normal(modality.raw_shape), axis=-1)
            raw = raw.astype(np.float32)
            missing = rng.choice(raw.size, min(n_missing, raw.size - 1), replace=False)
            raw.reshape(-1)[missing] = rng.choice([np.nan, np.inf, -np.inf], missing.size)
            cases.append(_case(modality, raw, size))
    return cases


def _case(modality: Series, raw: NDArray[np.float32], size: int) -> Case:
    values = modality.to_canonical(raw[None])[0]
    picture = modality.pictures(values[None], size)[0]
    return {
        "modality": modality.describe_raw(),
        "raw": raw,
        "values": values,
        "not_finite": modality.to_payload(values).not_finite,
        "size": size,
        "height": picture.shape[0],
        "width": picture.shape[1],
        "picture": picture,
    }
