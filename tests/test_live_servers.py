"""Live threads over several processes: two gevent workers, PostgreSQL and a Redis that can be killed, all real."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.rules.actors import Actor, Role
from app.threads import comment_service
from app.threads.comment_service import Draft
from config import ROOT
from tests import factories, servers
from tests.watching import PATIENCE, Closed, Refused, Watcher, cookie_of
from tests.web import sign_in_quickly


@pytest.fixture(scope="module", autouse=True)
def several(request):
    if request.config.getoption("--database") == "sqlite":
        pytest.skip("about several processes: see the run on PostgreSQL")


class Redis:
    """A Redis that can go away and come back at the same address."""

    def __init__(self) -> None:
        self.port = servers.free_port()
        self.running = ExitStack()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.running.enter_context(servers.redis(self.port))

    @property
    def process(self) -> int:
        import redis

        with redis.Redis.from_url(self.url) as connection:
            return int(connection.info("server")["process_id"])

    @contextmanager
    def killed(self) -> Iterator[None]:
        os.kill(self.process, signal.SIGKILL)
        self.running.close()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections and what is sent, and answers nothing."""
        process = self.process
        os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process, signal.SIGCONT)


@dataclass
class Server:
    """One gunicorn with one gevent worker."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    @property
    def worker(self) -> int:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0])

    def answers(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as answer:  # noqa: S310 - Our own.
            return answer.status == 200
        return False


@contextmanager
def gunicorn(environment: dict[str, str], log: Path) -> Iterator[Server]:
    port = servers.free_port()
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gevent", "--workers", "1", "--no-control-socket"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--graceful-timeout", "20", "--bind", f"127.0.0.1:{port}", "wsgi:app"],
            cwd=ROOT, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    server = Server(process, f"http://127.0.0.1:{port}", log)
    try:
        servers.wait_for(server.answers, process, log, 4 * PATIENCE)
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


@dataclass
class Site:
    """Two servers on one database and one Redis, and an app of the test's own beside them, which is a third process."""

    app: Any
    redis: Redis
    one: Server
    two: Server

    def client(self, user: Any) -> Any:
        client = self.app.test_client()
        sign_in_quickly(self.app, client, user)
        return client


@pytest.fixture(scope="module")
def site(settings, new_database, tmp_path_factory, compiled):
    from flask_migrate import upgrade

    from app.extensions import db
    from tests.conftest import build_app

    folder, redis = tmp_path_factory.mktemp("live"), Redis()
    url = new_database("live").url
    app = build_app(replace(settings, database_url=url, redis_url=redis.url), compiled)
    with app.app_context():
        upgrade()
    environment = {
        "APP_ENV": "test", "SECRET_KEY": settings.secret_key, "SECURITY_PASSWORD_SALT": settings.password_salt,
        "DATABASE_URL": url, "REDIS_URL": redis.url, "INSTANCE_PATH": str(folder), "RATE_LIMITS": "0",
        "PUBLIC_HOST": "127.0.0.1",
    }  # fmt: skip
    with (
        gunicorn(environment, folder / "one") as one,
        gunicorn(environment, folder / "two") as two,
    ):
        yield Site(app, redis, one, two)
    redis.running.close()
    with app.app_context():
        db.engine.dispose()


class Talk:
    """A discussion, and people who talk."""

    def __init__(self, site: Site) -> None:
        self.site, app = site, site.app
        self.author = factories.user(app, name="Amina Yusuf")
        self.round = factories.round_(app)
        self.idea = factories.contribution(app, self.round, factories.user(app))
        self.thread = factories.thread_of(app, self.idea).public_id
        self.client = site.client(self.author)
        self.token = self.client.token("/account/")
        self.cookie = cookie_of(self.client)

    @property
    def last(self) -> int:
        return factories.thread_of(self.site.app, self.idea).sequence

    def say(self, words: str) -> str:
        """Say it through the test's own process."""
        from app.extensions import db

        with self.site.app.test_request_context():
            try:
                return comment_service.post(Actor(self.author.id), self.idea.public_id, Draft(words)).public_id
            finally:
                db.session.remove()

    def say_at(self, server: Server, words: str, once: str) -> None:
        """Say it through a server, again and again until it answers that it was kept."""
        fields = urllib.parse.urlencode({"csrf_token": self.token, "body": words, "once": once}).encode()
        until(lambda: self.send(server, f"/contributions/{self.idea.public_id}/comments", fields) == 303)

    def send(self, server: Server, path: str, fields: bytes) -> int | None:
        request = urllib.request.Request(server.address + path, fields, {"Cookie": self.cookie})  # noqa: S310 - Our own.
        try:
            with urllib.request.build_opener(Still).open(request, timeout=PATIENCE) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            return answer.code
        except OSError:
            return None


class Still(urllib.request.HTTPRedirectHandler):
    """Goes nowhere."""

    def redirect_request(self, *_more: Any) -> None:
        return None


def until(done: Callable[[], bool]) -> None:
    """Wait until that is so."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.02)


@pytest.fixture
def talk(site):
    return Talk(site)


@pytest.fixture
def open_page():
    """Open a page at a server."""
    opened: list[Watcher] = []

    def open_(server: Server, cookie: str | None = None) -> Watcher:
        opened.append(Watcher(server.address, cookie))
        return opened[-1]

    yield open_
    for watcher in opened:
        watcher.close()


def come_back(server: Server, thread: str, after: int) -> tuple[Watcher, list[int]]:
    """Connect until it works, and watch on from there, as a page does."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            watcher = Watcher(server.address)
            answer = watcher.watch(thread, after)
            if answer["ok"]:
                return watcher, [event["seq"] for event in answer["events"]]
        except (OSError, Refused, Closed):
            assert time.monotonic() < end, "nobody was let in again"
        time.sleep(0.05)


def hear_all(server: Server, thread: str, last: Callable[[], int]) -> list[int]:
    """Everything that a page is told until the last event, applied as a page applies it: in order, and once."""
    watcher, heard = come_back(server, thread, 0)
    end = time.monotonic() + 2 * PATIENCE
    while not heard or heard[-1] < last():
        assert time.monotonic() < end, f"told {len(heard)} events"
        try:
            watcher.read()
        except Closed:
            watcher.close()
            watcher, missed = come_back(server, thread, heard[-1] if heard else 0)
            heard += missed
            continue
        except TimeoutError:
            continue
        for event in watcher.of("event"):
            if event["seq"] == (heard[-1] if heard else 0) + 1:
                heard.append(event["seq"])
            assert event["seq"] <= heard[-1], "an event was left out"
        watcher.told.clear()
    watcher.close()
    return heard


def test_all_processes_tell_the_same_in_the_order_of_commits_though_one_is_killed(site, talk):
    """Eight people write at once, through a server that is killed meanwhile; pages at both servers miss nothing."""
    total, heard = 8 * 6, {}
    goal = {"last": total}
    pages = [
        threading.Thread(
            target=lambda where=where, name=name: heard.update(
                {name: hear_all(where, talk.thread, lambda: goal["last"])}
            )
        )
        for name, where in (("one", site.one), ("two", site.two))
    ]
    writers = [
        threading.Thread(target=lambda who=who: [talk.say_at(site.one, f"{who}: {n}", f"{who}-{n}") for n in range(6)])
        for who in range(8)
    ]
    for thread in (*pages, *writers):
        thread.start()
    until(lambda: talk.last >= total // 4)
    os.kill(site.one.worker, signal.SIGKILL)
    for thread in (*writers, *pages):
        thread.join(4 * PATIENCE)
    assert talk.last == total
    assert heard == {"one": list(range(1, total + 1)), "two": list(range(1, total + 1))}


@pytest.mark.parametrize("gone", ["killed", "frozen"])
def test_while_redis_is_away_pages_work_and_say_so_and_it_heals_by_itself(site, talk, open_page, gone):
    watchers = [open_page(site.one), open_page(site.two)]
    for watcher in watchers:
        assert watcher.watch(talk.thread)["ok"] is True
    talk.say_at(site.one, "Before.", "before")
    for watcher in watchers:
        assert watcher.next()["seq"] == 1
    with getattr(site.redis, gone)():
        for watcher in watchers:
            assert watcher.next("live") == {
                "on": False, "code": "off",
                "say": "Live updates are off for the moment. Open the page again to see new comments.",
            }  # fmt: skip
        talk.say_at(site.one, "Meanwhile.", "meanwhile")
        assert watchers[1].watch(talk.thread)["code"] == "off"
        with pytest.raises(Refused) as refused:
            open_page(site.two)
        assert refused.value.data["code"] == "off"
    for watcher in watchers:
        assert watcher.next()["seq"] == 2
        assert watcher.next("live") == {"on": True, "say": "Live updates are on."}
    talk.say_at(site.two, "After.", "after")
    for watcher in watchers:
        assert watcher.next()["seq"] == 3
        assert watcher.of("event") == []


def test_a_site_of_another_name_gets_no_socket(site):
    """A name of somebody else's that was pointed at our address."""
    with pytest.raises(Refused):
        Watcher(site.one.address, origin="http://evil.example", host="evil.example")


def test_signing_out_at_one_ends_the_sockets_at_the_other(site, talk, open_page):
    watcher, other = open_page(site.two, talk.cookie), open_page(site.two)
    for each in (watcher, other):
        each.watch(talk.thread)
    assert talk.send(site.one, "/logout", urllib.parse.urlencode({"csrf_token": talk.token}).encode()) == 302
    talk.say("Not for those who left.")
    assert other.next()["seq"] == 1
    assert watcher.next("live")["code"] == "signed_out"
    assert watcher.is_over()
    assert watcher.of("event") == []


def test_a_role_that_a_command_takes_puts_out_at_every_server(site, talk, open_page):
    staff = factories.user(site.app, Role.COMMISSIONER)
    round_ = factories.round_(site.app, opened_at=None)
    thread = factories.thread_of(site.app, factories.contribution(site.app, round_, staff)).public_id
    watchers = [open_page(server, cookie_of(site.client(staff))) for server in (site.one, site.two)]
    for watcher in watchers:
        assert watcher.watch(thread)["ok"] is True
    done = site.app.test_cli_runner().invoke(args=["user", "role", staff.email, "commissioner", "--remove"])
    assert done.exit_code == 0, done.output
    for watcher in watchers:
        assert watcher.next("gone")["thread"] == thread


def test_people_at_both_servers_are_counted_together(site, talk, open_page):
    watchers = [
        open_page(site.one),
        open_page(site.two),
        open_page(site.one, talk.cookie),
        open_page(site.two, talk.cookie),
    ]
    for watcher in watchers:
        watcher.watch(talk.thread)
    for watcher in watchers:
        assert watcher.next("here", lambda here: here["people"] == 3)["names"] == []


def test_a_server_that_is_told_to_stop_lets_its_pages_go(site, talk, open_page):
    """The last test of this file: the second server is gone afterwards."""
    watcher = open_page(site.two)
    watcher.watch(talk.thread)
    site.two.process.send_signal(signal.SIGTERM)
    assert watcher.is_over()
    assert site.two.process.wait(PATIENCE) == 0
    assert "graceful timeout" not in site.two.log.read_text()
    back, missed = come_back(site.one, talk.thread, 0)
    assert missed == []
    back.close()
