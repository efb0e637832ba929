"""What files and editions hold in common: options, advice, duties, the plan, training, remedies, standards."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pan2_assess.core import condition
from pan2_assess.core.condition import Condition
from pan2_assess.core.days import parse_day
from pan2_assess.core.words import MaybeWords, Model, Words


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value  # read already
    try:
        return parse_day(value)
    except ValueError:
        given = f"«{value}» " if isinstance(value, str | int) else ""
        raise ValueError(f"{given}is not a date. Write it like 2026-11-23") from None


def _code(value: Any) -> Any:
    return str(value) if type(value) is int else value


def _no_text(value: Any) -> Any:
    return "" if value is None else value


Day = Annotated[date, BeforeValidator(_day)]
Code = Annotated[str, BeforeValidator(_code), Field(min_length=1)]
Ident = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Term = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
Url = Annotated[str, Field(pattern=r"^https?://\S+$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Points = Annotated[int, Field(ge=0, le=4)]
Grade = Annotated[int, Field(ge=1, le=3)]
Weight = Annotated[int, Field(ge=1, le=1000)]
Step = Literal["0", "1", "2", "3", "4"]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]


class Option(Model):
    id: Ident
    text: Words
    points: Points
    alarm: bool = False


class FactOption(Model):
    id: Ident
    text: Words
    hint: MaybeWords = ""


class Item(Model):
    id: Ident
    text: Words
    weight: Weight = 1
    alarm: bool = False


class Recommendation(Model):
    """Advice for answers of at most `upto` points."""

    upto: Annotated[int, Field(ge=0, le=2)] = 2
    text: Words
    text_small: MaybeWords = ""
    actions: tuple[Code, ...] = ()
    modules: tuple[str, ...] = ()


class DutyVersion(Model):
    """A duty from a day on: `when` it applies, and where not, when it is `unclear` whether it does."""

    since: Day | None = Field(default=None, alias="from")
    when: str | None = None
    unclear: str | None = None

    @cached_property
    def condition(self) -> Condition | None:
        return condition.parse(self.when) if self.when else None

    @cached_property
    def unclear_condition(self) -> Condition | None:
        return condition.parse(self.unclear) if self.unclear else None


class Duty(Model):
    id: Term
    kind: Literal["law", "right", "expectation", "undertaking"]
    title: Words
    text: Words
    act: Words
    source: Url
    basis: Literal["confirmed", "to-check"]
    checked: Day
    review_by: Day
    note: MaybeWords = ""
    versions: Annotated[tuple[DutyVersion, ...], Field(min_length=1)]


class Category(Model):
    id: Code
    title: Words


class Title(Model):
    """A title in one language: the ministry's own, or a working translation."""

    text: Annotated[str, Field(min_length=1, max_length=400, pattern=r"\S")]
    official: bool


class PlanAction(Model):
    """An action of the plan; its titles are data and no words to translate, for they are the ministry's."""

    id: Annotated[Code, Field(pattern=r"^[0-9]+\.[0-9]+$")]
    title: Annotated[str, Field(min_length=1, max_length=400, pattern=r"\S")]
    official: bool
    titles: dict[Language, Title] = {}
    status: Literal["open", "ongoing", "done", "law"]
    as_of: Day
    review_by: Day | None = None
    became: Words
    company: MaybeWords = ""
    pilot: MaybeWords = ""
    authority: MaybeWords = ""
    state_only: bool = False
    source: Url

    def named(self, language: str) -> Title:
        """Give the title in a language, or the English one where none is known."""
        return self.titles.get(language) or Title(text=self.title, official=self.official)


class Plan(Model):
    title: Words
    period: Words
    source: Url
    note: Words
    categories: tuple[Category, ...]
    actions: Annotated[tuple[PlanAction, ...], Field(min_length=1)]


class Call(Model):
    id: Term
    name: Words
    phone: Annotated[str, BeforeValidator(_no_text)] = ""
    text: Words
    source: Annotated[str, BeforeValidator(_no_text)] = ""
    checked: Day | None = None
    review_by: Day | None = None


class Protect(Model):
    """First protect people: what not to do, what to do, whom to call."""

    title: Words
    intro: Words
    never: Annotated[tuple[Words, ...], Field(min_length=1)]
    do: Annotated[tuple[Words, ...], Field(min_length=1)]
    call: Annotated[tuple[Call, ...], Field(min_length=1)]


class Body(Model):
    """Somebody who helps, or to whom people can complain."""

    id: Term
    name: Words
    text: Words
    can: Words
    cannot: Annotated[MaybeWords, BeforeValidator(_no_text)] = ""
    url: Annotated[str, BeforeValidator(_no_text)] = ""
    phone: Annotated[str, BeforeValidator(_no_text)] = ""
    mail: Annotated[str, BeforeValidator(_no_text)] = ""
    always: bool = False
    sections: tuple[Ident, ...] = ()
    source: Annotated[str, BeforeValidator(_no_text)] = ""
    checked: Day | None = None
    review_by: Day | None = None


class Module(Model):
    """What an edition says of a module of training; the whole of it is in `texts`."""

    id: Annotated[str, Field(pattern=r"^M[0-9]{2}$")]
    title: Words
    minutes: Annotated[int, Field(ge=1, le=600)]
    audience: Words
    objectives: Annotated[tuple[Words, ...], Field(min_length=1)]
    actions: tuple[Code, ...] = ()
    as_of: Day
    review_by: Day


class Standard(Model):
    id: Ident
    title: Words
    short: Words
    url: Url
    codes: Annotated[tuple[Code, ...], Field(min_length=1)]
