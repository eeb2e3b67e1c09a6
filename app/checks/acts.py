"""What is asked of every text before it is posted, inside the transaction that posts it; and what follows from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _

from app import audit
from app.checks import queries, reading
from app.checks.models import HeldText
from app.checks.sentences import FOUND, SIGNS, TOO_MUCH
from app.contributions.models import Contribution
from app.extensions import db
from app.images import queries as images
from app.images.sentences import refuse
from app.markup import called, pictures
from app.moderation import case_queries
from app.moderation import queries as moderation
from app.moderation.cover_queries import machine_report
from app.moderation.models import Report
from app.moderation.reading import Target, keys
from app.rules import checks, checks_advert, checks_repeats, checks_words, trust
from app.rules.checks import PERSONAL, Advice, Follows, Held, Kind
from app.rules.images import Fault, may_stand
from app.rules.moderation import ReportReason
from app.rules.refusals import Refused, Warned

AROUND = 30
"""Signs that are shown on each side of what was found."""

REASONS = {Kind.ADVERT: ReportReason.ADVERT, Kind.REPEAT: ReportReason.ADVERT, Kind.WATCHED: ReportReason.INSULT}
"""Why the checks report a text, where it is none of personal data or anything else."""


@dataclass(frozen=True)
class Verdict:
    """What the checks say of a text: whether it waits, and what the moderators are told."""

    held: Held | None
    advice: tuple[Advice, ...]

    @property
    def signs(self) -> str:
        """The names of all that was found, never what was found."""
        return " ".join(dict.fromkeys(one.kind.value for one in self.advice))


def warn(text: str, warned_of: str, members_of: Callable[[], str] = str) -> None:
    """Raise Warned where a text shows personal data of a kind of which its author was not warned yet.

    `warned_of`: the kinds, as an earlier warning named them, with spaces between. `members_of` finds the space whose
    members alone could read it, and is asked only where there is something to warn of.
    """
    found = reading.personal(text)
    if not checks.news([one.kind for one in found], warned_of.split()):
        return
    kinds, members = dict.fromkeys(one.kind for one in found), members_of()
    what = _(" and ").join(str(FOUND[kind]) for kind in kinds)
    raise Warned(
        _in_a_space(what, members)
        if members
        else _(
            "This seems to show %(what)s, and everybody could read it. Nothing was posted. "
            "Take it out, or post it as it is.",
            what=what,
        ),
        tuple(
            (
                str(FOUND[one.kind]),
                text[max(0, one.start - AROUND) : one.start],
                text[one.start : one.end],
                text[one.end : one.end + AROUND],
            )
            for one in found
        ),
        " ".join(sorted(kinds)),
        members,
    )


def _in_a_space(what: str, name: str) -> str:
    sentence: str = _(
        "This seems to show %(what)s, and all members of “%(name)s” could read it. Nothing was posted. "
        "Take it out, or post it as it is.",
        what=what,
        name=name,
    )
    return sentence


def judge(
    person_id: int, text: str, now: datetime, *, round_id: int, restrained: bool = False, apart: bool = False
) -> Verdict:
    """What follows where this person posts this text in this round now.

    `apart`: it stands in a space, so moderators of the site read nothing of it: it never waits, and nobody is told.

    `restrained`: a moderator decided that what this person posts is read first. Raises Refused where there is more in it,
    or in this hour, than the person's step allows.
    """
    _look_at_pictures(person_id, text)
    record = queries.record(person_id, now)
    step = trust.standing(record.conduct).step
    _allow(step, text, record.last_hour + 1 if current_app.config["RATELIMIT_ENABLED"] else 0)
    if apart:
        return Verdict(None, ())
    advice = (*_said(text), *_again(person_id, text, now))
    held = checks.held_for(
        restrained=restrained,
        posted=record.posted,
        first_posts=checks.first_posts(current_app.config["HOLD_FIRST_POSTS"], queries.first_posts_of(round_id)),
        follows=checks.outcome(advice, step),
    )
    return Verdict(held, advice)


def judge_change(person_id: int, text: str, now: datetime, *, restrained: bool = False, apart: bool = False) -> Verdict:
    """The same, where posted words are changed. What would wait if it were new is refused: the old words stay.

    Otherwise whoever posts a harmless text could put an advert in its place.
    """
    _look_at_pictures(person_id, text)
    record = queries.record(person_id, now)
    step = trust.standing(record.conduct).step
    _allow(step, text, 0)
    if apart:
        return Verdict(None, ())
    advice = tuple(_said(text))
    if restrained or checks.outcome(advice, step) is Follows.HOLD:
        raise Refused(
            _(
                "A moderator would have to read this change first, so it was not saved. What you wrote is kept here, and "
                "the words before it stay. Post it as a new text, and a moderator looks at it."
            )
        )
    return Verdict(None, advice)


def _look_at_pictures(person_id: int, text: str) -> None:
    """Refuse a picture that does not say what it shows, or that is not the writer's own: a guess shows nobody else's."""
    named = pictures(text)
    if not named:
        return
    refuse(may_stand(alt for _name, alt in named))
    names = {name for name, _alt in named}
    refuse(None if images.lock_own(person_id, names) == names else Fault.NOT_HERE)


def _allow(step: trust.Step, text: str, posts: int) -> None:
    excess = trust.excess(
        step,
        links=checks_words.links(text),
        pictures=checks_words.pictures(text),
        mentions=len(called(text)),
        posts=posts,
    )
    if excess is not None:
        raise Refused(str(TOO_MUCH[excess.of]) % {"given": excess.given, "most": excess.most})


def _said(text: str) -> Iterable[Advice]:
    """What is said of the words by themselves. Personal data that is posted all the same is told to the moderators."""
    kinds = {one.kind for one in reading.personal(text)} & PERSONAL
    yield from (Advice(kind, Follows.FLAG) for kind in Kind if kind in kinds)
    if checks_words.watched(text, queries.watched_words()):
        yield Advice(Kind.WATCHED, Follows.FLAG)
    yield from filter(None, (checks_advert.advert(text), checks_words.unreadable(text)))


def _again(person_id: int, text: str, now: datetime) -> Iterable[Advice]:
    """What is said of the words beside the person's latest ones."""
    earlier = queries.latest(person_id, now)
    if len(text) >= checks_repeats.SHORTEST:
        same = checks_repeats.repeat(reading.alike(text, row.body) for row in earlier)
        yield from [same] if same else ()
    flood = checks_repeats.flood([row.at for row in earlier], now)
    yield from [flood] if flood else ()


def hold(whole: Contribution, author_id: int, verdict: Verdict, now: datetime, **comment: str | int | None) -> HeldText:
    """Let a contribution wait or, with `body`, `parent_id` and `quote_id`, a comment that would stand under it."""
    assert verdict.held is not None
    held = HeldText(
        round_id=whole.round_id, contribution_id=whole.id, author_id=author_id, why=verdict.held, signs=verdict.signs,
        at=now, **comment,
    )  # fmt: skip
    db.session.add(held)
    db.session.flush()
    audit.record(author_id, "text.held", "held_text", held.public_id, round_id=held.round_id, why=held.why)
    return held


def waits(draft: Contribution, verdict: Verdict, now: datetime) -> str:
    """Whether a contribution waits: the public id under which it does, and empty where it is posted at once.

    One that waits already and is sent again with other words waits on, or no longer.
    """
    before = queries.held_of_contribution(draft.id)
    if verdict.held:
        return (before or hold(draft, draft.author_id, verdict, now)).public_id
    if before is not None:
        queries.drop(before.id)
    return ""


def flag(
    verdict: Verdict, now: datetime, *, round_id: int, contribution_id: int, comment_id: int | None = None
) -> None:
    """Tell the moderators what the checks found, as a report that nobody made; one a text at a time."""
    told = [one for one in verdict.advice if one.follows is not Follows.NOTHING]
    about = {"comment_id": comment_id} if comment_id else {"contribution_id": contribution_id}
    if not told or machine_report(**about) is not None:
        return
    kinds = {one.kind for one in told}
    reason = next((REASONS[kind] for kind in REASONS if kind in kinds), ReportReason.OTHER)
    made = Report(
        **about,
        round_id=round_id,
        reason=ReportReason.PRIVATE_DETAILS if kinds & PERSONAL else reason,
        words="\n".join(_in_words(one) for one in told),
        at=now,
    )
    found = moderation.subject(keys(**about))
    assert isinstance(found, Target)  # It was posted in this transaction.
    case = case_queries.file(found, made, moderation.latest_revision(found))
    audit.record(
        None, "report.made", "report", made.public_id,
        round_id=round_id, reason=made.reason, case=case.public_id, automated=True,
    )  # fmt: skip


def _in_words(advice: Advice) -> str:
    signs = ", ".join(str(SIGNS[name]) for name in advice.why if name in SIGNS)
    return f"{FOUND[advice.kind]}: {signs}" if signs else str(FOUND[advice.kind])
