"""Sentences, dates and numbers in the language of a reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from pan2_assess.core.said import Count, Said

CATALOGUES = Path(__file__).parents[1] / "translations"


@dataclass(frozen=True)
class Speech:
    """One language: says sentences of the catalogue with values put in their places."""

    language: str
    catalogue: NullTranslations

    def say(self, message: str, **values: object) -> str:
        """Say a sentence in this language."""
        return self.catalogue.gettext(message) % values if values else self.catalogue.gettext(message)

    def again(self, message: str) -> str:
        """Say a message in this language that was made in English; what is no such message stays as it is."""
        if not isinstance(message, Said):
            return message
        return self.say(message.pattern, **{key: self._value(value) for key, value in message.values.items()})

    def _value(self, value: object) -> object:
        if isinstance(value, Count):
            return format_decimal(int(value), locale=self.language)
        return self.again(value) if isinstance(value, str) else value

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """Say a sentence about a number of things."""
        return self.catalogue.ngettext(one, many, number) % {"number": number, **values}

    def day(self, day: date) -> str:
        """Write a date out, as in 23 November 2026."""
        written = format_date(day, "long", locale=self.language if self.language != "en" else "en_GB")
        return f"1er{written[1:]}" if self.language == "fr" and day.day == 1 else written

    def listed(self, items: list[str]) -> str:
        """Join words as a list, as in a, b and c."""
        return format_list(items, locale=self.language if self.language != "en" else "en_GB")

    def any_of(self, items: list[str]) -> str:
        """Join words of which one is enough, as in a, b or c."""
        return format_list(items, style="or", locale=self.language if self.language != "en" else "en_GB")


@cache
def speech(language: str) -> Speech:
    """Give a language's speech; English needs no catalogue."""
    return Speech(language, _catalogue(language))


def _catalogue(language: str) -> NullTranslations:
    """Read a language's catalogue as it is written; nothing compiled lies beside it that could be out of date."""
    if language == "en":
        return NullTranslations()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, domain="messages")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
