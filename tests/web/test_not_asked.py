"""What is not asked, and why: the task list names the answers that decide, and so does the sentence after saving."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.web.journey import Respondent, some_answer


def fill(respondent: Respondent, size: str, ticked: Mapping[str, list[str]] | None = None) -> None:
    """Answer the whole first section: nothing applies but what is ticked."""
    first = f"{respondent.base}/profile/1"
    respondent.save(first, {"profile.employees-value": size})
    for page in (1, 2, 3) * 2:  # answers bring up others, which may stand on a page before
        address, given = f"{respondent.base}/profile/{page}", {}
        for name in respondent.page(address)[0]:
            given |= some_answer(respondent.edition.questions[name])
            given |= {f"{name}-ticked": ticked[name]} if ticked and name in ticked else {}
        given |= {"profile.employees-value": size} if page == 1 else {}
        if given:
            assert respondent.save(address, given).status_code == 303


def tasks(respondent: Respondent) -> str:
    return str(respondent.client.get(f"{respondent.base}/").text)


def test_the_answers_that_decide_stand_there_and_lead_to_where_they_are_changed(respondent: Respondent) -> None:
    fill(respondent, "7")
    text = tasks(respondent)
    assert re.search(r"Not asked \(\d+ questions\), and why", text)
    found = text.split('class="not-asked"', 1)[1].split("</details>", 1)[0]
    assert re.search(r'href="[^"]+/profile/1#profile\.employees"><span class="number">1\.1</span> ', found)
    assert "<strong>7</strong>" in found
    assert "Conflict minerals" in found
    assert "the whole section" in found


def test_every_question_off_the_path_is_counted_once(respondent: Respondent) -> None:
    fill(respondent, "7")
    text = tasks(respondent)
    whole = re.search(r"Not asked \((\d+) questions\)", text)
    assert whole
    parts = [int(number) for number in re.findall(r">(\d+) questions?, because of your answers? to:", text)]
    assert sum(parts) == int(whole[1])
    numbers = re.findall(r"<dd>([\d., ]+)</dd>", text)
    assert sum(len(line.split(", ")) for line in numbers) == int(whole[1])


def test_a_few_questions_are_named_in_full(respondent: Respondent) -> None:
    everything = {
        question.id: [option.id for option in question.options[: question.most]]
        for question in respondent.edition.sections[0].questions
        if question.type == "facts" and question.many
    }
    fill(respondent, "6000", everything)
    text = tasks(respondent)
    found = text.split('class="not-asked"', 1)[1].split("</details>", 1)[0]
    assert re.search(r'<dd><span class="number">[\d.]+</span> [A-Z]', found)


def test_the_task_list_stays_light(respondent: Respondent) -> None:
    for people in ("0", "12", "60", "6000"):
        fill(respondent, people)
        assert len(tasks(respondent).encode()) < 60_000


def test_saving_names_the_answer_that_brought_and_took_questions(respondent: Respondent) -> None:
    address = f"{respondent.base}/profile/1"
    response = respondent.save(address, {"profile.employees-value": "300", "profile.status-ticked": ["none"]})
    text = respondent.client.get(response.location).text
    assert re.search(r"Because of your answer to 1\.1, \d+ more questions are asked: ", text)
    response = respondent.save(address, {"profile.employees-value": "7", "profile.activities-ticked": ["ai"]})
    text = respondent.client.get(response.location).text
    assert re.search(r"Because of your answer to 1\.1, \d+ questions are no longer asked: ", text)
    assert re.search(r"Because of your answer to 1\.\d+, (one|\d+) more questions? (is|are) asked: Technology|", text)


def test_a_forged_address_names_nothing_that_is_not_there(respondent: Respondent) -> None:
    text = respondent.client.get(f"{respondent.base}/?came=policy:2;nothing.there,%3Cb%3E").text
    assert "Because of your answers, 2 more questions are asked: Policy and governance (2)." in text
    assert "<b>" not in text
