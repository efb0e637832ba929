"""The own action plan: added, changed, done, taken off; two colleagues never overwrite one another silently."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask import Flask

from pan2_assess import jobs, store
from pan2_assess.core.sheet import read_sheet
from pan2_assess.core.steps import MAX_STEPS, OwnStep
from pan2_assess.web import clock
from tests.web.journey import Data, Respondent, token


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "wake", lambda job: None)


def kept(web: Flask, respondent: Respondent) -> dict[str, OwnStep]:
    access = respondent.access()
    with web.app_context():
        return {name: OwnStep.from_json(found.value) for name, found in store.beside(access, "step").items()}


def put(web: Flask, respondent: Respondent, **steps: OwnStep) -> None:
    access = respondent.access()
    with web.app_context():
        store.keep_beside(access, "step", {name.replace("__", "."): step.as_json() for name, step in steps.items()})


def plan(respondent: Respondent) -> str:
    return respondent.client.get(f"{respondent.base}/plan").text


def sent(text: str, **changes: str) -> Data:
    """Give what the plan's form would send, with changes; `new-step` and the like are of the line to come."""
    fields: Data = {"csrf_token": token(text), "line": lines(text)}
    for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', text):
        if name not in fields:
            fields[name] = unescape(value)
    for name in re.findall(r'<input type="checkbox" id="[^"]+" name="([^"]+)" value="1">', text):
        fields.pop(name, None)
    for name, value in re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n(.*?)</textarea>', text, re.DOTALL):
        fields[name] = unescape(value)
    return {**fields, **{name.replace("new", lines(text)[-1], 1): value for name, value in changes.items()}}


def lines(text: str) -> list[str]:
    return re.findall(r'name="line" value="([^"]+)"', text)


def save(respondent: Respondent, text: str, data: Data | None = None, **changes: str) -> str:
    response = respondent.client.post(
        f"{respondent.base}/plan", data={**sent(text), **(data or {}), **sent(text, **changes)}
    )
    assert response.status_code == 303, response.text
    return respondent.client.get(response.location).text


def recommended(respondent: Respondent) -> list[str]:
    return re.findall(r'name="add" value="([^"]+)"', respondent.client.get(f"{respondent.base}/result").text)


def add(respondent: Respondent, name: str) -> None:
    page = respondent.client.get(f"{respondent.base}/result").text
    response = respondent.client.post(f"{respondent.base}/plan/add", data={"csrf_token": token(page), "add": name})
    assert response.location == f"{respondent.base}/result#step-{name}"


def test_a_recommendation_goes_on_the_plan_in_its_words(submitted: Respondent, web: Flask) -> None:
    names = recommended(submitted)
    assert len(names) > 5
    add(submitted, names[1])
    add(submitted, names[1])
    result = submitted.client.get(f"{submitted.base}/result").text
    assert names[1] not in recommended(submitted)
    assert f'href="{submitted.base}/plan#{names[1]}">In your plan' in result
    step = kept(web, submitted)[names[1]]
    assert step.topic == submitted.edition.questions[names[1]].text
    assert step.number == submitted.edition.number(names[1])
    assert step.step in unescape(plan(submitted))


def test_buttons_on_the_result_share_one_form(submitted: Respondent) -> None:
    result = submitted.client.get(f"{submitted.base}/result").text
    assert result.count(f'action="{submitted.base}/plan/add"') == 1
    assert result.count('form="to-plan"') == len(recommended(submitted))


def test_what_is_no_recommendation_is_refused(submitted: Respondent, web: Flask) -> None:
    page = submitted.client.get(f"{submitted.base}/result").text
    for name in ("profile.employees", "own-12345678", "nothing", ""):
        data = {"csrf_token": token(page), "add": name}
        assert submitted.client.post(f"{submitted.base}/plan/add", data=data).status_code == 400
    assert kept(web, submitted) == {}


def test_owner_day_note_and_done_are_kept(submitted: Respondent, web: Flask) -> None:
    name = recommended(submitted)[0]
    add(submitted, name)
    given = {f"{name}-owner": "Anne", f"{name}-by": "2027-03-01", f"{name}-note": "Ask\r\nHR", f"{name}-done": "1"}
    text = save(submitted, plan(submitted), **given)
    assert "The plan is saved." in text
    step = kept(web, submitted)[name]
    assert (step.owner, step.by, step.note, step.done) == ("Anne", date(2027, 3, 1), "Ask\nHR", date(2026, 11, 23))
    assert "Done on 23 November 2026" in text
    save(submitted, text, **{f"{name}-owner": "Ben"})
    assert kept(web, submitted)[name].done == date(2026, 11, 23)


def test_own_lines_come_and_go_before_submission_too(respondent: Respondent, web: Flask) -> None:
    tasks = respondent.client.get(f"{respondent.base}/").text
    assert f'href="{respondent.base}/plan"' in tasks
    empty = plan(respondent)
    assert "Add recommendations from your result" not in empty
    data = sent(empty, **{"new-step": "Ask the landlords", "new-owner": "Anne"})
    for _ in range(2):  # sent twice it is one line
        assert respondent.client.post(f"{respondent.base}/plan", data=data).status_code == 303
    (name,) = kept(web, respondent)
    assert name.startswith("own-")
    assert kept(web, respondent)[name] == OwnStep("Ask the landlords", owner="Anne")
    save(respondent, plan(respondent), **{f"{name}-off": "1"})
    assert kept(web, respondent) == {}
    page = respondent.client.get(f"{respondent.base}/plan").text
    data = {"csrf_token": token(page), "add": "remedy.workers"}
    assert respondent.client.post(f"{respondent.base}/plan/add", data=data).status_code in (303, 409)
    assert kept(web, respondent) == {}


def test_saving_an_unchanged_page_writes_nothing(submitted: Respondent, web: Flask) -> None:
    put(web, submitted, **{"own-00000001": OwnStep("Ours", by=date(2026, 1, 1), done=date(2026, 2, 2), note="a\nb")})
    access = submitted.access()
    with web.app_context():
        before = store.beside(access, "step")
    save(submitted, plan(submitted))
    with web.app_context():
        assert store.beside(access, "step") == before


@pytest.mark.parametrize(
    ("part", "value", "told"),
    [
        ("owner", "x" * 201, "201 characters long"),
        ("owner", "A\nB", "More than one line"),
        ("by", "soon", "This is not a date"),
        ("by", "2026-02-30", "This is not a date"),
        ("by", "1899-01-01", "This date is too far away"),
        ("note", "x" * 1001, "1,001 characters long"),
        ("note", "a\x07b", "control character U+0007"),
    ],
)
def test_what_does_not_fit_comes_back_with_its_error(
    submitted: Respondent, web: Flask, part: str, value: str, told: str
) -> None:
    first, second = recommended(submitted)[:2]
    put(web, submitted, **{first: OwnStep("One", "Topic", "1.1"), second: OwnStep("Two", "Topic", "1.2")})
    data = sent(plan(submitted), **{f"{first}-{part}": value, f"{second}-owner": "Ben"})
    response = submitted.client.post(f"{submitted.base}/plan", data=data)
    assert response.status_code == 422
    assert told in response.text
    assert f'href="#{first}-{part}"' in response.text
    assert f'id="{first}-{part}-error"' in response.text
    assert value.replace("\x07", "�")[:40] in response.text
    # What was right is saved, what was wrong is as it was.
    assert kept(web, submitted)[second].owner == "Ben"
    assert kept(web, submitted)[first] == OwnStep("One", "Topic", "1.1")


def test_new_line_needs_words(submitted: Respondent, web: Flask) -> None:
    text = plan(submitted)
    response = submitted.client.post(f"{submitted.base}/plan", data=sent(text, **{"new-owner": "Anne"}))
    assert response.status_code == 422
    assert "Write what is to be done" in response.text
    assert 'value="Anne"' in response.text
    assert lines(response.text) == lines(text)
    assert kept(web, submitted) == {}


def test_two_colleagues_are_shown_both_versions(submitted: Respondent, web: Flask) -> None:
    name = recommended(submitted)[0]
    other = recommended(submitted)[1]
    put(web, submitted, **{name: OwnStep("One", "Topic", "1.1"), other: OwnStep("Two", "Topic", "1.2")})
    mine = plan(submitted)
    save(submitted, plan(submitted), **{f"{name}-owner": "Ben of sales"})
    data = sent(mine, **{f"{name}-owner": "Anne of HR", f"{other}-note": "Mine alone"})
    response = submitted.client.post(f"{submitted.base}/plan", data=data)
    assert response.status_code == 409
    assert "Somebody has changed this line meanwhile" in response.text
    assert "Ben of sales" in response.text
    assert 'value="Anne of HR"' in response.text
    assert kept(web, submitted)[name].owner == "Ben of sales"
    assert kept(web, submitted)[other].note == "Mine alone"
    # Either theirs stays, or mine is saved knowingly.
    save(submitted, response.text, **{f"{name}-theirs": "1"})
    assert kept(web, submitted)[name].owner == "Ben of sales"
    save(submitted, response.text)
    assert kept(web, submitted)[name].owner == "Anne of HR"


def test_a_line_not_touched_follows_the_colleague(submitted: Respondent, web: Flask) -> None:
    put(web, submitted, **{"own-00000001": OwnStep("One"), "own-00000002": OwnStep("Two")})
    mine = plan(submitted)
    save(submitted, plan(submitted), **{"own-00000001-owner": "Ben"})
    text = save(submitted, mine, **{"own-00000002-owner": "Anne"})
    assert kept(web, submitted) == {
        "own-00000001": OwnStep("One", owner="Ben"),
        "own-00000002": OwnStep("Two", owner="Anne"),
    }
    assert 'value="Ben"' in text


@pytest.mark.parametrize("name", ["own-00000001", "recommended"])
def test_a_line_taken_off_meanwhile_is_spoken_of(submitted: Respondent, web: Flask, name: str) -> None:
    name = recommended(submitted)[0] if name == "recommended" else name
    add(submitted, name) if not name.startswith("own-") else put(web, submitted, **{name: OwnStep("Ours")})
    mine = plan(submitted)
    before = kept(web, submitted)[name]
    save(submitted, plan(submitted), **{f"{name}-off": "1"})
    response = submitted.client.post(f"{submitted.base}/plan", data=sent(mine, **{f"{name}-owner": "Anne"}))
    assert response.status_code == 409
    assert "They have taken it off the plan." in response.text
    assert 'value="Anne"' in response.text
    assert kept(web, submitted) == {}
    save(submitted, response.text)
    step = kept(web, submitted)[name]
    assert (step.step, step.topic, step.owner) == (before.step, before.topic, "Anne")


def test_a_save_between_reading_and_writing_is_noticed(
    submitted: Respondent, web: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "own-00000001"
    put(web, submitted, **{name: OwnStep("Ours")})
    page, real = plan(submitted), store.keep_beside

    def overtaken(*args: object, **more: object) -> None:
        monkeypatch.setattr(store, "keep_beside", real)
        real(args[0], "step", {name: OwnStep("Ours", owner="Ben").as_json()})  # type: ignore[arg-type]
        real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "keep_beside", overtaken)
    response = submitted.client.post(f"{submitted.base}/plan", data=sent(page, **{f"{name}-owner": "Anne"}))
    assert response.status_code == 409
    assert "Ben" in response.text
    assert kept(web, submitted)[name].owner == "Ben"


def test_old_form_gives_everything_back(submitted: Respondent, web: Flask) -> None:
    put(web, submitted, **{"own-00000001": OwnStep("Ours")})
    data = sent(plan(submitted), **{"own-00000001-owner": "Anne", "new-step": "Typed long ago", "new-note": "And this"})
    response = submitted.client.post(f"{submitted.base}/plan", data={**data, "csrf_token": "old"})
    assert response.status_code == 400
    assert "open for too long" in response.text
    for text in ('value="Anne"', "Typed long ago", "And this"):
        assert text in response.text
    save(submitted, response.text)
    assert {step.step: step.owner for step in kept(web, submitted).values()} == {"Ours": "Anne", "Typed long ago": ""}


def test_order_and_what_is_overdue(submitted: Respondent, web: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = recommended(submitted)[:3]
    put(web, submitted, **{"own-00000001": OwnStep("Ours")})
    put(web, submitted, **{third: OwnStep("c", "C", "1"), first: OwnStep("a", "A", "2", done=date(2026, 11, 1))})
    put(web, submitted, **{second: OwnStep("b", "B", "3", by=date(2026, 11, 22))})
    text = plan(submitted)
    assert lines(text)[:-1] == [second, third, "own-00000001", first]
    assert text.count("<strong>Overdue</strong>") == 1
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 22))
    assert "Overdue" not in plan(submitted)


def test_reading_key_reads_the_plan(submitted: Respondent, somebody: Callable[[], Respondent], web: Flask) -> None:
    put(web, submitted, **{"own-00000001": OwnStep("Ours", owner="Anne", note="Quietly")})
    access = submitted.access()
    with web.app_context():
        key = store.new_key(access, "auditor", False)
    other = somebody()
    other.post("/en/key", {"key": key})
    text = other.client.get(f"{submitted.base}/plan").text
    assert "Anne" in text
    assert "Quietly" in text
    assert "Save the plan" not in text
    assert "Add to my plan" not in other.client.get(f"{submitted.base}/result").text
    guard = token(text)
    assert other.client.post(f"{submitted.base}/plan", data={"csrf_token": guard}).status_code == 404
    assert other.client.post(f"{submitted.base}/plan/add", data={"csrf_token": guard}).status_code == 404


def test_table_opens_in_a_spreadsheet_and_runs_nothing(submitted: Respondent, web: Flask) -> None:
    name = recommended(submitted)[0]
    put(web, submitted, **{name: OwnStep("Look é", "Topic", "3.1", "=cmd()", date(2026, 1, 2), None, '+1;\n"x"')})
    put(web, submitted, **{"own-00000001": OwnStep("@sum", owner="-x", note="\tt", done=date(2026, 11, 1))})
    response = submitted.client.get(f"{submitted.base}/plan.csv")
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Disposition"] == "attachment; filename=company-plan-2026-11-23.csv"
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Number", "Question", "Step", "Who", "By", "State", "Done on", "Note"]
    assert rows[1] == ["3.1", "Topic", "Look é", "'=cmd()", "2026-01-02", "overdue", "", '\'+1;\n"x"']
    assert rows[2] == ["", "", "'@sum", "'-x", "", "done", "2026-11-01", "'\tt"]


def test_answers_file_carries_the_plan_as_a_remark(submitted: Respondent, web: Flask) -> None:
    before = submitted.client.get(f"{submitted.base}/answers.json").data
    assert b"_plan" not in before
    put(web, submitted, **{"own-00000001": OwnStep("Ours", by=date(2027, 1, 2))})
    after = submitted.client.get(f"{submitted.base}/answers.json").data
    (line,) = json.loads(after)["_plan"]
    assert (line["question"], line["step"], line["by"]) == (None, "Ours", "2027-01-02")
    read = [read_sheet(file, lambda _: submitted.edition)[0] for file in (before, after)]
    assert read[0] == read[1]


def test_foreign_names_and_too_many_lines_are_refused(submitted: Respondent, web: Flask) -> None:
    text = plan(submitted)
    for name in ("own-x", "nothing", "own-12345678/../x"):
        data = {"csrf_token": token(text), "line": [name]}
        assert submitted.client.post(f"{submitted.base}/plan", data=data).status_code == 400
    put(web, submitted, **{f"own-{number:08x}": OwnStep("Ours") for number in range(MAX_STEPS)})
    response = submitted.client.post(f"{submitted.base}/plan", data=sent(plan(submitted), **{"new-step": "One more"}))
    assert response.status_code == 422
    assert "A plan holds 100 lines" in response.text
    assert "One more" in response.text
    assert len(kept(web, submitted)) == MAX_STEPS
