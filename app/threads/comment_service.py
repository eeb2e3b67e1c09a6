"""What people do with comments: post, edit, take back, mark as useful."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from app import audit, clock, once
from app.checks import acts as checks
from app.contributions.models import Contribution
from app.contributions.queries import lock_contribution, lock_discussed
from app.drafts.queries import arrived
from app.live import EventKind
from app.mentions.queries import call_again
from app.organisations.acts import badge_of, may_still_write_as
from app.rules.actors import Actor
from app.rules.decisions import Tempo, may_join
from app.rules.drafts import comment_key, edit_key
from app.rules.permissions import No, may_comment, may_edit, may_mark_useful, may_withdraw
from app.rules.refusals import Conflict, Overtaken
from app.sentences import SENTENCES, allow
from app.spaces.queries import may_write_in, members_alone
from app.threads import acts, queries
from app.threads.acts import Words
from app.threads.models import Comment, Thread
from app.transaction import announce, transaction
from app.unread import queries as unread


@dataclass(frozen=True)
class Draft:
    """What a person wants to post: the words, the comment that they answer, and the one that they quote.

    `kept`: the last revision of these words that was kept while they were typed, where the writer's page went on to
    other words before it sent these.
    """

    body: str
    parent: str | None = None
    quote: str | None = None
    kept: int | None = None
    badge: str = ""
    """The handle of the organisation in whose name it is said."""
    anyway: str = ""
    """The kinds of personal data of which the writer was warned, and which may stand all the same."""
    asks: bool = False
    """Whether it asks those who decide. A reply never does."""

    @property
    def is_question(self) -> bool:
        """Whether it is put as a question."""
        return self.asks and not self.parent


@dataclass(frozen=True)
class Posted:
    """What became of a comment: its public id or, where it waits for a moderator, the public id of what waits."""

    public_id: str
    waits: bool = False


WAITS = "held/"
"""Before the public id of a text that waits, where the form's key remembers what it made."""


def post(actor: Actor, contribution_id: str, draft: Draft, *, key: str | None = None) -> Posted:
    """Post a comment, or let it wait for a moderator; gives the first one where the key came before.

    Raises Invalid for words that are missing or too long, Refused where the rules say no, Conflict where the key came
    with other words, Warned for personal data of which the writer was not warned. Nothing was posted then.
    """
    words = acts.words_of(draft.body)
    allow(None if actor.is_signed_in else No.STRANGER)
    assert actor.id is not None
    checks.warn(words.body, draft.anyway, lambda: members_alone(actor, contribution=contribution_id))
    while True:
        try:
            return _post_where_it_stands(actor, contribution_id, (words, draft), key)
        except _Moved:
            continue  # Another trip finds what is answered where it stands now; each costs a moderator's decision.


class _Moved(Exception):
    """What is answered went to another discussion while this waited for its lock."""


def _post_where_it_stands(actor: Actor, contribution_id: str, said: tuple[Words, Draft], key: str | None) -> Posted:
    """Post a reply in the discussion in which what it answers stands now, wherever the form was opened."""
    assert actor.id is not None
    words, draft = said
    with transaction():
        asked = (
            "comment",
            contribution_id,
            draft.body,
            draft.parent,
            draft.quote,
            draft.badge,
            "asks" if draft.is_question else None,
        )
        earlier = once.claim(actor.id, key, *asked)
        if earlier:
            return Posted(earlier.removeprefix(WAITS), waits=earlier.startswith(WAITS))
        home = queries.home_of(draft.parent, contribution_id)
        contribution, thread = _locked(home, actor)
        if queries.home_of(draft.parent, contribution_id) != home:
            raise _Moved
        now = clock.now()  # Read under the lock: the wait for it may outlast the round.
        timetable, locked = contribution.round.timetable, thread.locked_at is not None
        allow(acts.whole(contribution) or may_comment(actor, timetable, now, locked=locked))
        allow(may_write_in(actor, contribution.round))
        allow(_tempo(thread, actor.id, now))
        words = replace(words, badge_id=badge_of(actor, draft.badge))
        posted = _post(actor, contribution, thread, (words, draft), now)
        once.settle(actor.id, key, posted.public_id if not posted.waits else WAITS + posted.public_id)
        arrived(actor.id, [comment_key(home, draft.parent)], now, upto=draft.kept)
    return posted


def _post(actor: Actor, contribution: Contribution, thread: Thread, said: tuple[Words, Draft], now: datetime) -> Posted:
    words, draft = said
    author_id = actor.id
    assert author_id is not None
    answers = acts.answers(thread, draft.parent, draft.quote)
    apart = contribution.round.space_id is not None
    verdict = checks.judge(
        author_id, words.body, now, round_id=contribution.round_id, restrained=actor.is_held, apart=apart
    )
    if verdict.held:
        held = checks.hold(
            contribution, author_id, verdict, now, body=words.body, organisation_id=words.badge_id,
            parent_id=answers.parent.id if answers.parent else None, quote_id=answers.quote.id if answers.quote else None,
            asks=draft.is_question,
        )  # fmt: skip
        return Posted(held.public_id, waits=True)
    comment = acts.put(author_id, contribution, thread, words, answers, now, asks=draft.is_question and not apart)
    checks.flag(verdict, now, round_id=contribution.round_id, contribution_id=contribution.id, comment_id=comment.id)
    unread.begin(author_id, thread.id, thread.sequence, now)
    return Posted(comment.public_id)


def edit(actor: Actor, comment_id: str, body: str, *, version: int, anyway: str = "") -> None:
    """Change one's words; the earlier ones stay to be read. The same words again change nothing.

    `version` is the one that the author began from. Raises as `post` does, and Overtaken where the words were changed
    elsewhere meanwhile.
    """
    words = acts.words_of(body)
    checks.warn(words.body, anyway, lambda: members_alone(actor, comment=comment_id))
    with transaction():
        contribution, thread, comment = _locked_comment(comment_id, actor)
        now = clock.now()
        allow(may_edit(actor, comment.author_id, contribution.round.timetable, now))
        allow(acts.whole(comment) or (No.LOCKED if thread.locked_at else None))
        allow(may_write_in(actor, contribution.round))
        allow(may_still_write_as(actor, comment.organisation_id))
        arrived(comment.author_id, [edit_key(comment_id)], now)
        if words.body == comment.body:
            return
        if version != comment.version:
            raise Overtaken(_("This was changed in another window meanwhile. What you wrote here is kept, not saved."))
        apart = contribution.round.space_id is not None
        verdict = checks.judge_change(comment.author_id, words.body, now, restrained=actor.is_held, apart=apart)
        comment.body, comment.body_html = words.body, words.html
        comment.version, comment.edited_at = comment.version + 1, now
        call_again(comment)
        acts.keep_version(comment, "comment.edited", comment.author_id, now)
        checks.flag(verdict, now, round_id=comment.round_id, contribution_id=contribution.id, comment_id=comment.id)
        announce(queries.append_event(thread, EventKind.COMMENT_EDITED, comment.public_id, now))


def withdraw(actor: Actor, comment_id: str) -> None:
    """Take one's words back. The place stays, and so do the replies. Twice changes nothing."""
    with transaction():
        contribution, thread, comment = _locked_comment(comment_id, actor)
        allow(may_withdraw(actor, comment.author_id))
        if comment.withdrawn_at is not None:
            return
        comment.withdrawn_at = now = clock.now()
        arrived(comment.author_id, [edit_key(comment_id)], now)
        contribution.comment_count -= comment.hidden_at is None
        audit.record(actor.id, "comment.withdrawn", "comment", comment.public_id, round_id=comment.round_id)
        announce(queries.append_event(thread, EventKind.COMMENT_WITHDRAWN, comment.public_id, now))


def toggle_useful(actor: Actor, comment_id: str) -> None:
    """Mark a comment as useful, or take the mark back. The mark and the count are written together."""
    with transaction():
        comment = queries.comment_for(comment_id, actor)
        allow(may_mark_useful(actor, comment.author_id) or acts.whole(comment))
        allow(may_write_in(actor, comment.thread.contribution.round))
        assert actor.id is not None
        if queries.take_mark(comment.id, actor.id):
            queries.count_useful(comment.id, -1)
        elif queries.add_mark(comment.id, actor.id, clock.now()):
            queries.count_useful(comment.id, +1)


def _locked(contribution_id: str, actor: Actor) -> tuple[Contribution, Thread]:
    """The contribution and its thread, locked in this order."""
    contribution = lock_contribution(contribution_id, actor)
    return contribution, queries.lock_thread_of(contribution.id)


def _locked_comment(comment_id: str, actor: Actor) -> tuple[Contribution, Thread, Comment]:
    contribution = lock_discussed(queries.contribution_of(comment_id), actor)
    thread = queries.lock_thread_of(contribution.id)
    comment = queries.comment_in(thread.id, comment_id)
    if comment is None:  # It was found a moment ago, so it was moved while we waited for the lock.
        raise Conflict(str(SENTENCES[No.MOVED_ALREADY]))
    return contribution, thread, comment


def _tempo(thread: Thread, person_id: int, now: datetime) -> No | None:
    """Whether a slowed thread, or one closed to new accounts, keeps this person out for now."""
    tempo = Tempo(thread.slow_until, thread.closed_to_new_until)
    if not tempo.asks_something(now):
        return None
    return may_join(tempo, *queries.since_when(thread.id, person_id), now)
