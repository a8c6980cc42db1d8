"""An exported graph is compared with the model before anyone sees it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ModelError
from latentwidgets.models.onnx.graphs import Parity, Precision
from latentwidgets.models.onnx.refusals import Refusal
from latentwidgets.models.onnx.sessions import open_session

BATCHES = (1, 2, 5)
TOLERANCES: dict[Precision, float] = {
    "float32": 1e-4,
    "float16": 1e-2,  # half precision puts a weight off by 5e-4 at most; layers add up
}

Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Trial:
    """Rows that a model was given, ``(n, ...)``, and what it made of them, by output.

    `more` are further inputs, by name.
    """

    rows: Rows
    outputs: dict[str, Rows]
    more: dict[str, Rows] = field(default_factory=dict)


def pick(rows: NDArray[Any]) -> list[NDArray[Any]]:
    """Take the batches to compare, spread over `rows`; few rows are used again."""
    indices = np.linspace(0, len(rows) - 1, sum(BATCHES)).round().astype(int)
    return [rows[part] for part in np.split(indices, np.cumsum(BATCHES)[:-1])]


def compare(
    data: bytes, trials: Sequence[Trial], *, input_name: str, batched: bool, precision: Precision
) -> Parity:
    """Run a graph on what its model was given; one with a fixed batch, row by row.

    Raises
    ------
    Refusal
        Where they differ beyond the tolerance, or the graph cannot be run.
    """
    try:
        session = open_session(data, threads=1)
    except ModelError as error:
        raise Refusal(str(error).rstrip(".")) from error
    largest = 0.0
    for trial in trials if batched else _single(trials):
        names = list(trial.outputs)
        try:
            found = session.run(names, {input_name: trial.rows, **trial.more})
        except Exception as raised:
            said = str(raised).strip().splitlines()
            raise Refusal(
                f"the graph made of it does not run on a batch of {len(trial.rows)} "
                f"({said[0] if said else type(raised).__name__})"
            ) from raised
        pairs = zip(found, trial.outputs.values(), strict=True)
        largest = max(largest, *(relative_error(ours, theirs) for ours, theirs in pairs))
    tolerance = TOLERANCES[precision]
    if largest > tolerance:
        raise Refusal(
            f"the graph made of it differs by {largest:.2g} of its largest output (at most "
            f"{tolerance:g} is accepted), so that it must do what a graph cannot, such as steps "
            "that depend on numbers or on the size of the batch"
        )
    joined = np.concatenate([trial.rows for trial in trials])
    n_codes = len(np.unique(joined.reshape(len(joined), -1), axis=0))
    return Parity(largest, tolerance, BATCHES if batched else (1,), n_codes)


def relative_error(found: Rows, expected: Rows) -> float:
    """Largest difference divided by the largest number expected.

    What is not finite must be the same in both; otherwise the error is infinite.
    """
    if found.shape != expected.shape:
        return float("inf")
    finite = np.isfinite(expected)
    same = np.array_equal(found[~finite], expected[~finite], equal_nan=True)
    if not same or not np.isfinite(found[finite]).all():
        return float("inf")
    difference = np.abs(found[finite].astype(np.float64) - expected[finite]).max(initial=0.0)
    largest = np.abs(expected[finite]).max(initial=0.0)
    return float(difference / (largest or 1.0))


def _single(trials: Sequence[Trial]) -> Iterator[Trial]:
    for trial in trials:
        for i in range(len(trial.rows)):
            yield Trial(
                trial.rows[i : i + 1],
                {name: rows[i : i + 1] for name, rows in trial.outputs.items()},
                {name: rows[i : i + 1] for name, rows in trial.more.items()},
            )
