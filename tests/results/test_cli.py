"""`flask ranking`: three forms, and nothing but the answer on standard output."""

import csv
import io
import json

import pytest


def test_a_table_for_the_terminal(scene, run):
    result = run("ranking", scene(over=False).round.slug)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["rank", "score", "agree", "disagree", "unsure", "people", "id", "title"]
    assert lines[1].endswith("Mend the lift")
    assert len(lines) == 4


def test_json_alone_stands_on_standard_output(scene, run):
    result = run("ranking", scene(over=False).round.slug, "--rule", "wilson", "--format", "json")
    found = json.loads(result.stdout)
    assert (found["rule"], found["kind"], len(found["items"])) == ("wilson", "idea", 3)
    assert result.stderr == ""


def test_csv_is_safe_from_formulas(scene, run):
    result = run("ranking", scene(over=False).round.slug, "--format", "csv")
    found = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert found[1]["title"] == "'=Open the garden"


def test_another_kind_may_be_empty(scene, run):
    result = run("ranking", scene(over=False).round.slug, "--kind", "need", "--format", "json")
    assert json.loads(result.stdout)["items"] == []


@pytest.mark.parametrize("arguments", [("nowhere",), ("nowhere", "--format", "json")])
def test_an_unknown_round_is_refused_with_a_sentence(run, arguments):
    result = run("ranking", *arguments)
    assert result.exit_code == 1
    assert result.stderr == "Error: There is no round “nowhere”.\n"
    assert result.stdout == ""


def test_an_unknown_rule_is_refused(run):
    assert run("ranking", "x", "--rule", "best").exit_code == 2
