import re
from dataclasses import replace

from app.demo import cli
from app.extensions import db
from app.threads.models import Comment
from tests import factories


def test_loading_says_what_it_did(run):
    first, second = run("demo", "load"), run("demo", "load")
    assert (first.exit_code, first.stdout, first.stderr) == (0, "", "The demo round is loaded.\n")
    assert (second.exit_code, second.stderr) == (0, "There are rounds already. Nothing was loaded.\n")


def test_an_address_that_is_taken_is_said(app, run):
    factories.user(app, email="moderator@demo.example")
    result = run("demo", "load")
    assert result.exit_code == 1
    assert "moderator@demo.example already" in result.stderr


def test_a_busy_idea_prints_its_address_alone(app, run):
    run("demo", "load")
    result = run("demo", "busy", "support-at-home", "--comments", 20)
    assert result.exit_code == 0
    assert re.fullmatch(r"/ideas/[2-9a-z]{12}\n", result.stdout)
    with app.app_context():
        assert db.session.query(Comment).filter(Comment.number == 20).count() >= 1


def test_a_busy_idea_in_no_round_is_refused(run):
    result = run("demo", "busy", "nowhere", "--comments", 20)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no round “nowhere”" in result.stderr


def test_a_production_takes_no_made_up_people(app, run, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], env="production"))
    for words in (["load"], ["busy", "support-at-home", "--comments", "1"]):
        result = run("demo", *words)
        assert result.exit_code == 1
        assert "production" in result.stderr


def test_more_than_the_most_is_refused(run):
    assert run("demo", "busy", "support-at-home", "--comments", cli.MOST + 1).exit_code == 2
