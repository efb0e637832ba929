"""Write the papers of a campaign as HTML documents, complete in themselves, in the looks of the report."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from markupsafe import Markup

from pan2_assess import paths
from pan2_assess.core.firm_file import FirmFile
from pan2_assess.core.speech import speech
from pan2_assess.reports import document
from pan2_assess.reports.proof import libraries


def firm(file: FirmFile) -> str:
    """Write the file of one firm."""
    say = speech(file.language).say
    return framed(
        file.language,
        "campaign/file.html",
        {"f": file},
        title=say(
            "%(organisation)s: answers to “%(campaign)s”", organisation=file.organisation, campaign=file.campaign
        ),
        running=file.organisation,
        beside=f"{file.questionnaire} {file.version}" + (f" · {say('draft')}" if file.draft else ""),
        notice=file.notice,
        foot=file.foot,
        on=file.on,
    )


def framed(language: str, template: str, values: dict[str, Any], *, on: date, **head: str) -> str:
    """Put a paper into its frame; `head` says what the frame's template names."""
    environment = document.environment_of(language)
    body = environment.get_template(template).render(values)
    return environment.get_template("campaign/frame.html").render(
        language=language,
        on=on,
        **head,
        made_with=" · ".join(" ".join(part) for part in libraries().items()),
        body=Markup(body),  # noqa: S704 - written by our own escaping templates
        css=Markup(document.styles(body, _looks())),  # noqa: S704 - our own files
    )


@cache
def _looks() -> str:
    return (paths.templates() / "campaign" / "campaign.css").read_text(encoding="utf-8")
