"""Beginning an assessment, its key, and coming back with it."""

from __future__ import annotations

from typing import Any

from flask import Response as Page
from flask import abort, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.model import Edition
from pan2_assess.core.texts import paragraphs
from pan2_assess.store.database import settings
from pan2_assess.web import access, clock, heads, lengths, limits
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import shows_again
from pan2_assess.web.languages import language, library, texts
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.security import cookie_name
from pan2_assess.web.texts import composed, visible

SHOWN_FOR = 3600  # seconds the key page can be called up again in the same browser


def edition_or_404(questionnaire: str) -> Edition:
    edition = library().editions.get(questionnaire)
    if edition is None:
        abort(404)
    return edition.in_language(language())


@blueprint.get("/<lang>/<questionnaire>/")
@access.public
def start(questionnaire: str) -> str:
    edition = edition_or_404(questionnaire)
    guides = [guide for guide in texts().guides if guide.id in edition.guides]
    return render_template(
        "pages/start.html", edition=edition, intro=paragraphs(edition.intro), times=_times(edition), guides=guides
    )


def _times(edition: Edition) -> list[dict[str, str]]:
    """Say how many questions firms of each size meet, and how long that takes."""
    return [
        {
            "people": lengths.people(span),
            "questions": lengths.between(span.questions),
            "time": _("about %(minutes)s minutes", minutes=lengths.between(span.minutes)),
        }
        for span in lengths.spans(edition)
    ]


@blueprint.get("/<lang>/<questionnaire>/begin")
@access.public
def begin(questionnaire: str) -> str:
    form = heads.BeginForm(formdata=None)
    return _begin_page(edition_or_404(questionnaire), form, {"organisation": "", "on": clock.today().isoformat()})


def _begin_page(edition: Edition, form: heads.BeginForm, typed: dict[str, str]) -> str:
    problems = heads.problems_of(form)
    return render_template(
        "pages/begin.html",
        edition=edition, typed=typed, errors=heads.errors_of(form), problems=problems, failed=bool(problems),
    )  # fmt: skip


@shows_again("respond.begin_now")
@access.public
def begin_again(questionnaire: str) -> tuple[str, int]:
    form = heads.BeginForm()
    form.validate()
    form.organisation.errors = (_("The page was open for too long, or cookies are blocked. Please send it again."),)
    return _begin_page(edition_or_404(questionnaire), form, heads.typed_in(form)), 400


@blueprint.post("/<lang>/<questionnaire>/begin")
@access.public
@limits.limiter.limit(limits.BEGIN)
def begin_now(questionnaire: str) -> Response | tuple[str, int]:
    edition, form = edition_or_404(questionnaire), heads.BeginForm()
    if not form.validate():
        return _begin_page(edition, form, heads.typed_in(form)), 422
    original = library().editions[questionnaire]
    begun = store.begin(original, composed(form.organisation.data), form.day)
    access.remember(begun.access)
    response = redirect(url_for("respond.key_page", lang=language(), assessment=begun.assessment_id), 303)
    set_aside(response, f"{begun.assessment_id}.{begun.key}", SHOWN_FOR)
    return response


def set_aside(response: Response, text: str, seconds: int) -> None:
    """Keep the new key in the browser that began, until its owner says it is kept: it stands nowhere else."""
    production = settings().production
    response.set_cookie(
        cookie_name("pan2-key", production),
        text, max_age=seconds, path="/", secure=production, httponly=True, samesite="Lax",
    )  # fmt: skip


def unkept_key(opened: Opened) -> str:
    """Give the key that its owner has not yet said to have kept; empty for none."""
    text = request.cookies.get(cookie_name("pan2-key", settings().production), "")
    assessment, _dot, key = text.partition(".")
    if assessment != opened.held.id or store.open_with(key) != opened.access:
        return ""
    return key


@blueprint.get("/<lang>/a/<assessment>/key")
@access.respondent()
def key_page(opened: Opened) -> Response | str:
    key = unkept_key(opened)
    if not key:
        return redirect(url_for("respond.tasks", lang=language(), assessment=opened.held.id), 303)
    # Leaving now would lose the key: it is shown nowhere else.
    shown = {"held": opened.held, "key": key, "link": link_to(key), "private": True, "stay": True}
    return render_template("pages/key.html", **shown)


def link_to(key: str) -> str:
    """Write the link that opens with a key; its address comes from the settings where they name one."""
    base = settings().base_url or request.url_root.rstrip("/")
    return base + url_for("respond.open_page", lang=language(), key=key)


@blueprint.get("/<lang>/a/<assessment>/key.txt")
@access.respondent()
def key_file(opened: Opened) -> Page:
    key = unkept_key(opened)
    if not key:
        abort(404)
    lines = (
        _("PAN 2 Assess: your key"), "", f"{_('Organisation')}: {opened.held.organisation}", f"{_('Key')}: {key}",
        f"{_('Link')}: {link_to(key)}", "",
        _("A lost key cannot be recovered. Whoever has it can read the answers."), "",
    )  # fmt: skip
    response = make_response("\r\n".join(lines))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=pan2-assess-key.txt"
    return response


@blueprint.post("/<lang>/a/<assessment>/key")
@access.respondent()
def key_kept(opened: Opened) -> Response:
    response = redirect(url_for("respond.tasks", lang=language(), assessment=opened.held.id), 303)
    set_aside(response, "", 0)
    return response


@blueprint.get("/<lang>/key")
@access.public
def key_entry() -> str:
    return _key_page("", "")


@shows_again("respond.open_now")
@access.public
def key_again() -> tuple[str, int]:
    return _key_page(heads.KeyForm().key.data or "", _("The page was open for too long. Press Open again.")), 400


def _key_page(typed: str, error: str) -> str:
    problems = [heads.Problem("key", error)] if error else []
    return render_template(
        "pages/key_entry.html",
        typed={"key": visible(typed)}, errors={"key": error}, problems=problems, failed=bool(error), private=True,
    )  # fmt: skip


@blueprint.post("/<lang>/key")
@access.public
@limits.limiter.limit(limits.KEY)
def open_now() -> Response | tuple[str, int]:
    typed = (heads.KeyForm().key.data or "")[:200]
    found = store.open_with(typed) if typed.isascii() else None
    if found is None:
        error = _("Write your key.") if not typed.strip() else _("No assessment opens with this key. Look for a slip.")
        return _key_page(typed, error), 422
    access.remember(found)
    current_app.logger.info("an assessment was opened with its key")
    return redirect(url_for("respond.tasks", lang=language(), assessment=found.assessment_id), 303)


@blueprint.get("/<lang>/open/<key>")
@access.public
def open_page(key: str) -> str:
    return render_template("pages/open.html", key=visible(key[:200]), private=True)


def same_browser(opened: Opened) -> dict[str, Any]:
    return {"held": opened.held, "edition": opened.edition, "private": True}
