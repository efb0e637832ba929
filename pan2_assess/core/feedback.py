"""Feedback: everything a reader sees of a result, in one language, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

from pan2_assess.core import telling
from pan2_assess.core.advice import Advice
from pan2_assess.core.answers import UNKNOWN
from pan2_assess.core.evaluation import BAND_FLOORS, Evaluation
from pan2_assess.core.feedback_types import (
    Body,
    Call,
    Fact,
    Feedback,
    PlanAction,
    Protect,
    Way,
    WayStep,
)
from pan2_assess.core.feedback_types import Person as PersonLine
from pan2_assess.core.glossary import explained
from pan2_assess.core.method import method
from pan2_assess.core.model import Edition, Ladder
from pan2_assess.core.sheet import Person, Sheet
from pan2_assess.core.speech import Speech, speech
from pan2_assess.core.standing import band_line, bars, standing
from pan2_assess.core.steps import OwnStep, ordered
from pan2_assess.core.telling_duties import duties_note
from pan2_assess.core.views import outside, procurement

# Fields with ids, states and addresses: «remedy.remedy» explains no word. The titles of sections stand in the bars too.
NO_WORDS = frozenset(
    "id question section questionnaire_id language digest kind state status verdict code source url mail phone".split()
)


def tell(
    edition: Edition,
    sheet: Sheet,
    evaluation: Evaluation,
    advice: Advice,
    language: str = "en",
    own: Mapping[str, OwnStep] | None = None,
) -> Feedback:
    """Tell a result in a language, with the steps that the organisation has set itself, by their names.

    The edition may be in any of its languages.
    """
    edition = edition.in_language(language)
    say = speech(language)
    story = telling.Telling(edition, sheet, evaluation, say)
    actions = _actions(edition, advice, say)
    modules = story.modules(advice)
    recommendations = story.recommendations(advice, actions, modules)
    ranks = {item.question: item.rank for item in recommendations}
    final = evaluation.final
    feedback = Feedback(
        language=language,
        organisation=sheet.organisation,
        questionnaire=edition.title,
        questionnaire_id=edition.id,
        version=edition.version,
        digest=edition.digest,
        draft=edition.draft,
        brief=evaluation.brief,
        on=evaluation.on,
        prepared_by=_person(sheet.prepared_by),
        approved_by=_person(sheet.approved_by),
        foot=_foot(edition, say),
        notice=notice(edition, say),
        own_use=_own_use(edition, say),
        draft_notice=draft_notice(edition, say),
        protect=_protect(edition, evaluation, story),
        standing=standing(edition, evaluation, say),
        bars=tuple(bars(edition, evaluation, say)),
        scope=tuple(_scope(edition, story)),
        salient=story.salient(),
        duties=story.duties(),
        duties_note=duties_note(evaluation.on, say),
        recommendations=recommendations,
        top_steps=tuple(story.line(share.question.id) for share in advice.top_steps),
        plans=story.plans(),
        find_out=tuple(story.line(name) for name in evaluation.path if story.value(name) == UNKNOWN),
        way=_way(edition, evaluation, advice, say) if edition.way and final else None,
        own_plan=tuple(ordered(own or {}, ranks).values()),
        modules=modules,
        training_minutes=sum(module.minutes for module in modules),
        plan_title=f"{edition.plan.title}, {edition.plan.period}",
        plan_note=edition.plan.note,
        actions=tuple(actions.values()),
        bodies=_bodies(edition, evaluation),
        method=method(edition, say),
        answers=story.answers(),
        procurement=procurement(story),
        outside=outside(story),
        glossary=(),
    )
    return replace(feedback, glossary=explained(edition.glossary, _texts_of(feedback)))


def _about_a_contract(edition: Edition) -> bool:
    return any(question.about == "contract" for question in edition.questions.values())


def draft_notice(edition: Edition, say: Speech) -> str:
    """Say that the questionnaire is a draft; empty where it is published."""
    if not edition.draft:
        return ""
    return say.say(
        "Made with a draft of the questionnaire, which may still change. Do not compare it with later results."
    )


def notice(edition: Edition, say: Speech) -> str:
    """Say what a result is not."""
    if _about_a_contract(edition):
        return say.say(
            "Self-declared; nobody checked the answers; for the firm alone. This is no certificate or label, no "
            "ranking and no proof that any law is kept, and no score or band selects, admits, awards, excludes or "
            "ranks anybody."
        )
    return say.say(
        "Self-declared; nobody checked the answers. This is no certificate or label, no ranking and no proof "
        "that any law is kept."
    )


def _foot(edition: Edition, say: Speech) -> str:
    if _about_a_contract(edition):
        return say.say("Self-declared; nobody checked the answers; for the firm alone; not a certificate or label.")
    return say.say("Self-declared; nobody checked the answers; not a certificate or label.")


def _own_use(edition: Edition, say: Speech) -> str:
    if not _about_a_contract(edition):
        return ""
    return say.say(
        "For the firm alone. A public buyer neither needs this report nor may use it; what you may show are your "
        "answers about the contract."
    )


def _texts_of(value: object) -> Iterator[str]:
    """Yield every text of a feedback that is read as words."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts_of(item)
    elif is_dataclass(value):
        for part in fields(value):
            if part.name not in NO_WORDS:
                yield from _texts_of(getattr(value, part.name))


def _person(person: Person | None) -> PersonLine | None:
    return PersonLine(person.name, person.function, person.date) if person else None


def _protect(edition: Edition, evaluation: Evaluation, story: telling.Telling) -> Protect | None:
    if not evaluation.alarms:
        return None
    source = edition.protect
    return Protect(
        title=source.title,
        intro=source.intro,
        because=tuple(f"{story.line(name).number} {story.line(name).answer}" for name in evaluation.alarms),
        never=source.never,
        do=source.do,
        call=tuple(Call(call.name, call.phone, call.text) for call in source.call),
    )


def _scope(edition: Edition, story: telling.Telling) -> Iterator[Fact]:
    for name in edition.scope:
        if name in story.evaluation.path and name in story.sheet.answers:
            yield Fact(edition.questions[name].text, story.line(name).answer)


def plan_statuses(say: Speech) -> dict[str, str]:
    """Say in words how far an action of the plan has come, by its status."""
    return {
        "open": say.say("nothing found that carries it out"),
        "ongoing": say.say("going on"),
        "done": say.say("done"),
        "law": say.say("now law"),
    }


def _actions(edition: Edition, advice: Advice, say: Speech) -> dict[str, PlanAction]:
    statuses = plan_statuses(say)
    role = {"pilot": "pilot", "authority": "authority"}.get(edition.id, "company")
    return {
        action.id: PlanAction(
            id=action.id,
            title=action.named(say.language).text,
            official=action.named(say.language).official,
            status=action.status,
            status_text=statuses[action.status],
            as_of=action.as_of,
            became=action.became,
            meaning=getattr(action, role) or action.company,
            state_only=action.state_only,
            source=action.source,
            used=action.id in advice.actions,
        )
        for action in edition.plan.actions
    }


def _bodies(edition: Edition, evaluation: Evaluation) -> tuple[Body, ...]:
    """Choose who can help: those always named, and five at most that serve most of the weakest sections."""
    scores = {r.id: r.score for r in evaluation.sections if r.score is not None and r.score < BAND_FLOORS[3]}
    weakest = sorted(scores, key=lambda section: scores[section])
    served = {
        body.id: [place for place, section in enumerate(weakest) if section in body.sections]
        for body in edition.bodies
        if not body.always
    }
    nearest = sorted(filter(served.get, served), key=lambda body: (-len(served[body]), served[body]))[:5]
    return tuple(
        Body(body.name, body.text, body.can, body.cannot, body.url, body.phone, body.mail)
        for body in edition.bodies
        if body.always or body.id in nearest
    )


def _way(edition: Edition, evaluation: Evaluation, advice: Advice, say: Speech) -> Way:
    if advice.way is None:
        return Way(None, (), _no_way(edition, evaluation, say))
    steps = []
    for rise in advice.way.rises:
        question = edition.questions[rise.question]
        assert isinstance(question, Ladder)  # noqa: S101 - a way raises ladders only
        options = edition.steps(question, evaluation.small)
        severity = evaluation.severity(question)
        steps.append(
            WayStep(
                number=edition.number(question.id),
                topic=question.text,
                start=options[rise.start].text,
                act=options[rise.end].text,
                evidence=question.evidence,
                severity_text=telling.severity_text(severity, say),
            )
        )
    return Way(band_line(advice.way.band, say), tuple(steps), "")


def _no_way(edition: Edition, evaluation: Evaluation, say: Speech) -> str:
    if evaluation.band == len(BAND_FLOORS):
        return say.say(
            "You are in the highest band. What remains is to keep it so, and to check it with the people concerned."
        )
    if evaluation.alarms:
        return say.say("First end the harm that your answers speak of; no other step lifts the band before that.")
    if evaluation.band is not None and evaluation.band >= len(BAND_FLOORS) - 1:
        return say.say(
            "The highest band needs the top step in places: dated evidence, and a review within the last 24 months. "
            "No plan of a few steps can stand in for that."
        )
    if blocking := _blocking(evaluation):
        numbers = say.listed([edition.number(name) for name in blocking])
        return say.count(
            "No short way was found: question %(numbers)s first needs an answer with more points, which only a look at "
            "what happens can give. Begin with the recommendations, in their order.",
            "No short way was found: questions %(numbers)s first need answers with more points, which only a look at "
            "what happens can give. Begin with the recommendations, in their order.",
            len(blocking),
            numbers=numbers,
        )
    return say.say(
        "No short way was found: it takes more than raising some answers by a step or two. Begin with the "
        "recommendations, in their order."
    )


def _blocking(evaluation: Evaluation) -> list[str]:
    """Name the questions of other kinds than ladders whose answers hold the next band back by themselves."""
    following = (evaluation.band or 0) + 1
    return [
        share.question.id
        for share in evaluation.shares.values()
        if not isinstance(share.question, Ladder) and any(cap.band < following for cap in evaluation.caps_of(share))
    ]
