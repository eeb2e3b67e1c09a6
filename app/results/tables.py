"""A table as text for other programs: CSV that no spreadsheet takes for a formula, or columns for a terminal."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets take for the start of a formula, their full-width forms too, which East Asian ones accept."""


def safe_cell(cell: Cell) -> Cell:
    """A cell that a spreadsheet shows as it is: a leading ' disarms text that begins like a formula. Numbers stay."""
    if isinstance(cell, str) and (cell.startswith(FORMULA_STARTS) or cell.lstrip().startswith(FORMULA_STARTS)):
        return f"'{cell}"
    return cell


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table as CSV (RFC 4180) with a header."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def as_columns(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table in columns as wide as they must be, numbers to the right; the last column is text and stands free."""
    cells = [[_shown(cell) for cell in row] for row in [columns, *rows]]
    widths = [max(len(row[place]) for row in cells) for place in range(len(columns) - 1)]
    lines = []
    for row in cells:
        padded = [cell.rjust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("  ".join([*padded, row[-1]]))
    return "\n".join(lines)


def _shown(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.4f}"
    return "" if cell is None else str(cell)
