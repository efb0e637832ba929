"""The edition: a questionnaire compiled with all that it refers to, frozen, and the same for ever under its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from pan2_assess.core import condition
from pan2_assess.core.condition import Condition
from pan2_assess.core.parts import (
    Body,
    Duty,
    FactOption,
    Item,
    Module,
    Option,
    Plan,
    Protect,
    Recommendation,
    Standard,
    Step,
)
from pan2_assess.core.purchases import Purchases
from pan2_assess.core.texts import Term
from pan2_assess.core.words import MaybeWords, Model, Words, with_words

TOP = 4  # points of the best answer
VERDICTS = ("fully", "partly", "none")  # of the outsider's view: what is published says the thing so far
BENCHMARK = "chrb"  # whose core indicators the outsider's view goes by


class _Question(Model):
    id: str
    section: str
    text: Words
    why: Words
    hint: MaybeWords = ""
    when: str | None = None
    required: bool = True
    about: Literal["firm", "contract"] = "firm"
    case: bool = False
    meaning: int = 1
    references: dict[str, tuple[str, ...]] = {}

    @property
    def scored(self) -> bool:
        return False

    @cached_property
    def condition(self) -> Condition | None:
        return condition.parse(self.when) if self.when else None


class _Scored(_Question):
    weight: int = 1
    critical: bool = False
    duty: str | None = None
    allows_na: bool = False
    severity: int
    raise_when: str | None = None
    effort: int
    issues: tuple[str, ...] = ()
    evidence: Words
    recommend: tuple[Recommendation, ...]

    @property
    def scored(self) -> bool:
        return True

    @cached_property
    def raise_condition(self) -> Condition | None:
        return condition.parse(self.raise_when) if self.raise_when else None


class Rung(Option):
    """A step of the shared ladder, in a question's own words."""

    id: Step


class Ladder(_Scored):
    type: Literal["ladder"] = "ladder"
    options: tuple[Rung, ...]
    anchors_small: dict[str, Words] = {}

    @cached_property
    def by_id(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}


class Choice(_Scored):
    type: Literal["choice"] = "choice"
    options: tuple[Option, ...]

    @cached_property
    def by_id(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}


class Checklist(_Scored):
    type: Literal["checklist"] = "checklist"
    items: tuple[Item, ...]


class Number(_Question):
    type: Literal["number"] = "number"
    minimum: int
    maximum: int
    unit: MaybeWords = ""


class Facts(_Question):
    type: Literal["facts"] = "facts"
    options: tuple[FactOption, ...]
    many: bool = False
    most: int | None = Field(default=None, exclude_if=lambda most: most is None)  # an edition without it stays as it is


class Text(_Question):
    type: Literal["text"] = "text"
    required: bool = False


ScoredQuestion = Ladder | Choice | Checklist
Question = Annotated[Ladder | Choice | Checklist | Number | Facts | Text, Field(discriminator="type")]


class Section(Model):
    id: str
    title: Words
    intro: MaybeWords = ""
    weight: int
    limits: bool = False
    questions: tuple[Question, ...]

    @cached_property
    def scored(self) -> tuple[ScoredQuestion, ...]:
        return tuple(question for question in self.questions if isinstance(question, ScoredQuestion))


class Edition(Model):
    """A questionnaire with its shared questions, duties, plan, training and remedies, as one value."""

    id: str
    version: str
    title: Words
    intro: Words
    way: bool
    small: str | None = None
    brief: str | None = None
    salient: str | None = None
    scope: tuple[str, ...] = ()
    sections: tuple[Section, ...]
    duties: tuple[Duty, ...]
    plan: Plan
    modules: tuple[Module, ...]
    protect: Protect
    bodies: tuple[Body, ...]
    standards: tuple[Standard, ...]
    glossary: tuple[Term, ...] = ()
    prepare: tuple[Words, ...] = ()  # what to have at hand
    guides: tuple[str, ...] = ()  # pages to read before one begins
    outside: str | None = None  # the section that holds the outsider's view
    voice: tuple[str, ...] = ()  # the sections that a second voice from among the staff may answer too
    purchases: str | None = None  # the question whose options are the kinds of purchase
    procurement: Purchases | None = None
    languages: tuple[str, ...]
    translations: dict[str, dict[str, str]] = {}

    _draft: bool = PrivateAttr(default=True)

    @property
    def draft(self) -> bool:
        """Tell whether this edition is not published; it is no part of the edition itself."""
        return self._draft

    @cached_property
    def questions(self) -> dict[str, Ladder | Choice | Checklist | Number | Facts | Text]:
        return {question.id: question for section in self.sections for question in section.questions}

    @cached_property
    def scored(self) -> tuple[ScoredQuestion, ...]:
        return tuple(question for section in self.sections for question in section.scored)

    @cached_property
    def small_condition(self) -> Condition | None:
        return condition.parse(self.small) if self.small else None

    @cached_property
    def brief_condition(self) -> Condition | None:
        return condition.parse(self.brief) if self.brief else None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON without the days on which people last looked at a source."""
        return _digest(self._data())

    def canonical(self) -> str:
        """Give the canonical JSON, from which `from_json` makes the same edition again."""
        return _canonical({**self._data(), "digest": self.digest})

    def _data(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True)

    @classmethod
    def from_json(cls, text: str | bytes, *, draft: bool = True) -> Edition:
        """Read an edition back from its canonical JSON; refuse one that is not what its digest says."""
        data = json.loads(text)
        told = data.pop("digest", None)
        # Of the JSON as it stands: a later program may know keys that this edition was compiled without.
        digest = _digest(data)
        if told is not None and told != digest:
            raise ValueError(f"edition {data.get('id')} {data.get('version')} is not the one its digest names")
        edition = cls.model_validate_json(json.dumps(data)).marked(draft=draft)
        edition.__dict__["digest"] = digest
        return edition

    def marked(self, *, draft: bool) -> Edition:
        """Copy the edition, marked as a draft or as published."""
        copy = type(self).model_construct(**{name: getattr(self, name) for name in type(self).model_fields})
        copy._draft = draft
        copy.__dict__["digest"] = self.digest
        return copy

    def only(self, sections: tuple[Section, ...]) -> Edition:
        """Copy the edition with these of its sections, each question numbered as in the whole, and without duties."""
        part = self.marked(draft=self.draft)
        # A duty rests on facts that may not be in the part.
        part.__dict__.update(sections=sections, duties=(), _numbers=self._numbers)
        return part

    def in_language(self, language: str) -> Edition:
        """Copy the edition with the words of a language; raise KeyError where it has none."""
        if language == self.languages[0]:
            return self
        if language not in self._spoken:
            words = {tuple(key.split("/")): text for key, text in self.translations[language].items()}
            spoken = with_words(self, words)
            spoken.__dict__["digest"] = self.digest  # another language is the same edition
            self._spoken[language] = spoken.marked(draft=self.draft)
        return self._spoken[language]

    @cached_property
    def _spoken(self) -> dict[str, Edition]:
        return {}

    @cached_property
    def _numbers(self) -> dict[str, str]:
        return {
            question.id: f"{place}.{index}"
            for place, section in enumerate(self.sections, 1)
            for index, question in enumerate(section.questions, 1)
        }

    def number(self, question: str) -> str:
        """Number a question by its section and its place there: the same on page, PDF and sheet."""
        return self._numbers[question]

    @staticmethod
    def steps(question: Ladder, small: bool) -> tuple[Option, ...]:
        """Give a ladder's steps in the words for this size of firm."""
        if not small:
            return question.options
        return tuple(
            option.model_copy(update={"text": question.anchors_small.get(option.id, option.text)})
            for option in question.options
        )


def _digest(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(_undated(data)).encode()).hexdigest()


def _undated(value: Any) -> Any:
    """Leave out the days on which people last looked at a source, and are to look again."""
    if isinstance(value, Mapping):
        return {key: _undated(item) for key, item in value.items() if key not in ("checked", "review_by")}
    return [_undated(item) for item in value] if isinstance(value, list | tuple) else value


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def pick(recommend: Iterable[Recommendation], points: int) -> Recommendation | None:
    """Choose the first recommendation meant for an answer of these points."""
    return next((entry for entry in recommend if points <= entry.upto), None)
