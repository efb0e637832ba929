"""What the library holds and nothing uses, and what the golden cases do not reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pan2_assess.core.advice import advise
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.model import Checklist, Choice, Edition, Facts, Ladder, Question
from pan2_assess.core.parts import Duty

CAPS = (("harm", 1), ("critical", 2), ("critical", 3), ("duty", 2), ("duty", 3), ("weakest", 2))


@dataclass(frozen=True)
class Coverage:
    """What the library holds and no question of any questionnaire uses."""

    actions: tuple[str, ...]
    modules: tuple[str, ...]
    references: tuple[str, ...]
    questions: tuple[str, ...]
    duties: tuple[str, ...]


def unused(editions: Mapping[str, Edition], bank: set[str], duties: set[str]) -> Coverage:
    """List what no question of any questionnaire uses."""
    actions: set[str] = set()
    modules: set[str] = set()
    references: set[str] = set()
    questions: set[str] = set()
    asked: set[str] = set()
    for edition in editions.values():
        questions |= set(edition.questions)
        asked |= {duty.id for duty in edition.duties}
        for question in edition.questions.values():
            references |= {f"{name} {code}" for name, codes in question.references.items() for code in codes}
        for scored in edition.scored:
            for entry in scored.recommend:
                actions |= set(entry.actions)
                modules |= set(entry.modules)
    first = next(iter(editions.values()))
    return Coverage(
        actions=tuple(a.id for a in first.plan.actions if a.id not in actions),
        modules=tuple(m.id for m in first.modules if m.id not in modules),
        references=tuple(
            f"{s.id} {code}" for s in first.standards for code in s.codes if f"{s.id} {code}" not in references
        ),
        questions=tuple(sorted(bank - questions)),
        duties=tuple(sorted(duties - asked)),
    )


@dataclass
class Reached:
    """What cases of one edition have come by; `note` adds a case."""

    edition: Edition
    options: set[tuple[str, str]] = field(default_factory=set)
    advice: set[tuple[str, int]] = field(default_factory=set)  # question, and `upto` of the entry
    caps: set[tuple[str, int]] = field(default_factory=set)
    alarms: set[tuple[str, str]] = field(default_factory=set)
    duties: set[tuple[str, bool | None]] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)

    def note(self, answers: Mapping[str, Answer], evaluation: Evaluation) -> None:
        """Add what one case comes by."""
        for name in evaluation.path:
            if name in answers:
                value = answers[name].value
                for part in value if isinstance(value, tuple) else (value,):
                    self.options.add((name, str(part)))
                    if name in evaluation.alarms:
                        self.alarms.add((name, str(part)))
        advice = advise(evaluation)
        self.advice |= {(item.share.question.id, item.entry.upto) for item in advice.recommendations}
        self.modules |= set(advice.modules)
        self.caps |= {(cap.kind, cap.band) for cap in evaluation.caps}
        self.duties |= {(result.duty.id, result.applies) for result in evaluation.duties}

    def missing(self) -> dict[str, list[str]]:
        """List by kind what no case has come by."""
        scored = self.edition.scored
        led = {module for question in scored for entry in question.recommend for module in entry.modules}
        wanted_options = {(q.id, option) for q in self.edition.questions.values() for option in options_of(q)}
        wanted_advice = {(question.id, entry.upto) for question in scored for entry in question.recommend}
        return {
            "options": _named(wanted_options - self.options),
            "recommendations": _named(wanted_advice - self.advice),
            "caps": _named(set(_possible_caps(self.edition)) - self.caps),
            "alarms": _named(set(_alarms(self.edition)) - self.alarms),
            "duties": sorted(duty.id for duty in self.edition.duties if not self._bound(duty)),
            "modules": sorted(led - self.modules),
        }

    def _bound(self, duty: Duty) -> bool:
        """Tell whether a duty applied in some case; one that can only ever be unclear, whether it was so."""
        only_unclear = all(version.unclear and not version.when for version in duty.versions)
        return (duty.id, None if only_unclear else True) in self.duties


def options_of(question: Question) -> tuple[str, ...]:
    """Name what can be chosen in a question."""
    match question:
        case Checklist():
            return tuple(item.id for item in question.items)
        case Ladder() | Choice() | Facts():
            return tuple(option.id for option in question.options)
    return ()


def _named(pairs: Iterable[tuple[str, str | int]]) -> list[str]:
    return sorted(f"{name} {value}" for name, value in pairs)


def _possible_caps(edition: Edition) -> Iterator[tuple[str, int]]:
    possible = {
        "harm": bool(_alarms(edition)),
        "critical": any(question.critical for question in edition.scored),
        "duty": any(question.duty for question in edition.scored),
        "weakest": any(section.limits for section in edition.sections),
    }
    yield from ((kind, band) for kind, band in CAPS if possible[kind])


def _alarms(edition: Edition) -> list[tuple[str, str]]:
    return [
        (question.id, option.id)
        for question in edition.scored
        for option in (question.items if isinstance(question, Checklist) else question.options)
        if option.alarm
    ]
