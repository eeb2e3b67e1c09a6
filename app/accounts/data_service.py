"""All that is kept of a person, in one document for that person."""

from base64 import b64encode
from datetime import datetime
from typing import Any

from app.accounts import data_judged_queries as judged
from app.accounts import data_queries
from app.accounts import data_told_queries as told
from app.accounts.models import User
from app.accounts.tag_queries import tags_of
from app.duplicates import data_queries as duplicates_data
from app.spaces import data_queries as spaces_data

PARTS = (
    data_queries.contributions,
    data_queries.comments,
    data_queries.versions,
    data_queries.unfinished,
    data_queries.votes,
    data_queries.vote_history,
    judged.votes_set_aside,
    duplicates_data.same_proposals,
    duplicates_data.move_answers,
    data_queries.cards,
    data_queries.useful_marks,
    judged.held_texts,
    judged.reports,
    judged.decisions,
    judged.appeals,
    judged.answers,
    told.notices,
    told.saved_searches,
    told.follows,
    told.mutes,
    told.unwanted_topics,
    told.mail_choices,
    told.mailings,
    told.push_devices,
    data_queries.participations,
    judged.rule_proposals,
    judged.rule_answers,
    judged.rule_comments,
    judged.wrong_codes,
    told.left_off,
    told.mentions,
    data_queries.messages,
    data_queries.bookmarks,
    data_queries.organisations,
    data_queries.organisation_claims,
    data_queries.images,
    spaces_data.spaces,
    spaces_data.space_requests,
    spaces_data.space_invitations,
    spaces_data.put_out_of_spaces,
)
"""Each is a list of the document, under its own name."""


def own_data(person: User, now: datetime) -> dict[str, Any]:
    """The document. Moments are in UTC, in ISO 8601; money is in pounds; what is no text is in base64."""
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
        "seen_by_other_readers": person.is_seen,
        "page_lists_what_you_wrote": person.lists_works,
        "picture": person.avatar or person.hidden_avatar,
        "tags": list(tags_of(person.id)),
        "area": person.area.name if person.area else None,
        "organisation": person.organisation.name if person.organisation else None,
        "signs_in_with_second_code": person.has_second_factor,
        "roles": sorted(person.actor.held),
        "made_at": _plain(person.created_at),
        "confirmed_at": _plain(person.confirmed_at),
        "verified_at": _plain(verification.at) if verification else None,
        "verified_by": verification.method if verification else None,
        "verified_with": verification.proof if verification else None,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime) else value
