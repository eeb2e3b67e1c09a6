"""SQL of the demo, and nothing else."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, exists, func, insert, select, update

from app.accounts.models import RoleRecord, User
from app.contributions.models import Revision
from app.extensions import Base, db
from app.rounds.models import Area, Round
from app.threads.models import Comment, Thread

Row = dict[str, Any]


def any_round() -> bool:
    """Whether there is a round already."""
    return bool(db.session.scalar(select(exists().where(Round.id.is_not(None)))))


def taken_address(addresses: Sequence[str]) -> str | None:
    """One of these e-mail addresses that an account has already, or none."""
    return db.session.scalar(select(User.email).where(User.email.in_(addresses)).limit(1))


def area_ids() -> dict[str, int]:
    """The areas that are there, by their names in addresses."""
    return dict(db.session.execute(select(Area.slug, Area.id)).all())


def role_ids() -> dict[str, int]:
    """The roles, by name."""
    return dict(db.session.execute(select(RoleRecord.name, RoleRecord.id)).all())


def add(model: type[Base] | Table, rows: Iterable[Row]) -> None:
    """Insert rows, all of the same columns."""
    if waiting := list(rows):
        db.session.execute(insert(model), waiting)


def pour(model: type[Base], rows: Iterable[Row]) -> None:
    """Insert very many rows, each with every column that must not be empty: on PostgreSQL with COPY."""
    table, waiting = model.__table__, list(rows)
    assert isinstance(table, Table)
    if not waiting:
        return
    if _is_postgresql():
        _copy(table, waiting)
    else:
        db.session.execute(insert(table), waiting)


def _copy(table: Table, rows: Sequence[Row]) -> None:
    """Five times faster than INSERT there; the values pass through the columns' types as they would otherwise."""
    dialect = db.session.get_bind().dialect
    forms = [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in rows[0]]
    connection = db.session.connection().connection.driver_connection
    assert connection is not None  # Inside a transaction there is one.
    with connection.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(rows[0])}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([form(row[name]) if form else row[name] for name, form in forms])


def add_keyed(model: type[Base], key: str, rows: Sequence[Row]) -> dict[Any, int]:
    """Insert rows; gives the id of each by its value in the column `key`."""
    table = model.__table__
    assert isinstance(table, Table)
    if not rows:
        return {}
    statement = insert(table).returning(table.c[key], table.c.id)
    return dict(db.session.execute(statement, list(rows)).all())


def change(model: type[Base], rows: Sequence[Row]) -> None:
    """Update rows by their ids."""
    if rows:
        db.session.execute(update(model), list(rows))


def round_id(slug: str) -> int | None:
    """The id of the round of that name, or none."""
    return db.session.scalar(select(Round.id).where(Round.slug == slug))


def writers(limit: int) -> Sequence[int]:
    """The ids of some people with open accounts, no badges among them; always the same ones."""
    statement = select(User.id).where(User.active, User.closed_at.is_(None), User.organisation_id.is_(None))
    return db.session.scalars(statement.order_by(User.id).limit(limit)).all()


def reserve_comment_ids(many: int) -> Sequence[int]:
    """Ids for so many new comments, in order, which nobody else will get: inside a transaction."""
    if _is_postgresql():
        sequence = func.nextval(func.pg_get_serial_sequence("comments", "id"))
        return db.session.scalars(select(sequence).select_from(func.generate_series(1, many))).all()
    last = db.session.scalar(select(func.coalesce(func.max(Comment.id), 0))) or 0
    return range(last + 1, last + 1 + many)


def _is_postgresql() -> bool:
    return bool(db.session.get_bind().dialect.name == "postgresql")


def thread_and_version(contribution_id: int, comment_id: int | None) -> tuple[int, int]:
    """The thread of a contribution, and the first version of its words, or of a comment's below it."""
    of_it = Revision.comment_id == comment_id if comment_id else Revision.contribution_id == contribution_id
    thread = select(Thread.id).where(Thread.contribution_id == contribution_id).scalar_subquery()
    found = db.session.execute(select(thread, Revision.id).where(of_it, Revision.number == 1)).one()
    return found[0], found[1]
