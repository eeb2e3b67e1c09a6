"""The site in another language: by the browser's wish or the reader's choice, whole, and never mixed up between readers."""

import re

import pytest
from babel.messages import Catalog

from app.languages import LANGUAGES
from config import ROOT
from tests import factories
from tools import translations

CATALOGUE = ROOT / "translations" / "cy" / "LC_MESSAGES" / "messages.po"


def language(page):
    return re.search(r'<html lang="(\w+)"', page.text)[1]


def test_english_unless_somebody_wishes_otherwise(client):
    assert language(client.get("/rounds")) == "en"
    assert language(client.get("/rounds", headers={"Accept-Language": "de, fr;q=0.5"})) == "en"


@pytest.mark.parametrize("wish", ["cy", "cy-GB,en;q=0.5", "de, cy;q=0.5, en;q=0.1"])
def test_the_browser_is_heard(client, wish):
    page = client.get("/rounds", headers={"Accept-Language": wish})
    assert language(page) == "cy"
    assert "Accept-Language" in page.headers["Vary"]
    assert "Rowndiau" in page.text


def test_a_choice_holds_and_leads_back(client):
    answer = client.get("/language/cy", headers={"Referer": "http://localhost/rounds"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rounds")
    assert language(client.get("/rounds")) == "cy"
    client.get("/language/en")
    assert language(client.get("/rounds", headers={"Accept-Language": "cy"})) == "en"


@pytest.mark.parametrize(
    "came_from", ["http://elsewhere.example/rounds", "nonsense", "http://localhost//elsewhere.example"]
)
def test_a_choice_never_leads_away(client, came_from):
    assert client.get("/language/cy", headers={"Referer": came_from}).headers["Location"] == "/"


def test_a_language_that_is_not_there(client):
    assert client.get("/language/xx").status_code == 404
    client.set_cookie("language", "../../etc")
    assert language(client.get("/rounds")) == "en"


def test_a_page_that_is_kept_for_strangers_is_kept_in_each_language(app, client):
    idea = factories.contribution(app, factories.round_(app), factories.user(app))
    address = f"/ideas/{idea.public_id}"
    for _ in range(2):
        assert language(client.get(address)) == "en"
        assert "Discussion" in client.get(address).text
        welsh = client.get(address, headers={"Accept-Language": "cy"})
        assert language(welsh) == "cy"
        assert "Trafodaeth" in welsh.text


def test_every_string_of_the_app_is_translated_with_its_placeholders():
    strings = translations.wanted()
    assert len(strings) > 1_000
    assert translations.faults(translations.catalogue(CATALOGUE), strings) == []


def test_what_is_missing_or_wrong_is_found():
    catalogue, strings = Catalog(locale="cy"), Catalog()
    for words, said in (("One", "Un"), ("Two", ""), ("%(n)s left", "%(m)s ar ôl"), ("100 %% of it", "popeth")):
        catalogue.add(words, said)
        strings.add(words)
    strings.add("Three")
    assert translations.faults(catalogue, strings) == [
        "“Two” is not translated",
        "“%(n)s left” has other placeholders than the English",
        "“100 %% of it” has other placeholders than the English",
        "“Three” is not there",
    ]


def test_the_foot_names_every_language_in_its_own_words(client):
    foot = client.get("/rounds").text.partition("<footer")[2]
    assert all(name in foot for name in LANGUAGES.values())
