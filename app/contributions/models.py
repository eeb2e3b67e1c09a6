"""Needs, ideas and proposals; the links between them; every version of a text."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import BigId, UtcDateTime, enum_column
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id, shuffle_key
from app.rules.contributions import Kind
from app.rules.moderation import TextState

if TYPE_CHECKING:
    from app.accounts.models import Organisation, User
    from app.rounds.models import Area, Round
    from app.threads.models import Thread

MAX_TITLE = 150
MAX_BODY = 10_000
MAX_OUTCOMES = 2_000
MAX_WHO = 500


class Contribution(Base):
    """A need, an idea or a proposal.

    A draft until `published_at`; a tombstone after `withdrawn_at`; `hidden_at` and `hidden_rule` repeat the moderators'
    last decision on it, so that a page needs no join to say so.
    """

    __tablename__ = "contributions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, 10))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    """Under whose badge it stands; none where its author speaks as themselves."""
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(String(240), default="")
    """A short plain reading of the body, for cards; made when the text is saved."""
    cost_pounds: Mapped[int | None] = mapped_column(BigInteger)
    outcomes: Mapped[str] = mapped_column(Text, default="")
    who_would: Mapped[str] = mapped_column(Text, default="")
    external_id: Mapped[str | None] = mapped_column(String(40))
    """The comment-id of an imported conversation."""
    version: Mapped[int] = mapped_column(Integer, default=1)
    """Of what was published, from 1. A draft counts down from 0 each time it is saved, so that two windows of one draft
    see each other too."""
    shuffle: Mapped[int] = mapped_column(BigInteger, default=shuffle_key)
    """Where this stands before a reader's own random order is applied."""
    agree_count: Mapped[int] = mapped_column(Integer, default=0)
    disagree_count: Mapped[int] = mapped_column(Integer, default=0)
    unsure_count: Mapped[int] = mapped_column(Integer, default=0)
    comment_count: Mapped[int] = mapped_column(Integer, default=0)
    """Comments that everybody may read; kept under the thread's lock."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_rule: Mapped[int | None] = mapped_column(ForeignKey("community_rules.number"), index=True)
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when its words are under lock: they stand in `locked_texts` alone, and here are none."""
    covered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it stands behind a click, because of many reports; none once a moderator has looked."""

    author: Mapped["User"] = relationship()
    organisation: Mapped["Organisation | None"] = relationship()
    area: Mapped["Area | None"] = relationship()
    round: Mapped["Round"] = relationship()
    thread: Mapped["Thread"] = relationship(back_populates="contribution")

    @property
    def state(self) -> TextState:
        """What the reading of it depends on; of a topic, for those outside its space. Asks for its round."""
        return TextState(
            author_id=self.author_id,
            published=self.published_at is not None,
            withdrawn=self.withdrawn_at is not None,
            hidden=self.hidden_at is not None,
            round_opened=self.round.opened_at is not None,
            outside=self.round.space_id is not None,
        )

    @property
    def is_whole(self) -> bool:
        """Whether it is published and neither hidden nor withdrawn."""
        return self.published_at is not None and self.hidden_at is None and self.withdrawn_at is None

    __table_args__ = (
        UniqueConstraint("round_id", "external_id"),
        CheckConstraint("agree_count >= 0 AND disagree_count >= 0 AND unsure_count >= 0", name="counts"),
        CheckConstraint("cost_pounds IS NULL OR cost_pounds >= 0", name="cost"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_rule IS NULL)", name="hidden"),
        Index("ix_contributions_newest", "round_id", "kind", "published_at", "id"),
        Index("ix_contributions_discussed", "round_id", "kind", "comment_count", "id"),
        Index(
            "ix_contributions_to_deal",
            *("round_id", "kind", "withdrawn_at", "hidden_at", "published_at", "author_id", "id"),
        ),
    )
    """The last index holds all that dealing a card asks of ten thousand contributions, without their texts."""


class Link(Base):
    """An idea answers a need; a proposal builds on an idea. Shown both ways."""

    __tablename__ = "links"

    from_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True, index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Revision(Base):
    """One version of a contribution's or a comment's text, the first and the present one included.

    One alone can be hidden. Cost, outcomes and who are a proposal's. `digest_key` keys the text's digest in the audit log and goes when the text is erased.
    """

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str] = mapped_column(String(MAX_TITLE), default="")
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cost_pounds: Mapped[int | None] = mapped_column(BigInteger)
    outcomes: Mapped[str | None] = mapped_column(Text)
    who_would: Mapped[str | None] = mapped_column(Text)
    digest_key: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_rule: Mapped[int | None] = mapped_column(ForeignKey("community_rules.number"), index=True)

    __table_args__ = (
        UniqueConstraint("contribution_id", "number"),
        UniqueConstraint("comment_id", "number"),
        CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name="one_text"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_rule IS NULL)", name="hidden"),
    )
