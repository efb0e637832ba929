"""The cells of a workbook that nobody has checked: read within limits, as texts, numbers and truth values.

Written for this one purpose in place of a general library, which reads styles, drawings and links that no answer
needs, before any limit could stop it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from posixpath import join, normpath

from pan2_assess.core.answers import refusal
from pan2_assess.core.said import said
from pan2_assess.reports.unpacking import FAR, Part, Parts, unpacked

MAX_ROWS = 2000
MAX_COLUMNS = 100
MAX_TEXT = 32_767  # characters in a cell, as Excel counts them
MAX_REFERRED = 8 << 20  # characters of shared texts, as often as cells refer to them


@dataclass(frozen=True)
class Formula:
    """What stands in a cell that works its value out."""


Cell = str | int | float | bool | Formula
Grid = dict[int, dict[int, Cell]]  # by row and column, both from 1; empty cells are left out


@dataclass(frozen=True)
class Book:
    grids: Mapping[str, Grid]
    since_1904: bool  # days are counted from 1904 and not from 1900
    names: Mapping[str, str] = field(default_factory=dict)  # what the sheets are called in the file


def read_cells(raw: bytes, names: Mapping[str, str]) -> Book:
    """Read the sheets of these names, given in small letters with what each means.

    Raise AnswerErrors where the file has not got them all, or cannot be read.
    """
    with unpacked(raw) as parts:
        return _Reader(parts).book(names)


def read_first(raw: bytes, most_rows: int = MAX_ROWS) -> Grid:
    """Read the first sheet, whatever it is called; raise AnswerErrors where the file cannot be read."""
    with unpacked(raw) as parts:
        return _Reader(parts).first(most_rows)


class _Reader:
    """Finds its way from part to part: from the workbook to its sheets and to the texts they share."""

    def __init__(self, parts: Parts) -> None:
        self.parse = parts.parse

    def book(self, names: Mapping[str, str]) -> Book:
        main, listed, settings = self._main()
        found: dict[str, str] = {}
        for name in listed:
            if meant := names.get(name.casefold()):
                found.setdefault(meant, name)
        for meant in dict.fromkeys(names.values()):
            if meant not in found:
                known = dict.fromkeys(name.capitalize() for name, one in names.items() if one == meant)
                raise refusal(
                    "",
                    said("the workbook has no sheet «%(name)s»", name=" / ".join(known)),
                    said("Give the sheets their names back."),
                )
        paths, strings = self._relations(main, "worksheet"), self._shared(main)
        grids = {meant: self._grid(name, paths[listed[name]], strings) for meant, name in found.items()}
        return Book(grids, settings.get("date1904") in ("1", "true"), found)

    def first(self, most_rows: int) -> Grid:
        main, listed, _settings = self._main()
        [(name, id_), *_others] = listed.items()
        paths = self._relations(main, "worksheet")
        return self._grid(name, paths[id_], self._shared(main), most_rows)

    def _main(self) -> tuple[str, dict[str, str], dict[str, str]]:
        """Find the workbook itself, its sheets by name, and its settings."""
        [main] = self._relations("", "officeDocument").values()
        listed: dict[str, str] = {}
        settings: dict[str, str] = {}

        def start(name: str, given: Mapping[str, str]) -> None:
            if name == "sheet":
                listed[given["name"]] = given["id"]
            elif name == "workbookPr":
                settings.update(given)

        self.parse(main, Part(start))
        return main, listed, settings

    def _shared(self, main: str) -> list[str]:
        return [text for path in self._relations(main, "sharedStrings").values() for text in self._strings(path)]

    def _relations(self, source: str, kind: str) -> dict[str, str]:
        """Find the parts of a kind that a part refers to, by the ids it knows them by."""
        folder, _, file = source.rpartition("/")
        found: dict[str, str] = {}

        def start(name: str, given: Mapping[str, str]) -> None:
            inside = given.get("TargetMode") != "External"
            if name == "Relationship" and inside and given["Type"].rpartition("/")[2] == kind:
                found[given["Id"]] = normpath(join("/", folder, given["Target"])).lstrip("/")

        self.parse(join(folder, "_rels", f"{file}.rels"), Part(start))
        return found

    def _strings(self, path: str) -> list[str]:
        """Read the texts that cells share."""
        texts: list[str] = []
        gathering = _Gathering()

        def start(name: str, given: Mapping[str, str]) -> None:
            if name == "si":
                gathering.begin()
            gathering.start(name)

        def end(name: str) -> None:
            gathering.end(name)
            if name == "si":
                texts.append(gathering.whole().strip())

        self.parse(path, Part(start, end, gathering.text))
        return texts

    def _grid(self, sheet: str, path: str, strings: list[str], most_rows: int = MAX_ROWS) -> Grid:
        reading = _Sheet(sheet, strings, most_rows)
        self.parse(path, Part(reading.start, reading.end, reading.gathering.text))
        return reading.grid


@dataclass
class _Gathering:
    """Puts a cell's text together from its runs, without the signs above it that say how to pronounce it."""

    runs: list[str] = field(default_factory=list)
    length: int = 0
    inside: bool = False
    above: bool = False

    def begin(self) -> None:
        self.runs, self.length = [], 0

    def start(self, name: str) -> None:
        self.above = self.above or name == "rPh"
        self.inside = name in ("t", "v") and not self.above
        if self.inside:
            self.runs.append("")

    def end(self, name: str) -> None:
        self.inside = False
        self.above = self.above and name != "rPh"

    def text(self, text: str) -> None:
        if self.inside:
            self.length += len(text)
            if self.length > MAX_TEXT:
                raise refusal("", said("a cell holds more text than a workbook can"), FAR)
            self.runs[-1] += text

    def whole(self) -> str:
        """Give the text; signs in their escaped form, as in _x000D_, are so within one run."""
        return "".join(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), run) for run in self.runs)


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class _Sheet:
    """Reads the cells of one sheet as its elements come."""

    def __init__(self, name: str, strings: list[str], most_rows: int) -> None:
        self.name, self.strings, self.most_rows, self.referred = name, strings, most_rows, 0
        self.grid: Grid = {}
        self.gathering = _Gathering()
        self.row = self.column = 0
        self.kind, self.formula = "n", False

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "row":
            self.row, self.column = int(given.get("r", self.row + 1)), 0
        elif name == "c":
            self.column = _column(given["r"]) if "r" in given else self.column + 1
            self.kind, self.formula = given.get("t", "n"), False
            self.gathering.begin()
        elif name == "f":
            self.formula = True
        self.gathering.start(name)

    def end(self, name: str) -> None:
        self.gathering.end(name)
        if name == "c" and self.column <= MAX_COLUMNS:
            value = Formula() if self.formula else self._value(self.gathering.whole())
            if value != "":
                self._keep(value)

    def _keep(self, value: Cell) -> None:
        if self.row > self.most_rows:
            raise refusal(
                "",
                said("the sheet «%(name)s» has more than %(max_rows)s rows", name=self.name, max_rows=self.most_rows),
                FAR,
            )
        self.grid.setdefault(self.row, {})[self.column] = value

    def _value(self, text: str) -> Cell:
        match self.kind:
            case "s":
                return self._shared(_place(text)) if text else ""
            case "b":
                return text == "1"
            case "n":
                return _number(text)
        return text.strip()

    def _shared(self, place: int) -> str:
        """Give a text that cells share; together they may not refer to more than a workbook of answers can hold."""
        text = self.strings[place]
        self.referred += len(text)
        if self.referred > MAX_REFERRED:
            raise refusal("", said("the workbook holds too much"), FAR)
        return text


def _place(text: str) -> int:
    place = int(text)
    if place < 0:
        raise ValueError(text)
    return place


def _number(text: str) -> Cell:
    if not text:
        return ""
    number = float(text)
    if not isfinite(number):
        return text
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _column(reference: str) -> int:
    place = _REFERENCE.fullmatch(reference)
    if place is None:
        raise ValueError(reference)
    return column_number(place[1])


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
