"""What second voices have handed in, as far as the organisation's other pages must know of it."""

from __future__ import annotations

from dataclasses import dataclass

from pan2_assess import store
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.voice import voice_part
from pan2_assess.web.access import Opened, read_answers


@dataclass(frozen=True)
class Heard:
    """Who has handed in a view, and whether one says that people may be in harm now."""

    names: tuple[str, ...]
    alarm: bool
    awaited: tuple[str, ...]  # invited, and not yet handed in


def heard(opened: Opened) -> Heard | None:
    """Tell of an assessment's second voices; None where there is none, or where this key does not show them."""
    # Who hands in was told that the management reads it: a key for a colleague may be the foreman's.
    if opened.held.voice or not opened.edition.voice or not opened.held.may_manage:
        return None
    invited = [one for one in store.voices_of(opened.access) if one.state in ("open", "claimed", "handed in")]
    if not invited:
        return None
    views = store.handed_in(opened.access)
    part = voice_part(opened.edition)
    alarm = any(evaluate(part, read_answers(view.answers), opened.held.on).alarms for view in views)
    awaited = tuple(one.name for one in invited if one.state != "handed in")
    return Heard(tuple(view.name for view in views), alarm, awaited)
