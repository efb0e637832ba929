"""Hand a mail over to the mail server named in the settings, and say in one word what went wrong where it did."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Literal

from pan2_assess.mail import Mail

PATIENCE = 30  # seconds for each answer of the server

Why = Literal["unreachable", "insecure", "sign-in", "refused"]


class NotSent(Exception):
    """Say why a mail was not sent; `lasting` where trying again cannot help."""

    def __init__(self, why: Why, code: int = 0, *, lasting: bool = False) -> None:
        # Never the server's own words: they quote addresses.
        super().__init__(f"{why} {code}" if code else why)
        self.why, self.code, self.lasting = why, code, lasting


def post(message: EmailMessage, mail: Mail) -> None:
    """Send a mail; raise NotSent where the server is not reached, or does not take it."""
    with _told(), _connected(mail) as server:
        if mail.user:
            server.login(mail.user, mail.password)
        server.send_message(message)


@contextmanager
def _connected(mail: Mail) -> Iterator[smtplib.SMTP]:
    if mail.security == "tls":
        with smtplib.SMTP_SSL(mail.host, mail.port, timeout=PATIENCE, context=ssl.create_default_context()) as server:
            yield server
        return
    with smtplib.SMTP(mail.host, mail.port, timeout=PATIENCE) as server:
        if mail.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        yield server


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code = next((answer[0] for answer in error.recipients.values()), 0)
        raise NotSent("refused", code, lasting=code >= 500) from None
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent("sign-in", error.smtp_code) from None
    except (smtplib.SMTPNotSupportedError, ssl.SSLError):
        raise NotSent("insecure") from None
    except smtplib.SMTPConnectError as error:
        raise NotSent("unreachable", error.smtp_code) from None
    except smtplib.SMTPResponseException as error:
        raise NotSent("refused", error.smtp_code, lasting=error.smtp_code >= 500) from None
    except (smtplib.SMTPException, OSError):
        raise NotSent("unreachable") from None
