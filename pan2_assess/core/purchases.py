"""The procurement file: for each kind of purchase its risk, a clause with the reason for it, proof and follow-up."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pan2_assess.core.parts import Day, Grade, Ident
from pan2_assess.core.texts import Source
from pan2_assess.core.words import Model, Words


class FollowUp(Model):
    when: Words
    what: Words


class Purchase(Model):
    """A kind of purchase, under the id of the option by which an authority says that it buys it."""

    id: Ident
    title: Words
    severity: Grade
    risk: Words
    need: Words
    clause: Words
    link: Words
    proof: Words
    follow_up: Annotated[tuple[FollowUp, ...], Field(min_length=1)]
    finding: Annotated[tuple[Words, ...], Field(min_length=1)]


class Purchases(Model):
    """All kinds of purchase, and what to do on a finding whatever was bought."""

    title: Words
    intro: Words
    finding: Annotated[tuple[Words, ...], Field(min_length=1)]
    sources: tuple[Source, ...] = ()
    checked: Day
    review_by: Day
    kinds: Annotated[tuple[Purchase, ...], Field(min_length=1)]
