"""What a person can be told, and what of it a person may ask not to be told."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """The kinds of notice; the page puts each into words."""

    HIDDEN = "hidden"
    RESTORED = "restored"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    REPORT_SETTLED = "report_settled"
    REPLIED = "replied"
    MENTIONED = "mentioned"
    """Somebody called the person by their handle."""
    QUESTION_ANSWERED = "question_answered"
    """A commissioner said which reply answers the person's question."""
    COMMENTED = "commented"
    DECIDED = "decided"
    """A moderator decided something else; the decision's verb says what."""
    ASKED = "asked"
    ANSWERED = "answered"
    PASSED_ON = "passed_on"
    APPEAL_DECIDED = "appeal_decided"
    ALL_REMOVED = "all_removed"
    HELD_RELEASED = "held_released"
    HELD_REFUSED = "held_refused"
    VOTES_ASIDE = "votes_aside"
    VOTES_STAY_ASIDE = "votes_stay_aside"
    VOTES_BACK = "votes_back"
    MESSAGE = "message"
    """Somebody wrote to the person; never what."""
    SAME_ASKED = "same_asked"
    """Somebody proposes that what one wrote says the same as another one."""
    SAME_JOINED = "same_joined"
    SAME_ENDED = "same_ended"
    MOVE_ASKED = "move_asked"
    """What one supports was joined to another one: move the vote, or leave it."""
    PUT_UNDER_LOCK = "put_under_lock"
    ESCALATED = "escalated"
    """A text was put under lock: for the escalation contact."""
    MOVED = "moved"
    """What the person wrote was moved; the decision says by which rule, and the notice where it stands now."""
    PUBLISHED = "published"
    """A need, an idea or a proposal was posted where the person follows."""
    FOUND = "found"
    """Something answers a saved search that the person follows."""
    ROUND_OPENED = "round_opened"
    ROUND_EXTENDED = "round_extended"
    ROUND_CANCELLED = "round_cancelled"
    SPACE_ASKED = "space_asked"
    """Somebody asks to join a space: for its moderators."""
    SPACE_ACCEPTED = "space_accepted"
    SPACE_DECLINED = "space_declined"
    SPACE_INVITED = "space_invited"
    SPACE_PUT_OUT = "space_put_out"
    SPACE_APPEALED = "space_appealed"
    """Somebody contests what was decided in a space: for those of its moderators who may answer."""
    SPACE_APPEAL_ANSWERED = "space_appeal_answered"
    """What came of it: for the moderators of the space."""
    SPACE_NAME_HIDDEN = "space_name_hidden"
    """Moderators of the site hid the name of a space: for those who look after it."""
    SECOND_FACTOR_OFF = "second_factor_off"
    """Somebody who runs the site switched the person's second code off, as was asked."""
    WEBHOOK_PAUSED = "webhook_paused"
    """Nobody takes what is sent to an address that administrators added."""


class Topic(StrEnum):
    """What a person may ask not to be told. Everything else concerns the person's own words, votes or duties."""

    ANSWERS = "answers"
    MENTIONS = "mentions"
    COMMENTS = "comments"
    POSTS = "posts"
    ROUNDS = "rounds"


TOPICS = {
    NoticeKind.REPLIED: Topic.ANSWERS,
    NoticeKind.QUESTION_ANSWERED: Topic.ANSWERS,
    NoticeKind.MENTIONED: Topic.MENTIONS,
    NoticeKind.COMMENTED: Topic.COMMENTS,
    NoticeKind.PUBLISHED: Topic.POSTS,
    NoticeKind.FOUND: Topic.POSTS,
    NoticeKind.ROUND_OPENED: Topic.ROUNDS,
    NoticeKind.ROUND_EXTENDED: Topic.ROUNDS,
    NoticeKind.ROUND_CANCELLED: Topic.ROUNDS,
}
"""What a moderator decided, and what happened to one's votes, is told whatever a person chose."""

OF_A_TOPIC = {topic: frozenset(kind for kind, of in TOPICS.items() if of is topic) for topic in Topic}

GROUPED_BY_CONTRIBUTION = frozenset({
    NoticeKind.COMMENTED, NoticeKind.MENTIONED, NoticeKind.QUESTION_ANSWERED,
})  # fmt: skip
"""Told together while they are unread: “5 new comments on …”."""

GROUPED_BY_ROUND = frozenset({NoticeKind.PUBLISHED})
"""“3 new ideas in …”: told together for each round."""

GROUPED_BY_SEARCH = frozenset({NoticeKind.FOUND})
"""“3 new for ‘ramps’”."""
