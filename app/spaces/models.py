"""Spaces: areas with members of their own, who belongs to them, who asks to, who is invited, who was put out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import InvitationColumns, UtcDateTime, enum_column, only_while
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.spaces import SpaceKind, SpaceRole

MAX_NAME = 80
MAX_ABOUT = 2_000
DIGEST = 64
MAX_WORDS = 500
"""What somebody says who asks to join, and what moderators answer."""

WAITS = text("settled_at IS NULL")
"""Requests that nobody has settled."""

OPEN = text("used_at IS NULL AND withdrawn_at IS NULL")
"""Invitations that were neither used nor taken back."""


class Space(Base):
    """An area with members of its own. What is said in it stands in a row of `rounds` that holds nothing else.

    That row has no title and is never opened, so that whatever lists rounds, or what stands in them, passes it over;
    `app/visibility.py` alone lets its members in. Where it is called off, the space is closed.
    """

    __tablename__ = "spaces"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[SpaceKind] = mapped_column(enum_column(SpaceKind))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    worded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who gave it the name and the words that it has; none where that was before it was kept: whoever made it."""
    hidden_name: Mapped[str | None] = mapped_column(String(MAX_NAME))
    """What it was called before moderators of the site hid that, until somebody gives it another name."""
    hidden_about: Mapped[str] = mapped_column(Text, default="", server_default="")
    hidden_about_html: Mapped[str] = mapped_column(Text, default="", server_default="")
    hidden_slug: Mapped[str | None] = mapped_column(String(80))
    """Its address then, which was made of the name."""

    __table_args__ = (CheckConstraint("(hidden_name IS NULL) = (hidden_slug IS NULL)", name="hidden"),)

    @property
    def author_id(self) -> int:
        """Whose words its name and what it is for are."""
        return self.worded_by_id or self.created_by_id


class SpaceRefusal(Base):
    """What moderators of the site hid of a space, as a digest: it does not come back, whatever the space is called meanwhile."""

    __tablename__ = "space_refusals"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(DIGEST), primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)


class SpaceMember(Base):
    """That a person belongs to a space: once, enforced here."""

    __tablename__ = "space_members"

    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    role: Mapped[SpaceRole] = mapped_column(enum_column(SpaceRole))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class SpaceRequest(Base):
    """That somebody asks to join, and what a moderator of the space made of it; one that waits a person, enforced here."""

    __tablename__ = "space_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    accepted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")

    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (accepted IS NULL)", name="decided"),
        CheckConstraint("settled_by_id <> person_id", name="not_own"),
        Index("uq_space_requests_waiting", "space_id", "person_id", unique=True, **only_while(WAITS)),
        Index("ix_space_requests_space", "space_id", "person_id", "id"),
    )


class SpaceInvitation(InvitationColumns, Base):
    """That somebody may join: whoever has an address, or a person who has an account. It works once."""

    __tablename__ = "space_invitations"

    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who is invited, where it is a person whom the moderator named."""

    __table_args__ = (
        *InvitationColumns.checks(),
        Index("uq_space_invitations_open", "space_id", "person_id", unique=True, **only_while(OPEN)),
    )


class SpaceOut(Base):
    """That somebody was put out, and does not come back without an invitation."""

    __tablename__ = "space_outs"

    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    """What can be appealed against; none where it was before that was so."""


class SpaceEvidence(Base):
    """A text of a space as it stood when a member reported it: all that moderators of the site ever read of a space."""

    __tablename__ = "space_evidence"

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    text_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), primary_key=True)
    """The public id of the comment or the topic."""
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    title: Mapped[str] = mapped_column(String(150), default="")
    body_html: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
