"""A respondent for the tests: begins, answers, submits, as a browser without JavaScript would."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from tinyhtml5.parser import HTMLParser
from werkzeug.test import TestResponse

from pan2_assess.core.model import Edition
from pan2_assess.store import Access
from pan2_assess.web.security import HEADERS

Data = dict[str, Any]


class Checked(FlaskClient):
    """A client that lets no response pass without its headers, and no page with an error in its HTML."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **{"buffered": True, **kwargs})
        where = f"{response.request.method} {response.request.path} → {response.status_code}"
        for name, value in HEADERS.items():
            assert response.headers.get(name) == value, f"{where}: {name}"
        if response.request.path.startswith(("/static/", "/schema/")) and response.status_code in (200, 304):
            return response
        assert response.headers["Cache-Control"] == "no-store", where
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            packed = response.headers.get("Content-Encoding") == "gzip"
            check_html(gzip.decompress(response.data).decode() if packed else response.text, where)
        return response


def check_html(text: str, where: str) -> None:
    """Refuse a page that the standard's parser finds an error in, or with anything inline."""
    parser = HTMLParser()
    parser._parse(text)
    assert [error[1:] for error in parser.errors] == [], where
    assert not re.search(r"<style|<script(?! src=./static/)|\sstyle=|\son\w+=|javascript:", text), f"{where}: inline"
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids)), f"{where}: {sorted({i for i in ids if ids.count(i) > 1})}"
    for name in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', text):
        assert set(name.split()) <= set(ids), f"{where}: {name}"


def token(text: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', text)
    return found[1] if found else ""


def hidden(text: str, name: str) -> list[str]:
    return [unescape(value) for value in re.findall(rf'name="{re.escape(name)}" value="([^"]*)"', text)]


def company(app: Flask) -> Edition:
    library = app.extensions["library"]
    edition: Edition = library.editions["company"]
    return edition


def some_answer(question: Any, step: str = "2") -> Data:
    """Give the fields of a plain answer: a firm of 40 in trade, everything half done, nothing alarming."""
    name = question.id
    match question.type:
        case "number":
            return {f"{name}-value": "40" if "employees" in name else str(question.minimum)}
        case "ladder":
            return {f"{name}-value": step}
        case "choice":
            return {f"{name}-value": [option.id for option in question.options if not option.alarm][-1]}
        case "checklist":
            return {f"{name}-ticked": [question.items[0].id]}
        case "facts" if question.many:
            return {f"{name}-ticked": ["none"]}
        case "facts":
            return {f"{name}-value": question.options[0].id}
    return {}


@dataclass
class Respondent:
    """One browser with one assessment."""

    client: FlaskClient
    edition: Edition
    base: str = ""
    key: str = ""
    asked: set[str] = field(default_factory=set)

    def begin(
        self, organisation: str = "Example S.A.", on: str = "2026-11-23", questionnaire: str = "company"
    ) -> Respondent:
        data = {"organisation": organisation, "on": on}
        response = self.post(f"/en/{questionnaire}/begin", data)
        assert response.status_code == 303
        self.base = response.location.rpartition("/")[0]
        page = self.client.get(response.location).text
        found = re.search(r"<code>([^<]+)</code>", page)
        assert found
        self.key = found[1]
        return self

    def access(self) -> Access:
        """Give what the browser's cookie holds for the store."""
        assessment = self.base.rpartition("/")[2]
        with self.client.session_transaction() as session:
            return Access(assessment, session["keys"][assessment])

    def post(self, address: str, data: Data, page: str = "") -> TestResponse:
        """Send a form as its page would: with the page's token."""
        shown = page or self.client.get(address).text
        return self.client.post(address, data={"csrf_token": token(shown), **data})

    def page(self, address: str) -> tuple[list[str], Data]:
        """Open a page of questions: which it asks, and what its form carries unseen."""
        text = self.client.get(address).text
        asked = hidden(text, "asked")
        unseen = {f"{name}-was": hidden(text, f"{name}-was")[0] for name in asked}
        return asked, {"csrf_token": token(text), "asked": asked, **unseen}

    def save(self, address: str, given: Data, **more: Any) -> TestResponse:
        """Answer some questions of a page as given and leave the others as they are."""
        _, data = self.page(address)
        return self.client.post(address, data={**data, **given, **more})

    def next_page(self) -> str:
        """Take the task list's way on; empty when nothing is open."""
        text = self.client.get(f"{self.base}/").text
        found = re.search(r'<a class="button" href="([^"#]+)', text)
        assert found
        return "" if found[1].endswith("/check") else found[1]

    def answer_all(self, step: str = "2", **given: Data) -> Respondent:
        while address := self.next_page():
            asked, data = self.page(address)
            self.asked |= set(asked)
            for name in asked:
                question = self.edition.questions[name]
                data |= given.get(name.replace(".", "__")) or some_answer(question, step)
            response = self.client.post(address, data=data)
            assert response.status_code == 303, response.text
        return self

    def submit(self, **people: str) -> TestResponse:
        return self.post(f"{self.base}/submit", people)
