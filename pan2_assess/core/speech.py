"""Sentences, dates and numbers in the language of a reader."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.lists import format_list

CATALOGUES = Path(__file__).parents[1] / "translations"


@dataclass(frozen=True)
class Speech:
    """One language: says sentences of the catalogue with values put in their places."""

    language: str
    catalogue: gettext.NullTranslations

    def say(self, message: str, **values: object) -> str:
        """Say a sentence in this language."""
        return self.catalogue.gettext(message) % values if values else self.catalogue.gettext(message)

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """Say a sentence about a number of things."""
        return self.catalogue.ngettext(one, many, number) % {"number": number, **values}

    def day(self, day: date) -> str:
        """Write a date out, as in 23 November 2026."""
        return format_date(day, "long", locale=self.language if self.language != "en" else "en_GB")

    def listed(self, items: list[str]) -> str:
        """Join words as a list, as in a, b and c."""
        return format_list(items, locale=self.language if self.language != "en" else "en_GB")


@cache
def speech(language: str) -> Speech:
    """Give a language's speech; English needs no catalogue."""
    return Speech(language, gettext.translation("messages", CATALOGUES, [language], fallback=language == "en"))
