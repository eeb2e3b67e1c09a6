"""Folkmoot: the forum with which a council commissions services in the open."""

from pathlib import Path

from click import Command
from flask import Flask
from flask_compress import Compress
from flask_migrate import upgrade
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app import assets, cli, display, errors, guard, headers, limits, security, shell
from app.accounts import cli as accounts_cli
from app.accounts import letter_cli, verification_routes
from app.accounts import routes as accounts
from app.accounts.letter_models import LetterRun
from app.audit import AuditEntry
from app.contributions import routes as contributions
from app.contributions.models import Contribution
from app.dealing import routes as dealing
from app.dealing.models import Deal
from app.demo import cli as demo_cli
from app.extensions import babel, csrf, db, limiter, mail, migrate, prepare_sqlite
from app.imports import cli as imports_cli
from app.moderation import routes as moderation
from app.moderation.models import Decision
from app.notifications import routes as notifications
from app.notifications.models import Notice
from app.once import Submission
from app.results import certificate_cli, snapshot_cli
from app.results import cli as results_cli
from app.results import routes as results
from app.results.models import Snapshot
from app.rounds import cli as rounds_cli
from app.rounds import routes as rounds
from app.rounds.models import Round
from app.search.models import SearchDocument
from app.site import routes as site
from app.threads import routes as threads
from app.threads.models import Thread
from app.trouble import cli as trouble_cli
from app.trouble import routes as trouble
from app.trouble.models import TroubleNote
from app.votes import routes as votes
from app.votes.models import Vote
from config import DEVELOPMENT, ROOT, Settings

TABLES = (
    AuditEntry,
    Contribution,
    Deal,
    Decision,
    LetterRun,
    Notice,
    Round,
    SearchDocument,
    Snapshot,
    Submission,
    Thread,
    TroubleNote,
    Vote,
)
"""One class of each module that holds tables: importing them is what makes the tables known."""

BLUEPRINTS = (
    accounts.bp,
    contributions.bp,
    dealing.bp,
    moderation.bp,
    notifications.bp,
    results.bp,
    rounds.bp,
    site.bp,
    threads.bp,
    trouble.bp,
    verification_routes.bp,
    votes.bp,
)
COMMANDS: tuple[Command, ...] = (
    accounts_cli.commands,
    demo_cli.commands,
    imports_cli.commands,
    letter_cli.commands,
    results_cli.command,
    *snapshot_cli.commands,
    *certificate_cli.commands,
    rounds_cli.areas,
    trouble_cli.command,
)

SQLITE_POOL = {"pool_size": 20, "max_overflow": 100}
"""As many connections as there are threads to ask for one: a file is opened in no time."""

SERVER_POOL = {"pool_size": 10, "max_overflow": 10, "isolation_level": "AUTOCOMMIT"}
"""Connections of one worker to a database server, which by default has 100 to give: four workers fit. A request that
finds all of them busy waits for one.

Pages read outside of transactions: two trips fewer each, and the driver keeps its prepared statements, which it forgets
at every rollback. `transaction()` begins a real one."""

MAX_REQUEST = 1_000_000
"""Bytes of one request: the longest text allowed, in any script, several times over."""


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from its settings (by default, those of the environment)."""
    settings = settings or Settings.from_environment()
    app = Flask(
        "app", static_folder=None, template_folder=str(ROOT / "templates"), instance_path=str(settings.instance_path)
    )
    _configure(app, settings)
    _extend(app, settings)
    assets.register(app)
    display.register(app)
    shell.register(app)
    guard.register(app)
    limits.register(app)
    headers.register(app, https=settings.is_production)
    errors.register(app)
    cli.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    _lay_out(app, settings)
    _serve_files(app, settings)
    return app


def _lay_out(app: Flask, settings: Settings) -> None:
    """Make a trial's embedded database when it is first needed, so that any command may come first."""
    if settings.env != DEVELOPMENT or not settings.is_sqlite:
        return
    with app.app_context():
        file = db.engine.url.database
        if file and not Path(file).exists():
            upgrade()


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=SQLITE_POOL if settings.is_sqlite else SERVER_POOL,
        SESSION_COOKIE_SECURE=settings.is_production,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=settings.is_production,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        PREFERRED_URL_SCHEME="https" if settings.is_production else "http",
        TRUSTED_HOSTS=[settings.server_name] if settings.server_name else None,
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST,
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=settings.redis_url is not None,
        MAIL_BACKEND=settings.mail_backend,
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_USERNAME=settings.mail_username,
        MAIL_PASSWORD=settings.mail_password,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_FILE_PATH=settings.mail_file_path,
        MAIL_DEFAULT_SENDER=settings.mail_sender,
        BABEL_DEFAULT_LOCALE="en",
        BABEL_DEFAULT_TIMEZONE="Europe/London",
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        PLACE=settings.place,
        OPERATOR=settings.operator,
        TELEPHONE=settings.telephone,
        TELEPHONE_HOURS=settings.telephone_hours,
    )
    app.config.setdefault("PROPAGATE_EXCEPTIONS", None)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _extend(app: Flask, settings: Settings) -> None:
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    if settings.is_sqlite:
        with app.app_context():
            prepare_sqlite(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    babel.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    mail.init_app(app)
    Compress(app)
    security.register(app, settings)


def _every_file_is_immutable(_path: str, _url: str) -> bool:
    return True


def _serve_files(app: Flask, settings: Settings) -> None:
    """Built assets carry the hash of their content in their names, so a browser may keep them for ever."""
    files = WhiteNoise(
        app.wsgi_app,
        root=str(ROOT / "static" / "dist"),
        prefix="static/dist/",
        immutable_file_test=_every_file_is_immutable,
    )
    app.wsgi_app = files  # type: ignore[method-assign]
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
