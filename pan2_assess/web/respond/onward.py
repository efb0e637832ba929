"""Where a respondent goes on after saving: what came and went is said on the way, and an alarm comes first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from pan2_assess.core.answers import Answer
from pan2_assess.core.not_asked import not_asked
from pan2_assess.web import course
from pan2_assess.web.access import Opened
from pan2_assess.web.languages import language
from pan2_assess.web.settling import Reading
from pan2_assess.web.unsaved import unsaved


def changing(opened: Opened) -> str:
    """Name the answer that is being changed from «check your answers», to go back there; empty for none."""
    named = request.values.get("change", "")
    return named if named in opened.edition.questions else ""


def onward(opened: Opened, asked: list[str], reading: Reading) -> str:
    """Tell where to go after saving, and say on the way which questions came and went."""
    answers = {**opened.answers, **{name: answer for name, answer in reading.valid.items() if answer}}
    for name, answer in reading.valid.items():
        if answer is None:
            answers.pop(name, None)
    before, after = opened.evaluation, opened.with_answers(answers)
    came = [name for name in after.path if name not in before.path]
    went = [name for name in before.path if name not in after.path]
    changed = [name for name in reading.valid if opened.answers.get(name) != answers.get(name)]
    news = {
        "came": course.counted(after.edition, came, _behind(opened, opened.answers, came, changed)),
        "went": course.counted(after.edition, went, _behind(opened, answers, went, changed)),
    }
    news = {name: text for name, text in news.items() if text}
    to_list = request.form.get("then") == "tasks"
    following = None if to_list else course.next_after(after, asked, came)
    change = "" if to_list else changing(opened)
    if set(asked) & set(after.alarms):  # also where it was saved before, beside a field with a fault
        more: dict[str, Any] = {"section": following[0], "page": following[1]} if following else {}
        more = {"change": change} if change else more
        return url_for("respond.protect", lang=language(), assessment=opened.held.id, **(more | news))
    if not (to_list or change or following or unsaved(opened)):
        everything: dict[str, Any] = {"assessment": opened.held.id, **news}
        return url_for("respond.check", lang=language(), **everything)
    new = next((name for name in came if following and course.page_of(after, name) == following), "")
    return address(opened, following, news, change, new)


def _behind(opened: Opened, answers: Mapping[str, Answer], moved: list[str], changed: list[str]) -> list[str]:
    """Name the answers just changed that decide about these questions, which with `answers` are not asked."""
    deciding = not_asked(opened.edition, answers) if moved else {}
    named = {fact for name in moved for fact in deciding.get(name, ())}
    return [name for name in changed if name in named]


def address(
    opened: Opened, following: tuple[str, int] | None, news: dict[str, str], change: str = "", new: str = ""
) -> str:
    common: dict[str, Any] = {"lang": language(), "assessment": opened.held.id, **news}
    if change:
        return url_for("respond.check", _anchor=None if news else f"answer-{change}", **common)
    if following is None:
        return url_for("respond.tasks", **common)
    return url_for("respond.section", section=following[0], page=following[1], _anchor=new or None, **common)


def to_tasks(opened: Opened) -> Response:
    return redirect(url_for("respond.tasks", lang=language(), assessment=opened.held.id), 303)
