"""Where built files are, and the parts of a page that are kept."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from jinja2 import DictLoader

from app import assets, shell


def test_a_source_is_found_under_its_built_name(tmp_path: Path) -> None:
    (tmp_path / assets.MANIFEST).write_text(json.dumps({"css/site.css": "site-ABC.css"}))
    manifest = assets.read_manifest(tmp_path)
    assert assets.address(manifest, "css/site.css") == "/static/dist/site-ABC.css"


def test_a_file_that_was_not_built_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsNotBuiltError, match="make setup"):
        assets.read_manifest(tmp_path)
    with pytest.raises(assets.AssetsNotBuiltError, match=r"js/none\.js"):
        assets.address({}, "js/none.js")


def test_templates_ask_for_assets_by_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / assets.MANIFEST).write_text(json.dumps({"js/site.js": "site-DEF.js"}))
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    app = Flask("assets")
    assets.register(app)
    assert app.jinja_env.from_string("{{ asset('js/site.js') }}").render() == "/static/dist/site-DEF.js"


@pytest.fixture
def app() -> Flask:
    app = Flask("shell")
    app.jinja_loader = DictLoader(
        {"part.html": "{{ locale.language }} {{ name }} {{ secret }} {{ calls.append(1) or '' }}"}
    )
    Babel(app, default_locale="en")
    shell.register(app)
    app.jinja_env.globals["calls"] = []
    return app


def test_a_part_is_rendered_once_for_each_language_and_flag(app: Flask) -> None:
    part = app.jinja_env.globals["part"]
    with app.test_request_context():
        assert part("part.html", name="Amina").split() == ["en", "Amina"]
        assert part("part.html", name="Amina").split() == ["en", "Amina"]
        assert part("part.html", name="Joan").split() == ["en", "Joan"]
        with force_locale("ar"):
            assert part("part.html", name="Joan").split() == ["ar", "Joan"]
    assert len(app.jinja_env.globals["calls"]) == 3


def test_a_part_knows_nothing_of_the_request(app: Flask) -> None:
    app.context_processor(lambda: {"secret": "only for one reader"})
    with app.test_request_context():
        assert "only" not in app.jinja_env.globals["part"]("part.html")


def test_words_are_looked_up_once_and_filled_in_each_time(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ _('Call %(number)s', number=number) }}, {{ _('100%%') }}")
    with app.test_request_context():
        assert template.render(number="1") == "Call 1, 100%"
        assert template.render(number="<2>") == "Call &lt;2&gt;, 100%"
