"""Lists of organisations to be invited, as offices keep them: which column is which, and what is wrong in which row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pan2_assess.core.said import Count, said
from pan2_assess.core.typed import composed, printable, text_fault

MAX_NAME, MAX_MAIL = 200, 254
COLUMNS = ("name", "contact", "mail", "language")

# Headings as people write them, without accents, signs and capitals.
_HEADINGS = {
    "name": "name organisation organization company firm supplier nom entreprise societe fournisseur raisonsociale "
    "firma unternehmen lieferant firmenname nomdelentreprise organisationname companyname",
    "contact": "contact contactperson contactname person contactperson personnedecontact interlocuteur "
    "ansprechpartner ansprechperson ansprechpartnerin kontakt kontaktperson nomducontact",
    "mail": "mail email emailaddress mailaddress courriel adresseemail adressemail adressecourriel adresseelectronique "
    "emailadresse mailadresse",
    "language": "language lang langue sprache",
}
COLUMN_OF = {heading: column for column, headings in _HEADINGS.items() for heading in headings.split()}

_LANGUAGES = {
    "en": "en english anglais englisch",
    "fr": "fr french francais franzosisch",
    "de": "de german allemand deutsch",
    "lb": "lb lu luxembourgish luxembourgeois luxemburgisch letzebuergesch",
}
LANGUAGE_OF = {word: code for code, words in _LANGUAGES.items() for word in words.split()}
NEAREST = {"lb": "fr"}  # in Luxembourg, law and administration write French

_MAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+"
)


@dataclass(frozen=True)
class Row:
    """A row of a list, with its number in the file."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Entry:
    """One organisation of a list."""

    row: int
    name: str
    contact: str
    mail: str
    language: str


@dataclass(frozen=True)
class Fault:
    """One thing wrong: the row, the column by its name in the file, what stands there, what is wrong, what would do."""

    row: int
    column: str
    value: str
    what: str
    remedy: str


class NoList(Exception):
    """Say why a file is no list of organisations, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(frozen=True)
class Listed:
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]  # headings of columns that say nothing to us


def read_list(rows: Sequence[Row], languages: Sequence[str], most: int) -> Listed:
    """Read a list whose first row holds headings; raise NoList where it is none.

    `languages` are those offered, the first being taken where a row names none.
    """
    if not rows:
        raise NoList(said("the file is empty"), TEMPLATE)
    columns, ignored = _columns(rows[0])
    filled = [row for row in rows[1:] if any(cell.strip() for cell in row.cells)]
    if not filled:
        raise NoList(said("below the headings the list is empty"), said("Write one organisation a row."))
    if len(filled) > most:
        raise NoList(
            said(
                "the list has %(rows)s rows; a campaign has room for %(most)s",
                rows=Count(len(filled)),
                most=Count(most),
            ),
            said("Take the organisations this campaign is for."),
        )
    named = {column: heading.strip() for column, (_at, heading) in columns.items()}
    entries: list[Entry] = []
    faults: list[Fault] = []
    for row in filled:
        entry, wrong = _entry(row, columns, named, languages)
        entries.append(entry)
        faults += wrong
    faults += _twice(entries, named)
    return Listed(tuple(entries), tuple(sorted(faults, key=lambda fault: fault.row)), ignored)


TEMPLATE = said("Take the template, or write headings into the first row: name, contact, mail, language.")


def folded(text: str) -> str:
    """Give the letters of a heading or a language, without accents, signs and capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def alphabetical(name: str) -> tuple[str, str]:
    """Give what a name is sorted by: its letters without accents and case, then as it is written."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum() or letter == " "), name


def check_entry(entry: Entry, named: Mapping[str, str], languages: Sequence[str]) -> Iterator[Fault]:
    """Say what is wrong with one organisation; `named` calls the columns as their reader knows them."""

    def fault(column: str, value: str, what: str, remedy: str) -> Fault:
        return Fault(entry.row, named.get(column, column), printable(value), what, remedy)

    if not entry.name:
        yield fault("name", "", said("the name is missing"), said("Write the organisation’s name."))
    for column, text in (("name", entry.name), ("contact", entry.contact)):
        wrong = text_fault(text, MAX_NAME)
        if wrong is None and "\n" in text:
            wrong = said("more than one line"), said("Write it on one line.")
        if wrong:
            yield fault(column, text, *wrong)
    if entry.mail and (len(entry.mail) > MAX_MAIL or not _MAIL.fullmatch(entry.mail)):
        yield fault(
            "mail", entry.mail, said("this is not a mail address"),
            said("Write one address, such as jo@example.lu, or leave it empty."),
        )  # fmt: skip
    if entry.language not in languages:
        yield fault(
            "language", entry.language, said("the campaign is not held in this language"),
            said("Write one of these, or leave it empty: %(languages)s", languages=", ".join(languages)),
        )  # fmt: skip


def _columns(heading: Row) -> tuple[dict[str, tuple[int, str]], tuple[str, ...]]:
    found: dict[str, tuple[int, str]] = {}
    ignored = []
    for at, cell in enumerate(heading.cells):
        column = COLUMN_OF.get(folded(cell))
        if column is None:
            ignored.append(printable(cell.strip()))
        elif column in found:
            raise NoList(
                said(
                    "two columns say the same: «%(one)s» and «%(other)s»", one=found[column][1], other=printable(cell)
                ),
                said("Keep one of them."),
            )
        else:
            found[column] = at, printable(cell)
    if "name" not in found:
        first = printable(", ".join(cell.strip() for cell in heading.cells if cell.strip()), 120)
        raise NoList(
            said(
                "no column with the organisations’ names was found; the first row says: %(first)s", first=first or "–"
            ),
            TEMPLATE,
        )
    return found, tuple(cell for cell in ignored if cell)


def _entry(
    row: Row, columns: Mapping[str, tuple[int, str]], named: Mapping[str, str], languages: Sequence[str]
) -> tuple[Entry, list[Fault]]:
    def cell(column: str) -> str:
        at = columns[column][0] if column in columns else len(row.cells)
        return composed(row.cells[at]) if at < len(row.cells) else ""

    entry = Entry(
        row.number, " ".join(cell("name").split(" ")), cell("contact"), mail_of(cell("mail")),
        language_of(cell("language"), languages),
    )  # fmt: skip
    return entry, list(check_entry(entry, named, languages))


def mail_of(text: str) -> str:
    """Write a mail address in the one spelling in which it is kept."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def language_of(text: str, languages: Sequence[str]) -> str:
    """Give the code of a language as people write it; the first one offered for none, the text itself if unknown."""
    if not text:
        return languages[0]
    found = LANGUAGE_OF.get(folded(text), text)
    return found if found in languages else NEAREST.get(found, found)


def _twice(entries: Iterable[Entry], named: Mapping[str, str]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for entry in entries:
        name = alphabetical(entry.name)[0]
        if name and (before := first.setdefault(name, entry.row)) != entry.row:
            yield Fault(
                entry.row, named["name"], printable(entry.name),
                said("this organisation stands in row %(row)s too", row=before),
                said("Keep one of them; two organisations of one name are told apart by their place."),
            )  # fmt: skip
