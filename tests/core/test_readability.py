"""Reading ease: easier texts score higher, in each language."""

import pytest

from pan2_assess.core.readability import reading_ease, syllables

EASY = {
    "en": "The boss pays on time. We can say no. Nobody is hurt.",
    "fr": "Le chef paie à temps. On peut dire non. Nul n’est blessé.",
    "de": "Der Chef zahlt gut. Wir sind froh. Es geht uns gut.",
}
HARD = {
    "en": "Organisational accountability necessitates comprehensive operationalisation of internationally recognised "
    "responsibilities throughout interconnected transnational production relationships.",
    "fr": "L’opérationnalisation systématique des responsabilités internationalement reconnues nécessite une "
    "institutionnalisation progressive des procédures organisationnelles transnationales.",
    "de": "Die Operationalisierung menschenrechtlicher Sorgfaltspflichtanforderungen erfordert "
    "unternehmensübergreifende Verantwortlichkeitszuordnungen entlang internationaler Wertschöpfungsbeziehungen.",
}


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_an_easy_text_reads_more_easily_than_a_hard_one(language: str) -> None:
    easy, hard = reading_ease(EASY[language], language), reading_ease(HARD[language], language)
    assert easy is not None
    assert hard is not None
    assert easy > 80
    assert hard < 20


def test_the_measure_is_flesch() -> None:
    """Two sentences, seven words of one syllable: 206.835 − 1.015 · 7/2 − 84.6 · 7/7."""
    assert reading_ease("We look at all. Do you, too?") == pytest.approx(206.835 - 1.015 * 7 / 2 - 84.6)


@pytest.mark.parametrize(("word", "count"), [("work", 1), ("people", 2), ("responsible", 4), ("so-called", 2)])
def test_syllables(word: str, count: int) -> None:
    assert syllables(word, "en") == count


@pytest.mark.parametrize(("text", "language"), [("", "en"), ("12 – 50 %", "en"), ("Moien", "lb")])
def test_no_words_or_no_measure(text: str, language: str) -> None:
    assert reading_ease(text, language) is None
