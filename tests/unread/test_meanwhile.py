"""Noting where somebody reads, while somebody else writes in the same discussion."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.threads import queries
from app.transaction import transaction
from tests import factories

PATIENCE = 10
"""Seconds: many times what it takes."""


@pytest.fixture(autouse=True)
def together(request):
    if request.config.getoption("--database") == "sqlite":
        pytest.skip("about two who write at once: see the run on PostgreSQL")


def test_whoever_reads_waits_for_nobody_who_posts(app, as_user):
    idea = factories.contribution(app, factories.round_(app), factories.user(app))
    thread, reader = factories.thread_of(app, idea), as_user(factories.user(app))
    token = reader.token("/account/")
    address = f"/threads/{thread.public_id}/reading"
    with ThreadPoolExecutor(1) as other, app.app_context(), transaction():
        queries.lock_thread(thread.id)
        noted = other.submit(reader.post, address, data={"csrf_token": token, "upto": 0})
        assert noted.result(PATIENCE).status_code == 303, "noted before whoever posts is done"
