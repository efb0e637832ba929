"""What no file can tell alone: names that must exist, and words and references that must match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pan2_assess.core import condition, files, parts
from pan2_assess.core.checks_texts import check_texts, exist, twice
from pan2_assess.core.folder import Folder
from pan2_assess.core.source import Source, SourceError, Trail, did_you_mean
from pan2_assess.core.words import Model

RESERVED = ("planned", "unknown", "na")  # values of an answer, never options

_LOOKED_UP = ("source", "checked", "review_by")

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
    duties: dict[str, parts.Duty] | None
    standards: dict[str, frozenset[str]] | None
    scales: dict[str, tuple[files.ScaleOptionFile, ...]] | None


def known(folder: Folder) -> Known:
    """Gather the names that questions and questionnaires may use."""
    plan, law = folder.one("plan", parts.Plan), folder.one("law", files.LawFile)
    references, scales = folder.one("references", files.ReferencesFile), folder.one("scales", files.ScalesFile)
    training_whole = not any(stem.startswith("training/") for stem in folder.broken)
    return Known(
        actions=frozenset(action.id for action in plan.model.actions) if plan else None,
        modules=frozenset(folder.modules) if training_whole else None,
        duties={duty.id: duty for duty in reversed(law.model.duties)} if law else None,
        standards={s.id: frozenset(s.codes) for s in references.model.standards} if references else None,
        scales=scales.model.scales if scales else None,
    )


def bank(folder: Folder) -> dict[str, Placed]:
    """Place every question that could be read, by `section.question`."""
    placed: dict[str, Placed] = {}
    for item in folder.bank.values():
        index: dict[str, int] = {}
        for place, ident in enumerate(_ids(item.source)):
            index.setdefault(ident, place)
        for question in item.model.questions:
            name = f"{item.model.section}.{question.id}"
            trail = ("questions", index[question.id])
            placed.setdefault(name, Placed(name, item.source, trail, question))  # of two with one id the first counts
    return placed


def _ids(source: Source) -> list[str]:
    """List the ids of a file's questions, those that could not be read too; empty where there is none."""
    raw = source.data.get("questions") if isinstance(source.data, dict) else None
    entries = raw if isinstance(raw, list) else []
    return [str(entry.get("id") or "") if isinstance(entry, dict) else "" for entry in entries]


def check_files(folder: Folder, names: Known) -> Iterator[SourceError]:
    """Check what does not depend on a questionnaire."""
    for section in folder.bank.values():
        yield from twice(section.source, ("questions",), _ids(section.source))
    for placed in bank(folder).values():
        yield from _check_question(placed, names)
    for item in folder.single.values():
        for key in ("categories", "actions", "duties", "bodies", "standards", "guides", "terms", "paths", "kinds"):
            entries = getattr(item.model, key, ())
            yield from twice(item.source, (key,), [entry.id for entry in entries])
    yield from _check_plan(folder)
    yield from _check_law(folder)
    yield from _check_remedies(folder)
    yield from _check_scales(folder)
    yield from check_texts(folder, names.modules, names.actions)


def _check_plan(folder: Folder) -> Iterator[SourceError]:
    if plan := folder.one("plan", parts.Plan):
        categories = {category.id for category in plan.model.categories}
        for index, action in enumerate(plan.model.actions):
            if action.id.split(".")[0] not in categories:
                what = f"no category «{action.id.split('.')[0]}»"
                yield plan.source.error(("actions", index, "id"), what, "Add it under categories.")
            yield from _missing(plan.source, ("actions", index), action, ("review_by",))


def _missing(source: Source, trail: Trail, entry: Model, keys: tuple[str, ...]) -> Iterator[SourceError]:
    """Ask in a file for what an edition kept from an earlier program may do without."""
    for key in keys:
        if not getattr(entry, key):
            yield source.error(trail, f"«{key}» is missing", "Add it.")


def _check_law(folder: Folder) -> Iterator[SourceError]:
    if law := folder.one("law", files.LawFile):
        for index, duty in enumerate(law.model.duties):
            trail: Trail = ("duties", index, "versions")
            days = [version.since.toordinal() if version.since else 0 for version in duty.versions]
            if days != sorted(set(days)):
                yield law.source.error(trail, "versions must follow one another by date", "Sort them.")
            for place, version in enumerate(duty.versions):
                for key in ("when", "unclear"):
                    for problem in _unreadable(getattr(version, key)):
                        yield law.source.error((*trail, place, key), problem.what, problem.remedy)


def _unreadable(text: str | None) -> Iterator[condition.ConditionError]:
    if text is not None:
        try:
            condition.parse(text)
        except condition.ConditionError as problem:
            yield problem


def _check_remedies(folder: Folder) -> Iterator[SourceError]:
    if remedies := folder.one("remedies", files.RemediesFile):
        calls = [call.id for call in remedies.model.protect.call]
        yield from twice(remedies.source, ("protect", "call"), calls)
        for index, call in enumerate(remedies.model.protect.call):
            yield from _missing(remedies.source, ("protect", "call", index), call, _LOOKED_UP)
        for index, body in enumerate(remedies.model.bodies):
            yield from _missing(remedies.source, ("bodies", index), body, _LOOKED_UP)
            trail: Trail = ("bodies", index, "sections")
            sections = {*folder.bank, *(stem.removeprefix("bank/") for stem in folder.broken)}
            yield from exist(remedies.source, trail, body.sections, sections, "section", "bank/")


def _check_scales(folder: Folder) -> Iterator[SourceError]:
    if scales := folder.one("scales", files.ScalesFile):
        for name, options in scales.model.scales.items():
            trail: Trail = ("scales", name)
            if not options:
                yield scales.source.error(trail, "is empty", "Give at least one.")
            yield from _check_option_ids(scales.source, trail, [option.id for option in options])


def _check_question(placed: Placed, names: Known) -> Iterator[SourceError]:
    question = placed.question
    yield from _check_options(placed, names)
    yield from _check_references(placed, names)
    for key in ("when", "raise_when"):
        for problem in _unreadable(getattr(question, key, None)):
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
        trail = (*placed.trail, "items")
        yield from _check_option_ids(placed.source, trail, [item.id for item in question.items])
    if not isinstance(question, files.ChoiceFile | files.FactsFile):
        return
    if (question.scale is None) == (not question.options):
        yield placed.error((), "needs either options or a scale", "Give one of the two.")
    elif question.scale is None:
        trail = (*placed.trail, "options")
        yield from _check_option_ids(placed.source, trail, [option.id for option in question.options])
    elif names.scales is not None and question.scale not in names.scales:
        what = f"no scale «{question.scale}» in scales.yaml"
        yield placed.error(("scale",), what, did_you_mean(question.scale, names.scales))
    if isinstance(question, files.ChoiceFile):
        yield from _check_points(placed, question, names)
    elif question.most is not None:
        yield from _check_most(placed, question, names)


def _check_points(placed: Placed, question: files.ChoiceFile, names: Known) -> Iterator[SourceError]:
    scale = (names.scales or {}).get(question.scale or "", ())
    points = [*(option.points for option in question.options), *(option.points for option in scale)]
    if points and max(points) < 4:
        key = "options" if question.options else "scale"
        yield placed.error((key,), "no option is worth 4 points", "Let the best answer reach 4.")


def _check_most(placed: Placed, question: files.FactsFile, names: Known) -> Iterator[SourceError]:
    offered = len(question.options or (names.scales or {}).get(question.scale or "", ()))
    if not question.many:
        yield placed.error(("most",), "limits only what takes many answers", "Add «many: true», or leave most out.")
    elif question.most and 0 < offered <= question.most:
        what = f"limits nothing, as there are {offered} options"
        yield placed.error(("most",), what, "Give a smaller number, or leave it out.")


def _check_option_ids(source: Source, trail: Trail, ids: list[str]) -> Iterator[SourceError]:
    yield from twice(source, trail, ids)
    for index, ident in enumerate(ids):
        if ident in RESERVED:
            what = f"«{ident}» is a value of every answer and cannot be an option"
            yield source.error((*trail, index, "id"), what, "Choose another id.")


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
        yield from exist(placed.source, (*trail, "actions"), entry.actions, names.actions, "action", "plan.yaml")
        yield from exist(placed.source, (*trail, "modules"), entry.modules, names.modules, "module", "training/")
    if (question.critical or question.duty) and not _alarms(question, names):
        remedy = "Mark the answer that says people may be in harm now, or make it a ladder."
        yield placed.error((), "a critical or duty question must be a ladder unless it carries an alarm", remedy)
    if question.duty is not None:
        yield from _check_duty(placed, question, names)


def _alarms(question: Scored, names: Known) -> bool:
    match question:
        case files.ChoiceFile() if question.scale is not None:
            scale = (names.scales or {}).get(question.scale)  # an unknown scale is an error of its own
            return scale is None or any(option.alarm for option in scale)
        case files.ChoiceFile():
            return not question.options or any(option.alarm for option in question.options)
        case files.ChecklistFile():
            return any(item.alarm for item in question.items)
    return True  # a ladder needs none


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
