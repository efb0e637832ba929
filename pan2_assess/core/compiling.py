"""A questionnaire's head and the bank become an edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pan2_assess.core import files
from pan2_assess.core.folder import LANGUAGE, Folder, Read
from pan2_assess.core.heads import base_of, head
from pan2_assess.core.model import Edition
from pan2_assess.core.shapes import frozen
from pan2_assess.core.words import with_words, words_of


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

    def translated(name: str, model: Any) -> Any:
        return with_words(model, words[name]) if name in words else model

    def spoken(name: str | None) -> Read[files.QuestionnaireFile] | None:
        read = folder.questionnaires.get(name or "")
        return Read(read.source, translated(name or "", read.model)) if read else None

    own = spoken(stem)
    assert own is not None  # noqa: S101 - the questionnaire itself was read
    whole = head(own, spoken(base_of(folder, stem)))
    scales = translated("scales", folder.single["scales"].model).scales
    questions = {
        f"{item.model.section}.{question.id}": question
        for name, item in folder.bank.items()
        for question in translated(f"bank/{name}", item.model).questions
    }
    law = {duty.id: duty for duty in translated("law", folder.single["law"].model).duties}
    remedies = translated("remedies", folder.single["remedies"].model)
    sections = [
        {
            **item.section.model_dump(exclude={"questions", "before"}),
            "questions": [
                _compile_question(item.section.id, questions[f"{item.section.id}.{named.id}"], scales)
                for named in item.questions
            ],
        }
        for item in whole.sections
    ]
    data = {
        **whole.model.model_dump(exclude={"sections", "duties", "base", "procurement"}),
        "sections": frozen(sections),
        "duties": tuple(law[ident] for ident in whole.model.duties),
        "plan": translated("plan", folder.single["plan"].model),
        "modules": tuple(
            translated(f"training/{name}", item.model).summary() for name, item in sorted(folder.modules.items())
        ),
        "protect": remedies.protect,
        "bodies": remedies.bodies,
        "standards": translated("references", folder.single["references"].model).standards,
        "glossary": translated("glossary", folder.single["glossary"].model).terms
        if "glossary" in folder.single
        else (),
        "languages": (LANGUAGE,),
    }
    if whole.model.procurement:
        data |= {
            "procurement": translated("procurement", folder.single["procurement"].model),
            "purchases": whole.model.procurement,
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
