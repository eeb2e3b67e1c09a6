"""All that is kept of a person, in one document for that person."""

from datetime import datetime
from typing import Any

from app.accounts import data_queries
from app.accounts.models import User

PARTS = (
    data_queries.contributions,
    data_queries.comments,
    data_queries.versions,
    data_queries.votes,
    data_queries.vote_history,
    data_queries.cards,
    data_queries.useful_marks,
    data_queries.reports,
    data_queries.notices,
    data_queries.participations,
    data_queries.wrong_codes,
)
"""Each is a list of the document, under its own name."""


def own_data(person: User, now: datetime) -> dict[str, Any]:
    """The document. Moments are in UTC, in ISO 8601; money is in pounds."""
    document: dict[str, Any] = {"made_at": now.isoformat(), "account": _account(person)}
    for part in PARTS:
        document[part.__name__] = [{name: _plain(value) for name, value in row.items()} for row in part(person.id)]
    return document


def _account(person: User) -> dict[str, Any]:
    verification = person.verification
    return {
        "email": person.email,
        "name": person.display_name,
        "handle": person.handle,
        "about": person.about,
        "area": person.area.name if person.area else None,
        "organisation": person.organisation.name if person.organisation else None,
        "roles": sorted(person.actor.roles),
        "made_at": _plain(person.created_at),
        "confirmed_at": _plain(person.confirmed_at),
        "verified_at": _plain(verification.at) if verification else None,
        "verified_by": verification.method if verification else None,
        "verified_with": verification.proof if verification else None,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
