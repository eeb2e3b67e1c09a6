"""A certificate verifies if it was not altered, and only then."""

import copy
import io
import json
import runpy
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.certificates import Altered, Step, auditors_certificate, public_certificate, verify
from app.rules.frozen import canonical, digest, may_be_published
from tests.rules.dealt_rounds import a_dealt_round, an_even_round, columns_of, frozen

LOG, STATEMENT, TABLE = frozen(*an_even_round())
SEAL = digest(canonical(STATEMENT))
PUBLIC, AUDITORS = public_certificate(STATEMENT, TABLE), auditors_certificate(STATEMENT, LOG)

CHECK_ALONE = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "verify_certificate.py"))["main"]
"""The program that knows nothing of the app."""

seeds = st.integers(0, 2**32 - 1)


def test_a_sound_one_says_what_was_checked():
    assert verify(PUBLIC).steps == (Step.ARITHMETIC, Step.TABLE)
    assert verify(AUDITORS).steps == (Step.ARITHMETIC, Step.LOG)
    told = verify(PUBLIC, f" {SEAL.upper()}\n")
    assert told.steps == (Step.DIGEST, Step.ARITHMETIC, Step.TABLE)
    assert (told.statement, told.digest, told.withheld) == (STATEMENT, SEAL, False)


@settings(max_examples=8, deadline=None)
@given(seed=seeds, areas=st.integers(0, 3), closed=st.booleans())
def test_every_round_verifies(seed, areas, closed):
    log, found, table = frozen(*a_dealt_round(seed, areas=areas), **({} if closed else {"closes_at": None}))
    told = verify(public_certificate(found, table), digest(canonical(found)))
    assert told.withheld == (not may_be_published(table))
    assert (Step.TABLE in told.steps) == may_be_published(table)
    whole = verify(auditors_certificate(found, log))
    assert (whole.statement, whole.withheld) == (found, False)


def test_a_round_without_votes_verifies():
    nothing = columns_of([], verified=[True] * 3, area=[0, 1, -1], cards=[0] * 3, items=2)
    log, found, table = frozen(nothing, (nothing.person,) * 3)
    assert [item["rank"] for item in found["items"]] == [None, None]
    assert verify(public_certificate(found, table)).steps == (Step.ARITHMETIC, Step.TABLE)
    assert verify(auditors_certificate(found, log)).steps == (Step.ARITHMETIC, Step.LOG)


@pytest.mark.parametrize("people", [0, 3])
@pytest.mark.parametrize("areas", [0, 2])
def test_a_round_to_which_nobody_posted_verifies_with_both_programs(people, areas):
    nothing = columns_of([], verified=[True] * people, area=[-1] * people, cards=[0] * people, areas=areas, items=0)
    log, found, table = frozen(nothing, (nothing.person,) * 3)
    for contents, last in (
        (public_certificate(found, table), Step.TABLE),
        (auditors_certificate(found, log), Step.LOG),
    ):
        assert verify(contents).steps == (Step.ARITHMETIC, last)
        assert told_alone(contents).count("Matches: ") == 2


@settings(max_examples=40, deadline=None)
@given(contents=st.sampled_from([PUBLIC, AUDITORS]), data=st.data())
def test_one_other_byte_anywhere_is_noticed(contents, data):
    place = data.draw(st.integers(0, len(contents) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != contents[place]))
    with pytest.raises(Altered):
        verify(contents[:place] + bytes([other]) + contents[place + 1 :], SEAL)


@settings(max_examples=20, deadline=None)
@given(contents=st.binary(max_size=40) | st.sampled_from([b"[]", b"null", b"{}", b'{"format":1}', PUBLIC[:-1]]))
def test_other_files_are_no_certificates(contents):
    with pytest.raises(Altered):
        verify(contents)


@pytest.mark.parametrize("copied", [f"sha256 {SEAL}", f" SHA256:{SEAL.upper()}\n", SEAL])
def test_the_digest_may_be_given_as_the_page_has_it(copied, tmp_path):
    assert Step.DIGEST in verify(PUBLIC, copied).steps
    (tmp_path / "file").write_bytes(PUBLIC)
    assert CHECK_ALONE([str(tmp_path / "file"), "--digest", copied]) == 0
    assert CHECK_ALONE([str(tmp_path / "file"), "--digest", copied[:-3]]) == 1


def test_another_digest_is_another_result():
    with pytest.raises(Altered, match="The digest does not match"):
        verify(PUBLIC, "0" * 64)


def resealed(contents, change):
    """The certificate with a change, by somebody who knows how it is sealed."""
    document = json.loads(contents)
    change(document)
    found = document["statement"]
    for part in {"table", "log"} & document.keys():
        found[f"{part}_digest"] = digest(canonical(document[part]))
    return canonical(document | {"digest": digest(canonical(found))}) + b"\n"


numbers = st.sampled_from([0, -1, 1, 2**31, 2**63, 2**64, 10**30, -(2**63), 1.5, 5e-324, 1e308, -1e308, True, None])
words = st.sampled_from(["", "x", "\x1b[2J", "\ud800", "9" * 50])
hostile = numbers | words | st.sampled_from([[], {}, [1], [[1]], {"a": 1}])


def places(document, way=()):
    """Every place in a document, as the keys that lead there."""
    yield way
    if isinstance(document, dict):
        for key, value in document.items():
            yield from places(value, (*way, key))
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield from places(value, (*way, number))


WAYS = {contents: [way for way in places(json.loads(contents)) if way] for contents in (PUBLIC, AUDITORS)}


@settings(max_examples=150, deadline=None)
@given(contents=st.sampled_from([PUBLIC, AUDITORS]), value=hostile, data=st.data())
def test_whatever_stands_anywhere_in_it_there_is_a_sentence(contents, value, data):
    """By whoever knows how it is sealed, too; and with both programs. That is: a verdict or a refusal, and no warning."""
    way = data.draw(st.sampled_from(WAYS[contents]) | st.sampled_from([way for way in WAYS[contents] if len(way) < 4]))
    made = with_another(contents, way, value, seal=data.draw(st.booleans()))
    assert told_by_the_app(made).isprintable()
    assert told_alone(made).startswith(("Matches: ", "Refused: "))


def with_another(contents, way, value, *, seal):
    """The certificate with another value in one place."""
    document = json.loads(contents)
    within = document
    for key in way[:-1]:
        within = within[key]
    within[way[-1]] = value
    if seal and isinstance(document["statement"], dict):
        return resealed(contents, lambda sealed: sealed.update(document))
    return canonical(document) + b"\n"


def told_by_the_app(contents):
    try:
        found = verify(contents).statement
    except Altered as refusal:
        return str(refusal)
    return "".join(found[name] for name in ("snapshot", "round", "kind"))


def told_alone(contents):
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(contents)
        patch.setattr("sys.stdout", said)
        patch.setattr("sys.stderr", said)
        assert CHECK_ALONE([file.name]) in {0, 1}
    return said.getvalue()


@pytest.mark.parametrize("name", ["snapshot", "round", "kind"])
def test_a_name_cannot_steer_a_terminal(name):
    for other in ("\x1b[2J", "\ud800", 7, None):
        with pytest.raises(Altered, match="does not say what it is of"):
            verify(resealed(PUBLIC, lambda d, other=other: d["statement"].__setitem__(name, other)))


def item(place, name, value):
    return lambda document: document["statement"]["items"][place].__setitem__(name, value)


IN_THE_STATEMENT = {
    "rule": (lambda d: d["statement"].update(rule="dealt-2"), "another rule"),
    "version": (lambda d: d["statement"].update(rule_version=9), "another version"),
    "order": (lambda d: d["statement"]["items"].reverse(), "The order does not follow"),
    "rank": (item(0, "rank", 2), "not numbered as the order says"),
    "placed": (lambda d: d["statement"]["items"][3].update(placed=True), "enough answers for a place"),
    "range": (item(0, "net_low", -0.5), "The ranges do not follow"),
    "seed": (lambda d: d["statement"].update(seed=8), "The ranges do not follow"),
    "missing": (lambda d: d["statement"]["items"].pop(0), "one is missing, or there twice"),
    "no items": (lambda d: d["statement"].pop("items"), "cannot be read as one"),
    "kind": (lambda d: d.update(format="folkmoot-certificate-9"), "of a kind that we know"),
    "more": (lambda d: d.update(note="trust me"), "of a kind that we know"),
}


@pytest.mark.parametrize("contents", [PUBLIC, AUDITORS], ids=["public", "auditors"])
@pytest.mark.parametrize(("change", "sentence"), IN_THE_STATEMENT.values(), ids=IN_THE_STATEMENT)
def test_a_new_seal_does_not_hide_a_change_in_the_statement(contents, change, sentence):
    with pytest.raises(Altered, match=sentence):
        verify(resealed(contents, change))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d["table"]["cells"][0][0].__setitem__(0, 1), "do not add up"),
        (item(0, "score", 0.9), "The scores do not follow"),
        (item(0, "estimate", [0.9, 0.05, 0.05]), "The estimates do not follow"),
    ],
    ids=["cells", "score", "estimate"],
)
def test_nor_one_that_the_sums_deny(change, sentence):
    with pytest.raises(Altered, match=sentence):
        verify(resealed(PUBLIC, change))


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["log"]["votes"]["value"].__setitem__(0, -1),
        lambda d: d["log"]["people"]["verified"].__setitem__(0, 0),
        item(0, "score", 0.9),
        lambda d: d["statement"].update(people=61),
    ],
    ids=["a vote", "verified", "score", "people"],
)
def test_nor_one_that_the_log_denies(change):
    with pytest.raises(Altered, match="The result does not follow from the log"):
        verify(resealed(AUDITORS, change))


def statement(**more):
    return lambda document: document["statement"].update(more)


def another_row(name, **other):
    """A row more in a table of the log: like its first, but for what is given."""

    def change(document):
        for column, values in document["log"][name].items():
            values.append(other.get(column, values[0]))

    return change


def voted_twice(document):
    """The first vote a second time, without a card; all else is made to agree."""
    another_row("votes", dealt=0)(document)
    document["statement"]["votes"] += 1
    document["statement"]["items"][0]["found"][0] += 1


@pytest.mark.parametrize(
    "change",
    [
        statement(answers=181),
        statement(votes=5),
        statement(provisional=True),
        statement(people=61),
        item(0, "counted", [41, 10, 9]),
        item(0, "dealt", [0, 10, 10]),
        item(0, "found", [-1, 1, 0]),
        item(0, "weights", [41_000_000, 10_000_000, 10_000_000]),
        lambda d: d["table"]["people"][0][0].__setitem__(0, 7),
        lambda d: d["table"]["counted"].__setitem__(0, 31),
        lambda d: d["table"]["counted"].__setitem__(0, 30.5),
    ],
)
def test_both_programs_find_numbers_that_do_not_add_up(change):
    made = resealed(PUBLIC, change)
    with pytest.raises(Altered):
        verify(made)
    assert told_alone(made).startswith("Refused: ")


@pytest.mark.parametrize(
    "change",
    [
        statement(voters=59),
        statement(cap=2.0),
        item(0, "dealt_to", 61),
        item(0, "first_dealt", 0.5),
        item(0, "quarantined", 1),
        lambda d: d["log"]["votes"]["person"].__setitem__(0, 0.5),
        voted_twice,
        another_row("deals", place=99),
        another_row("deals", item=-1),
    ],
    ids=["voters", "cap", "cards", "first card", "set aside", "half a person", "twice", "same card", "same place"],
)
def test_both_programs_find_what_the_log_denies(change):
    made = resealed(AUDITORS, change)
    with pytest.raises(Altered):
        verify(made)
    assert told_alone(made).startswith("Refused: ")


@pytest.mark.parametrize(
    ("contents", "part", "sentence"),
    [(PUBLIC, "table", "The sums by area were altered"), (AUDITORS, "log", "The log was altered")],
)
def test_a_part_of_another_result_is_noticed(contents, part, sentence):
    document = json.loads(contents)
    document[part]["salt"] = "00" * 16
    with pytest.raises(Altered, match=sentence):
        verify(canonical(document) + b"\n")


def test_the_seal_is_the_statements_own():
    document = copy.deepcopy(json.loads(PUBLIC))
    document["statement"]["people"] = 61
    with pytest.raises(Altered, match="does not have the digest that the file says"):
        verify(canonical(document) + b"\n")


def test_the_same_things_written_otherwise_are_refused():
    with pytest.raises(Altered, match="not written as certificates are"):
        verify(json.dumps(json.loads(PUBLIC), indent=1).encode())


def test_the_public_one_never_holds_the_log():
    assert json.loads(PUBLIC).keys() == {"format", "statement", "digest", "table"}
    small = frozen(*a_dealt_round(3))
    assert not may_be_published(small[2])
    assert json.loads(public_certificate(small[1], small[2])).keys() == {"format", "statement", "digest"}
