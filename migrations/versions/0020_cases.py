"""Cases that gather reports, decisions with all that they rest on, appeals, and what restrains a person for a time."""

from datetime import timedelta
from secrets import choice

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0009"

MOMENT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ALONE = {"resolve_fks": False}
SIGNS = "23456789abcdefghjkmnpqrstvwxyz"

OLD_REASONS = ("private_details", "insult", "advert", "off_topic", "untrue", "illegal", "other")
REASONS = ("private_details", "insult", "hate", "advert", "off_topic", "untrue", "impostor", "illegal", "other")
OLD_VERBS = ("hide", "restore", "lock", "unlock")
VERBS = (
    "keep", "ask_edit", "hide", "remove", "restore", "lock", "slow", "close_to_new", "unlock", "warn", "hold",
    "silence", "suspend", "end",
)  # fmt: skip
OLD_NOTICES = (
    "hidden", "restored", "locked", "unlocked", "report_settled", "replied", "commented", "votes_aside",
    "votes_stay_aside", "votes_back",
)  # fmt: skip
NOTICES = (*OLD_NOTICES, "decided", "asked", "answered", "passed_on", "appeal_decided", "all_removed")

OBJECTS = {"contribution": "contributions", "comment": "comments", "person": "users", "organisation": "organisations"}
OLD_OBJECT = "(contribution_id IS NULL) <> (comment_id IS NULL)"
ONE_OBJECT = " + ".join(f"(CASE WHEN {name}_id IS NULL THEN 0 ELSE 1 END)" for name in OBJECTS) + " = 1"

URGENT = {"private_details": 0, "illegal": 0, "insult": 1}
CAN_WAIT = 2
GRAVEST = ("private_details", "illegal", "insult", "advert", "off_topic", "untrue", "other")
APPEAL_WITHIN = timedelta(days=183)

APPEND_ONLY = {"decisions": "A decision is never altered.", "case_events": "What was said in a case is never altered."}


def upgrade() -> None:
    """Apply."""
    _make_cases()
    with NoticesLetGo():
        _widen_reports()
        _widen_decisions()
    _widen_notices()
    _make_appeals_and_restraints()
    for table, names in (
        ("users", ("held_until", "silenced_until", "suspended_until")),
        ("threads", ("slow_until", "closed_to_new_until")),
    ):
        for name in names:
            op.add_column(table, sa.Column(name, MOMENT, nullable=True))
    _fill()
    for table, refusal in APPEND_ONLY.items():
        _guard(table, refusal)


def _id() -> sa.Column:
    return sa.Column("id", BIG_ID, nullable=False, primary_key=True)


def _name() -> sa.Column:
    return sa.Column("public_id", sa.String(length=12), nullable=False, unique=True)


def _ref(name: str, table: str, **more: object) -> sa.Column:
    big = (
        BIG_ID if table in {"contributions", "comments", "revisions", "threads", "cases", "decisions"} else sa.Integer()
    )
    key = "number" if table == "community_rules" else "id"
    return sa.Column(name, big, sa.ForeignKey(f"{table}.{key}"), nullable=more.pop("nullable", True), **more)


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def _objects() -> list[sa.Column]:
    return [_ref(f"{name}_id", table) for name, table in OBJECTS.items()]


def _make_cases() -> None:
    op.create_table(
        "cases",
        _id(),
        _name(),
        _ref("round_id", "rounds", index=True),
        *[_ref(f"{name}_id", table, index=True) for name, table in OBJECTS.items()],
        _ref("thread_id", "threads", index=True),
        _ref("author_id", "users", index=True),
        _ref("revision_id", "revisions", index=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("reason", _enum("reportreason", REASONS), nullable=False),
        sa.Column("urgency", sa.SmallInteger(), nullable=False),
        sa.Column("report_count", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        _ref("claimed_by_id", "users", index=True),
        sa.Column("claimed_until", MOMENT, nullable=True),
        _ref("assigned_to_id", "users", index=True),
        sa.Column("escalated_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        _ref("closed_by_id", "users", index=True),
        sa.CheckConstraint(ONE_OBJECT, name="one_object"),
        sa.CheckConstraint("(claimed_by_id IS NULL) = (claimed_until IS NULL)", name="lease"),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed"),
    )
    op.create_index("ix_cases_queue", "cases", ["urgency", "opened_at", "id"], **_while("closed_at IS NULL"))
    op.create_index("ix_cases_done", "cases", ["closed_at", "id"])
    for name in OBJECTS:
        op.create_index(f"uq_cases_open_{name}", "cases", [f"{name}_id"], unique=True, **_while("closed_at IS NULL"))
    op.create_table(
        "case_events",
        _id(),
        _ref("case_id", "cases", nullable=False, index=True),
        sa.Column(
            "kind",
            _enum("caseeventkind", ("note", "asked", "answered", "assigned", "escalated", "passed_on")),
            nullable=False,
        ),
        _ref("by_id", "users", nullable=False, index=True),
        _ref("to_id", "users", index=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def _make_appeals_and_restraints() -> None:
    op.create_table(
        "appeals",
        _id(),
        _name(),
        _ref("decision_id", "decisions", nullable=False, unique=True),
        _ref("decider_id", "users", nullable=False, index=True),
        _ref("person_id", "users", nullable=False, index=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("answer_by", MOMENT, nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        _ref("decided_by_id", "users", index=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        _ref("outcome_id", "decisions", index=True),
        sa.CheckConstraint("decided_by_id <> decider_id", name="another_moderator"),
        sa.CheckConstraint("decided_by_id <> person_id", name="not_own"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided"),
        sa.CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name="answered"),
    )
    op.create_index("ix_appeals_waiting", "appeals", ["answer_by", "id"], **_while("decided_at IS NULL"))
    op.create_table(
        "restraints",
        _id(),
        _ref("person_id", "users", nullable=False, index=True),
        sa.Column("kind", _enum("restraintkind", ("hold", "silence", "suspend")), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        _ref("decision_id", "decisions", nullable=False, index=True),
        sa.Column("lifted_at", MOMENT, nullable=True),
        _ref("lifted_by_id", "decisions", index=True),
        sa.CheckConstraint("ends_at > starts_at", name="order"),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted"),
    )


def _while(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class NoticesLetGo:
    """On SQLite a table is altered by making it anew, and what points at the old one stands in the way."""

    def __enter__(self) -> None:
        if _is_sqlite():
            op.execute("CREATE TEMP TABLE pointed AS SELECT id, decision_id, report_id FROM notices")
            op.execute("UPDATE notices SET decision_id = NULL, report_id = NULL")

    def __exit__(self, *failure: object) -> None:
        if _is_sqlite() and failure[0] is None:
            op.execute(
                "UPDATE notices SET decision_id = pointed.decision_id, report_id = pointed.report_id "
                "FROM pointed WHERE pointed.id = notices.id"
            )
            op.execute("DROP TABLE pointed")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _change_check(batch: object, table: str, name: str, condition: str | None) -> None:
    """Replace a check, or only drop it."""
    batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
    if condition:
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _add_ref(batch: object, table: str, name: str, to: str) -> None:
    big = BIG_ID if to in {"cases", "revisions"} else sa.Integer()
    batch.add_column(sa.Column(name, big, nullable=True))
    batch.create_foreign_key(op.f(f"fk_{table}_{name}_{to}"), to, [name], ["id"])
    batch.create_index(op.f(f"ix_{table}_{name}"), [name])


def _drop_ref(batch: object, table: str, name: str, to: str) -> None:
    batch.drop_index(op.f(f"ix_{table}_{name}"))
    batch.drop_constraint(op.f(f"fk_{table}_{name}_{to}"), type_="foreignkey")
    batch.drop_column(name)


REPORT_REFS = {"case_id": "cases", "person_id": "users", "organisation_id": "organisations", "revision_id": "revisions"}
DECISION_REFS = {"case_id": "cases", "organisation_id": "organisations"}


def _widen_reports() -> None:
    with op.batch_alter_table("reports", reflect_kwargs=ALONE) as batch:
        batch.alter_column("round_id", existing_type=sa.Integer(), nullable=True)
        for name, to in REPORT_REFS.items():
            _add_ref(batch, "reports", name, to)
        batch.add_column(sa.Column("outcome", sa.String(length=24), nullable=True))
        batch.create_check_constraint(op.f("ck_reports_outcome"), _one_of("outcome", ("upheld", "kept", "unfounded")))
        _change_check(batch, "reports", "one_object", ONE_OBJECT)
        _change_check(batch, "reports", "reportreason", _one_of("reason", REASONS))
    for name in ("person", "organisation"):
        columns = ["reporter_id", f"{name}_id"]
        op.create_index(f"uq_reports_waiting_{name}", "reports", columns, unique=True, **_while("settled_at IS NULL"))


def _widen_decisions() -> None:
    with op.batch_alter_table("decisions", reflect_kwargs=ALONE) as batch:
        batch.alter_column("round_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("rule", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("verb", existing_type=sa.String(length=10), type_=sa.String(length=24))
        for name, to in DECISION_REFS.items():
            _add_ref(batch, "decisions", name, to)
        batch.add_column(sa.Column("scope", sa.String(length=24), nullable=False, server_default="text"))
        batch.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_decisions_author_id_users"), "users", ["author_id"], ["id"])
        batch.add_column(sa.Column("ground", sa.String(length=24), nullable=False, server_default="rules"))
        batch.add_column(sa.Column("facts", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("automated", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("until", MOMENT, nullable=True))
        batch.add_column(sa.Column("appeal_by", MOMENT, nullable=True))
        batch.create_check_constraint(
            op.f("ck_decisions_scope"), _one_of("scope", ("text", "version", "thread", "person", "organisation"))
        )
        batch.create_check_constraint(op.f("ck_decisions_ground"), _one_of("ground", ("rules", "law")))
        batch.create_check_constraint(op.f("ck_decisions_rule_given"), "rule IS NOT NULL OR verb = 'keep'")
        _change_check(batch, "decisions", "verb", _one_of("verb", VERBS))
        batch.create_index("ix_decisions_author_id_at", ["author_id", "at"])


def _widen_notices() -> None:
    with op.batch_alter_table("notices", reflect_kwargs=ALONE) as batch:
        _add_ref(batch, "notices", "case_id", "cases")
        _change_check(batch, "notices", "noticekind", _one_of("kind", NOTICES))


def _fill() -> None:
    """Say of old decisions whom they concern and until when they can be contested; open a case on what waits."""
    bind, meta = op.get_bind(), sa.MetaData()
    names = ("decisions", "reports", "cases", "contributions", "comments", "threads", "revisions")
    t = {name: sa.Table(name, meta, autoload_with=bind, resolve_fks=False) for name in names}
    for decision in bind.execute(sa.select(t["decisions"])).mappings().all():
        scope = "version" if decision["revision_id"] else "thread" if decision["thread_id"] else "text"
        appeal_by = decision["at"] + APPEAL_WITHIN if decision["verb"] in {"hide", "lock"} else None
        values = {"scope": scope, "author_id": _about(bind, t, decision)["author_id"], "appeal_by": appeal_by}
        bind.execute(t["decisions"].update().where(t["decisions"].c.id == decision["id"]).values(values))
    waiting = bind.execute(sa.select(t["reports"]).where(t["reports"].c.settled_at.is_(None))).mappings().all()
    for key in dict.fromkeys((one["contribution_id"], one["comment_id"]) for one in waiting):
        _open_case(bind, t, [one for one in waiting if (one["contribution_id"], one["comment_id"]) == key])


def _about(bind: sa.Connection, t: dict[str, sa.Table], row: sa.RowMapping) -> sa.RowMapping:
    kind, key = ("comment", row["comment_id"]) if row["comment_id"] else ("contribution", row["contribution_id"])
    return bind.execute(sa.select(t[f"{kind}s"]).where(t[f"{kind}s"].c.id == key)).mappings().one()


def _open_case(bind: sa.Connection, t: dict[str, sa.Table], reports: list[sa.RowMapping]) -> None:
    first = min(reports, key=lambda report: (report["at"], report["id"]))
    about, comment = _about(bind, t, first), first["comment_id"] is not None
    threads = t["threads"].c
    thread = (
        about["thread_id"]
        if comment
        else bind.scalar(sa.select(threads.id).where(threads.contribution_id == about["id"]))
    )
    of_it = t["revisions"].c.comment_id if comment else t["revisions"].c.contribution_id
    then = sa.select(t["revisions"].c.id).where(of_it == about["id"], t["revisions"].c.at <= first["at"])
    reason = min((report["reason"] for report in reports), key=GRAVEST.index)
    row = {
        "public_id": "".join(choice(SIGNS) for _ in range(12)), "round_id": first["round_id"],
        "contribution_id": first["contribution_id"], "comment_id": first["comment_id"], "thread_id": thread,
        "author_id": about["author_id"], "revision_id": bind.scalar(then.order_by(t["revisions"].c.number.desc())),
        "evidence": "", "reason": reason, "urgency": URGENT.get(reason, CAN_WAIT), "report_count": len(reports),
        "opened_at": first["at"],
    }  # fmt: skip
    case = bind.execute(t["cases"].insert().values(row)).inserted_primary_key[0]
    ids = [report["id"] for report in reports]
    bind.execute(
        t["reports"].update().where(t["reports"].c.id.in_(ids)).values(case_id=case, revision_id=row["revision_id"])
    )


def _guard(table: str, refusal: str) -> None:
    if not _is_sqlite():
        op.execute(
            f"CREATE FUNCTION refuse_to_alter_{table}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_are_never_altered BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_to_alter_{table}()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        )


def _unguard(table: str) -> None:
    if not _is_sqlite():
        op.execute(f"DROP TRIGGER {table}_are_never_altered ON {table}")
        op.execute(f"DROP FUNCTION refuse_to_alter_{table}()")
        return
    for act in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_refuse_{act}")


def downgrade() -> None:
    """Undo. What the house knew nothing of before goes: reports and decisions on people, and the newer verbs."""
    for table in APPEND_ONLY:
        _unguard(table)
    for table, names in (
        ("threads", ("slow_until", "closed_to_new_until")),
        ("users", ("held_until", "silenced_until", "suspended_until")),
    ):
        for name in names:
            op.drop_column(table, name)
    op.drop_table("restraints")
    op.drop_table("appeals")
    _forget_the_new()
    with op.batch_alter_table("notices", reflect_kwargs=ALONE) as batch:
        _drop_ref(batch, "notices", "case_id", "cases")
        _change_check(batch, "notices", "noticekind", _one_of("kind", OLD_NOTICES))
    with NoticesLetGo():
        _narrow_reports()
        _narrow_decisions()
    op.drop_table("case_events")
    op.drop_table("cases")


def _forget_the_new() -> None:
    old_decision = f"{_one_of('verb', OLD_VERBS)} AND round_id IS NOT NULL"
    old_report = f"{_one_of('reason', OLD_REASONS)} AND (contribution_id IS NOT NULL OR comment_id IS NOT NULL)"
    old_notice = _one_of("kind", OLD_NOTICES)
    op.execute(f"DELETE FROM notices WHERE NOT ({old_notice})")
    for table, name, old in (("decisions", "decision_id", old_decision), ("reports", "report_id", old_report)):
        op.execute(f"DELETE FROM notices WHERE {name} IN (SELECT id FROM {table} WHERE NOT ({old}))")
        op.execute(f"DELETE FROM {table} WHERE NOT ({old})")


def _narrow_reports() -> None:
    for name in ("person", "organisation"):
        op.drop_index(f"uq_reports_waiting_{name}", "reports")
    with op.batch_alter_table("reports", reflect_kwargs=ALONE) as batch:
        _change_check(batch, "reports", "reportreason", _one_of("reason", OLD_REASONS))
        _change_check(batch, "reports", "one_object", OLD_OBJECT)
        _change_check(batch, "reports", "outcome", None)
        batch.drop_column("outcome")
        for name, to in REPORT_REFS.items():
            _drop_ref(batch, "reports", name, to)
        batch.alter_column("round_id", existing_type=sa.Integer(), nullable=False)


def _narrow_decisions() -> None:
    with op.batch_alter_table("decisions", reflect_kwargs=ALONE) as batch:
        for name in ("scope", "ground", "rule_given"):
            _change_check(batch, "decisions", name, None)
        _change_check(batch, "decisions", "verb", _one_of("verb", OLD_VERBS))
        batch.drop_index("ix_decisions_author_id_at")
        batch.drop_constraint(op.f("fk_decisions_author_id_users"), type_="foreignkey")
        for name in ("scope", "author_id", "ground", "facts", "automated", "until", "appeal_by"):
            batch.drop_column(name)
        for name, to in DECISION_REFS.items():
            _drop_ref(batch, "decisions", name, to)
        batch.alter_column("verb", existing_type=sa.String(length=24), type_=sa.String(length=10))
        batch.alter_column("rule", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("round_id", existing_type=sa.Integer(), nullable=False)
