"""The pages to read: training and its quiz, glossary, guides, plan, help, duties; and the first page's doors."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pan2_assess.core import length
from pan2_assess.core import speech as speaking
from pan2_assess.core.feedback import plan_statuses
from pan2_assess.core.library import Library
from pan2_assess.core.texts import ModuleText
from pan2_assess.web import home, lengths
from pan2_assess.web.terms import after_first_sentence, first_sentence, fresh, linked
from tests.web.journey import Checked, Respondent, company
from tests.web.statements import statements

PAGES = ("training", "training/M05", "glossary", "guides", "guides/requests", "plan", "help", "duties")


def library(app: Flask) -> Library:
    found: Library = app.extensions["library"]
    return found


def plain(text: str) -> str:
    """Give a page's text without its marks, with single blanks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())


def module(app: Flask, name: str = "M01") -> ModuleText:
    return next(module for module in library(app).texts["en"].modules if module.id == name)


def test_every_page_is_there(client: FlaskClient, web: Flask) -> None:
    texts = library(web).texts["en"]
    pages = [*PAGES, *(f"training/{one.id}" for one in texts.modules), *(f"guides/{one.id}" for one in texts.guides)]
    for page in pages:
        text = client.get(f"/en/{page}").text
        assert text.count("<h1") == 1, page
        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        assert all(after - before <= 1 for before, after in pairwise(levels)), page
        assert "legal advice" in text


@pytest.mark.parametrize("page", ["training/M99", "training/m01", "guides/nothing"])
def test_unknown_pages_are_not_there(client: FlaskClient, page: str) -> None:
    assert client.get(f"/en/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_others_pages_are_not_told_where_one_comes_from(client: FlaskClient, page: str) -> None:
    for link in re.findall(r'<a [^>]*href="https?://[^>]*>', client.get(f"/en/{page}").text):
        assert 'rel="noreferrer"' in link


@pytest.mark.parametrize("page", PAGES)
def test_terms_are_linked_in_prose_only(client: FlaskClient, page: str) -> None:
    text = client.get(f"/en/{page}").text
    for inside in re.findall(r"<(h[1-6]|label|legend|summary|dt)\b[^>]*>(.*?)</\1>", text, re.DOTALL):
        assert 'class="term"' not in inside[1]
    ids = set(re.findall(r'id="(term-[^"]+)"', client.get("/en/glossary").text))
    for address in re.findall(r'class="term" href="([^"]+)"', text):
        page_of, _, anchor = address.partition("#")
        assert (page_of, anchor in ids) == ("/en/glossary", True)


def test_a_term_is_linked_once_in_a_stretch(web: Flask) -> None:
    with web.test_request_context("/en/"):
        first = linked("<b>Remedy</b> & more remedy")
        assert first.count('href="/en/glossary#term-remedy"') == 1
        assert str(first).startswith('&lt;b&gt;<a class="term"')
        assert "&amp; more remedy" in first
        seen = fresh()
        assert "<a" in linked("A remedy.", seen)
        assert "<a" not in linked("Another remedy.", seen)
        assert "<a" not in linked("A remedy.", fresh("remedy"))


def test_training_lists_paths_with_their_minutes_and_every_module(client: FlaskClient, web: Flask) -> None:
    text = client.get("/en/training").text
    texts = library(web).texts["en"]
    minutes = {one.id: one.minutes for one in texts.modules}
    assert len(minutes) == 14
    for path in texts.paths:
        part = text[text.index(f'id="path-{path.id}"') :]
        hours, rest = divmod(sum(minutes[name] for name in path.modules), 60)
        whole = " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest))
        assert f"{escape(path.title)} <span" in part
        assert whole in part[: part.index("</h2>")]
    everything = text[text.rindex('id="all"') :]
    assert re.findall(r'href="/en/training/(M\d\d)"', everything[: everything.index("</ol>")]) == list(minutes)
    for one in texts.modules:
        assert one.audience in plain(everything)


def test_module_says_what_it_holds_and_where_it_belongs(client: FlaskClient, web: Flask) -> None:
    found = module(web, "M05")
    text = client.get("/en/training/M05").text
    words = plain(text)
    for part in (*found.objectives, *found.monday, *(part.title for part in found.parts)):
        assert " ".join(part.split()) in words
    assert "Do this on Monday" in words
    assert re.search(r"State of \d+ \w+ \d{4}; to be read again by \d+ \w+ \d{4}\.", words)
    for action in found.actions:
        assert f'href="/en/plan#action-{action}"' in text
    # Every question whose advice names the module is listed once, and the link leads to it.
    leads = re.findall(r'href="/en/(\w+)/questions#q-([^"]+)"', text)
    expected = {
        question.id
        for edition in library(web).editions.values()
        for question in edition.scored
        if any("M05" in entry.modules for entry in question.recommend)
    }
    assert sorted(name for _, name in leads) == sorted(expected)
    for questionnaire in {questionnaire for questionnaire, _ in leads}:
        page = client.get(f"/en/{questionnaire}/questions").text
        assert all(f'id="q-{name}"' in page for where, name in leads if where == questionnaire)


def send(client: FlaskClient, name: str, chosen: dict[str, list[str]]) -> str:
    query = {"checked": "1", **{f"quiz-{question}": options for question, options in chosen.items()}}
    response = client.get(f"/en/training/{name}", query_string=query)
    assert response.status_code == 200
    return response.text


def option(text: str, question: str, name: str) -> str:
    """Give what a page says of one option of the quiz, from its box to the next."""
    start = text.index(f'id="quiz-{question}-{name}"')
    return text[start : text.index("</div>", start)]


def test_quiz_explains_right_and_wrong_choices(client: FlaskClient, web: Flask) -> None:
    found = module(web)
    before = client.get("/en/training/M01").text
    assert "never part of any score" in before
    assert 'class="because' not in before

    right = {question.id: [one.id for one in question.options if one.right] for question in found.quiz}
    assert f"{len(right)} of {len(right)} answered right" in send(client, "M01", right)

    first, second = found.quiz[0], found.quiz[1]
    wrong = next(one for one in first.options if not one.right)
    text = send(client, "M01", {first.id: [wrong.id], second.id: right[second.id]})
    assert f"1 of {len(found.quiz)} answered right" in text
    chosen = option(text, first.id, wrong.id)
    assert '" checked' in chosen
    assert "Not right · your choice" in chosen
    assert " ".join(wrong.because.split()) in plain(chosen)
    unchosen = option(text, first.id, right[first.id][0])
    assert "Right answer</strong>" in unchosen
    assert '" checked' not in unchosen
    # What was left open is explained all the same.
    last = found.quiz[-1]
    assert all(" ".join(one.because.split()) in plain(option(text, last.id, one.id)) for one in last.options)


def test_where_several_are_right_all_of_them_and_no_other_count(client: FlaskClient, web: Flask) -> None:
    several = next(question for question in module(web).quiz if question.several)
    right = [one.id for one in several.options if one.right]
    wrong = [one.id for one in several.options if not one.right]
    assert f'type="checkbox" id="quiz-{several.id}-' in client.get("/en/training/M01").text
    assert "1 of" in send(client, "M01", {several.id: right})
    assert "0 of" in send(client, "M01", {several.id: right[:1]})
    assert "0 of" in send(client, "M01", {several.id: [*right, wrong[0]]})
    assert "1 of" in send(client, "M01", {several.id: [*right, "no-such-option"]})


def test_nothing_of_the_quiz_is_kept(client: FlaskClient, web: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with statements(web) as ran:
        send(client, "M01", {"q1": ["c"]})
    assert ran == []
    assert "q1" not in caplog.text
    with client.session_transaction() as session:
        assert set(session) == {"csrf_token"}
    again = client.get("/en/training/M01").text
    assert '" checked' not in again
    assert "your choice" not in again


def test_a_checked_quiz_has_an_address_of_its_own(client: FlaskClient) -> None:
    """It can be gone back to and sent on, in another language too; without a choice it is the module as it was."""
    address = "/en/training/M01?checked=1&quiz-q1=c"
    text = client.get(address).text
    assert '" checked' in option(text, "q1", "c")
    assert re.search(r'<form action="/en/training/M01#quiz">', text)
    assert f'<a href="{escape(address.replace("/en/", "/fr/"))}"' in text
    assert '<meta name="robots" content="noindex' in text
    assert "noindex" not in client.get("/en/training/M01").text
    assert client.post("/en/training/M01").status_code == 405


def test_glossary_has_every_term_in_order_and_they_link_to_one_another(client: FlaskClient, web: Flask) -> None:
    text = client.get("/en/glossary").text
    terms = {term.id: term for term in library(web).texts["en"].glossary}
    ids = re.findall(r'<div id="term-([^"]+)"', text)
    assert sorted(ids) == sorted(terms)
    assert [terms[name].term.casefold() for name in ids] == sorted(term.term.casefold() for term in terms.values())
    assert 'class="term"' in text
    for name, entry in zip(ids, text.split('<div id="term-')[1:], strict=True):
        assert f'href="/en/glossary#term-{name}"' not in entry
        assert all(escape(form) in entry for form in terms[name].also)


def test_guides_show_their_parts_and_sources(client: FlaskClient, web: Flask) -> None:
    for guide in library(web).texts["en"].guides:
        assert f'href="/en/guides/{guide.id}"' in client.get("/en/guides").text
        text = client.get(f"/en/guides/{guide.id}").text
        assert all(" ".join(part.title.split()) in plain(text) for part in guide.parts)
        assert all(escape(source.url) in text for source in guide.sources)
        assert "to be read again by" in text


def test_plan_tells_each_action_with_its_own_titles(client: FlaskClient, web: Flask) -> None:
    text = client.get("/en/plan").text
    plan = company(web).plan
    assert len(plan.actions) == 20
    statuses = plan_statuses(speaking.speech("en"))
    for action in plan.actions:
        start = text.index(f'<article class="action" id="action-{action.id}"')
        article = text[start : text.index("</article>", start)]
        words = unescape(article)
        assert action.title in words[: words.index("</h3>")]
        assert f"<strong>{statuses[action.status]}</strong>" in article
        for language, title in action.titles.items():
            if language != "en":
                assert f'<span lang="{language}">{title.text}</span>' in words
                marked = words[words.index(title.text) :].partition("</dd>")[0]
                assert ("working translation" in marked) is not title.official
        assert ("for the State alone" in article) is action.state_only
        for meant in (action.became, action.company, action.pilot, action.authority):
            assert " ".join(meant.split()) in plain(article)


def test_plan_in_another_language_has_the_titles_of_that_language(bilingual: Checked) -> None:
    text = bilingual.get("/fr/plan").text
    first, second = text.split('<article class="action"')[1:]
    assert "<span>Informer</span>" in first[: first.index("</h3>")]
    assert "working translation" in first[: first.index("</h3>")]
    assert '<span lang="en">Inform</span>' in first[first.index("<details") :]
    # Without a title of its own the English one stands there, marked as English.
    assert '<span lang="en">Train</span>' in second[: second.index("</h3>")]
    english = bilingual.get("/en/plan").text
    assert "<span>Inform</span>" in english
    assert '<span lang="fr">Informer</span>' in english


def test_pages_stand_in_the_language_of_the_address(bilingual: Checked) -> None:
    for page in ("training", "training/M01", "glossary", "guides", "guides/requests", "plan", "help", "duties", ""):
        assert '<html lang="fr">' in bilingual.get(f"/fr/{page}").text
    assert "atteinte" in bilingual.get("/fr/glossary").text
    assert "Informer" in bilingual.get("/fr/training/M01").text


def test_help_protects_first_and_names_everybody(client: FlaskClient, web: Flask) -> None:
    text = client.get("/en/help").text
    words, edition = plain(text), company(web)
    assert words.index(edition.protect.title) < words.index("Who can help")
    assert "One of your answers" not in words
    for sentence in (*edition.protect.do, *edition.protect.never):
        assert " ".join(sentence.split()) in words
    for call in edition.protect.call:
        assert not call.phone or f'href="tel:{call.phone.replace(" ", "")}"' in text
    for body in edition.bodies:
        start = text.index(f'id="body-{body.id}"')
        article = text[start : text.index("</article>", start)]
        for said in (body.name, body.text, body.can, body.cannot, body.phone, body.mail):
            assert " ".join(said.split()) in plain(article)
        assert escape(body.source) in article
        assert "checked on" in article


def test_duties_of_all_questionnaires_stand_there_once(client: FlaskClient, web: Flask) -> None:
    text = client.get("/en/duties").text
    duties = {duty.id: duty for edition in library(web).editions.values() for duty in edition.duties}
    assert sorted(re.findall(r'<article class="duty" id="duty-([^"]+)"', text)) == sorted(duties)
    assert "These are the duties this tool checks, not all" in text
    for name, duty in duties.items():
        start = text.index(f'id="duty-{name}"')
        article = text[start : text.index("</article>", start)]
        assert ("to be checked in the text</strong>" in article) is (duty.basis == "to-check")
        assert ('class="notice-line"' in article) is bool(duty.note)
        for said in (duty.title, duty.text, duty.act, duty.note):
            assert " ".join(said.split()) in plain(article)


def test_duties_say_from_when(bilingual: Checked) -> None:
    words = plain(bilingual.get("/en/duties").text)
    assert "since 1 January 2020; changed on 17 December 2023" in words
    assert "A tiny questionnaire" in words


def test_duties_still_to_come_say_so(client: FlaskClient) -> None:
    assert "from 14 December 2027" in plain(client.get("/en/duties").text)


def test_the_first_page_has_a_door_for_everybody(client: FlaskClient, web: Flask) -> None:
    text = client.get("/en/").text
    for name, edition in library(web).editions.items():
        assert f'href="/en/{name}/"' in text
        assert edition.title in text
    assert re.search(r"\d+ to \d+ questions · about \d+ to \d+ minutes", text)
    for page in ("training", "help", "plan", "glossary", "guides", "duties"):
        assert f'href="/en/{page}"' in text


def test_doors_are_those_of_the_questionnaires_there_are(web: Flask, bilingual: Checked) -> None:
    text = bilingual.get("/en/").text
    assert "A tiny questionnaire" in text
    assert "Public buying" not in text
    edition = company(web)
    with web.test_request_context("/en/"):
        for names, expected in (
            (("company",), ["company"]),
            (("supplier",), ["buying"]),
            (("supplier", "authority", "company", "other", "pilot"), ["company", "pilot", "buying", "others"]),
        ):
            editions = [edition.model_copy(update={"id": name}) for name in names]
            assert [door.id for door in home.doors(editions)] == expected


def test_lengths_by_size_are_those_of_the_core(web: Flask) -> None:
    edition = company(web)
    with web.test_request_context("/en/"):
        spans, whole = lengths.spans(edition), lengths.whole(edition)
        assert [lengths.people(span) for span in spans] == ["fewer than 15", "15 to 49", "50 or more"]
        assert lengths.between((5, 5)) == "5"
    middle = length.length(edition, 15, 49)
    fewest, most = (sum(edition.questions[name].required for name in path) for path in (middle.fewest, middle.most))
    assert spans[1].questions[0] <= fewest < most <= spans[1].questions[1]
    assert spans[1].minutes[1] - 5 < length.minutes(edition, middle.most, True) <= spans[1].minutes[1]
    assert (whole.questions, whole.minutes) == (
        (spans[0].questions[0], spans[2].questions[1]),
        (spans[0].minutes[0], spans[2].minutes[1]),
    )


def test_where_size_makes_no_difference_there_is_one_length(web: Flask) -> None:
    edition = company(web).model_copy(update={"small": None})
    edition.__dict__.pop("small_condition", None)
    edition.__dict__["digest"] = "sizeless"
    with web.test_request_context("/en/"):
        assert len(lengths.spans(edition)) == 1


def test_words_of_the_field_are_explained_beside_the_question(respondent: Respondent, web: Flask) -> None:
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7"})
    text = respondent.client.get(f"{respondent.base}/remedy/1").text
    assert "Words explained here" in text
    terms = {term.term: term.text for term in library(web).texts["en"].glossary}
    told = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", unescape(text))
    assert told
    assert all(terms[term] == meaning for term, meaning in told)
    start = unescape(text).index('id="remedy.workers"')
    assert "<dt>agency worker</dt>" in unescape(text)[start:]
    assert 'class="term"' not in text  # what was typed is never left behind
    assert 'href="/en/glossary#term-agency_worker"' in respondent.client.get("/en/company/questions").text


def test_every_note_asks_to_name_no_person(respondent: Respondent) -> None:
    text = respondent.client.get(f"{respondent.base}/policy/1").text
    areas = re.findall(r'<textarea id="([^"]+)"[^>]*aria-describedby="([^" ]+)', text)
    assert len(areas) == text.count("<textarea")
    for _, hint in areas:
        assert "Name no person." in text[text.index(f'id="{hint}"') :].partition("</p>")[0]


def test_editions_without_a_glossary_explain_nothing(web: Flask) -> None:
    texts = library(web).texts["en"]
    with web.test_request_context("/en/"):
        kept = web.extensions["library"]
        web.extensions["library"] = replace(kept, texts={"en": replace(texts, glossary=())})
        try:
            assert linked("A remedy & more.") == "A remedy &amp; more."
        finally:
            web.extensions["library"] = kept


def test_the_method_stands_once_with_what_differs_beside_its_questionnaire(client: FlaskClient, web: Flask) -> None:
    text = client.get("/en/method").text
    words = plain(text)
    assert words.count("earns 0 to 4 points") == 1
    assert words.count("The bands are provisional") == 1
    for edition in library(web).editions.values():
        assert all(f"{section.title} {section.weight}" in words for section in edition.sections if section.weight)
    assert [heading for heading in re.findall(r"<h2[^>]*>([^<]+)", text) if text.count(f">{heading}</h2>") > 1] == []
    with web.test_request_context("/en/"):
        assert home.together({"A": [("x", "1"), ("y", "2")], "B": [("x", "1")], "C": [("x", "1"), ("y", "3")]}) == {
            "x": [("", "1")],
            "y": [("A", "2"), ("C", "3")],
        }


def test_the_method_works_an_example_out(client: FlaskClient, web: Flask) -> None:
    text = client.get("/en/method").text
    told = text[text.index('id="example"') :]
    assert told.count('<article class="worked"') == 3
    found = re.search(r"\) ÷ \d+ = (\d+)", told)
    assert found
    assert f"Score {found[1]} of 100" in told


def test_whom_to_call_is_a_step_away(client: FlaskClient) -> None:
    text = client.get("/en/help").text
    assert text.index('href="#calls"') < text.index('id="protect-title"') < text.index('id="calls"')


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("Ask the crew. Then write it down.", "Ask the crew", "Then write it down."),
        ("Ask, e.g. Anne. Then act.", "Ask, e.g. Anne", "Then act."),
        ("Fragen Sie z. B. Anne. Dann handeln.", "Fragen Sie z. B. Anne", "Dann handeln."),
        ("Que changeriez-vous\u202f? Laissez choisir.", "Que changeriez-vous\u202f?", "Laissez choisir."),
        ("Only one sentence", "Only one sentence", ""),
    ],
)
def test_a_step_is_headed_by_its_first_sentence(text: str, first: str, rest: str) -> None:
    assert first_sentence(text) == first
    assert after_first_sentence(text) == rest
