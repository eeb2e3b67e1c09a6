"""One class of settings: what production demands, what a trial makes for itself."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from config import Settings, SettingsError, new_push_key

SECRETS = {
    "SECRET_KEY": "k",
    "SECURITY_PASSWORD_SALT": "s",
    "PUBLIC_HOST": "folkmoot.example",
}


def test_a_trial_makes_its_secrets_once_and_keeps_them_to_itself(tmp_path):
    first = Settings.from_environment({"INSTANCE_PATH": str(tmp_path)})
    second = Settings.from_environment({"INSTANCE_PATH": str(tmp_path)})
    assert first.secret_key == second.secret_key
    assert first.password_salt == second.password_salt
    assert first.secret_key != first.password_salt
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert first.database_url == f"sqlite:///{tmp_path / 'folkmoot.sqlite3'}"


def test_processes_that_start_at_once_agree_on_their_secrets(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = {
            s.secret_key
            for s in pool.map(lambda _: Settings.from_environment({"INSTANCE_PATH": str(tmp_path)}), range(8))
        }
    assert keys == {json.loads((tmp_path / "secrets.json").read_text())["secret_key"]}


@pytest.mark.parametrize("missing", SECRETS)
def test_production_refuses_to_start_without_and_names_what_is_missing(tmp_path, missing):
    environ = {**SECRETS, "APP_ENV": "production", "INSTANCE_PATH": str(tmp_path)}
    del environ[missing]
    with pytest.raises(SettingsError, match=missing):
        Settings.from_environment(environ)
    assert not list(tmp_path.iterdir())


def test_production_and_nothing_else_is_production(tmp_path):
    environ = {**SECRETS, "INSTANCE_PATH": str(tmp_path)}
    assert Settings.from_environment(environ | {"APP_ENV": "production"}).is_production
    assert not Settings.from_environment(environ | {"APP_ENV": "staging", "FLASK_ENV": "production"}).is_production


@pytest.mark.parametrize("name", ["prod", "Production", "PRODUCTION "])
def test_a_misspelt_production_does_not_start_as_a_trial(tmp_path, name):
    with pytest.raises(SettingsError, match="APP_ENV"):
        Settings.from_environment({"APP_ENV": name, "INSTANCE_PATH": str(tmp_path)})


def test_request_limits_are_not_switched_off_in_production(tmp_path):
    environ = {**SECRETS, "INSTANCE_PATH": str(tmp_path), "RATE_LIMITS": "0"}
    assert not Settings.from_environment(environ).rate_limits
    with pytest.raises(SettingsError, match="RATE_LIMITS"):
        Settings.from_environment(environ | {"APP_ENV": "production"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("RATE_LIMITS", "no"),
        ("STAFF_SECOND_FACTOR", "yes"),
        ("MAIL_PORT", "2 5"),
        ("PORT", "99999"),
        ("DATABASE_URL", "mysql://x"),
        ("RULES_MAJORITY", "40"),
        ("RULES_QUORUM", "0"),
        ("RULES_DAYS", "366"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({"INSTANCE_PATH": str(tmp_path), name: value})


def test_secrets_do_not_stand_in_the_settings_repr():
    secrets = {"secret_key": "hush", "password_salt": "hush", "second_factor_secret": "hush", "mail_password": "hush"}
    assert "hush" not in repr(Settings(**secrets))


def test_inner_networks_are_named_one_by_one(tmp_path):
    environ = {"INSTANCE_PATH": str(tmp_path), "WEBHOOK_NETWORKS": "10.1.0.0/16, fd00::/8"}
    assert [str(network) for network in Settings.from_environment(environ).inner_networks] == [
        "10.1.0.0/16",
        "fd00::/8",
    ]
    with pytest.raises(SettingsError, match="WEBHOOK_NETWORKS"):
        Settings.from_environment(environ | {"WEBHOOK_NETWORKS": "everywhere"})


def test_staff_need_a_second_factor_in_production_and_wherever_it_is_said(tmp_path):
    environ = {**SECRETS, "INSTANCE_PATH": str(tmp_path)}
    assert not Settings.from_environment(environ).staff_second_factor
    assert Settings.from_environment(environ | {"STAFF_SECOND_FACTOR": "1"}).staff_second_factor
    assert Settings.from_environment(environ | {"APP_ENV": "production"}).staff_second_factor
    told = environ | {"APP_ENV": "production", "STAFF_SECOND_FACTOR": "0"}
    assert not Settings.from_environment(told).staff_second_factor


def test_a_trial_makes_a_key_for_telling_browsers_once_beside_secrets_that_it_has(tmp_path):
    environ = {"INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "k", "SECURITY_PASSWORD_SALT": "s"}
    with ThreadPoolExecutor(8) as pool:
        keys = {s.push_key for s in pool.map(lambda _: Settings.from_environment(environ), range(8))}
    assert keys == {json.loads((tmp_path / "push.json").read_text())["push_key"]}
    assert stat.S_IMODE((tmp_path / "push.json").stat().st_mode) == 0o600


def test_production_takes_that_key_from_the_environment_or_does_without(tmp_path):
    environ = {**SECRETS, "APP_ENV": "production", "INSTANCE_PATH": str(tmp_path)}
    assert Settings.from_environment(environ).push_key is None
    key = new_push_key()
    assert Settings.from_environment(environ | {"VAPID_PRIVATE_KEY": f"{key}="}).push_key == key
    assert key not in repr(Settings.from_environment(environ | {"VAPID_PRIVATE_KEY": key}))
    assert not (tmp_path / "push.json").exists()


@pytest.mark.parametrize("key", ["x", "A" * 43, "_" * 43, "é" * 43, "A" * 42, "-----BEGIN EC PRIVATE KEY-----"])
def test_what_is_no_such_key_stops_the_start_and_is_named(tmp_path, key):
    with pytest.raises(SettingsError, match="VAPID_PRIVATE_KEY"):
        Settings.from_environment({"INSTANCE_PATH": str(tmp_path), "VAPID_PRIVATE_KEY": key})
