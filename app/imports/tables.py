"""A CSV file from elsewhere, row by row, with the line of whatever is wrong with it.

Python's own reader does the parsing; what is added is a memory of lines, and a refusal of what it would let through:
bytes that are not UTF-8, NULs, rows that do not fit the header, a header given twice.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

SHOWN_LENGTH = 40
"""Signs of a wrong field that a message repeats: enough to find it, too few to fill a screen."""

LONGEST_FIELD = 2**31 - 1
"""Signs of a field that the parser reads to its end. Its own limit of 131,072 would end the row in the middle of a field,
and what is left of that field would be taken for rows."""
csv.field_size_limit(LONGEST_FIELD)

NEVER_CLOSED = "unexpected end of data"
"""What Python's reader says of a quote that is open where the file ends."""

_UNDECODED = re.compile("[\ud800-\udfff]")  # what `surrogateescape` leaves of a byte that is not UTF-8


@dataclass(frozen=True, slots=True)
class BadRow:
    """What is wrong, and where: `line` is the line of the file on which the row starts; 0 means the file itself."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.file}, line {self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


class Unreadable(Exception):
    """The folder cannot be taken as it is; `rows` says why, in the order found.

    `rows_alone` says that without these rows it could be; else a whole file or column is not there to be taken.
    """

    def __init__(self, rows: list[BadRow], *, rows_alone: bool = False) -> None:
        """Keep what was found."""
        super().__init__("; ".join(str(row) for row in rows[:3]))
        self.rows = rows
        self.rows_alone = rows_alone


def records(path: Path, needed: tuple[str, ...], bad: list[BadRow]) -> Iterator[tuple[int, dict[str, str]]]:
    """The needed columns of each good row, with its line.

    Rows of a bad shape go to `bad`. Raises Unreadable where no row can be good.
    """
    found = rows(path, bad)
    first = next(found, None)
    if first is None:
        raise Unreadable([*bad, BadRow(path.name, 0, "the file is empty")])
    header = [name.strip().lower() for name in first[1]]
    places = _places(path.name, first[0], header, needed, bad)
    for line, fields in found:
        reason = unclean(fields) or _misshapen(fields, header)
        if reason:
            bad.append(BadRow(path.name, line, reason))
        else:
            yield line, {name: fields[place] for name, place in places.items()}


def _places(file: str, line: int, header: list[str], needed: tuple[str, ...], bad: list[BadRow]) -> dict[str, int]:
    """Where each needed column stands. A name given twice is bad; with its first place one can still read on."""
    if reason := unclean(header):
        raise Unreadable([*bad, BadRow(file, line, reason)])
    twice = sorted({name for name in header if header.count(name) > 1})
    bad.extend(BadRow(file, line, f"duplicate header: the column {shown(name)} stands there twice") for name in twice)
    missing = [name for name in needed if name not in header]
    if missing:
        raise Unreadable([*bad, BadRow(file, line, f"missing column: {', '.join(missing)}")])
    return {name: header.index(name) for name in needed}


def rows(path: Path, bad: list[BadRow]) -> Iterator[tuple[int, list[str]]]:
    """Every row that is CSV, with the line on which it starts. Empty lines are passed over."""
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
            yield from _csv_rows(path.name, lines, bad)
    except OSError as error:
        raise Unreadable([*bad, BadRow(path.name, 0, f"the file cannot be read ({error.strerror})")]) from error


def _csv_rows(file: str, lines: Iterator[str], bad: list[BadRow]) -> Iterator[tuple[int, list[str]]]:
    """The same of open lines. After a bad row it goes on with the next line.

    A quote that nobody closed takes in all lines to the end of the file. They are read again without the one on which it
    stands, so that it costs one row and not all that follow.
    """
    start = 1
    while True:
        taken: list[str] = []
        try:
            fields = next(csv.reader(_noting(lines, taken), strict=True), None)
        except csv.Error as error:
            unclosed = str(error) == NEVER_CLOSED
            reason = "a quote is opened and never closed" if unclosed else str(error)
            bad.append(BadRow(file, start, f"not a CSV row ({reason})"))
            if unclosed:
                lines = chain(taken[1:], lines)
                del taken[1:]
            fields = []
        if fields is None:
            return
        if fields:
            yield start, fields
        start += len(taken)


def _noting(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    """The lines, each noted when it is taken."""
    for line in lines:
        taken.append(line)
        yield line


def unclean(fields: list[str]) -> str | None:
    """Why no field of the row may be taken, or none."""
    text = "".join(fields)
    if not text.isascii() and _UNDECODED.search(text):
        return "broken encoding: not UTF-8"
    return "holds a NUL byte" if "\0" in text else None


def _misshapen(fields: list[str], header: list[str]) -> str | None:
    """Why the row does not fit the header, or none."""
    if [field.strip().lower() for field in fields] == header:
        return "duplicate header: the first row again"
    if len(fields) < len(header):
        return f"missing column: {len(fields)} fields, the header has {len(header)}"
    return f"{len(fields)} fields, the header has {len(header)}" if len(fields) > len(header) else None


def shown(text: str) -> str:
    """A field as a message may show it: short, quoted, on one line."""
    return repr(text if len(text) <= SHOWN_LENGTH else text[:SHOWN_LENGTH] + "…") if text else "empty"
