"""The one search: what it finds, in which order, for whom; on both databases the same."""

import re
from html import unescape

import pytest

from app import clock
from app.extensions import db
from app.rules.actors import Role
from app.rules.contributions import Kind
from app.search import finding_queries
from app.threads.models import Comment
from tests import factories


@pytest.fixture
def people(app):
    roles = (Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR)
    return {role.value: factories.user(app, role) for role in roles} | {"resident": factories.user(app)}


@pytest.fixture
def author(app):
    return factories.user(app, name="Zoë Möller", handle="zoe-moller")


def titles(client, query, **more):
    """The headings of the hits, in their order."""
    page = client.get("/search", query_string={"q": query, **more})
    found = re.findall(r'<h3 class="fm-h3"><a href="[^"]*">(.*?)</a></h3>', page.text)
    return [unescape(re.sub(r"<[^>]*>", "", title)) for title in found]


def say(as_user, person, contribution, body):
    """Post a comment through the page; gives its address."""
    address = f"/{contribution.kind.plural}/{contribution.public_id}"
    response = as_user(person).submit(address, f"/contributions/{contribution.public_id}/comments", body=body)
    assert response.status_code == 303, response.text
    return response.location


def comment_id(app, body):
    with app.app_context():
        return db.session.query(Comment.public_id).filter(Comment.body == body).scalar()


@pytest.fixture
def garden(app, author, as_user):
    """A little corpus, in which every word below stands in known places."""
    round_ = factories.round_(app, title="Green places", question="Where should we plant?", aims="More shade.")
    texts = [
        ("Trees for the market square", "Shade and a bench under the trees."),
        ("A bench at the bus stop", "My mother cannot stand for long. A bench would do."),
        ("Ein Café für Zoë", "Naïve or not: crème brûlée and a piñata."),
        ("Wheelchair ramps", "A ramp at the library, and the square needs one."),
    ]
    made = [
        factories.contribution(app, round_, author, title=title, body=body, published_at=factories.days_ago(9 - n))
        for n, (title, body) in enumerate(texts)
    ]
    say(as_user, author, made[0], "The bench by the old oak is broken.")
    say(as_user, author, made[1], "Trees drop leaves on the square.")
    return round_, made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("trees", ["Trees for the market square", "On “A bench at the bus stop”"]),
        ("bench", ["A bench at the bus stop", "On “Trees for the market square”", "Trees for the market square"]),
        ("square", ["Trees for the market square", "On “A bench at the bus stop”", "Wheelchair ramps"]),
        ("cafe", ["Ein Café für Zoë"]),
        ("CREME BRULEE", ["Ein Café für Zoë"]),
        ("pin\u0303ata", ["Ein Café für Zoë"]),
        ('"market square"', ["Trees for the market square"]),
        ('"square market"', []),
        ('"bench at the"', ["A bench at the bus stop"]),
        ("whee", ["Wheelchair ramps"]),
        ("whee ramps", []),
        ("green places", ["Green places"]),
        ("moller", ["Zoë Möller"]),
        ("zoe", ["Zoë Möller", "Ein Café für Zoë"]),
        ("wheelchiar", ["Wheelchair ramps"]),
        ("libary", ["Wheelchair ramps"]),
        ("whelchair rmaps", ["Wheelchair ramps"]),
        ("zzzzqq", []),
    ],
)
def test_both_databases_find_the_same_in_the_same_order(garden, client, query, found):
    assert titles(client, query) == found


def test_a_slip_is_named_and_the_words_of_what_was_found_are_offered(garden, client):
    page = client.get("/search?q=wheelchiar").text
    assert "Did you mean “wheelchair”?" in page


def test_it_can_be_narrowed(app, garden, client, author):
    other = factories.round_(app, title="Another")
    factories.contribution(app, other, author, title="Bench elsewhere", published_at=factories.days_ago(20))
    assert titles(client, "bench", round=other.slug) == ["Bench elsewhere"]
    assert titles(client, "bench", what="comment") == ["On “Trees for the market square”"]
    assert "Bench elsewhere" not in titles(client, "bench", since="week")
    assert titles(client, "bench", round="no-such-round") == []
    assert "Bench elsewhere" in titles(client, "bench", what="nonsense", since="nonsense")


def test_only_what_stands_in_the_area_is_found(app, garden, client, author):
    area = factories.area(app, "Kilnfield")
    factories.contribution(app, garden[0], author, title="Bench in the field", area_id=area.id)
    assert titles(client, "bench", area=area.slug) == ["Bench in the field"]
    assert titles(client, "bench", area="nowhere") == []


def test_words_that_were_asked_for_are_marked_in_escaped_text(app, garden, client, author):
    body = "Before <script>alert(1)</script> the zucchini & <b>marrow</b> grow."
    factories.contribution(app, garden[0], author, title="<i>Zucchini</i>", body=body)
    page = client.get("/search?q=zucchini").text
    assert "&lt;i&gt;<mark>Zucchini</mark>&lt;/i&gt;" in page
    assert "<script>alert(1)" not in page
    assert "the <mark>zucchini</mark> &amp;" in page


HOSTILE = [
    '"', '""', '"unclosed', "'", "NEAR(a b)", "a NEAR/2 b", "title:x", "title : (a)", "a AND", "OR", "NOT a", "(", ")", "((a)",
    "a*", "*", "^a", "-a", "+a", "a & b | !c", ":*", "a:*", "<->", "\\", "%", "_", "a\u2028b", "'; DROP TABLE users; --",
    "{{ 7*7 }}", "\u202ea", "ﬀ", "𝕏", "١٢٣", "界", "Ꙭ", "\ud7fb",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_no_sign_is_read_as_a_databases_language(garden, client, query):
    assert client.get("/search", query_string={"q": query}).status_code in {200, 422}
    assert client.get("/search", query_string={"q": f"bench {query}"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("a\x01b", "signs that cannot be read"),
        ("x" * 201, "at most 200 characters"),
        ("word " * 20_000, "at most 200 characters"),
        ("!?", "no word"),
    ],
)
def test_what_is_not_looked_up_is_refused_in_a_sentence(client, query, sentence):
    response = client.get("/search", query_string={"q": query})
    assert response.status_code == 422
    assert sentence in response.text


@pytest.mark.parametrize("after", ["x", "1.2.3", "9" * 99, "1.1.1.\x00", "-1.1.1.a", "5.5.5.%27"])
def test_a_page_that_nobody_gave_is_the_first(garden, client, after):
    assert titles(client, "bench", after=after) in (titles(client, "bench"), [])


def test_pages_follow_one_another_and_lose_nothing(app, author, client):
    round_ = factories.round_(app)
    for number in range(45):
        factories.contribution(app, round_, author, title=f"Lantern {number:02}")
    seen, address = [], "/search?q=lantern"
    while address:
        page = client.get(address).text
        seen += re.findall(r"</mark> (\d\d)<", page)
        more = re.search(r'href="(/search\?[^"]*after=[^"]*)"', page)
        address = unescape(more[1]) if more else None
    assert sorted(seen) == [f"{number:02}" for number in range(45)]
    assert len(seen) == 45


SECRET = "xylophonist"


def readers(client, as_user, people, author):
    yield "stranger", client
    yield "author", as_user(author)
    for name, person in people.items():
        yield name, as_user(person)


def assert_nobody_finds_it(client, as_user, people, author):
    for name, reader in readers(client, as_user, people, author):
        for query in (SECRET, SECRET[:-2], "xylophonits", f'"{SECRET}"'):
            for more in ({}, {"what": "comment"}, {"what": "contribution"}):
                page = reader.get("/search", query_string={"q": query, **more}).text
                assert "Nothing found" in page, (name, query, more)
                assert f"<mark>{SECRET}" not in page
                if SECRET not in query:
                    assert SECRET not in page, (name, query)


def decide(as_user, moderator, things, public_id, verb):
    reader = as_user(moderator)
    data = {"csrf_token": reader.token("/account/"), "rule": 1, "reason": "Because."}
    return reader.post(f"/{things}/{public_id}/{verb}", data=data)


def in_index(app, table):
    with app.app_context():
        return db.session.execute(db.text(f"SELECT count(*) FROM {table} WHERE body LIKE '%{SECRET}%'")).scalar()


def test_a_hidden_contribution_is_found_by_nobody_and_comes_back(app, client, as_user, people, author):
    round_ = factories.round_(app)
    idea = factories.contribution(app, round_, author, title="Music", body=f"A {SECRET} in the park.")
    assert titles(client, SECRET) == ["Music"]
    assert titles(client, "xylophonits") == ["Music"]
    assert decide(as_user, people["moderator"], "contributions", idea.public_id, "hide").status_code == 303
    assert in_index(app, "search_documents") == 0
    assert_nobody_finds_it(client, as_user, people, author)
    assert decide(as_user, people["moderator"], "contributions", idea.public_id, "restore").status_code == 303
    assert titles(client, SECRET) == ["Music"]


def test_a_hidden_comment_is_found_by_nobody_and_comes_back(app, client, as_user, people, author):
    idea = factories.contribution(app, factories.round_(app), author, title="Music")
    body = f"My neighbour is a {SECRET}."
    say(as_user, author, idea, body)
    assert titles(client, SECRET) == ["On “Music”"]
    public_id = comment_id(app, body)
    assert decide(as_user, people["moderator"], "comments", public_id, "hide").status_code == 303
    assert in_index(app, "search_comments") == 0
    assert_nobody_finds_it(client, as_user, people, author)
    assert decide(as_user, people["moderator"], "comments", public_id, "restore").status_code == 303
    assert titles(client, SECRET) == ["On “Music”"]


@pytest.mark.parametrize("things", ["contributions", "comments"])
def test_what_was_taken_back_is_found_by_nobody(app, client, as_user, people, author, things):
    idea = factories.contribution(app, factories.round_(app), author, title="Music", body=f"A {SECRET}.")
    body = f"One {SECRET} more."
    say(as_user, author, idea, body)
    address = f"/ideas/{idea.public_id}"
    comment = comment_id(app, body)
    as_user(author).submit(f"/comments/{comment}/edit", f"/comments/{comment}/withdrawal")
    if things == "comments":
        assert titles(client, SECRET) == ["Music"]
    as_user(author).submit(address, f"/contributions/{idea.public_id}/withdrawal")
    assert_nobody_finds_it(client, as_user, people, author)


def test_a_comment_below_what_was_hidden_goes_with_it(app, client, as_user, people, author):
    idea = factories.contribution(app, factories.round_(app), author, title="Music")
    say(as_user, author, idea, f"My neighbour is a {SECRET}.")
    decide(as_user, people["moderator"], "contributions", idea.public_id, "hide")
    assert_nobody_finds_it(client, as_user, people, author)


def test_drafts_are_found_by_nobody(app, client, as_user, people, author):
    round_ = factories.round_(app)
    factories.contribution(app, round_, author, title="Music", body=SECRET, published_at=None)
    assert_nobody_finds_it(client, as_user, people, author)


def test_a_round_that_is_a_draft_and_all_in_it_is_its_commissioners_alone(app, client, as_user, people, author):
    round_ = factories.round_(app, title="Xylophonist", opened_at=None)
    factories.contribution(app, round_, author, kind=Kind.NEED, title="Music", body=SECRET)
    commissioner = people.pop("commissioner")
    assert_nobody_finds_it(client, as_user, people, author)
    assert titles(as_user(commissioner), SECRET) == ["Xylophonist", "Music"]
    assert titles(client, "music", round=round_.slug) == []


def test_a_text_behind_a_click_shows_its_title_alone(app, client, author):
    round_ = factories.round_(app)
    factories.contribution(app, round_, author, title="Music", body=f"A {SECRET}.", covered_at=clock.now())
    page = client.get("/search?q=music").text
    assert "<mark>Music</mark>" in page
    assert SECRET not in page


def test_new_words_take_the_place_of_old_ones(app, client, as_user, author):
    idea = factories.contribution(app, factories.round_(app), author, title="Music")
    body = f"My neighbour is a {SECRET}."
    say(as_user, author, idea, body)
    address = f"/comments/{comment_id(app, body)}/edit"
    assert as_user(author).submit(address, body="My neighbour plays drums.").status_code == 303
    assert titles(client, SECRET) == []
    assert titles(client, "drums") == ["On “Music”"]


def test_people_are_found_by_their_names_while_their_account_is_open(app, client, as_user, author):
    factories.user(app, name="Zora Unconfirmed", confirmed_at=None)
    factories.user(app, name="Zora Former", active=False, closed_at=clock.now())
    factories.user(app, name="Zora Open", email="secret.address@example.org")
    assert titles(client, "zora") == ["Zora Open"]
    assert titles(client, "secret.address") == []
    as_user(author).submit("/account/", display_name="Ženevieve Żak")
    assert titles(client, "zenevieve zak") == ["Ženevieve Żak"]
    assert titles(client, "moller") == ["Ženevieve Żak"]  # By the handle, which stays.


def test_organisations_are_found(app, client):
    factories.organisation(app, "Brindle Réparations", about="Roofs and gutters")
    assert titles(client, "reparations") == ["Brindle Réparations"]
    assert titles(client, "gutters", what="organisation") == ["Brindle Réparations"]
    assert titles(client, "gutters", what="person") == []


def test_every_page_has_the_field(client):
    for address in ("/", "/rounds", "/rules", "/nowhere"):
        assert 'action="/search"' in client.get(address).text


def test_a_comment_that_goes_to_another_round_is_found_there(app, garden, client):
    other, moved = factories.round_(app, title="Another"), garden[1][0]
    with app.app_context():
        for table, which in (("contributions", "id"), ("threads", "contribution_id")):
            db.session.execute(
                db.text(f"UPDATE {table} SET round_id = :to WHERE {which} = :id"), {"to": other.id, "id": moved.id}
            )
        mine = "SELECT id FROM threads WHERE contribution_id = :id"
        db.session.execute(
            db.text(f"UPDATE comments SET round_id = :to WHERE thread_id IN ({mine})"), {"to": other.id, "id": moved.id}
        )
        db.session.commit()
    assert titles(client, "oak", round=other.slug) == ["On “Trees for the market square”"]
    assert titles(client, "oak", round=garden[0].slug) == []


def test_the_index_can_be_made_anew(app, run, garden, client, author):
    withdrawn = factories.contribution(app, garden[0], author, title="Bench gone", withdrawn_at=clock.now())
    before = {query: titles(client, query) for query in ("trees", "bench", "cafe", "wheelchiar")}
    with app.app_context():
        for table in ("search_documents", "search_comments", "search_words"):
            db.session.execute(db.text(f"DELETE FROM {table}"))
        db.session.commit()
    assert titles(client, "bench") == []
    for _ in range(2):
        assert "4 contributions and 2 comments" in run("search", "rebuild").stdout
        assert {query: titles(client, query) for query in before} == before
    assert withdrawn.title not in before["bench"]


def test_a_nul_is_refused_as_it_is_everywhere(client):
    response = client.get("/search?q=a%00b")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.text


def test_the_newest_that_may_be_read_are_found_however_many_others_stand_before_them(
    app, garden, client, as_user, monkeypatch
):
    monkeypatch.setattr(finding_queries, "AT_A_TIME", 2)
    for n in range(7):
        say(as_user, factories.user(app), garden[1][n % 4], f"Pergola number {n}")
    with app.app_context():
        newest = db.session.query(Comment).order_by(Comment.id.desc()).limit(5)
        for comment in newest:
            comment.covered_at = clock.now()
        db.session.commit()
    found = ["On “A bench at the bus stop”", "On “Trees for the market square”"]
    assert sorted(titles(client, "pergola", what="comment")) == found
    monkeypatch.setattr(finding_queries, "MOST_CANDIDATES", 1)
    assert titles(client, "pergola", what="comment") == found[:1]
