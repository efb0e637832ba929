"""Letters: one to each who needs one, in their language, however the mail server answers; never twice, never more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from pan2_assess import config, jobs, store
from pan2_assess.mail import Mail
from pan2_assess.reports.posting import NotSent, post
from pan2_assess.store import campaigns, database, guests, invitations, leases, letters
from pan2_assess.store.access import NoAccess
from pan2_assess.store.campaign_tables import Invitation
from pan2_assess.store.campaigns import NotNow
from pan2_assess.store.copies import Reader
from pan2_assess.store.invitations import Guest
from pan2_assess.store.tables import Job
from tests.campaigns import a_campaign, a_reader, invited
from tests.mail_server import Post, mail_server
from tests.store.conftest import Company, build, databases, environ, settings  # noqa: F401  (fixtures)
from tests.store.test_guests import claimed

BASE = "https://assess.example.lu"


@pytest.fixture(scope="module")
def server() -> Iterator[Post]:
    with mail_server() as found:
        yield found


@pytest.fixture
def sends(
    environ: dict[str, str],  # noqa: F811
    build: Callable[[config.Settings], Flask],  # noqa: F811
    server: Post,
) -> Iterator[Post]:
    server.answers, server.took, server.to = {}, [], []
    environ |= {
        "PAN2_BASE_URL": BASE,
        "PAN2_SMTP_URL": f"smtp://127.0.0.1:{server.port}",
        "PAN2_MAIL_FROM": "Commune of Example <assess@example.lu>",
    }
    app = build(config.load(environ))
    store.prepare(app)
    with app.app_context():
        yield server


@pytest.fixture
def asking(sends: Post) -> tuple[Reader, str]:
    reader = a_reader()
    return reader, a_campaign(reader, Company())


def waiting_now() -> None:
    """Let the time before the next try be over."""
    with database.writing() as session:
        session.query(Job).filter_by(state="queued").update({"due_at": database.now() - timedelta(minutes=1)})


def test_each_gets_one_letter_in_their_language(asking: tuple[Reader, str], sends: Post) -> None:
    reader, campaign = asking
    place = reader.organisation_id
    everyone = [
        Guest("Électro Müller S.à r.l.", "Zoé Müller", "zoe@example.lu", "fr"),
        Guest("Bau GmbH", "", "bau@example.lu", "de"),
        Guest("No address", "Jo", "", "en"),
    ]
    asked = invitations.invite(place, campaign, everyone)
    (opened,) = invited(reader, campaign, "Opened")
    claimed(opened)
    assert len(letters.ask_letters(place, campaign, "invite")) == 2
    assert letters.ask_letters(place, campaign, "invite") == []  # they are on their way
    assert {one.mailed and one.mailed.state for one in guests.page_of(place, campaign).guests} == {None, "waiting"}
    assert jobs.work_off() == 2
    assert letters.ask_letters(place, campaign, "invite") == []  # and there
    assert jobs.work_off() == 0
    took = {str(mail["To"].addresses[0].addr_spec): mail for mail in sends.took}
    assert sorted(took) == ["bau@example.lu", "zoe@example.lu"]
    french = took["zoe@example.lu"]
    text = " ".join(french.get_content().split())
    for piece in ("Commune of Example", "Électro Müller S.à r.l.", "Cleaning of schools", "+352 12 34 56"):
        assert piece in text
    assert f"{BASE}/fr/invited/{asked[0].token}" in text
    assert (french["Content-Language"], french["Auto-Submitted"]) == ("fr", "auto-generated")
    assert french["Message-ID"].endswith("@example.lu>")
    assert {one.mailed and one.mailed.state for one in guests.page_of(place, campaign).guests} == {None, "sent"}


def test_a_reminder_goes_to_who_may_still_answer(asking: tuple[Reader, str], sends: Post) -> None:
    reader, campaign = asking
    place = reader.organisation_id
    first, begun, declined = invited(reader, campaign, "First", "Begun", "Declined")
    claimed(begun, saved=True)
    with database.writing() as session:
        session.get_one(Invitation, declined.id).declined_at = database.now()
    assert len(letters.ask_letters(place, campaign, "remind")) == 2
    jobs.work_off()
    texts = [" ".join(mail.get_content().split()) for mail in sends.took]
    assert [str(mail["Subject"]) for mail in sends.took] == ["Reminder: Cleaning of schools"] * 2
    assert sum(f"/invited/{first.token}" in text for text in texts) == 1
    assert sum("Go on with the key you were given then" in text for text in texts) == 1
    reminded = {one.name: bool(one.reminded_at) for one in guests.page_of(place, campaign).guests}
    assert reminded == {"Begun": True, "Declined": False, "First": True}


@pytest.mark.parametrize(
    ("answers", "told", "lasting"),
    [
        ({"RCPT": "550 5.1.1 <secret@example.lu>: unknown"}, "refused 550", True),
        ({"RCPT": "450 4.2.0 <secret@example.lu>: try later"}, "refused 450", False),
        ({"MAIL": "553 not from you"}, "refused 553", True),
        ({"EHLO": "421 too busy", "HELO": "421 too busy"}, "refused 421", False),
    ],
)
def test_what_a_server_does_not_take_is_tried_again_or_told(
    asking: tuple[Reader, str], sends: Post, answers: dict[str, str], told: str, lasting: bool
) -> None:
    reader, campaign = asking
    place = reader.organisation_id
    invited(reader, campaign, "Alpha")
    sends.answers = answers
    letters.ask_letters(place, campaign, "invite")
    for attempt in range(1, leases.TRIES + 1):
        jobs.work_off()
        (one,) = guests.page_of(place, campaign).guests
        assert one.mailed
        assert one.mailed.error == told
        assert "secret" not in one.mailed.error
        over = lasting or attempt == leases.TRIES
        assert one.mailed.state == ("failed" if over else "waiting")
        if over:
            break
        waiting_now()
    sends.answers = {}
    assert len(letters.ask_letters(place, campaign, "invite")) == 1  # what failed may be asked for again
    assert jobs.work_off() == 1
    assert len(sends.took) == 1


def test_a_letter_nobody_needs_any_more_is_not_sent(asking: tuple[Reader, str], sends: Post) -> None:
    reader, campaign = asking
    place = reader.organisation_id
    one, two = invited(reader, campaign, "Alpha", "Beta")
    letters.ask_letters(place, campaign, "invite")
    invitations.revoke(place, campaign, one.id)
    renewed = invitations.renew(place, campaign, two.id)
    jobs.work_off()
    assert [f"/invited/{renewed.token}" in mail.get_content().replace("=\n", "") for mail in sends.took] == [True]
    states = [found.mailed and found.mailed.state for found in guests.page_of(place, campaign).guests]
    assert states == ["dropped", "sent"]
    campaigns.close(place, campaign)
    with pytest.raises(NotNow):
        letters.ask_letters(place, campaign, "remind")
    with pytest.raises(NoAccess):
        letters.ask_letters(a_reader("Another").organisation_id, campaign, "remind")


def test_a_name_that_would_write_a_header_writes_none(asking: tuple[Reader, str], sends: Post) -> None:
    reader, campaign = asking
    guest = Guest("Alpha", "Jo\r\nBcc: all@example.lu", "jo@example.lu", "en")
    invitations.invite(reader.organisation_id, campaign, [guest])
    letters.ask_letters(reader.organisation_id, campaign, "invite")
    jobs.work_off()
    (mail,) = sends.took
    assert mail["Bcc"] is None
    assert sends.to == ["rcpt TO:<jo@example.lu>"]


def test_a_server_that_is_not_there_or_speaks_no_tls_gets_nothing(server: Post) -> None:
    server.took, message = [], EmailMessage()
    message["From"], message["To"] = "a@example.lu", "b@example.lu"
    for port, security, told in ((server.port, "starttls", "insecure"), (9, "none", "unreachable")):
        with pytest.raises(NotSent, match=told):
            post(message, Mail("127.0.0.1", port, security, "me", "pw", "a@example.lu"))  # type: ignore[arg-type]
    assert server.took == []
