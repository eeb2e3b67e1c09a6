"""Settings: one class, read once from the environment, every default said and why.

`APP_ENV=production` and nothing else makes a production: there the secrets must come from the environment, and the
process refuses to start without them. Everywhere else a secret key and a password salt are made on first use and kept
in `instance/secrets.json` (mode 0600), and the key for telling browsers in `instance/push.json`, so that `make run` and
every `flask` command agree on them.
"""

import base64
import binascii
import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent

PRODUCTION = "production"
DEVELOPMENT = "development"

LAST_PORT = 65_535

SECRET_NAMES = {"secret_key": "SECRET_KEY", "password_salt": "SECURITY_PASSWORD_SALT"}

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""A private key of the curve P-256 is a number from 1 up to this."""

KEY_BYTES = 32


class SettingsError(Exception):
    """The environment does not describe a system that may start; the message names the variable."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one process needs to know before it starts."""

    secret_key: str = field(repr=False)
    """`SECRET_KEY`: signs sessions, form tokens, mail links and webhooks, and keys the codes of letters: another one makes
    every code void that is in the post, and every webhook's secret."""

    password_salt: str = field(repr=False)
    """`SECURITY_PASSWORD_SALT`: peppers password hashes; changing it makes every password void."""

    second_factor_secret: str | None = field(default=None, repr=False)
    """`SECOND_FACTOR_SECRET`: the keys of authenticator apps and the recovery codes are stored encrypted with it; another
    one makes every second factor void. By default the secret key serves, told apart by its use; give one of its own where
    that is to change and second factors are to stay."""

    push_key: str | None = field(default=None, repr=False)
    """`VAPID_PRIVATE_KEY`: signs what browsers are told while the site is closed; without it nobody can ask for that.
    Another one makes the consent of every device void."""

    env: str = DEVELOPMENT
    """`APP_ENV`: `production`, or anything else for a trial on one's own machine."""

    instance_path: Path = ROOT / "instance"
    """`INSTANCE_PATH`: where the embedded database and the kept secrets live."""

    database_url: str = ""
    """`DATABASE_URL`: `sqlite:///…` or `postgresql://…`; SQLite in the instance folder by default, so that nothing
    needs to be installed."""

    redis_url: str | None = None
    """`REDIS_URL`: carries live events between workers and shares their request limits; in memory by default, which is
    enough for one worker."""

    staff_second_factor: bool = False
    """`STAFF_SECOND_FACTOR`: whether moderators, commissioners and administrators need a second factor to use what their
    role opens. On in production, because a stolen password would open other people's words; off elsewhere, so that the
    made-up people of a trial can sign in."""

    host: str = "127.0.0.1"
    """`HOST`: the address served on; loopback by default, so that a trial is not on the network."""

    port: int = 8000
    """`PORT`: the port served on."""

    rate_limits: bool = True
    """`RATE_LIMITS=0` switches request limits off, for load tests; refused in production."""

    mail_backend: str = "console"
    """`MAIL_BACKEND`: `console` (prints messages, for a trial), `smtp`, `file` or `locmem` (tests)."""

    mail_server: str = "localhost"
    """`MAIL_SERVER`: the SMTP host."""

    mail_port: int = 25
    """`MAIL_PORT`: the SMTP port."""

    mail_username: str | None = None
    """`MAIL_USERNAME`: where the SMTP host asks for one."""

    mail_password: str | None = field(default=None, repr=False)
    """`MAIL_PASSWORD`: goes with `MAIL_USERNAME`."""

    mail_use_tls: bool = False
    """`MAIL_USE_TLS=1`: STARTTLS."""

    mail_file_path: str | None = None
    """`MAIL_FILE_PATH`: the folder of the `file` mail back end."""

    mail_sender: str = "Folkmoot <no-reply@localhost>"
    """`MAIL_SENDER`: the From of every message."""

    server_name: str | None = None
    """`PUBLIC_HOST`: the host name of links in mail and the only host answered in production, so that a forged Host
    header cannot poison a password link."""

    trusted_proxies: int = 0
    """`TRUSTED_PROXIES`: how many reverse proxies stand in front: their X-Forwarded-* headers alone are believed."""

    hold_first_posts: int = 0
    """`HOLD_FIRST_POSTS`: how many first texts of a new person a moderator reads before others do; none by default,
    because a text that waits for a day is often the last one of its author."""

    moderator_hours: int = 24
    """`MODERATOR_HOURS`: within how many hours somebody looks at what waits, as the people concerned are told."""

    place: str = "Aldermere"
    """`PLACE`: the place whose residents are asked, shown beside the name."""

    operator: str = "Aldermere Borough Council"
    """`OPERATOR`: who runs the site, shown at its foot."""

    telephone: str = "01632 960 114"
    """`TELEPHONE`: the number that somebody answers, shown at the foot of each page."""

    telephone_hours: str = "weekdays 9am to 5pm"
    """`TELEPHONE_HOURS`: when somebody answers it."""

    rules_days: int = 14
    """`RULES_DAYS`: for how many days people answer a proposal to change the house rules; two weekends by default."""

    rules_quorum: int = 20
    """`RULES_QUORUM`: how many verified residents must answer it, so that a few friends cannot change the rules."""

    rules_majority: int = 50
    """`RULES_MAJORITY`: of a hundred who agree or disagree, more than so many must agree; from 50 to 99."""

    complaints_email: str = "complaints@aldermere.example"
    """`COMPLAINTS_EMAIL`: where complaints about moderation go, shown at `/complaints`."""

    complaints_reply_days: int = 5
    """`COMPLAINTS_REPLY_DAYS`: working days until somebody says that a complaint has arrived."""

    complaints_answer_days: int = 20
    """`COMPLAINTS_ANSWER_DAYS`: working days until it is answered with reasons; what British ombudsmen expect at most."""

    inner_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """`WEBHOOK_NETWORKS`: inner networks that webhooks may go to, such as `10.1.0.0/16`, with commas between them; none
    by default, so that nobody reaches our own machines through us."""

    @property
    def is_production(self) -> bool:
        """Whether real people depend on this process."""
        return self.env == PRODUCTION

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings.

        Raises SettingsError, naming the variable, where production lacks a secret or a value cannot be read.
        """
        env = os.environ if environ is None else environ
        instance = Path(env.get("INSTANCE_PATH") or ROOT / "instance").resolve()
        name = env.get("APP_ENV", DEVELOPMENT)
        if name != PRODUCTION and name.strip().casefold().startswith("prod"):
            raise SettingsError(f"APP_ENV is “{name}”. Did you mean “production”? Nothing else is one.")
        secret = _secrets_of(env, instance, production=name == PRODUCTION)
        if name == PRODUCTION and not env.get("PUBLIC_HOST"):
            raise SettingsError("PUBLIC_HOST is missing: production must know the host name that people use.")
        limits = _switch(env, "RATE_LIMITS", default=True)
        if name == PRODUCTION and not limits:
            raise SettingsError("RATE_LIMITS=0 is refused in production: request limits protect people's accounts.")
        return cls(
            env=name,
            second_factor_secret=env.get("SECOND_FACTOR_SECRET") or None,
            push_key=_push_key(env, instance, production=name == PRODUCTION),
            instance_path=instance,
            database_url=_database(env, instance),
            redis_url=env.get("REDIS_URL") or None,
            host=env.get("HOST") or cls.host,
            port=_port(env, cls.port),
            rate_limits=limits,
            staff_second_factor=_switch(env, "STAFF_SECOND_FACTOR", default=name == PRODUCTION),
            mail_backend=env.get("MAIL_BACKEND") or ("smtp" if name == PRODUCTION else cls.mail_backend),
            mail_server=env.get("MAIL_SERVER") or cls.mail_server,
            mail_port=_number(env, "MAIL_PORT", cls.mail_port),
            mail_username=env.get("MAIL_USERNAME") or None,
            mail_password=env.get("MAIL_PASSWORD") or None,
            mail_use_tls=_switch(env, "MAIL_USE_TLS", default=False),
            mail_file_path=env.get("MAIL_FILE_PATH") or None,
            mail_sender=env.get("MAIL_SENDER") or cls.mail_sender,
            server_name=env.get("PUBLIC_HOST") or None,
            trusted_proxies=_number(env, "TRUSTED_PROXIES", cls.trusted_proxies),
            hold_first_posts=_number(env, "HOLD_FIRST_POSTS", cls.hold_first_posts),
            moderator_hours=_number(env, "MODERATOR_HOURS", cls.moderator_hours),
            place=env.get("PLACE") or cls.place,
            operator=env.get("OPERATOR") or cls.operator,
            telephone=env.get("TELEPHONE") or cls.telephone,
            telephone_hours=env.get("TELEPHONE_HOURS") or cls.telephone_hours,
            rules_days=_between(env, "RULES_DAYS", cls.rules_days, 1, 365),
            rules_quorum=_between(env, "RULES_QUORUM", cls.rules_quorum, 1, 1_000_000),
            rules_majority=_between(env, "RULES_MAJORITY", cls.rules_majority, 50, 99),
            complaints_email=env.get("COMPLAINTS_EMAIL") or cls.complaints_email,
            complaints_reply_days=_number(env, "COMPLAINTS_REPLY_DAYS", cls.complaints_reply_days),
            complaints_answer_days=_number(env, "COMPLAINTS_ANSWER_DAYS", cls.complaints_answer_days),
            inner_networks=_networks(env, "WEBHOOK_NETWORKS"),
            **secret,
        )


def _secrets_of(env: Mapping[str, str], instance: Path, *, production: bool) -> dict[str, Any]:
    given = {name: env.get(variable) for name, variable in SECRET_NAMES.items()}
    if production:
        for name, variable in SECRET_NAMES.items():
            if not given[name]:
                raise SettingsError(f"{variable} is missing: production takes its secrets from the environment.")
        return given
    kept = {} if all(given.values()) else _kept(instance / "secrets.json", _new_secrets)
    return {name: given[name] or kept[name] for name in SECRET_NAMES}


def _new_secrets() -> dict[str, str]:
    return {name: secrets.token_urlsafe(32) for name in SECRET_NAMES}


def _push_key(env: Mapping[str, str], instance: Path, *, production: bool) -> str | None:
    given = env.get("VAPID_PRIVATE_KEY", "").strip().rstrip("=")
    if not given:
        return None if production else _kept(instance / "push.json", lambda: {"push_key": new_push_key()})["push_key"]
    try:
        raw = base64.b64decode(given + "=" * (-len(given) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES or not 0 < int.from_bytes(raw, "big") < P256_ORDER:
        raise SettingsError("VAPID_PRIVATE_KEY is no key. Make one with: flask push-key")
    return given


def new_push_key() -> str:
    """A new private key of the curve P-256, in base64url."""
    number = 1 + secrets.randbelow(P256_ORDER - 1)
    return base64.urlsafe_b64encode(number.to_bytes(KEY_BYTES, "big")).rstrip(b"=").decode()


def _kept(path: Path, new: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Read one of the instance's own files of secrets; make it where there is none. Two processes that start at once agree."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(new(), file)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # Another process was first; its secrets are the ones.
        finally:
            draft.unlink()
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def _database(env: Mapping[str, str], instance: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{instance / 'folkmoot.sqlite3'}"
    if not url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
        raise SettingsError("DATABASE_URL must begin with sqlite: or postgresql:.")
    return url


def _port(env: Mapping[str, str], default: int) -> int:
    port = _number(env, "PORT", default)
    if not 0 < port <= LAST_PORT:
        raise SettingsError(f"PORT must be from 1 to {LAST_PORT}, not {port}.")
    return port


def _switch(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = env.get(name, "").strip()
    if value not in {"", "0", "1"}:
        raise SettingsError(f"{name} must be 0 or 1, not “{value}”.")
    return default if value == "" else value == "1"


def _between(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    number = _number(env, name, default)
    if not low <= number <= high:
        raise SettingsError(f"{name} must be from {low} to {high}, not {number}.")
    return number


def _networks(env: Mapping[str, str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    words = env.get(name, "").replace(",", " ").split()
    try:
        return tuple(ip_network(each) for each in words)
    except ValueError as error:
        raise SettingsError(f"{name} must be networks such as 10.1.0.0/16: {error}.") from error


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "").strip()
    if value and not value.isdecimal():
        raise SettingsError(f"{name} must be a whole number, not “{value}”.")
    return int(value) if value else default
