"""The second voice: people who work there answer a part for themselves, and both views stand side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.feedback_types import AnswerLine
from pan2_assess.core.model import Edition
from pan2_assess.core.speech import speech
from pan2_assess.core.telling import Telling
from pan2_assess.core.voice import Pair, Relation, side_by_side, voice_facts, voice_part
from pan2_assess.web import access, course, heads, limits
from pan2_assess.web.access import Opened, read_answers
from pan2_assess.web.editions import edition_of
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.kept_keys import OWN, TOKEN, link, picture_of, set_aside, set_aside_for
from pan2_assess.web.languages import language
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import composed, visible

blueprint = Blueprint("voice", __name__)

MOST = 10  # invitations of one assessment


# --- who invites ------------------------------------------------------------------------------------------


@blueprint.get("/<lang>/a/<assessment>/voices")
@access.respondent(manage=True)
def invited(opened: Opened) -> str:
    return _invited_page(opened, heads.VoiceForm(formdata=None), {})


def _invited_page(opened: Opened, form: heads.VoiceForm, typed: dict[str, str], first: str = "") -> str:
    if not opened.edition.voice:
        abort(404)
    problems = ([Problem("", first)] if first else []) + heads.problems_of(form)
    facts = facts_missing(opened)
    states = {
        "open": _("not yet opened"),
        "expired": _("has expired"),
        "withdrawn": _("withdrawn"),
        "claimed": _("is answering"),
        "handed in": _("has handed in"),
        "erased": _("has erased its answers"),
    }
    return render_template(
        "pages/voices.html",
        held=opened.held,
        sections=[section.title for section in opened.edition.sections if section.id in _asked_of(opened)],
        invited=store.voices_of(opened.access),
        states=states,
        facts=course.address(opened.evaluation, opened.held.id, facts[0]) if facts else "",
        typed=typed,
        errors=heads.errors_of(form),
        problems=problems,
        failed=bool(problems),
        private=True,
    )


def _asked_of(opened: Opened) -> set[str]:
    """Name the sections of the part in which something is asked of an organisation like this one."""
    asked = {opened.edition.questions[name].section for name in opened.evaluation.path}
    return asked & set(opened.edition.voice)


def facts_missing(opened: Opened) -> list[str]:
    """Name the open questions on which it depends what a second voice is asked."""
    needed = voice_facts(opened.edition)
    return [name for name in opened.evaluation.missing if name in needed]


@shows_again("voice.invite")
@access.respondent(manage=True)
def invited_again(opened: Opened) -> tuple[str, int]:
    form = heads.VoiceForm()
    first = late(_("Nobody was invited: the page was open for too long. Press the button again."))
    return _invited_page(opened, form, heads.typed_in(form), first), 400


@blueprint.post("/<lang>/a/<assessment>/voices")
@access.respondent(manage=True)
@limits.limiter.limit(limits.BEGIN)
def invite(opened: Opened) -> Response | tuple[str, int]:
    form = heads.VoiceForm()
    if not form.validate() or facts_missing(opened):
        return _invited_page(opened, form, heads.typed_in(form)), 422
    if not opened.edition.voice:
        abort(404)
    try:
        token = store.invite_voice(opened.access, composed(form.name.data), most=MOST)
    except store.Full:
        told = _("There are %(number)s invitations already, and no more can be made.", number=MOST)
        return _invited_page(opened, form, heads.typed_in(form), told), 422
    response = redirect(url_for("voice.new", lang=language(), assessment=opened.held.id), 303)
    set_aside(response, TOKEN, opened.held.id, token)
    return response


@blueprint.get("/<lang>/a/<assessment>/voices/new")
@access.respondent(manage=True)
def new(opened: Opened) -> Response | str:
    """Show the link of the invitation just made, to be passed on."""
    token = set_aside_for(opened, TOKEN)
    asked = store.invitation(token) if token else None
    if asked is None:
        return redirect(url_for("voice.invited", lang=language(), assessment=opened.held.id), 303)
    there = link("voice.asked", token=token)
    return render_template(
        "pages/new_voice.html",
        held=opened.held, asked=asked, link=there, picture=picture_of(there), private=True, stay=True,
    )  # fmt: skip


@blueprint.post("/<lang>/a/<assessment>/voices/new")
@access.respondent(manage=True)
def passed_on(opened: Opened) -> Response:
    response = redirect(url_for("voice.invited", lang=language(), assessment=opened.held.id), 303)
    set_aside(response, TOKEN)
    return response


@blueprint.post("/<lang>/a/<assessment>/voices/withdraw")
@access.respondent(manage=True)
def withdraw(opened: Opened) -> Response | tuple[str, int]:
    try:
        store.withdraw_voice(opened.access, request.form.get("withdrawn", ""))
    except store.Overtaken:
        told = _("It was opened meanwhile. Its answers belong to who was invited, and stay with them.")
        return _invited_page(opened, heads.VoiceForm(formdata=None), {}, told), 409
    return redirect(url_for("voice.invited", lang=language(), assessment=opened.held.id), 303)


# --- who is invited ---------------------------------------------------------------------------------------


@blueprint.get("/<lang>/voice/<token>")
@access.public
def asked(token: str) -> str | tuple[str, int]:
    """Say who invites, to what, and who will see it; looking at it changes nothing."""
    return _asked_page(token)


def _asked_page(token: str, told: str = "", status: int = 200) -> str | tuple[str, int]:
    found = store.invitation(token[:200]) if token.isascii() else None
    if found is None:
        texts = [
            _("It was used already, was withdrawn, has expired, or its link has a slip."),
            _("If you answered before, come back with your own key. Else ask for a new invitation."),
        ]
        heading = _("This invitation opens nothing")
        return render_template("pages/said.html", heading=heading, texts=texts, private=True), 404
    edition = edition_of(found.digest, found.draft).in_language(language())
    page = render_template(
        "pages/voice_asked.html",
        asked=found,
        code=visible(token),
        edition=edition,
        sections=[section.title for section in edition.sections if section.id in edition.voice],
        problems=[Problem("", told)] if told else [],
        failed=bool(told),
        private=True,
    )
    return (page, status) if status != 200 else page


@shows_again("voice.claim")
@access.public
def asked_again() -> str | tuple[str, int]:
    told = late(_("Nothing was begun: the page was open for too long, or cookies are blocked. Press the button again."))
    return _asked_page(request.form.get("token", ""), told, 400)


@blueprint.post("/<lang>/voice")
@access.public
@limits.limiter.limit(limits.KEY)
def claim() -> Response | str | tuple[str, int]:
    token = request.form.get("token", "")[:200]
    found = store.invitation(token) if token.isascii() else None
    edition = edition_of(found.digest, found.draft) if found else None
    begun = store.claim_voice(token, voice_facts(edition)) if edition else None
    if begun is None:
        return _asked_page(token)
    access.remember(begun.access)
    response = redirect(url_for("respond.key_page", lang=language(), assessment=begun.assessment_id), 303)
    set_aside(response, OWN, begun.assessment_id, begun.key)
    return response


@blueprint.get("/<lang>/a/<assessment>/hand-in")
@access.respondent("draft", manage=True, who="voice")
def hand_in(opened: Opened) -> str:
    return _hand_in_page(opened)


def _hand_in_page(opened: Opened, told: str = "") -> str:
    return render_template(
        "pages/hand_in.html",
        held=opened.held,
        missing=len(opened.evaluation.missing),
        problems=[Problem("", told)] if told else [],
        failed=bool(told),
        private=True,
    )


@shows_again("voice.hand_in_now")
@access.respondent("draft", manage=True, who="voice")
def hand_in_again(opened: Opened) -> tuple[str, int]:
    told = late(_("Nothing was handed in: the page was open for too long. Press the button again."))
    return _hand_in_page(opened, told), 400


@blueprint.post("/<lang>/a/<assessment>/hand-in")
@access.respondent("draft", manage=True, who="voice")
def hand_in_now(opened: Opened) -> Response | tuple[str, int]:
    try:
        store.hand_in(opened.access, opened.held.saved_at)
    except store.Overtaken:
        told = _("Somebody has saved answers just now, so nothing was handed in. Check them, then hand in again.")
        return _hand_in_page(opened, told), 409
    return redirect(url_for("voice.handed", lang=language(), assessment=opened.held.id), 303)


# --- both views -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Views:
    """Two views of the same questions, grouped by how they differ."""

    name: str  # of the second voice
    groups: tuple[tuple[str, tuple[tuple[Pair, AnswerLine, AnswerLine], ...]], ...]  # heading, pairs

    @property
    def differing(self) -> int:
        return sum(pair.relation in ("less", "other", "more") for _heading, pairs in self.groups for pair, *_ in pairs)


@blueprint.get("/<lang>/a/<assessment>/voices/views")
@access.respondent(manage=True)
def views(opened: Opened) -> str:
    """Show the management what second voices have handed in beside the organisation's own answers."""
    told = [_both(opened.edition, opened, opened.answers, view.answers, view.name) for view in _handed(opened)]
    if not told:
        abort(404)
    return render_template("pages/views.html", held=opened.held, views=told, own=False, private=True)


def _handed(opened: Opened) -> list[store.View]:
    return store.handed_in(opened.access)


@blueprint.get("/<lang>/a/<assessment>/handed-in")
@access.respondent("submitted", who="voice")
def handed(opened: Opened) -> str:
    """Show a second voice what it has handed in, beside the other's answers once both are."""
    other = store.inviter_of(opened.access)
    whole = edition_of(opened.held.digest, opened.held.draft).in_language(language())
    first = other.answers if other else {}
    told = _both(whole, opened, read_answers(first), opened.held.answers, opened.held.voice)
    return render_template("pages/views.html", held=opened.held, views=[told], own=True, both=bool(other),
        alone=store.is_alone(opened.access), private=True,
    )  # fmt: skip


def _both(edition: Edition, opened: Opened, first: dict[str, Answer], second: store.Answers, name: str) -> Views:
    part, others = voice_part(edition), read_answers(second)
    one, two = evaluate(edition, first, opened.held.on), evaluate(part, others, opened.held.on)
    say = speech(language())
    here = Telling(edition, replace(opened.sheet(), answers=first), one, say)
    there = Telling(part, replace(opened.sheet(), answers=others), two, say)
    headings: dict[Relation, str] = {
        "less": _("Less is in place than the firm says"),
        "other": _("Seen differently"),
        "more": _("More is in place than the firm says"),
        "one": _("Only one has answered"),
        "same": _("The same"),
    }
    pairs = side_by_side(edition, one, two, (first, others))
    groups = [
        (heading, tuple((p, here.line(p.question), there.line(p.question)) for p in pairs if p.relation == relation))
        for relation, heading in headings.items()
    ]
    return Views(name, tuple(group for group in groups if group[1]))
