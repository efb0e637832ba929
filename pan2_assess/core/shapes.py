"""Data read from a file becomes a model; what does not fit becomes errors in our own words, at their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pan2_assess.core.source import Source, SourceError, Trail, did_you_mean

M = TypeVar("M", bound=BaseModel)

_PATTERNS = {
    r"^https?://\S+$": "is not a web address. Write it whole, beginning with https://",
    r"^[0-9]+(\.[0-9]+)+$": 'is not a version. Write it like "2026.1"',
    r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$": "does not name a question. Write section.question",
    r"^M[0-9]{2}$": "is not a module's id. Write it like M05",
    r"^[0-9]+\.[0-9]+$": 'is not an action\'s number. Write it like "3.1"',
}


def frozen(data: Any) -> Any:
    """Turn lists into tuples, as the models hold them."""
    if isinstance(data, list):
        return tuple(map(frozen, data))
    if isinstance(data, dict):
        return {key: frozen(value) for key, value in data.items()}
    return data


def fit(source: Source, model: type[M], errors: list[SourceError], trail: Trail = ()) -> M | None:
    """Fit the data at a trail into a model, or note every reason why it does not fit."""
    data: Any = source.data
    for step in trail:
        data = data[step]
    try:
        return model.model_validate(frozen(data))
    except ValidationError as problem:
        found = problem.errors()
        # A list whose entries are wrong is not empty, though none of them could be read.
        full = {detail["loc"][:length] for detail in found for length in range(len(detail["loc"]))}
        kept = [detail for detail in found if detail["type"] != "too_short" or detail["loc"] not in full]
        errors.extend(_explain(source, model, trail, detail) for detail in kept)
        return None


def _explain(source: Source, model: type[BaseModel], trail: Trail, detail: ErrorDetails) -> SourceError:
    loc = tuple(step for step in detail["loc"] if not (isinstance(step, str) and step in ("[key]",)))
    at = (*trail, *loc)
    match detail["type"]:
        case "extra_forbidden":
            known = sorted(_keys(model, loc[:-1]))
            return source.error(at, "unknown key", did_you_mean(str(loc[-1]), known))
        case "missing":
            return source.error(at[:-1], f"«{loc[-1]}» is missing", "Add it.")
    what, remedy = _sentence(detail)
    return source.error(at, what, remedy)


def _sentence(detail: ErrorDetails) -> tuple[str, str]:  # noqa: C901 - one table of cases
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    match kind:
        case "string_type":
            return f"must be text, not {_shown(given)}", "Put it into quotes."
        case "int_type" | "int_parsing" | "int_from_float":
            return f"must be a whole number, not {_shown(given)}", "Write digits without quotes."
        case "bool_type" | "bool_parsing":
            return f"must be true or false, not {_shown(given)}", ""
        case "literal_error":
            allowed = context.get("expected", "").replace(" or ", ", ").replace("'", "").split(", ")
            near = did_you_mean(str(given), allowed)
            return f"{_shown(given)} is not one of {', '.join(allowed)}", near if near.startswith("Did") else ""
        case "string_pattern_mismatch":
            return _pattern(str(context.get("pattern")), given)
        case "string_too_short":
            return "is empty", "Write the words."
        case "string_too_long":
            return f"longer than {context['max_length']} characters", "Shorten it."
        case "too_short":
            return "is empty", "Give at least one."
        case "greater_than_equal":
            return f"{given} is too small; the least is {context['ge']}", ""
        case "less_than_equal":
            return f"{given} is too large; the most is {context['le']}", ""
        case "tuple_type" | "list_type":
            return f"must be a list, not {_shown(given)}", "Write [a, b], or a line «- a» for each."
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return f"must be a group of keys, not {_shown(given)}", "Write «key: value», a line for each."
        case "value_error":
            what, _, remedy = str(context["error"]).partition(". ")
            return what, f"{remedy}." if remedy else ""
    return detail["msg"], ""


def _pattern(pattern: str, given: Any) -> tuple[str, str]:
    if pattern == r"\S":
        return "is empty", "Write the words."
    what, _, remedy = _PATTERNS.get(
        pattern, "is not an id. Use lower-case letters, digits and _, beginning with a letter"
    ).partition(". ")
    return f"«{given}» {what}", f"{remedy}."


def _shown(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case tuple():
            return "a list"
        case dict():
            return "a group of keys"
    text = str(value)
    return f"«{text if len(text) <= 40 else text[:39] + '…'}»"


def _keys(model: Any, loc: Trail) -> set[str]:
    """List the keys known at a place inside a model."""
    at = {model}
    for step in loc:
        at = {inner for kind in at for inner in _inner(kind, step)}
    return {
        info.alias or name
        for kind in at
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        for name, info in kind.model_fields.items()
    }


def _inner(kind: Any, step: str | int) -> Iterator[Any]:
    fields = kind.model_fields
    if isinstance(step, str) and step in fields:
        yield from _parts(fields[step].annotation)
    else:  # an entry of a list, or of a mapping by name
        yield kind


def _parts(hint: Any) -> Iterator[Any]:
    """Yield the models inside a type: of a list's entries, a mapping's values, a choice of several."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for part in get_args(hint):
        yield from _parts(part)
