"""Keys: keeping one's own, coming back with it, and making, naming and revoking those of colleagues."""

from __future__ import annotations

from typing import Any

from flask import Response as Page
from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.web import access, course, heads, limits, sources
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.handing import handed
from pan2_assess.web.kept_keys import FURTHER, OWN, further_key, link_to, picture_of, set_aside, unkept_key
from pan2_assess.web.languages import language
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import composed, visible

MOST_KEYS = 50  # of one assessment, revoked ones among them


def key_shown(opened: Opened, key: str) -> dict[str, Any]:
    """Give what a page shows of a key."""
    link = link_to(key)
    # Leaving now would lose the key: it is shown nowhere else.
    return {"held": opened.held, "key": key, "link": link, "picture": picture_of(link), "private": True, "stay": True}


@blueprint.get("/<lang>/a/<assessment>/key")
@access.respondent(who="both")
def key_page(opened: Opened) -> Response | str:
    key = unkept_key(opened)
    if not key:
        return redirect(url_for("respond.tasks", lang=language(), assessment=opened.held.id), 303)
    return render_template("pages/key.html", **key_shown(opened, key))


@blueprint.get("/<lang>/a/<assessment>/key.txt")
@access.respondent(who="both")
def key_file(opened: Opened) -> Page:
    return _file(opened, unkept_key(opened))


@blueprint.get("/<lang>/a/<assessment>/keys/new.txt")
@access.respondent(manage=True, who="both")
def further_key_file(opened: Opened) -> Page:
    return _file(opened, further_key(opened))


def _file(opened: Opened, key: str) -> Page:
    if not key:
        abort(404)
    lines = (
        _("PAN 2 Assess: your key"), "",
        _("Organisation: %(name)s", name=opened.held.organisation), _("Key: %(key)s", key=key),
        _("Link: %(link)s", link=link_to(key)), "",
        _("A lost key cannot be recovered. Whoever has it can read the answers."), "",
    )  # fmt: skip
    return handed("\r\n".join(lines), "pan2-assess-key.txt", "text/plain; charset=utf-8")


@blueprint.post("/<lang>/a/<assessment>/key")
@access.respondent(who="both")
def key_kept(opened: Opened) -> Response:
    there = url_for("respond.tasks", lang=language(), assessment=opened.held.id)
    begins = not (opened.held.voice or opened.answers or sources.sources(opened))
    if opened.held.may_edit and begins and not opened.held.campaign:  # there the list says for whom, and until when
        # A list in which nothing is answered yet and nothing waits has only one way on.
        there = course.address(opened.evaluation, opened.held.id, opened.evaluation.missing[0]).partition("#")[0]
    response = redirect(there, 303)
    set_aside(response, OWN)
    return response


# --- coming back ------------------------------------------------------------------------------------------


@blueprint.get("/<lang>/key")
@access.public
def key_entry() -> str:
    return _entry("", "")


@shows_again("respond.open_now")
@access.public
def key_again() -> tuple[str, int]:
    return _entry(heads.KeyForm().key.data or "", late(_("The page was open for too long. Press Open again."))), 400


def _entry(typed: str, error: str) -> str:
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
    found, error = opened_with(typed)
    if found is None:
        return _entry(typed, error), 422
    return redirect(url_for("respond.tasks", lang=language(), assessment=found.assessment_id), 303)


def opened_with(typed: str) -> tuple[store.Access | None, str]:
    """Open with a key as typed and let this browser hold it; else say what is wrong."""
    found = store.open_with(typed) if typed.isascii() else None
    if found is None:
        return None, _("Write your key.") if not typed.strip() else _(
            "No assessment opens with this key. Look for a slip."
        )
    access.remember(found)
    current_app.logger.info("an assessment was opened with its key")
    return found, ""


@blueprint.get("/<lang>/open/<key>")
@access.public
def open_page(key: str) -> str:
    return render_template("pages/open.html", key=visible(key[:200]), private=True)


# --- keys for colleagues ----------------------------------------------------------------------------------


@blueprint.get("/<lang>/a/<assessment>/keys")
@access.respondent(manage=True, who="both")
def keys(opened: Opened) -> str:
    return _keys_page(opened, heads.ColleagueForm(formdata=None), {"rights": "edit"})


def _keys_page(opened: Opened, form: heads.ColleagueForm, typed: dict[str, str], first: str = "") -> str:
    problems = ([Problem("", first)] if first else []) + heads.problems_of(form)
    return render_template(
        "pages/keys.html",
        held=opened.held,
        keys=store.keys_of(opened.access),
        typed=typed,
        errors=heads.errors_of(form),
        problems=problems,
        failed=bool(problems),
        private=True,
    )


@shows_again("respond.make_key")
@access.respondent(manage=True, who="both")
def keys_again(opened: Opened) -> tuple[str, int]:
    form = heads.ColleagueForm()
    first = late(_("No key was made: the page was open for too long. Press the button again."))
    return _keys_page(opened, form, heads.typed_in(form), first), 400


@blueprint.post("/<lang>/a/<assessment>/keys")
@access.respondent(manage=True, who="both")
@limits.limiter.limit(limits.BEGIN)
def make_key(opened: Opened) -> Response | tuple[str, int]:
    form = heads.ColleagueForm()
    if not form.validate():
        return _keys_page(opened, form, heads.typed_in(form)), 422
    name, rights = composed(form.name.data), form.rights.data
    try:
        key = store.new_key(opened.access, name, rights != "read", rights == "manage", most=MOST_KEYS)
    except store.Full:
        told = _("There are %(number)s keys already, and no more can be made.", number=MOST_KEYS)
        return _keys_page(opened, form, heads.typed_in(form), told), 422
    response = redirect(url_for("respond.new_key", lang=language(), assessment=opened.held.id), 303)
    set_aside(response, FURTHER, opened.held.id, key)
    return response


@blueprint.get("/<lang>/a/<assessment>/keys/new")
@access.respondent(manage=True, who="both")
def new_key(opened: Opened) -> Response | str:
    """Show the key just made, to be passed on."""
    key = further_key(opened)
    if not key:
        return redirect(url_for("respond.keys", lang=language(), assessment=opened.held.id), 303)
    found = store.open_with(key)
    made = next((one for one in store.keys_of(opened.access) if found and one.id == found.key_id), None)
    return render_template("pages/new_key.html", made=made, **key_shown(opened, key))


@blueprint.post("/<lang>/a/<assessment>/keys/new")
@access.respondent(manage=True, who="both")
def passed_on(opened: Opened) -> Response:
    response = redirect(url_for("respond.keys", lang=language(), assessment=opened.held.id), 303)
    set_aside(response, FURTHER)
    return response


@blueprint.post("/<lang>/a/<assessment>/keys/revoke")
@access.respondent(manage=True, who="both")
def revoke_key(opened: Opened) -> Response:
    named = request.form.get("revoked", "")
    if named == opened.access.key_id:
        abort(400)
    store.revoke(opened.access, named)
    return redirect(url_for("respond.keys", lang=language(), assessment=opened.held.id), 303)
