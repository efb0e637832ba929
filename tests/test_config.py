"""The settings: what is wrong is said at once, all of it, in words that help."""

import base64
import stat
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from pan2_assess.config import ConfigError, load

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def development(tmp_path: Path) -> dict[str, str]:
    return {"PAN2_INSTANCE": str(tmp_path / "instance")}


@pytest.fixture
def production(development: dict[str, str]) -> dict[str, str]:
    return development | {
        "PAN2_ENV": "production",
        "PAN2_SERVER_KEY": KEY,
        "PAN2_SECRET_KEY": "s" * 43,
        "PAN2_BASE_URL": "https://assess.example.lu/",
    }


def refused(environ: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as refusal:
        load(environ)
    assert str(refusal.value) == "\n".join(refusal.value.lines)
    return list(refusal.value.lines)


def test_nothing_set_is_enough_for_one_machine(development: dict[str, str]) -> None:
    settings = load({**development, "PATH": "/bin", "PAN2": "not ours", "PAN2_BASE_URL": "  "})
    instance = Path(development["PAN2_INSTANCE"])
    assert not settings.production
    assert settings.database_url.render_as_string() == f"sqlite:///{instance}/database.sqlite"
    assert settings.keys_url.render_as_string() == f"sqlite:///{instance}/keys.sqlite"
    assert (settings.base_url, settings.trusted_hosts, settings.proxy_hops) == ("", (), 0)
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    assert sorted(path.name for path in instance.iterdir()) == ["secret.key", "server.key"]
    for path in instance.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load(development) == settings


def test_settings_never_change_and_never_show_their_secrets(production: dict[str, str]) -> None:
    settings = load(production | {"PAN2_DATABASE_URL": "postgresql://me:hidden@db/pan2"})
    with pytest.raises(FrozenInstanceError):
        settings.env = "development"  # type: ignore[misc]
    for secret in ("hidden", KEY, "s" * 43, repr(settings.server_key)):
        assert secret not in repr(settings)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("PAN2_DATABSE_URL", "«PAN2_DATABASE_URL»"),
        ("PAN2_SERVERKEY", "«PAN2_SERVER_KEY»"),
        ("PAN2_TRUSTED_HOST", "«PAN2_TRUSTED_HOSTS»"),
        ("PAN2_QQQ", "Known are PAN2_ENV, PAN2_INSTANCE"),
    ],
)
def test_an_unknown_variable_names_the_nearest(development: dict[str, str], name: str, near: str) -> None:
    (line,) = refused(development | {name: ""})
    assert line.startswith(f"{name}: unknown setting. ")
    assert near in line


def test_production(production: dict[str, str]) -> None:
    settings = load(production)
    assert settings.production
    assert settings.server_key == bytes(range(32))
    assert settings.base_url == "https://assess.example.lu"
    assert settings.trusted_hosts == ("assess.example.lu",)
    assert list(settings.instance.iterdir()) == []


@pytest.mark.parametrize("name", ["SERVER_KEY", "SECRET_KEY", "BASE_URL"])
def test_production_refuses_to_start_without(production: dict[str, str], name: str) -> None:
    del production[f"PAN2_{name}"]
    (line,) = refused(production)
    assert line.startswith(f"PAN2_{name}")
    assert "must be set in production" in line


def test_production_takes_no_key_it_was_not_given(development: dict[str, str]) -> None:
    load(development)
    lines = refused(development | {"PAN2_ENV": "production"})
    assert [line.split()[0] for line in lines] == ["PAN2_BASE_URL", "PAN2_SERVER_KEY", "PAN2_SECRET_KEY"]


def test_keys_from_files(production: dict[str, str], tmp_path: Path) -> None:
    for name in ("SERVER_KEY", "SECRET_KEY", "DATABASE_URL"):
        path = tmp_path / name
        path.write_text(production.pop(f"PAN2_{name}", "postgres://u:p@h/n") + "\n")
        production[f"PAN2_{name}_FILE"] = str(path)
    settings = load(production)
    assert settings.server_key == bytes(range(32))
    assert settings.server_key_from == str(tmp_path / "SERVER_KEY")
    assert settings.database_url.render_as_string(hide_password=False) == "postgresql+psycopg://u:p@h/n"


def test_files_that_cannot_be_read(production: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for name, file, what in (
        ("SERVER_KEY", "missing", f"cannot read {tmp_path}/missing: No such file or directory."),
        ("SECRET_KEY", "empty", f"{tmp_path}/empty is empty."),
        ("SERVER_KEY", "binary", f"cannot read {tmp_path}/binary: not a text."),
    ):
        changed = {k: v for k, v in production.items() if k != f"PAN2_{name}"}
        assert refused(changed | {f"PAN2_{name}_FILE": str(tmp_path / file)}) == [f"PAN2_{name}_FILE: {what}"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"PAN2_ENV": "prod"}, "PAN2_ENV: «prod» is neither «development» nor «production»."),
        ({"PAN2_SERVER_KEY": "short"}, "PAN2_SERVER_KEY: not a key of 32 bytes in base64."),
        ({"PAN2_SERVER_KEY": KEY + "!"}, "PAN2_SERVER_KEY: not a key of 32 bytes in base64."),
        ({"PAN2_SERVER_KEY": KEY[:-2]}, "PAN2_SERVER_KEY: not a key of 32 bytes in base64."),
        ({"PAN2_SECRET_KEY": "changeme"}, "PAN2_SECRET_KEY: too short, 32 characters at least."),
        ({"PAN2_SERVER_KEY_FILE": "x"}, "PAN2_SERVER_KEY and PAN2_SERVER_KEY_FILE are both set: keep one."),
        ({"PAN2_DATABASE_URL": "mysql://u:secret@h/n"}, "PAN2_DATABASE_URL: not a database we know."),
        ({"PAN2_DATABASE_URL": "sqlite://"}, "PAN2_DATABASE_URL: not a database we know."),
        ({"PAN2_KEYS_URL": "secret"}, "PAN2_KEYS_URL: not a database we know."),
        ({"PAN2_BASE_URL": "assess.example.lu"}, "PAN2_BASE_URL: «assess.example.lu» is not an address"),
        ({"PAN2_BASE_URL": "http://assess.example.lu"}, "PAN2_BASE_URL: must begin with https://"),
        ({"PAN2_TRUSTED_HOSTS": "a.lu, b_c.lu"}, "PAN2_TRUSTED_HOSTS: «b_c.lu» is not a host name."),
        ({"PAN2_PROXY_HOPS": "-1"}, "PAN2_PROXY_HOPS: «-1» is not the number of proxies in front, 0 to 5."),
        ({"PAN2_PROXY_HOPS": "²"}, "PAN2_PROXY_HOPS: «²» is not the number of proxies in front, 0 to 5."),
    ],
)
def test_what_is_wrong_is_said(production: dict[str, str], change: dict[str, str], line: str) -> None:
    lines = refused(production | change)
    assert len(lines) == 1
    assert lines[0].startswith(line)
    assert "secret" not in lines[0]


def test_everything_wrong_is_said_at_once(production: dict[str, str]) -> None:
    lines = refused(production | {"PAN2_ENV": "x", "PAN2_PROXY_HOPS": "x", "PAN2_X": "x", "PAN2_KEYS_URL": "x"})
    assert [line.partition(":")[0] for line in lines] == ["PAN2_X", "PAN2_ENV", "PAN2_KEYS_URL", "PAN2_PROXY_HOPS"]


def test_keys_do_not_lie_beside_what_they_open(production: dict[str, str]) -> None:
    same = {f"PAN2_{name}_URL": "postgresql://u:p@h/n" for name in ("DATABASE", "KEYS")}
    (line,) = refused(production | same)
    assert line.startswith("PAN2_KEYS_URL: names the same database as PAN2_DATABASE_URL.")


def test_hosts_and_hops(development: dict[str, str]) -> None:
    hosts = {"PAN2_TRUSTED_HOSTS": "assess.example.lu, .example.org localhost:8000 [::1]:8000", "PAN2_PROXY_HOPS": "2"}
    settings = load(development | hosts)
    assert settings.trusted_hosts == ("assess.example.lu", ".example.org", "localhost:8000", "[::1]:8000")
    assert settings.proxy_hops == 2


def test_a_database_that_cannot_be_reached(development: dict[str, str]) -> None:
    nowhere = "postgresql://me:hidden@127.0.0.1:1/pan2"
    (line,) = refused(development | {"PAN2_DATABASE_URL": nowhere})
    assert line.startswith("Cannot look into postgresql+psycopg://me:***@127.0.0.1:1/pan2: connection")


def test_a_key_beside_a_filled_store_is_never_made_anew(
    development: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load(development)
    kept: Callable[[str], Path] = settings.instance.joinpath
    kept("server.key").unlink()
    monkeypatch.setattr("pan2_assess.config._has_tables", lambda url: "keys" in str(url))
    first, second = refused(development)
    assert first.startswith("The store is filled already (sqlite:///")
    assert second.startswith(f"  {kept('server.key')} opens the answers: put it back")
    assert not kept("server.key").exists()


def test_mails_are_sent_through_the_server_named(production: dict[str, str], tmp_path: Path) -> None:
    assert load(production).mail is None
    secret = tmp_path / "smtp"
    secret.write_text("smtp://me%40example.lu:p%2Fw@mail.example.lu\n")
    sender = {"PAN2_MAIL_FROM": "Commune of Example <assess@example.lu>"}
    mail = load(production | sender | {"PAN2_SMTP_URL_FILE": str(secret)}).mail
    assert mail
    assert (mail.host, mail.port, mail.security) == ("mail.example.lu", 587, "starttls")
    assert (mail.user, mail.password, mail.sender) == ("me@example.lu", "p/w", sender["PAN2_MAIL_FROM"])
    assert "p/w" not in repr(mail)
    for url, found in {
        "smtps://mail.example.lu": ("mail.example.lu", 465, "tls"),
        "smtp://mail.example.lu:25": ("mail.example.lu", 25, "starttls"),
        "smtp://localhost:25": ("localhost", 25, "none"),
        "smtp://me:pw@localhost:25": ("localhost", 25, "starttls"),
    }.items():
        mail = load(production | sender | {"PAN2_SMTP_URL": url}).mail
        assert mail
        assert (mail.host, mail.port, mail.security) == found


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"PAN2_SMTP_URL": "mail.example.lu:secret"}, "PAN2_SMTP_URL: not the address of a mail server."),
        ({"PAN2_SMTP_URL": "smtp://u:secret@mail.example.lu:many"}, "PAN2_SMTP_URL: not the address of a mail server."),
        ({"PAN2_SMTP_URL": "smtp://secret@mail.example.lu"}, "PAN2_SMTP_URL: names a user without a password"),
        (
            {"PAN2_SMTP_URL": "smtps://u:secret@mail.example.lu", "PAN2_MAIL_FROM": "nobody"},
            "PAN2_MAIL_FROM: must name",
        ),
        ({"PAN2_SMTP_URL": "smtps://u:secret@mail.example.lu", "PAN2_MAIL_FROM": ""}, "PAN2_MAIL_FROM: must name"),
        ({}, "PAN2_MAIL_FROM: is set, but PAN2_SMTP_URL is not"),
    ],
)
def test_how_mails_are_sent_is_checked(production: dict[str, str], given: dict[str, str], said: str) -> None:
    told = refused({**production, "PAN2_MAIL_FROM": "a@example.lu", **given})
    assert len(told) == 1
    assert told[0].startswith(said)
    assert "secret" not in told[0]


def test_mails_need_the_address_of_the_server(development: dict[str, str]) -> None:
    sends = {"PAN2_SMTP_URL": "smtp://localhost:25", "PAN2_MAIL_FROM": "a@example.lu"}
    assert refused(development | sends) == ["PAN2_SMTP_URL: mails carry links, so PAN2_BASE_URL must be set too."]
