"""Writing a need, an idea or a proposal: draft, preview, post, change, take back."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.contributions.models import Contribution, Link, Revision
from app.extensions import db
from app.rules.actors import Role
from app.rules.contributions import Kind
from app.rules.phases import PhaseKind
from app.threads.models import Thread, ThreadEventRecord
from tests import factories
from tests.web import FormReader

WORDS = {"title": "Falls at night", "body": "I slipped **twice**."}


@pytest.fixture
def person(app):
    return factories.user(app, name="Amina Yusuf")


@pytest.fixture
def round_(app):
    return factories.round_(app)


@pytest.fixture
def me(as_user, person):
    return as_user(person)


def rows(app, model, **of):
    with app.app_context():
        found = db.session.query(model).filter_by(**of).all()
        db.session.expunge_all()
    return found


def audit_acts(app):
    from app.audit import AuditEntry

    with app.app_context():
        return [act for (act,) in db.session.query(AuditEntry.act).order_by(AuditEntry.sequence)]


def form_page(round_, kinds="needs"):
    return f"/rounds/{round_.slug}/{kinds}/new"


def test_a_need_is_posted_and_read_by_everybody(app, me, client, round_, person):
    answer = me.submit(form_page(round_), **WORDS)
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "Falls at night" in page.text
    assert "<strong>twice</strong>" in page.text
    assert "Amina Yusuf" in page.text
    (need,) = rows(app, Contribution)
    assert (need.kind, need.author_id, need.version) == (Kind.NEED, person.id, 1)
    (thread,) = rows(app, Thread)
    assert f'data-thread="{thread.public_id}"' in page.text
    (version,) = rows(app, Revision)
    assert (version.number, version.body, version.by_id) == (1, WORDS["body"], person.id)
    assert audit_acts(app) == ["contribution.drafted", "contribution.published"]


def test_posting_counts_as_taking_part(app, me, round_, person):
    from app.rounds.models import Participation

    me.submit(form_page(round_), **WORDS)
    assert [row.person_id for row in rows(app, Participation)] == [person.id]


def test_the_log_holds_a_keyed_digest_and_no_words(app, me, round_):
    from app.audit import AuditEntry, keyed_digest

    me.submit(form_page(round_), **WORDS)
    (version,) = rows(app, Revision)
    entry = rows(app, AuditEntry, act="contribution.published")[0]
    said = "\n".join((WORDS["title"], "None", WORDS["body"], "", ""))
    assert keyed_digest(version.digest_key, said) in entry.details
    assert "slipped" not in entry.details


def test_a_double_click_makes_one(app, me, round_):
    form = me.form(form_page(round_))
    first = me.post(form.action, data=form.fields | WORDS)
    second = me.post(form.action, data=form.fields | WORDS)
    assert first.location == second.location
    assert len(rows(app, Contribution)) == 1


def test_the_same_key_with_other_words_is_a_conflict_that_keeps_them(app, me, round_):
    form = me.form(form_page(round_))
    me.post(form.action, data=form.fields | WORDS)
    answer = me.post(form.action, data=form.fields | {"title": "Other", "body": "Other words"})
    assert answer.status_code == 409
    assert "Other words" in answer.text
    assert len(rows(app, Contribution)) == 1
    assert re.search(r'name="once" value="(\w+)"', answer.text)[1] != form.fields["once"]


@pytest.mark.parametrize("missing", ["title", "body"])
def test_a_form_that_lacks_something_keeps_the_rest(app, me, round_, missing):
    answer = me.submit(form_page(round_), **(WORDS | {missing: "  "}))
    assert answer.status_code == 422
    kept = WORDS["body" if missing == "title" else "title"]
    assert kept in answer.text
    assert f'href="#{missing}"' in answer.text
    assert rows(app, Contribution) == []


def test_too_long_a_title_is_refused_with_its_words(me, round_):
    answer = me.submit(form_page(round_), title="x" * 151, body="words")
    assert answer.status_code == 422
    assert "x" * 151 in answer.text


def test_a_preview_saves_nothing(app, me, round_):
    answer = me.submit(form_page(round_), **WORDS, preview="1")
    assert answer.status_code == 200
    assert "<strong>twice</strong>" in answer.text
    assert rows(app, Contribution) == []


def test_a_preview_is_as_clean_as_a_page(me, round_):
    body = "<script>alert(1)</script> [x](javascript:alert(1))"
    answer = me.submit(form_page(round_), title="<b>x</b>", body=body, preview="1")
    assert "<script>alert" not in answer.text
    assert 'href="javascript' not in answer.text
    assert "<b>x</b>" not in answer.text


def test_a_draft_is_its_author_s_alone(app, me, as_user, client, round_):
    answer = me.submit(form_page(round_), title="Half a thought", draft="1")
    assert answer.status_code == 303
    draft = answer.location
    assert "Half a thought" in me.get(draft).text
    assert "Half a thought" in me.get(f"/rounds/{round_.slug}/needs").text
    others = [client, *(as_user(factories.user(app, role)) for role in Role)]
    for other in others:
        assert other.get(draft).status_code == 404
        assert other.get(f"{draft}/history").status_code == 404
        assert "Half a thought" not in other.get(f"/rounds/{round_.slug}/needs").text
    assert rows(app, Revision) == []


def test_a_draft_is_gone_on_with_and_posted(app, me, client, round_):
    draft = me.submit(form_page(round_), title="Half a thought", draft="1").location
    answer = me.submit(f"{draft}/edit", title="A whole thought", body="Words.")
    assert answer.location == draft
    assert "A whole thought" in client.get(draft).text
    assert [version.title for version in rows(app, Revision)] == ["A whole thought"]


def test_a_draft_is_thrown_away(app, me, round_):
    draft = me.submit(form_page(round_), title="Half a thought", draft="1").location
    answer = me.submit(draft, f"/contributions/{draft.rsplit('/', 1)[1]}/withdrawal")
    assert answer.status_code == 303
    assert rows(app, Contribution) == rows(app, Thread) == []
    assert me.get(draft).status_code == 404


def test_too_late_the_draft_is_kept_and_the_page_says_so(app, me, client, round_, person):
    form = me.form(form_page(round_))
    with app.app_context():
        from app.rounds.models import Phase

        phase = db.session.query(Phase).filter_by(round_id=round_.id, kind=PhaseKind.NEEDS).one()
        phase.closes_at = factories.days_ago(1)
        db.session.commit()
    answer = me.post(form.action, data=form.fields | WORDS)
    assert answer.status_code == 403
    assert "Needs closed on" in answer.text
    assert "Your draft is kept" in answer.text
    assert WORDS["body"] in answer.text
    (draft,) = rows(app, Contribution)
    assert draft.published_at is None
    assert client.get(f"/needs/{draft.public_id}").status_code == 404
    assert f'action="/needs/{draft.public_id}/edit"' in answer.text
    assert me.get(f"/needs/{draft.public_id}/edit").status_code == 200


@pytest.mark.parametrize(
    ("phases", "status", "words"),
    [
        ({"over": (PhaseKind.NEEDS,)}, 403, "closed"),
        ({"over": (PhaseKind.NEEDS,), "ahead": (PhaseKind.IDEAS,)}, 403, "closed"),
        ({"ahead": (PhaseKind.NEEDS,)}, 200, "Needs open on"),
        ({"ahead": (PhaseKind.IDEAS,)}, 403, "does without"),
    ],
)
def test_the_form_outside_its_phase(app, me, phases, status, words):
    answer = me.get(form_page(factories.round_(app, **phases)))
    assert answer.status_code == status
    assert words in answer.text


def test_before_its_phase_a_draft_can_be_kept(app, me):
    early = factories.round_(app, ahead=(PhaseKind.NEEDS,))
    assert me.submit(form_page(early), **WORDS, draft="1").status_code == 303
    answer = me.submit(form_page(early), **WORDS)
    assert answer.status_code == 403
    assert "Your draft is kept" in answer.text
    assert [draft.published_at for draft in rows(app, Contribution)] == [None, None]


def test_no_form_in_a_draft_round(app, me):
    hidden = factories.round_(app, opened_at=None)
    assert me.get(form_page(hidden)).status_code == 404


def test_a_proposal_says_its_cost(app, me, client, round_):
    said = {"cost_pounds": "£186,000", "outcomes": "- Fewer *falls*", "who_would": "The council"}
    page = client.get(me.submit(form_page(round_, "proposals"), **WORDS, **said).location)
    assert "£186,000" in page.text
    assert "Fewer <em>falls</em>" in page.text
    assert "The council" in page.text


def test_a_cost_that_is_no_number_is_refused_with_its_words(me, round_):
    answer = me.submit(form_page(round_, "proposals"), **WORDS, cost_pounds="about ten")
    assert answer.status_code == 422
    assert 'value="about ten"' in answer.text


def test_the_area_is_one_of_the_round_s(app, me, round_):
    area = factories.area(app, "Kilnfield")
    posted = me.submit(form_page(round_), **WORDS, area=str(area.id))
    assert "Kilnfield" in me.get(posted.location).text
    assert me.submit(form_page(round_), **WORDS, area="987654").status_code == 422


def test_one_s_own_area_is_chosen_at_first(app, as_user, round_):
    area = factories.area(app, "Kilnfield")
    client = as_user(factories.user(app, area_id=area.id))
    assert client.form(form_page(round_)).fields["area"] == str(area.id)


def test_an_organisation_posts_under_its_badge(app, as_user, client, round_):
    body = factories.organisation(app, "Brindle Repairs")
    speaker = factories.user(app, Role.ORGANISATION, name="Pat Hidden", organisation_id=body.id)
    page = client.get(as_user(speaker).submit(form_page(round_, "ideas"), **WORDS).location)
    assert "Brindle Repairs" in page.text
    assert "Organisation" in page.text
    assert "Pat Hidden" not in page.text


# -- Changes ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def idea(app, round_, person):
    return factories.contribution(app, round_, person, title="Handyperson hour", body="One hour a month.")


def place(of):
    return f"/{of.kind.plural}/{of.public_id}"


def test_a_change_is_seen_with_its_history(app, me, client, idea):
    answer = me.submit(f"{place(idea)}/edit", title="Handyperson hours", body="Two hours a month.")
    assert answer.status_code == 303
    page = client.get(place(idea))
    assert "Two hours a month" in page.text
    assert "One hour a month" not in page.text
    history = client.get(f"{place(idea)}/history").text
    assert "Two hours a month" in history
    assert "One hour a month" in history
    assert [event.kind for event in rows(app, ThreadEventRecord)] == ["contribution.edited"]
    assert "contribution.edited" in audit_acts(app)


def test_the_same_words_again_are_no_new_version(app, me, idea):
    me.submit(f"{place(idea)}/edit")
    assert len(rows(app, Revision)) == 1
    assert factories.reload(app, idea).edited_at is None


def sent_again(answer, action):
    """The form of the page that came as an answer."""
    reader = FormReader(answer.request.path)
    reader.feed(answer.text)
    return next(form for form in reader.forms if form.action == action)


def test_two_windows_do_not_overwrite_each_other(app, me, idea):
    form = me.form(f"{place(idea)}/edit")
    me.submit(f"{place(idea)}/edit", body="**First** window.")
    answer = me.post(form.action, data=form.fields | {"body": "Second window."})
    assert answer.status_code == 409
    assert "What it says now" in answer.text
    assert "<strong>First</strong> window." in answer.text
    assert factories.reload(app, idea).body == "**First** window."
    again = sent_again(answer, form.action)
    assert (again.fields["body"].strip(), again.fields["version"]) == ("Second window.", "2")
    assert me.post(form.action, data=again.fields).status_code == 303
    assert factories.reload(app, idea).body == "Second window."
    assert {version.number for version in rows(app, Revision, contribution_id=idea.id)} == {1, 2, 3}


def test_of_several_windows_at_the_same_moment_exactly_one_is_saved(app, as_user, person, idea):
    windows = [as_user(person) for _ in range(4)]
    forms = [window.form(f"{place(idea)}/edit") for window in windows]

    def send(number):
        return windows[number].post(forms[number].action, data=forms[number].fields | {"body": f"Window {number}."})

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    winner = next(number for number, answer in enumerate(answers) if answer.status_code == 303)
    assert factories.reload(app, idea).body == f"Window {winner}."


def test_who_does_not_say_what_was_read_overwrites_nothing(app, me, idea):
    for version in ("", "x", "0", "99"):
        assert me.submit(f"{place(idea)}/edit", body="Unseen.", version=version).status_code == 409
    fields = {"csrf_token": me.token("/account/"), "title": "Unseen", "body": "Unseen."}
    assert me.post(f"{place(idea)}/edit", data=fields).status_code == 409
    assert factories.reload(app, idea).version == 1


def test_the_same_change_sent_twice_is_once(app, me, idea):
    form = me.form(f"{place(idea)}/edit")
    sent = [me.post(form.action, data=form.fields | {"body": "Two hours."}).status_code for _ in range(2)]
    assert sent == [303, 303]
    assert factories.reload(app, idea).version == 2


def test_two_windows_of_one_draft_do_not_overwrite_each_other_either(app, me, round_):
    draft = me.submit(form_page(round_), title="Half a thought", draft="1").location
    form = me.form(f"{draft}/edit")
    assert me.submit(f"{draft}/edit", title="A longer thought", body="Words.", draft="1").status_code == 303
    stale = me.post(form.action, data=form.fields | {"title": "Another thought", "draft": "1"})
    assert stale.status_code == 409
    assert "A longer thought" in stale.text
    assert "Another thought" in stale.text
    assert [row.title for row in rows(app, Contribution)] == ["A longer thought"]
    again = sent_again(stale, form.action)
    assert me.post(form.action, data=again.fields | {"draft": "1"}).status_code == 303


def test_a_draft_that_was_posted_meanwhile_is_not_overwritten_by_its_other_window(app, me, round_):
    draft = me.submit(form_page(round_), **WORDS, draft="1").location
    form = me.form(f"{draft}/edit")
    assert me.submit(f"{draft}/edit").status_code == 303
    stale = me.post(form.action, data=form.fields | {"body": "Older words."})
    assert stale.status_code == 409
    (need,) = rows(app, Contribution)
    assert (need.body, need.version) == (WORDS["body"], 1)


def test_what_was_kept_as_a_draft_goes_on_from_there(app, me, person):
    early = factories.round_(app, ahead=(PhaseKind.NEEDS,))
    answer = me.submit(form_page(early), **WORDS)
    assert answer.status_code == 403
    (draft,) = rows(app, Contribution)
    assert f'data-keep="edit-{draft.public_id}"' in answer.text
    again = sent_again(answer, f"/needs/{draft.public_id}/edit")
    assert me.post(again.action, data=again.fields | {"body": "Better words.", "draft": "1"}).status_code == 303
    assert [row.body for row in rows(app, Contribution)] == ["Better words."]


def test_only_its_author_changes_it(app, as_user, client, idea):
    token = client.token()
    assert client.get(f"{place(idea)}/edit").location.startswith("/login")
    for role in Role:
        other = as_user(factories.user(app, role))
        assert other.get(f"{place(idea)}/edit").status_code == 403
        answer = other.post(
            f"{place(idea)}/edit", data={"csrf_token": other.token("/account/"), "title": "Mine", "body": "x"}
        )
        assert answer.status_code == 403
        answer = other.post(
            f"/contributions/{idea.public_id}/withdrawal", data={"csrf_token": other.token("/account/")}
        )
        assert answer.status_code == 403
    assert client.post(f"/contributions/{idea.public_id}/withdrawal", data={"csrf_token": token}).status_code == 303
    kept = factories.reload(app, idea)
    assert (kept.title, kept.withdrawn_at) == ("Handyperson hour", None)


def test_no_change_after_the_round_has_closed(app, me, person):
    closed = factories.round_(app, over=(PhaseKind.IDEAS,))
    idea = factories.contribution(app, closed, person)
    assert me.get(f"{place(idea)}/edit").status_code == 403


def test_a_hidden_text_is_not_changed(app, me, idea):
    hide(app, idea)
    assert me.get(f"{place(idea)}/edit").status_code == 403


def hide(app, of, **fields):
    with app.app_context():
        db.session.query(type(of)).filter_by(id=of.id).update({"hidden_at": factories.days_ago(0), "hidden_rule": 1})
        db.session.commit()


def test_a_hidden_version_leaves_a_tombstone(app, me, as_user, client, idea):
    me.submit(f"{place(idea)}/edit", body="Two hours a month.")
    first = next(version for version in rows(app, Revision) if version.number == 1)
    hide(app, first)
    history = client.get(f"{place(idea)}/history").text
    assert "One hour a month" not in history
    assert "A moderator hid this version" in history
    assert "Two hours a month" in history
    assert "One hour a month" in me.get(f"{place(idea)}/history").text
    assert "One hour a month" in as_user(factories.user(app, Role.MODERATOR)).get(f"{place(idea)}/history").text


# -- Links -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def need(app, round_):
    return factories.contribution(app, round_, factories.user(app), Kind.NEED, title="A need to be met")


def test_a_link_is_shown_both_ways(app, me, client, round_, need):
    assert f'value="{need.public_id}"' in me.get(form_page(round_, "ideas")).text
    answer = me.submit(form_page(round_, "ideas"), **WORDS, links=need.public_id)
    assert "A need to be met" in client.get(answer.location).text
    assert WORDS["title"] in client.get(place(need)).text
    assert "contribution.linked" in audit_acts(app)


def test_an_idea_begins_from_a_need(me, round_, need):
    page = me.get(f"{form_page(round_, 'ideas')}?to={need.public_id}").text
    assert re.search(rf'value="{need.public_id}" checked', page)


def test_links_come_and_go_without_a_new_version(app, me, client, idea, need):
    me.submit(f"{place(idea)}/edit", links=need.public_id)
    assert [link.to_id for link in rows(app, Link)] == [need.id]
    form = me.form(f"{place(idea)}/edit")
    assert form.fields["links"] == need.public_id
    me.post(form.action, data={name: value for name, value in form.fields.items() if name != "links"})
    assert rows(app, Link) == []
    assert len(rows(app, Revision, contribution_id=idea.id)) == 1
    assert "A need to be met" not in client.get(place(idea)).text


def test_what_cannot_be_seen_cannot_be_linked(app, me, round_, person, need):
    elsewhere = factories.contribution(app, factories.round_(app), person, Kind.NEED)
    draft = factories.contribution(app, round_, person, Kind.NEED, published_at=None)
    wrong_kind = factories.contribution(app, round_, person, Kind.IDEA)
    hidden = factories.contribution(app, round_, person, Kind.NEED)
    hide(app, hidden)
    for other in (elsewhere, draft, wrong_kind, hidden):
        answer = me.submit(form_page(round_, "ideas"), **WORDS, links=other.public_id)
        assert answer.status_code == 303
    assert rows(app, Link) == []


def test_a_link_to_what_was_hidden_since_is_not_shown_and_stays(app, me, client, idea, need):
    factories.link(app, idea, need)
    hide(app, need)
    assert "A need to be met" not in client.get(place(idea)).text
    assert "A need to be met" not in me.get(f"{place(idea)}/edit").text
    me.submit(f"{place(idea)}/edit", title="New title")
    assert len(rows(app, Link)) == 1


def test_needs_are_found_by_their_words_without_losing_the_form(app, me, round_, need):
    for _ in range(20):
        factories.contribution(app, round_, factories.user(app), Kind.NEED)
    page = me.get(form_page(round_, "ideas")).text
    assert "A need to be met" not in page
    answer = me.submit(form_page(round_, "ideas"), **WORDS, find="need met", search="1")
    assert answer.status_code == 200
    assert "A need to be met" in answer.text
    assert WORDS["body"] in answer.text


# -- Taking back -----------------------------------------------------------------------------------------------------


def test_what_is_taken_back_leaves_a_place_and_its_discussion(app, me, as_user, client, round_, idea):
    other = as_user(factories.user(app, name="Joan Whitlock"))
    other.submit(place(idea), f"/contributions/{idea.public_id}/comments", body="I would use it.")
    assert me.submit(place(idea), f"/contributions/{idea.public_id}/withdrawal").status_code == 303
    page = client.get(place(idea))
    assert page.status_code == 410
    assert "The author withdrew this idea" in page.text
    assert "I would use it." in page.text
    for gone in ("Handyperson hour", "One hour a month"):
        assert gone not in page.text
        assert gone not in client.get(f"/rounds/{round_.slug}/ideas").text
        assert gone not in client.get(f"/rounds/{round_.slug}/ideas?q=handyperson").text.replace(
            'value="handyperson"', ""
        )
        assert gone in me.get(place(idea)).text
    assert "contribution.withdrawn" in audit_acts(app)
    assert "contribution.withdrawn" in [event.kind for event in rows(app, ThreadEventRecord)]


def test_taking_back_twice_is_once(app, me, idea):
    form = me.form(place(idea), f"/contributions/{idea.public_id}/withdrawal")
    me.post(form.action, data=form.fields)
    when = factories.reload(app, idea).withdrawn_at
    me.post(form.action, data=form.fields)
    assert factories.reload(app, idea).withdrawn_at == when
    assert audit_acts(app).count("contribution.withdrawn") == 1


def test_what_was_said_below_can_still_be_linked_and_taken_back(app, me, as_user, client, idea):
    other = as_user(factories.user(app))
    other.submit(place(idea), f"/contributions/{idea.public_id}/comments", body="I would use it.")
    (comment,) = factories.comments_of(app, idea)
    me.submit(place(idea), f"/contributions/{idea.public_id}/withdrawal")
    assert client.get(f"/comments/{comment.public_id}").location.endswith(f"#comment-{comment.public_id}")
    assert client.get(f"/threads/{factories.thread_of(app, idea).public_id}/events?after=0").status_code == 200
    token = other.token("/account/")
    more = other.post(f"/contributions/{idea.public_id}/comments", data={"csrf_token": token, "body": "More."})
    assert more.status_code == 410
    assert other.post(f"/comments/{comment.public_id}/withdrawal", data={"csrf_token": token}).status_code == 303
    assert "I would use it." not in client.get(place(idea)).text
