"""Editions by their digest: an assessment keeps the one it was begun with, whatever the library holds today."""

from __future__ import annotations

from flask import current_app

from pan2_assess.core.model import Edition
from pan2_assess.store import editions
from pan2_assess.web.languages import library

_KEPT = "editions"


def edition_of(digest: str, draft: bool) -> Edition:
    """Give the edition of a digest, from the library or, if that has moved on, from the store."""
    for edition in library().editions.values():
        if edition.digest == digest:
            return edition
    kept: dict[str, Edition] = current_app.extensions.setdefault(_KEPT, {})
    if digest not in kept:
        kept[digest] = Edition.from_json(editions.edition_json(digest))
    return kept[digest] if draft else kept[digest].marked(draft=False)
