"""What authors do with needs, ideas and proposals: lock, check, do, announce."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from app import audit, clock, display, markup, once
from app.checks import acts as checks
from app.contributions import acts, queries
from app.contributions.forms import Wording
from app.contributions.models import Contribution
from app.contributions.sentences import WORDS
from app.drafts.queries import form_arrived
from app.live import EventKind
from app.mentions.queries import call_again
from app.organisations.acts import badge_of, may_still_write_as
from app.rounds.queries import round_by_slug
from app.rules import permissions
from app.rules.actors import Actor
from app.rules.contributions import BUILDS_ON, Kind, phase_of
from app.rules.drafts import edit_key, new_key
from app.rules.permissions import No
from app.rules.phases import Timetable
from app.rules.refusals import Overtaken
from app.sentences import SENTENCES, allow
from app.spaces.queries import may_write_in, members_alone
from app.themes import queries as themes
from app.threads.queries import append_event, lock_thread_of
from app.transaction import announce, transaction


@dataclass(frozen=True)
class Saved:
    """What became of a form: where the text is now and, where it could not be posted, why it was kept as a draft."""

    public_id: str
    kind: Kind
    published: bool
    slug: str = ""
    refused: str = ""
    version: int = 0
    waits: str = ""
    """The public id under which it waits for a moderator."""


def save_new(
    actor: Actor, slug: str, kind: Kind, wording: Wording, *, publish: bool, key: str | None = None, anyway: str = ""
) -> Saved:
    """Keep a new draft and, where asked and allowed, publish it. The same form a second time makes nothing new.

    Raises Missing, SignInFirst or Refused; then nothing was kept. A deadline that has passed is no such case: the
    draft is kept, and `refused` says so; `waits` where a moderator reads it first. Raises Warned, and keeps nothing, for
    personal data that `anyway` does not name.
    """
    if publish:
        checks.warn(wording.all_words(), anyway)
    with transaction():
        round_ = round_by_slug(slug, actor)
        now = clock.now()
        allow(permissions.may_draft(actor, kind, round_.timetable))
        assert actor.id is not None  # A stranger was refused above.
        made = once.claim(actor.id, key, "contribution.new", slug, kind, str(publish), *wording.as_said())
        if made is not None:
            return _made_before(made, kind, actor)
        draft = queries.add_draft(round_.id, kind, actor.id, now)
        draft.organisation_id = badge_of(actor, wording.badge)
        _write(draft, wording)
        _sort(draft, wording, actor.id)
        _link(draft, wording, actor.id, now)
        once.settle(actor.id, key, draft.public_id)
        form_arrived(actor.id, new_key(kind, slug), now)
        audit.record(actor.id, "contribution.drafted", "contribution", draft.public_id, round_id=round_.id)
        return _publish(actor, draft, round_.timetable, now) if publish else _draft(draft)


def save(actor: Actor, public_id: str, wording: Wording, *, publish: bool, version: int, anyway: str = "") -> Saved:
    """Save new words: of a draft, which is published where asked, or of what was published, as its next version.

    `version` is the one that the author began from. Raises Missing, SignInFirst, Refused, or Overtaken where the words
    were changed elsewhere meanwhile; then nothing was saved. The same words again change nothing.
    """
    if publish:
        checks.warn(wording.all_words(), anyway, lambda: members_alone(actor, contribution=public_id))
    with transaction():
        contribution = queries.lock_contribution(public_id, actor)
        now = clock.now()
        table = contribution.round.timetable
        form_arrived(contribution.author_id, edit_key(public_id), now)
        if contribution.published_at is None:  # Nobody but its author finds a draft.
            _refuse_overtaken(contribution, wording, version)
            contribution.version -= 1
            contribution.organisation_id = badge_of(actor, wording.badge)
            _write(contribution, wording)
            _sort(contribution, wording, contribution.author_id)
            _link(contribution, wording, contribution.author_id, now)
            return _publish(actor, contribution, table, now) if publish else _draft(contribution)
        allow(permissions.may_edit(actor, contribution.author_id, table, now) or _whole(contribution))
        allow(may_write_in(actor, contribution.round) or may_still_write_as(actor, contribution.organisation_id))
        _refuse_overtaken(contribution, wording, version)
        if not _same(contribution, wording):
            apart = contribution.round.space_id is not None
            verdict = checks.judge_change(
                contribution.author_id, wording.all_words(), now, restrained=actor.is_held, apart=apart
            )
            checks.flag(verdict, now, round_id=contribution.round_id, contribution_id=contribution.id)
        _revise(contribution, wording, contribution.author_id, now)
        _sort(contribution, wording, contribution.author_id)
        _link(contribution, wording, contribution.author_id, now)
        return Saved(public_id, contribution.kind, published=True)


def withdraw(actor: Actor, public_id: str) -> Saved:
    """Take one's words back: a draft is deleted; of what was published, the words go and the discussion stays.

    Raises Missing, SignInFirst or Refused.
    """
    with transaction():
        contribution = queries.lock_contribution(public_id, actor)
        now = clock.now()
        allow(permissions.may_withdraw(actor, contribution.author_id))
        published = contribution.published_at is not None
        saved = Saved(public_id, contribution.kind, published=published, slug=contribution.round.slug)
        if contribution.withdrawn_at is not None:
            return saved
        form_arrived(contribution.author_id, edit_key(public_id), now)
        if saved.published:
            contribution.withdrawn_at = now
            _announce(contribution, EventKind.CONTRIBUTION_WITHDRAWN, now)
        else:
            queries.discard(contribution)
        act = "contribution.withdrawn" if saved.published else "contribution.discarded"
        audit.record(actor.id, act, "contribution", public_id, round_id=contribution.round_id)
        return saved


def _refuse_overtaken(contribution: Contribution, wording: Wording, version: int) -> None:
    """Refuse to write over what the author has not seen. The same form a second time is no such case."""
    repeated = _same(contribution, wording) and contribution.area_id == wording.area_id
    if version != contribution.version and not (repeated and _same_links(contribution, wording)):
        raise Overtaken(_("This was changed in another window meanwhile. What you wrote here is kept, not saved."))


def _made_before(public_id: str, kind: Kind, actor: Actor) -> Saved:
    before = queries.contribution_by_id(public_id, kind, actor)
    return Saved(public_id, kind, published=before.published_at is not None)


def _draft(contribution: Contribution, refused: str = "") -> Saved:
    return Saved(
        contribution.public_id, contribution.kind, published=False, refused=refused, version=contribution.version
    )


def _publish(actor: Actor, draft: Contribution, table: Timetable, now: datetime) -> Saved:
    no = permissions.may_post(actor, draft.kind, table, now) or may_still_write_as(actor, draft.organisation_id)
    if no is not None:
        return _draft(draft, _kept(no, draft.kind, table))
    verdict = checks.judge(
        draft.author_id, acts.all_words(draft), now, round_id=draft.round_id, restrained=actor.is_held
    )
    waits = checks.waits(draft, verdict, now)
    if waits:
        return replace(_draft(draft), waits=waits)
    acts.publish(draft, now)
    checks.flag(verdict, now, round_id=draft.round_id, contribution_id=draft.id)
    return Saved(draft.public_id, draft.kind, published=True)


def _kept(no: No, kind: Kind, table: Timetable) -> str:
    """Why it could not be posted, and that the draft is kept."""
    phase = phase_of(kind, table)
    if no in {No.TOO_LATE, No.ROUND_CLOSED} and phase:
        closed = str(WORDS[kind].closed) % {"when": display.moment(phase.closes_at)}
        if no == No.ROUND_CLOSED:
            return str(_("%(closed)s Your draft is kept.", closed=closed))
        return str(_("%(closed)s Your draft is kept, and you can still comment.", closed=closed))
    if no == No.NOT_YET and phase:
        opening = str(WORDS[kind].opening) % {"when": display.moment(phase.opens_at)}
        return str(_("%(opening)s Your draft is kept, so that you can post it then.", opening=opening))
    return str(_("%(reason)s Your draft is kept.", reason=str(SENTENCES[no])))


def _write(contribution: Contribution, wording: Wording) -> None:
    contribution.title, contribution.body = wording.title, wording.body
    contribution.body_html = markup.render(wording.body, pictures=True)
    contribution.summary = markup.plain(contribution.body_html)
    contribution.area_id, contribution.cost_pounds = wording.area_id, wording.cost_pounds
    contribution.outcomes, contribution.who_would = wording.outcomes, wording.who_would


def _revise(contribution: Contribution, wording: Wording, by_id: int, now: datetime) -> None:
    """Make the new words the next version; the same words again are none."""
    if _same(contribution, wording):
        contribution.area_id = wording.area_id
        return
    _write(contribution, wording)
    call_again(contribution)
    contribution.version += 1
    contribution.edited_at = now
    acts.keep_version(contribution, by_id, "contribution.edited", now)
    _announce(contribution, EventKind.CONTRIBUTION_EDITED, now)


def _same(contribution: Contribution, wording: Wording) -> bool:
    names = ("title", "body", "cost_pounds", "outcomes", "who_would")
    return all(getattr(contribution, name) == getattr(wording, name) for name in names)


def _same_links(contribution: Contribution, wording: Wording) -> bool:
    return set(queries.linked_from(contribution.id).values()) == set(wording.links)


def _sort(contribution: Contribution, wording: Wording, by_id: int) -> None:
    """Give it the themes that were chosen."""
    sorted_ = themes.sort(contribution.id, wording.themes)
    if sorted_ is not None:
        about = ("contribution", contribution.public_id)
        audit.record(by_id, "contribution.sorted", *about, round_id=contribution.round_id, themes=sorted_)


def _link(contribution: Contribution, wording: Wording, by_id: int, now: datetime) -> None:
    """Make the links those that were chosen. What cannot be seen in the lists cannot be linked."""
    other = BUILDS_ON[contribution.kind]
    if other is None:
        return
    before = queries.linked_from(contribution.id)
    after = queries.linkable(contribution.round_id, other, wording.links)
    listed = queries.linkable(contribution.round_id, other, before.values())
    for to_id in after.keys() - before.keys():
        queries.add_link(contribution.id, to_id, by_id, now)
        _record_link(contribution, by_id, "contribution.linked", after[to_id])
    for to_id in listed.keys() - after.keys():  # A link to what is hidden is not on the form, and stays.
        queries.remove_link(contribution.id, to_id)
        _record_link(contribution, by_id, "contribution.unlinked", before[to_id])


def _record_link(contribution: Contribution, by_id: int, act: str, other: str) -> None:
    audit.record(by_id, act, "contribution", contribution.public_id, round_id=contribution.round_id, other=other)


def _announce(contribution: Contribution, kind: EventKind, now: datetime) -> None:
    thread = lock_thread_of(contribution.id)
    announce(append_event(thread, kind, contribution.public_id, now))


def _whole(contribution: Contribution) -> No | None:
    taken_down = contribution.hidden_at is not None or contribution.withdrawn_at is not None
    return No.UNAVAILABLE if taken_down else None
