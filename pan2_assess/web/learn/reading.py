"""Pages to read: the words of the field, guides, the plan, who helps, and the duties that this tool checks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from flask import abort, render_template
from flask_babel import gettext as _

from pan2_assess.core.feedback import plan_statuses
from pan2_assess.core.parts import Duty, DutyVersion, PlanAction, Title
from pan2_assess.core.speech import speech
from pan2_assess.core.telling_duties import basis_text
from pan2_assess.core.texts import ModuleText, Term
from pan2_assess.web import access, clock
from pan2_assess.web.languages import day, editions, language, texts
from pan2_assess.web.learn.blueprint import blueprint, shared, titled


def _sorting(text: str) -> str:
    """Give a word as dictionaries sort it: without accents and capitals."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


@blueprint.get("/<lang>/glossary")
@access.public
def glossary() -> str:
    terms = sorted(texts().glossary, key=lambda term: _sorting(term.term))
    letters: dict[str, Term] = {}
    for term in terms:
        letters.setdefault(_sorting(term.term)[0].upper(), term)
    return render_template("pages/glossary.html", terms=terms, letters=letters)


@blueprint.get("/<lang>/guides")
@access.public
def guides() -> str:
    return render_template("pages/guides.html", guides=texts().guides)


@blueprint.get("/<lang>/guides/<name>")
@access.public
def guide(name: str) -> str:
    for found in texts().guides:
        if found.id == name:
            return render_template("pages/guide.html", guide=found)
    abort(404)


@dataclass(frozen=True)
class ToldAction:
    """An action of the plan in the page's language, with its titles in the others."""

    action: PlanAction
    language: str  # of the title: English where the page's language has none
    title: Title
    others: tuple[tuple[str, Title], ...]  # language, title
    status: str
    modules: tuple[ModuleText, ...]


@blueprint.get("/<lang>/plan")
@access.public
def plan() -> str:
    found = shared().plan
    told = [_told(action) for action in found.actions]
    groups = [
        (category, [one for one in told if one.action.id.partition(".")[0] == category.id])
        for category in found.categories
    ]
    return render_template("pages/plan.html", plan=found, groups=groups)


def _told(action: PlanAction) -> ToldAction:
    own, title = titled(action)
    known = ("en", *sorted(set(action.titles) - {"en"}))
    return ToldAction(
        action,
        own,
        title,
        tuple((other, action.named(other)) for other in known if other != own),
        plan_statuses(speech(language()))[action.status],
        tuple(module for module in texts().modules if action.id in module.actions),
    )


@blueprint.get("/<lang>/help")
@access.public
def help_page() -> str:
    """Tell how to protect people first, and who helps or takes complaints."""
    edition = shared()
    return render_template("pages/help.html", protect=edition.protect, bodies=edition.bodies)


@dataclass(frozen=True)
class ToldDuty:
    duty: Duty
    since: tuple[str, ...]  # in words, one for each version
    basis: str
    checked_in: tuple[str, ...]  # titles of the questionnaires that check it


@blueprint.get("/<lang>/duties")
@access.public
def duties() -> str:
    found: dict[str, Duty] = {}
    titles: dict[str, list[str]] = {}
    for edition in editions():
        for duty in edition.duties:
            found.setdefault(duty.id, duty)
            titles.setdefault(duty.id, []).append(edition.title)
    say = speech(language())
    told = [
        ToldDuty(duty, tuple(_since(duty)), basis_text(duty, say), tuple(titles[duty.id])) for duty in found.values()
    ]
    told.sort(key=lambda one: -len(one.checked_in))  # what concerns most comes first
    kinds = {
        "law": _("Laws"),
        "right": _("Rights of yours"),
        "expectation": _("Expectations without a law"),
        "undertaking": _("What you may have undertaken yourselves"),
    }
    groups = [(kind, title, [one for one in told if one.duty.kind == kind]) for kind, title in kinds.items()]
    return render_template("pages/duties.html", groups=[group for group in groups if group[2]])


def _since(duty: Duty) -> Iterator[str]:
    """Say from when a duty holds, and when that changes or changed."""
    for place, version in enumerate(duty.versions):
        yield _from(version, first=place == 0)


def _from(version: DutyVersion, *, first: bool) -> str:
    if version.since is None:
        return _("already")
    past, when = version.since <= clock.today(), day(version.since)
    if first:
        return _("since %(day)s", day=when) if past else _("from %(day)s", day=when)
    return _("changed on %(day)s", day=when) if past else _("changes on %(day)s", day=when)
