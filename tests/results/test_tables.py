"""Tables for other programs: formulas disarmed, columns straight."""

import csv
import io

import pytest

from app.results.tables import as_columns, as_csv, safe_cell

COLUMNS = ("rank", "score", "title")


@pytest.mark.parametrize(
    "words",
    [
        "=1+1",
        "+44 1632 960114",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
        "＝1+1",
        '=HYPERLINK("http://evil.example","Prize")',
    ],
)
def test_text_that_a_spreadsheet_would_run_gets_a_mark(words):
    assert safe_cell(words) == f"'{words}"
    rows = list(csv.reader(io.StringIO(as_csv(COLUMNS, [(1, 2, words)]), newline="")))
    assert rows == [list(COLUMNS), ["1", "2", f"'{words}"]]


@pytest.mark.parametrize("cell", [-5, 0.25, -0.5, None, "Mend the lift", "a=b", "字", "'quoted'", ""])
def test_all_else_stays_as_it_is(cell):
    assert safe_cell(cell) == cell


def test_csv_has_a_header_and_numbers_as_numbers():
    assert as_csv(COLUMNS, [(1, -5, 'Say "yes", please'), (2, 0.5, "Two\nlines")]) == (
        'rank,score,title\r\n1,-5,"Say ""yes"", please"\r\n2,0.5,"Two\nlines"\r\n'
    )


def test_columns_stand_under_one_another():
    shown = as_columns((*COLUMNS[:2], "id", "title"), [(1, 12, None, "First"), (10, 0.25, "x", "Second, longer")])
    assert shown.splitlines() == [
        "rank   score  id  title",
        "   1      12      First",
        "  10  0.2500   x  Second, longer",
    ]


def test_no_rows_are_a_header_alone():
    assert as_columns(COLUMNS, []) == "rank  score  title"
