"""A questionnaire's head and the bank become an edition; conditions are checked in the order of the questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pan2_assess.core import condition, files
from pan2_assess.core.checks import Known, Placed, Scored, bank, known
from pan2_assess.core.folder import LANGUAGE, Folder, Read
from pan2_assess.core.model import Edition
from pan2_assess.core.shapes import frozen
from pan2_assess.core.source import SourceError, Trail, did_you_mean
from pan2_assess.core.words import with_words, words_of

_LIMITS = "Give it a weight, or leave limits out."
Head = Read[files.QuestionnaireFile]


def check_questionnaire(folder: Folder, stem: str) -> Iterator[SourceError]:
    """Check a questionnaire against the bank and the law."""
    head, names, placed = folder.questionnaires[stem], known(folder), bank(folder)
    if head.model.id != stem:
        yield head.source.error(("id",), f"must be «{stem}», as the file is named", "Rename one of them.")
    order: list[Placed] = []
    seen: set[str] = set()
    for index, section in enumerate(head.model.sections):
        if section.id in seen:
            yield head.source.error(("sections", index, "id"), f"section «{section.id}» stands twice", "Remove one.")
        seen.add(section.id)
        if section.limits and section.weight == 0:
            yield head.source.error(("sections", index, "limits"), "a topic (weight 0) cannot limit the band", _LIMITS)
        yield from _check_section(folder, head, index, placed, order)
    if not any(section.weight for section in head.model.sections):
        yield head.source.error(("sections",), "no section has a weight above 0", "Make at least one a pillar.")
    yield from _check_conditions(folder, order)
    yield from _check_head(folder, head, order, names)


def _check_section(
    folder: Folder, head: Head, index: int, placed: Mapping[str, Placed], order: list[Placed]
) -> Iterator[SourceError]:
    section = head.model.sections[index]
    if section.id not in folder.bank:
        if f"bank/{section.id}" not in folder.broken:
            what = f"there is no bank/{section.id}.yaml"
            yield head.source.error(("sections", index, "id"), what, did_you_mean(section.id, folder.bank))
        return
    here = [item.question.id for item in placed.values() if item.id.startswith(f"{section.id}.")]
    for place, ident in enumerate(section.questions):
        trail: Trail = ("sections", index, "questions", place)
        item = placed.get(f"{section.id}.{ident}")
        if item in order:
            yield head.source.error(trail, f"question «{ident}» stands twice", "Remove one.")
        elif item:
            order.append(item)
        elif f"bank/{section.id}" not in folder.broken:
            what = f"no question «{ident}» in bank/{section.id}.yaml"
            yield head.source.error(trail, what, did_you_mean(ident, here))


def _check_conditions(folder: Folder, order: list[Placed]) -> Iterator[SourceError]:
    earlier: dict[str, Placed] = {}
    all_names = {item.id: item for item in order}
    for item in order:
        for key in ("when", "raise_when"):
            text = getattr(item.question, key, None)
            for what, remedy in _misfits(folder, text, earlier, all_names):
                yield item.error((key,), what, remedy)
        earlier[item.id] = item


def _misfits(
    folder: Folder, text: str | None, reach: Mapping[str, Placed], everything: Mapping[str, Placed]
) -> Iterator[tuple[str, str]]:
    if text is None:
        return
    try:
        tree = condition.parse(text)
    except condition.ConditionError:
        return  # said already, where the question is checked
    for comparison in condition.comparisons(tree):
        name = comparison.name
        if name in reach:
            question = reach[name].question
            many = isinstance(question, files.FactsFile) and question.many
            words = _option_ids(folder, question)
            if misfit := condition.check(comparison, question, words, many):
                near = [did_you_mean(word, words) for word in _words(comparison) if word not in words]
                yield misfit, near[0] if near and near[0].startswith("Did") else ""
        elif name in everything:
            yield f"«{name}» comes later", "A condition may use earlier questions only."
        elif f"bank/{name.split('.')[0]}" not in folder.broken:
            yield f"no question «{name}» in this questionnaire", did_you_mean(name, everything)


def _words(comparison: condition.Comparison) -> tuple[str, ...]:
    operand = comparison.operand
    return operand if isinstance(operand, tuple) else (str(operand),)


def _option_ids(folder: Folder, question: files.QuestionFile) -> tuple[str, ...]:
    if not isinstance(question, files.FactsFile):
        return ()
    if question.scale:
        scales = folder.one("scales", files.ScalesFile)
        return tuple(option.id for option in scales.model.scales.get(question.scale, ())) if scales else ()
    return tuple(option.id for option in question.options)


def _check_head(folder: Folder, head: Head, order: list[Placed], names: Known) -> Iterator[SourceError]:
    everything = {item.id: item for item in order}
    yield from _check_small(folder, head, everything)
    yield from _check_named(folder, head, everything)
    yield from _check_salient(head, everything)
    if names.duties is not None:
        for index, ident in enumerate(head.model.duties):
            if ident not in names.duties:
                what = f"no duty «{ident}» in law.yaml"
                yield head.source.error(("duties", index), what, did_you_mean(ident, names.duties))
    yield from _check_duties(folder, head, everything)


def _check_small(folder: Folder, head: Head, everything: Mapping[str, Placed]) -> Iterator[SourceError]:
    if head.model.small is None:
        return
    try:
        condition.parse(head.model.small)
    except condition.ConditionError as problem:
        yield head.source.error(("small",), problem.what, problem.remedy)
    for what, remedy in _misfits(folder, head.model.small, everything, everything):
        yield head.source.error(("small",), what, remedy)


def _check_named(folder: Folder, head: Head, everything: Mapping[str, Placed]) -> Iterator[SourceError]:
    for key, given in (("salient", [head.model.salient] if head.model.salient else []), ("scope", head.model.scope)):
        for index, name in enumerate(given):
            if name not in everything and f"bank/{name.split('.')[0]}" not in folder.broken:
                trail = (key,) if key == "salient" else (key, index)
                yield head.source.error(
                    trail, f"no question «{name}» in this questionnaire", did_you_mean(name, everything)
                )


def _check_salient(head: Head, everything: Mapping[str, Placed]) -> Iterator[SourceError]:
    salient = everything.get(head.model.salient or "")
    issues: tuple[str, ...] = ()
    if salient is not None:
        if isinstance(salient.question, files.FactsFile) and salient.question.many:
            issues = tuple(option.id for option in salient.question.options)
        else:
            remedy = "Give it «many: true», or name another."
            yield head.source.error(("salient",), "must name a facts question with many answers", remedy)
    for item in everything.values():
        if isinstance(item.question, Scored) and salient is not None:
            for index, issue in enumerate(item.question.issues):
                if issue not in issues:
                    what = f"no issue «{issue}» in {head.model.salient}"
                    yield item.error(("issues", index), what, did_you_mean(issue, issues))


def _check_duties(folder: Folder, head: Head, everything: Mapping[str, Placed]) -> Iterator[SourceError]:
    law = folder.one("law", files.LawFile)
    for index, duty in enumerate(law.model.duties if law else ()):
        if law is None or duty.id not in head.model.duties:
            continue
        for place, version in enumerate(duty.versions):
            trail: Trail = ("duties", index, "versions", place, "when")
            for what, remedy in _misfits(folder, version.when, everything, everything):
                yield law.source.error(trail, f"{what} (questionnaire {head.model.id})", remedy)
    for item in everything.values():
        duty_id = getattr(item.question, "duty", None)
        if duty_id and law and duty_id not in head.model.duties:
            yield head.source.error(("duties",), f"«{duty_id}» is missing, though {item.id} asks about it", "Add it.")


def compile_edition(folder: Folder, stem: str) -> Edition:
    """Compile a questionnaire that was checked, in all its languages."""
    edition = _compile(folder, stem, LANGUAGE)
    languages = (LANGUAGE, *sorted(folder.words))
    translations = {
        language: {"/".join(trail): text for trail, text in words_of(_compile(folder, stem, language)).items()}
        for language in languages[1:]
    }
    return edition.model_copy(update={"languages": languages, "translations": translations})


def _compile(folder: Folder, stem: str, language: str) -> Edition:
    words = folder.words.get(language, {})

    def said(name: str, model: Any) -> Any:
        return with_words(model, words[name]) if name in words else model

    head: files.QuestionnaireFile = said(stem, folder.questionnaires[stem].model)
    scales = said("scales", folder.single["scales"].model).scales
    questions = {
        f"{item.model.section}.{question.id}": question
        for name, item in folder.bank.items()
        for question in said(f"bank/{name}", item.model).questions
    }
    law = {duty.id: duty for duty in said("law", folder.single["law"].model).duties}
    remedies = said("remedies", folder.single["remedies"].model)
    sections = [
        {
            **section.model_dump(exclude={"questions"}),
            "questions": [
                _compile_question(section.id, questions[f"{section.id}.{ident}"], scales) for ident in section.questions
            ],
        }
        for section in head.sections
    ]
    data = {
        **head.model_dump(exclude={"sections", "duties"}),
        "sections": frozen(sections),
        "duties": tuple(law[ident] for ident in head.duties),
        "plan": said("plan", folder.single["plan"].model),
        "modules": tuple(said(f"training/{name}", item.model) for name, item in sorted(folder.modules.items())),
        "protect": remedies.protect,
        "bodies": remedies.bodies,
        "standards": said("references", folder.single["references"].model).standards,
        "languages": (LANGUAGE,),
    }
    return Edition.model_validate(data)


def _compile_question(section: str, question: files.QuestionFile, scales: Mapping[str, Any]) -> dict[str, Any]:
    data = question.model_dump(exclude={"anchors", "alarm", "scale"})
    data |= {"id": f"{section}.{question.id}", "section": section}
    match question:
        case files.LadderFile():
            data["options"] = [
                {"id": step, "text": question.anchors[step], "points": int(step), "alarm": int(step) in question.alarm}
                for step in sorted(question.anchors)
            ]
        case files.ChoiceFile() if question.scale:
            data["options"] = [option.model_dump() for option in scales[question.scale]]
        case files.FactsFile() if question.scale:
            data["options"] = [{"id": option.id, "text": option.text} for option in scales[question.scale]]
    return data
