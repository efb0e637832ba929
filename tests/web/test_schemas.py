"""The schemas on the web: public, kept by browsers for a day, and the same as the command line prints."""

from __future__ import annotations

import gzip
import json

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from pan2_assess.cli import main
from pan2_assess.core.schemas import SCHEMAS
from tests.web.journey import Respondent


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_public(client: FlaskClient, name: str) -> None:
    response = client.get(f"/schema/{name}-1.json")
    assert response.status_code == 200
    assert response.content_type == "application/schema+json; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in response.headers
    assert json.loads(response.data) == json.loads(CliRunner().invoke(main, ["schema", name]).stdout)


def test_answers_to_one_questionnaire(client: FlaskClient) -> None:
    response = client.get("/schema/answers-1/company.json")
    printed = CliRunner().invoke(main, ["schema", "answers", "--of", "company"]).stdout
    assert json.loads(response.data) == json.loads(printed)


def test_what_a_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/schema/feedback-1.json", headers={"Accept-Encoding": "gzip"})
    assert json.loads(gzip.decompress(first.data))["$id"] == "urn:pan2-assess:feedback:1"
    again = client.get("/schema/feedback-1.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("address", ["answers-2", "nothing-1", "answers-1/nothing", "answers"])
def test_there_is_no_other(client: FlaskClient, address: str) -> None:
    assert client.get(f"/schema/{address}.json", follow_redirects=True).status_code == 404


# --- what they describe ---------------------------------------------------------------------------------


def test_the_result_as_json_is_what_its_schema_says(submitted: Respondent) -> None:
    page = submitted.client.get(f"{submitted.base}/result").text
    assert f'href="{submitted.base}/result.json"' in page
    assert 'href="/schema/feedback-1.json"' in page
    response = submitted.client.get(f"{submitted.base}/result.json")
    assert response.content_type == "application/json; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=company-result-")
    told = json.loads(response.data)
    Draft202012Validator(json.loads(submitted.client.get("/schema/feedback-1.json").data)).validate(told)
    assert told["standing"]["headline"] in page
    assert told["notice"] in page
    french = submitted.client.get(f"{submitted.base}/result.json".replace("/en/", "/fr/"))
    assert json.loads(french.data)["language"] == "fr"


def test_the_answers_as_json_are_what_their_schema_says(submitted: Respondent) -> None:
    told = json.loads(submitted.client.get(f"{submitted.base}/answers.json").data)
    made = submitted.client.get("/schema/answers-1/company.json")
    Draft202012Validator(json.loads(made.data)).validate(told)


def test_a_draft_hands_out_no_result(respondent: Respondent) -> None:
    assert respondent.client.get(f"{respondent.base}/result.json").status_code == 303
