"""What is reported or decided on: a text, a version of it, a thread, words about the rules, a person, an organisation, a space's name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.columns import OBJECTS
from app.rules.contributions import Kind
from app.rules.decisions import Scope
from app.rules.moderation import TextState
from app.rules.spaces import is_public_face

if TYPE_CHECKING:
    from app.accounts.models import Organisation, User
    from app.contributions.models import Contribution, Revision
    from app.openness.rule_models import RuleComment, RuleProposal
    from app.spaces.models import Space
    from app.threads.models import Comment, Thread

Keys = dict[str, int | None]
"""Which thing a report, a case or a decision is about: one of the columns of `columns.OBJECTS`."""


def keys(**given: int | None) -> Keys:
    """The columns that name a thing; all others are none."""
    return dict.fromkeys(OBJECTS) | given


@dataclass(frozen=True)
class Target:
    """What is reported or decided on: the whole contribution, one comment, one version of either, or the thread."""

    contribution: "Contribution"
    thread: "Thread"
    comment: "Comment | None" = None
    revision: "Revision | None" = None
    whole_thread: bool = False
    aspect: Scope | None = None
    """What a decision is about where it is not about the words as such: where they stand, or that nobody may see them."""

    @property
    def text(self) -> "Contribution | Comment":
        """The contribution or the comment."""
        return self.comment or self.contribution

    @property
    def hideable(self) -> "Contribution | Comment | Revision":
        """What is hidden: one version alone where one was named."""
        return self.revision or self.text

    @property
    def author_id(self) -> int:
        """Whose words these are; in a thread, whose contribution it is under."""
        return self.text.author_id

    @property
    def scope(self) -> Scope:
        """What a decision on this is about."""
        if self.whole_thread:
            return Scope.THREAD
        if self.aspect is not None:
            return self.aspect
        return Scope.VERSION if self.revision else Scope.TEXT

    @property
    def round_id(self) -> int | None:
        """The round that it stands in."""
        return self.contribution.round_id

    @property
    def keys(self) -> Keys:
        """The thing itself."""
        return keys(comment_id=self.comment.id) if self.comment else keys(contribution_id=self.contribution.id)

    @property
    def name(self) -> tuple[str, str]:
        """What the audit log calls it."""
        return "comment" if self.comment else "contribution", self.text.public_id

    def state(self, *, round_opened: bool) -> TextState:
        """What the reading of the text depends on; a comment is read through its contribution.

        What stands in a space is for no moderator of the site: whoever reports it lays it before them as it stood.
        """
        mine, whole = self.text, self.contribution
        return TextState(
            author_id=mine.author_id,
            published=whole.published_at is not None,
            withdrawn=mine.withdrawn_at is not None,
            hidden=mine.hidden_at is not None or whole.hidden_at is not None,
            locked=mine.locked_at is not None or whole.locked_at is not None,
            round_opened=round_opened,
            outside=whole.kind is Kind.TOPIC,
        )


@dataclass(frozen=True)
class Profile:
    """A person or an organisation, as what is reported or decided on."""

    person: "User | None" = None
    organisation: "Organisation | None" = None

    round_id: int | None = None
    """No round: what a person is told here holds for the whole site."""

    @property
    def body(self) -> "User | Organisation":
        """Whichever it is."""
        found = self.person or self.organisation
        assert found is not None  # One of them is given.
        return found

    @property
    def display_name(self) -> str:
        """What people see it called."""
        return self.organisation.name if self.organisation else self.body.display_name  # type: ignore[union-attr]

    @property
    def author_id(self) -> int | None:
        """The person; nobody for an organisation, for which several speak."""
        return self.person.id if self.person else None

    @property
    def scope(self) -> Scope:
        """What a decision on this is about."""
        return Scope.PERSON if self.person else Scope.ORGANISATION

    @property
    def keys(self) -> Keys:
        """The thing itself."""
        organisation_id = self.organisation.id if self.organisation else None
        return keys(person_id=self.author_id, organisation_id=organisation_id)

    @property
    def name(self) -> tuple[str, str]:
        """What the audit log calls it."""
        return ("person", str(self.person.id)) if self.person else ("organisation", self.body.handle)


@dataclass(frozen=True)
class RuleWords:
    """The proposal to change a rule, or words in its discussion, as what is reported or decided on."""

    proposal: "RuleProposal"
    comment: "RuleComment | None" = None

    scope = Scope.TEXT
    """What a decision on this is about."""

    @property
    def hideable(self) -> "RuleProposal | RuleComment":
        """What is hidden."""
        return self.comment or self.proposal

    @property
    def author_id(self) -> int:
        """Whose words these are."""
        return self.comment.author_id if self.comment else self.proposal.by_id

    @property
    def withdrawn(self) -> bool:
        """Whether the author has taken them back; a proposal cannot be."""
        return self.comment is not None and self.comment.withdrawn_at is not None

    @property
    def hidden(self) -> bool:
        """Whether they are hidden themselves, or with the proposal that they are about."""
        return self.hideable.hidden_at is not None or self.proposal.hidden_at is not None

    @property
    def round_id(self) -> int | None:
        """The round in which alone the rule would hold."""
        return self.proposal.round_id

    @property
    def words(self) -> str:
        """All of them."""
        return self.comment.body if self.comment else "\n".join(self.proposal.said)

    @property
    def keys(self) -> Keys:
        """The thing itself."""
        return keys(rule_comment_id=self.comment.id) if self.comment else keys(rule_proposal_id=self.proposal.id)

    @property
    def name(self) -> tuple[str, str]:
        """What the audit log calls it."""
        return ("rule_comment" if self.comment else "rule_proposal"), self.hideable.public_id


@dataclass(frozen=True)
class Membership:
    """That a person belongs to a space, as what is decided on. Nobody reports it."""

    author_id: int
    """The person."""
    round_id: int
    """The row that holds the threads of the space."""

    scope = Scope.MEMBERSHIP
    """What a decision on this is about."""

    @property
    def keys(self) -> Keys:
        """No thing: person and space are named beside it."""
        return keys()

    @property
    def name(self) -> tuple[str, str]:
        """What the audit log calls it."""
        return "person", str(self.author_id)


@dataclass(frozen=True)
class SpaceFace:
    """What everybody may know of a space, as what is reported or decided on."""

    space: "Space"

    round_id: int | None = None
    """No round: it stands on the site, and nothing of what is said within belongs to it."""

    scope = Scope.SPACE
    """What a decision on this is about."""

    @property
    def author_id(self) -> int:
        """Whose words these are."""
        return self.space.author_id

    @property
    def hidden(self) -> bool:
        """Whether the words were hidden, and no others took their place."""
        return self.space.hidden_name is not None

    @property
    def words(self) -> str:
        """All of them, those that were hidden where they were; none that came after everybody could know of the space."""
        space = self.space
        if not (self.hidden or is_public_face(space.kind)):
            return ""
        said = (space.hidden_name, space.hidden_about) if self.hidden else (space.name, space.about)
        return "\n\n".join(part for part in said if part)

    @property
    def keys(self) -> Keys:
        """The thing itself."""
        return keys(space_id=self.space.id)

    @property
    def name(self) -> tuple[str, str]:
        """What the audit log calls it."""
        return "space", str(self.space.id)


Subject = Target | Profile | RuleWords | SpaceFace
