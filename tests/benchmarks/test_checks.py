"""The checks keep their promise on real texts, where those are present, and the bench reads any of their formats."""

import os
from pathlib import Path

import pytest

from benchmarks.checks import NOTHING, WARNED, measure

BESIDE = Path(__file__).parents[2].parent / "shared" / "data"
DATA = Path(os.environ.get("CHECKS_DATA", BESIDE))


@pytest.fixture(scope="module")
def found():
    """What the checks do with the real texts."""
    tallies = measure(DATA)
    if not tallies:
        pytest.skip("no real texts here: set CHECKS_DATA to a folder of them")
    return tallies


def of(found, name):
    if name not in found:
        pytest.skip(f"no {name} here")
    return found[name]


def test_no_harmless_counter_case_is_held_from_publication(found):
    assert of(found, "hatecheck")["harmless"].done["hold"] == 0


def test_nine_in_ten_adverts_wait(found):
    assert of(found, "sms-spam")["spam"].share("hold") >= 0.9


def test_hardly_any_private_chat_waits(found):
    assert of(found, "sms-spam")["ham"].share("hold") <= 0.01


def test_honest_civic_comments_are_left_alone(found):
    assert of(found, "polis-opendata")["civic"].share("hold", "flag", WARNED) <= 0.01


def test_any_texts_of_these_formats_are_read(tmp_path):
    for name in ("hatecheck", "sms-spam", "polis-opendata/one"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "hatecheck" / "cases.csv").write_text("test_case,label_gold\nI like tea.,non-hateful\n")
    (tmp_path / "sms-spam" / "Texts").write_text("ham\tSee you at six\nspam\tTxt WIN to 80123, 150p/msg\nnot a line\n")
    (tmp_path / "polis-opendata" / "one" / "comments.csv").write_text(
        "comment-id,moderated,comment-body\n1,1,More benches.\n2,-1,Write to joe@example.org\n"
    )
    found = measure(tmp_path)
    assert found["hatecheck"]["harmless"].done == {NOTHING: 1}
    assert {kind: dict(one.done) for kind, one in found["sms-spam"].items()} == {
        "ham": {NOTHING: 1},
        "spam": {"hold": 1},
    }
    assert {kind: dict(one.done) for kind, one in found["polis-opendata"].items()} == {
        "civic": {NOTHING: 1},
        "taken down": {WARNED: 1},
    }
    assert measure(tmp_path / "nowhere") == {}
