"""What a moderator of a space decided is contested: before another moderator there, or before those of the site, who read
that one text and nothing else.
"""

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import text, update

from app import clock
from app.audit import AuditEntry
from app.extensions import db
from app.moderation.case_models import Appeal
from app.moderation.models import Decision
from app.rules.actors import Role
from app.rules.appeals import ANSWER_WITHIN
from app.rules.spaces import SpaceRole
from app.spaces.models import SpaceOut
from tests.moderation.test_cases import at_once
from tests.spaces.conftest import Person
from tests.spaces.test_calls_and_pictures import picture_of
from tests.web import PASSWORD

WORDS = "A rude remark about the hedge."
REASON = "Not in this tone."
PLEA = "It was about the hedge, not about her."


@dataclass
class Scene:
    """A space that Olive and Petra look after, in which Olive hid what Max said."""

    village: object
    slug: str
    topic: str
    said: str

    @property
    def app(self):
        return self.village.app

    def one(self, column):
        """The latest of a column."""
        with self.app.app_context():
            return db.session.execute(db.select(column).order_by(column.class_.id.desc()).limit(1)).scalar()

    @property
    def decision(self):
        return f"/decisions/{self.one(Decision.public_id)}"

    @property
    def case(self):
        return f"/moderation/appeals/{self.one(Appeal.public_id)}"

    def hide(self, by, said=""):
        at = f"/spaces/texts/comments/{said or self.said}/decision"
        answer = by.post(at, verb="hide", rule="1", reason=REASON)
        assert answer.status_code == 303, answer.text
        return self.decision

    def put_out(self, by, whom, words=REASON):
        answer = by.post(f"/spaces/{self.slug}/members/{whom.user.handle}/removal", rule="1", words=words)
        assert answer.status_code == 303, answer.text
        return self.decision

    def contest(self, by, address, who="space"):
        answer = by.post(f"{address}/appeal", words=PLEA, who=who)
        assert answer.status_code == 303, answer.text
        return self.case

    def look_after(self, by, *people):
        for one in people:
            assert by.post(f"/spaces/{self.slug}/members/{one.user.handle}/moderator").status_code == 303

    def entries(self, act):
        with self.app.app_context():
            return [row.actor_id for row in db.session.query(AuditEntry.actor_id).filter_by(act=act)]


@pytest.fixture
def gwen(village):
    """A moderator of the site."""
    return village.person("Gwen Harper", Role.MODERATOR)


@pytest.fixture
def petra(village):
    """Who looks after the space with Olive."""
    return village.person("Petra Quayle")


@pytest.fixture
def fern(village):
    """A member and no more."""
    return village.person("Fern")


@pytest.fixture
def scene(village, olive, petra, max_, fern):
    slug = village.space(olive, "secret", "Mill Lane")
    village.enrol(slug, olive, max_, petra, fern)
    topic = village.topic(slug, olive)
    found = Scene(village, slug, topic, village.say(topic, max_, WORDS))
    found.look_after(olive, petra)
    return found


def test_the_author_is_told_and_contests_it_before_another_moderator_of_the_space(
    scene, olive, petra, max_, fern, gwen
):
    address = scene.hide(olive)
    assert address in max_.get("/notices").text
    page = max_.get(address).text
    assert all(words in page for words in (WORDS, REASON, "nothing else of the space"))
    case = scene.contest(max_, address)
    assert "You get an answer by" in max_.get(address).text
    assert f"/spaces/{scene.slug}/appeals" in petra.get("/notices").text
    assert "See what is contested" not in olive.get("/notices").text
    waiting = petra.get(f"/spaces/{scene.slug}/appeals").text
    assert all(words in waiting for words in ("To be answered by", case))
    shown = petra.get(case).text
    assert all(words in shown for words in (WORDS, REASON, PLEA))
    for other in (fern, gwen, max_):
        assert other.get(case).status_code in {403, 404}
        assert other.post(case, upheld="yes", words="I say so.").status_code in {403, 404}
    assert case not in gwen.get("/moderation/appeals").text
    refused = olive.post(case, upheld="no", words="I stand by it.")
    assert refused.status_code == 403
    assert "You made the decision" in refused.text
    assert scene.entries("space.read_on_appeal") == []


def test_another_moderator_of_the_space_puts_it_right_and_everybody_is_told(scene, olive, petra, max_, fern, gwen):
    address = scene.hide(olive)
    case = scene.contest(max_, address)
    assert WORDS not in fern.get(f"/topics/{scene.topic}").text
    answered = petra.post(case, upheld="yes", words="He meant the hedge.")
    assert answered.location.endswith(f"/spaces/{scene.slug}/appeals")
    assert WORDS in fern.get(f"/topics/{scene.topic}").text
    assert "He meant the hedge." in max_.get(address).text
    assert "is answered in" in olive.get("/notices").text
    assert "is answered in" not in petra.get("/notices").text + fern.get("/notices").text + gwen.get("/notices").text
    done = olive.get(f"/spaces/{scene.slug}/appeals?tab=done").text
    assert all(words in done for words in ("He meant the hedge.", "Upheld"))
    with scene.app.app_context():
        verbs = [one.verb for one in db.session.query(Decision).order_by(Decision.id)]
    assert verbs == ["hide", "restore"]


def test_turned_down_it_stays_hidden_and_says_why(scene, olive, petra, max_, fern):
    address = scene.hide(olive)
    case = scene.contest(max_, address)
    late = petra.post(case, upheld="no", words="")
    assert late.status_code == 422
    assert petra.post(case, upheld="no", words="It was about her.").status_code == 303
    page = max_.get(address).text
    assert "The decision stands." in page
    assert "It was about her." in page
    assert WORDS not in fern.get(f"/topics/{scene.topic}").text
    again = max_.post(f"{address}/appeal", words="Once more.", who="site")
    assert again.status_code == 409
    assert "Once more." not in petra.get(case).text
    assert petra.post(case, upheld="yes", words="No.").status_code == 409


def test_what_is_refused_is_kept(scene, olive, max_):
    address = scene.hide(olive)
    long = "So much. " * 500
    for sent in ({"words": long, "who": "site"}, {"words": "Short.", "who": "everybody"}, {"words": ""}):
        answer = max_.post(f"{address}/appeal", **sent)
        assert answer.status_code == 422, sent
        assert sent["words"].strip() in answer.text
    chosen = re.search(r"<input[^>]*value=\"site\"[^>]*>", max_.post(f"{address}/appeal", words=long, who="site").text)[
        0
    ]
    assert "checked" in chosen
    with scene.app.app_context():
        assert db.session.query(Appeal).count() == 0


def test_the_moderators_of_the_site_read_that_one_text_and_nothing_else(scene, village, olive, petra, max_, fern, gwen):
    village.say(scene.topic, fern, "Something private.")
    address = scene.hide(olive)
    case = scene.contest(max_, address, "site")
    assert "the moderators of the site do" in petra.get(f"/spaces/{scene.slug}/appeals").text
    for own in (olive, petra, fern, max_):
        assert own.get(case).status_code in {403, 404}
        assert case not in own.get(f"/spaces/{scene.slug}/appeals").text
    listed = gwen.get("/moderation/appeals").text
    assert case in listed
    assert scene.entries("space.read_on_appeal") == []
    shown = gwen.get(case).text
    assert scene.entries("space.read_on_appeal") == [gwen.user.id]
    assert all(words in shown for words in (WORDS, REASON, PLEA, "To be answered by"))
    assert WORDS not in listed
    assert "Max" in listed
    for page in (listed, shown, gwen.get("/moderation/queue").text, gwen.get("/moderation/decisions").text):
        for words in (
            "Mill Lane",
            scene.slug,
            scene.topic,
            scene.said,
            "Olive",
            "Petra",
            "Something private",
            "plants",
        ):
            assert words not in page
    for closed in (f"/topics/{scene.topic}", f"/comments/{scene.said}", f"/spaces/{scene.slug}", address):
        assert gwen.get(closed).status_code == 404


def test_what_the_moderators_of_the_site_decide_is_told_in_the_space(scene, olive, petra, max_, fern, gwen):
    address = scene.hide(olive)
    case = scene.contest(max_, address, "site")
    assert gwen.get(case).status_code == 200
    assert gwen.post(case, upheld="yes", words="Right you are.").location.endswith("/moderation/appeals")
    assert WORDS in fern.get(f"/topics/{scene.topic}").text
    done = gwen.get(case).text
    assert WORDS not in done
    assert scene.entries("space.read_on_appeal") == [gwen.user.id]
    told = olive.get(f"/spaces/{scene.slug}/appeals?tab=done").text
    assert "Right you are." in told
    assert PLEA not in told
    assert "Gwen" not in told + max_.get(address).text
    assert all("Read the answer" in one.get("/notices").text for one in (olive, petra))
    log = gwen.get("/moderation/log").text + gwen.get("/moderation/log.csv").text
    assert not any(words in log for words in (WORDS, REASON, "Right you are.", "put_out"))


def test_words_are_read_as_they_stood_and_pictures_with_them_while_it_waits(scene, village, olive, max_, gwen):
    first, later, beside = (picture_of(max_) for _ in range(3))
    said = village.say(scene.topic, max_, f"![The hedge]({first})")
    village.say(scene.topic, max_, f"![Another hedge]({beside})")
    address = scene.hide(olive, said)
    undone = olive.post(f"/spaces/texts/comments/{said}/decision", verb="restore", rule="1", reason="For now.")
    assert undone.status_code == 303
    edited = max_.browser.submit(f"/comments/{said}/edit", body=f"Sorry. ![A cat]({later})", version="1")
    assert edited.status_code == 303
    pictures = (first, later, beside)
    assert [gwen.get(one).status_code for one in pictures] == [404, 404, 404]
    case = scene.contest(max_, address, "site")
    shown = gwen.get(case).text
    assert f'src="{first}"' in shown
    assert "Sorry." not in shown
    assert [gwen.get(one).status_code for one in pictures] == [200, 404, 404]
    assert gwen.post(case, upheld="no", words="A person is in it.").status_code == 303
    assert [gwen.get(one).status_code for one in pictures] == [404, 404, 404]


def test_what_was_taken_back_is_laid_before_nobody(scene, olive, max_, gwen):
    case = scene.contest(max_, scene.hide(olive), "site")
    assert max_.post(f"/comments/{scene.said}/withdrawal").status_code == 303
    assert WORDS not in gwen.get(case).text


def test_where_nobody_else_is_left_the_site_answers(scene, village, olive, petra, max_, fern, gwen):
    """At first there is another moderator; she goes, and comes back."""
    case = scene.contest(max_, scene.hide(olive))
    assert gwen.get(case).status_code == 404
    step_down = f"/spaces/{scene.slug}/members/{petra.user.handle}/member"
    assert olive.post(step_down).status_code == 303
    assert petra.get(case).status_code == 403
    assert case in gwen.get("/moderation/appeals").text
    assert WORDS in gwen.get(case).text
    scene.look_after(olive, petra)
    assert gwen.post(case, upheld="yes", words="Mine.").status_code == 404
    assert case not in gwen.get("/moderation/appeals").text
    assert petra.post(case, upheld="no", words="No.").status_code == 303
    other = village.say(scene.topic, fern, "Me too.")
    address = scene.hide(petra, other)
    assert olive.post(f"/spaces/{scene.slug}/members/{petra.user.handle}/member").status_code == 303
    assert olive.post(f"/spaces/{scene.slug}/members/{petra.user.handle}/moderator").status_code == 303
    assert petra.post(f"/spaces/{scene.slug}/members/{olive.user.handle}/member").status_code == 303
    page = fern.get(address).text
    assert "The space has no other moderator" in page
    assert 'name="who"' not in page
    case = scene.contest(fern, address)
    scene.look_after(petra, olive)
    assert olive.get(case).status_code == 403, "It was said that the site would answer."
    assert gwen.post(case, upheld="yes", words="Fine.").status_code == 303


def test_an_appeal_that_nobody_answers_is_taken_to_the_site(scene, olive, petra, max_, fern, gwen):
    address = scene.hide(olive)
    case = scene.contest(max_, address)
    with scene.app.app_context():
        db.session.execute(update(Appeal).values(answer_by=clock.now() - ANSWER_WITHIN))
        db.session.commit()
    assert "Overdue" in petra.get(f"/spaces/{scene.slug}/appeals").text
    for other in (fern, petra, gwen):
        assert other.post(f"{address}/appeal/site").status_code == 404
    assert "instead" in max_.get(address).text
    assert max_.post(f"{address}/appeal/site").status_code == 303
    assert max_.post(f"{address}/appeal/site").status_code == 409
    assert "a moderator of the site who does not belong" in max_.get(address).text
    assert petra.get(case).status_code == 403
    assert gwen.post(case, upheld="yes", words="Fine.").status_code == 303
    assert max_.post(f"{address}/appeal/site").status_code == 409


def test_a_moderator_of_the_site_who_belongs_there_is_not_asked(scene, village, olive, petra, max_, gwen):
    inside = village.person("Ines", Role.MODERATOR)
    village.enrol(scene.slug, olive, inside)
    case = scene.contest(max_, scene.hide(olive), "site")
    assert case not in inside.get("/moderation/appeals").text
    assert inside.get(case).status_code == 404
    assert inside.post(case, upheld="no", words="No.").status_code == 404
    assert gwen.get(case).status_code == 200
    assert scene.entries("space.read_on_appeal") == [gwen.user.id]


def test_whoever_was_put_out_appeals_and_is_let_in_again(scene, village, olive, petra, max_, fern, gwen):
    address = scene.put_out(olive, max_)
    told = max_.get("/notices").text
    assert address in told
    assert REASON in told
    assert max_.get(f"/spaces/{scene.slug}").status_code == 404
    page = max_.get(address).text
    assert "You were put out of a space" in page
    assert "nothing that was said in the space" in page
    assert not any(words in page for words in ("Mill Lane", scene.slug, "plants", "Olive"))
    assert address in max_.get("/account/standing").text
    case = scene.contest(max_, address)
    assert PLEA in petra.get(case).text
    assert [one.get(case).status_code for one in (fern, gwen)] == [403, 404]
    assert olive.post(case, upheld="yes", words="Come back.").status_code == 403
    assert petra.post(case, upheld="yes", words="Come back.").status_code == 303
    assert village.roles(scene.slug)[max_.user.id] is SpaceRole.MEMBER
    assert max_.get(f"/topics/{scene.topic}").status_code == 200
    assert "Come back." in max_.get(address).text
    with scene.app.app_context():
        assert [one.verb for one in db.session.query(Decision).order_by(Decision.id)] == ["put_out", "let_in"]
        assert db.session.query(SpaceOut).count() == 0


def test_the_site_lets_in_whom_the_only_moderator_put_out(village, olive, max_, gwen):
    slug = village.space(olive, "request", "Allotments")
    assert max_.post(f"/spaces/{slug}/request", words="Me.").status_code == 303
    village.enrol(slug, olive, max_)
    scene = Scene(village, slug, village.topic(slug, olive), "")
    address = scene.put_out(olive, max_)
    assert address in max_.get(f"/spaces/{slug}").text
    case = scene.contest(max_, address)
    shown = gwen.get(case).text
    assert all(words in shown for words in (REASON, PLEA))
    assert not any(words in shown for words in ("Allotments", slug, "Olive", "plants"))
    assert gwen.post(case, upheld="yes", words="No rule was broken.").status_code == 303
    assert village.roles(slug)[max_.user.id] is SpaceRole.MEMBER
    assert (
        gwen.get(f"/topics/{scene.topic}").status_code == 403 or gwen.get(f"/topics/{scene.topic}").status_code == 404
    )


def test_of_two_times_put_out_an_appeal_takes_back_its_own(scene, village, olive, petra, max_):
    first = scene.contest(max_, scene.put_out(olive, max_))
    village.enrol(scene.slug, olive, max_)
    scene.put_out(olive, max_, "Again.")
    assert petra.post(first, upheld="yes", words="The first time was wrong.").status_code == 303
    assert max_.user.id not in village.roles(scene.slug)
    second = scene.contest(max_, scene.decision)
    village.enrol(scene.slug, olive, max_)
    scene.look_after(olive, max_)
    assert petra.post(second, upheld="yes", words="So was this.").status_code == 303
    assert village.roles(scene.slug)[max_.user.id] is SpaceRole.MODERATOR, (
        "Nobody who came back by themselves is changed."
    )


def test_whoever_was_put_out_contests_what_was_hidden_before(scene, olive, petra, max_, fern):
    hidden = scene.hide(olive)
    scene.put_out(olive, max_)
    assert WORDS in max_.get(hidden).text
    scene.contest(max_, hidden)
    assert petra.post(scene.case, upheld="yes", words="Fine.").status_code == 303
    assert WORDS in fern.get(f"/topics/{scene.topic}").text
    assert max_.get(f"/topics/{scene.topic}").status_code == 404


def test_a_locked_discussion_is_contested_too(scene, village, olive, petra, fern):
    topic = village.topic(scene.slug, fern, "The shed", "Whose turn is it?")
    assert olive.post(f"/spaces/texts/topics/{topic}/decision", verb="lock", rule="1", reason=REASON).status_code == 303
    case = scene.contest(fern, scene.decision)
    assert "Whose turn is it?" in petra.get(case).text
    assert petra.post(case, upheld="yes", words="Go on.").status_code == 303
    village.say(topic, fern, "Mine, I think.")


def test_a_rule_is_given_to_whoever_is_put_out(scene, village, olive, max_):
    at = f"/spaces/{scene.slug}/members/{max_.user.handle}/removal"
    for sent in ({"words": "Go."}, {"words": "", "rule": "1"}, {"words": "Go.", "rule": "99"}):
        answer = olive.post(at, **sent)
        assert answer.status_code == 422, sent
        assert sent["words"] in answer.text
    assert max_.user.id in village.roles(scene.slug)


def test_nobody_else_contests_and_a_bystander_answers_nothing(scene, olive, petra, max_, fern, gwen, outsider, client):
    address = scene.hide(olive)
    for other in (olive, petra, fern, gwen, outsider):
        assert other.get(address).status_code == 404
        assert other.post(f"{address}/appeal", words="For him.", who="site").status_code == 404
    assert client.get(address).status_code == 303
    case = scene.contest(max_, address)
    official = scene.village.person("Office", Role.COMMISSIONER, Role.ADMINISTRATOR, Role.FACILITATOR)
    for other in (fern, outsider, official):
        assert other.get(case).status_code == 403
        assert other.get(f"/spaces/{scene.slug}/appeals").status_code == (403 if other is fern else 404)
    assert gwen.get(f"/spaces/{scene.slug}/appeals").status_code == 404


def test_a_silenced_moderator_of_a_space_answers_nothing(scene, olive, petra, max_):
    case = scene.contest(max_, scene.hide(olive))
    with scene.app.app_context():
        until = {"until": clock.now() + ANSWER_WITHIN, "id": petra.user.id}
        db.session.execute(text("UPDATE users SET silenced_until = :until WHERE id = :id"), until)
        db.session.commit()
    assert petra.post(case, upheld="no", words="No.").status_code == 403


def test_appeals_at_once_are_one_and_so_are_answers(scene, village, as_user, olive, petra, max_):
    address, third = scene.hide(olive), village.person("Third Person")
    village.enrol(scene.slug, olive, third)
    scene.look_after(olive, third)
    windows = [Person(max_.user, as_user(max_.user)) for _ in range(3)]
    sent = [lambda one=one: one.post(f"{address}/appeal", words=PLEA, who="space") for one in windows]
    assert at_once(sent) == [303, 409, 409]
    case = scene.case
    verdicts = (petra, "yes"), (third, "no")
    acts = [lambda who=who, said=said: who.post(case, upheld=said, words="So.") for who, said in verdicts]
    assert at_once(acts) == [303, 409]
    with scene.app.app_context():
        upheld = db.session.query(Appeal.upheld).scalar()
        assert db.session.query(Decision).count() == (2 if upheld else 1)


def test_let_in_and_invited_at_once_is_one_membership(scene, village, olive, petra, max_):
    case = scene.contest(max_, scene.put_out(olive, max_))
    assert olive.post(f"/spaces/{scene.slug}/invitations", whom=max_.user.handle).status_code == 303
    take_up = max_.get("/spaces").text.split("/acceptance")[0].rpartition('"')[2] + "/acceptance"
    acts = [lambda: petra.post(case, upheld="yes", words="Come back."), lambda: max_.post(take_up)]
    assert at_once(acts) == [303, 303]
    assert village.roles(scene.slug)[max_.user.id] is SpaceRole.MEMBER


def test_a_moderator_who_steps_down_while_answering_does_not_answer(scene, as_user, olive, petra, max_):
    """Whichever is first: the answer stands with the office, or neither."""
    case = scene.contest(max_, scene.hide(olive))
    down = f"/spaces/{scene.slug}/members/{petra.user.handle}/member"
    acts = [lambda: petra.post(case, upheld="no", words="No."), lambda: olive.post(down)]
    assert at_once(acts) in ([303, 303], [303, 403])


def test_a_closed_account_is_not_let_in(scene, village, olive, petra, max_):
    case = scene.contest(max_, scene.put_out(olive, max_))
    assert max_.browser.submit("/account/close", password=PASSWORD).status_code == 303
    assert petra.post(case, upheld="yes", words="Come back.").status_code == 303
    assert max_.user.id not in village.roles(scene.slug)
