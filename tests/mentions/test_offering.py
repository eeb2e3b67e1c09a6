"""Who is offered while somebody types @ and a name: those who take part first, and nobody who may not be called."""

import pytest

from app import clock
from app.extensions import db
from app.rounds.models import Participation, Round
from app.rules.actors import Role
from tests import factories
from tests.mentions.test_calling import block, change, close, hide


@pytest.fixture
def offered(app, as_user, people, idea):
    """The handles that a person is offered."""

    def ask(typed, person=people["femi"], **where):
        where = where or {"thread": factories.thread_of(app, idea).public_id}
        answer = as_user(person).get("/mentions", query_string={"q": typed, **where})
        assert answer.status_code == 200, answer.text
        return [one["handle"] for one in answer.json["people"]]

    return ask


def test_those_who_take_part_come_first_and_by_an_at_alone_nobody_else(app, offered, people, say):
    factories.user(app, handle="aaron", name="Aaron Amis")
    say(people["amina"], "Count me in.")
    assert offered("") == ["amina", "joan"]
    assert offered("am") == ["amina", "aaron"]
    assert offered("a") == ["amina"], "one letter brings only those who take part"


def test_by_any_word_of_the_name_or_the_handle_with_accents_folded(offered):
    assert offered("ZOE") == ["zoe"]
    assert offered("angs") == ["zoe"]
    assert offered("Ångström") == ["zoe"]
    assert offered("okafor") == ["amina"]
    assert offered("ina") == [], "not from within a word"
    assert offered("%_") == []


def test_the_handle_that_was_typed_whole_comes_first(app, offered):
    for number in range(9):
        factories.user(app, handle=f"zoe-{number}", name=f"Aa Zoe {number}")
    found = offered("zoe")
    assert found[0] == "zoe"
    assert len(found) == 6


def test_nobody_who_may_not_be_called(app, as_user, offered, people, say):
    kinds = ("blocking", "suspended", "closed", "unconfirmed", "was-suspended")
    others = {name: factories.user(app, handle=name, name=f"Sam {name}") for name in kinds}
    block(app, as_user, people["femi"], others["blocking"])
    change(app, others["suspended"], suspended_until=clock.now() + factories.DAY)
    change(app, others["was-suspended"], suspended_until=clock.now() - factories.DAY)
    change(app, others["unconfirmed"], confirmed_at=None)
    close(app, others["closed"])
    assert offered("sam") == ["was-suspended"]
    assert offered("former") == []
    assert offered("femi") == [], "not the writer"
    assert offered("femi", people["joan"]) == ["femi"]
    assert "blocking" in offered("sam", people["joan"]), "others still call whoever blocked one person"


def test_who_speaks_under_a_badge_is_not_shown_to_take_part(app, offered, people, say):
    body = factories.organisation(app)
    said = say(people["amina"], "We mend it.")
    change(app, said, organisation_id=body.id)
    assert offered("") == ["joan"]
    assert offered("amina") == ["amina"]


def test_whose_words_were_taken_down_does_not_take_part(app, offered, people, say):
    hide(app, say(people["amina"], "Something bad."))
    assert offered("") == ["joan"]


def test_in_a_round_that_is_being_prepared_only_those_who_may_read_it(app, as_user, offered, people):
    runs, other = (factories.user(app, Role.COMMISSIONER, handle=f"ruth-{n}", name="Ruth") for n in (1, 2))
    factories.user(app, handle="ruth-3", name="Ruth")
    in_round = factories.round_(app, opened_at=None)
    assert offered("ruth", runs, round=in_round.slug) == [other.handle]
    strange = as_user(people["femi"]).get(f"/mentions?q=ruth&round={in_round.slug}")
    assert strange.status_code == 404


def test_a_new_text_offers_who_posted_in_the_round_and_not_who_voted(app, offered, people, idea):
    with app.app_context():
        db.session.add(Participation(round_id=idea.round_id, person_id=people["zoe"].id, since=clock.now()))
        db.session.commit()
        slug = db.session.get(Round, idea.round_id).slug
    assert offered("", round=slug) == ["joan"]


def test_what_is_hidden_or_unknown_offers_nobody_and_strangers_sign_in(app, as_user, client, people, idea):
    thread = factories.thread_of(app, idea).public_id
    assert client.get(f"/mentions?thread={thread}&q=am", headers={"Accept": "application/json"}).status_code == 401
    hide(app, idea)
    for person in (people["femi"], people["joan"]):
        assert as_user(person).get(f"/mentions?thread={thread}&q=am").status_code == 404
    assert as_user(people["femi"]).get("/mentions?q=am").status_code == 404


def test_the_answer_is_small_and_kept_by_nobody(app, as_user, people, idea):
    answer = as_user(people["femi"]).get(f"/mentions?q=am&thread={factories.thread_of(app, idea).public_id}")
    assert answer.json == {"people": [{"handle": "amina", "name": "Amina Okafor", "here": False}]}
    assert answer.headers["Cache-Control"] == "private, no-store"
