"""The language of a page: it stands first in the address, and only `/` asks the browser."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, abort, current_app, g, request, url_for
from flask_babel import Babel, Domain, format_datetime, to_user_timezone
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError

from pan2_assess.core.library import Library, Texts
from pan2_assess.core.model import Edition
from pan2_assess.core.speech import speech

DEFAULT = "en"
NEAREST = {"lb": "fr"}  # in Luxembourg, law and administration write French


def library() -> Library:
    found: Library = current_app.extensions["library"]
    return found


def editions() -> list[Edition]:
    """Give the current questionnaires in the page's language."""
    return [edition.in_language(language()) for edition in library().editions.values()]


def texts() -> Texts:
    """Give what there is to read beside the questions, in the page's language."""
    return library().texts[language()]


def offered() -> tuple[str, ...]:
    return library().languages


def language() -> str:
    """Give the page's language; where the address names none, the browser's."""
    if "language" not in g:
        g.language = (_first_in_the_address() or _wished()) if request else DEFAULT
    return str(g.language)


def _first_in_the_address() -> str | None:
    """Find the language of an address under which there is no page; its reader was reading in it."""
    first = request.path.split("/")[1]
    return first if first in offered() else None


def _wished() -> str:
    """Find the language the browser wishes most; «de-LU» is German."""
    for tag, quality in request.accept_languages:
        wished = tag.partition("-")[0].lower()
        wished = NEAREST.get(wished, wished)
        if quality and wished in offered():
            return wished
    return DEFAULT


class _Catalogues(Domain):
    """The core's catalogues, for what the pages say."""

    def get_translations(self) -> NullTranslations:
        return speech(language()).catalogue


class _Babel(Babel):
    @property
    def domain_instance(self) -> Domain:
        return _Catalogues()


def connect(app: Flask) -> None:
    """Let addresses choose the language, and give templates what they say it with."""
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Luxembourg"
    _Babel(app, locale_selector=language)
    app.url_value_preprocessor(_take)
    app.context_processor(_words)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    # The same catalogues as Flask-Babel's, without its look-ups: they took a third of a page's time.
    app.jinja_env.install_gettext_callables(_said, _counted, newstyle=True)  # type: ignore[attr-defined]


def _said(message: str) -> str:
    return speech(language()).catalogue.gettext(message)


def _counted(one: str, many: str, number: int) -> str:
    return speech(language()).catalogue.ngettext(one, many, number)


def _take(endpoint: str | None, values: dict[str, Any] | None) -> None:
    named = values.pop("lang", None) if values else None
    if named is None:
        return
    if named not in offered():
        abort(404)
    g.language = named


def _words() -> dict[str, Any]:
    return {
        "lang": language(),
        "languages": offered(),
        "language_name": language_name,
        "language_name_in": language_name_in,
        "here_in": here_in,
        "day": day,
        "moment": moment,
        "duration": duration,
    }


def language_name(code: str) -> str:
    """Name a language in itself, as it stands alone: with a capital."""
    name = Locale.parse(code).get_display_name(code) or code
    return name[:1].upper() + name[1:]


def language_name_in(code: str) -> str:
    """Name a language in the page's own."""
    return Locale.parse(code).get_display_name(language()) or code


def here_in(code: str) -> str:
    """Address this very page in another language; the start page where there is no such page."""
    routes = current_app.create_url_adapter(request)
    if request.endpoint and routes is not None:
        try:
            address = url_for(request.endpoint, **{**(request.view_args or {}), "lang": code})
            address += f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
            routes.match(address.partition("?")[0], method="GET")
            return address
        except (BuildError, HTTPException):
            pass
    return url_for("home.index", lang=code)


def day(value: date) -> str:
    """Write a day; of a moment, the one it falls on here."""
    if isinstance(value, datetime):
        value = to_user_timezone(value).date()
    return speech(language()).day(value)


def moment(value: datetime) -> str:
    """Write a moment: only the time if it is today."""
    local = to_user_timezone(value)
    clock = clock_time(value)
    if local.date() == to_user_timezone(datetime.now(UTC)).date():
        return _("today, %(clock)s", clock=clock)
    return f"{day(local.date())}, {clock}"


def clock_time(value: datetime) -> str:
    return format_datetime(value, "HH:mm")


def duration(minutes: int) -> str:
    """Write how long something takes: in hours too from an hour on."""
    hours, rest = divmod(minutes, 60)
    parts = (_("%(number)s h", number=hours) if hours else "", _("%(number)s min", number=rest) if rest else "")
    return " ".join(part for part in parts if part) or _("%(number)s min", number=0)
