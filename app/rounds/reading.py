"""Areas as a file gives them: CSV with the columns name and population, and a slug and the larger area where wanted."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app import identifiers
from app.markup import clean_line

COLUMNS = ("name", "population", "slug", "part_of")
NEEDED = ("name", "population")
MAX_NAME = 80
MAX_SLUG = 60
MAX_POPULATION = 2_000_000_000
"""What fits the column; the whole world would not."""

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class BadRow(Exception):
    """A row that cannot be read: which file, which line, why."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}")


@dataclass(frozen=True)
class AreaRow:
    """One area of the file; `slug` is empty where the file gives none."""

    line: int
    name: str
    population: int
    slug: str
    part_of: str | None = None
    """The name or the slug of the larger area, empty where there is none; none where the file does not say."""


def read_areas(path: Path) -> list[AreaRow]:
    """Read the file. Raises BadRow at the first row that cannot be read, and where a name or slug comes twice."""
    rows = list(_rows(path))
    for column in ("name", "slug"):
        seen: dict[str, int] = {}
        for row in rows:
            value = getattr(row, column).casefold()
            if value and value in seen:
                raise BadRow(path.name, row.line, f"the {column} “{value}” stands on line {seen[value]} already")
            seen[value] = row.line
    return rows


def _rows(path: Path) -> Iterator[AreaRow]:
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    header = _header(path.name, next(reader, []))
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                yield _row(path.name, reader.line_num, header, fields)
    except csv.Error as problem:
        raise BadRow(path.name, reader.line_num, f"this is not CSV ({problem})") from problem


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise BadRow(path.name, line, "this is not UTF-8 text") from problem


def _header(file: str, fields: Sequence[str]) -> list[str]:
    header = [field.strip().lower() for field in fields]
    for name in NEEDED:
        if name not in header:
            raise BadRow(file, 1, f"the column “{name}” is missing")
    for name in header:
        if name not in COLUMNS:
            raise BadRow(file, 1, f"the column “{name}” is unknown; there are {', '.join(COLUMNS)}")
        if header.count(name) > 1:
            raise BadRow(file, 1, f"the column “{name}” stands there twice")
    return header


def _row(file: str, line: int, header: Sequence[str], fields: Sequence[str]) -> AreaRow:
    if len(fields) != len(header):
        raise BadRow(file, line, f"there are {len(fields)} fields, and the header has {len(header)}")
    row = dict(zip(header, fields, strict=True))
    name, slug = clean_line(row["name"]), row.get("slug", "").strip()
    if not 0 < len(name) <= MAX_NAME:
        raise BadRow(file, line, f"the name must have 1 to {MAX_NAME} characters")
    if slug and not (SLUG.fullmatch(slug) and len(slug) <= MAX_SLUG):
        raise BadRow(file, line, f"“{slug}” is no slug: small letters, digits and single dashes, {MAX_SLUG} at most")
    if not slug and not identifiers.slug(name):
        raise BadRow(file, line, "the name has no Latin letters, so give the area a slug")
    part_of = clean_line(row["part_of"]) if "part_of" in row else None
    return AreaRow(line, name, _population(file, line, row["population"]), slug, part_of)


def _population(file: str, line: int, written: str) -> int:
    digits = written.strip().replace(",", "")
    if not re.fullmatch(r"[0-9]{1,10}", digits) or int(digits) > MAX_POPULATION:
        raise BadRow(file, line, f"the population “{written}” is not a whole number")
    return int(digits)
