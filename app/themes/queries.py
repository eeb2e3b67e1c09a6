"""SQL about themes, and nothing else."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select

from app.extensions import db
from app.themes.models import Theme, contribution_themes

_ties = contribution_themes.c


def themes() -> Sequence[Theme]:
    """All that are in use, by name."""
    return db.session.scalars(select(Theme).where(Theme.retired_at.is_(None)).order_by(Theme.name)).all()


def all_themes() -> Sequence[Theme]:
    """All, by name, those out of use too: for administrators."""
    return db.session.scalars(select(Theme).order_by(Theme.name)).all()


def theme(slug: str) -> Theme | None:
    """The theme at this address, if it is in use."""
    return db.session.scalars(select(Theme).where(Theme.slug == slug, Theme.retired_at.is_(None))).one_or_none()


def lock_theme(slug: str) -> Theme | None:
    """The theme at this address, in use or not, locked until the transaction ends."""
    statement = select(Theme).where(Theme.slug == slug).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def themes_of(contribution_id: int) -> list[str]:
    """The themes in use that a contribution has, by their names in addresses."""
    statement = select(Theme.slug).join(contribution_themes, _ties.theme_id == Theme.id)
    mine = statement.where(_ties.contribution_id == contribution_id, Theme.retired_at.is_(None))
    return list(db.session.scalars(mine.order_by(Theme.slug)))


def sort(contribution_id: int, slugs: Iterable[str]) -> list[str] | None:
    """Give a contribution these themes, in place of the others in use; what they are then, or none where nothing changed."""
    in_use = {one.slug: one.id for one in themes()}
    before, after = set(themes_of(contribution_id)), {slug for slug in slugs if slug in in_use}
    if before == after:
        return None
    gone = [in_use[slug] for slug in before - after]
    db.session.execute(
        delete(contribution_themes).where(_ties.contribution_id == contribution_id, _ties.theme_id.in_(gone))
    )
    new = [{"contribution_id": contribution_id, "theme_id": in_use[slug]} for slug in sorted(after - before)]
    if new:
        db.session.execute(insert(contribution_themes), new)
    return sorted(after)
