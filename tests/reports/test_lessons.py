"""The draft of a pilot's lesson paper: what it takes from which answers, what has changed, and what stays home."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from docx.document import Document

from pan2_assess.core.answers import Answer
from pan2_assess.core.lessons import lessons, offers_lessons
from pan2_assess.core.rounds import Round
from pan2_assess.core.speech import speech
from pan2_assess.core.steps import OwnStep
from pan2_assess.reports import lessons as paper_of
from tests.reports.papers import answered, blocks, edition, opened, parts, proven, told, words

GIVEN = {
    "owner.worked": Answer("- The night shift has a number to call\n• Fees were paid back\n"),
    "owner.failed": Answer("The supplier never answered."),
    "owner.board": proven("3", "internal", "Minutes of 4 May"),
    "owner.run": Answer("1"),
    "owner.reported": Answer("0", share=False),
    "owner.lesson": proven("3", "public", "https://example.org/lesson"),
    "policy.commitment": Answer("3"),
    "people.danger": Answer("ended"),
}


def earlier(**given: Answer) -> Round:
    then = {"owner.run": Answer("0"), "owner.board": Answer("4"), "owner.reported": Answer("3"), **given}
    return Round(edition("pilot"), replace(answered(edition("pilot"), then), date=date(2025, 11, 20)))


@cache
def made(language: str = "en", since: bool = True) -> bytes:
    own = {"owner.run": OwnStep("Second site by spring", owner="Operations"), "owner.reported": OwnStep("Hidden step")}
    then = earlier() if since else None
    return paper_of.write(lessons(*told(answered(edition("pilot"), given()), language, own), then))


def given() -> dict[str, Answer]:
    of = edition("pilot")
    return {name: answer for name, answer in GIVEN.items() if name != "people.danger"} | {
        "people.danger": Answer([o.id for o in of.questions["people.danger"].options if not o.alarm][-1])  # type: ignore[union-attr]
    }


def under(title: str, paper: Document | None = None) -> list[str]:
    return [text for _, text in parts(paper or opened(made()))[title]]


def numbered(name: str) -> str:
    of = edition("pilot")
    return f"{of.number(name)} {of.questions[name].text}"


def test_only_the_pilot_questionnaire_has_lessons() -> None:
    offered = [name for name in ("company", "pilot", "supplier", "authority") if offers_lessons(edition(name))]
    assert offered == ["pilot"]


def test_the_firms_own_words_stand_line_by_line() -> None:
    listed = [text for style, text in parts(opened(made()))["What worked"] if style == "ListBullet"]
    assert listed[:2] == ["The night shift has a number to call", "Fees were paid back"]
    assert under("What did not work")[0] == "The supplier never answered."
    assert under("What we would tell another company")[0] == "A text of our own."
    silent = {name: Answer("") for name in ("owner.worked", "owner.failed", "owner.advice")}
    sheet = answered(edition("pilot"), given() | silent)
    sheet = replace(sheet, answers={name: one for name, one in sheet.answers.items() if name not in silent})
    paper = opened(paper_of.write(lessons(*told(sheet))))
    assert under("What worked", paper)[0] == "[to complete: what kept people from harm, and how you know]"


def test_what_was_done_and_what_is_missing_come_from_the_owners_section() -> None:
    done = under("What we did")
    assert numbered("owner.run") in done
    assert numbered("owner.lesson") not in done, "it stands with what we would tell others"
    assert "Minutes of 4 May" in done
    assert numbered("policy.commitment") not in done
    assert numbered("owner.board") in under("What worked")
    missing = under("What did not work")
    assert f"{numbered('owner.run')} – only beginnings" in missing
    assert numbered("owner.lesson") in under("What we would tell another company")
    assert "Second site by spring" in under("What comes next")


def test_changes_are_told_with_both_answers() -> None:
    changed = under("What has changed since 20 November 2025")
    place = changed.index(numbered("owner.run"))
    of = edition("pilot").questions["owner.run"]
    assert changed[place + 1 : place + 3] == [of.options[0].text, of.options[1].text]  # type: ignore[union-attr]
    assert numbered("policy.commitment") in changed, "of the whole questionnaire"
    assert "No earlier answers were given to compare with." in under("What has changed", opened(made(since=False)))


def test_nothing_is_compared_where_the_scope_has_changed() -> None:
    coverage = edition("pilot").questions["profile.coverage"]
    then = earlier(**{"profile.coverage": Answer(coverage.options[-1].id)})  # type: ignore[union-attr]
    paper = opened(paper_of.write(lessons(*told(answered(edition("pilot"), given())), earlier=then)))
    changed = under("What has changed since 20 November 2025", paper)
    assert "Nothing is compared, because the answers do not cover the same as then." in changed
    assert numbered("owner.run") not in changed


def test_what_is_not_shared_now_or_then_stays_home() -> None:
    text = words(opened(made()))
    assert "Private note" not in text
    assert numbered("owner.reported") not in text
    assert "Hidden step" not in text
    assert edition("pilot").questions["people.danger"].text not in text
    kept_then = earlier(**{"policy.commitment": Answer("1", share=False)})
    paper = opened(paper_of.write(lessons(*told(answered(edition("pilot"), given())), earlier=kept_then)))
    assert numbered("policy.commitment") not in words(paper)


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_it_is_a_draft_in_its_language_to_be_approved(language: str) -> None:
    paper, say = opened(made(language)), speech(language)
    assert next(blocks(paper)) == ("Mark", say.say("DRAFT"))
    assert say.say("Publish only what the company has approved.") in words(paper)
    assert say.say("Before this is published") in parts(paper)


def test_a_sound_file_of_the_same_bytes() -> None:
    again = paper_of.write(lessons(*told(answered(edition("pilot"), given()))))
    assert again == paper_of.write(lessons(*told(answered(edition("pilot"), given()))))
    assert zipfile.ZipFile(io.BytesIO(again)).testzip() is None
