"""The demo's round and its needs, ideas and proposals as rows of our tables."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from app.demo.tables import Act, Contribution, DemoRound, Phase, Posted, Said, later
from app.identifiers import public_id, shuffle_key
from app.markup import clean_line, plain, render
from app.rules import uktime
from app.rules.contributions import Kind
from app.rules.phases import PhaseKind

Row = dict[str, Any]
Ids = Mapping[str, int]

EVENING = time(19)

SETTLING = timedelta(days=3)
"""How long before the first phase opens the round was put on the site."""


def round_row(demo: DemoRound, opened_by: int, now: datetime) -> Row:
    """The round, opened a little before its first phase."""
    opened = min(at for phase in demo.phases for at in hours(phase, now)) - SETTLING
    return {
        "slug": demo.slug,
        "title": demo.title,
        "question": demo.question,
        "in_short": demo.in_short.strip(),
        "aims": demo.aims,
        "aims_html": render(demo.aims),
        "decider": demo.decider_name,
        "decider_post": demo.decider_post,
        "budget_pounds": demo.budget_pounds,
        "budget_note": demo.budget_note,
        "created_by_id": opened_by,
        "created_at": opened - SETTLING,
        "opened_at": opened,
    }


def phases(demo: DemoRound, round_id: int, now: datetime) -> Iterator[Row]:
    """The round's dates."""
    for phase in demo.phases:
        opens, closes = hours(phase, now)
        yield {"round_id": round_id, "kind": PhaseKind(phase.kind), "opens_at": opens, "closes_at": closes}


def hours(phase: Phase, now: datetime) -> tuple[datetime, datetime]:
    """When a phase opens and closes, by the clock of the place."""
    today = uktime.on_the_clock(now)[0]
    opens = uktime.opening(today + timedelta(days=phase.opens_in), time.fromisoformat(phase.opens_at))
    closes = uktime.closing(today + timedelta(days=phase.closes_in), time.fromisoformat(phase.closes_at))
    return opens, closes


def last_evening(now: datetime) -> datetime:
    """The last time that it was seven in the evening there.

    What was said is counted back from then, so that people speak by day, whatever the hour of loading.
    """
    today, _ = uktime.on_the_clock(now)
    evening = uktime.opening(today, EVENING)
    return evening if evening <= now else uktime.opening(today - timedelta(days=1), EVENING)


def contributions(demo: DemoRound, round_id: int, people: Ids, areas: Ids, evening: datetime) -> Iterator[Row]:
    """What people posted, in the order of `demo.contributions`. The counts are put in when the votes are dealt."""
    for text in demo.contributions:
        at, html = evening - timedelta(days=text.days_ago), render(text.body)
        yield {
            "public_id": public_id(),
            "round_id": round_id,
            "kind": Kind(text.kind),
            "author_id": people[text.author],
            "area_id": areas[text.area],
            "title": clean_line(text.title),
            "body": text.body,
            "body_html": html,
            "summary": plain(html),
            "cost_pounds": text.cost_pounds,
            "outcomes": text.outcomes,
            "who_would": text.who_would,
            "version": 2 if text.earlier_body else 1,
            "shuffle": shuffle_key(),
            "created_at": at,
            "published_at": at,
            "edited_at": later(at, text.edited_hours),
            "hidden_at": later(at, text.hidden.hours if text.hidden else None),
            "hidden_rule": text.hidden.rule if text.hidden else None,
        }


def votes_until(text: Contribution, demo: DemoRound, at: datetime, now: datetime) -> datetime:
    """Until when people could vote on what was posted then: its phase's end, or its hiding, or now."""
    phase = next(phase for phase in demo.phases if phase.kind == Kind(text.kind).phase)
    hidden = later(at, text.hidden.hours if text.hidden else None)
    return min(hours(phase, now)[1], hidden or now, now)


def revisions(posted: list[Posted], people: Ids) -> Iterator[Row]:
    """Every version of the texts: the first, and where one was edited the second."""
    for one in posted:
        text = one.text
        shared = {"contribution_id": one.id, "title": clean_line(text.title), "by_id": people[text.author]}
        shared |= {"cost_pounds": text.cost_pounds, "outcomes": text.outcomes, "who_would": text.who_would}
        yield from _versions(shared, text.body, text.earlier_body, one.at, text.edited_hours)


def comment_revisions(said: Mapping[int, Said], people: Ids) -> Iterator[Row]:
    """The same for comments, given by their ids."""
    for number, one in said.items():
        shared = {"comment_id": number, "title": "", "by_id": people[one.words.author]}
        yield from _versions(shared, one.words.body, one.words.earlier_body, one.at, one.words.edited_hours)


def _versions(shared: Row, body: str, earlier: str, at: datetime, edited_hours: float | None) -> Iterator[Row]:
    """One row for a text that was never edited, two for one that was."""
    for number, (words, hour) in enumerate([(earlier, 0.0), (body, edited_hours)] if earlier else [(body, 0.0)], 1):
        yield shared | {
            "number": number,
            "body": words,
            "body_html": render(words),
            "digest_key": secrets.token_bytes(16),
            "at": later(at, hour),
        }


def indexed(row: Row) -> str:
    """The words of a contribution, or of a version, beside its title."""
    return "\n".join((row["body"], row["outcomes"], row["who_would"]))


def acts(posted: list[Posted], versions: list[Row]) -> Iterator[Act]:
    """That each contribution was published and perhaps edited, and that it was linked to others."""
    names = {one.id: one.public_id for one in posted}
    for row in versions:
        text = "\n".join((row["title"], str(row["cost_pounds"]), indexed(row)))
        act = "contribution.published" if row["number"] == 1 else "contribution.edited"
        yield _version_act(act, "contribution", names[row["contribution_id"]], row, text)
    by_key = {one.text.key: one.public_id for one in posted}
    authors = {row["contribution_id"]: row["by_id"] for row in versions}
    for one in posted:
        for key in one.text.links:
            other = {"other": by_key[key]}
            yield Act(one.at, authors[one.id], "contribution.linked", "contribution", one.public_id, other)


def comment_acts(said: Mapping[int, Said], versions: list[Row]) -> Iterator[Act]:
    """That each comment was posted, perhaps edited, perhaps taken back."""
    for row in versions:
        act = "comment.posted" if row["number"] == 1 else "comment.edited"
        one = said[row["comment_id"]]
        yield _version_act(act, "comment", one.public_id, row, row["body"])
        if gone := later(one.at, one.words.withdrawn_hours):
            yield Act(gone, row["by_id"], "comment.withdrawn", "comment", one.public_id)


def _version_act(act: str, kind: str, name: str, row: Row, text: str) -> Act:
    return Act(row["at"], row["by_id"], act, kind, name, {"version": row["number"]}, row["digest_key"], text)


def round_acts(row: Row) -> Iterator[Act]:
    """That the round was made and opened."""
    yield Act(row["created_at"], row["created_by_id"], "round.created", "round", row["slug"])
    yield Act(row["opened_at"], row["created_by_id"], "round.opened", "round", row["slug"])


def links(posted: list[Posted], people: Ids) -> Iterator[Row]:
    """Ideas that answer needs, proposals that build on ideas: linked when the younger was posted."""
    ids = {one.text.key: one.id for one in posted}
    for one in posted:
        for key in one.text.links:
            yield {"from_id": one.id, "to_id": ids[key], "by_id": people[one.text.author], "at": one.at}
