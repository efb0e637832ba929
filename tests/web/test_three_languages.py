"""Every page in every language: sound HTML, its own language, and nothing of another one left in it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pan2_assess.store import staff
from pan2_assess.web.staff_cookies import SESSION
from tests.staff import PASSWORD, added
from tests.web.colleagues import Colleagues, place_of
from tests.web.journey import Respondent, token
from tests.web.test_learn import plain

PUBLIC = (
    "", "about", "method", "company/", "company/questions", "company/begin", "pilot/questions", "authority/questions",
    "supplier/questions", "key", "report", "report/AAAA", "open/AAAA-BBBB", "nowhere/", "nowhere/at/all",
    "left", "erased", "voice/AAAA", "training", "training/M01", "training/M14", "glossary", "guides", "guides/espd",
    "help", "duties", "duties/find/company",
)  # fmt: skip
SUBMITTED = ("result", "result/answers", "what-if", "plan", "training", "keys", "voices", "next", "erase", "report")
DRAFT = ("", "profile/1", "policy/1", "people/1", "check", "bring", "plan", "training", "keys", "voices", "key")
# Names that are English in every language stand in few places; a sentence left in English has more of these.
ENGLISH = re.compile(r"\b(the|and|with|your|which|where|from|whether|should|have|been|this)\b")


def left_over(text: str, address: str) -> list[str]:
    """List sentences that look English on a page."""
    main = text[text.index("<main") :]
    main = re.sub(r'<(\w+)[^>]* (?:hreflang|lang)="en"[^>]*>.*?</\1>', " ", main, flags=re.DOTALL)
    main = re.sub(r">(?:https?://|www\.)[^<]+<", "> <", main)  # an address is no sentence
    sentences = re.split(r"(?<=[.!?:])\s", plain(main))
    return [f"{address}: {sentence}" for sentence in sentences if len(ENGLISH.findall(sentence)) > 1]


@pytest.mark.parametrize("language", ["fr", "de"])
def test_public_pages(client: FlaskClient, language: str) -> None:
    wrong = []
    for page in PUBLIC:
        response = client.get(f"/{language}/{page}")  # the client refuses unsound HTML
        assert response.status_code in (200, 404), page
        assert f'<html lang="{language}">' in response.text
        wrong += left_over(response.text, page)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_pages_of_an_assessment(submitted: Respondent, somebody: Callable[[], Respondent], language: str) -> None:
    draft = somebody().begin()
    draft.save(f"{draft.base}/profile/1", {"profile.employees-value": "120"})
    wrong = []
    for respondent, pages in ((draft, DRAFT), (submitted, SUBMITTED)):
        for page in pages:
            address = f"{respondent.base.replace('/en/', f'/{language}/')}/{page}"
            response = respondent.client.get(address)
            assert response.status_code == 200, address
            assert f'<html lang="{language}">' in response.text
            wrong += left_over(response.text, page)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_pages_of_staff(web: Flask, colleagues: Colleagues, language: str) -> None:
    colleague = colleagues("CEC", name="Anne Weber")
    with web.app_context():
        link = staff.renew(added("CEC", "reader", "Jean Muller").mail).token
    pages = [f"/{language}/staff/{page}" for page in ("", "sessions", "password", "sign-in", "signed-out", "link/A")]
    pages += [f"/{language}/staff/o/{place_of(web, colleague)}/", f"/{language}/staff/link/{link}"]
    wrong = []
    for address in pages:
        response = colleague.client.get(address)
        assert f'<html lang="{language}">' in response.text
        wrong += left_over(response.text, address)
    begin = f"/{language}/staff/begin/"
    colleague.post(f"/{language}/staff/link", {"key": link}, colleague.client.get(pages[-1]).text)
    for first, second in (("x", "x"), ("Password1234", ""), ("muller-thurgau-x", ""), (PASSWORD, ""), (PASSWORD,) * 2):
        wrong += left_over(colleague.client.get(f"{begin}password").text, "password")
        response = colleague.post(f"{begin}password", {"password": first, "again": second})
        wrong += left_over(response.text, first) if response.status_code == 422 else []
    assert response.status_code == 303
    wrong += left_over(colleague.client.get(f"{begin}app").text, "app")
    wrong += left_over(colleague.post(f"{begin}app", {"code": "1"}).text, "a wrong code")
    wrong += left_over(colleague.post(pages[3], {"mail": "x@example.lu"}).text, "a wrong sign-in")
    colleague.client.delete_cookie(SESSION)
    guard = token(colleague.client.get(pages[3]).text)
    signed_out = colleague.client.post(pages[2], data={"csrf_token": guard})
    assert signed_out.status_code == 401
    wrong += left_over(signed_out.text, "signed out")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_errors_speak_the_pages_language(somebody: Callable[[], Respondent], language: str) -> None:
    respondent = somebody().begin()
    address = f"{respondent.base.replace('/en/', f'/{language}/')}/policy/1"
    name = "policy.commitment"
    bad = (
        {f"{name}-value": "planned", f"{name}-by": "soon"},
        {f"{name}-value": "2", f"{name}-note": "x" * 4001},
        {f"{name}-value": "2", f"{name}-kind": "public", f"{name}-reference": "file"},
        {f"{name}-value": "7"},
        {f"{name}-note": "only a note"},
    )
    for given in bad:
        response = respondent.save(address, given)
        assert response.status_code == 422
        assert left_over(response.text, str(given)[:60]) == []
