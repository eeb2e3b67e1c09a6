"""Looking at words before they are posted, answering without a script, and quoting."""

from tests.threads.conftest import element, forms_of


def test_a_preview_is_a_part_of_a_page(amina):
    answer = amina.post("/preview", body="**Bold** <script>")
    assert answer.text == "<p><strong>Bold</strong> &lt;script&gt;</p>"


def test_a_preview_wants_a_person_and_a_token(client, amina):
    assert client.post("/preview", data={"body": "x"}).status_code in {303, 400, 401}
    assert amina.browser.post("/preview", data={"body": "x"}).status_code == 400


def test_without_a_script_the_preview_is_a_page_that_keeps_the_words(talk, amina, femi):
    parent = talk.say(femi, "What does it cost?")
    answer = amina.post(talk.door, body="About *£45*.", parent=parent, preview="1")
    assert answer.status_code == 200
    assert "<p>About <em>£45</em>.</p>" in answer.text
    assert "What does it cost?" in answer.text
    assert len(talk.comments()) == 1
    form = next(form for form in forms_of(answer) if form.action == talk.door)
    assert form.fields["parent"] == parent
    assert amina.browser.post(talk.door, data=form.fields).status_code == 303
    assert [one.body for one in talk.comments()] == ["What does it cost?", "About *£45*."]


def test_the_reply_form_opens_without_a_script(talk, amina, femi):
    name = talk.say(femi, "What does it cost?")
    there = amina.browser.get(f"/comments/{name}?reply=1")
    assert there.status_code == 303
    assert there.headers["Location"] == f"{talk.page}?reply={name}#reply"
    page = amina.browser.get(there.headers["Location"]).text
    assert "Reply to Femi Oyelaran" in page
    assert page.index(f'id="comment-{name}"') < page.index('id="reply"')


def test_a_quote_shows_the_words_as_they_are_today(talk, amina, femi, client):
    source = talk.say(femi, "Forty-five pounds an hour.")
    quoting = talk.say(amina, "Is that with travel?", source, quote=source)
    assert "Forty-five pounds" in element(client.get(talk.page).text, quoting)
    femi.post(f"/comments/{source}/edit", body="Thirty-eight pounds an hour.")
    today = element(client.get(talk.page).text, quoting)
    assert "Thirty-eight pounds" in today
    assert "Forty-five" not in today
    femi.post(f"/comments/{source}/withdrawal")
    gone = client.get(talk.page).text
    assert "Thirty-eight" not in gone
    assert "The words quoted here are no longer in this discussion." in element(gone, quoting)


def test_the_quote_link_opens_the_form_with_the_quote_chosen(talk, amina, femi):
    name = talk.say(femi, "What does it cost?")
    there = amina.browser.get(f"/comments/{name}?reply=1&quote=1").headers["Location"]
    form = next(f for f in amina.browser.forms(there) if f.fields.get("parent") == name)
    assert form.fields["quote"] == name
