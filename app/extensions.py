"""The Flask extensions, made once and bound to an app by `create_app`."""

from typing import Any

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_security.core import Security
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a migration can find it again on both databases."""

SQLITE_BUSY_MS = 15_000
"""How long a writer waits for another on SQLite: longer than any write here takes, even with a hundred in the queue."""


class Base(DeclarativeBase):
    """What every table's class derives from."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)
migrate = Migrate()
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address)
mail = Mail()
security = Security()


def prepare_sqlite(engine: Engine) -> None:
    """Make SQLite behave as a server would: write-ahead log, foreign keys, and transactions that begin when told.

    The driver's own habit of opening transactions by itself is switched off; `BEGIN` is sent by us, and it is
    `BEGIN IMMEDIATE` inside `transaction()`, because a read that turns into a write fails at once with "locked".
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={SQLITE_BUSY_MS}",
            "cache_size=-16000",
            "mmap_size=268435456",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        raw = connection.connection.dbapi_connection
        assert raw is not None  # A connection that begins is checked out of the pool.
        immediate = connection.get_execution_options().get("immediate", False)
        raw.execute("BEGIN IMMEDIATE" if immediate else "BEGIN")
