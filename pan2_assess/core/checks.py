"""What no file can tell alone: names that must exist, conditions that must fit, words and references that must match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pan2_assess.core import condition, files
from pan2_assess.core.folder import Folder
from pan2_assess.core.source import Source, SourceError, Trail, did_you_mean

RESERVED = ("planned", "unknown", "na")  # values of an answer, never options

Scored = files.LadderFile | files.ChoiceFile | files.ChecklistFile


@dataclass(frozen=True)
class Placed:
    """A question of the bank with its place in its file."""

    id: str
    source: Source
    trail: Trail
    question: files.QuestionFile

    def error(self, keys: Trail, what: str, remedy: str = "") -> SourceError:
        """Say what is wrong at keys below the question."""
        return self.source.error((*self.trail, *keys), what, remedy)


@dataclass(frozen=True)
class Known:
    """The names other files may use; None where the file that holds them could not be read."""

    actions: frozenset[str] | None
    modules: frozenset[str] | None
    duties: dict[str, files.DutyFile] | None
    standards: dict[str, frozenset[str]] | None
    scales: dict[str, tuple[files.ScaleOptionFile, ...]] | None


def known(folder: Folder) -> Known:
    """Gather the names that questions and questionnaires may use."""
    plan, law = folder.one("plan", files.PlanFile), folder.one("law", files.LawFile)
    references, scales = folder.one("references", files.ReferencesFile), folder.one("scales", files.ScalesFile)
    training_whole = not any(stem.startswith("training/") for stem in folder.broken)
    return Known(
        actions=frozenset(action.id for action in plan.model.actions) if plan else None,
        modules=frozenset(item.model.id for item in folder.modules.values()) if training_whole else None,
        duties={duty.id: duty for duty in law.model.duties} if law else None,
        standards={s.id: frozenset(s.codes) for s in references.model.standards} if references else None,
        scales=scales.model.scales if scales else None,
    )


def bank(folder: Folder) -> dict[str, Placed]:
    """Place every question that could be read, by `section.question`."""
    placed: dict[str, Placed] = {}
    for item in folder.bank.values():
        raw = item.source.data.get("questions") if isinstance(item.source.data, dict) else None
        index = {
            entry["id"]: place
            for place, entry in enumerate(raw if isinstance(raw, list) else [])
            if isinstance(entry, dict) and isinstance(entry.get("id"), str)
        }
        for question in item.model.questions:
            name = f"{item.model.section}.{question.id}"
            placed[name] = Placed(name, item.source, ("questions", index[question.id]), question)
    return placed


def check_files(folder: Folder, names: Known) -> Iterator[SourceError]:
    """Check what does not depend on a questionnaire."""
    for stem, section in folder.bank.items():
        if section.model.section and section.model.section != stem:
            yield section.source.error(("section",), f"must be «{stem}», as the file is named", "Rename one of them.")
        yield from _twice(section.source, ("questions",), [question.id for question in section.model.questions])
    for placed in bank(folder).values():
        yield from _check_question(placed, names)
    for stem in ("plan", "law", "remedies", "references"):
        if item := folder.single.get(stem):
            for key in ("actions", "duties", "bodies", "standards"):
                entries = getattr(item.model, key, ())
                yield from _twice(item.source, (key,), [entry.id for entry in entries])
    yield from _check_plan(folder)
    for stem, module in folder.modules.items():
        if module.model.id != stem:
            yield module.source.error(("id",), f"must be «{stem}», as the file is named", "Rename one of them.")
        yield from _exist(module.source, ("actions",), module.model.actions, names.actions, "action", "plan.yaml")


def _check_plan(folder: Folder) -> Iterator[SourceError]:
    if plan := folder.one("plan", files.PlanFile):
        categories = {category.id for category in plan.model.categories}
        for index, action in enumerate(plan.model.actions):
            if action.id.split(".")[0] not in categories:
                what = f"no category «{action.id.split('.')[0]}»"
                yield plan.source.error(("actions", index, "id"), what, "Add it under categories.")


def _twice(source: Source, trail: Trail, ids: Iterable[str]) -> Iterator[SourceError]:
    seen: Counter[str] = Counter()
    for index, ident in enumerate(ids):
        seen[ident] += 1
        if seen[ident] > 1:
            yield source.error((*trail, index, "id"), f"id «{ident}» stands twice", "Give each its own id.")


def _exist(
    source: Source, trail: Trail, given: Iterable[str], known: Iterable[str] | None, noun: str, file: str
) -> Iterator[SourceError]:
    if known is None:
        return
    names = sorted(known)
    for index, name in enumerate(given):
        if name not in names:
            yield source.error((*trail, index), f"no {noun} «{name}» in {file}", did_you_mean(name, names))


def _check_question(placed: Placed, names: Known) -> Iterator[SourceError]:
    question = placed.question
    yield from _check_options(placed, names)
    yield from _check_references(placed, names)
    for key in ("when", "raise_when"):
        text = getattr(question, key, None)
        if text is not None:
            try:
                condition.parse(text)
            except condition.ConditionError as problem:
                yield placed.error((key,), problem.what, problem.remedy)
    if isinstance(question, files.NumberFile) and question.minimum >= question.maximum:
        yield placed.error(("maximum",), "must be larger than the minimum")
    if isinstance(question, files.LadderFile):
        yield from _check_ladder(placed, question)
    if isinstance(question, Scored):
        yield from _check_scored(placed, question, names)


def _check_ladder(placed: Placed, question: files.LadderFile) -> Iterator[SourceError]:
    for step in ("0", "1", "2", "3", "4"):
        if step not in question.anchors:
            yield placed.error(("anchors",), f"step {step} has no words", "Write what a firm at this step does.")


def _check_options(placed: Placed, names: Known) -> Iterator[SourceError]:
    question = placed.question
    if isinstance(question, files.ChecklistFile):
        yield from _check_option_ids(placed, "items", [item.id for item in question.items])
    if not isinstance(question, files.ChoiceFile | files.FactsFile):
        return
    if (question.scale is None) == (not question.options):
        yield placed.error((), "needs either options or a scale", "Give one of the two.")
        return
    if question.scale is not None:
        if names.scales is not None and question.scale not in names.scales:
            what = f"no scale «{question.scale}» in scales.yaml"
            yield placed.error(("scale",), what, did_you_mean(question.scale, names.scales))
        return
    yield from _check_option_ids(placed, "options", [option.id for option in question.options])
    if isinstance(question, files.ChoiceFile) and max(option.points for option in question.options) < 4:
        yield placed.error(("options",), "no option is worth 4 points", "Let the best answer reach 4.")


def _check_option_ids(placed: Placed, key: str, ids: list[str]) -> Iterator[SourceError]:
    yield from _twice(placed.source, (*placed.trail, key), ids)
    for index, ident in enumerate(ids):
        if ident in RESERVED:
            what = f"«{ident}» is a value of every answer and cannot be an option"
            yield placed.error((key, index, "id"), what, "Choose another id.")


def _check_references(placed: Placed, names: Known) -> Iterator[SourceError]:
    if names.standards is None:
        return
    for standard, codes in placed.question.references.items():
        if standard not in names.standards:
            what = f"no standard «{standard}» in references.yaml"
            yield placed.error(("references", standard), what, did_you_mean(standard, names.standards))
            continue
        for index, code in enumerate(codes):
            if code not in names.standards[standard]:
                near = did_you_mean(code, sorted(names.standards[standard]))
                yield placed.error(("references", standard, index), f"{standard} has no «{code}»", near)


def _check_scored(placed: Placed, question: Scored, names: Known) -> Iterator[SourceError]:
    if not question.references:
        yield placed.error((), "a scored question needs references", "Name at least one standard it rests on.")
    uptos = [entry.upto for entry in question.recommend]
    if uptos != sorted(set(uptos)):
        yield placed.error(("recommend",), "«upto» must rise from entry to entry", "Sort them; each one once.")
    elif uptos[-1] != 2:
        yield placed.error(("recommend",), "the last entry must serve answers up to 2 points", "Leave its upto out.")
    for index, entry in enumerate(question.recommend):
        trail = (*placed.trail, "recommend", index)
        yield from _exist(placed.source, (*trail, "actions"), entry.actions, names.actions, "action", "plan.yaml")
        yield from _exist(placed.source, (*trail, "modules"), entry.modules, names.modules, "module", "training/")
    if (question.critical or question.duty) and not isinstance(question, files.LadderFile) and not _alarms(question):
        yield placed.error((), "a critical or duty question must be a ladder unless it carries an alarm")
    if question.duty is not None:
        yield from _check_duty(placed, question, names)


def _alarms(question: Scored) -> bool:
    match question:
        case files.LadderFile():
            return bool(question.alarm)
        case files.ChoiceFile():
            return any(option.alarm for option in question.options)
        case files.ChecklistFile():
            return any(item.alarm for item in question.items)


def _check_duty(placed: Placed, question: Scored, names: Known) -> Iterator[SourceError]:
    if question.allows_na:
        yield placed.error(("allows_na",), "a duty question never allows «does not apply»", "Let «when» remove it.")
    if names.duties is None or question.duty is None:
        return
    duty = names.duties.get(question.duty)
    if duty is None:
        what = f"no duty «{question.duty}» in law.yaml"
        yield placed.error(("duty",), what, did_you_mean(question.duty, names.duties))
    elif duty.basis != "confirmed":
        what = f"duty «{question.duty}» is still to be checked in the text"
        yield placed.error(("duty",), what, "Only a duty confirmed by a source may hold a band back.")
