"""Write a questionnaire as one HTML document to prepare on paper, ready for the renderer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from pan2_assess import paths
from pan2_assess.core.asked_when import asked_when
from pan2_assess.core.feedback import draft_notice
from pan2_assess.core.glossary import explained
from pan2_assess.core.model import Edition, Facts, Ladder, Number, Question, ScoredQuestion, Text
from pan2_assess.core.spans import between, people, spans
from pan2_assess.core.speech import Speech, speech
from pan2_assess.core.texts import paragraphs
from pan2_assess.reports import document
from pan2_assess.reports.workbook_form import entries, many

SIDE_BY_SIDE = 34  # letters of an answer, at most, where answers stand in two columns


@dataclass(frozen=True)
class Option:
    """What may be ticked: a step has its number, and words for a small firm where they differ."""

    text: str
    number: str = ""
    hint: str = ""
    small: str = ""


@dataclass(frozen=True)
class Asked:
    """A question as it stands on paper."""

    id: str
    number: str
    text: str
    hint: str
    when: str
    why: str
    counts: str  # what counts as evidence; empty where none is asked
    options: tuple[Option, ...]
    span: str  # what a number may be
    scored: bool
    allows_na: bool
    unknown: bool
    none: bool  # none of the options may be right

    @property
    def narrow(self) -> bool:
        """Tell whether the options are short enough to stand in two columns."""
        return len(self.options) > 5 and all(len(o.text) <= SIDE_BY_SIDE and not o.hint for o in self.options)


def html(edition: Edition, language: str) -> str:
    """Write the questionnaire in a language."""
    edition, say = edition.in_language(language), speech(language)
    environment = document.environment_of(language)
    sections = [(section, [_asked(edition, q, say) for q in section.questions]) for section in edition.sections]
    texts = _texts(edition, [question for _, asked in sections for question in asked])
    body = environment.get_template("blank/body.html").render(
        edition=edition,
        intro=paragraphs(edition.intro),
        sections=sections,
        draft=draft_notice(edition, say),
        times=[(people(s, say), between(s.questions, say), between(s.minutes, say)) for s in spans(edition)],
        small=any(option.small for _, asked in sections for question in asked for option in question.options),
        glossary=sorted(explained(edition.glossary, texts), key=lambda term: term.term.casefold()),
    )
    return environment.get_template("blank/frame.html").render(
        edition=edition,
        language=language,
        body=Markup(body),  # noqa: S704 - written by our own escaping templates
        css=Markup(document.styles(body, _css())),  # noqa: S704 - our own files
    )


def _asked(edition: Edition, question: Question, say: Speech) -> Asked:
    return Asked(
        id=question.id,
        number=edition.number(question.id),
        text=question.text,
        hint=question.hint,
        when=asked_when(edition, question, say),
        why=question.why,
        counts=question.evidence if isinstance(question, ScoredQuestion) else "",
        options=tuple(_options(question)),
        span=_span(question, say) if isinstance(question, Number) else "",
        scored=isinstance(question, ScoredQuestion),
        allows_na=isinstance(question, ScoredQuestion) and question.allows_na,
        unknown=not isinstance(question, Text),
        none=many(question),
    )


def _options(question: Question) -> Iterator[Option]:
    hints = {option.id: option.hint for option in question.options} if isinstance(question, Facts) else {}
    for ident, text in entries(question):
        small = question.anchors_small.get(ident, "") if isinstance(question, Ladder) else ""
        number = ident if isinstance(question, Ladder) else ""
        yield Option(text, number, hints.get(ident, ""), small if small != text else "")


def _span(question: Number, say: Speech) -> str:
    return say.say("A whole number from %(least)s to %(most)s", least=question.minimum, most=question.maximum)


def _texts(edition: Edition, asked: Iterable[Asked]) -> Iterator[str]:
    """Yield what is read on this paper, so that its words of the field can be explained."""
    yield edition.intro
    for question in asked:
        yield from (question.text, question.hint, question.why, question.counts)
        yield from (text for option in question.options for text in (option.text, option.hint, option.small))


# --- the version ----------------------------------------------------------------------------------------


@cache
def _css() -> str:
    return (paths.templates() / "blank" / "blank.css").read_text(encoding="utf-8")


@cache
def blank_version() -> str:
    """Digest all that shapes a blank beside its edition: a kept one of another version is made anew."""
    digest = sha256(document.TEMPLATE_VERSION.encode())
    core = [paths.PACKAGE / "core" / name for name in ("asked_when.py", "spans.py", "length.py")]
    files = [*sorted((paths.templates() / "blank").iterdir()), Path(__file__), *core]
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
