"""What went wrong, in plain words, with what was typed given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, NotFound, SecurityError
from werkzeug.wrappers import Response

from pan2_assess.store.assessments import NoAccess, ReadOnly, Submitted
from pan2_assess.web.access import SUBMIT
from pan2_assess.web.languages import language, library
from pan2_assess.web.texts import visible
from pan2_assess.web.uploads import ENDPOINTS as FILES
from pan2_assess.web.uploads import LISTS

Said = tuple[str, int] | Response
SECRET = ("csrf_token", "key", "token", "link", "asked", "password", "again", "present", "code")
SWITCH = "switch"  # sent by the button that changes the language of a page with something typed

# Pages that can show themselves again with what was typed, by endpoint.
_again: dict[str, Callable[..., Any]] = {}


def shows_again(endpoint: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a view that shows the page of `endpoint` with what was typed, saving nothing."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        _again[endpoint] = view
        return view

    return declare


# Pages that can be opened again with their key, by endpoint.
_reopen: dict[str, Callable[..., Any]] = {}


def reopens(endpoint: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a view that asks for the key where `endpoint` was sent to an assessment not open in this browser."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        _reopen[endpoint] = view
        return view

    return declare


def connect(app: Flask) -> None:
    app.before_request(switched)
    app.register_error_handler(CSRFError, unguarded)
    app.register_error_handler(SQLAlchemyError, store_failed)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(NoAccess, lambda error: failed(NotFound()))
    app.register_error_handler(ReadOnly, lambda error: failed(NotFound()))
    app.register_error_handler(Submitted, already_submitted)


def switched() -> Any:
    """Show a form again in the language its reader changed to, with all that was typed."""
    if not switching():
        return None
    body = _again[str(request.endpoint)](**(request.view_args or {}))
    return body[0] if isinstance(body, tuple) and body[1] == 400 else body


def switching() -> bool:
    """Tell whether this request only changes the language of a page."""
    if "unguarded" in g:
        return False  # nothing that the guard refused is taken for a wish of its reader
    return request.method == "POST" and request.endpoint in _again and SWITCH in request.form


def late(text: str) -> str:
    """Give what a form shown again says of itself; nothing where only the language was changed."""
    return "" if switching() else text


def unguarded(error: CSRFError) -> Any:
    """Answer a form whose guard is missing or old: the same page with what was typed, to be sent again."""
    view = _again.get(request.endpoint or "")
    g.unguarded = True
    if view is not None:
        try:
            return view(**(request.view_args or {}))
        except HTTPException as problem:
            return failed(problem)
    return failed(error)


def already_submitted(error: Submitted) -> Said:
    if request.endpoint != SUBMIT:
        return page(409)
    assessment = (request.view_args or {}).get("assessment", "")
    return redirect(url_for("result.page", lang=language(), assessment=assessment), 303)


def store_failed(error: SQLAlchemyError) -> Said:
    # The message of a database error may quote what was to be written: only its kind goes into the log.
    current_app.logger.error("database: %s at %s", type(error).__name__, request.endpoint)
    return page(503, again=passing(error))


def passing(error: SQLAlchemyError) -> bool:
    """Tell whether the trouble is of the kind that passes: the store is busy, or the connection broke off."""
    if isinstance(error, PoolTimeout):
        return True
    return isinstance(error, DBAPIError) and (error.connection_invalidated or "locked" in str(error.orig))


def failed(error: HTTPException) -> Said:
    if isinstance(error, SecurityError):  # a foreign host name: no page, for its links would carry that name
        return current_app.response_class("This address is not served here.\n", 400, mimetype="text/plain")
    if error.code and 300 <= error.code < 400:
        return error.get_response()
    if error.code == 404 and request.method == "POST" and (ask := _reopen.get(request.endpoint or "")):
        said: Said = ask(**(request.view_args or {}))
        return said
    return page(error.code or 500, error)


def page(code: int, error: HTTPException | None = None, *, again: bool = False) -> Said:
    """Say what happened and what to do now."""
    heading, texts = words(code, again=again)
    rescued = [] if code == 413 else typed()
    g.failed_hard = True
    body = render_template(
        "pages/error.html",
        heading=heading, texts=texts, rescued=rescued, signed_out=code == 401,
        failed=True, failed_hard=True, private=True,
    )  # fmt: skip
    response = current_app.make_response((body, code))
    if error is not None and error.response is None and code in (405, 429):
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
    return response


def words(code: int, *, again: bool = False) -> tuple[str, tuple[str, ...]]:
    """Put an HTTP status into words for people; `again` where trying once more can help."""
    known = {
        401: (_("You are signed out"), (
            _("Your session has ended: it was long unused or long open, or somebody ended it."),
            _("What you sent was not saved. Sign in, then send it again."),
        )),
        404: (_("This page is not here"), (
            _("Perhaps the address has a slip, the assessment was erased, or it is not open in this browser."),
            _("If you have its key, open it again under “I have a key”."),
        )),
        405: (_("That does not work here"), (_("Go back and use the buttons of the page."),)),
        409: (_("It was submitted meanwhile"), (
            _("The answers are frozen now. What you sent was not saved."),
            _("You find the result on the home page."),
        )),
        413: (_("That is too much at once"), (
            _("The file is larger than 2 MB. A file of answers is far smaller; look whether it is the right one.")
            if request.endpoint in FILES else
            _("The list is larger than 6 MB: far more than a campaign has room for. Look whether it is the right file.")
            if request.endpoint in LISTS else
            _("A page of answers may hold half a megabyte; an answer 4,000 characters. Go back and shorten it."),
        )),
        429: (_("Too often in a short time"), (_("Wait a minute, then try again. Nothing is lost."),)),
        500: (_("Something went wrong on our side"), (
            _("It is not your fault. What you had saved before is not touched by it."),
            _("If it happens again at the same place, tell the people who run this server: its log says why."),
        )),
        503: (_("We cannot save or read just now"), (
            _("The store is busy. Nothing was changed. Try again in a moment.") if again else
            _("The store does not answer. Nothing was changed. If it lasts, tell the people who run this server."),
        )),
    }  # fmt: skip
    unknown = (_("This page could not be shown"), (_("The request was not complete. Go back and try again."),))
    if code == 400:
        return _("This form could not be taken"), (
            _("It was open for long, or cookies are blocked. Nothing was saved."),
            _("Go back, reload the page and send it again."),
        )
    return known.get(code, known[500] if code >= 500 else unknown)


def typed() -> list[tuple[str, str]]:
    """List what was typed into the form, under names a person understands."""
    if request.method != "POST":
        return []
    try:
        pairs = list(request.form.items(multi=True))
    except HTTPException:
        return []
    return [(_label(name), visible(text)) for name, text in pairs if name not in SECRET and _worth(name, text)]


def _worth(name: str, text: str) -> bool:
    written = name.rpartition("-")[2] in ("note", "reason", "reference", "value") or "-" not in name
    return written and len(text) > 1


def _label(name: str) -> str:
    question, _dash, part = name.rpartition("-")
    for edition in library().editions.values():
        if question in edition.questions:
            return f"{edition.number(question)} {part}"
    return visible(name)
