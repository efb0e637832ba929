"""The library: the folder of questionnaires checked as a whole and compiled into editions, published or draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pan2_assess.core.checks import check_files, known
from pan2_assess.core.checks_heads import check_questionnaire
from pan2_assess.core.compiling import compile_edition
from pan2_assess.core.coverage import Coverage, unused
from pan2_assess.core.folder import LANGUAGE, Folder, read_folder, shown_path
from pan2_assess.core.model import Edition
from pan2_assess.core.source import SourceError, SourceErrors
from pan2_assess.core.texts import Guide, LearningPath, ModuleText, Term
from pan2_assess.core.words import with_words

_LINE = re.compile(r"(?P<id>[a-z][a-z0-9_]*)\s+(?P<version>[0-9.]+)\s+(?P<digest>[0-9a-f]{64})")


@dataclass(frozen=True)
class Texts:
    """What there is to read beside the questions, in one language."""

    modules: tuple[ModuleText, ...]
    paths: tuple[LearningPath, ...]
    guides: tuple[Guide, ...]
    glossary: tuple[Term, ...]


@dataclass(frozen=True)
class Library:
    """The current editions by their questionnaire's id, what there is to read beside them, and what is unused."""

    editions: dict[str, Edition]
    languages: tuple[str, ...]
    texts: dict[str, Texts]  # by language
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
    texts = {language: _texts(folder, language) for language in languages}
    return Library(editions, languages, texts, unused(editions, bank, duties))


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


def _texts(folder: Folder, language: str) -> Texts:
    words = folder.words.get(language, {})

    def said(stem: str, key: str) -> tuple[Any, ...]:
        if stem not in folder.single:
            return ()
        model = folder.single[stem].model
        return tuple(getattr(with_words(model, words[stem]) if stem in words else model, key))

    modules = (
        with_words(item.model, words[f"training/{name}"]) if f"training/{name}" in words else item.model
        for name, item in sorted(folder.modules.items())
    )
    return Texts(tuple(modules), said("learning", "paths"), said("guides", "guides"), said("glossary", "terms"))
