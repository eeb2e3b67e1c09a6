"""`flask areas import`: the parts of the place, from a file."""

import json

import pytest
from sqlalchemy import select

from app.audit import AuditEntry
from app.extensions import db
from app.rounds.models import Area


@pytest.fixture
def import_areas(run, tmp_path):
    """Write the file and import it."""

    def command(text, encoding="utf-8"):
        file = tmp_path / "areas.csv"
        file.write_bytes(text.encode(encoding))
        return run("areas", "import", file)

    return command


@pytest.fixture
def areas(app):
    def read():
        with app.app_context():
            rows = db.session.execute(select(Area.slug, Area.name, Area.population).order_by(Area.slug))
            return [tuple(row) for row in rows]

    return read


@pytest.fixture
def entries(app):
    def read():
        with app.app_context():
            return [
                json.loads(entry.details)
                for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence))
            ]

    return read


def test_areas_come_in_and_repeating_it_changes_nothing(import_areas, areas, entries):
    text = 'name,population,slug\nSt Oswald’s,14610,oswald\nNorthgate,"17,850",\n\n'
    first = import_areas(text)
    assert first.exit_code == 0, first.output
    assert first.stdout == "2 new, 0 changed, 0 as before.\n"
    assert areas() == [("northgate", "Northgate", 17850), ("oswald", "St Oswald’s", 14610)]
    assert import_areas(text).stdout == "0 new, 0 changed, 2 as before.\n"
    assert len(areas()) == 2
    assert len(entries()) == 1


def test_a_newer_file_updates_people_and_names(import_areas, areas, entries):
    import_areas("name,population\nNorthgate,1\nKilnfield,2\n")
    done = import_areas("\ufeffpopulation,name,slug\n3,Northgate,\n4,Kiln Field,kilnfield\n")
    assert done.stdout == "0 new, 2 changed, 0 as before.\n"
    assert areas() == [("kilnfield", "Kiln Field", 4), ("northgate", "Northgate", 3)]
    assert entries()[-1]["changed"] == ["northgate", "kilnfield"]


BAD = {
    "empty": ("", 1, "“name” is missing"),
    "no population": ("name\nNorthgate\n", 1, "“population” is missing"),
    "unknown column": ("name,population,colour\n", 1, "“colour” is unknown"),
    "column twice": ("name,name,population\n", 1, "stands there twice"),
    "too few fields": ("name,population\nNorthgate,1\nKilnfield\n", 3, "there are 1 fields"),
    "no number": ("name,population\nNorthgate,many\n", 2, "“many” is not a whole number"),
    "below nought": ("name,population\nNorthgate,-1\n", 2, "not a whole number"),
    "too many": ("name,population\nNorthgate,9999999999\n", 2, "not a whole number"),
    "no name": ("name,population\n ,1\n", 2, "1 to 80 characters"),
    "long name": (f"name,population\n{'x' * 81},1\n", 2, "1 to 80 characters"),
    "no slug to be made": ("name,population\nКоваль,1\n", 2, "give the area a slug"),
    "bad slug": ("name,population,slug\nA,1,Bad Slug\n", 2, "is no slug"),
    "name twice": ("name,population\nA,1\nB,1\na,2\n", 4, "stands on line 2 already"),
    "slug twice": ("name,population,slug\nA,1,x\nB,1,x\n", 3, "stands on line 2 already"),
    "slug of another": ("name,population\nOld-Town,1\n", 2, "is the slug of the area “Old Town” already"),
    "name of another": ("name,population,slug\nNew,1,\nOld Town,1,other\n", 3, "is the name of the area “old-town”"),
    "rename to another": ("name,population,slug\nOld Town,1,harbour\n", 2, "is the name of the area “old-town”"),
    "not csv": ('name,population\n"Northgate"x,1\n', 2, "not CSV"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_names_file_line_and_reason_and_changes_nothing(import_areas, areas, case):
    import_areas("name,population\nOld Town,5\nHarbour,6\n")
    before = areas()
    text, line, reason = BAD[case]
    done = import_areas(text)
    assert done.exit_code == 1
    assert f"areas.csv, line {line}: " in done.stderr
    assert reason in done.stderr
    assert "Nothing was changed" in done.stderr
    assert areas() == before


def test_a_file_that_is_not_utf8_is_named(import_areas, areas):
    done = import_areas("name,population\nA,1\nCafé,1\n", "latin-1")
    assert "areas.csv, line 3: this is not UTF-8 text" in done.stderr
    assert areas() == []
