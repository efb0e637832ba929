"""Invitations as who invites keeps them: whom to, in the order of the alphabet, and how far each has come.

Names are sealed with the campaign's key. Their order is kept beside them, so that a page of fifty opens fifty.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pan2_assess.store import sealing
from pan2_assess.store.access import hash_of, new_id, new_secret, open_data_key, place
from pan2_assess.store.campaign_tables import Campaign, Invitation
from pan2_assess.store.campaigns import NotNow, own
from pan2_assess.store.database import now, writing

MOST = 10_000  # invitations of one campaign


@dataclass(frozen=True)
class Guest:
    """An organisation to be invited."""

    name: str
    contact: str  # the person the link goes to; may be empty
    mail: str  # in the spelling of `store.staff.mail_of`; may be empty
    language: str
    before_id: str | None = None  # the invitation of the same firm a round before


@dataclass(frozen=True)
class Asked:
    """An invitation just made: its link's token, to be passed on."""

    id: str
    token: str = field(repr=False)


def invite(organisation_id: str, campaign_id: str, guests: Sequence[Guest]) -> list[Asked]:
    """Invite organisations, all of them or none; NotNow in a campaign that is over."""
    with writing() as session:
        campaign = own(session, organisation_id, campaign_id, lock=True)
        if campaign.closed_at or campaign.ended_at:
            raise NotNow
        key = open_data_key(session, campaign.id)
        asked = [_add(session, campaign, key, guest) for guest in guests]
        session.flush()
        put_in_order(session, campaign.id, key)
        return asked


def sealed_invitation(key: bytes, asked: Invitation, **changed: Any) -> bytes:
    """Seal what is known of an invitation anew, with some of it changed."""
    where = place(asked.campaign_id, "invitation", asked.id)
    return sealing.seal_json(key, unsealed_invitation(key, asked) | changed, where)


def unsealed_invitation(key: bytes, asked: Invitation) -> dict[str, Any]:
    """Give name, contact, mail and token of an invitation; `key` is the campaign's."""
    known: dict[str, Any] = sealing.unseal_json(key, asked.sealed, place(asked.campaign_id, "invitation", asked.id))
    return known


def put_in_order(session: Session, campaign_id: str, key: bytes) -> None:
    """Write the place of each invitation in the alphabet of the names, where it has changed."""
    all_of_it = session.execute(
        select(Invitation.id, Invitation.sealed, Invitation.place).where(Invitation.campaign_id == campaign_id)
    ).all()
    named = sorted(
        (alphabetical(sealing.unseal_json(key, row.sealed, place(campaign_id, "invitation", row.id))["name"]), row)
        for row in all_of_it
    )
    moved = [{"id": row.id, "place": at} for at, (_name, row) in enumerate(named, 1) if row.place != at]
    if moved:
        session.execute(update(Invitation), moved)


def alphabetical(name: str) -> tuple[str, str]:
    """Give what a name is sorted by: its letters without accents and case, then as it is written."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum() or letter == " "), name


def _add(session: Session, campaign: Campaign, key: bytes, guest: Guest) -> Asked:
    asked = Asked(new_id(), new_secret())
    known = {"name": guest.name, "contact": guest.contact, "mail": guest.mail, "token": asked.token}
    session.add(
        Invitation(
            id=asked.id,
            campaign_id=campaign.id,
            place=0,
            hash=hash_of(asked.token),
            sealed=sealing.seal_json(key, known, place(campaign.id, "invitation", asked.id)),
            language=guest.language,
            made_at=now(),
            before_id=guest.before_id,
        )
    )
    return asked
