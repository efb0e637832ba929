"""The other languages: nothing missing, left over or left in English; the same figures, places and typography."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from pan2_assess import paths
from pan2_assess.core.folder import read_folder
from pan2_assess.core.speech import CATALOGUES
from pan2_assess.core.words import words_of

ROOT = Path(__file__).parents[1]
LANGUAGES = sorted(path.stem for path in CATALOGUES.glob("*.po"))
KEYWORDS = ("_", "say", "said", "count:1,2", "ngettext:1,2")

Pair = tuple[str, str, str]  # where it stands, the English, the translation


def catalogue(language: str) -> dict[tuple[str, ...], Message]:
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return {_ids(message): message for message in read_po(file, locale=language) if message.id}


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _said(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    """Find the messages of the interface as `make words` does."""
    pot = tmp_path_factory.mktemp("words") / "messages.pot"
    marks = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    command = [str(Path(sys.executable).with_name("pybabel")), "-q", "extract", "-F", "babel.toml", *marks]
    subprocess.run([*command, "-o", str(pot), "."], check=True, cwd=ROOT)
    with pot.open("rb") as file:
        return {_ids(message) for message in read_po(file) if message.id}


@pytest.fixture(scope="module")
def pairs() -> dict[str, list[Pair]]:
    """Give, by language, every text of the questionnaires beside its translation."""
    folder = read_folder(paths.questionnaires())
    models = {stem: words_of(read.model) for stem, read in folder.models()}
    found: dict[str, list[Pair]] = {}
    for language, files in folder.words.items():
        for stem, words in files.items():
            texts = ((f"{stem}.{language}: {' › '.join(t)}", models[stem][t], text) for t, text in words.items())
            found.setdefault(language, []).extend(texts)
    return found


def everything(pairs: dict[str, list[Pair]], language: str) -> Iterator[Pair]:
    """Yield texts of the questionnaires and of the interface."""
    yield from pairs.get(language, [])
    for ids, message in catalogue(language).items():
        for english, said in zip((ids * 2)[: len(_said(message))], _said(message), strict=True):
            yield f"{language}.po: {english}", english, said


@pytest.mark.parametrize("language", LANGUAGES)
def test_interface_is_translated_whole(language: str, extracted: set[tuple[str, ...]]) -> None:
    found = catalogue(language)
    assert extracted - set(found) == set()
    assert set(found) - extracted == set()
    assert [ids for ids, message in found.items() if message.fuzzy or not all(_said(message))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_interface_keeps_its_places(language: str) -> None:
    wrong = []
    for ids, message in catalogue(language).items():
        wrong += [f"{ids[0]}: {error}" for error in message.check()]
        for said in _said(message)[-1:]:
            if sorted(re.findall(r"%\(\w+\)[sd]", ids[-1])) != sorted(re.findall(r"%\(\w+\)[sd]", said)):
                wrong.append(ids[-1])
    assert wrong == [], "\n".join(wrong)


def test_questionnaires_are_translated_whole() -> None:
    folder = read_folder(paths.questionnaires())
    assert sorted(folder.words) == LANGUAGES
    assert [str(error) for error in folder.errors] == []


# Figures that stand in one language as a word of another kind.
SPOKEN = {"1er": "1", "1re": "1"}


def figures(text: str) -> Counter[str]:
    """Count the figures of a text, however its language groups and ends them."""
    text = re.sub(r"%\(\w+\)[sd]", " ", text)
    text = re.sub(r"(?<=\d)[\u202f\u00a0.,’'](?=\d{3}(?!\d))", "", text)
    return Counter(re.findall(r"\d+", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_the_same(language: str, pairs: dict[str, list[Pair]]) -> None:
    wrong = [place for place, english, said in everything(pairs, language) if figures(english) != figures(said)]
    assert wrong == [], "\n".join(wrong)


# Texts that are the same in two languages for a reason: codes and addresses, names, words that both share.
SAME = re.compile(r"[A-Z0-9 .,:;()/&«»„“%-]+|https?://\S+")
NAMES = {
    "Corporate Human Rights Benchmark",
    "Inspection du travail et des mines",
    "Office des signalements",
    "CSDDD art.",
}
SHARED = {
    "Link",
    "Organisation",
    "Questionnaire",
    "Questions",
    "Section",
    "question",
    "questions",
    "version",
    "min",
    "h",
}
PLACE = re.compile(r"%\(\w+\)[sd]")


def shared(text: str) -> bool:
    """Tell whether a text is made of nothing but what both languages share."""
    words = re.findall(r"\w+", PLACE.sub(" ", text))
    return text in NAMES or SAME.fullmatch(text) is not None or set(words) <= SHARED


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_in_english(language: str, pairs: dict[str, list[Pair]]) -> None:
    left = [
        f"{place}: {said}"
        for place, english, said in everything(pairs, language)
        if english == said and len(said.split()) > 1 and not shared(said)
    ]
    assert left == [], "\n".join(left)
    english = re.compile(r"\b(the|and|with|your|which|where|from|whether|should)\b")
    assert [place for place, _, said in everything(pairs, language) if len(english.findall(said)) > 2] == []


WRONG = {
    "fr": {
        "a blank where a narrow one belongs": re.compile(r"(?<=\S) [;:!?%»]|« |(?<=[^\s(%\u202f])[;!?](?=\s|$)"),
        "a typewriter's apostrophe or quote": re.compile(r"(?<=\w)'(?=\w)|\"(?=\w)|(?<=\w)\""),
        "another word for droits de l’homme": re.compile(r"droits humains", re.IGNORECASE),
        "two blanks": re.compile(r"(?<=\S)  (?=\S)"),
    },
    "de": {
        "a typewriter's apostrophe or quote": re.compile(r"(?<=\w)'(?=\w)|\"(?=\w)|(?<=\w)\""),
        "another language's quotes": re.compile(r"[«»”]"),
        "signs between the sexes": re.compile(r"\w[*:_·]innen\b|\w\*in\b"),
        "another name for the ITM": re.compile(r"Arbeitsinspektion|Gewerbeaufsicht"),
        "two blanks": re.compile(r"(?<=\S)  (?=\S)"),
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_typography_and_words_are_those_of_the_language(language: str, pairs: dict[str, list[Pair]]) -> None:
    wrong = [
        f"{place}: {what}: {found[0]!r}"
        for place, english, said in everything(pairs, language)
        for what, pattern in WRONG[language].items()
        if (found := pattern.search(PLACE.sub("X", said))) and not ('"' in found[0] and '"' in english)
    ]
    assert wrong == [], "\n".join(wrong)


# One term for one thing: the English, and what must stand for it.
TERMS = [
    ("human rights", "[Dd]roits? de l’homme|Droits de l’Homme|droits fondamentaux", "[Mm]enschenrecht"),
    ("due diligence", "diligence|devoir de vigilance", "[Ss]orgfalt"),
    ("staff delegation", "délégation", "[Dd]elegation"),
    ("trade unions?", "syndica", "[Gg]ewerkschaft"),
    ("forced labour", "travail forcé", "Zwangsarbeit"),
    ("trafficking", "traite", "Menschenhandel"),
    ("conflict minerals", "minerais", "[Mm]ineral"),
    ("contracting authorit", "pouvoirs? adjudicateurs?|acheteurs? publics?", "Auftraggeber"),
    ("subcontract", "sous-trait", "[Ss]ubunternehm|[Nn]achunternehm|[Uu]nterverg|weiterverg|Unterauftr|weitergeb"),
    ("agency workers?", "intérimaire", "Leiharbeit"),
    ("posted", "détach", "[Ee]ntsand|[Ee]ntsend"),
    ("reprisal", "représailles", "Vergeltung"),
    ("complaint", "réclam|plaint|plaign", "[Bb]eschwer|Klage|Anzeige"),
    ("abnormally low", "anormalement bas", "ungewöhnlich niedrig"),
    ("high-risk AI", "haut risque", "[Hh]ochrisiko"),
    ("smelter", "fonderie", "Hütte"),
    ("collective agreement", "convention", "Kollektivvertr"),
    ("National Pact", "Pacte national", "Pakt"),
    ("supply chain", "chaînes? d’approvisionnement", "Lieferkette"),
    ("severity|severe", "grav", "[Ss]chwer"),
]
# Where another word says the same, and other names of a term in the glossary.
ELSEWHERE = {"bank/clause", "bank/public", "guides", "remedies"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_term_stands_for_one_thing(language: str, pairs: dict[str, list[Pair]]) -> None:
    wrong = []
    for english, french, german in TERMS:
        found, wanted = re.compile(rf"\b({english})"), re.compile(french if language == "fr" else german)
        uses = [(place, said) for place, text, said in everything(pairs, language) if found.search(text)]
        uses = [(place, said) for place, said in uses if " › also › " not in place]
        missed = [f"{place}: no «{wanted.pattern}»" for place, said in uses if not wanted.search(said)]
        assert len(missed) <= len(uses) / 10, f"{english}: another word is usual"
        wrong += [line for line in missed if line.partition(".")[0] not in ELSEWHERE]
    assert wrong == [], "\n".join(wrong)
