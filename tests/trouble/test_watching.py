"""The watch leaves notes, twice nothing, and only for those whose office it is."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.audit import AuditEntry
from app.extensions import db
from app.rules.actors import Role
from app.trouble.models import TroubleNote
from app.votes.models import Vote
from tests import factories


def notes(app):
    with app.app_context():
        rows = db.session.scalars(select(TroubleNote)).all()
        db.session.expunge_all()
    return rows


def watched(run, *more):
    result = run("watch-votes", *more)
    assert result.exit_code == 0, result.output
    return result.stdout.split()


def test_an_organised_burst_is_noted_once(plotted, app, run):
    _, ideas, _ = plotted()
    names = watched(run)
    (note,) = notes(app)
    assert (names, note.contribution_id) == ([note.public_id], ideas[-1].id)
    figures = {one["sign"]: one for one in json.loads(note.figures)}
    assert {"few_votes", "new_accounts"} <= figures.keys()
    assert figures["new_accounts"]["share"] == pytest.approx(20 / 44, abs=0.06)
    assert note.signs == ",".join(figures)
    assert watched(run) == []
    assert len(notes(app)) == 1


def test_it_changes_no_vote(plotted, app, run):
    plotted()
    read = select(Vote.person_id, Vote.contribution_id, Vote.choice, Vote.at).order_by(
        Vote.person_id, Vote.contribution_id
    )
    with app.app_context():
        before = db.session.execute(read).all()
    watched(run)
    with app.app_context():
        assert db.session.execute(read).all() == before


def test_the_job_takes_the_hour(plotted, app, run):
    plotted()
    assert watched(run, "--at", (clock.now() - timedelta(hours=3)).isoformat()) == []
    assert watched(run, "--at", (clock.now() + timedelta(days=30)).isoformat()) == []
    assert len(watched(run, "--at", (clock.now() + timedelta(days=10)).isoformat())) == 1
    assert run("watch-votes", "--at", "noon").exit_code == 2


def test_the_sites_own_jobs_look(plotted, app):
    plotted()
    (job,) = [one for one in app.extensions["queue"].huey._registry.periodic_tasks if "unusual_votes" in str(type(one))]
    job.execute()
    assert len(notes(app)) == 1


def test_an_honest_round_has_no_note(dealt, run):
    dealt(over=False)
    assert watched(run) == []


@pytest.mark.parametrize("role", [None, *Role])
def test_notes_are_for_moderators_and_commissioners_alone(plotted, app, run, client, as_user, role):
    in_round, ideas, _ = plotted()
    (name,) = watched(run)
    reader = as_user(factories.user(app, role)) if role else client
    office = role in {Role.MODERATOR, Role.COMMISSIONER}
    idea = ideas[-1].public_id
    pages = [f"/ideas/{idea}", f"/rounds/{in_round.slug}/results", f"/contributions/{idea}/case", "/moderation/", "/"]
    seen = {page: "Unusual votes on" in reader.get(page).text for page in pages}
    assert seen[f"/ideas/{idea}"] is office
    assert seen["/moderation/"] is seen[f"/contributions/{idea}/case"] is (role is Role.MODERATOR)
    assert seen[f"/rounds/{in_round.slug}/results"] is (role is Role.COMMISSIONER)
    listed = reader.get("/moderation/notes")
    assert (listed.status_code == 200, name in listed.text) == (office, office)


def test_the_author_does_not_judge_notes_on_their_own(plotted, app, run, as_user):
    in_round, *_ = plotted()
    author = factories.user(app, Role.MODERATOR)
    own = factories.contribution(app, in_round, author, title="My own")
    note = TroubleNote(contribution_id=own.id, at=clock.now(), signs="found", figures="[]")
    factories.keep(app, note)
    me = as_user(author)
    assert "My own" not in me.get("/moderation/notes").text
    assert "Unusual votes on" not in me.get(f"/ideas/{own.public_id}").text
    sent = me.post(
        f"/moderation/notes/{note.public_id}/looked",
        data={"csrf_token": me.token("/account/"), "words": "Fine"},
    )
    assert sent.status_code == 403
    assert me.get(f"/moderation/quarantines/new?on={own.public_id}").status_code == 403


def test_a_person_says_that_they_looked_and_what_they_saw(plotted, app, run, as_user, office):
    plotted()
    (name,) = watched(run)
    me, other = as_user(office[0]), as_user(office[2])
    address = f"/moderation/notes/{name}/looked"
    assert me.submit("/moderation/notes", address, words=" ").status_code == 422
    assert me.submit("/moderation/notes", address, words="A leaflet in the street").status_code == 303
    page = other.get("/moderation/notes").text
    assert "A leaflet in the street" in page
    late = other.post(address, data={"csrf_token": other.token("/account/"), "words": "Me too"})
    assert late.status_code == 409
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "trouble.looked")).one()
        assert "leaflet" not in entry.details
    assert "Unusual votes on" not in me.get("/moderation/").text
