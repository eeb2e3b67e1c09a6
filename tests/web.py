"""A test client that fills in forms as people do: it opens the page, keeps its hidden fields, and sends."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from flask_login import login_user
from werkzeug.test import TestResponse

PASSWORD = "a long enough password"


@dataclass
class Form:
    """A form as a page offers it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Reads the forms of a page, with what a browser would send if nothing were touched."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.text: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urlsplit(urljoin(self.address, given.get("action", ""))).path
            self.forms.append(Form(action, given.get("method", "get").lower()))
        elif self.forms:
            self.read_field(tag, given)

    def read_field(self, tag: str, given: dict[str, str]) -> None:
        fields = self.forms[-1].fields
        if tag == "input" and sends(given):
            fields[given["name"]] = given.get("value", "on" if given.get("type") == "checkbox" else "")
        elif tag == "textarea" and "name" in given:
            self.text = given["name"]
            fields[self.text] = ""
        elif tag == "select":
            self.select = given.get("name")
        elif tag == "option" and self.select and ("selected" in given or self.select not in fields):
            fields[self.select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.forms[-1].fields[self.text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = None


def sends(given: Mapping[str, str]) -> bool:
    """Whether a browser sends this input when nobody touched it."""
    kind = given.get("type", "text")
    if "name" not in given or kind in {"submit", "button", "image", "reset", "file"}:
        return False
    return "checked" in given if kind in {"radio", "checkbox"} else True


class Browser(FlaskClient):
    """A test client that can fill in forms. What it gets is a whole `TestResponse`, redirects not followed."""

    def forms(self, page: str) -> list[Form]:
        """The forms of a page."""
        response = self.get(page, follow_redirects=True)
        assert response.status_code == 200, f"{page} answered {response.status_code}"
        reader = FormReader(response.request.path)
        reader.feed(response.text)
        return reader.forms

    def form(self, page: str, action: str | None = None) -> Form:
        """The form of a page that posts to this address; by default, to the page itself."""
        wanted = urlsplit(action or page).path
        for form in self.forms(page):
            if form.method == "post" and form.action == wanted:
                return form
        raise AssertionError(f"{page} has no form that posts to {wanted}")

    def submit(self, page: str, action: str | None = None, /, **fields: Any) -> TestResponse:
        """Open a page, fill in its form and send it. `action` is where the form posts to, the page by default."""
        form = self.form(page, action)
        return self.post(form.action, data=form.fields | fields)

    def token(self, page: str = "/login") -> str:
        """A form token of this session, for what is sent without a form."""
        return next(form.fields["csrf_token"] for form in self.forms(page) if "csrf_token" in form.fields)


def sign_in(client: Browser, user: Any, password: str = PASSWORD) -> TestResponse:
    """Sign in through the page, as people do."""
    response = client.submit("/login", email=user.email, password=password)
    assert response.status_code in {302, 303}, "the sign-in was refused"
    return response


def sign_in_quickly(app: Flask, client: Browser, user: Any) -> None:
    """Put a signed-in session into a client's cookie, without a page and without the slow password hash."""
    with app.test_request_context():
        from flask import session

        login_user(user)
        made = dict(session) | {"fs_paa": time.time()}  # Flask-Security notes when the password was given.
    with client.session_transaction() as kept:
        kept.update(made)
        kept.pop("_id", None)  # It names the agent that signed in; the client's own takes its place.
