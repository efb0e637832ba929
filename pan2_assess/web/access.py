"""Who may see what: the one place where a request is allowed or refused.

Every page declares itself `public`, for `respondent`s or for `staff`; a page that declares nothing answers 404. A
respondent's query starts from the key in the cookie, so an assessment of others does not exist for it; that of staff
starts from what the person signed in belongs to at this moment, so another organisation does not exist for them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, wraps
from typing import Any, Literal, ParamSpec, TypeVar

from flask import Flask, abort, current_app, redirect, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.model import Edition, Section
from pan2_assess.core.sheet import Person, Sheet
from pan2_assess.core.voice import voice_part
from pan2_assess.store import assessments, sign_in
from pan2_assess.store.assessments import Access, Held
from pan2_assess.store.sign_in import Place, Signed
from pan2_assess.store.staff import ROLES, Role
from pan2_assess.web.editions import edition_of
from pan2_assess.web.languages import language
from pan2_assess.web.staff_cookies import SESSION, kept

MOST_KEPT = 20  # assessments a browser remembers: a cookie holds 4 KiB

SUBMIT = "respond.submit_now"  # pressed twice, it leads to the result both times

WAY_BACK = "staff_back"  # in the session: the page of ours that somebody asked for before signing in

Rule = str  # "public", "respondent" with the state it needs, or "staff" with the role it needs
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Opened:
    """An assessment opened by its key, with what the core makes of it."""

    access: Access
    held: Held

    @cached_property
    def edition(self) -> Edition:
        """The edition as far as it is answered here: a second voice answers a part."""
        whole = edition_of(self.held.digest, self.held.draft).in_language(language())
        return voice_part(whole) if self.held.voice else whole

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections to be answered; the facts a second voice was given are not among them."""
        if not self.held.voice:
            return self.edition.sections
        return tuple(section for section in self.edition.sections if section.id in self.edition.voice)

    @cached_property
    def answers(self) -> dict[str, Answer]:
        return read_answers(self.held.answers)

    @cached_property
    def evaluation(self) -> Evaluation:
        return evaluate(self.edition, self.answers, self.held.on)

    def section_number(self, section: str) -> str:
        """Number a section as in the whole questionnaire."""
        first = next(found.questions[0] for found in self.sections if found.id == section)
        return self.edition.number(first.id).partition(".")[0]

    def with_answers(self, answers: Mapping[str, Answer]) -> Evaluation:
        """Evaluate as if these were the answers."""
        return evaluate(self.edition, answers, self.held.on)

    def sheet(self) -> Sheet:
        """Give the answers with their head, in the questionnaire's order."""
        held, edition = self.held, self.edition
        ordered = {name: self.answers[name] for name in edition.questions if name in self.answers}
        prepared, approved = _person(held.prepared_by), _person(held.approved_by)
        return Sheet(edition.id, edition.version, held.organisation, held.on, prepared, approved, ordered)


def read_answers(kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    return {name: Answer.from_json(data) for name, data in kept.items()}


def _person(data: Mapping[str, Any] | None) -> Person | None:
    if not data:
        return None
    day = data.get("date")
    return Person(data["name"], data["function"], date.fromisoformat(day) if day else None)


def connect(app: Flask) -> None:
    app.before_request(refuse_undeclared)


def refuse_undeclared() -> None:
    """Refuse a page that does not say who may see it."""
    if request.endpoint in (None, "static"):
        return
    if rule_of(current_app.view_functions[str(request.endpoint)]) is None:
        abort(404)


def rule_of(view: Callable[..., Any]) -> Rule | None:
    found: Rule | None = getattr(view, "access_rule", None)
    return found


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that anybody may see this page."""
    view.access_rule = "public"  # type: ignore[attr-defined]
    return view


Who = Literal["firm", "voice", "both"]
View = Callable[..., Any]


def respondent(
    state: str = "any", *, edit: bool = False, manage: bool = False, who: Who = "firm"
) -> Callable[[View], View]:
    """Declare a page for who holds a key; `state` draft or submitted sends others to the page that fits.

    `who` says whether it is for the organisation's own assessment, for a second voice's, or for both.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(assessment: str, **values: Any) -> Any:
            opened = open_or_404(assessment, edit=edit, manage=manage)
            if who not in ("both", "voice" if opened.held.voice else "firm"):
                abort(404)
            elsewhere = _elsewhere(state, opened.held)
            return elsewhere if elsewhere is not None else view(opened, **values)

        rule = ("respondent", state, "manage" if manage else "edit" if edit else "", who if who != "firm" else "")
        guarded.access_rule = " ".join(part for part in rule if part)  # type: ignore[attr-defined]
        return guarded

    return declare


@dataclass(frozen=True)
class Member:
    """Somebody signed in, on a page of an organisation they belong to."""

    signed: Signed
    organisation: Place

    def may(self, role: Role) -> bool:
        return ROLES.index(self.organisation.role) >= ROLES.index(role)


def staff(role: Role | None = None) -> Callable[[View], View]:
    """Declare a page for whoever is signed in; with a role, for members of the organisation in its address.

    The view is given a Signed, or with a role a Member: who has that role there or one that may do more.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            signed = signed_in()
            if signed is None:
                return _sign_in_first()
            if role is None:
                return view(signed, **values)
            named = values.pop("organisation")
            member = next((Member(signed, place) for place in signed.places if place.id == named), None)
            if member is None or not member.may(role):
                abort(404)
            return view(member, **values)

        guarded.access_rule = f"staff {role}" if role else "staff"  # type: ignore[attr-defined]
        return guarded

    return declare


def signed_in() -> Signed | None:
    """Give who is signed in with this browser."""
    token = kept(SESSION)
    return sign_in.signed(token) if token else None


def _sign_in_first() -> Response:
    if request.method not in ("GET", "HEAD"):
        abort(401)  # what was typed is shown, to be copied
    session[WAY_BACK] = request.full_path.rstrip("?")
    return redirect(url_for("staff.sign_in", lang=language()), 303)


def way_back() -> str:
    """Give the page somebody asked for before signing in, if it is one of ours for staff; else their first page."""
    asked = str(session.pop(WAY_BACK, ""))
    routes = current_app.create_url_adapter(request)
    try:
        endpoint = routes.match(asked.partition("?")[0], method="GET")[0] if routes and asked.startswith("/") else ""
    except HTTPException:
        endpoint = ""
    if endpoint and (rule_of(current_app.view_functions[endpoint]) or "").startswith("staff"):
        return asked
    return url_for("staff.home", lang=language())


def _elsewhere(state: str, held: Held) -> Response | None:
    submitted = held.submitted_at is not None
    if state == "draft" and submitted:
        if request.method == "POST" and request.endpoint != SUBMIT:
            abort(409)  # what was typed into a page of the draft must come back, not vanish behind the result
        there = "voice.handed" if held.voice else "result.page"
        return redirect(url_for(there, lang=language(), assessment=held.id), 303)
    if state == "submitted" and not submitted:
        return redirect(url_for("respond.tasks", lang=language(), assessment=held.id), 303)
    return None


def open_or_404(assessment: str, *, edit: bool = False, manage: bool = False) -> Opened:
    """Open an assessment by the key this browser holds for it; for everybody else there is none."""
    key_id = _keys().get(assessment)
    access = Access(assessment, key_id) if key_id else None
    held = assessments.held(access) if access else None
    if access is None or held is None:
        abort(404)
    if (edit and not held.may_edit) or (manage and not held.may_manage):
        abort(404)
    return Opened(access, held)


def _keys() -> dict[str, str]:
    keys = session.get("keys")
    return keys if isinstance(keys, dict) else {}


def browser() -> str:
    """Give the name by which this browser is told from others at the same assessment."""
    return str(session.setdefault("browser", secrets.token_hex(8)))


def remember(access: Access) -> None:
    """Let this browser hold the key; the oldest goes when there are too many."""
    session.setdefault("browser", secrets.token_hex(8))
    keys = {name: key for name, key in _keys().items() if name != access.assessment_id}
    kept = list(keys.items())[-(MOST_KEPT - 1) :]
    session["keys"] = {**dict(kept), access.assessment_id: access.key_id}


def forget(assessment: str) -> None:
    session["keys"] = {name: key for name, key in _keys().items() if name != assessment}


def mine() -> list[Held]:
    """List what this browser holds keys to, latest first."""
    found = [assessments.held(Access(name, key)) for name, key in reversed(_keys().items())]
    return [held for held in found if held is not None]
