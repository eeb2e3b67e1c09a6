"""Deny unless a rule allows: every route is declared public, or refuses a stranger. Forgetting fails here."""

import pytest

from app.guard import PUBLIC_ENDPOINTS

SAFE = {"GET", "HEAD", "OPTIONS"}

STRANGERS_MAY_SEND = {
    "security.login": "to sign in",
    "security.logout": "to be signed out twice does no harm",
    "security.register": "to make an account",
    "security.forgot_password": "to ask for a new password",
    "security.reset_password": "to set it, with the mailed link",
    "security.send_confirmation": "to ask for the mail again",
    "security.confirm_email": "to follow it",
}
"""The only forms that a stranger may send, each with why. Anything else that changes something needs a person."""

DUMMIES = {
    "AnyConverter": lambda converter: min(converter.items),
    "IntegerConverter": lambda converter: 1,
    "UUIDConverter": lambda converter: "00000000-0000-4000-8000-000000000000",
}


def dummy_address(app, rule):
    values = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__
        values[name] = DUMMIES[kind](converter) if kind in DUMMIES else "nothing"
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values | (rule.defaults or {}), method=None)


def is_public(app, endpoint):
    return endpoint in PUBLIC_ENDPOINTS or getattr(app.view_functions[endpoint], "is_public", False)


def guarded(app):
    """Each route and method that a stranger may not use."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            public = is_public(app, rule.endpoint)
            if (public and method in SAFE) or (public and rule.endpoint in STRANGERS_MAY_SEND):
                continue
            yield rule, method


def refuses(response):
    if response.status_code in {302, 303}:
        return response.location.split("?")[0].endswith("/login")
    return response.status_code in {401, 403}


def test_every_route_is_public_or_refuses_a_stranger(app, client):
    token = client.token()
    open_doors = []
    for rule, method in guarded(app):
        address = dummy_address(app, rule)
        data = None if method in SAFE else {"csrf_token": token}
        response = client.open(address, method=method, data=data)
        if not refuses(response):
            open_doors.append(f"{method} {rule.rule} ({rule.endpoint}) answered {response.status_code}")
    assert not open_doors, "\n".join(open_doors)


def test_a_forgotten_guard_is_seen(make_app):
    other = make_app()
    other._got_first_request = False
    other.add_url_rule("/forgotten", "forgotten", lambda: "open to all", methods=["GET", "POST"])
    assert [method for rule, method in guarded(other) if rule.endpoint == "forgotten"] == ["GET", "POST"]
    other.before_request_funcs[None].clear()
    assert not refuses(other.test_client().get("/forgotten"))


def test_what_strangers_may_send_is_declared_public_and_exists(app):
    assert STRANGERS_MAY_SEND.keys() <= PUBLIC_ENDPOINTS
    assert STRANGERS_MAY_SEND.keys() <= app.view_functions.keys()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_form_without_its_token_changes_nothing(app, client, method):
    for rule in app.url_map.iter_rules():
        if method in rule.methods:
            response = client.open(dummy_address(app, rule), method=method)
            assert response.status_code in {302, 303, 400, 401, 403}, f"{method} {rule.rule}: {response.status_code}"
