"""Inviting many, passing links on and reminding: looked at first, all or nobody, by file or by mail."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pan2_assess import jobs
from pan2_assess.core.guest_list import COLUMN_OF, folded
from pan2_assess.mail import Mail
from pan2_assess.reports.tables import read_table
from pan2_assess.store import database, guests
from pan2_assess.store.campaign_tables import Letter
from tests.mail_server import mail_server
from tests.store.test_guests import claimed
from tests.store.test_guests import invitations as asking
from tests.web.colleagues import Colleagues
from tests.web.journey import token
from tests.web.test_campaigns import Desk

LIST = "Nom;Courriel;Langue\nÉlectro Alpha;alpha@example.lu;fr\nBeta GmbH;beta@example.lu;de\n=1+1;;\n"


@pytest.fixture
def desk(web: Flask, colleagues: Colleagues, request: pytest.FixtureRequest) -> Desk:
    return Desk(web, colleagues(f"Office {request.node.name}")).open()


def look(desk: Desk, raw: bytes, name: str = "liste.csv") -> TestResponse:
    # Written out here: for a large one the test client would leave a file open.
    head = '--cut\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    guard = (
        head.format("csrf_token", "")
        + token(desk.text("invite"))
        + "\r\n"
        + head.format("file", f'; filename="{name}"')
    )
    body = guard.encode() + raw + b"\r\n--cut--\r\n"
    return desk.client.post(f"{desk.here}invite/list", data=body, content_type="multipart/form-data; boundary=cut")


def listed_in(page: TestResponse) -> str:
    return unescape(page.text.partition('name="list" value="')[2].partition('">')[0])


def names(desk: Desk) -> list[str]:
    with desk.web.app_context():
        return [one.name for one in guests.everybody(desk.place, desk.id)]


def test_a_list_is_looked_at_and_then_invited_whole(desk: Desk) -> None:
    looked = look(desk, LIST.encode("cp1252"))
    assert looked.status_code == 200
    assert "3 organisations will be invited." in looked.text
    assert "1 has no mail address" in looked.text
    assert names(desk) == []  # looking invites nobody
    invited = desk.post("invite/all", {"list": listed_in(looked)}, looked.text)
    assert invited.status_code == 303
    assert names(desk) == ["=1+1", "Beta GmbH", "Électro Alpha"]
    again = look(desk, LIST.encode() + b"Gamma;alpha@example.lu;\n")
    assert "1 organisation will be invited." in again.text
    assert "3 are invited already and are left out:" in again.text
    assert "is also that of another organisation" in again.text


def test_what_is_wrong_is_told_by_row_and_nobody_is_invited(desk: Desk) -> None:
    looked = look(desk, b"name,mail\nAlpha,alpha(at)example.lu\n,x@example.lu\nBeta,\nBETA,\n")
    assert looked.status_code == 422
    text = unescape(looked.text)
    assert "3 things in the list are to be mended. Nobody was invited." in text
    for said in ("alpha(at)example.lu", "This is not a mail address.", "The name is missing.", "in row 4 too"):
        assert said in text
    assert 'name="list"' not in text
    sent_anyway = desk.post("invite/all", {"list": "name\nAlpha\nALPHA\n"}, looked.text)
    assert sent_anyway.status_code == 422
    assert names(desk) == []


@pytest.mark.parametrize(
    ("raw", "name", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "firms.csv", "neither an Excel workbook nor a list of text"),
        (b"a,b\n1,2\n", "firms.csv", "No column with the organisations"),
        (b"", "firms.csv", "The file is empty"),
        (b"name\n" + b"".join(b"Firm %d\n" % number for number in range(100_000)), "firms.csv", "100,000 rows"),
    ],
)
def test_what_is_no_list_is_told_beside_the_field(desk: Desk, raw: bytes, name: str, told: str) -> None:
    refused = look(desk, raw, name)
    assert refused.status_code == 422
    assert told in unescape(refused.text)
    assert 'href="#file"' in refused.text


def test_without_a_file_and_far_too_large_one_is_told_too(desk: Desk) -> None:
    refused = desk.post("invite/list", {}, desk.text("invite"))
    assert (refused.status_code, "Choose the file with your list." in refused.text) == (422, True)
    huge = look(desk, b"name\n" + b"x" * (7 << 20))
    assert (huge.status_code, "The list is larger than 6 MB" in huge.text) == (413, True)


def test_who_was_invited_by_a_colleague_meanwhile_is_not_invited_twice(desk: Desk) -> None:
    looked = look(desk, LIST.encode())
    desk.invite("beta gmbh")
    again = desk.post("invite/all", {"list": listed_in(looked)}, looked.text)
    assert again.status_code == 303  # the two that are new
    assert names(desk) == ["=1+1", "beta gmbh", "Électro Alpha"]
    desk.post("close", {"sure": "1"}, desk.text("close"))
    late = desk.post("invite/all", {"list": "name\nDelta\n"}, looked.text)
    assert late.status_code == 409
    assert "Delta" in late.text


def test_a_page_open_too_long_keeps_its_list(desk: Desk) -> None:
    looked = look(desk, LIST.encode())
    response = desk.client.post(f"{desk.here}invite/all", data={"list": listed_in(looked)})
    assert response.status_code == 400
    assert desk.post("invite/all", {"list": listed_in(response)}, response.text).status_code == 303
    assert len(names(desk)) == 3


@pytest.mark.parametrize("lang", ["en", "fr", "de"])
def test_the_template_is_read_as_the_list_it_becomes(desk: Desk, lang: str) -> None:
    address = f"{desk.here}invite/list.xlsx".replace("/en/", f"/{lang}/")
    (heading,) = read_table(desk.client.get(address).data, "list.xlsx")
    assert [COLUMN_OF[folded(cell)] for cell in heading.cells] == ["name", "contact", "mail", "language"]


def rows(response: TestResponse, separator: str = ",") -> list[list[str]]:
    assert response.mimetype == "text/csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=separator))


def test_links_and_reminders_come_as_files_that_work_nothing_out(desk: Desk) -> None:
    desk.post("invite/all", {"list": LIST}, desk.text("invite"))
    with desk.web.app_context():
        _first, second, third = guests.everybody(desk.place, desk.id)
        claimed(asking.Asked(second.id, ""), saved=True)
    links = rows(desk.post("send/file", {"kind": "invite"}, desk.text("send")))
    assert [row[0] for row in links[1:]] == ["'=1+1", "Électro Alpha"]
    assert links[2][4].endswith(f"/fr/invited/{third.token}")
    assert "12:00 (Luxembourg" in links[2][5]
    reminders = rows(desk.post("send/file", {"kind": "remind", "note": "1"}, desk.text("send")))
    assert [(row[0], bool(row[4]), row[6]) for row in reminders[1:]] == [
        ("'=1+1", True, "not opened yet"), ("Beta GmbH", False, "begun"), ("Électro Alpha", True, "not opened yet"),
    ]  # fmt: skip
    with desk.web.app_context():
        assert all(one.reminded_at for one in guests.everybody(desk.place, desk.id))
    assert "reminded today" in desk.text()


def test_a_reader_follows_and_gets_no_link(desk: Desk, web: Flask, colleagues: Colleagues) -> None:
    (asked,) = desk.invite("Alpha")
    assert asked.token
    reader = colleagues(desk.client.get(desk.base).text.partition("‹ </span>")[2].partition("</a>")[0], "reader")
    page = reader.client.get(desk.here)
    assert "Alpha" in page.text
    assert asked.token not in page.text
    for there in (f"i/{asked.id}", "send", "invite"):
        assert reader.client.get(desk.here + there).status_code == 404


def test_mails_are_asked_for_and_their_fate_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[str] = []
    monkeypatch.setattr(jobs, "wake", lambda job, **_how: woken.append(job))
    assert "This server sends no mail." in desk.text("send")
    assert desk.post("send/letters", {"kind": "invite"}, desk.text("send")).status_code == 404
    desk.post("invite/all", {"list": LIST}, desk.text("invite"))
    with mail_server() as server:
        sends: Any = desk.web.extensions["settings"]
        mail = Mail("127.0.0.1", server.port, "none", "", "", "a@example.lu")
        monkeypatch.setitem(
            desk.web.extensions, "settings", replace(sends, mail=mail, base_url="https://assess.example.lu")
        )
        assert desk.post("send/letters", {"kind": "invite"}, desk.text("send")).status_code == 303
        assert len(woken) == 2
        assert "mail waits to be sent" in desk.text()
        server.answers["RCPT"] = "550 nobody here"
        with desk.web.app_context():
            jobs.make_report(woken[0])
            server.answers.clear()
            jobs.make_report(woken[1])
            with database.reading() as session:
                failed = session.query(Letter).filter_by(sent_at=None).one().invitation_id
        page = desk.text()
        assert "mail sent today" in page
        assert "mail not delivered: The mail server refused it (550)." in page
        desk.post(f"i/{failed}/letter", {"kind": "invite"}, page)
        assert len(woken) == 3
        with desk.web.app_context():
            jobs.make_report(woken[2])
        assert len(server.took) == 2
