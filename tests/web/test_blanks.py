"""A questionnaire to prepare away from the page: the workbook at once, the paper as soon as the worker has made it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import delete, select

from pan2_assess import jobs, store
from pan2_assess.reports import press
from pan2_assess.store.tables import Blank, Job
from tests.web.journey import Checked, token

PAGE = "/fr/company/blank"


@pytest.fixture(autouse=True)
def none_made(web: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(jobs, "wake", lambda job: None)
    with web.app_context():
        jobs.work_off()  # what other tests have left
    monkeypatch.setattr(press, "make_blank", lambda edition, language: f"%PDF {edition.id} {language}".encode())
    yield
    with web.app_context(), store.writing() as session:
        made_by = list(session.scalars(select(Blank.job_id)))
        session.execute(delete(Blank))
        session.execute(delete(Job).where(Job.id.in_(made_by)))


def ask(client: Checked, page: str = PAGE) -> None:
    form = client.get("/en/pilot/blank").text  # the one nobody asks for here
    response = client.post(page, data={"csrf_token": token(form)})
    assert (response.status_code, response.location) == (303, page)


def test_the_workbook_is_handed_out_at_once_in_the_pages_language(client: Checked) -> None:
    response = client.get("/fr/company/blank.xlsx")
    assert response.headers["Content-Disposition"] == "attachment; filename=company-2026.1-fr.xlsx"
    book = load_workbook(BytesIO(response.data))
    edition = client.application.extensions["library"].editions["company"].in_language("fr")
    assert book.worksheets[0]["C1"].value == edition.title
    assert client.get("/fr/company/blank.xlsx").data == response.data


def test_the_paper_is_made_when_somebody_first_asks(web: Flask, client: Checked) -> None:
    assert "<form" in client.get(PAGE).text
    ask(client)
    waiting = client.get(PAGE).text
    assert 'role="status"' in waiting
    assert 'action="/fr/company/blank"' not in waiting
    with web.app_context():
        assert jobs.work_off() == 1
    assert 'href="/fr/company/blank.pdf"' in client.get(PAGE).text
    paper = client.get("/fr/company/blank.pdf")
    assert (paper.mimetype, paper.data) == ("application/pdf", b"%PDF company fr")
    assert paper.headers["Content-Disposition"] == "attachment; filename=company-2026.1-fr.pdf"


def test_it_is_made_once_for_everybody_and_in_each_language(web: Flask, client: Checked) -> None:
    ask(client)
    ask(web.test_client())  # type: ignore[arg-type]
    ask(client, "/de/company/blank")
    with web.app_context():
        assert jobs.work_off() == 2
        assert jobs.work_off() == 0
    assert client.get("/de/company/blank.pdf").data == b"%PDF company de"


def test_who_asks_for_a_paper_that_is_not_made_comes_to_the_page(client: Checked) -> None:
    response = client.get("/en/supplier/blank.pdf")
    assert (response.status_code, response.location) == (302, "/en/supplier/blank")


def test_a_failure_is_told_and_may_be_tried_again(web: Flask, client: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise press.PressError("The report was stopped: it took longer than 120 seconds.")

    ask(client)
    with monkeypatch.context() as broken, web.app_context():
        broken.setattr(press, "make_blank", fail)
        with store.reading() as session:
            job = session.query(Blank.job_id).scalar()
        for _ in range(3):
            jobs.make_report(job)
    told = client.get("/en/company/blank").text, client.get(PAGE).text
    assert "The PDF could not be made" not in told[0]
    assert 'role="status"' in told[1]
    assert "<form" in told[1]
    ask(client)
    with web.app_context():
        assert jobs.work_off() == 1
    assert client.get("/fr/company/blank.pdf").status_code == 200


def test_a_new_version_takes_the_place_of_the_old(web: Flask, client: Checked) -> None:
    ask(client)
    with web.app_context():
        jobs.work_off()
        before = web.config["BLANK_TEMPLATE"]
        web.config["BLANK_TEMPLATE"] = "another"
        try:
            assert client.get("/fr/company/blank.pdf").status_code == 302
            ask(client)
            with store.reading() as session:
                assert [kept.template for kept in session.query(Blank)] == ["another"]
        finally:
            web.config["BLANK_TEMPLATE"] = before


@pytest.mark.parametrize("address", ["/en/nothing/blank", "/en/nothing/blank.pdf", "/en/nothing/blank.xlsx"])
def test_of_what_is_no_questionnaire_there_is_no_blank(client: Checked, address: str) -> None:
    assert client.get(address).status_code == 404


def test_start_and_all_questions_lead_to_it(client: Checked) -> None:
    for page in ("/en/company/", "/en/company/questions"):
        assert 'href="/en/company/blank"' in client.get(page).text
