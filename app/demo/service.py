"""Loading the demo round: everything, or nothing."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from flask_security.utils import hash_password

from app import audit
from app.accounts.models import Organisation, User, Verification, user_roles
from app.contributions.models import Contribution, Link, Revision
from app.dealing.models import Deal
from app.demo import card_rows, case_rows, people_rows, queries, reading, talk_rows, text_rows, theme_rows, vote_rows
from app.demo.case_rows import Case
from app.demo.people_rows import Passwords
from app.demo.tables import Act, DemoRound, Posted, Said, Thread, later
from app.demo.vote_rows import Cast
from app.identifiers import public_id
from app.moderation import case_models
from app.moderation.models import Decision, Report
from app.notifications.models import Notice
from app.questions.models import Question
from app.rounds.models import Area, Participation, Phase, Round, round_areas
from app.rules.refusals import Conflict
from app.search.queries import index_comments, index_contribution
from app.themes.models import Theme, contribution_themes
from app.themes.queries import all_themes
from app.themes.queries import themes as themes_in_use
from app.threads import models as threads
from app.transaction import transaction
from app.votes.models import Vote, VoteEvent

DEMO_PASSWORD = "folkmoot-demo"  # noqa: S105 - everybody is told it
"""The password of the four demo sign-ins."""

SIGN_INS = {role: f"{role}@{people_rows.HOST}" for role in ("resident", "moderator", "commissioner", "administrator")}
"""The people to try the site as."""

Ids = dict[str, int]


@dataclass
class Stage:
    """What is in the database so far, by the keys of the content."""

    demo: DemoRound
    now: datetime
    chance: Random
    people: Ids
    areas: Ids
    round_id: int = 0
    posted: list[Posted] = field(default_factory=list)
    said: list[tuple[Posted, dict[int, Said]]] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)


def is_loaded() -> bool:
    """Whether the demo's people are here, so that somebody can sign in as one of them."""
    return queries.taken_address(list(SIGN_INS.values())) is not None


def load_round(now: datetime) -> bool:
    """Load the demo round into a database that has no rounds; false, and nothing changed, where it has one.

    Raises Conflict where somebody has one of the demo's e-mail addresses already.
    """
    if queries.any_round():
        return False
    demo = reading.load()
    passwords = Passwords(hash_password(DEMO_PASSWORD), hash_password(secrets.token_urlsafe()))
    with transaction():
        if queries.any_round():
            return False
        stage = _with_people(demo, now, passwords)
        _add_round(stage)
        _add_contributions(stage)
        _add_themes(stage)
        for posted, thread in _threads(stage):
            _add_thread(stage, posted, thread)
        _add_votes(stage)
        _add_cases(stage)
        _record(stage)
    return True


def _with_people(demo: DemoRound, now: datetime, passwords: Passwords) -> Stage:
    """Areas, badges and accounts. An area that is there already is kept as it is."""
    if taken := queries.taken_address([people_rows.address(person) for person in demo.people]):
        raise Conflict(f"There is an account {taken} already, which the demo needs. Nothing was loaded.")
    there = queries.area_ids()
    queries.add(Area, (row for row in people_rows.areas(demo) if row["slug"] not in there))
    areas = queries.area_ids()
    bodies = queries.add_keyed(Organisation, "handle", list(people_rows.organisations(demo, now)))
    accounts = list(people_rows.accounts(demo, areas, bodies, now, passwords))
    by_handle = queries.add_keyed(User, "handle", accounts)
    people = {person.key: by_handle[person.handle] for person in demo.people}
    people |= {body.key: by_handle[body.handle] for body in demo.organisations}
    queries.add(user_roles, people_rows.roles(demo, people, queries.role_ids()))
    queries.add(Verification, people_rows.verifications(demo, people, now))
    chance = Random(vote_rows.SEED)  # noqa: S311 - chance that repeats, no secret
    return Stage(demo, now, chance, people, areas, acts=list(people_rows.acts(demo, accounts, by_handle)))


def _add_round(stage: Stage) -> None:
    demo = stage.demo
    row = text_rows.round_row(demo, stage.people[demo.opened_by], stage.now)
    stage.acts += text_rows.round_acts(row)
    stage.round_id = queries.add_keyed(Round, "slug", [row])[demo.slug]
    queries.add(Phase, text_rows.phases(demo, stage.round_id, stage.now))
    queries.add(round_areas, ({"round_id": stage.round_id, "area_id": stage.areas[key]} for key in demo.round_areas))


def _add_contributions(stage: Stage) -> None:
    """Contributions with all that each has: its versions, its links, the words that it is found by."""
    demo, evening = stage.demo, text_rows.last_evening(stage.now)
    found = list(text_rows.contributions(demo, stage.round_id, stage.people, stage.areas, evening))
    ids = queries.add_keyed(Contribution, "public_id", found)
    for text, row in zip(demo.contributions, found, strict=True):
        until = text_rows.votes_until(text, demo, row["published_at"], stage.now)
        stage.posted.append(Posted(text, ids[row["public_id"]], row["public_id"], row["published_at"], until))
    versions = list(text_rows.revisions(stage.posted, stage.people))
    queries.add(Revision, versions)
    queries.add(Link, text_rows.links(stage.posted, stage.people))
    for row in (row for row in found if row["hidden_at"] is None):
        index_contribution(ids[row["public_id"]], row["title"], text_rows.indexed(row))
    stage.acts += text_rows.acts(stage.posted, versions)
    stage.cases += case_rows.of_contributions(stage.posted)


def _add_themes(stage: Stage) -> None:
    """A short list of themes, and those that each title speaks of. A theme that is there already is kept as it is."""
    made = list(theme_rows.themes(stage.demo, all_themes(), min(one.at for one in stage.posted)))
    queries.add(Theme, made)
    spoken = theme_rows.spoken_of(stage.posted, themes_in_use())
    queries.add(contribution_themes, theme_rows.ties(spoken))
    keeper = next(person.key for person in stage.demo.people if "administrator" in person.roles)
    stage.acts += theme_rows.acts(made, stage.people[keeper], stage.posted, spoken, stage.people)


def _threads(stage: Stage) -> Iterator[tuple[Posted, Thread]]:
    """Every contribution with its talk; nobody has spoken under some of them."""
    talk = {thread.contribution: thread for thread in stage.demo.threads}
    for posted in stage.posted:
        yield posted, talk.get(posted.text.key, Thread(contribution=posted.text.key, comments=()))


def _add_thread(stage: Stage, posted: Posted, thread: Thread) -> None:
    said, name = talk_rows.said(thread, posted), public_id()
    found = talk_rows.happenings(said, posted, name, later(posted.at, thread.lock.hours if thread.lock else None))
    row = talk_rows.thread_row(posted, name, stage.round_id, found, thread.lock)
    thread_id = queries.add_keyed(threads.Thread, "public_id", [row])[name]
    queries.add(threads.ThreadEventRecord, talk_rows.events(found, thread_id, stage.round_id))
    ids = _add_comments(stage, said, thread_id)
    queries.add(Question, talk_rows.questions(said, ids, stage.people, stage.round_id))
    by_id = {ids[one.words.key]: one for one in said}
    index_comments(stage.round_id, ((number, one.words.body) for number, one in by_id.items() if one.words.is_whole))
    versions = list(text_rows.comment_revisions(by_id, stage.people))
    queries.add(Revision, versions)
    stage.acts += text_rows.comment_acts(by_id, versions)
    stage.said.append((posted, by_id))
    stage.cases += case_rows.of_comments(posted, by_id)
    if thread.lock:
        stage.cases.append(
            Case(posted.public_id, posted.id, posted.text.author, posted.at, thread.lock, thread_id=thread_id)
        )


def _add_comments(stage: Stage, said: list[Said], thread_id: int) -> Ids:
    """The comments, level by level; then the quotes, which may point anywhere. Gives their ids by their keys."""
    ids: Ids = {}
    places, in_thread = talk_rows.places(said), {"thread_id": thread_id, "round_id": stage.round_id}
    for depth in sorted({place.spot.depth for place in places.values()}):
        level = [one for one in said if places[one.words.key].spot.depth == depth]
        rows = []
        for one in level:
            place = places[one.words.key]
            above = {"parent_id": ids.get(one.words.parent or ""), "root_id": ids.get(place.root or "")}
            rows.append(talk_rows.comment_row(one, place, stage.people[one.words.author]) | in_thread | above)
        by_name = queries.add_keyed(threads.Comment, "public_id", rows)
        ids |= {one.words.key: by_name[one.public_id] for one in level}
    quotes = [one.words for one in said if one.words.quote]
    queries.change(threads.Comment, [{"id": ids[one.key], "quote_id": ids[str(one.quote)]} for one in quotes])
    return ids


def _add_votes(stage: Stage) -> None:
    """Votes as they were cast, what they came to, the counts beside the contributions, useful marks, who took part."""
    casts = vote_rows.deal(stage.demo, stage.posted, stage.chance)
    cards = _add_cards(stage, casts)
    queries.add(VoteEvent, vote_rows.events(casts, stage.round_id, stage.people, cards))
    votes = vote_rows.final(casts)
    queries.add(Vote, vote_rows.events(votes, stage.round_id, stage.people, cards))
    tally = vote_rows.counts(stage.posted, votes)
    readable = ({"id": posted.id, "comment_count": talk_rows.readable(said.values())} for posted, said in stage.said)
    queries.change(Contribution, [row | tally[row["id"]] for row in readable])
    wanted = [
        (number, one.words.author, one.words.useful, one.at) for _, said in stage.said for number, one in said.items()
    ]
    queries.add(threads.UsefulMark, vote_rows.marks(stage.demo, wanted, stage.people, stage.now, stage.chance))
    queries.add(Participation, _participations(stage, casts))


def _add_cards(stage: Stage, casts: list[Cast]) -> dict[tuple[int, str], int]:
    """The cards that most votes answer, and those that were skipped; gives their ids by contribution and person."""
    chance = Random(card_rows.SEED)  # noqa: S311 - chance that repeats, no secret
    players = [person.key for person in vote_rows.voters(stage.demo)]
    voted = {(cast.contribution_id, cast.person): cast.at for cast in reversed(casts)}
    cards = card_rows.deal(stage.posted, players, voted, chance)
    rows = list(card_rows.rows(cards, stage.round_id, stage.people))
    ids = queries.add_keyed(Deal, "public_id", rows)
    return {card.pair: ids[row["public_id"]] for card, row in zip(cards, rows, strict=True)}


def _participations(stage: Stage, casts: list[Cast]) -> Iterator[dict[str, Any]]:
    """Since when each took part: the first time that they posted, spoke or voted."""
    acts = [(one.text.author, one.at) for one in stage.posted] + [(cast.person, cast.at) for cast in casts]
    acts += [(one.words.author, one.at) for _, said in stage.said for one in said.values()]
    since: dict[str, datetime] = {}
    for person, at in acts:
        since[person] = min(at, since.get(person, at))
    for person, at in since.items():
        yield {"round_id": stage.round_id, "person_id": stage.people[person], "since": at}


def _add_cases(stage: Stage) -> None:
    """Reports, decisions and what people were told; notices are numbered in the order of time."""
    told: list[dict[str, Any]] = []
    for case in stage.cases:
        file = _open_file(stage, case) if case.reports else {"id": None}
        reports = list(case_rows.reports(case, stage.round_id, stage.people, file))
        report_ids = queries.add_keyed(Report, "public_id", reports)
        stage.acts += case_rows.report_acts(reports)
        if decision := case_rows.decision(case, stage.round_id, stage.people, file["id"]):
            decision_id = queries.add_keyed(Decision, "public_id", [decision])[decision["public_id"]]
            by_person = {
                report.by: report_ids[row["public_id"]] for report, row in zip(case.reports, reports, strict=True)
            }
            told += case_rows.notices(case, decision_id, by_person, stage.people)
            stage.acts.append(case_rows.decision_act(case, decision))
    for posted, said in stage.said:
        told += case_rows.replies(posted, said, stage.people)
    queries.add(Notice, case_rows.in_order(told, stage.round_id, stage.now))


def _open_file(stage: Stage, case: Case) -> dict[str, Any]:
    """The moderators' file on what was reported, with its id."""
    thread_id, revision_id = queries.thread_and_version(case.contribution_id, case.comment_id)
    row = case_rows.case_row(case, stage.round_id, stage.people, thread_id, revision_id)
    return row | {"id": queries.add_keyed(case_models.Case, "public_id", [row])[row["public_id"]]}


def _record(stage: Stage) -> None:
    """The audit log's entries, in the order of what they record; the log's own hour is the hour of loading."""
    for act in sorted(stage.acts, key=lambda act: act.at):
        digest = {"digest": audit.keyed_digest(act.key, act.text)} if act.key else {}
        round_id = None if act.kind in {"person", "theme"} else stage.round_id
        audit.record(act.by_id, act.act, act.kind, act.name, round_id=round_id, **act.details, **digest)
