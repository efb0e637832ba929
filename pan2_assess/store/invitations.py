"""Invitations as who invites keeps them: whom to, in the order of the alphabet, and how far each has come.

Names are sealed with the campaign's key. Their order is kept beside them, so that a page of fifty opens fifty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from pan2_assess.core.guest_list import alphabetical
from pan2_assess.store import sealing
from pan2_assess.store.access import NoAccess, hash_of, new_id, new_secret, open_data_key, place
from pan2_assess.store.campaign_tables import Campaign, Copy, Invitation
from pan2_assess.store.campaigns import NotNow, is_over, own
from pan2_assess.store.database import now, writing

MOST = 10_000  # invitations of one campaign
BATCH = 500  # ids named in one query


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


class Known(Exception):
    """Say which of those to be invited are invited already, or twice at once."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(len(names))
        self.names = tuple(names)


class TooMany(Exception):
    """Say that a campaign has room for no more than MOST."""


def invite(organisation_id: str, campaign_id: str, guests: Sequence[Guest]) -> list[Asked]:
    """Invite organisations, all of them or none: NotNow in a campaign that is over, Known where one is there."""
    with writing() as session:
        campaign = own(session, organisation_id, campaign_id, lock=True)
        if campaign.closed_at or is_over(campaign):
            raise NotNow
        key = open_data_key(session, campaign.id)
        there = _named(session, campaign.id, key)
        if len(there) + len(guests) > MOST:
            raise TooMany
        _refuse_known(guests, {alphabetical(name)[0] for name, _row in there})
        asked = [_add(session, campaign, key, guest) for guest in guests]
        session.flush()
        put_in_order(session, campaign.id, key)
        return asked


def revoke(organisation_id: str, campaign_id: str, invitation_id: str) -> None:
    """Take an invitation back: its link opens nothing any more, and nothing is taken from it; NotNow once it was.

    An assessment begun with it stays with whoever holds its key.
    """
    with writing() as session:
        asked, _campaign = _own(session, organisation_id, campaign_id, invitation_id)
        if _is_handed_in(session, asked):
            raise NotNow
        asked.revoked_at = asked.revoked_at or now()


def renew(organisation_id: str, campaign_id: str, invitation_id: str) -> Asked:
    """Give an invitation a new link; the one before opens nothing any more. NotNow once something was handed in.

    What was begun with the old link is let go: it stays, as an ordinary assessment, with whoever holds its key. So who
    invites never gets a way to a draft, and whoever has the new link begins anew.
    """
    with writing() as session:
        asked, campaign = _own(session, organisation_id, campaign_id, invitation_id)
        if campaign.closed_at or is_over(campaign) or _is_handed_in(session, asked):
            raise NotNow
        made = Asked(asked.id, new_secret())
        asked.hash = hash_of(made.token)
        asked.sealed = sealed_invitation(open_data_key(session, campaign.id), asked, token=made.token)
        asked.revoked_at = asked.claimed_at = asked.declined_at = asked.assessment_id = None
        return made


def note_reminded(organisation_id: str, campaign_id: str, invitation_ids: Sequence[str]) -> None:
    """Note that these were reminded, by hand or with a file."""
    with writing() as session:
        campaign = own(session, organisation_id, campaign_id)
        mine = Invitation.campaign_id == campaign.id
        for at in range(0, len(invitation_ids), BATCH):
            these = Invitation.id.in_(invitation_ids[at : at + BATCH])
            session.execute(update(Invitation).where(mine, these).values(reminded_at=now()))


def sealed_invitation(key: bytes, asked: Invitation, **changed: Any) -> bytes:
    """Seal what is known of an invitation anew, with some of it changed."""
    where = place(asked.campaign_id, "invitation", asked.id)
    return sealing.seal_json(key, unsealed_invitation(key, asked) | changed, where)


def unsealed_invitation(key: bytes, asked: Invitation | Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """Give name, contact, mail and token of an invitation, or of a row with as much of it; `key` is the campaign's."""
    known: dict[str, Any] = sealing.unseal_json(key, asked.sealed, place(asked.campaign_id, "invitation", asked.id))
    return known


def put_in_order(session: Session, campaign_id: str, key: bytes) -> None:
    """Write the place of each invitation in the alphabet of the names, where it has changed."""
    named = sorted((alphabetical(name), row.id, row.place) for name, row in _named(session, campaign_id, key))
    moved = [{"id": id_, "place": at} for at, (_name, id_, before) in enumerate(named, 1) if before != at]
    if moved:
        session.execute(update(Invitation), moved)


def _named(session: Session, campaign_id: str, key: bytes) -> list[tuple[str, Row[str, bytes, int]]]:
    """Name all that are invited."""
    mine = select(Invitation.id, Invitation.sealed, Invitation.place).where(Invitation.campaign_id == campaign_id)
    return [
        (sealing.unseal_json(key, row.sealed, place(campaign_id, "invitation", row.id))["name"], row)
        for row in session.execute(mine)
    ]


def _refuse_known(guests: Sequence[Guest], there: set[str]) -> None:
    doubled = []
    for guest in guests:
        folded = alphabetical(guest.name)[0]
        if folded in there:
            doubled.append(guest.name)
        there.add(folded)
    if doubled:
        raise Known(doubled)


def _own(session: Session, organisation_id: str, campaign_id: str, invitation_id: str) -> tuple[Invitation, Campaign]:
    """Find an invitation of a campaign of this organisation, both locked; NoAccess for every other."""
    campaign = own(session, organisation_id, campaign_id, lock=True)
    mine = Invitation.id == invitation_id, Invitation.campaign_id == campaign.id
    asked = session.scalar(select(Invitation).where(*mine).with_for_update())
    if asked is None:
        raise NoAccess
    return asked, campaign


def _is_handed_in(session: Session, asked: Invitation) -> bool:
    return session.scalar(select(Copy.id).where(Copy.invitation_id == asked.id)) is not None


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
