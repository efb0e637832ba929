"""Keys: one's own as text, link, file and picture; those of colleagues made, named, passed on and revoked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from pan2_assess.web.respond.keys import MOST_KEYS
from tests.web.journey import Respondent, token

Somebody = Callable[[], Respondent]


def made(respondent: Respondent, name: str = "Anna", rights: str = "edit") -> str:
    """Make a key for a colleague and give it."""
    response = respondent.post(f"{respondent.base}/keys", {"name": name, "rights": rights})
    assert response.location == f"{respondent.base}/keys/new"
    found = re.search(r"<code>([^<]+)</code>", respondent.client.get(response.location).text)
    assert found
    return found[1]


def test_own_key_is_shown_as_a_picture_too(respondent: Respondent) -> None:
    text = respondent.client.get(f"{respondent.base}/key").text
    assert re.search(r'<img class="qr" src="data:image/svg\+xml[^"]+" width="164" height="164" alt="[^"]+">', text)


def test_a_colleague_answers_with_a_key_of_their_own(respondent: Respondent, somebody: Somebody) -> None:
    key = made(respondent)
    text = respondent.client.get(f"{respondent.base}/keys/new").text
    assert "A key for Anna" in text
    assert "may read and change the answers" in text
    assert f"/en/open/{key}" in text
    assert key in respondent.client.get(f"{respondent.base}/keys/new.txt").text
    colleague = somebody()
    assert colleague.post("/en/key", {"key": key}).location == f"{respondent.base}/"
    assert colleague.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7"}).status_code == 303


def test_a_key_is_shown_until_it_is_passed_on(respondent: Respondent, somebody: Somebody) -> None:
    key = made(respondent)
    page = respondent.client.get(f"{respondent.base}/keys/new").text
    assert respondent.post(f"{respondent.base}/keys/new", {}, page).location == f"{respondent.base}/keys"
    assert respondent.client.get(f"{respondent.base}/keys/new").status_code == 303
    assert respondent.client.get(f"{respondent.base}/keys/new.txt").status_code == 404
    text = respondent.client.get(f"{respondent.base}/keys").text
    assert "Anna" in text
    assert key not in text


def test_a_reading_key_offers_nothing_to_change(respondent: Respondent, somebody: Somebody) -> None:
    reader = somebody()
    reader.post("/en/key", {"key": made(respondent, rights="read")})
    text = reader.client.get(f"{respondent.base}/").text
    for action in ("/keys", "/erase", "/bring", "/voices"):
        assert f"{respondent.base}{action}" not in text
        assert reader.client.get(f"{respondent.base}{action}").status_code == 404


def test_a_revoked_key_opens_nothing_from_then_on(respondent: Respondent, somebody: Somebody) -> None:
    colleague = somebody()
    key = made(respondent)
    colleague.post("/en/key", {"key": key})
    page = respondent.client.get(f"{respondent.base}/keys").text
    names = re.findall(r'name="revoked" value="([^"]+)"', page)
    assert len(names) == 1  # one's own cannot be revoked by itself
    assert respondent.post(f"{respondent.base}/keys/revoke", {"revoked": names[0]}, page).status_code == 303
    assert colleague.client.get(f"{respondent.base}/").status_code == 404
    assert colleague.post("/en/key", {"key": key}).status_code == 422
    text = respondent.client.get(f"{respondent.base}/keys").text
    assert "revoked today" in text
    assert 'name="revoked"' not in text


def test_a_key_is_revoked_only_by_its_own_assessment(respondent: Respondent, somebody: Somebody) -> None:
    colleague = somebody()
    colleague.post("/en/key", {"key": made(respondent)})
    name = re.findall(r'name="revoked" value="([^"]+)"', respondent.client.get(f"{respondent.base}/keys").text)[0]
    stranger = somebody().begin("Stranger S.A.")
    page = stranger.client.get(f"{stranger.base}/keys").text
    assert stranger.post(f"{stranger.base}/keys/revoke", {"revoked": name}, page).status_code == 404
    assert colleague.client.get(f"{respondent.base}/").status_code == 200


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": "", "rights": "edit"}, "for whom the key is"),
        ({"name": "x" * 201, "rights": "edit"}, "200"),
        ({"name": "two\nlines", "rights": "read"}, "one line"),
        ({"name": "Anna", "rights": "all"}, "Choose what the key allows"),
    ],
)
def test_a_key_without_name_or_rights_is_not_made(respondent: Respondent, given: dict[str, str], told: str) -> None:
    response = respondent.post(f"{respondent.base}/keys", given)
    assert response.status_code == 422
    assert told in response.text
    assert respondent.client.get(f"{respondent.base}/keys").text.count("<li><div><strong>") == 1


def test_keys_have_an_end(respondent: Respondent) -> None:
    for _ in range(MOST_KEYS - 1):
        made(respondent)
    response = respondent.post(f"{respondent.base}/keys", {"name": "one more", "rights": "read"})
    assert response.status_code == 422
    assert "no more can be made" in response.text
    assert "one more" in response.text


def test_a_colleague_who_answers_cannot_lock_anybody_out(respondent: Respondent, somebody: Somebody) -> None:
    foreman = somebody()
    foreman.post("/en/key", {"key": made(respondent, "foreman")})
    guard = token(foreman.client.get(f"{respondent.base}/profile/1").text)
    with respondent.client.session_transaction() as session:
        first = session["keys"][respondent.base.rpartition("/")[2]]
    for page, data in (("keys/revoke", {"revoked": first}), ("erase", {"sure": "1"}), ("voices", {"name": "staff"})):
        sent = foreman.client.post(f"{respondent.base}/{page}", data={"csrf_token": guard, **data})
        assert sent.status_code == 404
    assert respondent.client.get(f"{respondent.base}/").status_code == 200
    assert f"{respondent.base}/keys" not in foreman.client.get(f"{respondent.base}/").text


def test_a_deputy_may_do_everything(respondent: Respondent, somebody: Somebody) -> None:
    deputy = somebody()
    deputy.post("/en/key", {"key": made(respondent, "deputy", "manage")})
    deputy.base = respondent.base
    assert "does everything" in deputy.client.get(f"{respondent.base}/keys").text
    assert made(deputy, "another")
