"""Open pages of a space: members hear what is said, and whoever is put out hears nothing more."""

import pytest

from tests.watching import Watcher, cookie_of


@pytest.fixture
def page(live_server):
    """Opens a socket, of somebody or of a stranger."""
    opened = []

    def open_(person=None):
        watcher = Watcher(live_server, cookie_of(person.browser) if person else None)
        opened.append(watcher)
        return watcher

    yield open_
    for watcher in opened:
        watcher.close()


def test_members_hear_each_other_and_whoever_is_put_out_hears_nothing_more(village, olive, max_, outsider, page):
    slug = village.space(olive)
    village.enrol(slug, olive, max_)
    topic = village.topic(slug, olive)
    thread = olive.get(f"/topics/{topic}").text.split('data-thread="')[1].split('"')[0]
    for nobody in (page(), page(outsider)):
        assert nobody.watch(thread)["code"] == "missing"
        assert nobody.ask("typing", {"thread": thread})["code"] == "missing"
        assert nobody.ask("here", {"thread": thread})["code"] == "missing"
    hers, his = page(olive), page(max_)
    hers.watch(thread)
    his.watch(thread)
    village.say(topic, olive, "Hello, Max.")
    assert "Hello, Max." in his.next()["html"]
    assert "Hello, Max." in hers.next()["html"]
    assert olive.post(f"/spaces/{slug}/members/{max_.user.handle}/removal", rule="1", words="So.").status_code == 303
    village.say(topic, olive, "Max is gone.")
    assert his.next("gone")["thread"] == thread
    assert "Max is gone." in hers.next()["html"]
    his.ask("nothing")
    assert his.of("event") == []
    assert his.watch(thread)["code"] == "missing"
