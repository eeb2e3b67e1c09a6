"""Telling other programs: signed, tried again, paused where nobody listens."""

import json
from datetime import datetime
from typing import Any

from flask import current_app

from app import outside
from app.notifications.queries import notify
from app.rules.notices import NoticeKind
from app.rules.webhooks import (
    EVENTS,
    GONE,
    MOST_FAILURES,
    Delivered,
    fault_of,
    may_go_to,
    next_try,
    secret_of,
    signature,
)
from app.transaction import transaction
from app.webhooks import queries
from config import Settings

BEST, FIRST_BAD = 200, 300
"""A receiver takes a message with a status between these; a redirect is none."""


def deliver_all(now: datetime) -> int:
    """Try everything that is due; how many were taken. May run twice, or two at once: receivers know repeats by their id."""
    taken = 0
    while True:
        with transaction():
            claimed = queries.claim(now)
            job = claimed and (
                claimed[0].id, claimed[0].public_id, claimed[0].outbox_id, claimed[0].tries,
                claimed[1].id, claimed[1].public_id, claimed[1].address,
            )  # fmt: skip
        if job is None:
            return taken
        taken += _deliver(job, now)


def _deliver(job: tuple[Any, ...], now: datetime) -> bool:
    delivery_id, message_id, outbox_id, tries, webhook_id, webhook, address = job
    fact = queries.fact(outbox_id)
    if fact is None:
        with transaction():
            queries.end(delivery_id, Delivered.DROPPED, "", now)
        return False
    status, said = _post(address, webhook, message_id, _body(fact), now)
    with transaction():
        if BEST <= status < FIRST_BAD:
            queries.end(delivery_id, Delivered.TAKEN, said, now)
            queries.forgive(webhook_id)
            return True
        again = next_try(tries, now)
        if again is None:
            queries.end(delivery_id, Delivered.FAILED, said, now)
        else:
            queries.put_off(delivery_id, said, again)
        if queries.count_failure(webhook_id) >= MOST_FAILURES or status == GONE or again is None:
            _pause(webhook_id, now)
    return False


def _pause(webhook_id: int, now: datetime) -> None:
    """Leave a receiver in peace, and tell the administrators."""
    if queries.pause(webhook_id, now):
        for person_id in queries.administrators():
            notify(person_id, NoticeKind.WEBHOOK_PAUSED, now=now)


def _post(address: str, webhook: str, message_id: str, body: str, now: datetime) -> tuple[int, str]:
    """The status of the answer, or 0, and what to write in the log. The address is judged anew each time."""
    settings: Settings = current_app.config["SETTINGS"]
    if fault_of(address, https_only=settings.is_production):
        return 0, "not https"
    timestamp = int(now.timestamp())
    secret = secret_of(current_app.config["SECRET_KEY"], webhook)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Folkmoot",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }
    try:
        ips = outside.addresses_of(address, lambda ip: may_go_to(ip, settings.inner_networks))
        status = outside.post(address, ips[0], body.encode(), headers)
    except outside.NotAllowed:
        return 0, "inner address"
    except outside.Unreachable as error:
        return 0, str(error)[:80]
    return status, str(status)


def _body(fact: Any) -> str:
    """The message: what happened, when, and where it can be read by everybody. No words: they could not be taken back."""
    settings: Settings = current_app.config["SETTINGS"]
    host = settings.server_name or f"{settings.host}:{settings.port}"
    links = current_app.url_map.bind(host, url_scheme=current_app.config["PREFERRED_URL_SCHEME"])
    data = {"round": fact.slug, "address": links.build("rounds.show", {"slug": fact.slug}, force_external=True)}
    if fact.contribution:
        data |= {"kind": fact.of.value, "contribution": fact.contribution}
        where = {"kinds": fact.of.plural, "public_id": fact.contribution}
        data["address"] = links.build("contributions.show", where, force_external=True)
    if fact.comment:
        data["comment"] = fact.comment
        data["address"] = links.build("threads.comment", {"public_id": fact.comment}, force_external=True)
    told = {"type": EVENTS[fact.kind], "timestamp": fact.at.isoformat(), "data": data}
    return json.dumps(told, separators=(",", ":"))
