"""Numbers that somebody pastes or loads as CSV, as an output of a series model would be."""

import re

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.modalities.series import Series

__all__ = ["LONGEST_TABLE", "fit_series", "read_table"]

LONGEST_TABLE = 2 * 2**20  # letters
MOST_COLUMNS = 1000
MOST_NUMBERS = 1_000_000
SHOWN = 30

Array = NDArray[np.float32]


def read_table(text: str) -> NDArray[np.float64]:
    r"""Read numbers in lines, parted by commas, semicolons, tabs or spaces.

    A first line of names is passed over. Where semicolons or tabs part them, a comma is that of a
    decimal. A byte-order mark and empty lines do not matter.

    Returns
    -------
    float64, (rows, columns)

    Raises
    ------
    DataError
        Where there are no numbers, too many, or something that is none: the line is named.
    """
    if len(text) > LONGEST_TABLE:
        raise DataError(
            f"The text has {len(text):,} letters: give at most {LONGEST_TABLE:,} of them."
        )
    lines = [
        (number, line.strip())
        for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1)
        if line.strip()
    ]
    if not lines:
        raise DataError("There are no numbers yet: paste some, or load a CSV file.")
    parting = next((mark for mark in ";\t" if any(mark in line for _, line in lines)), None)
    rows: list[list[float]] = []
    for place, (number, line) in enumerate(lines):
        cells = _cells(line, parting)
        values = [_number(cell, decimal_comma=parting is not None) for cell in cells]
        if None in values:
            if place == 0 and all(value is None for value in values):
                continue  # names of the columns
            cell = cells[values.index(None)]
            raise DataError(
                f"Line {number} has {cell[:SHOWN]!r} where a number was expected: "
                "correct that line."
            )
        rows.append([value for value in values if value is not None])
        if len(rows[-1]) > MOST_COLUMNS and len(lines) > 1:
            raise DataError(f"Line {number} has more than {MOST_COLUMNS:,} numbers.")
        if len(rows[-1]) != len(rows[0]):
            raise DataError(
                f"Line {number} has {len(rows[-1])} numbers and the first has {len(rows[0])}: "
                "give as many in each line."
            )
    if not rows or len(rows) * len(rows[0]) > MOST_NUMBERS:
        raise DataError(f"There are no numbers, or more than {MOST_NUMBERS:,}: give fewer.")
    return np.array(rows, np.float64)


def fit_series(table: NDArray[np.floating], modality: Series) -> tuple[Array, list[str]]:
    """Bring a table to the channels and the length of a model's series.

    One line of numbers is read as one channel. Another number of steps is stretched, by lines
    between its points.

    Returns
    -------
    output, notices
        ``(T, C)``, and what was done, in sentences.

    Raises
    ------
    DataError
        Where it has another number of channels, or one single step.
    """
    steps, channels = modality.shape
    notices = []
    if table.shape[1] != channels and table.shape[0] == channels:
        table = table.T
        if channels > 1:
            notices.append("Its lines were read as channels.")
    if table.shape[1] == channels + 1 and np.all(np.diff(table[:, 0]) > 0):
        table = table[:, 1:]
        notices.append("Its first column, which only grows, was taken for the time and left out.")
    if table.shape[1] != channels:
        names = ", ".join(modality.channels or ())
        raise DataError(
            f"There are {table.shape[1]} columns and the model has {channels} "
            f"channel{'' if channels == 1 else 's'} ({names[:200]}): give one column for each."
        )
    if len(table) != steps:
        if len(table) < 2:
            raise DataError(f"There is one single step and the model has {steps}: give more.")
        old, new = np.linspace(0, 1, len(table)), np.linspace(0, 1, steps)
        table = np.stack([np.interp(new, old, column) for column in table.T], axis=1)
        notices.append(f"Its {len(old):,} steps were stretched to the model's {steps:,}.")
    with np.errstate(over="ignore"):
        output = np.asarray(table, np.float32)
    if not np.isfinite(output).all():
        raise DataError("A number is too large: give numbers in the units of the data.")
    return output, notices


def _cells(line: str, parting: str | None) -> list[str]:
    cells = re.split(r"\s*,\s*|\s+", line) if parting is None else line.split(parting)
    cells = [cell.strip().strip('"') for cell in cells]
    return cells[:-1] if len(cells) > 1 and cells[-1] == "" else cells


def _number(cell: str, *, decimal_comma: bool) -> float | None:
    text = cell.replace(",", ".") if decimal_comma and cell.count(",") == 1 else cell
    text = text.replace("\u2212", "-")  # a true minus sign
    # Only what looks like one: `float` also takes "nan", "infinity" and "1_000".
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text, re.ASCII):
        return None
    value = float(text)
    return value if np.isfinite(value) else None
