"""Deny unless a rule allows: every route is declared public, or refuses a stranger. Forgetting fails here."""

import pytest

from app.guard import PUBLIC_ENDPOINTS
from app.rules.actors import Role
from tests import factories

SAFE = {"GET", "HEAD", "OPTIONS"}

STRANGERS_MAY_SEND = {
    "mailing.stop": "to get no more mail, with the signed link of a message",
    "security.login": "to sign in",
    "security.logout": "to be signed out twice does no harm",
    "security.register": "to make an account",
    "security.forgot_password": "to ask for a new password",
    "security.reset_password": "to set it, with the mailed link",
    "security.send_confirmation": "to ask for the mail again",
    "security.confirm_email": "to follow it",
    "security.two_factor_token_validation": "to sign in, after the password",
    "security.mf_recovery": "the same, without the phone",
    "looks.show": "to choose how pages look on their device",
}
"""The only forms that a stranger may send, each with why. Anything else that changes something needs a person."""

DUMMIES = {
    "AnyConverter": lambda converter: min(converter.items),
    "IntegerConverter": lambda converter: 1,
    "UUIDConverter": lambda converter: "00000000-0000-4000-8000-000000000000",
}


def dummy_address(app, rule, known=None):
    values = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__
        values[name] = DUMMIES[kind](converter) if kind in DUMMIES else (known or {}).get(name, "nothing")
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
    assert all(is_public(app, endpoint) for endpoint in STRANGERS_MAY_SEND)
    assert STRANGERS_MAY_SEND.keys() <= app.view_functions.keys()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_form_without_its_token_changes_nothing(app, client, method):
    for rule in app.url_map.iter_rules():
        if method in rule.methods:
            response = client.open(dummy_address(app, rule), method=method)
            assert response.status_code in {302, 303, 400, 401, 403}, f"{method} {rule.rule}: {response.status_code}"


DOORS = {
    "/administration/": {Role.ADMINISTRATOR},
    "/escalations": set(),  # Whoever administrators named, and no role by itself.
    "/moderation/": {Role.MODERATOR},
    "/moderation/notes": {Role.MODERATOR, Role.COMMISSIONER},
    "/moderation/quarantines": {Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR},
    "/rounds/new": {Role.COMMISSIONER},
    "/rounds/<slug>/edit": {Role.COMMISSIONER},
    "/rounds/<slug>/opening": {Role.COMMISSIONER},
    "/staff/organisations": {Role.COMMISSIONER},
    "/staff/verification": {Role.FACILITATOR, Role.ADMINISTRATOR},
}
"""Where a power is used, by how addresses begin (the longest counts), and who alone has it."""

ANY_AUTHOR = {"cases.answer"}
"""Addresses among those that are for the person whom they name."""


def keeps_out(answer, method):
    """Whether nothing was shown or done: an empty form may be called so first, or lead back to a page that is closed."""
    if method not in SAFE and answer.status_code in {303, 422}:
        return answer.status_code == 422 or answer.location.startswith(tuple(DOORS))
    return answer.status_code in {403, 404}


def test_no_role_goes_through_a_door_of_another(app, as_user):
    town, area = factories.round_(app), factories.area(app)
    person = factories.user(app, area_id=area.id)
    known = {"slug": town.slug, "handle": person.handle}
    doors = []
    for rule in app.url_map.iter_rules():
        found = [door for door in DOORS if rule.rule.startswith(door)]
        if found and not is_public(app, rule.endpoint) and rule.endpoint not in ANY_AUTHOR:
            doors.append((rule, DOORS[max(found, key=len)]))
    assert len(doors) > len(DOORS) * 3
    gone_through = []
    for role in Role:
        client = as_user(factories.user(app, role))
        token = client.token("/account/")
        for rule, allowed in doors:
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}) if role not in allowed else ():
                data = None if method in SAFE else {"csrf_token": token}
                answer = client.open(dummy_address(app, rule, known), method=method, data=data)
                if not keeps_out(answer, method):
                    gone_through.append(f"{role.value}: {method} {rule.rule} answered {answer.status_code}")
    assert not gone_through, "\n".join(gone_through)
