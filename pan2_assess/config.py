"""The settings: read once from the environment, checked, and never changed afterwards."""

import base64
import difflib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL, create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from pan2_assess import paths
from pan2_assess.mail import Mail, read_mail

PREFIX = "PAN2_"
FROM_FILES = ("DATABASE_URL", "KEYS_URL", "SERVER_KEY", "SECRET_KEY", "SMTP_URL")  # each also as …_FILE
FILES = tuple(f"{name}_FILE" for name in FROM_FILES)
KNOWN = ("ENV", "INSTANCE", "BASE_URL", "TRUSTED_HOSTS", "PROXY_HOPS", "MAIL_FROM", *FROM_FILES, *FILES)
SERVER, SECRET = "server.key", "secret.key"  # in the instance folder
_HOW = "Make one with: openssl rand -base64 32"
REMEDY = {
    SERVER: "opens the answers: put it back from your copy; no other key can.",
    SECRET: f"signs the sessions: put it back, or write a new one (people then enter their keys again). {_HOW}",
}
DATABASES = "Write postgresql://user:password@host/name or sqlite:////folder/file.sqlite"
HOST = re.compile(r"\.?[A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?|\[[0-9A-Fa-f:]+\](:\d+)?")


class ConfigError(Exception):
    """Say everything that is wrong with the settings, one line each."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Settings:
    env: str  # development or production
    instance: Path
    database_url: URL = field(repr=False)
    keys_url: URL = field(repr=False)
    server_key: bytes = field(repr=False)
    server_key_from: str  # the variable or file it was read from, for messages
    secret_key: str = field(repr=False)
    base_url: str  # without a slash at its end; empty: as the browser asks for it (never in production)
    trusted_hosts: tuple[str, ...]  # empty: any (never in production)
    proxy_hops: int
    mail: Mail | None = None  # None: no mail is sent

    @property
    def production(self) -> bool:
        return self.env == "production"


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raise ConfigError with all that is wrong; make key files beside an empty store."""
    given = {name[len(PREFIX) :]: text for name, text in environ.items() if name.startswith(PREFIX)}
    problems = [_unknown(name) for name in sorted(given) if name not in KNOWN]
    # A variable set to nothing is one not set: so compose files pass on what they do not know.
    given = {name: text.strip() for name, text in given.items() if name in KNOWN and text.strip()}
    reader = _Reader(given, problems)
    env = reader.env()
    production = env == "production"
    instance = Path(given.get("INSTANCE") or paths.instance()).expanduser().absolute()
    database_url = reader.database("DATABASE_URL", instance / "database.sqlite")
    keys_url = reader.database("KEYS_URL", instance / "keys.sqlite")
    if database_url == keys_url:
        problems.append(
            "PAN2_KEYS_URL: names the same database as PAN2_DATABASE_URL. "
            "Keys beside what they open protect nothing: name another database."
        )
    base_url = reader.base_url(production)
    hosts = reader.hosts(base_url, production)
    hops = reader.hops()
    mail = read_mail(reader.text("SMTP_URL"), given.get("MAIL_FROM", ""), base_url, problems)
    server_text = reader.key("SERVER_KEY", instance / SERVER, production)
    secret_text = reader.key("SECRET_KEY", instance / SECRET, production)
    if problems:
        raise ConfigError(*problems)
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"PAN2_INSTANCE: {instance} cannot be made ({error.strerror}). Name a folder.") from error
    given_keys = {SERVER: server_text, SECRET: secret_text}
    missing = [name for name, found in given_keys.items() if found is None]
    if missing:
        _refuse_beside_filled((database_url, keys_url), instance, missing)
    (server_key, server_from), (secret_key, secret_from) = (
        found or _make(instance / name) for name, found in given_keys.items()
    )
    return Settings(
        env=env,
        instance=instance,
        database_url=database_url,
        keys_url=keys_url,
        server_key=_decoded(server_key, server_from),
        server_key_from=server_from,
        secret_key=_long(secret_key, secret_from),
        base_url=base_url,
        trusted_hosts=hosts,
        proxy_hops=hops,
        mail=mail,
    )


def database_url(text: str) -> URL | None:
    """Read the address of a database; None if it is none that we know."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        return None
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return url.set(database=str(Path(url.database).absolute()))


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, KNOWN, n=1)
    known = "Known are " + ", ".join(PREFIX + other for other in KNOWN)
    hint = f"Did you mean «{PREFIX}{near[0]}»?" if near else known
    return f"{PREFIX}{name}: unknown setting. {hint}"


@dataclass(frozen=True)
class _Reader:
    """Read single settings, noting what is wrong instead of stopping at the first."""

    given: Mapping[str, str]
    problems: list[str]

    def env(self) -> str:
        env = self.given.get("ENV", "development")
        if env not in ("development", "production"):
            self.problems.append(f"PAN2_ENV: «{env}» is neither «development» nor «production».")
        return env

    def text(self, name: str) -> tuple[str, str] | None:
        """Read a setting from its variable or its file: its text and where that came from."""
        if name in self.given and f"{name}_FILE" in self.given:
            self.problems.append(f"{PREFIX}{name} and {PREFIX}{name}_FILE are both set: keep one.")
        if name in self.given:
            return self.given[name], PREFIX + name
        if f"{name}_FILE" not in self.given:
            return None
        return self._content(Path(self.given[f"{name}_FILE"]), f"{PREFIX}{name}_FILE")

    def _content(self, path: Path, variable: str) -> tuple[str, str]:
        try:
            text = path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "not a text"
            self.problems.append(f"{variable}: cannot read {path}: {why}.")
            return "", str(path)
        if not text:
            self.problems.append(f"{variable}: {path} is empty.")
        return text, str(path)

    def key(self, name: str, path: Path, production: bool) -> tuple[str, str] | None:
        """Read a key; None if it may be made."""
        if found := self.text(name):
            return found
        if production:
            self.problems.append(f"{PREFIX}{name} (or {PREFIX}{name}_FILE) must be set in production. {_HOW}")
            return "", name
        return self._content(path, PREFIX + name) if path.exists() else None

    def database(self, name: str, default: Path) -> URL:
        found = self.text(name)
        fallback = URL.create("sqlite", database=str(default))
        url = database_url(found[0]) if found else fallback
        if url is None:
            self.problems.append(f"{PREFIX}{name}: not a database we know. {DATABASES}")
        return url or fallback

    def base_url(self, production: bool) -> str:
        url = self.given.get("BASE_URL", "")
        if not url:
            if production:
                self.problems.append("PAN2_BASE_URL must be set in production, as in https://assess.example.lu")
            return ""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            self.problems.append(f"PAN2_BASE_URL: «{url}» is not an address such as https://assess.example.lu")
        elif production and parts.scheme != "https":
            self.problems.append("PAN2_BASE_URL: must begin with https:// in production.")
        return url.rstrip("/")

    def hosts(self, base_url: str, production: bool) -> tuple[str, ...]:
        hosts = tuple(self.given.get("TRUSTED_HOSTS", "").replace(",", " ").split())
        for host in hosts:
            if not HOST.fullmatch(host):
                self.problems.append(f"PAN2_TRUSTED_HOSTS: «{host}» is not a host name.")
        if not hosts and production and (own := urlsplit(base_url).hostname):
            return (own,)
        return hosts

    def hops(self) -> int:
        text = self.given.get("PROXY_HOPS", "0")
        if not text.isascii() or not text.isdigit() or int(text) > 5:
            self.problems.append(f"PAN2_PROXY_HOPS: «{text}» is not the number of proxies in front, 0 to 5.")
            return 0
        return int(text)


def _decoded(text: str, source: str) -> bytes:
    try:
        key = base64.b64decode(text, altchars=b"-_" if set("-_") & set(text) else None, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ConfigError(f"{source}: not a key of 32 bytes in base64. {_HOW}")
    return key


def _long(text: str, source: str) -> str:
    if len(text) < 32:
        raise ConfigError(f"{source}: too short, 32 characters at least. {_HOW}")
    return text


def _make(path: Path) -> tuple[str, str]:
    """Make a key file that only its owner reads; if another process was faster, take the other's."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as made:  # its mode is 0600
        made.write(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
        made.flush()
        os.fsync(made.fileno())
        try:
            os.link(made.name, path)
        except FileExistsError:
            pass
    return path.read_text("ascii").strip(), str(path)


def _refuse_beside_filled(urls: tuple[URL, ...], instance: Path, missing: list[str]) -> None:
    filled = [url.render_as_string() for url in urls if _has_tables(url)]
    # Looked at once more: another process may have made keys and tables since.
    gone = [name for name in missing if not (instance / name).exists()]
    if filled and gone:
        raise ConfigError(
            f"The store is filled already ({', '.join(filled)}), but a key to it is missing:",
            *(f"  {instance / name} {REMEDY[name]}" for name in gone),
        )


def _has_tables(url: URL) -> bool:
    if url.drivername == "sqlite" and not Path(url.database or "").exists():
        return False  # looking would make the file
    engine = create_engine(url, poolclass=NullPool)
    try:
        return bool(inspect(engine).get_table_names())
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise ConfigError(f"Cannot look into {url.render_as_string()}: {cause}") from error
    finally:
        engine.dispose()
