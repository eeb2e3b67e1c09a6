"""Several acts at the same moment, each in a thread of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

PATIENCE = 60
"""Seconds for all of it: a crowded machine is slow, not wrong."""


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do all of these at the same moment; gives what each gave, in their order. Raises what one of them raised."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait(PATIENCE)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(PATIENCE) for done in [pool.submit(run, act) for act in acts]]


def in_context(app: Any, act: Callable[[], Any]) -> Callable[[], Any]:
    """The act inside a request of its own, as a thread of a server would do it."""
    from app.extensions import db

    def run() -> Any:
        with app.test_request_context():
            try:
                return act()
            finally:
                db.session.remove()

    return run
