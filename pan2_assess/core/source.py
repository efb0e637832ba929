"""YAML text becomes plain data with the place of every key; what is wrong becomes a message with its remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pan2_assess.core.said import said

MAX_BYTES = 1 << 20
MAX_DEPTH = 20

Place = tuple[int, int]
Step = str | int
Trail = tuple[Step, ...]

# The C parser is ten times faster; both give the same events.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NULLS = {"", "null", "~"}
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, order=True)
class SourceError:
    """One thing wrong in a file: where it stands, what is wrong, how to mend it."""

    file: str
    line: int
    column: int
    where: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        where = f" {self.where}:" if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.file}:{self.line}:{self.column}:{where} {self.what}.{remedy}"


class SourceErrors(Exception):
    """Everything wrong in the files of one run, sorted by file and line."""

    def __init__(self, errors: Iterable[SourceError]) -> None:
        self.errors = tuple(sorted(set(errors)))
        super().__init__("\n".join(map(str, self.errors)))


@dataclass(frozen=True)
class Source:
    """A file read: its data, and line and column (from 1) of each key and list entry by its trail."""

    file: str
    data: Any
    places: dict[Trail, Place] = field(repr=False)

    def place(self, trail: Trail) -> Place:
        """Find the place of the deepest known step of the trail."""
        while trail and trail not in self.places:
            trail = trail[:-1]
        return self.places.get(trail, (1, 1))

    def error(self, trail: Trail, what: str, remedy: str = "", where: str | None = None) -> SourceError:
        """Say what is wrong at a trail."""
        line, column = self.place(trail)
        return SourceError(self.file, line, column, self.name(trail) if where is None else where, what, remedy)

    def name(self, trail: Trail) -> str:
        """Name a trail by ids: «policy.commitment › options.none.points»."""
        owner, keys, at = self._owner(), [], self.data
        for step in trail:
            at = _inside(at, step)
            ident = at.get("id") if isinstance(at, dict) else None
            if isinstance(step, str):
                keys.append(step)
            elif isinstance(ident, str | int) and owner[1:] == [] and len(keys) == 1:
                owner, keys = [*owner, str(ident)], []
            else:
                keys.append(str(ident) if isinstance(ident, str | int) else str(step + 1))
        return " › ".join(part for part in (".".join(filter(None, owner)), ".".join(keys)) if part)

    def _owner(self) -> list[str]:
        top = self.data if isinstance(self.data, dict) else {}
        name = top.get("section") or top.get("id")
        return [name] if isinstance(name, str) else []


def _inside(at: Any, step: Step) -> Any:
    try:
        return at[step]
    except (KeyError, IndexError, TypeError):
        return None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Offer the nearest known name, or list the known ones when there are few."""
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.55)
    if near:
        return said("Did you mean «%(name)s»?", name=near[0])
    return said("Known: %(names)s.", names=", ".join(names)) if 0 < len(names) <= 24 else ""


def read(path: Path, shown: str | None = None) -> Source:
    """Read one YAML file strictly; raise SourceErrors with every reason why not."""
    file = shown or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceErrors([SourceError(file, 1, 1, "", f"cannot be read ({error.strerror})")]) from error
    if len(raw) > MAX_BYTES:
        raise SourceErrors([SourceError(file, 1, 1, "", f"larger than {MAX_BYTES >> 20} MiB", "Split the file.")])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(raw[: error.start].split(b"\n"))
        raise SourceErrors([SourceError(file, line, 1, "", "not UTF-8 text", "Save the file as UTF-8.")]) from error
    return parse(text, file)


def parse(text: str, file: str) -> Source:
    """Turn YAML text into data and places; raise SourceErrors."""
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = f"not readable as YAML ({error.problem or error.context or 'syntax'})"
        hint = "Check indentation, quotes and colons just before this place; texts with «: » need quotes or a block."
        raise SourceErrors([*builder.errors, SourceError(file, line, column, "", what, hint)]) from error
    except (yaml.reader.ReaderError, ValueError) as error:
        # Searched for anew: the C parser counts bytes, the other one characters.
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        before = text[: found.start()] if found else ""
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        what, remedy = "holds a character that YAML does not allow", "Remove control characters such as NUL."
        raise SourceErrors([SourceError(file, line, column, "", what, remedy)]) from error
    if builder.errors:
        raise SourceErrors(builder.errors)
    return Source(file, builder.root, builder.places)


@dataclass
class _Open:
    """A mapping or list still being read."""

    value: Any
    trail: Trail
    key: str | None = None
    skip: bool = False


class _Builder:
    """Builds data from parser events without recursion, so that depth is ours to limit."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.places: dict[Trail, Place] = {}
        self.errors: list[SourceError] = []
        self._stack: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse(event, "a second document in one file", "Remove the line «---».")
            case yaml.AliasEvent():
                self._refuse(event, f"alias «*{event.anchor}»", "Write the words out; aliases are not allowed.")
                self._put(None, event)
            case yaml.ScalarEvent():
                self._guard(event)
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._guard(event)
                self._enter({} if isinstance(event, yaml.MappingStartEvent) else [], event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._stack.pop()

    def _refuse(self, event: Any, what: str, remedy: str) -> None:
        mark = event.start_mark
        self.errors.append(SourceError(self.file, mark.line + 1, mark.column + 1, "", what, remedy))

    def _guard(self, event: Any) -> None:
        if event.anchor:
            self._refuse(event, f"anchor «&{event.anchor}»", "Anchors are not allowed; write the words out.")
        if event.tag and event.tag != "!":
            self._refuse(event, f"tag «{event.tag}»", "Tags are not allowed.")

    def _enter(self, value: Any, event: Any) -> None:
        trail = self._put(value, event)
        if len(self._stack) >= MAX_DEPTH:
            self._refuse(event, f"nested more than {MAX_DEPTH} levels deep", "Flatten it.")
            raise SourceErrors(self.errors)
        self._stack.append(_Open(value, trail))

    def _scalar(self, event: Any) -> None:
        top = self._stack[-1] if self._stack else None
        if top and isinstance(top.value, dict) and top.key is None:
            self._key(top, event)
        else:
            self._put(_plain(event.value) if event.implicit[0] else event.value, event)

    def _key(self, top: _Open, event: Any) -> None:
        key, mark = event.value, event.start_mark
        trail = (*top.trail, key)
        if key in top.value:
            first = self.places[trail][0]
            self._refuse(event, f"key «{key}» stands twice, first on line {first}", "Keep one of them.")
            top.skip = True
        else:
            self.places[trail] = (mark.line + 1, mark.column + 1)
        top.key = key

    def _put(self, value: Any, event: Any) -> Trail:
        if not self._stack:
            self.root = value
            return ()
        top = self._stack[-1]
        if isinstance(top.value, list):
            trail = (*top.trail, len(top.value))
            self.places[trail] = (event.start_mark.line + 1, event.start_mark.column + 1)
            top.value.append(value)
            return trail
        if top.key is None:
            self._refuse(event, "a key that is not a plain word", "Use a word as the key.")
            top.key, top.skip = "?", True
            return (*top.trail, "?")
        trail = (*top.trail, top.key)
        if not top.skip:
            top.value[top.key] = value
        top.key, top.skip = None, False
        return trail


def _plain(text: str) -> Any:
    # Only these four shapes are anything but text, so that «no», «1.10» and «2026-11-23» stay what they look like.
    if text in _NULLS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    return int(text) if _INTEGER.fullmatch(text) else text
