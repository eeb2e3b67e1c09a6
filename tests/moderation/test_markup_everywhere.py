"""Markup that people type, or that stood in a table from before, comes alive on no page."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from app import clock, markup
from app.rules.actors import Role
from app.search.saved_models import SavedSearch
from app.themes.models import Theme
from tests import factories

SAMPLE = [
    "\"'><img src=x onerror=alert(1)><svg/onload=alert(2)>", "</title></textarea></script><script>alert(3)</script>",
    "[x](javascript:alert(4)) <javascript:alert(5)> ![y](data:text/html,6)", "{{ 7*7 }}{% raw %}", "&lt;img src=x onerror=8&gt;",
    "<math><mi xlink:href='data:x,<script>9</script>'>", '`<a href="jav&#x09;ascript:alert(10)">`', "--><!--<img src onerror=11>",
]  # fmt: skip
LONG = Path(__file__).parents[3] / "shared" / "data" / "xss-payloads" / "xss-payload-list.txt"
A_LIST = pytest.mark.skipif(not LONG.exists(), reason=f"{LONG.name} is not here")
MAX_TITLE = 100
PAGES = [
    "/", "/rounds", "/rounds/{slug}", "/rounds/{slug}/ideas", "/rounds/{slug}/ideas/new", "/rounds/{slug}/edit",
    "/rounds/{slug}/feed.atom", "/ideas/{idea}", "/people/{person}", "/organisations/{body}", "/areas/{area}", "/themes/{theme}",
    f"/search?q={SAMPLE[0]}", f"/rounds/{{slug}}/ideas?q={SAMPLE[0]}", "/searches/", "/notices", "/account/", "/follows", "/moderation/",
    "/contributions/{idea}/case", "/moderation/people/{person}", "/administration/people", "/administration/organisations",
    "/administration/themes", "/staff/verification", "/staff/organisations",
]  # fmt: skip


class Reader(HTMLParser):
    """Notes what a browser would run: attributes that listen, addresses that are programs, scripts that are not ours."""

    def __init__(self):
        super().__init__()
        self.alive = []

    def handle_starttag(self, tag, attrs):
        given = {name: (value or "") for name, value in attrs}
        self.alive += [f"<{tag} {name}>" for name in given if name.startswith("on")]
        for name in ("href", "src", "action", "formaction", "xlink:href", "data", "srcdoc"):
            plain = "".join(given.get(name, "").split()).lower()
            if plain.startswith(("javascript:", "data:text", "vbscript:")):
                self.alive.append(f"<{tag} {name}={given[name]}>")
        if tag in {"math", "iframe", "object", "embed", "base"} or (
            tag == "script" and not given.get("nonce") and "src" not in given
        ):
            self.alive.append(f"<{tag}>")


def alive(html):
    reader = Reader()
    reader.feed(html)
    return reader.alive


def test_what_would_run_is_seen():
    assert alive("<p onclick=1>") == ["<p onclick>"]
    assert alive("<a href=' java\tscript:1'>") == ["<a href= java\tscript:1>"]
    assert alive("<script>1</script><script nonce=x></script>") == ["<script>"]


def write(app, words):
    """These words as the name, title or text of everything that has one, past the forms that would tidy them."""
    line = words[:MAX_TITLE]
    area = factories.area(app, line[:60])
    body = factories.organisation(app, line[:80], about=words, about_html=markup.render(words))
    round_ = factories.round_(app, title=line, question=line, aims=words, aims_html=markup.render(words))
    person = factories.user(
        app, name=line[:80], about=words, about_html=markup.render(words), area_id=area.id, lists_works=True
    )
    idea = factories.contribution(app, round_, person, title=line, body=words, area_id=area.id)
    factories.keep(
        app, Theme(slug=f"theme-{idea.id}", name=f"{idea.id} {line}"[:60], description=line, made_at=clock.now())
    )
    named = {
        "idea": idea.public_id,
        "slug": round_.slug,
        "area": area.slug,
        "body": body.handle,
        "person": person.handle,
    }
    return named | {"theme": f"theme-{idea.id}"}


@pytest.mark.once
@pytest.mark.parametrize("listed", [False, pytest.param(True, marks=A_LIST)])
def test_markup_comes_alive_on_no_page(app, as_user, listed):
    payloads = LONG.read_text("utf-8", "replace").splitlines()[:400:9] if listed else SAMPLE
    words = "\n".join(payloads)
    named = write(app, words)
    roles = (Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.FACILITATOR)
    power = factories.user(app, *roles, name=words[:80])
    browser = as_user(power)
    token = browser.token("/account/")
    browser.post(f"/contributions/{named['idea']}/comments", data={"csrf_token": token, "body": words[:2_000]})
    report = {"csrf_token": token, "reason": "insult", "text": words[:500]}
    assert browser.post(f"/contributions/{named['idea']}/reports", data=report).status_code == 303
    kept = {"q": words[:100], "made_at": clock.now(), "looked_at": clock.now(), "seen_comment_id": 0}
    factories.keep(app, SavedSearch(person_id=power.id, **kept))
    for page in PAGES:
        answer = browser.get(page.format(**named), follow_redirects=True)
        assert answer.status_code == 200, page
        assert alive(answer.text) == [], page
