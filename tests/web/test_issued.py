"""The code of a report: what anybody may learn from it, and that the report prints the one that is known here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from pan2_assess import config, create_app, jobs, store
from pan2_assess.reports.proof import NAME, Proof
from pan2_assess.store.tables import Report, Submission
from pan2_assess.web.limits import limiter
from tests.web.journey import Checked, Respondent

UNKNOWN = "No report with this code was issued here"


@pytest.fixture
def proof(web: Flask, submitted: Respondent) -> Proof:
    """Give what the worker proves the report with."""
    with web.app_context():
        return told(submitted)[1]


def told(respondent: Respondent) -> tuple[object, Proof]:
    with store.reading() as session:
        of_mine = Report.assessment_id == respondent.access().assessment_id
        job = session.scalars(select(Report.job_id).where(of_mine)).one()
    work = store.take(job)
    assert work is not None
    assert store.give_back(work, "only looked at") is not None
    return jobs.told(work)


def test_the_printed_address_leads_to_day_and_version_and_nothing_else(client: Checked, proof: Proof) -> None:
    assert proof.address == f"http://localhost/en/report/{proof.code}"
    response = client.get(proof.address)
    assert response.status_code == 200
    text = response.text
    assert "A report with this code was issued here" in text
    assert proof.code in text
    assert re.search(
        r"submitted on \d+ \w+ 20\d\d, to “Human rights in our business” \(company\), version 2026\.1", text
    )
    assert "Example" not in text
    assert not re.search(r"genuine|verified|authentic|certified", text, re.IGNORECASE)
    french = client.get(proof.address.replace("/en/", "/fr/"))
    assert french.status_code == 200
    assert "(company)" in french.text


def test_what_is_attached_is_what_was_frozen(web: Flask, submitted: Respondent, proof: Proof) -> None:
    assert proof.attachment is not None
    data = json.loads(proof.attachment)
    with web.app_context():
        frozen = store.frozen(submitted.access())
        submission = store.issued(proof.code)
    assert frozen is not None
    assert submission is not None
    assert data["answers"] == frozen["sheet"]
    assert data["evaluation"] == frozen["evaluation"]
    assert data["salt"] == frozen["salt"]
    assert len(frozen["salt"]) == 32


def test_the_own_plan_is_told_but_changes_no_code(web: Flask, submitted: Respondent, proof: Proof) -> None:
    with web.app_context():
        store.keep_beside(submitted.access(), "step", {"own-00000001": {"step": "Ask the crews."}})
        feedback, again = told(submitted)
    assert [step.step for step in feedback.own_plan] == ["Ask the crews."]  # type: ignore[attr-defined]
    assert again.code == proof.code
    assert again.attachment is not None
    assert json.loads(again.attachment)["answers"]["_plan"][0]["step"] == "Ask the crews."


def test_a_code_is_found_however_it_is_typed(client: Checked, proof: Proof) -> None:
    typed = proof.code.replace("0", "O").replace("1", "l")
    for code in (typed.lower(), typed.replace("-", ""), f" {typed} ".replace("-", " ")):
        response = client.get("/en/report", query_string={"code": code})
        assert response.status_code == 302
        assert response.location == f"/en/report/{proof.code}"


def test_an_unknown_code_is_told_in_the_same_shape(client: Checked, proof: Proof) -> None:
    known = client.get(proof.address).text
    letter = "A" if proof.code[0] != "A" else "B"
    for code in (letter + proof.code[1:], "x", "é" * 27, "a" * 500, "%00"):
        response = client.get(f"/en/report/{code}")
        assert response.status_code == 404
        assert UNKNOWN in response.text
        shape = [re.sub(r"<(\w+).*", r"\1", part) for part in re.findall(r"<\w+[^>]*>", response.text)]
        assert shape == [re.sub(r"<(\w+).*", r"\1", part) for part in re.findall(r"<\w+[^>]*>", known)]


def test_what_cannot_be_a_code_is_said(client: Checked) -> None:
    assert client.get("/en/report").status_code == 200
    for typed, words in (
        ("", "Write the code of the report."),
        ("ABC-DEF", "this one has 6"),
        ("<b>ü", "this one has 1"),
    ):
        response = client.get("/en/report", query_string={"code": typed})
        assert response.status_code == 422
        assert words in response.text


def test_after_erasure_a_code_is_unknown(web: Flask, client: Checked, submitted: Respondent, proof: Proof) -> None:
    with web.app_context():
        store.erase(submitted.access())
    response = client.get(proof.address)
    assert response.status_code == 404
    assert UNKNOWN in response.text


def test_a_code_is_salted(web: Flask, submitted: Respondent, somebody: Callable[[], Respondent]) -> None:
    """The same answers submitted twice have two codes."""
    with web.app_context():
        held = store.held(submitted.access())
        assert held
        other = somebody().begin()
        store.save(other.access(), held.answers)
    assert other.submit().status_code == 303
    with web.app_context(), store.reading() as session:
        codes = session.scalars(select(Submission.code)).all()
    assert len(set(codes)) == len(codes)


def test_codes_are_not_tried_out_without_end(app: Flask) -> None:
    limiter.enabled = True
    client = app.test_client()
    answers = [client.get("/en/report/ABC").status_code for _ in range(11)]
    assert answers == [404] * 10 + [429]


def test_the_result_offers_the_report_with_and_without_answers(submitted: Respondent) -> None:
    text = submitted.client.get(f"{submitted.base}/result").text
    assert "Download the report (PDF)" in text
    assert "Make it without the annex of answers" in text
    response = submitted.post(f"{submitted.base}/report", {"annex": "without"}, page=text)
    assert response.location.endswith("/report?annex=without")
    waiting = submitted.client.get(response.location).text
    assert "/report?annex=without" in waiting
    assert "Download it without the annex of answers (PDF)" in submitted.client.get(f"{submitted.base}/result").text


def test_the_report_without_answers_has_a_name_of_its_own(
    web: Flask, submitted: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr("pan2_assess.reports.press.make", lambda *given: made.append(given[1:]) or b"%PDF")
    page = submitted.client.get(f"{submitted.base}/result").text
    submitted.post(f"{submitted.base}/report", {"annex": "without"}, page=page)
    with web.app_context():
        jobs.work_off()
    assert {annex: (bool(proof.code), proof.attachment is None) for annex, proof in made[-2:]} == {
        True: (True, False),
        False: (True, True),
    }
    names = [
        submitted.client.get(f"{submitted.base}/report{query}").headers["Content-Disposition"]
        for query in ("", "?annex=without")
    ]
    assert names[0].replace(".pdf", "-without-answers.pdf") == names[1]


def test_a_changed_plan_offers_to_make_the_report_anew(
    web: Flask, submitted: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pan2_assess.reports.press.make", lambda *_: b"%PDF")
    with web.app_context():
        jobs.work_off()
    assert "Make the report" not in submitted.client.get(f"{submitted.base}/result").text
    with web.app_context():
        store.keep_beside(submitted.access(), "step", {"own-00000001": {"step": "Ask the crews."}})
    text = submitted.client.get(f"{submitted.base}/result").text
    assert "Make the report" in text
    assert "as it stands when the report is made" in text


def test_what_was_submitted_before_there_were_codes_still_has_its_report(web: Flask, submitted: Respondent) -> None:
    with web.app_context():
        with store.reading() as session:
            of_mine = Report.assessment_id == submitted.access().assessment_id
            job = session.scalars(select(Report.job_id).where(of_mine)).one()
        work = store.take(job)
        assert work
        for key in ("salt", "issuer"):
            del work.frozen[key]
        _, proof = jobs.told(work)
        assert proof.address == ""
        assert proof.attachment is not None
        assert store.issued(proof.code) is None
        work.__dict__["annex"] = False
        assert jobs.told(work)[1] == Proof("", "", None)


def test_in_production_the_address_comes_from_the_settings(tmp_path: object) -> None:
    """Never from what a browser says the server is called."""
    from dataclasses import replace

    from pan2_assess.web.kept_keys import own_address

    settings = replace(
        config.load({"PAN2_INSTANCE": f"{tmp_path}/instance"}), base_url="https://assess.example.lu", proxy_hops=0
    )
    app = create_app(settings)
    with app.test_request_context(base_url="https://evil.example"):
        assert own_address() == "https://assess.example.lu"
    assert NAME == "pan2-assess.json"
