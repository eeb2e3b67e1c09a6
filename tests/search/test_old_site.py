"""A site from before the search of comments: its next step of the database puts what stands there into the index."""

from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app import clock
from app.extensions import db
from app.search.models import SearchComment, SearchWord
from app.threads.models import Comment
from tests import factories
from tests.conftest import forget_connections

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@pytest.fixture
def step(app):
    """Takes the step anew, after all that the index knows was forgotten."""

    def take():
        module = ScriptDirectory(str(MIGRATIONS)).get_revision("0120").module
        with app.app_context():
            with db.engine.begin() as connection:
                connection.execute(text("DELETE FROM search_words"))
                connection.execute(text("DELETE FROM search_comments"))
                with Operations.context(MigrationContext.configure(connection)):
                    module.upgrade()
            if db.engine.dialect.name == "sqlite":
                forget_connections(app)

    return take


def say(app, idea, number, body, **fields):
    """A comment as an old site has it, in no index."""
    thread = factories.thread_of(app, idea)
    with app.app_context():
        db.session.add(
            Comment(
                thread_id=thread.id, round_id=idea.round_id, author_id=idea.author_id, number=number, body=body,
                path=f"{number:05}", depth=0, folded=False, body_html=f"<p>{body}</p>", created_at=clock.now(), **fields,
            )
        )  # fmt: skip
        db.session.commit()


def test_old_comments_are_found_once_the_database_is_brought_up_to_date(app, client, step):
    idea = factories.contribution(app, factories.round_(app), factories.user(app), title="Somewhere to wait")
    say(app, idea, 1, "Ein Café mit Überdachung")
    say(app, idea, 2, "Hidden pergola", hidden_at=clock.now(), hidden_rule=1)
    say(app, idea, 3, "Withdrawn pergola", withdrawn_at=clock.now())
    step()
    assert "Somewhere to wait" in client.get("/search?q=uberdach").text
    assert "Somewhere to wait" in client.get("/search?q=uberdahcung").text, "a slip of the finger"
    assert "<mark>Somewhere</mark> to wait" in client.get("/search?q=somewehre").text, "a slip in a title"
    assert "Somewhere to wait" not in client.get("/search?q=pergola").text
    with app.app_context():
        assert db.session.query(SearchWord).filter_by(word="pergola").count() == 0
        assert [row.body for row in db.session.query(SearchComment)] == ["ein cafe mit uberdachung"]


def test_a_comment_that_it_put_in_leaves_when_it_is_hidden(app, client, step):
    idea = factories.contribution(app, factories.round_(app), factories.user(app), title="Somewhere to wait")
    say(app, idea, 1, "A pergola")
    step()
    assert "Somewhere to wait" in client.get("/search?q=pergola").text
    with app.app_context():
        db.session.query(Comment).update({"hidden_at": clock.now(), "hidden_rule": 1})
        db.session.commit()
        assert db.session.query(SearchComment).count() == 0
    assert "Somewhere to wait" not in client.get("/search?q=pergola").text
