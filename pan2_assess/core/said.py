"""Messages that know what they were made of: they read as English, and can be said again in another language."""

from __future__ import annotations

from collections.abc import Mapping


class Count(int):
    """A number of things, its digits grouped as the language of the sentence groups them."""

    def __str__(self) -> str:
        return f"{int(self):,}"


class Said(str):
    """A sentence in English with the pattern and the values it was made of."""

    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, **values: object) -> Said:
        made = super().__new__(cls, pattern % values if values else pattern)
        made.pattern, made.values = pattern, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.pattern,), dict(self.values)


said = Said  # the mark by which messages are found for translating
