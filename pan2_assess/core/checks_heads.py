"""A questionnaire checked against bank and law: its sections, its conditions in order, what its head names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pan2_assess.core import condition, files
from pan2_assess.core.checks import Known, Placed, Scored, bank, known
from pan2_assess.core.checks_texts import exist
from pan2_assess.core.folder import Folder, Read
from pan2_assess.core.heads import Head, check_base, whole_head
from pan2_assess.core.heads import Placed as PlacedSection
from pan2_assess.core.model import BENCHMARK, VERDICTS
from pan2_assess.core.purchases import Purchases
from pan2_assess.core.source import SourceError, Trail, did_you_mean
from pan2_assess.core.texts import GuidesFile

_LIMITS = "Give it a weight, or leave limits out."


def check_questionnaire(folder: Folder, stem: str) -> Iterator[SourceError]:
    """Check a questionnaire against the bank and the law."""
    names, placed = known(folder), bank(folder)
    whole = whole_head(folder, stem)
    if whole.model.id != stem:
        yield whole.source.error(("id",), f"must be «{stem}», as the file is named", "Rename one of them.")
    yield from check_base(folder, stem)
    yield from _twice(folder.questionnaires[stem])
    order: list[Placed] = []
    for section in whole.sections:
        yield from _check_section(folder, section, placed, order)
    if not any(item.section.weight for item in whole.sections):
        yield whole.source.error(("sections",), "no section has a weight above 0", "Make at least one a pillar.")
    yield from _check_conditions(folder, order)
    yield from _check_head(folder, whole, order, names)


def _twice(read: Read[files.QuestionnaireFile]) -> Iterator[SourceError]:
    seen: set[str] = set()
    for index, section in enumerate(read.model.sections):
        if section.id in seen:
            yield read.source.error(("sections", index, "id"), f"section «{section.id}» stands twice", "Remove one.")
        seen.add(section.id)


def _check_section(
    folder: Folder, item: PlacedSection, placed: Mapping[str, Placed], order: list[Placed]
) -> Iterator[SourceError]:
    section = item.section
    if section.limits and section.weight == 0:
        yield item.error(("limits",), "a topic (weight 0) cannot limit the band", _LIMITS)
    if section.id not in folder.bank:
        if f"bank/{section.id}" not in folder.broken:
            yield item.error(("id",), f"there is no bank/{section.id}.yaml", did_you_mean(section.id, folder.bank))
        return
    here = [one.question.id for one in placed.values() if one.id.startswith(f"{section.id}.")]
    for named in item.questions:
        found = placed.get(f"{section.id}.{named.id}")
        if found in order:
            yield named.source.error(named.trail, f"question «{named.id}» stands twice", "Remove one.")
        elif found:
            order.append(found)
        elif f"bank/{section.id}" not in folder.broken:
            what = f"no question «{named.id}» in bank/{section.id}.yaml"
            yield named.source.error(named.trail, what, did_you_mean(named.id, here))


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
    for key in ("small", "brief"):
        yield from _check_size(folder, head, everything, key)
    yield from _check_named(folder, head, everything)
    yield from _check_salient(head, everything)
    yield from _check_procurement(folder, head, everything)
    yield from _check_outside(head, everything)
    yield from _check_voice(head)
    if guides := folder.one("guides", GuidesFile):
        known_guides = [guide.id for guide in guides.model.guides]
        yield from exist(head.source, ("guides",), head.model.guides, known_guides, "guide", "guides.yaml")
    if names.duties is not None:
        for index, ident in enumerate(head.model.duties):
            if ident not in names.duties:
                what = f"no duty «{ident}» in law.yaml"
                yield head.source.error(("duties", index), what, did_you_mean(ident, names.duties))
    yield from _check_duties(folder, head, everything)


def _check_size(folder: Folder, head: Head, everything: Mapping[str, Placed], key: str) -> Iterator[SourceError]:
    text: str | None = getattr(head.model, key)
    if text is None:
        return
    try:
        condition.parse(text)
    except condition.ConditionError as problem:
        yield head.source.error((key,), problem.what, problem.remedy)
    for what, remedy in _misfits(folder, text, everything, everything):
        yield head.source.error((key,), what, remedy)


def _check_named(folder: Folder, head: Head, everything: Mapping[str, Placed]) -> Iterator[SourceError]:
    one = {key: [name] if (name := getattr(head.model, key)) else [] for key in ("salient", "procurement")}
    for key, given in (*one.items(), ("scope", head.model.scope)):
        for index, name in enumerate(given):
            if name not in everything and f"bank/{name.split('.')[0]}" not in folder.broken:
                trail = (key, index) if key == "scope" else (key,)
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
            for key in ("when", "unclear"):
                trail: Trail = ("duties", index, "versions", place, key)
                for what, remedy in _misfits(folder, getattr(version, key), everything, everything):
                    yield law.source.error(trail, f"{what} (questionnaire {head.model.id})", remedy)
    for item in everything.values():
        duty_id = getattr(item.question, "duty", None)
        if duty_id and law and duty_id not in head.model.duties:
            yield head.source.error(("duties",), f"«{duty_id}» is missing, though {item.id} asks about it", "Add it.")


def _check_procurement(folder: Folder, head: Head, everything: Mapping[str, Placed]) -> Iterator[SourceError]:
    asked = everything.get(head.model.procurement or "")
    kinds = folder.one("procurement", Purchases)
    if asked is None:
        return
    if not (isinstance(asked.question, files.FactsFile) and asked.question.many):
        remedy = "Give it «many: true», or name another."
        yield head.source.error(("procurement",), "must name a facts question with many answers", remedy)
    elif kinds is not None:
        yield from _check_kinds(kinds, asked.id, _option_ids(folder, asked.question))
    elif "procurement" not in folder.broken:
        yield head.source.error(("procurement",), "there is no procurement.yaml", "Add the file.")


def _check_voice(head: Head) -> Iterator[SourceError]:
    ids = [item.section.id for item in head.sections]
    for index, section in enumerate(head.model.voice):
        if section not in ids:
            near = did_you_mean(section, ids)
            yield head.source.error(("voice", index), f"no section «{section}» in this questionnaire", near)


def _check_outside(head: Head, everything: Mapping[str, Placed]) -> Iterator[SourceError]:
    """Each fact of the outsider's view says fully, partly or none of one indicator."""
    section = head.model.outside
    if section is None:
        return
    if section not in {item.section.id for item in head.sections}:
        near = did_you_mean(section, [item.section.id for item in head.sections])
        yield head.source.error(("outside",), f"no section «{section}» in this questionnaire", near)
    for item in everything.values():
        question = item.question
        if item.id.startswith(f"{section}.") and isinstance(question, files.FactsFile):
            if [option.id for option in question.options] != list(VERDICTS):
                yield item.error(("options",), f"must be {', '.join(VERDICTS)}", "Name them so, in this order.")
            if len(question.references.get(BENCHMARK, ())) != 1:
                yield item.error(("references",), f"must cite one code of {BENCHMARK}", "Name the indicator.")


def _check_kinds(kinds: Read[Purchases], asked: str, options: tuple[str, ...]) -> Iterator[SourceError]:
    """Each kind of purchase that can be ticked has its entry, and no entry is left over."""
    entries = [kind.id for kind in kinds.model.kinds]
    for ident in options:
        if ident not in entries:
            near = did_you_mean(ident, set(entries) - set(options)) or "Add it."
            yield kinds.source.error(("kinds",), f"no entry for «{ident}» of {asked}", near)
    for index, ident in enumerate(entries):
        if ident not in options:
            near = did_you_mean(ident, set(options) - set(entries))
            yield kinds.source.error(("kinds", index, "id"), f"no option «{ident}» in {asked}", near)
