"""Both databases must find the same contributions in the same order, and no sign may harm them."""

import pytest

from app.extensions import db
from app.search.queries import index_contribution, matching
from tests import factories

TEXTS = {
    "falls": ("Falls at night", "I slipped between the bed and the bathroom."),
    "light": ("No light switch that I can reach", "I had a fall in the dark at night."),
    "cafe": ("A café for Zoë", "Tea, cake and somebody to talk to."),
    "repairs": ("Small repairs", "A handrail prevents falls; night or day."),
    "cyrillic": ("Перекладач у бібліотеці", "Мені потрібна допомога."),
    "numbers": ("Bus 42 stops at 5pm", "It costs £3.50 a day, 24/7, see https://example.org/a-b?c=d."),
}


@pytest.fixture
def ids(app):
    author, round_ = factories.user(app), factories.round_(app)
    return {
        name: factories.contribution(app, round_, author, title=title, body=body).id
        for name, (title, body) in TEXTS.items()
    }


@pytest.fixture
def find(app, ids):
    names = {number: name for name, number in ids.items()}

    def find(question):
        with app.app_context():
            found = matching(question).subquery()
            rows = db.session.execute(db.select(found).order_by(found.c.rank, found.c.contribution_id.desc()))
            return [names[row.contribution_id] for row in rows]

    return find


@pytest.mark.parametrize(
    ("question", "hits"),
    [
        ("falls", ["falls", "repairs"]),
        ("fall", ["falls", "repairs", "light"]),
        ("night falls", ["falls", "repairs"]),
        ("switch night", ["light"]),
        ("CAFE", ["cafe"]),
        ("zoë", ["cafe"]),
        ("Zoe\u0308", ["cafe"]),
        ("перекл", ["cyrillic"]),
        ("42", ["numbers"]),
        ("5p", ["numbers"]),
        ("3.50", ["numbers"]),
        ("example.org", ["numbers"]),
        ("a-b", ["numbers"]),
        ("elephant", []),
    ],
)
def test_finds_the_same_on_both_databases(find, question, hits):
    found = find(question)
    if question == "fall":
        assert set(found) == set(hits)
        assert found[0] == "falls"  # A hit in the title comes before one in the body.
    else:
        assert found == hits


@pytest.mark.parametrize("question", ["", "   ", "***", '"', "\x00", "()", "&|!:*", "-", "£"])
def test_a_question_without_a_word_finds_nothing_and_does_no_harm(find, question):
    assert find(question) == []


@pytest.mark.parametrize(
    "question",
    ["fall AND", "NOT fall", "fall NEAR night", "NEAR(fall night)", 'title:"', "fall*", "' OR 1=1 --", '"fall', "fall'", "title : x",
     "{title} : fall", "^fall", "fall + night", "fall:*A", "fall & !night", "fall <-> night", "fall\x00night",
     "\\", "%", "fall;--", "a" * 5000, "word " * 5000, "\ud7ff\u200f", "𝕗𝕒𝕝𝕝", "1e5 0x1f 1/2 3.14", "ﬁ İ ß"],
)  # fmt: skip
def test_a_database_s_own_signs_are_only_words(find, question):
    assert set(find(question)) <= set(TEXTS)


def test_words_of_a_search_language_are_looked_for(find):
    assert find("fall AND night") == []
    assert find("NOT fall") == []


def test_a_new_text_takes_the_place_of_the_old(app, ids, find):
    from app.transaction import transaction

    with app.app_context(), transaction():
        index_contribution(ids["falls"], "Elephants", "grey")
    assert find("elephant") == ["falls"]
    assert find("slipped") == []
