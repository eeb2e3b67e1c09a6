"""Whether this process can serve people."""

from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from app.site import queries
from config import ROOT


def unready() -> str | None:
    """Why this process should get no visitors yet, for those who run it; none where all is well."""
    try:
        reached = queries.migrated_to()
    except DBAPIError:
        return "The database does not answer."
    wanted = _heads(ROOT / "migrations")
    if reached == wanted:
        return None
    return f"The database stands at {_names(reached)}, and this code needs {_names(wanted)}. Run: flask db upgrade"


@cache
def _heads(folder: Path) -> frozenset[str]:
    return frozenset(ScriptDirectory(str(folder)).get_heads())


def _names(revisions: frozenset[str]) -> str:
    return " and ".join(sorted(revisions)) or "no migration"
