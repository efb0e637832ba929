"""The published JSON Schemas of what is read and written, made from the types themselves and the words beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pan2_assess.core import feedback_json
from pan2_assess.core.model import Edition
from pan2_assess.core.schema_answers import answers_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NUMBER = 1  # of every format: raised where a field goes or changes its meaning
WORDS = Path(__file__).with_name("schema")
# Fields that an edition holds only where they say something.
LEFT_OUT = frozenset({"most"})

Json = dict[str, Any]


def schema(name: str, edition: Edition | None = None) -> Json:
    """Give a schema by its name in SCHEMAS; that of answers to one questionnaire in the language of the edition."""
    own = (edition.id, edition.version) if edition else ()
    made = answers_schema(edition) if name == "answers" else _MADE[name]()
    return {"$schema": DIALECT, "$id": ":".join(("urn", "pan2-assess", name, str(NUMBER), *own)), **made}


def words(name: str) -> Json:
    """Read the words of a schema, by type and field; of the result, which is no type of its own, the whole schema."""
    found: Json = yaml.safe_load((WORDS / f"{name}.yaml").read_text("utf-8"))
    return found


def _result() -> Json:
    return words("result")


def _feedback() -> Json:
    made = feedback_json.adapter().json_schema(mode="serialization")
    made["properties"] = {"format": {"const": feedback_json.FORMAT}, **made["properties"]}
    return _told(made, words("feedback"), "Feedback")


def _edition() -> Json:
    made = Edition.model_json_schema(mode="serialization")
    made["properties"]["digest"] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    return _told(made, words("edition"), "Edition")


_MADE = {"result": _result, "feedback": _feedback, "edition": _edition}
SCHEMAS = ("answers", *_MADE)


def _told(made: Json, words: Mapping[str, Mapping[str, str]], top: str) -> Json:
    """Give each type and field its words, and leave room for the fields of later versions."""
    for kind, form in ((top, made), *made["$defs"].items()):
        shared = words["Question"] if "why" in form["properties"] else {}
        said = {**shared, **words.get(kind, {})}
        form.pop("additionalProperties", None)
        form.update(title=_title(kind), description=said.get("", ""))
        for name, field in form["properties"].items():
            field.pop("default", None)
            field.update(title=_title(name), description=said.get(name, ""))
        form["required"] = [name for name in form["properties"] if name not in LEFT_OUT]
    return made


def _title(name: str) -> str:
    """Part a name into words."""
    parted = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name.replace("_", " "))
    return parted.strip().capitalize()
