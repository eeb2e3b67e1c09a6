"""Column types of our own: times that cannot be naive, and enumerations kept as their words."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, TypeDecorator

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A primary key that SQLite numbers by itself (it does so for INTEGER only) and PostgreSQL keeps in eight bytes."""


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
