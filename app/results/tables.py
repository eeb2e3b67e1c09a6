"""A table for other programs: CSV or XLSX of which no spreadsheet takes a cell for a formula; columns for a terminal."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

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


SHEET_OPTIONS = {
    "in_memory": True,
    "constant_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
"""A text stays a text, whatever it begins with."""


def as_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Cell]], about: Iterable[Sequence[Cell]]) -> bytes:
    """The table as a workbook (Office Open XML): a sheet of rows under a header, and one of what it is `about`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SHEET_OPTIONS) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Order")
        sheet.freeze_panes(1, 0)
        _fill(sheet, [columns], bold)
        _fill(sheet, rows, None, start=1)
        _fill(book.add_worksheet("About"), about, None)
    return out.getvalue()


def _fill(sheet: Any, rows: Iterable[Sequence[Cell]], look: Any, start: int = 0) -> None:
    """Write each cell as what it is: text is never read, so nothing in it can become a formula or a link."""
    for line, row in enumerate(rows, start=start):
        for place, cell in enumerate(row):
            if isinstance(cell, bool):
                sheet.write_boolean(line, place, cell, look)
            elif isinstance(cell, int | float):
                sheet.write_number(line, place, cell, look)
            elif cell is not None:
                sheet.write_string(line, place, cell, look)


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
