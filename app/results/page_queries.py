"""SQL for what stands beside the figures on a page of results: titles as they are now, and useful comments."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution
from app.extensions import db
from app.organisations.rows import body_of
from app.rules.actors import VISITOR
from app.rules.contributions import Kind
from app.threads.models import Comment, Thread
from app.visibility import comment_may_be_read_by, contribution_is_listed

MOST_USEFUL = 2
"""Comments shown beside each place."""


@dataclass(frozen=True)
class Quoted:
    """A comment that people marked as useful; `words` are its text as HTML, or a plain reading of it."""

    id: str
    words: str
    author: str
    useful: int


def titles(round_id: int, kind: Kind) -> dict[str, tuple[str, str | None]]:
    """Title and external id of every listed contribution, by public id."""
    statement = select(Contribution.public_id, Contribution.title, Contribution.external_id).where(
        Contribution.round_id == round_id, Contribution.kind == kind, contribution_is_listed()
    )
    return {row.public_id: (row.title, row.external_id) for row in db.session.execute(statement)}


def useful_comments(contributions: Sequence[str]) -> dict[str, list[Quoted]]:
    """The most useful comments on each of these listed contributions that everybody may read, by public id."""
    place = func.row_number().over(partition_by=Comment.thread_id, order_by=(Comment.useful_count.desc(), Comment.id))
    marked = (
        select(
            Contribution.public_id.label("under"),
            Comment.public_id.label("comment"),
            Comment.body_html,
            Comment.useful_count,
            func.coalesce(Organisation.name, User.display_name).label("display_name"),
            place.label("place"),
        )
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .join(User, User.id == Comment.author_id)
        .outerjoin(Organisation, Organisation.id == body_of(Comment))
        .where(
            Contribution.public_id.in_(contributions),
            Comment.useful_count > 0,
            comment_may_be_read_by(VISITOR),
            contribution_is_listed(),
        )
        .subquery()
    )
    found: dict[str, list[Quoted]] = defaultdict(list)
    statement = select(marked).where(marked.c.place <= MOST_USEFUL).order_by(marked.c.under, marked.c.place)
    for row in db.session.execute(statement):
        found[row.under].append(Quoted(row.comment, row.body_html, row.display_name, row.useful_count))
    return found
