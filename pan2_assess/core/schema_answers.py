"""The JSON Schema of the answers file: of any questionnaire, or of one with its questions and the values they take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pan2_assess.core.answer_checks import MAX_REFERENCE, specials
from pan2_assess.core.answers import NA, PLANNED, UNKNOWN
from pan2_assess.core.model import Checklist, Choice, Edition, Facts, Ladder, Number, Question, Text
from pan2_assess.core.sheet import FIRST_DAY, FORMAT, LAST_DAY, MAX_NAME
from pan2_assess.core.typed import MAX_CHARACTERS, MAX_LINES

Json = dict[str, Any]

# Every text may hold line ends and tabs, and no other control character, nor one that turns its direction.
_PRINTED = r"[^\u0000-\u0008\u000A-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]"
_LINE_END = r"(\r?\n|\r(?!\n))"  # one way to read each: a validator that tries them all takes for ever
_TEXT = rf"^({_PRINTED}*{_LINE_END}){{0,{MAX_LINES - 1}}}{_PRINTED}*$"
_MONTH_AND_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_REMARKS: Json = {"patternProperties": {"^_": {"description": "A remark: not read."}}}
_NULL: Json = {"type": "null", "title": "not answered"}
_SPECIAL = {
    PLANNED: "planned: not yet done; give the day in «by»",
    UNKNOWN: "we don’t know",
    NA: "does not apply; say why in «reason»",
}


def answers_schema(edition: Edition | None = None) -> Json:
    """Describe what the reader of answers files accepts, as far as a schema can say it."""
    return {
        "title": "Answers" if edition is None else f"Answers to «{edition.title}», version {edition.version}",
        "description": "A file of answers to a questionnaire. Keys that begin with «_» are remarks: nobody reads them.",
        "type": "object",
        "properties": {**_head(edition), "answers": _answers(edition)},
        **_REMARKS,
        "additionalProperties": False,
        "required": ["format", "questionnaire", "version", "date", "answers"],
        "$defs": _shared(),
    }


def _head(edition: Edition | None) -> Json:
    said = "The id of the questionnaire, such as «company»."
    version = "The version of the questionnaire that was answered, such as «2026.1»."
    days = f"from {FIRST_DAY} to {LAST_DAY}"
    return {
        "format": {"title": "Format", "description": "What this file is.", "const": FORMAT},
        "questionnaire": _fixed("Questionnaire", said, edition.id if edition else None),
        "version": _fixed("Version", version, edition.version if edition else None),
        "organisation": _or_null("Organisation", "Whose answers these are.", _ref("text", maxLength=MAX_NAME)),
        "date": {
            "title": "Date",
            "description": f"The day for which the answers hold, {days}; the result is worked out for it.",
            "type": "string",
            "format": "date",
            "pattern": f"^2[01][0-9]{{2}}-{_MONTH_AND_DAY}",
        },
        "prepared_by": _or_null("Prepared by", "Who prepared the answers.", _ref("person")),
        "approved_by": _or_null("Approved by", "Who approved them.", _ref("person")),
    }


def _answers(edition: Edition | None) -> Json:
    said: Json = {
        "title": "Answers",
        "description": "The answers by the id of their question, «section.question». What is not named is open.",
        "type": "object",
        **_REMARKS,
    }
    if edition is None:
        return {**said, "additionalProperties": _ref("answer")}
    asked = {name: _answer(edition.number(name), question) for name, question in edition.questions.items()}
    return {**said, "properties": asked, "additionalProperties": False}


def _answer(number: str, question: Question) -> Json:
    """Describe the answer to one question."""
    found: Json = {"title": f"{number} {question.text}", "description": question.why, "$ref": "#/$defs/answer"}
    found["properties"] = {"value": {"title": "Value", "description": "The answer.", **_value(question)}}
    if isinstance(question, Text):
        return found
    found["allOf"] = [_ref("open_alone")]
    if NA in specials(question):
        found["allOf"].append(_ref("why_not"))
    return found


def _value(question: Question) -> Json:
    special = [{"const": name, "title": _SPECIAL[name]} for name in specials(question)]
    match question:
        case Ladder() | Choice():
            return {"oneOf": [*_chosen(question.options), *special, _NULL]}
        case Facts() if not question.many:
            return {"oneOf": [*_chosen(question.options), *special, _NULL]}
        case Facts() | Checklist():
            offered = question.items if isinstance(question, Checklist) else question.options
            several: Json = {"type": "array", "title": "any of these, none twice", "uniqueItems": True}
            several["items"] = {"oneOf": _chosen(offered)}
            if isinstance(question, Facts) and question.most is not None:
                several["maxItems"] = question.most
            return {"oneOf": [several, *special, _NULL]}
        case Number():
            bounds = {"minimum": question.minimum, "maximum": question.maximum}
            return {
                "oneOf": [{"type": "integer", "title": question.unit or "a whole number", **bounds}, *special, _NULL]
            }
    return {"oneOf": [_ref("text"), _NULL]}


def _chosen(offered: Iterable[Any]) -> list[Json]:
    return [{"const": option.id, "title": option.text} for option in offered]


def _shared() -> Json:
    day: Json = {"type": "string", "format": "date", "pattern": f"^(?!0000)[0-9]{{4}}-{_MONTH_AND_DAY}"}
    nothing_but_remarks = {"propertyNames": {"pattern": "^(value$|_)"}}
    return {
        "text": {
            "title": "Text",
            "description": f"At most {MAX_CHARACTERS} characters and {MAX_LINES} lines; no control characters.",
            "type": "string",
            "maxLength": MAX_CHARACTERS,
            "pattern": _TEXT,
        },
        "day": {"title": "Day", "description": "A day, written YYYY-MM-DD.", **day},
        "person": {
            "title": "Person",
            "description": "A person who stands for the answers.",
            "type": "object",
            "properties": {
                "name": _or_null("Name", "The person’s name.", _ref("text", maxLength=MAX_NAME)),
                "function": _or_null("Function", "What the person does there.", _ref("text", maxLength=MAX_NAME)),
                "date": _or_null("Date", "The day on which they did so.", _ref("day")),
            },
            "additionalProperties": False,
        },
        "evidence": {
            "title": "Evidence",
            "description": "What shows that the answer is so: never uploaded, only named.",
            "type": "object",
            "properties": {
                "kind": {
                    "title": "Kind",
                    "description": "«internal», or «public» where anybody can read it.",
                    "enum": ["internal", "public"],
                },
                "reference": {
                    "title": "Reference",
                    "description": "Where the evidence can be found: an address, a file, a binder.",
                    **_ref("text", maxLength=MAX_REFERENCE, pattern=r"\S"),
                },
                "date": {
                    "title": "Date",
                    "description": "The day it was made or last looked at; not after the date of the answers.",
                    **_ref("day"),
                },
            },
            "additionalProperties": False,
            "required": ["kind", "reference", "date"],
        },
        "answer": {
            "title": "Answer",
            "description": "The answer to one question.",
            "type": "object",
            "properties": {
                "value": {
                    "title": "Value",
                    "description": "A step, the id of an option, a list of ids, a whole number or a text; «planned», "
                    "«unknown» or «na» where the question takes them; null where it is open.",
                    "anyOf": [
                        _ref("text"),
                        {"type": "integer"},
                        {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
                        _NULL,
                    ],
                },
                "by": {
                    "title": "By",
                    "description": "Of what is planned: until when. Left out of other answers when read.",
                    "anyOf": [_ref("day"), {"const": ""}, {"type": "null"}],
                },
                "reason": _or_null("Reason", "Of what does not apply: why.", _ref("text")),
                "evidence": _or_null("Evidence", "What shows that the answer is so.", _ref("evidence")),
                "note": _or_null("Note", "A note of one’s own.", _ref("text")),
                "share": {
                    "title": "Share",
                    "description": "Whether this answer may be passed on; left out where nothing was chosen.",
                    "type": ["boolean", "null"],
                },
            },
            **_REMARKS,
            "additionalProperties": False,
            "required": ["value"],
        },
        "open_alone": {
            "title": "Open",
            "description": "A question left open has nothing beside its value but remarks.",
            "if": {"properties": {"value": {"type": "null"}}, "required": ["value"]},
            "then": nothing_but_remarks,
        },
        "why_not": {
            "title": "Why not",
            "description": "What does not apply needs its reason.",
            "if": {"properties": {"value": {"const": NA}}, "required": ["value"]},
            "then": {"required": ["reason"], "properties": {"reason": {"type": "string", "pattern": r"\S"}}},
        },
    }


def _ref(name: str, **more: Any) -> Json:
    return {"$ref": f"#/$defs/{name}", **more}


def _fixed(title: str, description: str, value: str | None) -> Json:
    kept: Json = {"type": "string"} if value is None else {"const": value}
    return {"title": title, "description": description, **kept}


def _or_null(title: str, description: str, schema: Json) -> Json:
    return {"title": title, "description": description, "anyOf": [schema, {"type": "null"}]}
