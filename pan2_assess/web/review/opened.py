"""A copy opened for a page: what was handed in, in words, beside what its review has come to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import abort
from flask_babel import gettext as _
from flask_babel import to_user_timezone

from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.model import Edition, Ladder, ScoredQuestion
from pan2_assess.core.reviewing import OPEN, Line, Outcome, Part, outcome, parts, received, reviewed
from pan2_assess.core.sheet import Sheet, read_sheet
from pan2_assess.core.speech import speech
from pan2_assess.store import campaigns, reviews
from pan2_assess.store.campaigns import Round
from pan2_assess.store.copies import Content, Reader
from pan2_assess.store.review_parts import Review
from pan2_assess.web.access import Member
from pan2_assess.web.editions import edition_of
from pan2_assess.web.languages import language


@dataclass(frozen=True)
class Sides:
    """A result as it was declared and as it was reviewed; the second is None before anything was looked at."""

    declared: Outcome
    reviewed: Outcome | None
    by: str  # who reviewed
    on: date | None  # when that was seen to last
    changed: int  # answers for which another step was set

    @property
    def rows(self) -> tuple[tuple[str, bool, int | None, str, int | None, str], ...]:
        """Give each section: its title, whether it is a pillar, score and band declared, score and band reviewed."""
        after = {title: (score, band) for title, _pillar, score, band in (self.reviewed or self.declared).sections}
        found = []
        for title, pillar, score, band in self.declared.sections:
            then, then_band = after[title]
            names = band.name if band else "", then_band.name if then_band else ""
            found.append((title, pillar, score, names[0], then, names[1]))
        return tuple(found)


@dataclass(frozen=True)
class OpenedCopy:
    """What was handed in to a campaign, with its review."""

    campaign: Round
    content: Content
    review: Review

    @cached_property
    def edition(self) -> Edition:
        return edition_of(self.campaign.digest, self.campaign.draft).in_language(language())

    @cached_property
    def sheet(self) -> Sheet:
        return read_sheet(json.dumps(self.content.sheet), lambda _name: self.edition)[0]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return parts(self.edition, self.sheet, speech(language()), self.content.result)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Give the answers that were told, by question."""
        return {line.question: line for part in self.parts for line in part.lines if line.told}

    @cached_property
    def _evaluation(self) -> Evaluation:
        return received(self.edition, self.sheet, self.content.result)

    @property
    def harm(self) -> tuple[Line, ...]:
        """Give the answers that say that people may be in harm now."""
        return tuple(self.lines[name] for name in self._evaluation.alarms)

    @property
    def home(self) -> int:
        """Count the answers that stay with the firm."""
        return sum(line.state == "home" for part in self.parts for line in part.lines)

    @property
    def pilot(self) -> bool:
        return self.content.result is not None

    @property
    def looked_at(self) -> int:
        return sum(name in self.review.findings for name in self.lines)

    @property
    def open(self) -> frozenset[str]:
        return frozenset(name for name, found in self.review.findings.items() if found.given.verdict in OPEN)

    def steps_of(self, name: str) -> tuple[tuple[str, str], ...]:
        """Give the steps that may be set instead of the declared one, in words; only pilot rounds have any."""
        question = self.edition.questions[name]
        if not self.pilot or not isinstance(question, ScoredQuestion) or question.type == "checklist":
            return ()
        options = Edition.steps(question, self._evaluation.small) if isinstance(question, Ladder) else question.options
        declared = self.sheet.answers[name].value
        return tuple((option.id, option.text) for option in options if option.id != declared)

    def sides(self) -> Sides | None:
        """Set the declared result beside the reviewed one; None where there is none, as in procurement."""
        result, withheld, say = self.content.result, self.content.withheld, speech(language())
        if result is None:
            return None
        declared, steps = outcome(self.edition, result, withheld, say), self.review.steps()
        found = None
        if self.review.findings:
            evaluation = reviewed(self.edition, self.sheet, withheld, result, steps)
            found = outcome(self.edition, result_json(evaluation, advise(evaluation)), withheld, say)
        latest = sorted(self.review.findings.values(), key=lambda finding: finding.at, reverse=True)
        by = say.listed(list(dict.fromkeys(finding.by for finding in latest))) if latest else ""
        return Sides(declared, found, by, to_user_timezone(latest[0].at).date() if latest else None, len(steps))


def open_for(member: Member, campaign: str, copy: str) -> tuple[Reader, OpenedCopy]:
    """Open a copy for a member of the organisation that received it; 404 for every other, and Sealed as it may be."""
    reader = Reader(member.organisation.id, member.signed.staff_id)
    found = campaigns.campaign(member.organisation.id, campaign)
    if found is None:
        abort(404)
    content = reviews.opened(reader, found.id, copy)
    return reader, OpenedCopy(found, content, reviews.review(reader, copy))


def verdicts(purpose: str) -> Mapping[str, str]:
    """Name what may be found of an answer, in the words of this purpose."""
    follow = _("follow up in the next round") if purpose == "pilot" else _("follow up in the contract")
    return {"plausible": _("plausible"), "explain": _("please explain"), "follow": follow}


def states(purpose: str) -> Mapping[str, str]:
    """Name the same for who handed in."""
    return {**verdicts(purpose), "plausible": _("settled")}
