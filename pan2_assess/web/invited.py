"""The side of those a campaign has invited: the invitation, taking part or not, and handing in what was submitted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess.core.letters import ALPHABET, grouped, meant
from pan2_assess.store import claims
from pan2_assess.store.access import GROUPS, LETTERS
from pan2_assess.store.campaigns import NotNow
from pan2_assess.store.claims import Bound, Offer, Over
from pan2_assess.web import access, clock, handover, limits
from pan2_assess.web.access import Opened
from pan2_assess.web.asking import asking
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.frozen import evaluated
from pan2_assess.web.kept_keys import OWN, set_aside
from pan2_assess.web.languages import language
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import visible

blueprint = Blueprint("invited", __name__)

MOST = 2000  # letters that are looked at: somebody may paste a whole mail
MARK = "/invited/"  # before the token in a link


def token_in(text: str) -> str:
    """Find the token in what was typed or pasted: a token, a link, or a mail that has broken it over two lines."""
    after = text[:MOST].rpartition(MARK)[2] or text[:MOST]
    letters = meant("".join(letter for letter in after if letter.isascii()))
    return grouped(letters[: GROUPS * LETTERS], LETTERS)


def is_cut_off(token: str) -> bool:
    """Tell whether this looks like the beginning of a token."""
    letters = meant(token)
    return len(letters) < GROUPS * LETTERS and set(letters) <= set(ALPHABET)


# --- the invitation ---------------------------------------------------------------------------------------


@blueprint.get("/<lang>/invited/")
@access.public
def entry() -> str:
    """Ask for the link of an invitation: where it was cut off, its address ends early."""
    return _entry("", "")


def _entry(typed: str, error: str) -> str:
    problems = [Problem("link", error)] if error else []
    return render_template(
        "pages/invited/entry.html",
        typed=visible(typed),
        error=error,
        problems=problems,
        failed=bool(error),
        private=True,
    )


@shows_again("invited.find")
@access.public
def entry_again() -> tuple[str, int]:
    told = late(_("The page was open for too long. Press the button again."))
    return _entry(request.form.get("link", "")[:MOST], told), 400


@blueprint.post("/<lang>/invited/")
@access.public
@limits.limiter.limit(limits.KEY)
def find() -> Response | tuple[str, int]:
    """Open what was pasted, if it holds a token."""
    typed = request.form.get("link", "")
    token = token_in(typed)
    if claims.offer(token) is None:
        return _entry(typed[:MOST], _slip(typed, token)), 422
    return redirect(url_for("invited.asked", lang=language(), token=token), 303)


def _slip(typed: str, token: str) -> str:
    if not typed.strip():
        return _("Paste the link of the invitation, or the code at its end.")
    if is_cut_off(token):
        return _(
            "This is not the whole link. Its end has %(number)s letters and figures in groups of four; here there are "
            "%(found)s.",
            number=GROUPS * LETTERS, found=len(meant(token)),
        )  # fmt: skip
    return _("No invitation has this link. Look for a slip, or ask who invited you for a new one.")


@blueprint.get("/<lang>/invited/<token>")
@access.public
def asked(token: str) -> str | tuple[str, int]:
    """Say who invites, to what, until when and who will see it; looking at it changes nothing."""
    return _asked_page(token_in(token))


def _asked_page(token: str, told: str = "", status: int = 200) -> str | tuple[str, int]:
    offer = claims.offer(token)
    if offer is None or offer.state != "open":
        return _shut(token, offer)
    page = render_template(
        "pages/invited/asked.html",
        offer=offer, asking=asking(offer.campaign, offer.members), code=token,
        problems=[Problem("", told)] if told else [], failed=bool(told), private=True,
    )  # fmt: skip
    return (page, status) if status != 200 else page


def _shut(token: str, offer: Offer | None) -> tuple[str, int]:
    """Say calmly why a link opens nothing, and what to do."""
    if offer is None:
        cut = is_cut_off(token)
        heading = _("This link is not whole") if cut else _("No invitation has this link")
        texts = [
            _("It looks cut off: mail programs sometimes break a long link over two lines.") if cut else
            _("It has a slip, or was replaced by a newer one."),
            _("Copy the whole link from the mail or letter and paste it here."),
        ]  # fmt: skip
        shown: dict[str, Any] = {"heading": heading, "texts": texts, "offer": None, "paste": True}
        return render_template("pages/invited/shut.html", **shown, typed="", private=True), 404
    there = asking(offer.campaign, offer.members)
    by = {"organisation": there.organisation}
    heading, texts, status = {
        "claimed": (_("This invitation was used already"), [
            _("An assessment was begun with it. Come back to it with its key: a link opens it once only."),
            _("If it was not you, or the key is lost, ask %(organisation)s for a new link.", **by),
        ], 410),
        "revoked": (_("This invitation was taken back"), [
            _("%(organisation)s has taken it back. You need do nothing.", **by)], 410),
        "over": (_("The time to take part is over"), [
            _("%(organisation)s closed it before its deadline, and takes no more answers.", **by)
            if there.is_cut_short else
            _("%(organisation)s took answers until %(deadline)s.", deadline=there.deadline, **by),
            _("The questionnaire itself is open to everybody: you can answer it for yourselves at any time."),
        ], 410),
        "early": (_("This invitation is not open yet"), [
            _("%(organisation)s has not opened it yet. Come back to this link later.", **by)], 200),
    }[offer.state]  # fmt: skip
    page = render_template(
        "pages/invited/shut.html",
        heading=heading, texts=texts, offer=offer, edition=there.edition, paste=False, private=True,
    )  # fmt: skip
    return page, status


@shows_again("invited.claim")
@access.public
def asked_again() -> str | tuple[str, int]:
    told = late(_("Nothing was begun: the page was open for too long, or cookies are blocked. Press the button again."))
    return _asked_page(token_in(request.form.get("token", "")), told, 400)


@blueprint.post("/<lang>/invited")
@access.public
@limits.limiter.limit(limits.KEY)
def claim() -> Response | str | tuple[str, int]:
    """Begin an assessment for the campaign, with a key of its own."""
    token = token_in(request.form.get("token", ""))
    begun = claims.claim(token, clock.today())
    if begun is None:
        return _asked_page(token)
    access.remember(begun.access)
    response = redirect(url_for("respond.key_page", lang=language(), assessment=begun.assessment_id), 303)
    set_aside(response, OWN, begun.assessment_id, begun.key)
    return response


# --- not taking part --------------------------------------------------------------------------------------


@blueprint.get("/<lang>/invited/<token>/decline")
@access.public
def declining(token: str) -> str | tuple[str, int]:
    return _declining(token_in(token))


def _declining(token: str, told: str = "", status: int = 200) -> str | tuple[str, int]:
    offer = claims.offer(token)
    if offer is None or offer.state != "open":
        return _shut(token, offer)
    page = render_template(
        "pages/invited/decline.html",
        offer=offer, asking=asking(offer.campaign, offer.members), code=token,
        problems=[Problem("", told)] if told else [], failed=bool(told), private=True,
    )  # fmt: skip
    return (page, status) if status != 200 else page


@shows_again("invited.decline")
@access.public
def declining_again() -> str | tuple[str, int]:
    told = late(_("Nothing was noted: the page was open for too long. Press the button again."))
    return _declining(token_in(request.form.get("token", "")), told, 400)


@blueprint.post("/<lang>/invited/decline")
@access.public
@limits.limiter.limit(limits.KEY)
def decline() -> Response | tuple[str, int]:
    token = token_in(request.form.get("token", ""))
    if not claims.decline(token):
        return _shut(token, claims.offer(token))
    return redirect(url_for("invited.declining", lang=language(), token=token), 303)


# --- after the claim --------------------------------------------------------------------------------------


def _bound_or_404(opened: Opened) -> Bound:
    found = handover.bound_of(opened)
    return found if found is not None else abort(404)


@blueprint.get("/<lang>/a/<assessment>/invitation")
@access.respondent()
def own(opened: Opened) -> str:
    """Say once more for whom the answers are, and how far it has come."""
    return _own(opened, "")


def _own(opened: Opened, told: str) -> str:
    bound = _bound_or_404(opened)
    return render_template(
        "pages/invited/own.html",
        held=opened.held, bound=bound, asking=asking(bound.campaign, bound.members),
        problems=[Problem("", told)] if told else [], failed=bool(told), private=True,
    )  # fmt: skip


@shows_again("invited.decline_own")
@access.respondent(manage=True)
def own_again(opened: Opened) -> tuple[str, int]:
    return _own(opened, late(_("Nothing was noted: the page was open for too long. Press the button again."))), 400


@blueprint.post("/<lang>/a/<assessment>/invitation")
@access.respondent(manage=True)
def decline_own(opened: Opened) -> Response | tuple[str, int]:
    """Decline while nothing is handed in, or take that back."""
    _bound_or_404(opened)
    try:
        claims.decline_own(opened.access, back=request.form.get("back") == "1")
    except NotNow:
        return _own(opened, _("This can no longer be changed.")), 409
    return redirect(url_for("invited.own", lang=language(), assessment=opened.held.id), 303)


@blueprint.get("/<lang>/a/<assessment>/hand-over")
@access.respondent("submitted", manage=True)
def hand_over(opened: Opened) -> Response | str:
    """Offer to hand in what was submitted for oneself."""
    bound = _bound_or_404(opened)
    return _hand_over(opened, bound) if bound.may_hand_in else _to_result(opened)


def _to_result(opened: Opened) -> Response:
    return redirect(url_for("result.page", lang=language(), assessment=opened.held.id), 303)


def _hand_over(opened: Opened, bound: Bound, told: str = "") -> str:
    return render_template(
        "pages/invited/hand_over.html",
        held=opened.held, going=handover.going(opened, bound, *evaluated(opened)),
        problems=[Problem("", told)] if told else [], failed=bool(told), private=True,
    )  # fmt: skip


@shows_again("invited.hand_over_now")
@access.respondent("submitted", manage=True)
def hand_over_again(opened: Opened) -> tuple[str, int]:
    told = late(_("Nothing was handed in: the page was open for too long. Press the button again."))
    return _hand_over(opened, _bound_or_404(opened), told), 400


@blueprint.post("/<lang>/a/<assessment>/hand-over")
@access.respondent("submitted", manage=True)
def hand_over_now(opened: Opened) -> Response | tuple[str, int]:
    bound = _bound_or_404(opened)
    sheet, evaluation = evaluated(opened)
    anew = handover.with_choices(sheet, evaluation, bound)
    try:
        claims.hand_in_result(opened.access, handover.copy_of(anew, evaluation, bound, ()))
    except (Over, NotNow):
        pass  # the result says what stands: the deadline has passed, or the invitation is another's by now
    return _to_result(opened)
