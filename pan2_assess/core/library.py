"""The library: the folder of questionnaires checked as a whole and compiled into editions, published or draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pan2_assess.core.checks import check_files, known
from pan2_assess.core.compiling import check_questionnaire, compile_edition
from pan2_assess.core.folder import LANGUAGE, read_folder, shown_path
from pan2_assess.core.model import Edition
from pan2_assess.core.source import SourceError, SourceErrors

_LINE = re.compile(r"(?P<id>[a-z][a-z0-9_]*)\s+(?P<version>[0-9.]+)\s+(?P<digest>[0-9a-f]{64})")


@dataclass(frozen=True)
class Coverage:
    """What the library holds and no question of any questionnaire uses."""

    actions: tuple[str, ...]
    modules: tuple[str, ...]
    references: tuple[str, ...]
    questions: tuple[str, ...]
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Library:
    """The current editions by their questionnaire's id, and what they leave unused."""

    editions: dict[str, Edition]
    languages: tuple[str, ...]
    coverage: Coverage


def load(path: Path) -> Library:
    """Load a folder of questionnaires; raise SourceErrors with everything that is wrong in it."""
    folder = read_folder(path)
    errors = [*folder.errors, *check_files(folder, known(folder))]
    for stem in folder.questionnaires:
        errors += check_questionnaire(folder, stem)
    if path.is_dir() and not folder.questionnaires and not folder.broken:
        errors.append(SourceError(folder.shown, 1, 1, "", "holds no questionnaire", "Add one; see docs/format.md."))
    published, malformed = _published(path / "PUBLISHED")
    errors += malformed
    if errors:
        raise SourceErrors(errors)
    compiled = {stem: compile_edition(folder, stem) for stem in folder.questionnaires}
    editions = {}
    for stem, edition in compiled.items():
        digest = published.get((edition.id, edition.version))
        if digest is not None and digest != edition.digest:
            errors.append(_changed(folder.questionnaires[stem].source.error(("version",), "", ""), edition))
        editions[stem] = edition.marked(draft=digest is None)
    if errors:
        raise SourceErrors(errors)
    languages = (LANGUAGE, *sorted(folder.words))
    duties = {duty.id for duty in folder.single["law"].model.duties}
    bank = {f"{item.model.section}.{q.id}" for item in folder.bank.values() for q in item.model.questions}
    return Library(editions, languages, _coverage(editions, bank, duties))


def _changed(place: SourceError, edition: Edition) -> SourceError:
    what = f"{edition.id} {edition.version} is published and has been changed since (now {edition.digest})"
    return SourceError(
        place.file, place.line, place.column, place.where, what, "Undo the change, or give it a new version."
    )


def _published(path: Path) -> tuple[dict[tuple[str, str], str], list[SourceError]]:
    """Read PUBLISHED: a line «id version digest» for each published edition."""
    entries: dict[tuple[str, str], str] = {}
    errors: list[SourceError] = []
    try:
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
    except (OSError, UnicodeDecodeError):
        return {}, [SourceError(shown_path(path), 1, 1, "", "cannot be read as text", "Save the file as UTF-8.")]
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        match = _LINE.fullmatch(text)
        key = (match["id"], match["version"]) if match else None
        if match is None or key is None:
            what, remedy = "is not «id version digest»", "Copy the digest from pan2-assess show ID --json."
            errors.append(SourceError(shown_path(path), number, 1, "", what, remedy))
        elif key in entries:
            what = f"{key[0]} {key[1]} is listed twice"
            errors.append(SourceError(shown_path(path), number, 1, "", what, "A version is published once."))
        else:
            entries[key] = match["digest"]
    return entries, errors


def _coverage(editions: dict[str, Edition], bank: set[str], duties: set[str]) -> Coverage:
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
