"""The migrations go up, all the way down and up again, and what they make is what the models say."""

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect


@pytest.fixture(scope="session")
def migrated(new_database):
    """An empty database of its own, and its address."""
    return new_database("migrated")


@pytest.fixture
def bare_app(make_app, migrated):
    """An app on a database of its own, with Alembic's configuration beside it."""
    app = make_app(database_url=migrated.url)
    with app.app_context():
        yield app, app.extensions["migrate"].migrate.get_config()


def tables(db):
    return {name for name in inspect(db.engine).get_table_names() if name != "alembic_version"}


def test_up_down_and_up_again(bare_app):
    from app.extensions import db

    _, config = bare_app
    command.upgrade(config, "head")
    first = tables(db)
    assert {table.name for table in db.metadata.sorted_tables} <= first
    command.downgrade(config, "base")
    assert tables(db) == set()
    command.upgrade(config, "head")
    assert tables(db) == first


def test_each_step_can_be_undone(bare_app):
    _, config = bare_app
    command.downgrade(config, "base")
    for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
        command.upgrade(config, script.revision)
        command.downgrade(config, "-1")
        command.upgrade(config, script.revision)


# SQLite cannot tell what an index on an expression is made of; PostgreSQL compares it.
@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_models_and_migrations_agree(bare_app):
    _, config = bare_app
    command.upgrade(config, "head")
    command.check(config)  # Raises, naming each difference.


def test_there_is_one_line_of_migrations(bare_app):
    _, config = bare_app
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
