"""A person at the browser: begins, answers what is shown, keeps the key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from playwright.sync_api import Locator, Page

from pan2_assess import paths
from pan2_assess.core.library import load
from pan2_assess.core.model import Question
from pan2_assess.core.speech import speech

NOTHING: Mapping[str, tuple[str, ...]] = {}
FILL = """fields => fields.forEach(([id, text]) => {
  const field = document.getElementById(id);
  if (field.disabled) throw new Error(`${id} takes nothing`);
  if (text) field.value = text; else field.checked = true;
})"""


@cache
def questions() -> dict[str, Question]:
    """Give the questions of all questionnaires by their ids."""
    editions = load(paths.questionnaires()).editions.values()
    return {name: question for edition in editions for name, question in edition.questions.items()}


def begin(page: Page, organisation: str = "Menuiserie Weber S.à r.l.", questionnaire: str = "company") -> str:
    """Begin as somebody would who comes for the first time, and look at the task list; give the key."""
    page.goto("/en/")
    follow(page, page.locator(f'a[href="/en/{questionnaire}/"]'))
    assert "A lost key cannot be recovered" in page.content()
    follow(page, page.get_by_role("link", name="Begin", exact=True))
    page.get_by_label("Name of your organisation").fill(organisation)
    follow(page, page.get_by_role("button", name="Get my key"))
    key = page.locator(".key code").inner_text()
    follow(page, page.get_by_role("button", name="I have kept it"))
    assert page.locator("fieldset.question").count(), "after the key comes the first question"
    follow(page, page.get_by_role("link", name="Task list").first)
    return key


def follow(page: Page, what: Locator) -> None:
    """Click, and wait until the next page is there: on a busy machine the old one stays for a while."""
    with page.expect_navigation():
        what.click()


def box(page: Page, name: str) -> Any:
    return page.locator(f'[id="{name}"]')


def answer(question: Question, step: str, alarm: bool) -> tuple[str, str] | None:
    """Give a field and what to type there, nothing where it is to be ticked; none where nobody must answer.

    A ladder is answered by the step, a choice by its last option that is an alarm or none, all else with little.
    """
    name = f"{question.id}-value"
    match question.type:
        case "number":
            return name, "40" if "employees" in name else str(question.minimum)
        case "ladder":
            return f"{name}-{step}", ""
        case "choice":
            return f"{name}-{[option.id for option in question.options if option.alarm == alarm][-1]}", ""
        case "checklist":
            return f"{name}-{question.items[0].id}", ""
        case "facts":
            return f"{name}-{'none' if question.many else question.options[0].id}", ""
    return None


def answer_page(
    page: Page,
    step: str = "2",
    alarm: bool = False,
    ticked: Mapping[str, tuple[str, ...]] = NOTHING,
    quick: bool = False,
) -> None:
    """Answer every question on a page and save; `ticked` names the boxes to tick where it is not none.

    To be `quick`, all fields are filled at once: clicking each takes a hundred times as long.
    """
    fields = []
    for name in page.locator("fieldset.question").evaluate_all("all => all.map(it => it.id)"):
        if name in ticked:
            fields += [(f"{name}-value-{option}", "") for option in ticked[name]]
        elif field := answer(questions()[name], step, alarm):
            fields.append(field)
    if quick:
        page.evaluate(FILL, fields)
    for ident, text in [] if quick else fields:
        if text:
            box(page, ident).fill(text)
        else:
            box(page, ident).check()
    follow(page, page.get_by_role("button", name="Save and continue"))


def answer_all(
    page: Page,
    pages: int = 40,
    step: str = "2",
    ticked: Mapping[str, tuple[str, ...]] = NOTHING,
    quick: bool = False,
) -> None:
    """Answer from the task list until all is answered and stands there to be checked, or for some pages."""
    for _ in range(pages):
        if "/check" in page.url:
            return
        if page.locator("fieldset.question").count() == 0:
            follow(page, page.locator("a.button").first)
        if "/check" not in page.url:
            answer_page(page, step, ticked=ticked, quick=quick)


# --- by keyboard alone -----------------------------------------------------------------------------------

FOCUSED = """() => {
  const it = document.activeElement, look = getComputedStyle(it), box = it.getBoundingClientRect();
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
  return {tag: it.tagName, type: it.type || '', id: it.id, name: it.name || '', text: (it.innerText || '').trim(),
          outline: look.outlineStyle, hidden: box.width > 1 && middle !== null && it !== middle
            && !it.contains(middle) && !middle.contains(it)};
}"""
MOST_TABS = 400


class Keyboard:
    """A person who has no mouse."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page, self.say = page, speech(language).say

    def focused(self) -> dict[str, Any]:
        """Tell what has the focus; it must be visible, and in front."""
        here: dict[str, Any] = self.page.evaluate(FOCUSED)
        assert here["tag"] == "BODY" or here["outline"] != "none", f"{here}: focus is not visible"
        assert not here["hidden"], f"{here}: focus is hidden"
        return here

    def tab_to(self, text: str = "", ident: str = "") -> None:
        """Press Tab until what has this text or id is reached."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            here = self.focused()
            if (ident and here["id"] == ident) or (text and here["text"].startswith(text)):
                return
        raise AssertionError(f"{text or ident} is not reached by Tab on {self.page.url}")

    def press(self, text: str) -> None:
        """Go to a link or button, named in English, and press it."""
        self.tab_to(self.say(text))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, ident: str, text: str) -> None:
        self.tab_to(ident=ident)
        self.page.keyboard.type(text)

    def answer_page(self) -> None:
        """Answer each question as Tab comes by: the first choice, a box, or a number; then save."""
        seen: set[str] = set()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            here = self.focused()
            name = here["name"]
            if here["type"] == "radio" and name.endswith("-value") and name not in seen:
                self.page.keyboard.press("Space")
            elif here["type"] == "checkbox" and here["id"].endswith(("-value-none", "-value-unknown")):
                if name not in seen:
                    self.page.keyboard.press("Space")
            elif here["type"] == "text" and name.endswith("-value"):
                self.page.keyboard.type("7")
            elif here["text"].startswith(self.say("Save and continue")):
                with self.page.expect_navigation():
                    self.page.keyboard.press("Enter")
                return
            else:
                continue
            seen.add(name)
        raise AssertionError(f"no way to save by keyboard on {self.page.url}")
