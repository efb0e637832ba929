"""What training, learning paths and glossary must keep to: names that exist, quizzes that can be answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pan2_assess.core import texts
from pan2_assess.core.folder import Folder, Read
from pan2_assess.core.source import Source, SourceError, Trail, did_you_mean


def twice(source: Source, trail: Trail, ids: Iterable[str]) -> Iterator[SourceError]:
    """Say which ids of a list stand twice."""
    seen: Counter[str] = Counter()
    for index, ident in enumerate(ids):
        seen[ident] += 1
        if ident and seen[ident] > 1:
            yield source.error((*trail, index, "id"), f"id «{ident}» stands twice", "Give each its own id.")


def exist(
    source: Source, trail: Trail, given: Iterable[str], known: Iterable[str] | None, noun: str, file: str
) -> Iterator[SourceError]:
    """Say which names of a list do not exist; nothing where what exists could not be read."""
    if known is None:
        return
    names = sorted(known)
    for index, name in enumerate(given):
        if name not in names:
            yield source.error((*trail, index), f"no {noun} «{name}» in {file}", did_you_mean(name, names))


def check_texts(folder: Folder, modules: Iterable[str] | None, actions: Iterable[str] | None) -> Iterator[SourceError]:
    """Check the modules of training, the learning paths and the glossary."""
    for stem, module in folder.modules.items():
        yield from _check_module(stem, module)
        yield from exist(module.source, ("actions",), module.model.actions, actions, "action", "plan.yaml")
    yield from _check_led_to(folder)
    if learning := folder.one("learning", texts.LearningFile):
        for index, path in enumerate(learning.model.paths):
            trail: Trail = ("paths", index, "modules")
            yield from exist(learning.source, trail, path.modules, modules, "module", "training/")
    if glossary := folder.one("glossary", texts.GlossaryFile):
        yield from _check_glossary(glossary)


def _check_module(stem: str, module: Read[texts.ModuleText]) -> Iterator[SourceError]:
    source, model = module.source, module.model
    if model.id != stem:
        yield source.error(("id",), f"must be «{stem}», as the file is named", "Rename one of them.")
    yield from twice(source, ("quiz",), [question.id for question in model.quiz])
    for index, question in enumerate(model.quiz):
        trail: Trail = ("quiz", index, "options")
        yield from twice(source, trail, [option.id for option in question.options])
        right = [option.right for option in question.options]
        if not any(right):
            yield source.error(trail, "no option is right", "Mark the right one with «right: true».")
        if all(right):
            yield source.error(trail, "every option is right", "Give at least one that is wrong, and say why.")


def _check_led_to(folder: Folder) -> Iterator[SourceError]:
    """Each module is advised after some answer; said only where all questions could be read."""
    if any(stem.startswith("bank/") for stem in folder.broken):
        return
    questions = [question for item in folder.bank.values() for question in item.model.questions]
    advised = {name for question in questions for entry in getattr(question, "recommend", ()) for name in entry.modules}
    for name, module in folder.modules.items():
        if name not in advised:
            yield module.source.error(("id",), "no answer leads to this module", "Name it in a recommendation.")


def _check_glossary(glossary: Read[texts.GlossaryFile]) -> Iterator[SourceError]:
    seen: dict[str, str] = {}
    for index, term in enumerate(glossary.model.terms):
        for place, form in enumerate((term.term, *term.also)):
            trail: Trail = ("terms", index, "also", place - 1) if place else ("terms", index, "term")
            if form.casefold() in seen:
                other = seen[form.casefold()]
                what = f"«{form}» is said by «{other}» already"
                yield glossary.source.error(trail, what, "Leave it out in one of the two places.")
            seen[form.casefold()] = term.id
