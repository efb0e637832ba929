"""Feedback: everything a reader sees of a result, in one language, as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

from pan2_assess.core import telling
from pan2_assess.core.advice import Advice, whole
from pan2_assess.core.answers import UNKNOWN
from pan2_assess.core.evaluation import BAND_FLOORS, Cap, Evaluation, SectionResult, band_of
from pan2_assess.core.feedback_types import (
    Band,
    Bar,
    Body,
    Call,
    Fact,
    Feedback,
    PlanAction,
    Protect,
    Standing,
    Way,
    WayStep,
)
from pan2_assess.core.feedback_types import Cap as CapLine
from pan2_assess.core.feedback_types import Person as PersonLine
from pan2_assess.core.glossary import explained
from pan2_assess.core.method import method
from pan2_assess.core.model import Edition, Ladder
from pan2_assess.core.sheet import Person, Sheet
from pan2_assess.core.speech import Speech, speech
from pan2_assess.core.views import outside, procurement

# Fields with ids, states and addresses: «remedy.remedy» explains no word. The titles of sections stand in the bars too.
NO_WORDS = frozenset(
    "id question section questionnaire_id language digest kind state status verdict code source url mail phone".split()
)


def tell(edition: Edition, sheet: Sheet, evaluation: Evaluation, advice: Advice, language: str = "en") -> Feedback:
    """Tell a result in a language; the edition may be in any of its languages."""
    edition = edition.in_language(language)
    say = speech(language)
    story = telling.Telling(edition, sheet, evaluation, say)
    actions = _actions(edition, advice, say)
    modules = story.modules(advice)
    final = evaluation.final
    feedback = Feedback(
        language=language,
        organisation=sheet.organisation,
        questionnaire=edition.title,
        questionnaire_id=edition.id,
        version=edition.version,
        digest=edition.digest,
        draft=edition.draft,
        on=evaluation.on,
        prepared_by=_person(sheet.prepared_by),
        approved_by=_person(sheet.approved_by),
        notice=say.say(
            "Self-declared; nobody checked the answers. This is no certificate or label, no ranking and no proof "
            "that any law is kept."
        ),
        draft_notice=say.say(
            "Made with a draft of the questionnaire, which may still change. Do not compare it with later results."
        )
        if edition.draft
        else "",
        protect=_protect(edition, evaluation, story),
        standing=_standing(edition, evaluation, say),
        bars=tuple(_bars(edition, evaluation, say)),
        scope=tuple(_scope(edition, story)),
        salient=story.salient(),
        duties=story.duties(),
        duties_note=say.say(
            "These are the duties this tool checks, not all that bind you, on the facts you gave and on %(day)s. "
            "Human rights due diligence is expected of every firm, whatever the law says of its size.",
            day=say.day(evaluation.on),
        ),
        recommendations=story.recommendations(advice, actions, modules),
        top_steps=tuple(story.line(share.question.id) for share in advice.top_steps),
        plans=story.plans(),
        find_out=tuple(story.line(name) for name in evaluation.path if story.value(name) == UNKNOWN),
        way=_way(edition, evaluation, advice, say) if edition.way and final else None,
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


def band_names(say: Speech) -> tuple[str, ...]:
    """Name the five bands, lowest first."""
    return (
        say.say("Starting"),
        say.say("Emerging"),
        say.say("Developing"),
        say.say("Established"),
        say.say("Embedded"),
    )


def _band(number: int | None, say: Speech) -> Band | None:
    return None if number is None else Band(number, band_names(say)[number - 1], BAND_FLOORS[number - 1])


def _all_bands(say: Speech) -> tuple[Band, ...]:
    return tuple(Band(n, name, BAND_FLOORS[n - 1]) for n, name in enumerate(band_names(say), 1))


def _protect(edition: Edition, evaluation: Evaluation, story: telling.Telling) -> Protect | None:
    if not evaluation.alarms:
        return None
    source = edition.protect
    return Protect(
        title=source.title,
        intro=source.intro,
        because=tuple(f"{story.line(name).text} — {story.line(name).answer}" for name in evaluation.alarms),
        never=source.never,
        do=source.do,
        call=tuple(Call(call.name, call.phone, call.text) for call in source.call),
    )


def _standing(edition: Edition, evaluation: Evaluation, say: Speech) -> Standing:
    band, uncapped = _band(evaluation.band, say), _band(evaluation.uncapped_band, say)
    caps = tuple(_cap(edition, cap, say) for cap in evaluation.caps)
    lower, upper = whole(evaluation.lower) or 0, whole(evaluation.upper) or 0
    return Standing(
        headline=_headline(evaluation, band, say),
        explanation=_explanation(evaluation, band, uncapped, say),
        complete=evaluation.complete,
        rated=evaluation.rated,
        band=band,
        uncapped_band=uncapped,
        caps=caps,
        score=whole(evaluation.score),
        lower=lower,
        upper=upper,
        documented=whole(evaluation.documented),
        public=whole(evaluation.public),
        answered=evaluation.required - len(evaluation.missing),
        required=evaluation.required,
        bands=_all_bands(say),
        reading=_reading(evaluation, band, uncapped, lower, upper, say),
    )


def _headline(evaluation: Evaluation, band: Band | None, say: Speech) -> str:
    if evaluation.alarms:
        return say.say("People may be in danger now. Protect them first; everything else can wait.")
    if not evaluation.complete:
        return say.count(
            "%(number)s question is still open, so there is no score yet.",
            "%(number)s questions are still open, so there is no score yet.",
            len(evaluation.missing),
        )
    if band is None:
        return say.say("Too much does not apply to you for a fair score; the answers themselves still help.")
    return {
        1: say.say("You are at the start: little is in place yet, and the first steps are clear."),
        2: say.say("You have begun: some of what protects people is in place, and the gaps are known."),
        3: say.say("You are on the way: much is in place, and it now has to reach everyone it should."),
        4: say.say("You are well advanced: it works in most of your business, and what is missing is named below."),
        5: say.say("It is part of how you work: keep checking with the people concerned that it stays so."),
    }[band.number]


def _explanation(evaluation: Evaluation, band: Band | None, uncapped: Band | None, say: Speech) -> str:
    if not evaluation.complete:
        return say.say("What you have answered so far already shows what can still be reached.")
    if band is None or uncapped is None:
        return say.say(
            "Either nothing in one of the pillars applies to you, or more than a fifth of the whole was answered "
            "“does not apply”. Look at those answers again: most of these questions concern every firm."
        )
    if band.number < uncapped.number:
        return say.say(
            "By points alone the band would be %(uncapped)s. It is held at %(band)s, because points in one place "
            "do not make up for a gap that leaves people unprotected in another.",
            uncapped=uncapped.name,
            band=band.name,
        )
    return say.say("The band is %(band)s; no gap holds it back.", band=band.name)


def _reading(
    evaluation: Evaluation, band: Band | None, uncapped: Band | None, lower: int, upper: int, say: Speech
) -> str:
    if band is None or uncapped is None:
        return say.say(
            "On a scale from 0 to 100 the score can still lie between %(lower)s and %(upper)s.",
            lower=lower,
            upper=upper,
        )
    score = whole(evaluation.score)
    if band.number < uncapped.number:
        return say.say(
            "Score %(score)s of 100, which is in the band %(uncapped)s; held back to the band %(band)s, "
            "%(number)s of 5.",
            score=score,
            uncapped=uncapped.name,
            band=band.name,
            number=band.number,
        )
    return say.say(
        "Score %(score)s of 100, in the band %(band)s, %(number)s of 5.",
        score=score,
        band=band.name,
        number=band.number,
    )


def _cap(edition: Edition, cap: Cap, say: Speech) -> CapLine:
    band = _band(cap.band, say)
    assert band is not None  # noqa: S101 - a cap always names a band
    if cap.kind == "weakest":
        section = next(section for section in edition.sections if section.id == cap.section)
        text = say.say(
            "%(section)s is the weakest pillar; the band can be at most one above it, %(band)s.",
            section=section.title,
            band=band.name,
        )
        return CapLine(cap.kind, band, text, "", section.id)
    question = edition.questions[cap.question]
    values = {"question": question.text, "number": edition.number(question.id), "band": band.name}
    if cap.kind == "harm":
        text = say.say(
            "Question %(number)s: people may be in harm now. Until that has ended the band is %(band)s.", **values
        )
    elif cap.kind == "duty":
        duty = next(duty.title for duty in edition.duties if duty.id == cap.duty)
        text = say.say(
            "Question %(number)s: a duty that applies to you has a gap (%(duty)s). Until it is closed the band "
            "is at most %(band)s.",
            duty=duty,
            **values,
        )
    else:
        text = say.say(
            "Question %(number)s is one nobody can do without: “%(question)s” With this answer the band is at "
            "most %(band)s.",
            **values,
        )
    return CapLine(cap.kind, band, text, question.id, question.section)


def _bars(edition: Edition, evaluation: Evaluation, say: Speech) -> Iterator[Bar]:
    titles = {section.id: section.title for section in edition.sections}
    scored = [result for result in evaluation.sections if any(q.scored for q in result.section.questions)]
    for result in sorted(scored, key=lambda result: not result.pillar):
        yield _bar(titles[result.id], result, say)


def _bar(title: str, result: SectionResult, say: Speech) -> Bar:
    answered = sum(share.state != "open" for share in result.shares)
    # A section with open questions has no score yet: counted as nothing they would only mislead.
    score = result.score if answered == len(result.shares) else None
    band = _band(band_of(score), say) if score is not None else None
    if not result.applies:
        state = say.say("does not apply")
    elif answered < len(result.shares):
        state = say.say("open questions")
    elif band is None:
        state = say.say("no score: everything was answered “does not apply”")
    else:
        state = f"{whole(score)} · {band.name}"
    return Bar(
        id=result.id,
        title=title,
        pillar=result.pillar,
        weight=result.section.weight,
        limits=result.section.limits,
        applies=result.applies,
        score=whole(score),
        documented=whole(result.documented) if score is not None else None,
        public=whole(result.public) if score is not None else None,
        band=band,
        state=state,
        answered=answered,
        required=len(result.shares),
    )


def _scope(edition: Edition, story: telling.Telling) -> Iterator[Fact]:
    for name in edition.scope:
        if name in story.evaluation.path and name in story.sheet.answers:
            yield Fact(edition.questions[name].text, story.line(name).answer)


def _actions(edition: Edition, advice: Advice, say: Speech) -> dict[str, PlanAction]:
    statuses = {
        "open": say.say("nothing found that carries it out"),
        "ongoing": say.say("going on"),
        "done": say.say("done"),
        "law": say.say("now law"),
    }
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
        return Way(None, (), _no_way(evaluation, say))
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
    return Way(_band(advice.way.band, say), tuple(steps), "")


def _no_way(evaluation: Evaluation, say: Speech) -> str:
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
    return say.say(
        "The next band is further off than a few steps of two rungs each. Begin with the recommendations above, "
        "in their order."
    )
