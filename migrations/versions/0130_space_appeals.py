"""What moderators of a space decide can be appealed against, to the others or to the moderators of the site."""

from alembic import op

from migrations.widening import forget_decisions, widen

revision = "0130"
down_revision = "0110"

NEW = {
    ("decisions", "verb", "verb"): ("put_out", "let_in"),
    ("decisions", "scope", "scope"): ("membership",),
    ("notices", "noticekind", "kind"): ("space_appealed", "space_appeal_answered"),
}
"""(table, check, column): the values that it takes from now on."""

LINKS = {("appeals", "space_id"): ("INTEGER", "spaces"), ("space_outs", "decision_id"): ("BIGINT", "decisions")}


def upgrade() -> None:
    """Apply."""
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values)
    for (table, column), (kind, other) in LINKS.items():
        link = f"CONSTRAINT fk_{table}_{column}_{other} REFERENCES {other} (id)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {_type(kind)} {link}")
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _type(kind: str) -> str:
    return "INTEGER" if op.get_bind().dialect.name == "sqlite" else kind


def downgrade() -> None:
    """Undo, with what was decided and told about members. What was appealed against in spaces is forgotten with it."""
    in_spaces = "SELECT id FROM rounds WHERE space_id IS NOT NULL"
    op.execute(f"DELETE FROM appeals WHERE decision_id IN (SELECT id FROM decisions WHERE round_id IN ({in_spaces}))")
    for table, column in LINKS:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    told = "SELECT id FROM decisions WHERE scope = 'membership'"
    op.execute(
        f"DELETE FROM notices WHERE decision_id IN ({told}) OR kind IN ('space_appealed', 'space_appeal_answered')"
    )
    forget_decisions("scope = 'membership'")
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values, narrow=True)
