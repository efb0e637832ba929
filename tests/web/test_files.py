"""Answers files sent to the web: what is good is taken, what is not is told with question, value and remedy."""

from __future__ import annotations

import json
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from tests.web.journey import Respondent, token

ANSWERS = {
    "profile.employees": {"value": 40},
    "policy.commitment": {"value": "3", "note": "kept"},
}


def file(answers: dict[str, Any] = ANSWERS, **more: Any) -> bytes:
    head = {"format": "pan2-assess/answers/1", "questionnaire": "company", "version": "2026.1"}
    head |= {"organisation": "Example S.A.", "date": "2026-11-23"}
    return json.dumps({**head, **more, "answers": answers}).encode()


def answers(respondent: Respondent) -> dict[str, Any]:
    found: dict[str, Any] = respondent.client.get(f"{respondent.base}/answers.json").get_json()["answers"]
    return found


def send(respondent: Respondent, content: bytes, name: str = "answers.json") -> TestResponse:
    page = respondent.client.get(f"{respondent.base}/bring").text
    return post(respondent, f"{respondent.base}/bring", {"csrf_token": token(page)}, content, name)


def post(respondent: Respondent, address: str, fields: dict[str, str], content: bytes, name: str) -> TestResponse:
    """Send a form with a file, written out by hand: the test client would leave large ones open."""
    parts = [f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n' for key, text in fields.items()]
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + content + b"\r\n--x--\r\n"
    return respondent.client.post(address, data=body, content_type="multipart/form-data; boundary=x")


def begin_with(web: Flask, respondent: Respondent, content: bytes, on: str = "2026-11-23") -> TestResponse:
    page = respondent.client.get("/en/company/begin").text
    data = {"csrf_token": token(page), "organisation": "Example S.A.", "on": on}
    response = post(respondent, "/en/company/begin", data, content, "answers.json")
    if response.status_code == 303:
        respondent.base = response.location.rpartition("/")[0]
    return response


def test_what_is_good_is_proposed_and_what_is_not_is_told(respondent: Respondent) -> None:
    given = ANSWERS | {"policy.nothing": {"value": "1"}, "policy.oversight": {"value": "9"}}
    response = send(respondent, file(given))
    assert response.status_code == 303
    page = respondent.client.get(response.location).text
    assert 'value="profile.employees"' in page
    assert 'value="policy.commitment"' in page
    assert "What could not be taken from the file" in page
    assert "policy.nothing: company 2026.1 has no such question" in page
    assert "policy.oversight: &#34;9&#34; is not an answer to this question" in page
    assert answers(respondent) == {}
    data = {"taken": ["profile.employees", "policy.commitment"]}
    assert respondent.post(response.location, data, page).location == f"{respondent.base}/"
    assert answers(respondent) == ANSWERS


def test_a_workbook_is_read_as_well(respondent: Respondent) -> None:
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "40"})
    book = respondent.client.get(f"{respondent.base}/answers.xlsx").data
    other = Respondent(respondent.client, respondent.edition).begin()
    response = send(other, book, "answers.xlsx")
    assert 'value="profile.employees"' in other.client.get(response.location).text


def test_a_blank_filled_in_offline_is_read_in_whatever_language(respondent: Respondent) -> None:
    book = load_workbook(BytesIO(respondent.client.get("/fr/company/blank.xlsx").data))
    sheet = book.worksheets[1]
    columns = {cell.value: cell.column for cell in sheet[1]}
    rows = {row[columns["question"] - 1].value: row[0].row for row in sheet.iter_rows(min_row=3)}
    steps = respondent.edition.in_language("fr").questions["policy.commitment"].options  # type: ignore[union-attr]
    filled = {"profile.employees": 40, "policy.commitment": f"3 – {steps[3].text}", "profile.people.agency": "oui"}
    for name, value in filled.items():
        sheet.cell(rows[name], columns["value"]).value = value
    file = BytesIO()
    book.save(file)
    response = send(respondent, file.getvalue(), "blank.xlsx")
    page = respondent.client.get(response.location).text
    data = {"taken": ["profile.employees", "policy.commitment", "profile.people"]}
    assert respondent.post(response.location, data, page).location == f"{respondent.base}/"
    assert {name: answer["value"] for name, answer in answers(respondent).items()} == {
        "profile.employees": 40,
        "policy.commitment": "3",
        "profile.people": ["agency"],
    }


def test_a_workbook_has_the_result_once_answers_are_submitted(submitted: Respondent) -> None:
    book = load_workbook(BytesIO(submitted.client.get(f"{submitted.base}/answers.xlsx").data))
    assert book.sheetnames == ["Answers", "Lists", "About", "Result", "Duties", "Action plan"]
    result = {row[0].value: row[1].value for row in book["Result"].iter_rows()}
    page = submitted.client.get(f"{submitted.base}/result").text
    assert str(result["In a sentence"]) in unescape(page)
    assert result["Band"] in page


def test_a_draft_has_no_result_in_its_workbook(respondent: Respondent) -> None:
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "40"})
    book = load_workbook(BytesIO(respondent.client.get(f"{respondent.base}/answers.xlsx").data))
    assert not {"Result", "Duties", "Action plan"} & set(book.sheetnames)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no file was chosen"),
        (b"not json", "is not JSON"),
        (b"PK\x03\x04 no workbook", "workbook"),
        (b'{"format": "other"}', "is not a format known here"),
        (file(questionnaire="nothing"), "there is no questionnaire"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_answers_file_is_refused_with_its_reason(respondent: Respondent, content: bytes, told: str) -> None:
    response = send(respondent, content, "answers.json" if content else "")
    assert response.status_code == 422
    assert told in response.text
    assert 'href="#file"' in response.text
    assert respondent.client.get(f"{respondent.base}/bring").text.count("Brought already") == 0


def test_a_file_of_an_older_version_is_checked_against_the_present_one(respondent: Respondent) -> None:
    page = respondent.client.get(send(respondent, file(version="2020.1")).location).text
    assert "version &#34;2020.1&#34; of company is not here" in page
    assert 'value="policy.commitment"' in page


def test_too_large_a_file_is_refused(respondent: Respondent) -> None:
    response = send(respondent, b"x" * (3 << 20))
    assert response.status_code == 413
    assert "larger than 2 MB" in response.text


def test_a_file_as_large_as_one_may_be_is_taken(respondent: Respondent) -> None:
    notes = {name: {"value": "unknown", "note": "long " * 790} for name, q in respondent.edition.questions.items()
             if q.scored}  # fmt: skip
    content = file(notes, _remark="x" * (1 << 20))
    assert len(content) > 1 << 20
    assert send(respondent, content).status_code == 303


def test_a_file_begins_an_assessment_with_its_answers(web: Flask, respondent: Respondent) -> None:
    assert begin_with(web, respondent, file()).status_code == 303
    assert answers(respondent) == ANSWERS
    assert "wait for you" not in respondent.client.get(f"{respondent.base}/").text


def test_answers_of_another_day_wait_to_be_confirmed(web: Flask, respondent: Respondent) -> None:
    assert begin_with(web, respondent, file(date="2025-11-20")).status_code == 303
    assert answers(respondent) == {}
    text = respondent.client.get(f"{respondent.base}/").text
    assert "2 answers of 20 November 2025 wait for you" in text
    assert "What changed since" not in text  # nothing is answered yet
    respondent.save(f"{respondent.base}/policy/1", {"policy.commitment-keep": "last"})
    assert "What changed since 20 November 2025" in respondent.client.get(f"{respondent.base}/").text


def test_what_a_file_could_not_give_is_told_after_beginning(web: Flask, respondent: Respondent) -> None:
    begin_with(web, respondent, file(ANSWERS | {"policy.oversight": {"value": "9"}}))
    assert answers(respondent) == ANSWERS
    assert "Not everything in the file could be taken." in respondent.client.get(f"{respondent.base}/").text


def test_a_bad_file_begins_nothing_and_keeps_what_was_typed(web: Flask, respondent: Respondent) -> None:
    before = respondent.base
    response = begin_with(web, respondent, b"not json")
    assert response.status_code == 422
    assert respondent.base == before
    assert 'value="Example S.A."' in response.text
    assert "is not JSON" in response.text


def test_sources_have_an_end(respondent: Respondent) -> None:
    for _ in range(5):
        assert send(respondent, file()).status_code == 303
    response = send(respondent, file())
    assert response.status_code == 422
    assert "Forget one of them first" in response.text
