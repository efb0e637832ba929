"""Which fields of a model are words to translate: list them by trail, put another language's in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field


class _Word:
    """The mark of a field that holds words of one language."""


_WORD = _Word()
Words = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"\S"), _WORD]
MaybeWords = Annotated[str, Field(max_length=4000), _WORD]  # may be left out


class Model(BaseModel):
    """A frozen model that knows all its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Trail = tuple[str, ...]


@cache
def _kinds(model: type[BaseModel]) -> dict[str, bool]:
    """Tell for each field whether its text is words; fields that can hold neither words nor models are left out."""
    hints = get_type_hints(model, include_extras=True)
    return {name: _marked(hints[name]) for name in model.model_fields if _marked(hints[name]) or _models(hints[name])}


def _marked(hint: Any) -> bool:
    if get_origin(hint) is Annotated:
        return any(isinstance(item, _Word) for item in hint.__metadata__) or _marked(get_args(hint)[0])
    return any(_marked(part) for part in get_args(hint))


def _models(hint: Any) -> bool:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return True
    return any(_models(part) for part in get_args(hint))


def key_of(item: Any, index: int) -> str:
    """Name a list's entry: by its id where it has one, else by its place."""
    return str(getattr(item, "id", index))


def words_of(model: BaseModel) -> dict[Trail, str]:
    """List all words of a model by their trail; words left empty are not listed."""
    return {trail: text for trail, text in _walk(model, ()) if text}


def _walk(value: Any, trail: Trail, marked: bool = False) -> Iterator[tuple[Trail, str]]:
    if isinstance(value, BaseModel):
        for name, words in _kinds(type(value)).items():
            yield from _walk(getattr(value, name), (*trail, name), words)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk(item, (*trail, str(key)), marked)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk(item, (*trail, key_of(item, index)), marked)
    elif marked and isinstance(value, str):
        yield trail, value


def with_words(value: Any, words: Mapping[Trail, str], trail: Trail = ()) -> Any:
    """Copy a model with other words in place of its own."""
    if isinstance(value, BaseModel):
        # Built anew and not copied: a copy would carry along what the original had worked out from its words.
        kinds = _kinds(type(value))
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        changed = {name: with_words(fields[name], words, (*trail, name)) for name in kinds}
        return type(value).model_construct(**{**fields, **changed})
    if isinstance(value, Mapping):
        return {key: with_words(item, words, (*trail, str(key))) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(with_words(item, words, (*trail, key_of(item, index))) for index, item in enumerate(value))
    return words.get(trail, value)
