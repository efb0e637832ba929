"""Through which server mails are sent, and from whom: read from the settings, nothing is sent without them."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Literal
from urllib.parse import unquote, urlsplit

HOW = "Write smtp://user:password@host:587 (it then speaks TLS by STARTTLS) or smtps://user:password@host:465"
FROM = "PAN2_MAIL_FROM"
OWN = ("localhost", "127.0.0.1", "::1")  # a relay on this very machine may do without TLS
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Mail:
    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str
    password: str = field(repr=False)
    sender: str  # as a header holds it: Example <assess@example.lu>


def read_mail(url: tuple[str, str] | None, sender: str, base_url: str, problems: list[str]) -> Mail | None:
    """Read how mails are sent; None where they are not. `url` comes with the variable it stood in."""
    if url is None:
        if sender:
            problems.append(f"{FROM}: is set, but PAN2_SMTP_URL is not: no mail could be sent.")
        return None
    text, variable = url
    if not base_url:
        problems.append(f"{variable}: mails carry links, so PAN2_BASE_URL must be set too.")
    written = _sender(sender, problems)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    if parts.scheme not in PORTS or not host or parts.path.strip("/") or parts.query or parts.fragment:
        problems.append(f"{variable}: not the address of a mail server. {HOW}")  # never the text: it holds a password
        return None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        problems.append(f"{variable}: names a user without a password, or a password without a user. {HOW}")
    plain = parts.scheme == "smtp" and host in OWN and not user
    security: Literal["tls", "starttls", "none"] = "none" if plain else "tls" if parts.scheme == "smtps" else "starttls"
    return Mail(host, port, security, user, password, written)


def _sender(text: str, problems: list[str]) -> str:
    """Read who mails are from."""
    name, address = parseaddr(text)
    try:
        found = Address(name, addr_spec=address)
    except Exception:  # whatever the parser says of an address that is none
        found = Address()
    if not found.username or "." not in found.domain or not text.isprintable():
        problems.append(f"{FROM}: must name who mails are from, as in «Commune of Example <assess@example.lu>».")
    return text
