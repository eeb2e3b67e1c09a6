"""What the tests of rounds share: the people, a complete form, and a count of queries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from app.extensions import db
from app.rules.actors import Role
from tests import factories

COMPLETE = {
    "title": "Evening buses",
    "question": "Where could you not get home from after seven?",
    "aims": "Buses until **eleven** at night.",
    "decider": "Tomasz Wierzbicki",
    "decider_post": "Head of Transport",
    "budget": "£120,000",
    "budget_note": "a year",
    "needs-opens_on": "2026-12-01",
    "needs-opens_at": "09:00",
    "needs-closes_on": "2027-01-15",
    "needs-closes_at": "17:00",
}
"""A form from which a round can open, at a time before its phases are over."""

BEFORE = "2026-11-22T12:00:00+00:00"


@pytest.fixture
def commissioner(app: Any) -> Any:
    return factories.user(app, Role.COMMISSIONER, name="Ruth")


@pytest.fixture
def desk(as_user: Any, commissioner: Any) -> Any:
    """A commissioner's client."""
    return as_user(commissioner)


@pytest.fixture
def draft(desk: Any) -> str:
    """The slug of a draft from which nothing is missing."""
    response = desk.submit("/rounds/new", **COMPLETE)
    assert response.status_code == 303, response.text
    return response.location.split("/")[2]


@pytest.fixture
def opened(desk: Any, draft: str) -> str:
    """The slug of a round that is open to everybody."""
    assert desk.submit(f"/rounds/{draft}", f"/rounds/{draft}/opening").status_code == 303
    return draft


@pytest.fixture
def queries(app: Any) -> Callable[[], Any]:
    """Count the statements that are sent inside `with queries() as sent:`."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
