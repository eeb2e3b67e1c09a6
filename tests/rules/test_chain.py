"""The audit log's chain: nothing that is done to it afterwards goes unseen, and nothing is said where nothing was done."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.rules.chain import GENESIS, Broken, Fault, chain_digest, first_broken

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    sequence: int
    at: datetime
    details: str
    previous: str
    digest: str = ""
    actor_id: int | None = 1
    act: str = "test.done"
    object_kind: str = "person"
    object_id: str = "x"
    round_id: int | None = None


@dataclass(frozen=True)
class Head:
    sequence: int
    digest: str


def chain(length, words="{}"):
    entries, previous = [], GENESIS
    for place in range(1, length + 1):
        entry = Entry(place, START + timedelta(minutes=place), words, previous)
        entries.append(replace(entry, digest=chain_digest(previous, entry, place, entry.at)))
        previous = entries[-1].digest
    return entries, Head(length, previous)


@given(st.integers(0, 6))
def test_a_chain_that_nobody_touched_is_whole(length):
    entries, head = chain(length)
    shown = {0: {GENESIS}} | {entry.sequence: {entry.digest} for entry in entries}
    assert first_broken(entries, head, {}) is None
    for noted in (None, GENESIS, *(entry.digest for entry in entries)):
        assert first_broken(entries, head, shown, noted) is None


CHANGES = {
    "at": START, "details": "[]", "previous": "e" * 64, "digest": "e" * 64, "actor_id": 2, "act": "test.undone",
    "object_kind": "idea", "object_id": "y", "round_id": 4,
}  # fmt: skip


@given(st.data(), st.integers(1, 6), st.sampled_from(sorted(CHANGES)))
def test_a_changed_field_is_found_where_it_is(data, length, field):
    entries, head = chain(length)
    place = data.draw(st.integers(1, length))
    entries[place - 1] = replace(entries[place - 1], **{field: CHANGES[field]})
    assert first_broken(entries, head, {}) == Broken(place, Fault.ALTERED)


@given(st.data(), st.integers(1, 6))
def test_a_missing_entry_is_found_where_it_was(data, length):
    entries, head = chain(length)
    place = data.draw(st.integers(1, length))
    assert first_broken(entries[: place - 1] + entries[place:], head, {}) == Broken(place, Fault.MISSING)


@given(st.data(), st.integers(2, 6))
def test_two_that_changed_places_are_found_at_the_first(data, length):
    entries, head = chain(length)
    one, two = sorted(data.draw(st.lists(st.integers(0, length - 1), min_size=2, max_size=2, unique=True)))
    moved = replace(entries[two], sequence=one + 1), replace(entries[one], sequence=two + 1)
    entries[one], entries[two] = moved
    assert first_broken(entries, head, {}) == Broken(one + 1, Fault.ALTERED)


def test_one_that_was_sealed_anew_is_named_by_the_entry_that_remembers_it():
    entries, head = chain(4)
    changed = replace(entries[1], details="[]")
    entries[1] = replace(changed, digest=chain_digest(changed.previous, changed, 2, changed.at))
    assert first_broken(entries, head, {}) == Broken(2, Fault.ALTERED)


def test_a_first_entry_that_remembers_something_before_it_is_not_as_it_was():
    entries, head = chain(1)
    changed = replace(entries[0], previous="e" * 64)
    entries[0] = replace(changed, digest=chain_digest(changed.previous, changed, 1, changed.at))
    assert first_broken(entries, head, {}) == Broken(1, Fault.ALTERED)


def test_what_stands_outside_of_the_chain_was_added():
    entries, head = chain(3)
    assert first_broken([replace(entries[0], sequence=0), *entries], head, {}) == Broken(0, Fault.ADDED)
    assert first_broken([*entries, replace(entries[0], sequence=4)], head, {}) == Broken(4, Fault.ADDED)


def test_an_end_that_was_changed_is_found():
    entries, head = chain(3)
    assert first_broken(entries, None, {}) == Broken(3, Fault.HEAD)
    assert first_broken(entries, replace(head, digest="e" * 64), {}) == Broken(3, Fault.HEAD)
    assert first_broken(entries[:2], None, {3: {head.digest}}) == Broken(3, Fault.MISSING)


@given(st.data(), st.integers(1, 6))
def test_a_chain_written_anew_is_given_away_by_any_digest_that_was_shown_or_noted(data, length):
    before, _ = chain(length)
    after, head = chain(length, words="[]")
    place = data.draw(st.integers(1, length))
    shown = {place: {before[place - 1].digest}}
    assert first_broken(after, head, {}) is None
    assert first_broken(after, head, shown) == Broken(place, Fault.PUBLISHED, since=1)
    assert first_broken(after, head, {}, before[place - 1].digest) == Broken(length, Fault.NOTED, since=1)


def test_what_was_shown_before_the_change_narrows_down_where_it_lies():
    before, _ = chain(2)
    entries, head = chain(4)
    shown = {2: {before[1].digest}, 3: {"e" * 64}, 4: {head.digest}}
    assert first_broken(entries, head, shown) == Broken(3, Fault.PUBLISHED, since=3)


def test_two_digests_shown_for_one_end_cannot_both_be_true():
    entries, head = chain(1)
    assert first_broken(entries, head, {1: {head.digest, "e" * 64}}) == Broken(1, Fault.PUBLISHED, since=1)
    assert first_broken([], Head(0, GENESIS), {0: {"e" * 64}}) == Broken(0, Fault.PUBLISHED, since=1)
