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


def people(count: int) -> list[User]:
    """So many verified residents, committed."""
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
    db.session.commit()
    return made


def signed_in(app: Flask, person: User) -> dict[str, str]:
    """The cookie and the form token of a session in which this person is signed in."""
    with app.test_request_context():
        login_user(person)
        session.pop("_id", None)  # It names the agent that signed in, and there was none.
        token = generate_csrf()
        response = Response()
        app.session_interface.save_session(app, session, response)
        return {"cookie": response.headers["Set-Cookie"].split(";")[0], "token": token}


def main() -> None:
    """Make them and print them."""
    app = create_app()
    with app.app_context():
        found = [signed_in(app, person) for person in people(int(sys.argv[1]))]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
