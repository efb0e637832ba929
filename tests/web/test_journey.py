"""The respondent's way from the first page to the report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pan2_assess import jobs, store
from pan2_assess.cli import main
from pan2_assess.reports.workbook_reading import read_workbook
from tests.web.journey import Respondent, hidden, some_answer


def test_public_pages(client: FlaskClient) -> None:
    pages = ("", "about", "method", "company/", "company/questions", "company/begin", "key", "left", "erased")
    for page in pages:
        assert client.get(f"/en/{page}").status_code == 200


def test_language_stands_first_in_the_address(client: FlaskClient) -> None:
    wishes = {
        "fr, en;q=0.5": "fr",
        "de-LU, fr;q=0.8": "de",
        "lb, pt;q=0.5": "fr",
        "pt": "en",
        "fr;q=0, de;q=0.1": "de",
        "": "en",
    }
    for wanted, found in wishes.items():
        assert client.get("/", headers={"Accept-Language": wanted}).location == f"/{found}/"
    assert client.get("/xx/").status_code == 404


def test_lost_keys_are_spoken_of_before_the_first_question(client: FlaskClient) -> None:
    assert "A lost key cannot be recovered" in client.get("/en/company/").text


def test_key_is_shown_as_text_link_and_file_until_it_is_kept(respondent: Respondent) -> None:
    page = respondent.client.get(f"{respondent.base}/key").text
    assert f"/en/open/{respondent.key}" in page
    assert "Leave" not in page
    file = respondent.client.get(f"{respondent.base}/key.txt")
    assert respondent.key in file.text
    assert "attachment" in file.headers["Content-Disposition"]
    assert "You have not kept your key yet" in respondent.client.get(f"{respondent.base}/").text
    assert respondent.post(f"{respondent.base}/key", {}, page).location == f"{respondent.base}/profile/1"
    assert respondent.client.get(f"{respondent.base}/key").status_code == 303
    assert respondent.client.get(f"{respondent.base}/key.txt").status_code == 404


def test_task_list_counts(respondent: Respondent) -> None:
    text = respondent.client.get(f"{respondent.base}/").text
    assert "Not yet started" in text
    assert "In progress" not in text
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7"})
    text = respondent.client.get(f"{respondent.base}/").text
    assert "In progress" in text
    assert re.search(r"1 of \d+ questions answered", text)


def test_leave_and_come_back(respondent: Respondent, somebody: Callable[[], Respondent]) -> None:
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7"})
    home = respondent.client.get(f"{respondent.base}/").text
    respondent.post(f"{respondent.base}/leave", {}, home)
    assert respondent.client.get_cookie("pan2-key") is None
    assert respondent.client.get(f"{respondent.base}/").status_code == 404
    other = somebody()
    typed = f" {respondent.key.lower().replace('-', ' ')} "
    assert other.post("/en/key", {"key": typed}).location == f"{respondent.base}/"
    assert 'value="7"' in other.client.get(f"{respondent.base}/profile/1").text


def test_link_with_the_key_changes_nothing_until_the_button_is_pressed(
    respondent: Respondent, somebody: Callable[[], Respondent]
) -> None:
    other = somebody()
    for _ in range(2):
        page = other.client.get(f"/en/open/{respondent.key}")
        assert "Open" in page.text
        assert "Example S.A." not in page.text
        assert other.client.get(f"{respondent.base}/").status_code == 404
    assert other.post("/en/key", {"key": respondent.key}, page.text).status_code == 303
    assert other.client.get(f"{respondent.base}/").status_code == 200


def test_one_browser_holds_several(web: Flask, somebody: Callable[[], Respondent]) -> None:
    first = somebody().begin("First S.A.")
    second = Respondent(first.client, first.edition).begin("Second S.A.")
    assert first.base != second.base
    assert first.client.get(f"{first.base}/").status_code == 200
    home = first.client.get("/en/").text
    assert home.index("Second S.A.") < home.index("First S.A.")


def test_answers_bring_and_remove_questions_and_say_so(respondent: Respondent) -> None:
    address = f"{respondent.base}/profile/1"
    given = {"profile.employees-value": "300", "profile.activities-ticked": ["ai"]}
    text = respondent.client.get(respondent.save(address, given).location).text
    assert "more questions are asked" in text
    assert "Technology and AI" in text
    response = respondent.save(address, {"profile.employees-value": "7", "profile.activities-ticked": ["none"]})
    text = respondent.client.get(response.location).text
    assert "no longer asked" in text
    assert "Answers to them are kept" not in text


def test_answers_that_no_longer_count_are_spoken_of(respondent: Respondent) -> None:
    address = f"{respondent.base}/profile/1"
    respondent.save(address, {"profile.employees-value": "300"})
    respondent.save(f"{respondent.base}/policy/1", {"policy.oversight-value": "2"})
    response = respondent.save(address, {"profile.employees-value": "7"})
    assert "Answers to them are kept but do not count." in respondent.client.get(response.location).text


def test_what_is_not_asked_is_said_once_the_facts_are_given(respondent: Respondent) -> None:
    address = f"{respondent.base}/profile/1"
    respondent.save(address, {"profile.employees-value": "7"})
    assert "Not asked" not in respondent.client.get(f"{respondent.base}/").text
    questions = respondent.edition.questions
    given = {}
    for name in respondent.page(address)[0]:
        given |= some_answer(questions[name])
    respondent.save(address, {**given, "profile.employees-value": "7"})
    text = respondent.client.get(f"{respondent.base}/").text
    assert re.search(r"Not asked \(\d+ questions\), and why", text)
    assert "Conflict minerals" in text


def test_saving_leads_on_to_what_is_open(respondent: Respondent) -> None:
    """At a section's end the next with open questions follows, after the last the first; then the task list."""
    base, edition = respondent.base, respondent.edition

    def fill(page: str, **more: Any) -> str:
        given = {}
        for name in respondent.page(f"{base}/{page}")[0]:
            given |= some_answer(edition.questions[name])
        return respondent.save(f"{base}/{page}", given, **more).location.partition("?")[0]

    respondent.save(f"{base}/profile/1", {"profile.employees-value": "40"})
    assert fill("identify/1") == f"{base}/act/1"
    assert fill("policy/1") == f"{base}/act/1"  # what comes next in order is complete already
    assert fill("track/1", then="tasks") == f"{base}/"
    assert fill("forced_labour/1") == f"{base}/profile/1"  # from the end to the beginning
    # A question left open at the very end of the page does not hold anybody on it.
    assert respondent.save(f"{base}/act/1", {}).location == f"{base}/remedy/1"
    respondent.answer_all()
    assert fill("people/1") == f"{base}/check"  # nothing is open: on to what is left to do
    assert fill("people/1", then="tasks") == f"{base}/"


def test_changing_an_answer_comes_back_to_the_check(respondent: Respondent) -> None:
    respondent.answer_all()
    check = respondent.client.get(f"{respondent.base}/check").text
    found = re.search(r'<a href="([^"#]+)#policy.commitment">Change', check)
    assert found
    address = unescape(found[1])
    page = respondent.client.get(address).text
    data = respondent.page(address)[1] | {"change": hidden(page, "change")[0]}
    # It is still known after an error.
    wrong = respondent.client.post(
        address, data={**data, "policy.commitment-value": "planned", "policy.commitment-by": "x"}
    )
    assert hidden(wrong.text, "change") == ["policy.commitment"]
    response = respondent.client.post(address, data={**data, "policy.commitment-value": "3"})
    assert response.location == f"{respondent.base}/check#answer-policy.commitment"
    assert 'id="answer-policy.commitment"' in check
    response = respondent.client.post(address, data={**data, "policy.commitment-value": "2", "then": "tasks"})
    assert response.location in (f"{respondent.base}/", f"{respondent.base}/policy/1")


def test_top_steps_without_dated_evidence_are_marked(respondent: Respondent) -> None:
    mark = "counts as the step before until you name dated evidence"
    address = f"{respondent.base}/policy/1"
    assert "only with evidence dated in the last 24 months" in respondent.client.get(address).text
    given = {"policy.commitment-value": "4"}
    respondent.save(address, given)
    assert respondent.client.get(f"{respondent.base}/check").text.count(mark) == 1
    given |= {"policy.commitment-kind": "internal", "policy.commitment-reference": "File 7"}
    respondent.save(address, {**given, "policy.commitment-date": "2024-11-22"})
    assert mark in respondent.client.get(f"{respondent.base}/check").text
    respondent.save(address, {**given, "policy.commitment-date": "2026-03-01"})
    assert mark not in respondent.client.get(f"{respondent.base}/check").text


def test_questions_by_size_are_counted(client: FlaskClient) -> None:
    text = client.get("/en/company/").text
    spans = [(int(few), int(many)) for few, many in re.findall(r"<td>(\d+) to (\d+)</td>", text)]
    assert len(spans) == 3
    assert all(few < many for few, many in spans)
    assert spans == sorted(spans)
    assert len(re.findall(r"<td>about \d+ to \d+ minutes</td>", text)) == 3


def test_small_firms_read_their_own_words(respondent: Respondent) -> None:
    ladder = respondent.edition.questions["policy.commitment"]
    steps = ladder.anchors_small  # type: ignore[union-attr]
    address = f"{respondent.base}/policy/1"
    assert steps["2"] not in respondent.client.get(address).text
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7"})
    assert steps["2"] in respondent.client.get(address).text


def test_an_alarm_beside_a_faulty_field_is_not_passed_over(respondent: Respondent) -> None:
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7"})
    question = respondent.edition.questions["people.danger"]
    alarm = next(option.id for option in question.options if option.alarm)  # type: ignore[union-attr]
    address = f"{respondent.base}/people/1"
    _, data = respondent.page(address)
    data |= {"people.danger-value": alarm, "people.wages_hours-value": "2", "people.wages_hours-note": "x" * 4001}
    assert respondent.client.post(address, data=data).status_code == 422
    response = respondent.save(address, {"people.wages_hours-value": "2"})
    assert "/protect" in response.location


def test_alarm_leads_to_protecting_people_and_on(respondent: Respondent) -> None:
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7"})
    question = respondent.edition.questions["people.danger"]
    alarm = next(option.id for option in question.options if option.alarm)  # type: ignore[union-attr]
    response = respondent.save(f"{respondent.base}/people/1", {"people.danger-value": alarm})
    assert "/protect" in response.location
    page = respondent.client.get(response.location).text
    assert respondent.edition.protect.title in page
    assert "113" in page
    # On a phone the first screens hold whom to call and what not to do.
    assert page.index('class="numbers"') < page.index("Do not") < page.index("Do now") < page.index('id="calls"')
    assert page.index('id="calls"') < page.index("Change this answer")
    assert question.text in page.replace("&#39;", "'")
    assert next(option.text for option in question.options if option.alarm) in page  # type: ignore[union-attr]
    change = re.search(r'<a href="([^"]+)">Change this answer', page)
    assert change
    assert change[1] == f"{respondent.base}/people/1#people.danger"
    assert "Continue with the questions" in page
    tasks = respondent.client.get(f"{respondent.base}/").text
    assert "people may be in harm now" in tasks
    # As long as it stands, saving its page leads there again.
    response = respondent.save(f"{respondent.base}/people/1", {"people.danger-value": alarm})
    assert "/protect" in response.location
    # The answer is changed: the page has nothing more to say.
    respondent.save(f"{respondent.base}/people/1", {"people.danger-value": "none_found"})
    response = respondent.client.get(f"{respondent.base}/protect")
    assert (response.status_code, response.location) == (303, f"{respondent.base}/")


def test_result_tells_plans_and_missing_evidence_once(respondent: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "wake", lambda job: None)
    planned = {"policy.commitment-value": "planned", "policy.commitment-by": "2027-06-30"}
    respondent.answer_all("4", policy__commitment=planned)
    result = respondent.client.get(respondent.submit().location).text
    assert "Almost there" in result
    assert "For the top step these still need dated evidence from the last 24 months" in result
    steps = result[result.index('id="steps"') : result.index("What you have planned")]
    assert steps.count("30 June 2027") == 1
    assert "? · 30 June 2027" in result
    assert "?:" not in result


def test_no_score_before_submission(respondent: Respondent) -> None:
    for page in ("result", "result/answers", "report"):
        response = respondent.client.get(f"{respondent.base}/{page}")
        assert (response.status_code, response.location) == (303, f"{respondent.base}/")
    assert "score" not in respondent.client.get(f"{respondent.base}/").text.lower()


def test_submitting_needs_all_answers(respondent: Respondent) -> None:
    assert respondent.client.get(f"{respondent.base}/submit").location == f"{respondent.base}/check"
    check = respondent.client.get(f"{respondent.base}/check").text
    assert "questions are still open" in check
    assert f"{respondent.base}/profile/1#profile.employees" in check


def test_whole_way(
    respondent: Respondent,
    web: Flask,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[str] = []
    monkeypatch.setattr(jobs, "wake", called.append)
    respondent.answer_all()
    assert "Change" in respondent.client.get(f"{respondent.base}/check").text
    people = {"prepared_name": "A. Weber", "prepared_function": "Director", "prepared_date": "2026-11-20"}
    response = respondent.submit(**people)
    assert response.location == f"{respondent.base}/result"
    assert len(called) == 1

    result = respondent.client.get(response.location).text
    assert "A. Weber" in result
    assert "Pillars and topics" in result
    assert "Area" not in result
    assert "?:" not in result
    assert result.count("In order:") == 1
    assert re.search(r"In this order; \d+ h( \d+ min)? in all", result)
    for once in re.findall(r"<details><summary>What it asks.*?</details>", result, re.DOTALL):
        assert once.count("state of the law") <= 1
    assert "nobody checked the answers" in result
    assert respondent.client.get(f"{respondent.base}/result/answers").status_code == 200

    # Frozen: every page of the draft leads to the result, and nothing more is saved.
    for page in ("", "profile/1", "check", "submit", "protect"):
        assert respondent.client.get(f"{respondent.base}/{page}").location == f"{respondent.base}/result"

    # The page says what the command line says of the downloaded answers.
    file = tmp_path / "answers.json"
    file.write_bytes(respondent.client.get(f"{respondent.base}/answers.json").data)
    monkeypatch.setattr("sys.argv", ["pan2-assess", "score", str(file), "--json"])
    with pytest.raises(SystemExit):
        main()
    scored = json.loads(capsys.readouterr().out)
    assert f"score {scored['score']} of 100" in result
    assert json.loads(file.read_text())["prepared_by"]["name"] == "A. Weber"

    # The workbook scores as the answers file does, and is handed out after submission too.
    assert f"{respondent.base}/answers.xlsx" in result
    book = tmp_path / "answers.xlsx"
    book.write_bytes(respondent.client.get(f"{respondent.base}/answers.xlsx").data)
    monkeypatch.setattr("sys.argv", ["pan2-assess", "score", str(book), "--json"])
    with pytest.raises(SystemExit):
        main()
    assert json.loads(capsys.readouterr().out) == scored

    # The report: waits, is made, and is handed out under its name.
    assert "Look again" in respondent.client.get(f"{respondent.base}/report").text
    with web.app_context():
        work = store.take(called[0])
        assert work
        store.keep(work, b"%PDF-1.7 made")
    pdf = respondent.client.get(f"{respondent.base}/report")
    assert pdf.data == b"%PDF-1.7 made"
    assert "filename=company-example-s-a-2026-11-23-en.pdf" in pdf.headers["Content-Disposition"]


def test_the_workbook_says_what_the_answers_file_says(respondent: Respondent, web: Flask) -> None:
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7", "profile.employees-note": "=1+1"})
    text = respondent.client.get(f"{respondent.base}/").text
    for name in ("answers.json", "answers.xlsx"):
        assert f'href="{respondent.base}/{name}" download' in text
    file = respondent.client.get(f"{respondent.base}/answers.xlsx")
    assert file.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert file.headers["Content-Disposition"] == "attachment; filename=company-answers-2026-11-23.xlsx"
    assert respondent.client.get(f"{respondent.base}/answers.xlsx").data == file.data
    sheet, _ = read_workbook(file.data, web.extensions["library"].editions.get)
    assert sheet.as_json() == respondent.client.get(f"{respondent.base}/answers.json").get_json()
    assert sheet.answers["profile.employees"].value == 7


def test_text_typed_after_a_colleague_submitted_comes_back(
    respondent: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "wake", lambda job: None)
    respondent.answer_all()
    address = f"{respondent.base}/policy/1"
    _, data = respondent.page(address)
    submit = respondent.client.get(f"{respondent.base}/submit").text
    assert respondent.post(f"{respondent.base}/submit", {}, submit).status_code == 303
    response = respondent.client.post(address, data={**data, "policy.commitment-note": "Typed too late"})
    assert response.status_code == 409
    assert "submitted meanwhile" in response.text
    assert "Typed too late" in response.text
    # Submitting twice leads to the result both times.
    assert respondent.post(f"{respondent.base}/submit", {}, submit).location == f"{respondent.base}/result"


def test_failed_report_can_be_asked_for_again(
    respondent: Respondent, web: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr(jobs, "wake", called.append)
    respondent.answer_all().submit()
    with web.app_context():
        for _ in range(3):
            work = store.take(called[0])
            if work:
                store.give_back(work, "The renderer stopped.")
    page = respondent.client.get(f"{respondent.base}/report").text
    assert "The renderer stopped." in page
    assert "Make the report" in page
    assert respondent.post(f"{respondent.base}/report", {}, page).location == f"{respondent.base}/report"
    assert "Look again" in respondent.client.get(f"{respondent.base}/report").text


def test_erasing_asks_first_and_is_final(respondent: Respondent, somebody: Callable[[], Respondent]) -> None:
    address = f"{respondent.base}/erase"
    assert respondent.post(address, {}).status_code == 422
    assert respondent.client.get(f"{respondent.base}/").status_code == 200
    response = respondent.post(address, {"sure": "1"})
    assert "Everything is erased" in respondent.client.get(response.location).text
    assert respondent.client.get(f"{respondent.base}/").status_code == 404
    assert somebody().post("/en/key", {"key": respondent.key}).status_code == 422
