"""The learning record of an organisation: who has done which module, kept beside its answers and never counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.advice import advise
from pan2_assess.core.texts import ModuleText
from pan2_assess.store.access import new_id
from pan2_assess.web import access, clock
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import shows_again
from pan2_assess.web.languages import language, texts
from pan2_assess.web.learn.blueprint import blueprint
from pan2_assess.web.learn.training import LearnerForm, checked_again, module_or_404, tries_of
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import composed

MOST = 1000  # entries in a record


@dataclass(frozen=True)
class Entry:
    """Somebody who has done a module; its title is that of today."""

    id: str
    name: str
    function: str
    module: str
    title: str
    date: date
    right: int
    all: int
    revised: bool  # the module's text has changed since


@blueprint.get("/<lang>/a/<assessment>/training")
@access.respondent()
def learned(opened: Opened) -> str:
    return _page(opened)


def _page(opened: Opened, problems: list[Problem] | None = None) -> str:
    entries = _entries(opened)
    taken = {entry.module for entry in entries}
    advised = _advised(opened)
    return render_template(
        "pages/learned.html",
        held=opened.held,
        entries=entries,
        advised=bool(advised),
        missing=[module for module in advised if module.id not in taken],
        problems=problems or [],
        failed=bool(problems),
        private=True,
    )


def _entries(opened: Opened) -> list[Entry]:
    known = {module.id: module for module in texts().modules}
    return [_entry(name, kept.value, known) for name, kept in store.beside(opened.access, "learned").items()]


def _entry(name: str, value: dict[str, Any], known: dict[str, ModuleText]) -> Entry:
    module = known.get(value["module"])
    return Entry(
        id=name,
        name=value["name"],
        function=value["function"],
        module=value["module"],
        title=module.title if module else "",
        date=date.fromisoformat(value["date"]),
        right=value["right"],
        all=value["all"],
        revised=module is not None and module.as_of > date.fromisoformat(value["as_of"]),
    )


def _advised(opened: Opened) -> list[ModuleText]:
    """List the training that the result leads to, in its order; none before there is a result."""
    if opened.held.submitted_at is None:
        return []
    known = {module.id: module for module in texts().modules}
    return [known[name] for name in advise(opened.evaluation).modules if name in known]


@blueprint.post("/<lang>/a/<assessment>/training")
@access.respondent(edit=True)
def add_learned(opened: Opened) -> Response | tuple[str, int]:
    """Keep that somebody has completed a module; how many were right is worked out again from the choices."""
    found, form = module_or_404(request.form.get("module", "")), LearnerForm()
    if not form.validate_on_submit():
        return checked_again(found, form), 422
    last = tries_of(found).last
    if not last.completed:
        return checked_again(found, form, _("Only a completed module goes into a learning record.")), 422
    value = {
        "module": found.id,
        "name": composed(form.name.data),
        "function": composed(form.function.data),
        "date": clock.today().isoformat(),
        "right": last.right,
        "all": last.all,
        "as_of": found.as_of.isoformat(),
    }
    kept = store.beside(opened.access, "learned")
    # Sent twice, it stands there once.
    name = next((name for name, entry in kept.items() if entry.value == value), new_id())
    try:
        store.keep_beside(opened.access, "learned", {name: value}, most=MOST)
    except store.Full:
        told = _("The learning record is full: it holds %(number)s entries. Remove some first.", number=MOST)
        return checked_again(found, form, told), 422
    return redirect(_address(opened, f"entry-{name}"), 303)


@shows_again("learn.add_learned")
@access.respondent(edit=True)
def add_again(opened: Opened) -> tuple[str, int]:
    found, form = module_or_404(request.form.get("module", "")), LearnerForm()
    first = _("The page was open for too long, or cookies are blocked. What you typed stands here; send it again.")
    return checked_again(found, form, first), 400


@blueprint.post("/<lang>/a/<assessment>/training/remove")
@access.respondent(edit=True)
def remove_learned(opened: Opened) -> Response:
    name = request.form.get("entry", "")
    if name in store.beside(opened.access, "learned"):
        store.keep_beside(opened.access, "learned", {name: None})
    return redirect(_address(opened), 303)


@shows_again("learn.remove_learned")
@access.respondent(edit=True)
def remove_again(opened: Opened) -> tuple[str, int]:
    told = _("The page was open for too long, or cookies are blocked. Nothing was removed; press Remove again.")
    return _page(opened, [Problem("", told)]), 400


def _address(opened: Opened, anchor: str | None = None) -> str:
    return url_for("learn.learned", lang=language(), assessment=opened.held.id, _anchor=anchor)
