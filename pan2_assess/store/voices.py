"""The second voice: one-time invitations of an assessment, each of which becomes an assessment with a key of its own.

Who invited sees nothing of it before it is handed in; who was invited sees the other's answers only when both are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pan2_assess.store import sealing
from pan2_assess.store.access import (
    Access,
    NoAccess,
    data_key_of,
    hash_of,
    new_id,
    new_secret,
    open_data_key,
    place,
    reach,
    room,
)
from pan2_assess.store.assessments import TYPED, Begun, Overtaken, add_assessment, make_data_key, put_answers
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.tables import Answer, Assessment, Beside, Edition, Voice

LASTS = timedelta(days=60)
Answers = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Invited:
    """An invitation as who made it sees it."""

    id: str
    name: str
    made_at: datetime
    expires_at: datetime
    state: str  # open, expired, withdrawn, claimed, handed in, erased
    handed_in_at: datetime | None


@dataclass(frozen=True)
class Invitation:
    """An open invitation as who holds its link sees it."""

    name: str
    organisation: str
    on: date
    digest: str
    questionnaire: str
    draft: bool
    expires_at: datetime


@dataclass(frozen=True)
class View:
    """What one side has answered, for the other to read."""

    name: str
    at: datetime
    answers: Answers = field(repr=False)


def invite_voice(access: Access, name: str, *, most: int | None = None) -> str:
    """Invite a second voice; give the token, which is shown once and kept nowhere. Full where `most` were invited."""
    data_key = data_key_of(access)
    with writing() as session:
        row, _ = reach(session, access, manage=True)
        room(session, Voice.assessment_id == row.id, most)
        voice_id, token = new_id(), new_secret()
        session.add(
            Voice(
                id=voice_id,
                assessment_id=row.id,
                hash=hash_of(token),
                sealed_name=sealing.seal_json(data_key, name, place(row.id, "voice", voice_id)),
                made_at=now(),
                expires_at=now() + LASTS,
            )
        )
        return token


def voices_of(access: Access) -> list[Invited]:
    """List the invitations of an assessment, first made first; nothing of what they answer."""
    with reading() as session:
        row, _ = reach(session, access)
        data_key = open_data_key(session, row.id)
        made = select(Voice).where(Voice.assessment_id == row.id).order_by(Voice.made_at)
        return [_invited(session, data_key, voice) for voice in session.scalars(made)]


def withdraw_voice(access: Access, voice_id: str) -> None:
    """Take an invitation back; once claimed it belongs to who claimed it, and Overtaken is raised."""
    with writing() as session:
        row, _ = reach(session, access, manage=True)
        mine = Voice.id == voice_id, Voice.assessment_id == row.id
        voice = session.scalar(select(Voice).where(*mine).with_for_update())
        if voice is None:
            raise NoAccess
        if voice.claimed_at:
            raise Overtaken
        voice.withdrawn_at = voice.withdrawn_at or now()


def invitation(token: str) -> Invitation | None:
    """Give what an open invitation says; None where it was claimed, withdrawn, has expired or never was."""
    with reading() as session:
        found = _open_voice(session, token, lock=False)
        if found is None:
            return None
        voice, data_key = found
        row = session.get_one(Assessment, voice.assessment_id)
        head = sealing.unseal_json(data_key, row.sealed_head, place(row.id, "head"))
        edition = session.get_one(Edition, row.digest)
        return Invitation(
            name=_name(data_key, voice),
            organisation=head["organisation"],
            on=date.fromisoformat(head["on"]),
            digest=row.digest,
            questionnaire=edition.questionnaire,
            draft=edition.draft,
            expires_at=voice.expires_at,
        )


def claim_voice(token: str, facts: Iterable[str]) -> Begun | None:
    """Turn an invitation into an assessment of its own, once; None where it is open no more.

    The inviter's answers to the questions in `facts` go along: they decide what is asked.
    """
    asked = invitation(token)
    if asked is None:
        return None
    own_id, own_key = make_data_key()
    with writing() as session:
        found = _open_voice(session, token, lock=True)
        if found is None:
            return None
        voice, data_key = found
        begun = add_assessment(session, own_id, own_key, asked.digest, asked.organisation, asked.on, voice=asked.name)
        # Only what was said: notes and evidence stay with who wrote them.
        given = _answers(session, data_key, voice.assessment_id, facts)
        known = {name: {"value": kept["value"]} for name, kept in given.items()}
        put_answers(session, own_key, own_id, begun.access.key_id, known)
        voice.claimed_at, voice.own_id = now(), own_id
        return begun


def hand_in(access: Access, seen: datetime | None) -> None:
    """Freeze what a second voice has answered and let who invited it read it; `seen` as for `submit`."""
    with writing() as session:
        row, _ = reach(session, access, manage=True)
        if row.state == "submitted":
            return
        if row.saved_at != seen:
            raise Overtaken
        row.state, row.submitted_at = "submitted", now()
        session.execute(delete(Beside).where(Beside.assessment_id == row.id, Beside.kind == TYPED))


def handed_in(access: Access) -> list[View]:
    """Give the views that second voices have handed in to who invited them."""
    with reading() as session:
        row, _ = reach(session, access)
        data_key = open_data_key(session, row.id)
        done = (
            select(Voice, Assessment)
            .join(Assessment, Assessment.id == Voice.own_id)
            .where(Voice.assessment_id == row.id, Assessment.state == "submitted")
            .order_by(Voice.made_at)
        )
        views = []
        for voice, own in session.execute(done):
            try:
                own_key = open_data_key(session, own.id)
            except NoAccess:
                continue  # being erased just now
            at = own.submitted_at
            assert at is not None  # noqa: S101 - the state says so
            views.append(View(_name(data_key, voice), at, _for_others(_answers(session, own_key, own.id))))
        return views


def is_alone(access: Access) -> bool:
    """Tell whether who invited a second voice has erased, so that nobody reads what it hands in."""
    with reading() as session:
        row, _ = reach(session, access)
        return session.scalar(select(Voice.id).where(Voice.own_id == row.id)) is None


def inviter_of(access: Access) -> View | None:
    """Give a second voice what who invited it has answered, once both have handed in; else None."""
    with reading() as session:
        row, _ = reach(session, access)
        voice = session.scalar(select(Voice).where(Voice.own_id == row.id))
        other = session.get(Assessment, voice.assessment_id) if voice else None
        if other is None or (row.state, other.state) != ("submitted", "submitted"):
            return None
        try:
            data_key = open_data_key(session, other.id)
        except NoAccess:
            return None
        assert other.submitted_at is not None  # noqa: S101 - the state says so
        return View("", other.submitted_at, _for_others(_answers(session, data_key, other.id)))


def _open_voice(session: Session, token: str, *, lock: bool) -> tuple[Voice, bytes] | None:
    """Find an invitation that may still be claimed, and open its inviter's data key."""
    query = select(Voice).where(
        Voice.hash == hash_of(token),
        Voice.claimed_at.is_(None),
        Voice.withdrawn_at.is_(None),
        Voice.expires_at > now(),
    )
    voice = session.scalar(query.with_for_update() if lock else query)
    try:
        return (voice, open_data_key(session, voice.assessment_id)) if voice else None
    except NoAccess:
        return None  # who invited has erased


def _invited(session: Session, data_key: bytes, voice: Voice) -> Invited:
    own = session.get(Assessment, voice.own_id) if voice.own_id else None
    if own is not None:
        state = {"draft": "claimed", "submitted": "handed in", "erased": "erased"}[own.state]
    elif voice.withdrawn_at:
        state = "withdrawn"
    else:
        state = "open" if voice.expires_at > now() else "expired"
    handed = own.submitted_at if own is not None else None
    return Invited(voice.id, _name(data_key, voice), voice.made_at, voice.expires_at, state, handed)


def _name(data_key: bytes, voice: Voice) -> str:
    name: str = sealing.unseal_json(data_key, voice.sealed_name, place(voice.assessment_id, "voice", voice.id))
    return name


def _for_others(answers: Answers) -> Answers:
    """Leave out of answers what stays with who wrote them: notes."""
    return {name: {key: part for key, part in kept.items() if key != "note"} for name, kept in answers.items()}


def _answers(session: Session, data_key: bytes, assessment: str, named: Iterable[str] | None = None) -> Answers:
    kept = select(Answer.question, Answer.sealed).where(Answer.assessment_id == assessment)
    if named is not None:
        kept = kept.where(Answer.question.in_(list(named)))
    found = session.execute(kept)
    return {name: sealing.unseal_json(data_key, sealed, place(assessment, "answer", name)) for name, sealed in found}
