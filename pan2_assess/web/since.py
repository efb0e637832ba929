"""What changed since an earlier time: the respondent's own answers then and now, question by question."""

from __future__ import annotations

from flask import Blueprint, render_template

from pan2_assess.core.comparing import compare
from pan2_assess.core.rounds import Round
from pan2_assess.core.since import tell_since
from pan2_assess.core.speech import speech
from pan2_assess.web import access, sources
from pan2_assess.web.access import Opened
from pan2_assess.web.languages import language

blueprint = Blueprint("since", __name__)


@blueprint.get("/<lang>/a/<assessment>/since/<source>")
@access.respondent()
def page(opened: Opened, source: str) -> str:
    earlier = sources.source_or_404(opened, source)
    found = compare(Round(earlier.edition, earlier.sheet), Round(opened.edition, opened.sheet()))
    told = tell_since(found, speech(language()))
    return render_template("pages/since.html", held=opened.held, since=told, source=earlier, private=True)
