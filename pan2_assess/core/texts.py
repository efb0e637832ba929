"""What there is to read beside the questions: training in full, learning paths, guides and the glossary."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pan2_assess.core.parts import Day, Ident, Language, Module, Url
from pan2_assess.core.words import MaybeWords, Model, Words


def paragraphs(text: str) -> tuple[str, ...]:
    """Part a text into its paragraphs."""
    return tuple(part.strip() for part in text.split("\n") if part.strip())


class TextPart(Model):
    """A heading with its paragraphs, parted by empty lines, and its points."""

    title: Words
    text: MaybeWords = ""
    points: tuple[Words, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return paragraphs(self.text)


class QuizOption(Model):
    id: Ident
    text: Words
    right: bool = False
    because: Words


class QuizQuestion(Model):
    id: Ident
    text: Words
    options: Annotated[tuple[QuizOption, ...], Field(min_length=2)]

    @property
    def several(self) -> bool:
        """Tell whether more than one option is right."""
        return sum(option.right for option in self.options) > 1


class Link(Model):
    title: Words
    url: Url
    language: Language = "en"


class ModuleText(Module):
    """A module of training in full."""

    intro: Words
    parts: Annotated[tuple[TextPart, ...], Field(min_length=1)]
    monday: Annotated[tuple[Words, ...], Field(min_length=1)]
    quiz: Annotated[tuple[QuizQuestion, ...], Field(min_length=1)]
    links: tuple[Link, ...] = ()

    def summary(self) -> Module:
        """Give what an edition keeps of the module: a word changed in a lesson changes no edition."""
        return Module.model_construct(**{name: getattr(self, name) for name in Module.model_fields})


class LearningPath(Model):
    id: Ident
    title: Words
    text: Words
    modules: Annotated[tuple[str, ...], Field(min_length=1)]


class LearningFile(Model):
    paths: tuple[LearningPath, ...]


class Source(Model):
    title: Words
    url: Url


class Guide(Model):
    """A page that explains one matter."""

    id: Ident
    title: Words
    intro: Words
    parts: Annotated[tuple[TextPart, ...], Field(min_length=1)]
    sources: tuple[Source, ...] = ()
    checked: Day
    review_by: Day


class GuidesFile(Model):
    guides: tuple[Guide, ...]


class Term(Model):
    """A word of the field, the other forms in which texts use it, and what it means."""

    id: Ident
    term: Words
    also: tuple[Words, ...] = ()
    text: Words


class GlossaryFile(Model):
    terms: tuple[Term, ...]
