"""The draft of a report under the National Pact: by its undertakings what the answers say, and where gaps are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.model import Edition
from pan2_assess.core.paper import FIRST, Material
from pan2_assess.core.paper_types import Commitment, Gap, Heading, PactReport
from pan2_assess.core.parts import Standard
from pan2_assess.core.sheet import Sheet
from pan2_assess.core.speech import Speech, speech
from pan2_assess.core.steps import OwnStep

PACT, FRAMEWORK = "pact", "framework"  # standards of the references


@dataclass(frozen=True)
class Undertaking:
    """One of the Pact's undertakings in our own words; its text is the ministry's."""

    title: str
    asks: str
    todo: str


def undertakings(say: Speech) -> dict[str, Undertaking]:
    """Tell the Pact's six undertakings, by their codes."""
    return {
        "P1": Undertaking(
            say.say("Making people aware"),
            say.say(
                "Staff at every level of the firm’s governance, and the people it deals with, are made aware of how "
                "human rights are protected."
            ),
            say.say("whom we reached since the last report, when, how and in which languages, inside and outside"),
        ),
        "P2": Undertaking(
            say.say("A person in charge"),
            say.say("Somebody is put in charge of human rights, with the authority, the skills and the means for it."),
            say.say("the function in charge, to whom it reports, its hours and its budget; a name only with consent"),
        ),
        "P3": Undertaking(
            say.say("Training"),
            say.say("The employees whom it concerns are trained."),
            say.say("which functions were trained, how many people of how many, when and by whom"),
        ),
        "P4": Undertaking(
            say.say("Finding risks and preventing harm"),
            say.say(
                "The firm gives itself ways to find risks to human rights and to prevent violations. The Pact points "
                "to guiding principles in an appendix; it was not found published."
            ),
            say.say("one risk that we found, what we did about it, and what has changed for people since"),
        ),
        "P5": Undertaking(
            say.say("Complaints and remedy"),
            say.say("There is at least one way to redress for violations that are reported."),
            say.say("how many complaints came in, how many were settled and in what time; nobody can be recognised"),
        ),
        "P6": Undertaking(
            say.say("Reporting"),
            say.say(
                "The firm publishes a report on these measures in a standard form: every two years by the text of July "
                "2025, every year by that of 2021. What holds for you is what you have signed."
            ),
            say.say("the day we signed, where and when our last report was published, and when the next is due"),
        ),
    }


def framework_headings(say: Speech) -> dict[str, str]:
    """Tell the headings of the UNGP Reporting Framework in our own words, by their codes."""
    return {
        "A1": say.say("What the firm has committed itself to"),
        "A2": say.say("How the commitment is built into the work"),
        "B1": say.say("Which issues weigh most"),
        "B2": say.say("How these issues were chosen"),
        "B3": say.say("Which places the report looks at"),
        "B4": say.say("Severe harm beyond these issues"),
        "C1": say.say("Rules for these issues"),
        "C2": say.say("Talking with the people concerned"),
        "C3": say.say("How harm is found and followed"),
        "C4": say.say("From findings to acts"),
        "C5": say.say("Whether the acts work"),
        "C6": say.say("Putting harm right"),
    }


def offers_report(edition: Edition) -> bool:
    """Tell whether a questionnaire asks about every undertaking of the Pact, and cites the Framework too."""
    codes = {standard.id: set(standard.codes) for standard in edition.standards}
    asked = {code for question in edition.questions.values() for code in question.references.get(PACT, ())}
    known = undertakings(speech(edition.languages[0])).keys()
    return FRAMEWORK in codes and asked == codes.get(PACT) == known


def pact_report(
    feedback: Feedback, sheet: Sheet, evaluation: Evaluation, own: Mapping[str, OwnStep] | None = None
) -> PactReport:
    """Draft the report in the language of the feedback, from the sheet and the evaluation that it was told from."""
    found = Material(feedback, sheet, evaluation, own or {})
    edition, say = found.edition, found.say
    pact, framework = _standard(edition, PACT), _standard(edition, FRAMEWORK)
    asked = {code: _citing(found, PACT, code) for code in pact.codes}
    words = undertakings(say)
    return PactReport(
        head=found.head(),
        pact=pact.title,
        pact_url=pact.url,
        framework=framework.title,
        framework_url=framework.url,
        salient=feedback.salient if found.told(edition.salient or "") else (),
        commitments=tuple(
            _commitment(found, code, place, words[code], asked) for place, code in enumerate(pact.codes, 1)
        ),
        headings=tuple(_heading(found, code, title, asked) for code, title in framework_headings(say).items()),
        plan=found.free_plan(),
    )


def _standard(edition: Edition, name: str) -> Standard:
    return next(standard for standard in edition.standards if standard.id == name)


def _citing(found: Material, standard: str, code: str) -> list[str]:
    """Name the questions on the path that cite a code; what an outsider reads is no part of a report."""
    cited = ((name, found.edition.questions[name]) for name in found.evaluation.path)
    return [name for name, q in cited if code in q.references.get(standard, ()) and q.section != found.edition.outside]


Asked = Mapping[str, list[str]]  # by the Pact's codes, the questions that cite them


def _commitment(found: Material, code: str, place: int, words: Undertaking, asked: Asked) -> Commitment:
    names = asked[code]
    proposed = found.proposed(names)
    return Commitment(
        code=code,
        place=place,
        title=words.title,
        asks=words.asks,
        todo=words.todo,
        groups=found.groups(names),
        proofs=found.proofs(names),
        gaps=(*found.gaps(names), *_weakest(found, code, asked)),
        plan=found.plan(names),
        proposed=proposed[:FIRST],
        more=len(proposed[FIRST:]),
        kept=found.kept(names),
    )


def _weakest(found: Material, code: str, asked: Asked) -> Iterable[Gap]:
    """Name the pillars that hold the result back under the undertaking that most of their questions cite."""
    titles = {section.id: section.title for section in found.edition.sections}
    for cap in found.evaluation.caps:
        if cap.kind == "weakest":
            counts = Counter(
                cited for cited, names in asked.items() for name in names if name.startswith(f"{cap.section}.")
            )
            if counts and counts.most_common(1)[0][0] == code:
                yield Gap("", titles[cap.section], (found.say.say("the weakest part of our self-assessment"),), False)


def _heading(found: Material, code: str, title: str, asked: Asked) -> Heading:
    names = _citing(found, FRAMEWORK, code)
    places = {place for place, cited in enumerate(asked.values(), 1) if not set(cited).isdisjoint(names)}
    if found.edition.salient in names:
        places.add(0)
    return Heading(code, title, tuple(found.edition.number(name) for name in names), tuple(sorted(places)))
