"""A report and a case can be about the proposal to change a rule, or about words in its discussion."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0057"

OLD_OBJECTS = ("contribution_id", "comment_id", "person_id", "organisation_id")
ABOUT = {"rule_proposal_id": "rule_proposals", "rule_comment_id": "rule_comments"}
OPEN = {"reports": "settled_at IS NULL", "cases": "closed_at IS NULL"}
NEW = " OR ".join(f"{column} IS NOT NULL" for column in ABOUT)
APPEAL_WITHIN = "183 days"

REFUSED = {"decisions": "A decision is never altered.", "case_events": "What was said in a case is never altered."}


def upgrade() -> None:
    """Apply."""
    for table in OPEN:
        for column, other in ABOUT.items():
            _add(table, column, other)
        _change_check(table, OLD_OBJECTS, (*OLD_OBJECTS, *ABOUT))
    for column in ABOUT:
        name = column.removesuffix("_id")
        _unique(f"uq_reports_waiting_{name}", "reports", ["reporter_id", column])
        _unique(f"uq_cases_open_{name}", "cases", [column])
    _let_old_ones_be_appealed()


def _let_old_ones_be_appealed() -> None:
    """What a moderator hid before can be contested as long as anything else."""
    ends = f"at + INTERVAL '{APPEAL_WITHIN}'" if _postgresql() else f"datetime(at, '+{APPEAL_WITHIN}') || '.000000'"
    _past_the_guard("decisions", f"UPDATE decisions SET appeal_by = {ends} WHERE verb = 'hide' AND ({NEW})")


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _add(table: str, column: str, other: str) -> None:
    """Add a column, written out because both databases know this form: nothing is copied, no check is lost."""
    kind = "BIGINT" if _postgresql() else "INTEGER"
    reference = f"CONSTRAINT fk_{table}_{column}_{other} REFERENCES {other} (id)"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} {reference}")
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _unique(name: str, table: str, columns: list[str]) -> None:
    while_ = sa.text(OPEN[table])
    op.create_index(name, table, columns, unique=True, sqlite_where=while_, postgresql_where=while_)


def _one_of(columns: tuple[str, ...]) -> str:
    return " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in columns) + " = 1"


def _change_check(table: str, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Replace the check that a row is about one thing.

    SQLite can only make the whole table anew, and what points at it stands in the way; but a check is nothing but
    its words in the schema, which SQLite lets one replace (https://www.sqlite.org/lang_altertable.html, at the end).
    """
    if _postgresql():
        name = f"ck_{table}_one_object"
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({_one_of(new)})")
        return
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = bind.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ? AND instr(sql, ?)",
        (_one_of(old), _one_of(new), table, _one_of(old)),
    )
    assert changed.rowcount == 1
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")


def _past_the_guard(table: str, *statements: str) -> None:
    """Do what the guard of a table refuses, and put the guard back."""
    if _postgresql():
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_are_never_altered")
    else:
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_refuse_{act}")
    for statement in statements:
        op.execute(statement)
    if _postgresql():
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_are_never_altered")
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED[table]}'); END"
        )


def downgrade() -> None:
    """Undo. Reports and cases on words about the rules go; decisions on such words stay, without case and appeal."""
    gone = {table: f"SELECT id FROM {table} WHERE {NEW}" for table in (*OPEN, "decisions")}
    op.execute(f"DELETE FROM notices WHERE report_id IN ({gone['reports']}) OR case_id IN ({gone['cases']})")
    op.execute(f"DELETE FROM appeals WHERE decision_id IN ({gone['decisions']})")
    _past_the_guard("decisions", f"UPDATE decisions SET case_id = NULL, appeal_by = NULL WHERE {NEW}")
    _past_the_guard("case_events", f"DELETE FROM case_events WHERE case_id IN ({gone['cases']})")
    for table in OPEN:
        op.execute(f"DELETE FROM {table} WHERE {NEW}")
    for column in ABOUT:
        name = column.removesuffix("_id")
        op.drop_index(f"uq_reports_waiting_{name}", "reports")
        op.drop_index(f"uq_cases_open_{name}", "cases")
    for table in OPEN:
        _change_check(table, (*OLD_OBJECTS, *ABOUT), OLD_OBJECTS)
        for column in ABOUT:
            op.drop_index(op.f(f"ix_{table}_{column}"), table)
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
