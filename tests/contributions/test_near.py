"""“Near me”: where somebody lives first, then what lies round it, then the rest."""

import re

import pytest

from tests import factories


@pytest.fixture
def town(app):
    north = factories.area(app, "Northside")
    areas = {"north": north}
    for name in ("Millbrook", "Kilnfield"):
        areas[name.lower()] = factories.area(app, name, parent_id=north.id)
    areas["quay"] = factories.area(app, "Quayside")
    round_, author = factories.round_(app), factories.user(app)
    places = {"Quay": "quay", "Mill": "millbrook", "North": "north", "Field": "kilnfield", "Nowhere": None}
    for number, (title, key) in enumerate(places.items()):
        factories.contribution(
            app, round_, author, title=title, area_id=areas[key].id if key else None,
            published_at=factories.days_ago(9 - number),
        )  # fmt: skip
    return round_, areas


def listed(page):
    return re.findall(r'<h3 class="fm-card__title"><a href="[^"]*">(.*?)</a></h3>', page)


def test_the_own_area_comes_first_then_what_is_around_it(app, as_user, town):
    round_, areas = town
    reader = as_user(factories.user(app, area_id=areas["millbrook"].id))
    page = reader.get(f"/rounds/{round_.slug}/ideas?order=near").text
    assert listed(page) == ["Mill", "Field", "North", "Nowhere", "Quay"]
    assert "First Millbrook, where you live; then around it: Kilnfield, Northside; then everywhere else." in page


def test_an_area_that_stands_alone_is_said_to(app, as_user, town):
    round_, areas = town
    reader = as_user(factories.user(app, area_id=areas["quay"].id))
    page = reader.get(f"/rounds/{round_.slug}/ideas?order=near").text
    assert listed(page)[0] == "Quay"
    assert "First Quayside, where you live; then everywhere else." in page


def test_its_pages_follow_one_another(app, as_user, town):
    round_, areas = town
    author = factories.user(app)
    for number in range(20):
        factories.contribution(app, round_, author, title=f"More {number}", area_id=areas["quay"].id)
    reader = as_user(factories.user(app, area_id=areas["millbrook"].id))
    first = reader.get(f"/rounds/{round_.slug}/ideas?order=near").text
    more = re.search(r'href="([^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")
    second = reader.get(more).text
    assert listed(first)[:3] == ["Mill", "Field", "North"]
    assert sorted(listed(first) + listed(second)) == sorted({*listed(first), *listed(second)})
    assert len(listed(first) + listed(second)) == 25


def test_strangers_and_people_who_did_not_say_where_they_live_choose_an_area(app, client, as_user, town):
    round_, areas = town
    for reader in (client, as_user(factories.user(app))):
        page = reader.get(f"/rounds/{round_.slug}/ideas?order=near").text
        assert "Near me" not in page
        assert len(listed(page)) == 5
        assert listed(reader.get(f"/rounds/{round_.slug}/ideas?area={areas['quay'].slug}").text) == ["Quay"]


def test_a_file_says_in_which_larger_area_an_area_lies(run, app, tmp_path, as_user):
    file = tmp_path / "areas.csv"
    file.write_text("name,population,part_of\nMillbrook,900,Northside\nNorthside,4000,\n", encoding="utf-8")
    assert "2 new" in run("areas", "import", file).stdout
    assert "2 as before" in run("areas", "import", file).stdout
    file.write_text("name,population,part_of\nMillbrook,900,\nNorthside,4000,Millbrook\n", encoding="utf-8")
    assert "2 changed" in run("areas", "import", file).stdout


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Millbrook,900,Atlantis", "there is no area “Atlantis”"),
        ("Millbrook,900,Millbrook", "cannot be part of itself"),
        ("Millbrook,900,Northside\nNorthside,900,Millbrook", "cannot be part of itself or of its own part"),
    ],
)
def test_what_cannot_lie_there_is_refused_by_its_line(run, tmp_path, row, sentence):
    file = tmp_path / "areas.csv"
    file.write_text(f"name,population,part_of\n{row}\n", encoding="utf-8")
    result = run("areas", "import", file)
    assert result.exit_code != 0
    assert sentence in result.stderr
    assert "Nothing was changed" in result.stderr
