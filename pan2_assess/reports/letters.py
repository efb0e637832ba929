"""What a mail to somebody invited says: who asks, what, until when, the link, whom to ask, how to decline.

No answer and no score is ever in one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from pan2_assess.core.speech import Speech, speech
from pan2_assess.core.telling_deadlines import deadline_in_words

LONGEST = 200  # characters of a subject


@dataclass(frozen=True)
class Note:
    """What a mail is made of."""

    is_reminder: bool
    organisation: str  # that asks
    title: str
    what_for: str
    deadline: datetime
    zone: str
    whom_to_ask: str
    name: str  # who is asked
    contact: str
    mail: str
    language: str
    token: str | None = field(repr=False)  # None once somebody has opened the invitation


def invitation_path(language: str, token: str) -> str:
    """Write the address, on this server, of what an invitation's link opens."""
    return f"/{language}/invited/{token}"


def letter(note: Note, base_url: str, sender: str) -> EmailMessage:
    """Write a mail, in the language of who is invited."""
    say = speech(note.language)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _subject(note, say)
    message["From"] = sender
    message["To"] = Address(_line(note.contact or note.name), addr_spec=note.mail)
    message["Auto-Submitted"] = "auto-generated"  # so that no absence note answers it
    message.set_content(_text(note, base_url, say), cte="quoted-printable")
    message["Content-Language"] = note.language
    return message


def dated(message: EmailMessage, letter_id: str, at: datetime) -> EmailMessage:
    """Give a mail its date and a name of its own: sent twice by mischance, it is known for the same."""
    message["Date"] = format_datetime(at)
    domain = str(message["From"].addresses[0].domain)
    message["Message-ID"] = f"<{letter_id}@{domain}>"
    return message


def _subject(note: Note, say: Speech) -> str:
    title = _line(note.title)
    if note.is_reminder:
        return say.say("Reminder: %(title)s", title=title)[:LONGEST]
    return say.say("Invitation: %(title)s", title=title)[:LONGEST]


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(note: Note, base_url: str, say: Speech) -> str:
    until = deadline_in_words(note.deadline, note.zone, say)
    asks = say.say(
        "%(organisation)s asks %(name)s to answer a questionnaire: %(title)s.",
        organisation=note.organisation, name=note.name, title=note.title,
    )  # fmt: skip
    parts = [
        say.say("Good day %(contact)s,", contact=note.contact) if note.contact else say.say("Good day,"),
        *([say.say("This is a reminder; nothing else has changed.")] if note.is_reminder else []),
        asks,
        note.what_for,
        say.say("Answers are taken until %(until)s.", until=until),
        *_way_in(note, base_url, say),
        say.say(
            "It is voluntary unless your contract says so. Declining needs no reason and has no effect: the page has a "
            "button for it."
        ),
        say.say("Questions? Ask %(contact)s", contact=note.whom_to_ask),
        say.say("This message was sent by a program. It holds no answers, and no answer to it is read."),
    ]
    return "\n\n".join(parts) + "\n"


def _way_in(note: Note, base_url: str, say: Speech) -> list[str]:
    """Give the link while nobody has used it; afterwards only the key opens what was begun."""
    if note.token is None:
        address = f"{base_url}/{note.language}/key"
        return [
            say.say(
                "The invitation was opened already. Go on with the key you were given then, at %(address)s",
                address=address,
            )
        ]
    return [
        say.say("This link says more, and who will see what. Looking at it commits you to nothing:"),
        base_url + invitation_path(note.language, note.token),
    ]
