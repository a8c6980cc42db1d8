"""Tables of attributes, one row a file: CSV, and the text file that CelebA comes with."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError

__all__ = ["Table", "read_table"]

_LARGEST = 256 * 2**20  # bytes of a table
_MOST_COLUMNS = 1000
_MISSING = {"", "nan", "na", "n/a", "null", "none"}
_TRUE, _FALSE = {"1", "true", "yes", "1.0"}, {"0", "-1", "false", "no", "0.0", "-1.0"}


@dataclass(frozen=True)
class Table:
    """The rows of a table: by a file's name, the cells under `columns`, as they were written."""

    columns: tuple[str, ...]
    rows: dict[str, list[str]]

    def attributes(self, names: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Give each column for these files: booleans, numbers or strings, all ``(len(names),)``.

        A column of yes and no (1 and -1, 1 and 0, true and false) is boolean, one of numbers
        float32, any other one strings. Where there is no value it is NaN (a boolean column is
        float32 then), or the empty string.
        """
        empty = [""] * len(self.columns)
        cells = [self.rows.get(name, empty) for name in names]
        return {
            column: _typed([row[i].strip() for row in cells])
            for i, column in enumerate(self.columns)
        }


def read_table(path: Path) -> Table:
    """Read a table whose first column holds file names.

    Parameters
    ----------
    path
        CSV (separated by commas, semicolons or tabs, its first row a header), or CelebA's
        ``list_attr_celeba.txt`` (the number of rows, the names of the attributes, then a row a
        file, separated by spaces).

    Raises
    ------
    DataError
        It cannot be read, a row has another number of cells than the header, or a file is named
        twice.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise DataError(
                f"{path.name} has more than {_LARGEST // 2**20} MiB: give a smaller table."
            )
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _table(path.name, _lines(file.read()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(
            f"{path.name} cannot be read ({reason}): give a CSV file in UTF-8."
        ) from error


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Split a table into rows of cells, each with the number of its line."""
    first, _, rest = text.partition("\n")
    if first.strip().isdigit() and rest:  # as CelebA's text begins
        lines = rest.split("\n")
        yield 2, ["", *lines[0].split()]
        for i, line in enumerate(lines[1:], 3):
            yield i, line.split()
        return
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for cells in reader:
        yield reader.line_num, cells


def _table(name: str, lines: Iterator[tuple[int, list[str]]]) -> Table:
    _, header = next(lines, (0, []))
    columns = tuple(column.strip() for column in header[1:])
    if not columns or len(columns) > _MOST_COLUMNS or len(set(columns)) < len(columns):
        raise DataError(
            f"{name} has a header of {len(header)} columns: give file names and from 1 to "
            f"{_MOST_COLUMNS:,} attributes, each with a name of its own."
        )
    rows: dict[str, list[str]] = {}
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise DataError(
                f"{name} has {len(cells)} cells in line {number} and {len(header)} in its header: "
                "mend that line."
            )
        file = cells[0].strip().replace("\\", "/")
        if file in rows:
            raise DataError(f"{name} names {file!r} again in line {number}: keep one row a file.")
        rows[file] = cells[1:]
    if not rows:
        raise DataError(f"{name} has no rows: give one for each file.")
    return Table(columns, rows)


def _typed(cells: list[str]) -> NDArray[Any]:
    known = {cell.lower() for cell in cells} - _MISSING
    missing = np.array([cell.lower() in _MISSING for cell in cells])
    if known and known <= _TRUE | _FALSE:
        flags = np.array([cell.lower() in _TRUE for cell in cells])
        if not missing.any():
            return flags
        return np.where(missing, np.nan, flags).astype(np.float32)
    try:
        numbers = [np.nan if gap else float(cell) for cell, gap in zip(cells, missing, strict=True)]
    except ValueError:
        return np.array(["" if gap else cell for cell, gap in zip(cells, missing, strict=True)])
    return np.array(numbers, dtype=np.float32)
