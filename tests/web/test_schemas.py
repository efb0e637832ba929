"""The schemas on the web: public, kept by browsers for a day, and the same as the command line prints."""

from __future__ import annotations

import gzip
import json

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from pan2_assess.cli import main
from pan2_assess.core.schemas import SCHEMAS


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
