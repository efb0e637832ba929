"""The folder of questionnaires, read: every file as a model beside its source, and every sidecar as words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from pan2_assess.core import files, parts, purchases, texts
from pan2_assess.core.shapes import fit
from pan2_assess.core.source import Source, SourceError, SourceErrors, did_you_mean, read
from pan2_assess.core.words import Trail, words_of

M = TypeVar("M", bound=BaseModel)

LANGUAGE = "en"  # the language of the files themselves
_SIDECAR = re.compile(r"(?P<stem>.+)\.(?P<language>[a-z]{2})")
_SINGLE: dict[str, type[BaseModel]] = {
    "scales": files.ScalesFile,
    "references": files.ReferencesFile,
    "plan": parts.Plan,
    "law": files.LawFile,
    "remedies": files.RemediesFile,
}
# A folder may do without these.
_OPTIONAL: dict[str, type[BaseModel]] = {
    "glossary": texts.GlossaryFile,
    "guides": texts.GuidesFile,
    "learning": texts.LearningFile,
    "procurement": purchases.Purchases,
}
_MODELS = _SINGLE | _OPTIONAL


@dataclass(frozen=True)
class Read(Generic[M]):
    """A file's model beside its source."""

    source: Source
    model: M


@dataclass
class Folder:
    """All files by their name without ending, such as `bank/policy`; what failed is in `errors` and `broken`."""

    shown: str
    errors: list[SourceError] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)  # stems of files that could not be read whole
    sources: dict[str, Source] = field(default_factory=dict)
    questionnaires: dict[str, Read[files.QuestionnaireFile]] = field(default_factory=dict)
    bank: dict[str, Read[files.BankFile]] = field(default_factory=dict)
    modules: dict[str, Read[texts.ModuleText]] = field(default_factory=dict)
    single: dict[str, Read[Any]] = field(default_factory=dict)
    words: dict[str, dict[str, dict[Trail, str]]] = field(default_factory=dict)  # language → stem → words

    def one(self, stem: str, model: type[M]) -> Read[M] | None:
        """Give a file that stands once, such as `plan`; None where it could not be read."""
        return self.single.get(stem)

    def models(self) -> Iterator[tuple[str, Read[Any]]]:
        """Yield every file read whole, by its stem."""
        yield from ((f"bank/{name}", item) for name, item in self.bank.items())
        yield from ((f"training/{name}", item) for name, item in self.modules.items())
        yield from self.single.items()
        yield from self.questionnaires.items()


def shown_path(path: Path) -> str:
    """Show a path as a person at this place would write it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def read_folder(path: Path) -> Folder:
    """Read every file of a folder; errors are gathered, not raised."""
    folder = Folder(shown_path(path))
    if not path.is_dir():
        folder.errors.append(
            SourceError(folder.shown, 1, 1, "", "no such folder", "Name the folder that holds the questionnaires.")
        )
        return folder
    sidecars: list[tuple[str, str, Source]] = []
    for file in sorted(path.rglob("*.yaml")):
        stem = file.relative_to(path).with_suffix("").as_posix()
        try:
            source = read(file, shown_path(file))
        except SourceErrors as problem:
            folder.errors.extend(problem.errors)
            folder.broken.add(stem)
            continue
        if sidecar := _SIDECAR.fullmatch(stem):
            sidecars.append((sidecar["stem"], sidecar["language"], source))
        else:
            _take(folder, stem, source)
    for stem in _SINGLE:
        if stem not in folder.single and stem not in folder.broken:
            what = f"{stem}.yaml is missing"
            folder.errors.append(SourceError(f"{folder.shown}/{stem}.yaml", 1, 1, "", what, "Add the file."))
            folder.broken.add(stem)
    _translate(folder, sidecars)
    return folder


def _take(folder: Folder, stem: str, source: Source) -> None:
    folder.sources[stem] = source
    place, _, name = stem.rpartition("/")
    before = len(folder.errors)
    if place == "bank":
        folder.bank[name] = Read(source, _bank(source, name, folder.errors))
    elif place == "training":
        _keep(folder.modules, name, source, texts.ModuleText, folder.errors)
    elif stem in _MODELS:
        _keep(folder.single, stem, source, _MODELS[stem], folder.errors)
    elif place == "":
        _keep(folder.questionnaires, stem, source, files.QuestionnaireFile, folder.errors)
    else:
        remedy = "Files stand in the folder itself, in bank/ or in training/."
        folder.errors.append(source.error((), "is not a place for a file", remedy))
    if len(folder.errors) > before:
        folder.broken.add(stem)


def _keep(found: dict[str, Read[M]], name: str, source: Source, model: type[M], errors: list[SourceError]) -> None:
    if fitted := fit(source, model, errors):
        found[name] = Read(source, fitted)


def _bank(source: Source, name: str, errors: list[SourceError]) -> files.BankFile:
    """Read each question by its own type, so that one bad question does not hide the others."""
    data = source.data
    if not isinstance(data, dict):
        errors.append(source.error((), "must hold «section:» and «questions:»", "See docs/format.md."))
        return files.BankFile.model_construct(section=name, questions=())
    for key in data:
        if key not in ("section", "questions"):
            errors.append(source.error((key,), "unknown key", did_you_mean(key, ("section", "questions"))))
    section, raw = data.get("section"), data.get("questions")
    if not isinstance(section, str):
        errors.append(source.error(("section",), "«section» is missing", "Name the section, as the file is named."))
    elif section != name:
        errors.append(source.error(("section",), f"must be «{name}», as the file is named", "Rename one of them."))
    if not isinstance(raw, list):
        errors.append(source.error(("questions",), "«questions» must be a list", "Write a line «- id: …» for each."))
    questions = [_question(source, index, errors) for index in range(len(raw) if isinstance(raw, list) else 0)]
    return files.BankFile.model_construct(
        section=name,  # as the others name it, so that one wrong word here gives one error
        questions=tuple(question for question in questions if question),
    )


def _question(source: Source, index: int, errors: list[SourceError]) -> files.QuestionFile | None:
    trail = ("questions", index)
    raw = source.data["questions"][index]
    if not isinstance(raw, dict):
        errors.append(source.error(trail, "a question must be a group of keys", "Write «- id: …», then its keys."))
        return None
    kind = raw.get("type")
    if kind not in files.QUESTION_TYPES:
        known = ", ".join(files.QUESTION_TYPES)
        what = f"unknown type «{kind}»" if kind else "«type» is missing"
        errors.append(
            source.error(
                (*trail, "type"), what, did_you_mean(str(kind or ""), files.QUESTION_TYPES) or f"Types: {known}."
            )
        )
        return None
    return fit(source, files.QUESTION_TYPES[kind], errors, trail)


def _translate(folder: Folder, sidecars: list[tuple[str, str, Source]]) -> None:
    models = dict(folder.models())
    for stem, language, source in sidecars:
        if language == LANGUAGE:
            remedy = f"Write them into {stem}.yaml itself."
            folder.errors.append(source.error((), "the words of this language have no file of their own", remedy))
        elif stem in models:
            wanted = words_of(models[stem].model)
            given = dict(_flat(source.data or {}))
            folder.words.setdefault(language, {})[stem] = {t: str(w) for t, w in given.items()}
            if stem not in folder.broken:
                folder.errors.extend(_compare(source, wanted, given))
        elif stem not in folder.broken:
            folder.errors.append(source.error((), f"there is no {stem}.yaml that this translates", "Rename it."))
    folder.errors.extend(_untranslated(folder, models))


def _untranslated(folder: Folder, models: Mapping[str, Read[Any]]) -> Iterator[SourceError]:
    for language, done in folder.words.items():
        for stem in sorted(set(models) - set(done)):
            if words_of(models[stem].model) and f"{stem}.{language}" not in folder.broken:
                file = f"{folder.shown}/{stem}.{language}.yaml"
                yield SourceError(file, 1, 1, "", f"{stem}.{language}.yaml is missing", "Translate it.")


def _flat(data: Any, trail: Trail = ()) -> Iterator[tuple[Trail, Any]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _flat(value, (*trail, str(key)))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _flat(value, (*trail, str(index)))
    else:
        yield trail, data


def _compare(source: Source, wanted: Mapping[Trail, str], given: Mapping[Trail, Any]) -> Iterator[SourceError]:
    places = {tuple(map(str, trail)): trail for trail in source.places}
    for trail in sorted(set(given) - set(wanted)):
        near = did_you_mean("/".join(trail), ["/".join(t) for t in wanted if t not in given])
        yield source.error(
            places.get(trail, ()), "no such words in the file it translates", near or "Remove it.", _slashed(trail)
        )
    for trail in sorted(set(wanted) - set(given)):
        what = f"the translation of «{wanted[trail][:60]}» is missing"
        yield source.error(_deepest(trail, places), what, "Add it.", _slashed(trail))
    for trail in sorted(set(wanted) & set(given)):
        if not isinstance(given[trail], str) or not given[trail].strip():
            yield source.error(places.get(trail, ()), "must be words", "Put them into quotes.", _slashed(trail))


def _deepest(trail: Trail, places: Mapping[tuple[str, ...], Any]) -> Any:
    while trail and trail not in places:
        trail = trail[:-1]
    return places.get(trail, ())


def _slashed(trail: Trail) -> str:
    return " › ".join(trail)
