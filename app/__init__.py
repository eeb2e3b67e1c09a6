"""Folkmoot: the forum with which a council commissions services in the open."""

from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_migrate import upgrade
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app import (
    assets,
    cli,
    display,
    errors,
    guard,
    headers,
    languages,
    limits,
    live,
    queue,
    second_factor_security,
    security,
    shell,
    wire,
)
from app.bus import Bus, impatience
from app.extensions import babel, csrf, db, limiter, mail, migrate, prepare_sqlite
from app.outbox import jobs
from app.outlet import Live, drain_at_end
from app.parts import BLUEPRINTS, COMMANDS
from app.threads import listener_jobs, presence_jobs, sockets
from config import DEVELOPMENT, ROOT, Settings

SQLITE_POOL = {"pool_size": 20, "max_overflow": 100}
"""As many connections as there are threads to ask for one: a file is opened in no time."""

SERVER_POOL = {
    "pool_size": 10,
    "max_overflow": 10,
    "isolation_level": "AUTOCOMMIT",
    "connect_args": {"options": "-c plan_cache_mode=force_generic_plan"},
}
"""Connections of one worker to a database server, which by default has 100 to give: four workers fit. A request that
finds all of them busy waits for one.

Pages read outside of transactions: two trips fewer each, and the driver keeps its prepared statements, which it forgets
at every rollback. `transaction()` begins a real one. How a statement is carried out is worked out once, not for each set of
values: for a contribution's page that takes six times as long as reading it."""

MAX_REQUEST = 1_000_000
"""Bytes of one request: the longest text allowed, in any script, several times over."""


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from its settings (by default, those of the environment)."""
    settings = settings or Settings.from_environment()
    app = Flask(
        "app", static_folder=None, template_folder=str(ROOT / "templates"), instance_path=str(settings.instance_path)
    )
    _configure(app, settings)
    limits.make_room(app)
    _extend(app, settings)
    assets.register(app)
    display.register(app)
    shell.register(app)
    languages.register(app)
    guard.register(app)
    limits.register(app)
    headers.register(app, https=settings.is_production, host=settings.server_name)
    errors.register(app)
    cli.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    _lay_out(app, settings)
    jobs.register(app, queue.register(app, settings.redis_url))
    _open_sockets(app, settings)
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
        RATELIMIT_STORAGE_OPTIONS=impatience() if settings.redis_url else {},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=settings.redis_url is not None,
        MAIL_BACKEND=settings.mail_backend,
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_USERNAME=settings.mail_username,
        MAIL_PASSWORD=settings.mail_password,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_FILE_PATH=settings.mail_file_path,
        MAIL_DEFAULT_SENDER=settings.mail_sender,
        BABEL_DEFAULT_LOCALE=languages.DEFAULT,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        BABEL_DEFAULT_TIMEZONE="Europe/London",
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        HOLD_FIRST_POSTS=settings.hold_first_posts,
        STAFF_SECOND_FACTOR=settings.staff_second_factor,
        MODERATOR_HOURS=settings.moderator_hours,
        PLACE=settings.place,
        OPERATOR=settings.operator,
        TELEPHONE=settings.telephone,
        TELEPHONE_HOURS=settings.telephone_hours,
        RULES_DAYS=settings.rules_days,
        RULES_QUORUM=settings.rules_quorum,
        RULES_MAJORITY=settings.rules_majority,
        COMPLAINTS_EMAIL=settings.complaints_email,
        COMPLAINTS_REPLY_DAYS=settings.complaints_reply_days,
        COMPLAINTS_ANSWER_DAYS=settings.complaints_answer_days,
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
    babel.init_app(app, locale_selector=languages.of_reader)
    csrf.init_app(app)
    limiter.init_app(app)
    mail.init_app(app)
    Compress(app)
    second_factor_security.register(app, settings)
    security.register(app, settings)


def _open_sockets(app: Flask, settings: Settings) -> None:
    """Let pages watch what happens. What happens is told to other processes too, whoever watches here."""
    server = wire.serve(app)
    mine = Live(server, Bus(settings.redis_url))
    live.register(app, mine)
    sockets.register(server, mine, listener_jobs.Ear(app, mine, presence_jobs.Presence(mine)))
    drain_at_end(mine)


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
