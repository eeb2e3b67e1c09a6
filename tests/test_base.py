"""The ground that the other tests stand on: what one test commits, the next does not see."""

import pytest
from sqlalchemy import text


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_commits_is_gone_in_the_next(app, turn):
    from app.extensions import db

    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM areas")) == 0, turn
        assert db.session.scalar(text("SELECT count(*) FROM roles")) == 8
        db.session.execute(text("INSERT INTO areas (slug, name, population) VALUES ('n', 'North', 1)"))
        db.session.execute(text("DELETE FROM roles"))
        db.session.commit()
