"""What a contribution's own page says, as its statement gives it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from app.rules import spaces
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.moderation import TextState
from app.rules.phases import Timetable
from app.rules.spaces import SpaceKind, SpaceRole
from app.rules.voting import Choice


class Sorted(NamedTuple):
    """A theme of a contribution: its name in addresses, and its name."""

    slug: str
    name: str


class Linked(NamedTuple):
    """A contribution at the other end of a link; `built_on` says that this one answers it."""

    public_id: str
    kind: Kind
    title: str
    built_on: bool


class Badge(NamedTuple):
    """An organisation in whose name one may write."""

    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All that one page says of a contribution, its author, its round and its thread; the reader's own vote, and where they left off.

    The fields but the last four stand in the order of the columns of the statement in `page_queries.py`.
    """

    id: int
    public_id: str
    kind: Kind
    author_id: int
    title: str
    body_html: str
    summary: str
    cost_pounds: int | None
    outcomes: str
    who_would: str
    agree_count: int
    disagree_count: int
    unsure_count: int
    comment_count: int
    published_at: datetime | None
    edited_at: datetime | None
    withdrawn_at: datetime | None
    hidden_at: datetime | None
    hidden_rule: int | None
    locked_at: datetime | None
    covered_at: datetime | None
    author_name: str
    author_handle: str
    author_closed_at: datetime | None
    organisation_name: str | None
    organisation_handle: str | None
    portrait: str | None
    area_name: str | None
    round_id: int
    round_slug: str
    round_title: str
    opened_at: datetime | None
    cancelled_at: datetime | None
    counts_for_all: bool
    """Whether its round shows the counts of votes to everybody while voting is open."""
    space_slug: str | None
    """The space that it stands in; none of what stands in a round."""
    space_name: str | None
    space_kind: SpaceKind | None
    space_role: SpaceRole | None
    """What the reader is there; none for whoever does not belong to it."""
    thread_id: int
    thread_public_id: str
    thread_sequence: int
    thread_locked_at: datetime | None
    thread_locked_rule: int | None
    thread_branches_left: int
    my_choice: Choice | None
    my_follow: int | None
    """The reader's own follow, where there is one that was not stopped."""
    paired: bool
    """Whether it is joined to others that say the same."""
    left_off: int | None
    """The last event of the thread that the reader has read; none where they have not been there."""
    left_off_at: datetime | None
    timetable: Timetable
    links: tuple[Linked, ...]
    """What it builds on, and what builds on it: only what stands in lists, the oldest first."""
    badges: tuple[Badge, ...] = field(compare=False)
    """The organisations in whose name the reader may write here."""
    themes: tuple[Sorted, ...]
    comments: str | None = field(compare=False)
    """The page of its thread that was asked for with it, as `threads/rows.py` reads it."""
    waiting: str | None = field(compare=False)
    """The reader's own comments on it that wait for a moderator, as `threads/rows.py` reads them; nobody else's."""

    @property
    def state(self) -> TextState:
        """What its reading by this reader depends on."""
        return TextState(
            author_id=self.author_id,
            published=self.published_at is not None,
            withdrawn=self.withdrawn_at is not None,
            hidden=self.hidden_at is not None,
            locked=self.locked_at is not None,
            round_opened=self.opened_at is not None or self.space_kind is not None,
            outside=self.space_kind is not None and not spaces.is_read(self.space_kind, self.space_role),
        )

    def reader(self, actor: Actor) -> Actor:
        """Whoever reads, with the offices that count where it stands: in a space, those of the space."""
        return actor if self.space_kind is None else spaces.within(actor, self.space_role)

    @property
    def is_whole(self) -> bool:
        """Whether it is published and neither hidden nor withdrawn."""
        return self.published_at is not None and self.hidden_at is None and self.withdrawn_at is None

    def without_words(self) -> "Shown":
        """The same with every word of its author gone, and with what it was linked to."""
        return replace(
            self, title="", body_html="", summary="", cost_pounds=None, outcomes="", who_would="", links=(), themes=(),
            waiting=None,
        )  # fmt: skip
