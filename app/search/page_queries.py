"""SQL for what a page of hits shows: each kind in one statement, and again only what this reader may see."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from app.accounts.models import Organisation, User, portrait
from app.contributions.models import Contribution
from app.extensions import db
from app.organisations.rows import body_of
from app.rounds.models import Area, Round
from app.rules.actors import Actor
from app.rules.finding import What
from app.search.finding_reading import READERS
from app.threads.models import Comment, Thread
from app.visibility import comment_is_found_by, contribution_is_found_by, person_is_found, round_is_open_to

Rows = dict[int, Row[*tuple[Any, ...]]]


def details(what: What, ids: Sequence[int], actor: Actor) -> Rows:
    """What is shown of each of these, by id."""
    if not ids:
        return {}
    return {row.id: row for row in db.session.execute(_statement(what, actor), {"ids": ids})}


@lru_cache(len(What) * READERS)
def _statement(what: What, actor: Actor) -> Select[*tuple[Any, ...]]:
    statement, key = _STATEMENTS[what](actor)
    found: Select[*tuple[Any, ...]] = statement.where(key.in_(bindparam("ids", expanding=True)))
    return found


def _written(*said: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *said,
            Round.title.label("round_title"),
            Round.slug.label("round_slug"),
            User.display_name.label("author_name"),
            User.handle.label("author_handle"),
            Organisation.name.label("organisation_name"),
            Organisation.handle.label("organisation_handle"),
            portrait(User, Organisation).label("portrait"),
            Area.name.label("area_name"),
        )
        .select_from(Contribution)
        .join(Round, Round.id == Contribution.round_id)
        .outerjoin(Area, Area.id == Contribution.area_id)
    )


def _contributions(actor: Actor) -> Any:
    said = ("id", "public_id", "kind", "title", "body_html", "published_at", "covered_at")
    statement = _written(*(getattr(Contribution, name) for name in said))
    statement = statement.join(User, User.id == Contribution.author_id)
    body = body_of(Contribution)
    statement = statement.outerjoin(Organisation, Organisation.id == body)
    return statement.where(contribution_is_found_by(actor)), Contribution.id


def _comments(actor: Actor) -> Any:
    said = (Comment.id, Comment.public_id, Comment.body_html, Comment.created_at, Contribution.title, Contribution.kind)
    statement = _written(*said).join(Thread, Thread.contribution_id == Contribution.id)
    statement = statement.join(Comment, Comment.thread_id == Thread.id).join(User, User.id == Comment.author_id)
    body = body_of(Comment)
    statement = statement.outerjoin(Organisation, Organisation.id == body)
    return statement.where(comment_is_found_by(actor)), Comment.id


def _rounds(actor: Actor) -> Any:
    said = (Round.id, Round.slug, Round.title, Round.question, Round.aims_html, Round.opened_at)
    return select(*said).where(round_is_open_to(actor)), Round.id


def _organisations(_actor: Actor) -> Any:
    said = (Organisation.id, Organisation.handle, Organisation.name, Organisation.about_html)
    return select(*said), Organisation.id


def _people(_actor: Actor) -> Any:
    return select(User.id, User.handle, User.display_name, User.created_at).where(person_is_found()), User.id


_STATEMENTS: dict[What, Any] = {
    What.CONTRIBUTION: _contributions,
    What.COMMENT: _comments,
    What.ROUND: _rounds,
    What.ORGANISATION: _organisations,
    What.PERSON: _people,
}
