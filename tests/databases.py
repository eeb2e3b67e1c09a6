"""One database per test worker, laid out once by the real migrations and put back between tests.

Tests commit for real. Afterwards the database is put back to what the migrations left, their rows included. That takes
a few milliseconds, and leaves a test's missing commit visible, unlike a rollback round each test.
"""

import sqlite3
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

RESET = """
CREATE FUNCTION kept.reset() RETURNS void LANGUAGE plpgsql
SET session_replication_role = replica SET lock_timeout = '10s' AS $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM public.%I', name);
    END LOOP;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'kept' LOOP
        EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', name, name);
    END LOOP;
END $$
"""
"""Foreign keys and triggers sleep in `replica`; a connection that was left in a transaction shows as a lock timeout."""


class Database(Protocol):
    """What a test worker does with its database."""

    url: str

    def keep(self) -> None:
        """Remember the present content as the state that `reset` returns to."""

    def reset(self) -> None:
        """Put the kept content back."""

    def close(self) -> None:
        """Let go of it."""


class SqliteDatabase:
    """A file, and a copy of it in memory."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path}"
        self.connection = sqlite3.connect(path, timeout=10)
        self.connection.execute("PRAGMA synchronous = OFF")
        self.copy = sqlite3.connect(":memory:")

    def version(self) -> int:
        """A number that moves when somebody else writes."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def keep(self) -> None:
        self.connection.backup(self.copy)
        self.seen = self.version()

    def reset(self) -> None:
        if self.version() != self.seen:
            self.copy.backup(self.connection)
            self.seen = self.version()

    def close(self) -> None:
        self.connection.close()
        self.copy.close()


class PostgresqlDatabase:
    """A database of the session's own server, and a second schema with the rows that the migrations left."""

    def __init__(self, server: str, name: str) -> None:
        import psycopg

        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        self.url = make_url(server).set(database=name).render_as_string(hide_password=False)
        self.connection = psycopg.connect(self.url, autocommit=True)
        # What a closed browser sent last may stand in the way of a reset: then that is given up (after a second), not this.
        self.connection.execute("SET deadlock_timeout = '20s'")

    def keep(self) -> None:
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        self.connection.execute("CREATE SCHEMA kept")
        for (table,) in self.connection.execute(tables).fetchall():
            if self.connection.execute(f'SELECT 1 FROM public."{table}" LIMIT 1').fetchone():
                self.connection.execute(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')
        self.connection.execute(RESET)

    def reset(self) -> None:
        self.connection.execute("SELECT kept.reset()")

    def close(self) -> None:
        self.connection.close()
