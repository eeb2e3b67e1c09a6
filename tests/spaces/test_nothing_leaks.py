"""A secret space in which everything says one word: whatever the site can be asked for is asked for it, by everybody who
does not belong there. Nor does any answer differ from that about a space which never was.
"""

import re
from collections import Counter

import pytest

from app import clock
from app.extensions import db
from app.notifications.models import Notice
from app.outbox.service import tell_all
from app.rules.actors import VISITOR, Actor, Role
from app.rules.notices import NoticeKind
from app.rules.refusals import Missing
from app.search import index_service
from app.search.models import SearchComment, SearchDocument, SearchWord
from app.threads import live_service
from tests.moderation.test_hidden_everywhere import WORD, addresses, said_in

NEVER = "qwertyuiopas"
"""A name that nothing has."""

EACH = 1
"""Addresses of one sort and one name that are tried: the others differ in a name that has nothing to do with it."""

OWN = ("/account/data.json", "/account/standing", "/decisions/", "/notices")
"""Where somebody who was put out finds what they wrote themselves, what became of it, and why."""


@pytest.fixture
def secret(village, olive, max_):
    """A secret space in which a title, words, a comment, an answer and a quote, its name and what it is for say the word.

    A text was hidden there, and its author put out; both is contested.
    """
    slug = village.space(olive, "secret", f"The {WORD} club", f"For friends of the {WORD}.")
    gone = village.person("Gone Person")
    village.enrol(slug, olive, max_, gone)
    topic = village.topic(slug, olive, f"A {WORD}!", f"I saw a {WORD}.")
    comment = village.say(topic, max_, f"That was no {WORD}.")
    said = village.say(topic, gone, f"It was a {WORD}.", parent=comment, quote=comment)
    assert gone.post(f"/follows/contribution/{topic}").status_code == 303
    assert gone.post(f"/contributions/{topic}/bookmark").status_code == 303
    assert gone.get(f"/topics/{topic}").status_code == 200
    assert olive.post(f"/spaces/{slug}/members/{max_.user.handle}/moderator").status_code == 303
    sent = {"verb": "hide", "rule": "1", "reason": f"It was no {WORD}."}
    assert olive.post(f"/spaces/texts/comments/{said}/decision", **sent).status_code == 303
    assert olive.post(f"/spaces/{slug}/members/{gone.user.handle}/removal", rule="1", words="So.").status_code == 303
    for address in set(re.findall(r"/decisions/\w+", gone.get("/account/standing").text)):
        assert gone.post(f"{address}/appeal", words=f"It was a {WORD}.", who="space").status_code == 303
    village.say(topic, max_, f"Look, a {WORD}!")
    return slug, topic, comment, gone


@pytest.fixture
def official(village):
    """Somebody who holds every office of the site."""
    return village.person("Office", Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.FACILITATOR)


def names_of(app, slug, topic, comment):
    """A name of each sort by which something of the space is known."""
    with app.app_context():
        round_, thread, invitation, decision, appeal = (
            db.session.scalar(db.text(f"SELECT {which} ORDER BY id LIMIT 1"))
            for which in (
                "slug FROM rounds WHERE space_id IS NOT NULL", "public_id FROM threads", "public_id FROM space_invitations",
                "public_id FROM decisions", "public_id FROM appeals",
            )
        )  # fmt: skip
    return slug, topic, comment, round_, thread, invitation, decision, appeal


def asked(app, names):
    """(address, the same of what never was): all without a name, and some of each sort with each of the space's names."""
    tried = Counter()
    for endpoint, address in addresses(app):
        name = next((one for one in names if one in address), None)
        if name is None and any(part in address for part in ("/people/", "/organisations/")):
            continue
        tried[endpoint, name] += 1
        if tried[endpoint, name] <= EACH:
            yield address, address.replace(name, NEVER) if name else None


def test_nobody_outside_finds_a_word_of_it_or_can_tell_it_from_what_never_was(
    village, secret, olive, official, client, outbox
):
    slug, topic, comment, gone = secret
    for address in ("/spaces", f"/spaces/{slug}", f"/topics/{topic}"):
        assert WORD in olive.get(address).text
    with village.app.app_context():
        tell_all(clock.now())
    pairs = list(asked(village.app, names_of(village.app, slug, topic, comment)))
    assert len(pairs) > 150
    for who in (client, gone.browser, official.browser):
        nothing = {never: who.get(never).status_code for never in {never for _address, never in pairs if never}}
        for address, never in pairs:
            answer = who.get(address)
            if who is gone.browser and address.startswith(OWN):
                assert not any(name in said_in(answer) for name in (slug, f"The {WORD} club")), address
                continue
            assert WORD not in said_in(answer).lower(), address
            assert never is None or nothing[never] == answer.status_code, address
        for address in (f"/search?q={WORD}", f"/spaces?q={WORD[:5]}", f"/search?q={WORD[:-1]}x"):
            found = who.get(address).text
            assert topic not in found, address
            assert slug not in found, address
    assert not any(WORD in str(mail.message()) for mail in outbox)


def test_nothing_is_done_to_it_from_outside_and_no_index_holds_it(village, secret, outsider, official):
    slug, topic, comment, gone = secret
    sent = {"body": "x", "words": "x", "name": "x", "kind": "open", "title": "x", "reason": "insult", "rule": 1}
    for who in (outsider, gone, official):
        for at in (
            f"/contributions/{topic}/comments", f"/contributions/{topic}/vote", f"/comments/{comment}/useful",
            f"/comments/{comment}/reports", f"/comments/{comment}/hide", f"/contributions/{topic}/hide",
            f"/contributions/{topic}/reports", f"/follows/contribution/{topic}", f"/follows/space/{slug}",
            f"/mutes/{topic}", f"/spaces/{slug}/members", f"/spaces/{slug}/request", f"/spaces/{slug}/departure",
            f"/spaces/{slug}/topics/new", f"/spaces/{slug}/edit", f"/spaces/{slug}/reports", f"/comments/{comment}/edit",
            f"/spaces/texts/comments/{comment}/decision", f"/spaces/texts/topics/{topic}/reports",
        ):  # fmt: skip
            answer = who.post(at, **sent, choice="agree", text="x")
            assert answer.status_code in {403, 404}, (at, answer.status_code)
            assert WORD not in answer.text, at
    with village.app.app_context():
        index_service.rebuild()
        for table in (SearchDocument, SearchComment, SearchWord):
            assert db.session.query(table).count() == 0


def test_its_events_and_notices_are_for_members_alone(village, secret, olive, max_, outsider, official, client):
    slug, topic, _comment, gone = secret
    village.say(topic, olive, "More news.")
    with village.app.app_context():
        tell_all(clock.now())
        told = {one.person_id for one in db.session.query(Notice).filter(Notice.kind == NoticeKind.COMMENTED)}
    assert max_.user.id in told
    assert gone.user.id not in told
    own = gone.get("/notices").text
    said = gone.get("/follows").text + gone.get("/saved").text
    assert not any(word in said for word in (WORD, slug, topic))
    assert not any(word in own for word in (slug, topic, f"The {WORD} club", f"A {WORD}!"))
    thread = olive.get(f"/topics/{topic}").text.split('data-thread="')[1].split('"')[0]
    heard = olive.get(f"/threads/{thread}/events").get_json()
    assert any(WORD in event.get("html", "") for event in heard["events"])
    for who in (client, outsider.browser, gone.browser, official.browser):
        assert who.get(f"/threads/{thread}/events").status_code == 404
    with village.app.test_request_context():
        for actor in (VISITOR, Actor(id=outsider.user.id), Actor(id=gone.user.id)):
            with pytest.raises(Missing):
                live_service.events_since(actor, thread, 0, 2026)
