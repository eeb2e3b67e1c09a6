"""Column types of our own: times that cannot be naive, enumerations kept as their words, rows carried as one JSON text."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    FunctionElement,
    Integer,
    ScalarSelect,
    Select,
    String,
    Text,
    TextClause,
    TypeDecorator,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A primary key that SQLite numbers by itself (it does so for INTEGER only) and PostgreSQL keeps in eight bytes."""


OBJECTS = (
    "contribution_id", "comment_id", "person_id", "organisation_id", "rule_proposal_id", "rule_comment_id", "space_id",
)  # fmt: skip
"""What a report, a case or a decision is about: one of these columns names it."""

ONE_OBJECT = " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in OBJECTS) + " = 1"
"""A check: the row is about one thing."""


def only_while(where: TextClause) -> dict[str, Any]:
    """The arguments of an index that holds some rows only, on both databases."""
    return {"sqlite_where": where, "postgresql_where": where}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Refuses a naive one going in; gives an aware UTC one coming out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC; SQLite keeps it without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment must say its zone.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return None if value is None else _in_utc(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """The same in one step: a page of comments has hundreds of moments, and most are none."""
        read = self.impl_instance.dialect_impl(dialect).result_processor(dialect, coltype) or _as_it_is

        def process(value: Any) -> datetime | None:
            return None if value is None else _in_utc(cast(datetime, read(value)))

        return process


def _as_it_is(value: Any) -> Any:
    return value


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is UTC:
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class InvitationColumns:
    """What every table of invitations has. A link exists in one mail and one answer; here is a keyed digest of it.

    The address goes when the invitation is over.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @staticmethod
    def checks() -> tuple[CheckConstraint, ...]:
        """It is used by somebody, or taken back; never both."""
        return (
            CheckConstraint("(used_at IS NULL) = (used_by_id IS NULL)", name="used"),
            CheckConstraint("used_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        )


def enum_column(kind: type[StrEnum], length: int = 24) -> Enum:
    """An enumeration stored by its values, with a check; never as the database's own type, which is hard to change."""

    def values(members: Any) -> list[str]:
        return [member.value for member in members]

    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=length,
        values_callable=values,
        name=kind.__name__.lower(),
    )


class _JsonRow(FunctionElement[str]):
    """Columns as one JSON array."""

    name = "json_row"
    inherit_cache = True


class _JsonRows(FunctionElement[str]):
    """The JSON arrays of all rows, in their order, as one JSON array; nothing where there are no rows on PostgreSQL."""

    name = "json_rows"
    inherit_cache = True


_JSON_FUNCTIONS = {
    "json_row": {"sqlite": "json_array", "postgresql": "json_build_array"},
    "json_rows": {"sqlite": "json_group_array", "postgresql": "json_agg"},
}


@compiles(_JsonRow)
@compiles(_JsonRows)
def _json_function(element: _JsonRow | _JsonRows, compiler: SQLCompiler, **options: Any) -> str:
    function = _JSON_FUNCTIONS[element.name][compiler.dialect.name]
    return f"{function}({compiler.process(element.clauses, **options)})"


def json_rows(rows: Select[Any]) -> ScalarSelect[str]:
    """The rows of a statement as one value, a JSON array of arrays, so that they travel with another row.

    A trip to the database costs more than fifty rows do. Moments arrive as words: read them with `moment`. A statement
    without rows gives `[]` or nothing.
    """
    each = rows.subquery()
    return select(sql_cast(_JsonRows(_JsonRow(*each.c)), Text)).scalar_subquery()


def moment(words: str | None) -> datetime | None:
    """A moment as JSON has it, in UTC."""
    return None if words is None else _in_utc(datetime.fromisoformat(words))
