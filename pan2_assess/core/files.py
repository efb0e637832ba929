"""The shapes of the files in `questionnaires/`, as docs/format.md describes them for editors."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pan2_assess.core.answers import parse_day
from pan2_assess.core.words import MaybeWords, Model, Words


def _day(value: Any) -> Any:
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
Weight = Annotated[int, Field(ge=1, le=100)]
Step = Literal["0", "1", "2", "3", "4"]


class OptionFile(Model):
    id: Ident
    text: Words
    points: Points
    alarm: bool = False


class FactOptionFile(Model):
    id: Ident
    text: Words
    hint: MaybeWords = ""


class ItemFile(Model):
    id: Ident
    text: Words
    weight: Weight = 1
    alarm: bool = False


class RecommendFile(Model):
    upto: Annotated[int, Field(ge=0, le=2)] = 2
    text: Words
    text_small: MaybeWords = ""
    actions: tuple[Code, ...] = ()
    modules: tuple[str, ...] = ()


class _QuestionFile(Model):
    id: Ident
    text: Words
    why: Words
    hint: MaybeWords = ""
    when: str | None = None
    about: Literal["firm", "contract"] = "firm"
    case: bool = False
    meaning: Annotated[int, Field(ge=1)] = 1
    references: dict[str, tuple[Code, ...]] = {}


class _ScoredFile(_QuestionFile):
    evidence: Words
    weight: Weight = 1
    critical: bool = False
    duty: Term | None = None
    allows_na: bool = False
    severity: Grade
    raise_when: str | None = None
    effort: Grade
    issues: tuple[str, ...] = ()
    recommend: Annotated[tuple[RecommendFile, ...], Field(min_length=1)]


class LadderFile(_ScoredFile):
    type: Literal["ladder"]
    anchors: dict[Step, Words]
    anchors_small: dict[Step, Words] = {}
    alarm: tuple[Points, ...] = ()


class ChoiceFile(_ScoredFile):
    type: Literal["choice"]
    options: tuple[OptionFile, ...] = ()
    scale: str | None = None


class ChecklistFile(_ScoredFile):
    type: Literal["checklist"]
    items: Annotated[tuple[ItemFile, ...], Field(min_length=1)]


class NumberFile(_QuestionFile):
    type: Literal["number"]
    minimum: int
    maximum: int
    unit: MaybeWords = ""


class FactsFile(_QuestionFile):
    type: Literal["facts"]
    options: tuple[FactOptionFile, ...] = ()
    scale: str | None = None
    many: bool = False


class TextFile(_QuestionFile):
    type: Literal["text"]


QuestionFile = LadderFile | ChoiceFile | ChecklistFile | NumberFile | FactsFile | TextFile
QUESTION_TYPES: dict[str, type[QuestionFile]] = {
    "ladder": LadderFile,
    "choice": ChoiceFile,
    "checklist": ChecklistFile,
    "number": NumberFile,
    "facts": FactsFile,
    "text": TextFile,
}


class BankFile(Model):
    """A section's questions; each is read by itself first, so that its own type names its keys."""

    section: Ident
    questions: tuple[LadderFile | ChoiceFile | ChecklistFile | NumberFile | FactsFile | TextFile, ...]


class ScaleOptionFile(Model):
    id: Ident
    text: Words
    points: Points = 0
    alarm: bool = False


class ScalesFile(Model):
    scales: dict[Ident, tuple[ScaleOptionFile, ...]]


class SectionFile(Model):
    id: Ident
    title: Words
    intro: MaybeWords = ""
    weight: Annotated[int, Field(ge=0, le=100)]
    limits: bool = False
    questions: Annotated[tuple[Ident, ...], Field(min_length=1)]


class QuestionnaireFile(Model):
    id: Ident
    version: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)+$")]
    title: Words
    intro: Words
    way: bool = True
    small: str | None = None
    salient: Name | None = None
    scope: tuple[Name, ...] = ()
    duties: tuple[Term, ...] = ()
    sections: Annotated[tuple[SectionFile, ...], Field(min_length=1)]


class DutyVersionFile(Model):
    since: Day | None = Field(default=None, alias="from")
    when: str | None = None


class DutyFile(Model):
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
    versions: Annotated[tuple[DutyVersionFile, ...], Field(min_length=1)]


class LawFile(Model):
    duties: tuple[DutyFile, ...]


class CategoryFile(Model):
    id: Code
    title: Words


class PlanActionFile(Model):
    id: Annotated[Code, Field(pattern=r"^[0-9]+\.[0-9]+$")]
    title: Words
    official: bool
    status: Literal["open", "ongoing", "done", "law"]
    as_of: Day
    became: Words
    company: MaybeWords = ""
    pilot: MaybeWords = ""
    authority: MaybeWords = ""
    state_only: bool = False
    source: Url


class PlanFile(Model):
    title: Words
    period: Words
    source: Url
    note: Words
    categories: tuple[CategoryFile, ...]
    actions: Annotated[tuple[PlanActionFile, ...], Field(min_length=1)]


class CallFile(Model):
    id: Term
    name: Words
    phone: Annotated[str, BeforeValidator(_no_text)] = ""
    text: Words


class ProtectFile(Model):
    title: Words
    intro: Words
    never: Annotated[tuple[Words, ...], Field(min_length=1)]
    do: Annotated[tuple[Words, ...], Field(min_length=1)]
    call: Annotated[tuple[CallFile, ...], Field(min_length=1)]


class BodyFile(Model):
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


class RemediesFile(Model):
    protect: ProtectFile
    bodies: tuple[BodyFile, ...]


class ModuleFile(Model):
    id: Annotated[str, Field(pattern=r"^M[0-9]{2}$")]
    title: Words
    minutes: Annotated[int, Field(ge=1, le=600)]
    audience: Words
    objectives: Annotated[tuple[Words, ...], Field(min_length=1)]
    actions: tuple[Code, ...] = ()
    as_of: Day
    review_by: Day


class StandardFile(Model):
    id: Ident
    title: Words
    short: Words
    url: Url
    codes: Annotated[tuple[Code, ...], Field(min_length=1)]


class ReferencesFile(Model):
    standards: tuple[StandardFile, ...]
