"""The demo's people, organisations and areas as rows of our tables.

Nobody here can be written to: `.example` is nobody's. All but four accounts have a password that nobody knows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from app.demo.tables import Act, DemoRound, Organisation, Person
from app.markup import render
from app.rules.actors import Role
from app.rules.verification import VerificationMethod

Row = dict[str, Any]
Ids = Mapping[str, int]


@dataclass(frozen=True)
class Passwords:
    """Two hashes: of the password that a newcomer is told, and of one that nobody knows."""

    told: str
    unknown: str


HOST = "demo.example"

OLDEST = timedelta(days=640)
"""How long the first of them has had an account; the others followed, the last a fortnight ago."""

NEWEST = timedelta(days=14)


def areas(demo: DemoRound) -> Iterator[Row]:
    """The areas, by their keys as names for addresses."""
    for area in demo.areas:
        yield {"slug": area.key, "name": area.name, "population": area.population}


def organisations(demo: DemoRound, now: datetime) -> Iterator[Row]:
    """The bodies behind the badges."""
    for body in demo.organisations:
        yield {
            "handle": body.handle,
            "name": body.name,
            "about": body.about,
            "about_html": render(body.about),
            "created_at": now - OLDEST,
        }


def accounts(demo: DemoRound, area_ids: Ids, body_ids: Ids, now: datetime, passwords: Passwords) -> Iterator[Row]:
    """Everybody's account, the badges' own included."""
    step = (OLDEST - NEWEST) / len(demo.people)
    for place, person in enumerate(demo.people):
        password = passwords.told if person.demo_sign_in else passwords.unknown
        shown = {"display_name": person.display_name, "email": address(person)}
        yield _account(person, area_ids, now - OLDEST + place * step, password) | shown
    for body in demo.organisations:
        shown = {"display_name": body.name, "email": f"{body.handle}@{HOST}"}
        badge = {"organisation_id": body_ids[body.handle]}
        yield _account(body, area_ids, now - OLDEST, passwords.unknown) | shown | badge


def address(person: Person) -> str:
    """The e-mail address that a demo account signs in with."""
    return f"{person.demo_sign_in or person.handle}@{HOST}"


def roles(demo: DemoRound, ids: Ids, role_ids: Ids) -> Iterator[Row]:
    """What each may do, the badge of an organisation included."""
    for person in demo.people:
        for role in person.roles:
            yield {"user_id": ids[person.key], "role_id": role_ids[role]}
    for body in demo.organisations:
        yield {"user_id": ids[body.key], "role_id": role_ids[Role.ORGANISATION]}


def verifications(demo: DemoRound, ids: Ids, now: datetime) -> Iterator[Row]:
    """Who has shown that they live here: most by the code in a letter, every fifth in person at a library."""
    for place, person in enumerate(demo.people):
        if person.verified:
            method = VerificationMethod.LETTER if place % 5 else VerificationMethod.IN_PERSON
            yield {"person_id": ids[person.key], "method": method, "by_id": None, "at": now - NEWEST}


def acts(demo: DemoRound, found: list[Row], by_handle: Ids) -> Iterator[Act]:
    """That each account was made, by its owner."""
    held = {person.handle: person.roles for person in demo.people}
    held |= {body.handle: (Role.ORGANISATION,) for body in demo.organisations}
    for row in found:
        number = by_handle[row["handle"]]
        details = {"roles": sorted(held[row["handle"]])}
        yield Act(row["created_at"], number, "account.made", "person", str(number), details)


def _account(who: Person | Organisation, area_ids: Ids, since: datetime, password: str) -> Row:
    return {
        "handle": who.handle,
        "password": password,
        "active": True,
        "fs_uniquifier": uuid4().hex,
        "confirmed_at": since,
        "about": who.about,
        "about_html": render(who.about) if who.about else "",
        "area_id": area_ids[who.area],
        "organisation_id": None,
        "created_at": since,
    }
