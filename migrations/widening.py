"""What several steps do with a check that lists values, and with decisions, which are guarded."""

import re

import sqlalchemy as sa
from alembic import op


def widen(table: str, check: str, column: str, values: tuple[str, ...], *, narrow: bool = False) -> None:
    """Let a column take more values, or no longer.

    SQLite would make the table anew, and what points at it, and what guards it, with it. A check that is only widened
    can be rewritten in the schema instead, as SQLite's manual of ALTER TABLE describes.
    """
    name = f"ck_{table}_{check}"
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        held = bind.scalar(
            sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"), {"name": name}
        )
        known = re.findall(r"'(\w+)'", held)
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, _one_of(column, _after(known, values, narrow=narrow)))
        return
    sql = bind.scalar(sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": table})
    pattern = re.compile(rf"(CONSTRAINT {name} CHECK \()[^()]*\([^()]*\)", re.IGNORECASE)
    found = pattern.search(sql)
    assert found, name
    known = re.findall(r"'(\w+)'", found[0])
    changed = pattern.sub(lambda match: match[1] + _one_of(column, _after(known, values, narrow=narrow)), sql)
    version = bind.scalar(sa.text("PRAGMA schema_version"))
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name"),
        {"sql": changed, "name": table},
    )
    bind.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = OFF"))


def _after(known: list[str], values: tuple[str, ...], *, narrow: bool) -> list[str]:
    return [one for one in known if one not in values] if narrow else [*known, *values]


def _one_of(column: str, values: list[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def forget_decisions(which: str) -> None:
    """Take decisions away that an older site cannot know, past the guard that keeps them all."""
    gone = sa.delete(sa.table("decisions")).where(sa.text(which))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE decisions DISABLE TRIGGER decisions_are_never_altered")
        op.execute(gone)
        op.execute("ALTER TABLE decisions ENABLE TRIGGER decisions_are_never_altered")
        return
    op.execute("DROP TRIGGER decisions_refuse_delete")
    op.execute(gone)
    op.execute(
        "CREATE TRIGGER decisions_refuse_delete BEFORE DELETE ON decisions "
        "BEGIN SELECT RAISE(ABORT, 'A decision is never altered.'); END"
    )
