"""The name of a space that everybody may know of can be reported and hidden."""

import sqlalchemy as sa
from alembic import op

from migrations.widening import forget_decisions, widen

revision = "0131"
down_revision = "0130"

OLD_OBJECTS = (
    "contribution_id", "comment_id", "person_id", "organisation_id", "rule_proposal_id", "rule_comment_id",
)  # fmt: skip
OPEN = {"reports": "settled_at IS NULL", "cases": "closed_at IS NULL"}
UNIQUE = {
    "reports": ("uq_reports_waiting_space", ["reporter_id", "space_id"]),
    "cases": ("uq_cases_open_space", ["space_id"]),
}
NEW = {("decisions", "scope", "scope"): ("space",), ("notices", "noticekind", "kind"): ("space_name_hidden",)}
"""(table, check, column): the values that it takes from now on."""

WORDS = ("hidden_slug", "hidden_name", "hidden_about", "hidden_about_html", "worded_by_id")


def upgrade() -> None:
    """Apply."""
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values)
    for table in (*OPEN, "decisions"):
        _link(table, "space_id", "spaces")
    for table, while_ in OPEN.items():
        _change_check(table, OLD_OBJECTS, (*OLD_OBJECTS, "space_id"))
        (name, columns), where = UNIQUE[table], sa.text(while_)
        op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)
    _link("spaces", "worded_by_id", "users")
    op.execute("ALTER TABLE spaces ADD COLUMN hidden_name VARCHAR(80)")
    for column in ("hidden_about", "hidden_about_html"):
        op.execute(f"ALTER TABLE spaces ADD COLUMN {column} TEXT DEFAULT '' NOT NULL")
    both = "CONSTRAINT ck_spaces_hidden CHECK ((hidden_name IS NULL) = (hidden_slug IS NULL))"
    op.execute(f"ALTER TABLE spaces ADD COLUMN hidden_slug VARCHAR(80) {both}")


def _link(table: str, column: str, other: str) -> None:
    """Add a column, written out because both databases know this form: nothing is copied, no check is lost."""
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT fk_{table}_{column}_{other} REFERENCES {other} (id)"
    )
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _one_of(columns: tuple[str, ...]) -> str:
    return " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in columns) + " = 1"


def _change_check(table: str, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Replace the check that a row is about one thing; on SQLite its words in the schema (see `0060`)."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        name = f"ck_{table}_one_object"
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({_one_of(new)})")
        return
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = bind.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ? AND instr(sql, ?)",
        (_one_of(old), _one_of(new), table, _one_of(old)),
    )
    assert changed.rowcount == 1
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")


def downgrade() -> None:
    """Undo. What was reported of names and decided on them goes; a name that is hidden stays as it is shown."""
    gone = {table: f"SELECT id FROM {table} WHERE space_id IS NOT NULL" for table in (*OPEN, "decisions")}
    op.execute(
        f"DELETE FROM notices WHERE report_id IN ({gone['reports']}) OR case_id IN ({gone['cases']}) "
        f"OR decision_id IN ({gone['decisions']}) OR kind = 'space_name_hidden'"
    )
    op.execute(f"DELETE FROM appeals WHERE decision_id IN ({gone['decisions']})")
    op.execute(f"DELETE FROM shown_reasons WHERE decision_id IN ({gone['decisions']})")
    forget_decisions("space_id IS NOT NULL")
    _forget_what_was_said_of_cases()
    for table in OPEN:
        op.execute(f"DELETE FROM {table} WHERE space_id IS NOT NULL")
        op.drop_index(UNIQUE[table][0], table)
        _change_check(table, (*OLD_OBJECTS, "space_id"), OLD_OBJECTS)
    for table in (*OPEN, "decisions"):
        op.drop_index(op.f(f"ix_{table}_space_id"), table)
        op.execute(f"ALTER TABLE {table} DROP COLUMN space_id")
    op.drop_index(op.f("ix_spaces_worded_by_id"), "spaces")
    for column in WORDS:
        op.execute(f"ALTER TABLE spaces DROP COLUMN {column}")
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values, narrow=True)


def _forget_what_was_said_of_cases() -> None:
    """Past the guard that keeps it all."""
    gone = "DELETE FROM case_events WHERE case_id IN (SELECT id FROM cases WHERE space_id IS NOT NULL)"
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE case_events DISABLE TRIGGER case_events_are_never_altered")
        op.execute(gone)
        op.execute("ALTER TABLE case_events ENABLE TRIGGER case_events_are_never_altered")
        return
    op.execute("DROP TRIGGER case_events_refuse_delete")
    op.execute(gone)
    op.execute(
        "CREATE TRIGGER case_events_refuse_delete BEFORE DELETE ON case_events "
        "BEGIN SELECT RAISE(ABORT, 'What was said in a case is never altered.'); END"
    )
