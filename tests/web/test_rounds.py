"""The next round: begun from the last one, its answers to be confirmed, its open steps brought along."""

from __future__ import annotations

from html import unescape

import pytest

from pan2_assess import store
from tests.web.journey import Respondent


@pytest.fixture
def following(submitted: Respondent) -> Respondent:
    """Give the round after one that was submitted, in the same browser."""
    response = submitted.post(f"{submitted.base}/next", {"organisation": "Example S.A.", "on": "2026-11-23"})
    assert response.status_code == 303
    return Respondent(submitted.client, submitted.edition, response.location.rpartition("/")[0])


def test_the_next_round_is_a_new_assessment_with_a_key_of_its_own(submitted: Respondent, following: Respondent) -> None:
    assert following.base != submitted.base
    page = following.client.get(f"{following.base}/key").text
    assert submitted.key not in page
    assert f"{submitted.base}/next" in submitted.client.get(f"{submitted.base}/result").text
    text = following.client.get(f"{following.base}/").text
    assert "0 of" in text
    assert "wait for you: are they still true?" in text
    assert following.client.get(f"{following.base}/answers.json").get_json()["answers"] == {}


def test_answers_of_the_last_round_are_confirmed_and_compared(submitted: Respondent, following: Respondent) -> None:
    before = submitted.client.get(f"{submitted.base}/answers.json").get_json()["answers"]
    text = following.client.get(f"{following.base}/profile/1").text
    assert "You answered on 23 November 2026:" in text
    address = next(part for part in following.client.get(f"{following.base}/").text.split('"') if "/bring/" in part)
    page = following.client.get(address).text
    names = [part.partition('"')[0] for part in page.split('name="taken" value="')[1:]]
    kept = {name for name in names if name != "policy.commitment"}
    following.post(address, {"taken": sorted(kept)}, page)
    following.save(f"{following.base}/policy/1", {"policy.commitment-value": "3"})
    now = following.client.get(f"{following.base}/answers.json").get_json()["answers"]
    assert {name: before[name] for name in kept} == {name: now[name] for name in kept}
    since = following.client.get(address.replace("/bring/", "/since/")).text
    assert "better" in since
    assert submitted.edition.questions["policy.commitment"].text in since


def test_open_steps_come_along_and_done_ones_do_not(submitted: Respondent) -> None:
    with submitted.client.application.app_context():
        lines = {
            "own-00000001": {"step": "Ask the crew", "topic": "", "number": "", "owner": "", "by": None, "done": None,
                             "note": "", "since": None},
            "own-00000002": {"step": "Done long ago", "topic": "", "number": "", "owner": "", "by": None,
                             "done": "2026-11-01", "note": "", "since": None},
        }  # fmt: skip
        store.keep_beside(submitted.access(), "step", lines)
    response = submitted.post(f"{submitted.base}/next", {"organisation": "Example S.A.", "on": "2026-11-23"})
    text = submitted.client.get(f"{response.location.rpartition('/')[0]}/plan").text
    assert "Ask the crew" in text
    assert "Done long ago" not in text


def test_the_last_round_stays_as_it_is_and_may_be_erased(submitted: Respondent, following: Respondent) -> None:
    assert submitted.client.get(f"{submitted.base}/result").status_code == 200
    submitted.post(f"{submitted.base}/erase", {"sure": "1"})
    assert "You answered on 23 November 2026:" in following.client.get(f"{following.base}/profile/1").text


def test_a_round_does_not_go_back_in_time(submitted: Respondent) -> None:
    response = submitted.post(f"{submitted.base}/next", {"organisation": "Example S.A.", "on": "2026-11-22"})
    assert response.status_code == 422
    assert "lies before the last round" in response.text
    assert 'value="2026-11-22"' in response.text


def test_a_draft_has_no_next_round(respondent: Respondent) -> None:
    assert respondent.client.get(f"{respondent.base}/next").status_code == 303


def test_an_earlier_answer_is_quoted_as_it_was_given(submitted: Respondent, following: Respondent) -> None:
    """A small firm read words of its own, also before its size is told again."""
    ladder = submitted.edition.questions["policy.commitment"]
    value = submitted.client.get(f"{submitted.base}/answers.json").get_json()["answers"]["policy.commitment"]["value"]
    words = submitted.edition.steps(ladder, True)[int(value)].text  # type: ignore[arg-type]
    assert words in unescape(following.client.get(f"{following.base}/policy/1").text)
