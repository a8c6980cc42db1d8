"""Whether the attributes have dimensions of their own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.metrics import MutualInformation, disentanglement_scores, mutual_information
from latentwidgets.spaces.diagnosis.drawing import draw_table
from latentwidgets.spaces.diagnosis.material import Material
from latentwidgets.spaces.diagnosis.report import Grade, Measure, Section

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

    from latentwidgets.metrics import DisentanglementScores

__all__ = ["look_at_factors"]

KEY, TITLE = "factors", "Factors and dimensions"
_MOST_SAMPLES = 10_000
_PER_BIN, _BINS, _LEAST_BINS = 50, 20, 5
_MANY_VALUES = 50
_TOGETHER = 0.3  # of a factor's entropy, told by another
_ADVICE = (
    "a direction for the factor, which needs no dimension of its own: space.direction(name). A "
    "larger β, or a total-correlation penalty, if dimensions are to mean something by themselves."
)
_NOT_FACTORS = ("split",)  # which part of the data a sample belongs to

Column = NDArray[Any]


def look_at_factors(material: Material) -> Section:
    """Measure what each dimension tells about each attribute."""
    space = material.space
    attributes = {
        name: values for name, values in space.attributes.items() if name not in _NOT_FACTORS
    }
    if not attributes and space.labels is not None:
        attributes = {"label": space.labels}
    if not attributes:
        verdict = "Not measured: there are no attributes, by which a dimension could be named."
        advice = ("LatentSpace(..., attributes={name: values}), with one value a sample.",)
        return Section(KEY, TITLE, "unknown", verdict, advice=advice)
    codes = space.flat_codes
    rows = np.random.default_rng([material.seed, 6]).permutation(len(codes))[:_MOST_SAMPLES]
    codes = codes[rows].astype(np.float64)
    bins = int(np.clip(len(codes) // _PER_BIN, _LEAST_BINS, _BINS))
    usable, refused = _usable(attributes, rows)
    if not usable:
        raise DataError(" ".join(refused))
    scores = disentanglement_scores(codes, usable, bins=bins, seed=material.seed)
    table = scores.information
    owned = {name: row for name, row in table.owners.items() if row is not None}
    n = len(table.names)
    grade: Grade = "good" if 2 * len(owned) >= n else "look"
    why = [_shared(table), _entangled(usable, bins), *refused]
    why += [words for name, words in scores.refusals.items() if name != "sap"]
    if scores.warnings:
        why.append(_few(scores))

    def draw(figure: "SubFigure") -> None:
        draw_table(figure, table)

    measures = [Measure.of("MIG", scores.mig)]
    if scores.sap is not None:
        measures.append(Measure.of("SAP", scores.sap))
    if scores.modularity is not None:
        measures.append(Measure.of("modularity", scores.modularity))
    return Section(
        KEY,
        TITLE,
        grade,
        _verdict(owned, table, n),
        why=tuple(word for word in why if word),
        advice=() if grade == "good" else (_ADVICE,),
        measures=tuple(measures),
        draw=draw,
    )


def _usable(
    attributes: Mapping[str, Column], rows: NDArray[np.intp]
) -> tuple[dict[str, Column], list[str]]:
    usable, refused = {}, []
    for name, values in attributes.items():
        chosen = values[rows]
        named = chosen.dtype.kind in "OUS"
        n_values = len(np.unique(chosen.astype(str))) if named else 0
        if n_values > _MANY_VALUES:
            refused.append(f"{name} was left out: {n_values:,} names are no factor.")
        else:
            usable[name] = chosen
    return usable, refused


def _verdict(owned: Mapping[str, int], table: MutualInformation, n: int) -> str:
    if not owned:
        return (
            f"None of the {n} factors has a dimension of its own."
            if n > 1
            else f"No dimension belongs to {table.names[0]} alone."
        )
    shares = table.shares
    names = [
        f"z{row} ≈ {name} ({shares[row, table.names.index(name)]:.2f})"
        for name, row in sorted(owned.items(), key=lambda item: item[1])
    ]
    verb = "has a dimension of its own" if len(owned) == 1 else "have dimensions of their own"
    return f"{len(owned)} of {n} factors {verb}: {', '.join(names)}."


def _shared(table: MutualInformation) -> str:
    found = [(name, rows) for name, rows in table.sharers.items() if rows]
    if not found:
        return ""
    parts = [f"{name} ({', '.join(f'z{row}' for row in rows[:4])})" for name, rows in found[:3]]
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return f"Shared between dimensions: {'; '.join(parts)}{more}."


def _entangled(factors: Mapping[str, Column], bins: int) -> str:
    """Say which factors go together in the data themselves: no dimension can part those."""
    numbers = {}
    for name, values in factors.items():
        if values.dtype.kind in "OUS":
            continue
        column = values.astype(np.float64)
        if np.isfinite(column).all() and len(np.unique(column)) > 1:
            numbers[name] = column
    if len(numbers) < 2:
        return ""
    names = list(numbers)
    table = mutual_information(np.stack(list(numbers.values()), axis=1), numbers, bins=bins)
    n = len(numbers[names[0]])
    chance = (bins - 1) ** 2 / (2 * n) / table.entropies
    shares = table.shares - chance
    pairs = [
        (float(max(shares[i, j], shares[j, i])), names[i], names[j])
        for i in range(len(names))
        for j in range(i)
    ]
    together = sorted((pair for pair in pairs if pair[0] > _TOGETHER), reverse=True)[:3]
    if not together:
        return ""
    said = "; ".join(f"{first} with {second}" for _, first, second in together)
    return f"These go together in the data, so that no code can part them: {said}."


def _few(scores: "DisentanglementScores") -> str:
    if len(scores.warnings) <= 2:
        return " ".join(scores.warnings)
    return f"{scores.warnings[0]} So for {len(scores.warnings) - 1} more."
