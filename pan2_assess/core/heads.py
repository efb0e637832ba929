"""A questionnaire's head, together with the base it adds to: which section stands where, and in which file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pan2_assess.core import files
from pan2_assess.core.folder import Folder, Read
from pan2_assess.core.source import Source, SourceError, Trail, did_you_mean

_INHERITED = ("small", "brief", "salient", "scope", "way", "prepare", "guides", "outside", "voice", "procurement")


@dataclass(frozen=True)
class Named:
    """A question named by a section, and where."""

    id: str
    source: Source
    trail: Trail


@dataclass(frozen=True)
class Placed:
    """A section of a questionnaire, and where it is written."""

    section: files.SectionFile
    source: Source
    trail: Trail
    questions: tuple[Named, ...]

    def error(self, keys: Trail, what: str, remedy: str = "") -> SourceError:
        return self.source.error((*self.trail, *keys), what, remedy)


@dataclass(frozen=True)
class Head:
    """A head with what it takes from its base."""

    source: Source
    model: files.QuestionnaireFile
    sections: tuple[Placed, ...]


def check_base(folder: Folder, stem: str) -> Iterator[SourceError]:
    """Check the base that a questionnaire names, and the places it gives its sections there."""
    read = folder.questionnaires[stem]
    name = read.model.base
    if name is not None and name not in folder.questionnaires:
        if name not in folder.broken:
            near = did_you_mean(name, set(folder.questionnaires) - {stem})
            yield read.source.error(("base",), f"there is no questionnaire «{name}» to add to", near)
    elif name is not None and (name == stem or folder.questionnaires[name].model.base is not None):
        yield read.source.error(("base",), "must stand on its own and not add to another", "Name another base.")
    base = base_of(folder, stem)
    known = {section.id for section in folder.questionnaires[base].model.sections} if base else set()
    for index, section in enumerate(read.model.sections):
        trail: Trail = ("sections", index, "before")
        if section.before is not None and section.id in known:
            yield read.source.error(trail, "the section has its place in the base already", "Leave this out.")
        elif section.before is not None and section.before not in known:
            near = did_you_mean(section.before, known) or "Name a section of the base."
            yield read.source.error(trail, f"no section «{section.before}» in the base", near)


def base_of(folder: Folder, stem: str) -> str | None:
    """Name the base of a questionnaire, if that can be used as one."""
    name = folder.questionnaires[stem].model.base
    if name is None or name not in folder.questionnaires or name == stem:
        return None
    return name if folder.questionnaires[name].model.base is None else None


def whole_head(folder: Folder, stem: str) -> Head:
    """Join a questionnaire's head with the base it names, if that can be used."""
    base = base_of(folder, stem)
    return head(folder.questionnaires[stem], folder.questionnaires[base] if base else None)


def head(own: Read[files.QuestionnaireFile], base: Read[files.QuestionnaireFile] | None) -> Head:
    """Join a head with its base: the base's sections and what the head leaves out come from there."""
    if base is None:
        return Head(own.source, own.model, tuple(_placed(own)))
    given = own.model.model_fields_set
    taken = {key: getattr(base.model, key) for key in _INHERITED if key not in given}
    taken["duties"] = tuple(dict.fromkeys((*base.model.duties, *own.model.duties)))
    sections = list(_placed(base))
    for added in _placed(own):
        ids = [item.section.id for item in sections]
        if added.section.id in ids:
            place = ids.index(added.section.id)
            questions = (*sections[place].questions, *added.questions)
            sections[place] = Placed(added.section, added.source, added.trail, questions)
        elif added.section.before in ids:
            sections.insert(ids.index(added.section.before), added)
        else:
            sections.append(added)
    return Head(own.source, own.model.model_copy(update=taken), tuple(sections))


def _placed(read: Read[files.QuestionnaireFile]) -> Iterator[Placed]:
    for index, section in enumerate(read.model.sections):
        trail: Trail = ("sections", index)
        named = (
            Named(ident, read.source, (*trail, "questions", place)) for place, ident in enumerate(section.questions)
        )
        yield Placed(section, read.source, trail, tuple(named))
