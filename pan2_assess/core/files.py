"""The shapes of the files in `questionnaires/`, as docs/format.md describes them for editors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pan2_assess.core.parts import (
    Body,
    Code,
    Duty,
    FactOption,
    Grade,
    Ident,
    Item,
    Name,
    Option,
    Points,
    Protect,
    Recommendation,
    Standard,
    Step,
    Term,
    Weight,
)
from pan2_assess.core.words import MaybeWords, Model, Words


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
    recommend: Annotated[tuple[Recommendation, ...], Field(min_length=1)]


class LadderFile(_ScoredFile):
    type: Literal["ladder"]
    anchors: dict[Step, Words]
    anchors_small: dict[Step, Words] = {}
    alarm: tuple[Points, ...] = ()


class ChoiceFile(_ScoredFile):
    type: Literal["choice"]
    options: tuple[Option, ...] = ()
    scale: str | None = None


class ChecklistFile(_ScoredFile):
    type: Literal["checklist"]
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class NumberFile(_QuestionFile):
    type: Literal["number"]
    minimum: int
    maximum: int
    unit: MaybeWords = ""


class FactsFile(_QuestionFile):
    type: Literal["facts"]
    options: tuple[FactOption, ...] = ()
    scale: str | None = None
    many: bool = False
    most: Annotated[int, Field(ge=1)] | None = None


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
    questions: tuple[QuestionFile, ...]


class ScaleOptionFile(Option):
    """An option that facts may share too, which earn no points."""

    points: Points = 0


class ScalesFile(Model):
    scales: dict[Ident, tuple[ScaleOptionFile, ...]]


class SectionFile(Model):
    id: Ident
    title: Words
    intro: MaybeWords = ""
    weight: Annotated[int, Field(ge=0, le=100)]
    limits: bool = False
    before: Ident | None = None
    questions: Annotated[tuple[Ident, ...], Field(min_length=1)]


class QuestionnaireFile(Model):
    id: Ident
    base: Ident | None = None
    version: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)+$")]
    title: Words
    intro: Words
    way: bool = True
    small: str | None = None
    brief: str | None = None
    salient: Name | None = None
    scope: tuple[Name, ...] = ()
    prepare: tuple[Words, ...] = ()
    guides: tuple[Ident, ...] = ()
    outside: Ident | None = None
    voice: tuple[Ident, ...] = ()
    procurement: Name | None = None
    duties: tuple[Term, ...] = ()
    sections: Annotated[tuple[SectionFile, ...], Field(min_length=1)]


class LawFile(Model):
    duties: tuple[Duty, ...]


class RemediesFile(Model):
    protect: Protect
    bodies: tuple[Body, ...]


class ReferencesFile(Model):
    standards: tuple[Standard, ...]
