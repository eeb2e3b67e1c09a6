"""Make signed-in people for a bench, on the database of the settings, and print their cookies and form tokens as JSON.

    python -m benchmarks.people COUNT

They are verified residents with a session each, made without pages and without the slow password hash.
"""

import json
import sys
from uuid import uuid4

from flask import Flask, Response, session
from flask_login import login_user
from flask_wtf.csrf import generate_csrf

from app import clock, create_app
from app.accounts.models import User, Verification
from app.extensions import db
from app.rules.verification import VerificationMethod
from benchmarks import load


def people(count: int) -> list[int]:
    """So many verified residents, committed; gives their numbers."""
    now = clock.now()
    names = [uuid4().hex for _ in range(count)]
    made = [
        User(
            handle=name,
            email=f"{name}@bench.example",
            active=True,
            fs_uniquifier=name,
            confirmed_at=now,
            display_name=f"Bench {number}",
            created_at=now,
        )
        for number, name in enumerate(names)
    ]
    db.session.add_all(made)
    db.session.flush()
    method = next(iter(VerificationMethod))
    db.session.add_all(Verification(person_id=person.id, method=method, at=now) for person in made)
    numbers = [person.id for person in made]
    db.session.commit()
    return numbers


def signed_in(app: Flask, number: int) -> dict[str, str]:
    """The cookie and the form token of a session in which this person is signed in. Call it outside any context."""
    place = {"REMOTE_ADDR": load.LOOPBACK, "HTTP_USER_AGENT": load.AGENT}
    with app.test_request_context(environ_overrides=place):  # A session knows the place and the agent it began from.
        login_user(db.session.get_one(User, number))
        token = generate_csrf()
        response = Response()
        app.session_interface.save_session(app, session, response)
        return {"cookie": response.headers["Set-Cookie"].split(";")[0], "token": token}


def main() -> None:
    """Make them and print them."""
    app = create_app()
    with app.app_context():
        numbers = people(int(sys.argv[1]))
    print(json.dumps([signed_in(app, number) for number in numbers]))


if __name__ == "__main__":
    main()
