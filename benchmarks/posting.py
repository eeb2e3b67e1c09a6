"""Post comments from a process of its own, as a command of the site would, and print as JSON when each was committed.

    python -m benchmarks.posting CONTRIBUTION COUNT PAUSE [--writers N]

Begins when it is told to (a line on standard input), because making the app takes a moment.
"""

import argparse
import json
import sys
import threading
import time
from typing import Any

from sqlalchemy import event, select

from app import create_app
from app.accounts.models import User
from app.extensions import db
from app.rules.actors import Actor
from app.threads import comment_service
from app.threads.comment_service import Draft

committed = threading.local()


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("contribution")
    parser.add_argument("count", type=int)
    parser.add_argument("pause", type=float)
    parser.add_argument("--writers", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Wait for the word, post, print."""
    options, app = parsed(), create_app()
    made: list[dict[str, Any]] = []

    @event.listens_for(db.session, "after_commit")
    def note(_session: Any) -> None:
        committed.at = time.time()

    def write(count: int, person: int) -> None:
        with app.app_context():
            for number in range(count):
                words = Draft(f"This is number {number}.")  # Longer ones so alike would wait for a moderator.
                comment = comment_service.post(Actor(person, verified=True), options.contribution, words)
                made.append({"id": comment.public_id, "at": committed.at})
                time.sleep(options.pause)

    with app.app_context():
        people = db.session.scalars(select(User.id).order_by(User.id).limit(options.writers)).all()
    sys.stdin.readline()
    share = options.count // options.writers
    threads = [threading.Thread(target=write, args=(share, person)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(made), flush=True)


if __name__ == "__main__":
    main()
