"""What if: answers change on trial, score and advice move, and nothing at all is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from pan2_assess import jobs, store
from pan2_assess.core.advice import advise
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.sheet import read_sheet
from tests.web.journey import Data, Respondent, token

MOST = 100_000  # bytes of the longest page, all statements in it


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "wake", lambda job: None)


def evaluation(respondent: Respondent) -> Evaluation:
    """Evaluate the downloaded answers, as the command line would."""
    file = respondent.client.get(f"{respondent.base}/answers.json").data
    sheet, edition = read_sheet(file, lambda _: respondent.edition)
    return evaluate(edition, sheet.answers, sheet.date)


def content(web: Flask) -> list[str]:
    """Write out the whole store, table by table."""
    found = []
    with web.app_context():
        for name, engine in store.db.engines.items():
            with engine.connect() as connection:
                for table in store.db.metadatas[name].sorted_tables:
                    found += sorted(f"{table.name}: {row!r}" for row in connection.execute(table.select()))
    return found


def chosen(text: str) -> dict[str, str]:
    """Read which option each list on a page shows."""
    lists = re.findall(r'<select id="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL)
    found = {name: re.findall(r'<option value="([^"]+)" selected>', options) for name, options in lists}
    assert all(len(values) == 1 for values in found.values())
    return {name: values[0] for name, values in found.items()}


def sent(text: str, **changes: str) -> Data:
    """Give what the page's form would send, with changes."""
    ticked = re.findall(r'<input type="checkbox" id="[^"]+" name="([^"]+)" value="([^"]+)" checked>', text)
    boxes: dict[str, list[str]] = {}
    for name, value in ticked:
        boxes.setdefault(name, []).append(value)
    asked = re.findall(r'name="boxes" value="([^"]+)"', text)
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return {"csrf_token": token(text), "boxes": asked, **chosen(text), **boxes, **named}


def test_page_offers_every_scored_question_with_its_answer(submitted: Respondent) -> None:
    text = submitted.client.get(f"{submitted.base}/what-if").text
    now = evaluation(submitted)
    lists = {name for name, share in now.shares.items() if share.question.type != "checklist"}
    shown = chosen(text)
    assert shown.keys() == lists
    answers = json.loads(submitted.client.get(f"{submitted.base}/answers.json").data)["answers"]
    assert shown == {name: answers[name]["value"] for name in lists}
    assert "profile.employees" not in text
    assert "Nothing here is saved" in text
    assert "As submitted" in text
    assert f'href="{submitted.base}/what-if"' in submitted.client.get(f"{submitted.base}/result").text


def test_worth_trying_stands_first_and_no_question_twice(submitted: Respondent) -> None:
    text = submitted.client.get(f"{submitted.base}/what-if").text
    advice = advise(evaluation(submitted))
    assert advice.way is not None
    first, rest = text[: text.index('id="others"')], text[text.index('id="others"') :]
    for rise in advice.way.rises:
        assert f'<select id="{rise.question}"' in first
    for item in advice.recommendations[:5]:
        assert f'name="{item.share.question.id}"' in first
    assert not set(chosen(first)) & set(chosen(rest))


def test_a_changed_answer_moves_the_result_as_the_core_says(submitted: Respondent) -> None:
    page = submitted.client.get(f"{submitted.base}/what-if").text
    text = submitted.client.post(f"{submitted.base}/what-if", data=sent(page, remedy__workers="3")).text
    before = evaluation(submitted)
    answers = json.loads(submitted.client.get(f"{submitted.base}/answers.json").data)
    answers["answers"]["remedy.workers"]["value"] = "3"
    sheet, edition = read_sheet(json.dumps(answers), lambda _: submitted.edition)
    after = evaluate(edition, sheet.answers, sheet.date)
    assert before.score is not None
    assert after.score is not None
    assert int(after.score) > int(before.score)
    assert f"score {int(before.score)} of 100" in text
    assert f"score {int(after.score)} of 100" in text
    assert "With one answer changed" in text
    assert text.count("<strong>Changed</strong>") == 1
    assert chosen(text)["remedy.workers"] == "3"
    first = advise(after).recommendations[0].share.question
    steps = unescape(text[text.index("The first steps then") :])
    assert steps.index(first.text) < steps.index("The figures as a table")
    assert "Start again" in text


def test_trying_keeps_nothing(submitted: Respondent, web: Flask) -> None:
    before = content(web)
    answers = submitted.client.get(f"{submitted.base}/answers.json").data
    result = submitted.client.get(f"{submitted.base}/result").data
    page = submitted.client.get(f"{submitted.base}/what-if").text
    posts = [sent(page, remedy__workers="4+"), sent(page, policy__commitment="unknown"), {**sent(page), "try": "way"}]
    for data in posts:
        text = submitted.client.post(f"{submitted.base}/what-if", data=data).text
        assert "<strong>Changed</strong>" in text
    assert content(web) == before
    assert submitted.client.get(f"{submitted.base}/answers.json").data == answers

    def without_tokens(page: bytes) -> bytes:
        return re.sub(rb'name="csrf_token" value="[^"]+"', b"", page)

    assert without_tokens(submitted.client.get(f"{submitted.base}/result").data) == without_tokens(result)
    again = submitted.client.get(f"{submitted.base}/what-if").text
    assert chosen(again) == chosen(page)


def test_the_whole_way_is_tried_at_once(submitted: Respondent) -> None:
    now = evaluation(submitted)
    way = advise(now).way
    assert way is not None
    page = submitted.client.get(f"{submitted.base}/what-if").text
    text = submitted.client.post(f"{submitted.base}/what-if", data={"csrf_token": token(page), "try": "way"}).text
    name = ("Starting", "Emerging", "Developing", "Established", "Embedded")[way.band - 1]
    panel = text[text.index('class="now-then"') : text.index("</dl>", text.index('class="now-then"'))]
    assert f"<strong>{name}</strong>" in panel
    assert text.count("<strong>Changed</strong>") == len(way.rises)
    assert {rise.question: str(rise.end) for rise in way.rises}.items() <= chosen(text).items()


def test_top_step_counts_fully_only_with_dated_evidence(submitted: Respondent) -> None:
    page = submitted.client.get(f"{submitted.base}/what-if").text

    def score(step: str) -> int:
        text = submitted.client.post(f"{submitted.base}/what-if", data=sent(page, remedy__workers=step)).text
        return [int(found) for found in re.findall(r"score (\d+) of 100", text)][-1]

    assert score("3") == score("4") < score("4+")
    told = "Counts like the statement before"
    for step, said in (("3", 0), ("4", 1), ("4+", 0)):
        text = submitted.client.post(f"{submitted.base}/what-if", data=sent(page, remedy__workers=step)).text
        assert text.count(told) == said


def test_caps_that_go_and_come_are_named(submitted: Respondent) -> None:
    address = f"{submitted.base}/what-if"
    page = submitted.client.get(address).text
    question = submitted.edition.questions["people.danger"]  # of a topic: the score stays as it is
    option = next(option.id for option in question.options if option.alarm)  # type: ignore[union-attr]
    text = submitted.client.post(address, data={**sent(page), question.id: option}).text
    newly = text[text.index("Newly holds the band back") :]
    assert "people may be in harm now. Until that has ended the band is Starting" in newly
    assert "An answer you are trying says that people may be in harm now" in text


def test_checklists_take_several_or_one_special(respondent: Respondent) -> None:
    submitted = respondent.answer_all("1", profile__employees={"profile.employees-value": "300"})
    submitted.submit()
    address = f"{submitted.base}/what-if"
    page = submitted.client.get(address).text
    data = sent(page)
    name = data["boxes"][0]
    items = [item.id for item in submitted.edition.questions[name].items]  # type: ignore[union-attr]
    text = submitted.client.post(address, data={**data, name: items}).text
    assert sorted(sent(text)[name]) == sorted(items)
    assert "<strong>Changed</strong>" in text
    text = submitted.client.post(address, data={**data, name: []}).text
    assert sent(text)[name] == ["none"]
    text = submitted.client.post(address, data={**data, name: ["unknown"]}).text
    assert sent(text)[name] == ["unknown"]
    wrong = submitted.client.post(address, data={**data, name: [items[0], "unknown"], "remedy.workers": "3"})
    assert wrong.status_code == 422
    assert "Some of these exclude each other" in wrong.text
    assert sent(wrong.text)[name] == [items[0], "unknown"]
    assert chosen(wrong.text)["remedy.workers"] == "3"


def test_what_is_not_offered_changes_nothing(submitted: Respondent) -> None:
    address = f"{submitted.base}/what-if"
    page = submitted.client.get(address).text
    text = submitted.client.post(address, data={**sent(page), "remedy.workers": "9", "profile.employees": "7"}).text
    assert "As submitted" in text
    assert chosen(text) == chosen(page)


def test_old_form_shows_again_what_was_chosen(submitted: Respondent) -> None:
    page = submitted.client.get(f"{submitted.base}/what-if").text
    data = {**sent(page, remedy__workers="3"), "csrf_token": "old"}
    response = submitted.client.post(f"{submitted.base}/what-if", data=data)
    assert response.status_code == 400
    assert "open for too long" in response.text
    assert chosen(response.text)["remedy.workers"] == "3"
    assert "With one answer changed" in response.text


def test_a_reading_key_may_try(submitted: Respondent, somebody: Callable[[], Respondent], web: Flask) -> None:
    own = submitted.access()
    with web.app_context():
        key = store.new_key(own, "auditor", False)
    other = somebody()
    other.post("/en/key", {"key": key})
    page = other.client.get(f"{submitted.base}/what-if").text
    text = other.client.post(f"{submitted.base}/what-if", data=sent(page, remedy__workers="3")).text
    assert "With one answer changed" in text


def test_suppliers_have_no_what_if(web: Flask, somebody: Callable[[], Respondent]) -> None:
    supplier = Respondent(somebody().client, web.extensions["library"].editions["supplier"])
    supplier.begin(questionnaire="supplier").answer_all().submit()
    assert supplier.client.get(f"{supplier.base}/result").status_code == 200
    guard = token(supplier.client.get(f"{supplier.base}/plan").text)
    assert supplier.client.get(f"{supplier.base}/what-if").status_code == 404
    assert supplier.client.post(f"{supplier.base}/what-if", data={"csrf_token": guard}).status_code == 404
    assert supplier.client.post(f"{supplier.base}/what-if", data={}).status_code == 404
    assert "what-if" not in supplier.client.get(f"{supplier.base}/result").text


def test_before_submission_there_is_none(respondent: Respondent) -> None:
    assert respondent.client.get(f"{respondent.base}/what-if").location == f"{respondent.base}/"


def test_the_longest_page_stays_light(web: Flask, somebody: Callable[[], Respondent]) -> None:
    pilot = Respondent(somebody().client, web.extensions["library"].editions["pilot"]).begin(questionnaire="pilot")
    many: dict[str, Data] = {}
    for question in pilot.edition.questions.values():
        if question.type == "facts" and question.many:
            ticked = [option.id for option in question.options][: question.most]
            many[question.id.replace(".", "__")] = {f"{question.id}-ticked": ticked}
        elif question.type == "number":
            many[question.id.replace(".", "__")] = {f"{question.id}-value": str(min(1200, question.maximum))}
    pilot.answer_all(**many)
    pilot.submit()
    response = pilot.client.get(f"{pilot.base}/what-if")
    assert len(chosen(response.text)) > 60
    assert len(response.data) < MOST
