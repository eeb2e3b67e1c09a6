"""What every test may ask for: an app on a real database, clients, mail, a browser."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import servers
from tests.web import Browser, sign_in_quickly

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first without the browser's own window: it opens a page for a fifth of the work."""

CHROMIUM_OPTIONS = (
    "--no-sandbox",  # Root runs the tests of CI, and Chromium's sandbox refuses root.
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

QUICK_HASHES = {"argon2__rounds": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
"""The same hashes as in production, without the work that makes them slow to guess. `tests/test_serve.py` has the real."""

pytest_plugins = ("tests.covering",)

SERVERS = pytest.StashKey[dict[str, str]]()
RUNNING = pytest.StashKey[ExitStack]()


# -- The session: servers, started once by the controller and told to the workers ------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    help_text = (
        "sqlite (the default), or postgresql with a real Redis: there, only the tests that a database could change"
    )
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite", help=help_text)


def pytest_configure(config: pytest.Config) -> None:
    running = config.stash[RUNNING] = ExitStack()
    if hasattr(config, "workerinput"):
        config.stash[SERVERS] = config.workerinput["servers"]
    elif config.getoption("--database") == "postgresql" and not config.getoption("collectonly"):
        addresses = {"postgresql": servers.postgresql(), "redis": servers.redis()}
        config.stash[SERVERS] = {name: running.enter_context(server) for name, server in addresses.items()}
    else:
        config.stash[SERVERS] = {}


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[RUNNING].close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["servers"] = node.config.stash[SERVERS]


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('--database')}, browser: {find_chromium() or 'none'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the run on SQLite what comes out the same on PostgreSQL, and the journeys where there is no browser."""
    if config.getoption("--database") == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if not needs_both(item)])
        items[:] = filter(needs_both, items)
    need_a_browser(items)


def needs_both(item: pytest.Item) -> bool:
    """Whether the database could change how this test ends: it asks for one, and does not say that once is enough."""
    return "new_database" in getattr(item, "fixturenames", ()) and item.get_closest_marker("once") is None


def need_a_browser(items: list[pytest.Item]) -> None:
    """Everything in tests/journeys/ needs a browser: skipped by name where there is none, or refused where one must."""
    journeys = [item for item in items if "journeys" in item.path.parts or item.get_closest_marker("journeys")]
    for item in journeys:
        item.add_marker(pytest.mark.journeys)
    if not journeys or find_chromium():
        return
    reason = f"no browser found: install one of {', '.join(CHROMIUMS)}"
    if os.environ.get("REQUIRE_BROWSER", "0") not in {"", "0"}:
        raise pytest.UsageError(reason)
    for item in journeys:
        item.add_marker(pytest.mark.skip(reason=reason))


def find_chromium() -> str | None:
    """The machine's Chromium, or none."""
    return next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


# -- The worker: a database and an app -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def worker_number(request: pytest.FixtureRequest) -> int:
    """Which of the parallel test processes this is, from 0."""
    name = getattr(request.config, "workerinput", {}).get("workerid", "gw0")
    return int(name.removeprefix("gw"))


@pytest.fixture(scope="session")
def new_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_number: int
) -> Iterator[Callable[[str], Any]]:
    """Make an empty database with this name, of the kind that the tests run on; it lasts as long as the session."""
    from tests.databases import PostgresqlDatabase, SqliteDatabase

    made = []

    def make(name: str) -> Any:
        server = request.config.stash[SERVERS].get("postgresql")
        if server:
            made.append(PostgresqlDatabase(server, f"{name}_{worker_number}"))
        else:
            made.append(SqliteDatabase(tmp_path_factory.mktemp("database") / f"{name}.sqlite3"))
        return made[-1]

    yield make
    for database in made:
        database.close()


@pytest.fixture(scope="session")
def database(new_database: Callable[[str], Any]) -> Any:
    """This worker's own database."""
    return new_database("folkmoot")


@pytest.fixture(scope="session")
def database_url(database: Any) -> str:
    """The address of this worker's database."""
    return database.url


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest, worker_number: int) -> str | None:
    """The address of this worker's Redis database; none where the tests run on SQLite."""
    address = request.config.stash[SERVERS].get("redis")
    return f"{address}/{worker_number}" if address else None


@pytest.fixture(scope="session")
def settings(database_url: str, redis_url: str | None, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The settings of the app under test. To change some: `dataclasses.replace(settings, …)`, or `make_app`."""
    from config import Settings

    return Settings(
        env="test",
        secret_key="tests keep no secrets",
        password_salt="tests keep no secrets",
        instance_path=tmp_path_factory.mktemp("instance"),
        database_url=database_url,
        redis_url=redis_url,
        rate_limits=False,
        mail_backend="locmem",
        push_key="yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",  # Of an example in RFC 8291: everybody knows it.
    )


def build_app(settings: Any, compiled: Path) -> Any:
    """An app as it is served, whose errors reach the test, and which spends no time on what others did before it.

    `compiled` is a folder for compiled templates, which every app of a worker would make anew.
    """
    from jinja2 import FileSystemBytecodeCache

    from app import create_app

    app = create_app(settings)
    app.testing = True
    app.test_client_class = Browser
    app.extensions["mailman"].outbox = []
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(compiled)
    app.extensions["security"].pwd_context.update(**QUICK_HASHES)
    return app


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this worker's apps keep their compiled templates."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(scope="session")
def whole_app(settings: Any, database: Any, compiled: Path) -> Iterator[Any]:
    """One app a worker, on a database laid out by the real migrations. Tests ask for `app`."""
    from flask_migrate import upgrade

    from app.extensions import db

    app = build_app(settings, compiled)
    with app.app_context():
        upgrade()
    database.keep()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(whole_app: Any, database: Any, redis_url: str | None) -> Iterator[Any]:
    """The app. What the test commits is there for all, and gone afterwards. No context is pushed."""
    yield whole_app
    database.reset()
    if whole_app.config["SETTINGS"].is_sqlite:
        forget_connections(whole_app)
    whole_app.extensions["mailman"].outbox.clear()
    if redis_url:
        import redis

        with redis.Redis.from_url(redis_url) as connection:
            connection.flushdb()


def forget_connections(app: Any) -> None:
    """Let the app open its file anew.

    A connection that was open while the file was put back knows the layout of before, and SQLite 3.40 does not read it
    again for a statement whose trigger writes to a full-text table: it says that there is no such table.
    """
    from app.extensions import db

    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def make_app(app: Any, settings: Any, compiled: Path) -> Iterator[Callable[..., Any]]:
    """Make another app on the same database, with other settings: `make_app(rate_limits=True)`."""
    from app.extensions import db

    made = []

    def make(**changes: Any) -> Any:
        made.append(build_app(replace(settings, **changes), compiled))
        return made[-1]

    yield make
    for other in made:
        with other.app_context():
            db.engine.dispose()


@pytest.fixture
def limited(make_app):
    """An app that counts. The limiter is one for all apps of a process: it is put back."""
    from app.extensions import limiter

    other = make_app(rate_limits=True)
    limiter.reset()
    yield other
    limiter.reset()
    limiter.enabled = False


# -- People ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def client(app: Any) -> Browser:
    """A stranger's client."""
    return app.test_client()


@pytest.fixture
def as_user(app: Any) -> Callable[[Any], Browser]:
    """Give a new client in which this person is signed in."""

    def signed_in(user: Any) -> Browser:
        client = app.test_client()
        sign_in_quickly(app, client, user)
        return client

    return signed_in


@pytest.fixture
def outbox(app: Any) -> list[Any]:
    """The messages that were mailed."""
    return app.extensions["mailman"].outbox


@pytest.fixture
def run(app: Any) -> Any:
    """Run a `flask …` command: `run("user", "list")` gives click's result; its stdout and stderr are kept apart."""
    runner = app.test_cli_runner()

    def command(*arguments: str, **options: Any) -> Any:
        return runner.invoke(args=[str(argument) for argument in arguments], **options)

    return command


# -- The browser -----------------------------------------------------------------------------------------------------


@pytest.fixture
def live_server(app: Any) -> Iterator[str]:
    """The app, served on a free port by as many threads as there are requests. Gives its address."""
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture(scope="session")
def base_url() -> None:
    """None for the session: each test's live server has its own, which `context` knows."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium: no browser is downloaded."""
    return browser_type_launch_args | {"executable_path": find_chromium(), "args": list(CHROMIUM_OPTIONS)}


@pytest.fixture
def context(live_server: str, new_context: Callable[..., Any]) -> Any:
    """A browser's session on the live server, so that `page.goto("/rounds")` works. It ends before the server does."""
    return new_context(base_url=live_server)


@pytest.fixture
def screenshots(request: pytest.FixtureRequest) -> Path:
    """Where a journey leaves its pictures."""
    folder = Path(request.config.rootpath) / "test-results" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
