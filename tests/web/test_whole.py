"""A campaign as a whole on the web: what comes up, what it hands out, its rounds; nothing of it for others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from openpyxl import load_workbook  # type: ignore[import-untyped]
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pan2_assess import jobs, store
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import band_names
from pan2_assess.reports import press
from pan2_assess.store import campaigns, copies, database, exports, invitations, reviews, sign_in
from pan2_assess.store.campaign_tables import Copy, CopyRead, Export, ExportFile, Invitation
from pan2_assess.store.campaigns import Purpose
from pan2_assess.store.copies import Reader
from pan2_assess.store.invitations import Guest
from pan2_assess.store.review_parts import FollowUp, Given
from pan2_assess.store.tables import Job
from tests.campaigns import WHEN, a_campaign, handed_in, invited
from tests.test_cases import CASES, edition, run
from tests.web.colleagues import Colleague, Colleagues

HOSTILE = '<b>Zeta</b> & "Söhne"/../x'


@dataclass
class Seen:
    """A campaign before somebody of the organisation that asks."""

    web: Flask
    colleague: Colleague
    reader: Reader
    campaign: str
    copies: list[str]

    @property
    def address(self) -> str:
        return f"/en/staff/o/{self.reader.organisation_id}/campaigns/{self.campaign}/whole"

    def get(self, rest: str = "", colleague: Colleague | None = None) -> TestResponse:
        return (colleague or self.colleague).client.get(self.address + rest)

    def post(self, rest: str, **data: str) -> TestResponse:
        page = self.get("/files" if rest.startswith("/files") else "/lessons").text
        return self.colleague.post(self.address + rest, data, page)

    def ask(self, kind: str, language: str = "en") -> None:
        assert self.post("/files", kind=kind, language=language).status_code == 303

    def download(self, number: int = 0) -> TestResponse:
        links = re.findall(r'href="([^"]+/download)"', self.get("/files").text)
        return self.colleague.client.get(unescape(links[number]))

    def reads(self, how: str) -> int:
        with self.web.app_context(), store.reading() as session:
            return (
                session.query(CopyRead)
                .join(Copy)
                .filter(Copy.campaign_id == self.campaign, CopyRead.how == how)
                .count()
            )


def case(name: str) -> dict[str, object]:
    return dict(next(run(path) for path in CASES if path.stem == name).sheet.answers)


def a_whole(
    web: Flask,
    colleague: Colleague,
    purpose: Purpose = "contract",
    names: tuple[str, ...] = ("Beta S.A.", HOSTILE, "Ärzte GmbH"),
    *,
    sealed: bool = False,
    before: Seen | None = None,
) -> Seen:
    with web.app_context():
        signed = sign_in.signed(colleague.person.token)
        assert signed
        reader = Reader(signed.places[0].id, signed.staff_id)
        asked = edition("pilot" if purpose == "pilot" else "supplier")
        campaign = a_campaign(reader, asked, purpose, sealed=sealed, before_id=before.campaign if before else None)
        if before:
            with store.reading() as session:
                then = [session.get_one(Copy, copy).invitation_id for copy in before.copies]
            guests = [Guest(name, "", "", "en", one) for name, one in zip(names, then, strict=True)]
            made = invitations.invite(reader.organisation_id, campaign, guests)
        else:
            made = invited(reader, campaign, *names)
        answers = case("pilot-2" if purpose == "pilot" else "supplier-documented")
        found = [handed_in(campaign, one, asked, answers, name) for one, name in zip(made, names, strict=True)]  # type: ignore[arg-type]
    return Seen(web, colleague, reader, campaign, found)


def without_score(text: str) -> bool:
    said = unescape(
        re.sub(r"<svg.*?</svg>|<header.*?</header>|<footer.*?</footer>|<[^>]+>", " ", text, flags=re.DOTALL)
    )
    return not any(re.search(rf"(?<!\w){word}(?!\w)", said) for word in (*band_names(speech("en")), "/100", " of 4"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the press only look like one: what it prints is tried elsewhere."""
    monkeypatch.setattr(jobs, "wake", lambda job, **_: None)
    monkeypatch.setattr(
        press, "make_paper", lambda write: b"%PDF of " + re.findall("<title>(.*?)</title>", write())[0].encode()
    )
    monkeypatch.setattr(press, "make_workbook", lambda write, _limits: write())


def work_off(seen: Seen) -> None:
    """Make what this campaign waits for."""
    with seen.web.app_context():
        while True:
            with store.reading() as session:
                waiting = select_waiting(session, seen.campaign)
            if not waiting:
                return
            for job in waiting:
                jobs.make_report(job)


def select_waiting(session: Session, campaign: str) -> list[str]:
    query = select(Job.id).join(ExportFile, ExportFile.job_id == Job.id).join(Export, Export.id == ExportFile.export_id)
    return list(session.scalars(query.where(Export.campaign_id == campaign, Job.state == "queued")))


# --- what comes up -----------------------------------------------------------------------------------------


def test_the_whole_of_a_check_of_suppliers_has_no_score(web: Flask, colleagues: Colleagues) -> None:
    seen = a_whole(web, colleagues("Ministry of Wholes", "reader"))
    page = seen.get()
    assert page.status_code == 200
    names = re.findall(r'<a href="[^"]+/copies/[^"]+">([^<]+)</a>', page.text)
    assert [unescape(name) for name in names] == ["Ärzte GmbH", "Beta S.A.", HOSTILE]  # in the order of the alphabet
    assert "3 have handed in, of 3 invited" in page.text
    assert without_score(page.text)
    assert "<b>Zeta" not in page.text
    assert seen.reads("page") == 3
    seen.get()
    assert seen.reads("page") == 3  # within the hour
    assert seen.get("/programme").status_code == seen.get("/lessons").status_code == 404


def test_the_whole_of_a_pilot_round_has_both_results(web: Flask, colleagues: Colleagues) -> None:
    colleague = colleagues("Chamber of Wholes", "reviewer")
    seen = a_whole(web, colleague, "pilot", ("Rail S.A.", "Zeta S.A."))
    with web.app_context():
        reviews.set_findings(seen.reader, seen.copies[1], {"policy.commitment": Given("plausible")}, {})
        reviews.conclude(seen.reader, seen.copies[1], "All well.", [FollowUp(WHEN, "Look again", "")], "")
    text = " ".join(re.sub(r"<[^>]+>", " ", seen.get().text).split())
    assert "Rail S.A. Developing (50) not reviewed yet" in text
    assert "Zeta S.A. Developing (50) Developing (50) · Anne Weber" in text
    assert "nobody checked the answers" in text
    assert not without_score(seen.get().text)


def test_before_the_deadline_a_sealed_whole_is_a_calm_page(
    web: Flask, colleagues: Colleagues, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    seen = a_whole(web, colleagues("Ministry of Seals", "manager"), sealed=True)
    for rest in ("", "/files"):
        page = seen.get(rest)
        assert page.status_code == 409
        assert "Still sealed" in page.text
        assert "Beta" not in page.text
    guard = seen.colleague.client.get("/en/staff/").text
    asked = seen.colleague.post(f"{seen.address}/files", {"kind": "files", "language": "en"}, guard)
    assert asked.status_code == 409
    assert seen.reads("page") == 0
    later = database.now() + timedelta(days=31)
    monkeypatch.setattr(campaigns, "now", lambda: later)
    assert seen.get().status_code == 200
    seen.ask("files")
    monkeypatch.setattr(campaigns, "now", database.now)  # a clock set back seals nothing again
    work_off(seen)
    assert seen.download().status_code == 200


def test_nobody_has_handed_in_yet(web: Flask, colleagues: Colleagues) -> None:
    seen = a_whole(web, colleagues("Ministry of Nothing", "reader"), names=())
    assert "once somebody has handed in" in seen.get().text
    assert "nobody has handed in" in seen.get("/files").text


# --- what it hands out -------------------------------------------------------------------------------------


def test_one_file_of_each_firm_in_an_archive(web: Flask, colleagues: Colleagues, quick: None) -> None:
    seen = a_whole(web, colleagues("Ministry of Archives", "reader"))
    seen.ask("files")
    seen.ask("files")  # pressed twice
    assert "0 of 3 made" in seen.get("/files").text
    assert seen.get("/files/x/download").status_code == 404
    work_off(seen)
    assert "3 files, ready" in seen.get("/files").text
    assert seen.reads("file") == 3
    page = seen.download()
    assert (page.status_code, page.mimetype) == (200, "application/zip")
    assert re.fullmatch(r"attachment; filename=[a-z0-9-]+-files-en\.zip", page.headers["Content-Disposition"])
    with ZipFile(BytesIO(page.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["arzte-gmbh.pdf", "beta-s-a.pdf", "b-zeta-b-sohne-x.pdf"]
        assert archive.read("beta-s-a.pdf").startswith(b"%PDF of Beta S.A.")
    assert seen.download().data == page.data  # the same files give the same archive


def test_the_workbook_of_a_check_of_suppliers(web: Flask, colleagues: Colleagues, quick: None) -> None:
    seen = a_whole(web, colleagues("Ministry of Books", "reader"))
    seen.ask("workbook", "de")
    work_off(seen)
    page = seen.download()
    assert re.search(r"-workbook-de\.xlsx$", page.headers["Content-Disposition"])
    book = load_workbook(BytesIO(page.data))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert HOSTILE in cells
    assert not set(cells) & set(band_names(speech("de")))
    assert seen.reads("workbook") == 3


def test_files_are_given_up_and_tried_again(
    web: Flask, colleagues: Colleagues, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = a_whole(web, colleagues("Ministry of Patience", "reader"))
    with monkeypatch.context() as patch:
        patch.setattr(exports, "AT_ONCE", 1)
        seen.ask("files")
        with web.app_context(), store.reading() as session:
            first = next(
                job for job in select_waiting(session, seen.campaign) if session.get_one(Job, job).due_at.year < 9000
            )
        with web.app_context():
            jobs.make_report(first)
    (cancel,) = re.findall(r'action="([^"]+/cancel)"', seen.get("/files").text)
    assert seen.post(cancel.removeprefix(seen.address)).status_code == 303
    assert "given up; 1 file was made" in seen.get("/files").text
    seen.ask("files")
    with web.app_context(), store.writing() as session:
        for job in select_waiting(session, seen.campaign):
            row = session.get_one(Job, job)
            row.state, row.error = "failed", "It took longer than 120 seconds."
    page = seen.get("/files").text
    assert "3 could not be made" in page
    assert "It took longer than 120 seconds." in page
    (again,) = re.findall(r'action="([^"]+/again)"', page)
    assert seen.post(again.removeprefix(seen.address)).status_code == 303
    work_off(seen)
    assert "3 files, ready" in seen.get("/files").text


@pytest.mark.parametrize("data", [{"kind": "programme", "language": "en"}, {"kind": "files", "language": "xx"}, {}])
def test_what_there_is_not_cannot_be_asked_for(
    web: Flask, colleagues: Colleagues, quick: None, data: dict[str, str]
) -> None:
    seen = a_whole(web, colleagues("Ministry of Wishes", "reader"), names=("Beta S.A.",))
    assert seen.post("/files", **data).status_code == 400
    with web.app_context():
        assert exports.exports_of(seen.reader.organisation_id, seen.campaign) == []


def test_another_organisation_finds_none_of_it(web: Flask, colleagues: Colleagues, quick: None) -> None:
    seen = a_whole(web, colleagues("Ministry of Own", "manager"), "pilot", ("Rail S.A.",))
    seen.ask("workbook")
    work_off(seen)
    (link,) = re.findall(r'href="([^"]+/download)"', seen.get("/files").text)
    other = colleagues("Ministry of Others", "manager")
    theirs = a_whole(web, other, "pilot", ("Post S.A.",))
    for rest in ("", "/files", "/programme", "/lessons", link.removeprefix(seen.address)):
        assert seen.get(rest, other).status_code == 404
        # Nor under an address of their own organisation.
        assert other.client.get(theirs.address.replace(theirs.campaign, seen.campaign) + rest).status_code == 404
    assert other.client.get(theirs.address + link.removeprefix(seen.address)).status_code == 404


# --- rounds ------------------------------------------------------------------------------------------------


def test_rounds_of_a_programme_stand_beside_each_other(web: Flask, colleagues: Colleagues, quick: None) -> None:
    colleague = colleagues("Chamber of Rounds", "reader")
    names = ("Rail S.A.", "Zeta S.A.", "Ärzte S.A.")
    first = a_whole(web, colleague, "pilot", names)
    second = a_whole(web, colleague, "pilot", names, before=first)
    page = second.get("/programme")
    assert page.status_code == 200
    captions = re.findall(r"<caption>([^<]+)</caption>", page.text)
    assert captions == ["Ärzte S.A.", "Rail S.A.", "Zeta S.A."]
    text = " ".join(unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.text, flags=re.DOTALL)).split())
    assert "Score 50 · 50" in text
    assert "0 better, 0 worse, 0 changed otherwise" in text
    assert (first.reads("page"), second.reads("page")) == (3, 3)
    second.ask("programme")
    work_off(second)
    report = second.download()
    assert report.mimetype == "application/pdf"
    assert report.data == b"%PDF of Report on a pilot programme: Chamber of Rounds"
    assert (first.reads("file"), second.reads("file")) == (3, 3)


def test_a_round_whose_copies_are_gone_is_still_told(
    web: Flask, colleagues: Colleagues, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = colleagues("Chamber of Time", "reader")
    first = a_whole(web, colleague, "pilot", ("Rail S.A.",))
    second = a_whole(web, colleague, "pilot", ("Rail S.A.",), before=first)
    with web.app_context(), store.writing() as session:
        session.get_one(Copy, first.copies[0]).keep_until = database.now() - timedelta(days=1)
        assert session.query(Invitation).filter_by(campaign_id=first.campaign).one()
    with web.app_context():
        copies.forget_copies()
    page = second.get("/programme")
    assert page.status_code == 200
    assert "0 of 1 handed in" in page.text
    assert first.get().status_code == 200
