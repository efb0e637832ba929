"""Assessments: begin, read, save, erase. Whoever has no access finds nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pan2_assess.store import sealing
from pan2_assess.store.access import (
    Access,
    NoAccess,
    ReadOnly,
    add_key,
    data_key_of,
    name_of,
    new_id,
    open_data_key,
    place,
    reach,
)
from pan2_assess.store.database import insert, now, reading, settings, writing
from pan2_assess.store.editions import Compiled, keep_in
from pan2_assess.store.tables import (
    AccessKey,
    Answer,
    Assessment,
    Beside,
    DataKey,
    Edition,
    Job,
    Report,
    Submission,
    Voice,
)

HEAD = ("organisation", "on", "prepared_by", "approved_by", "handed_in")
TYPED = "typed"  # kind of what is kept beside the answers: see store.beside


class Submitted(Exception):
    """Say that what was submitted no longer changes."""


class Overtaken(Exception):
    """Say that somebody else has saved meanwhile what this would overwrite or leave out."""


@dataclass(frozen=True)
class Begun:
    assessment_id: str
    key: str = field(repr=False)  # shown once, kept nowhere
    access: Access


@dataclass(frozen=True)
class Held:
    """An assessment as its access key sees it."""

    id: str
    digest: str
    questionnaire: str
    version: str
    draft: bool  # the edition is not published
    organisation: str
    on: date
    begun_at: datetime
    saved_at: datetime | None
    submitted_at: datetime | None
    may_edit: bool
    may_manage: bool
    key_name: str  # empty for the key it was begun with
    answers: dict[str, dict[str, Any]]
    prepared_by: dict[str, Any] | None
    approved_by: dict[str, Any] | None
    voice: str  # as which second voice it answers; empty for an assessment of the organisation itself
    campaign: str  # the id of the one it was begun for; empty for none


@dataclass(frozen=True)
class Author:
    """Who saved an answer, and when."""

    key_name: str  # empty for the key the assessment was begun with
    own: bool  # it was saved through the key that is asking
    at: datetime


def begin(edition: Compiled, organisation: str, on: date) -> Begun:
    assessment_id, data_key = make_data_key()
    with writing() as session:
        keep_in(session, edition)
        return add_assessment(session, assessment_id, data_key, edition.digest, organisation, on)


def make_data_key() -> tuple[str, bytes]:
    """Make the key of an assessment to come, and its id."""
    # The key first: a key that opens nothing does no harm, an assessment without its key is lost.
    assessment_id, data_key = new_id(), sealing.new_key()
    with writing() as session:
        wrapped = sealing.seal(settings().server_key, data_key, place(assessment_id, "key"))
        session.add(DataKey(assessment_id=assessment_id, wrapped=wrapped))
    return assessment_id, data_key


def add_assessment(
    session: Session,
    assessment_id: str,
    data_key: bytes,
    digest: str,
    organisation: str,
    on: date,
    *,
    voice: str = "",
    campaign: str = "",
) -> Begun:
    """Add an assessment to an edition that is kept already, with the first key to it."""
    head = {"organisation": organisation, "on": on.isoformat(), "prepared_by": None, "approved_by": None}
    head |= {name: value for name, value in (("voice", voice), ("campaign", campaign)) if value}
    session.add(
        Assessment(
            id=assessment_id,
            digest=digest,
            begun_at=now(),
            sealed_head=sealing.seal_json(data_key, head, place(assessment_id, "head")),
        )
    )
    session.flush()
    key, key_id = add_key(session, data_key, assessment_id, "", True, True)
    return Begun(assessment_id, key, Access(assessment_id, key_id))


def held(access: Access) -> Held | None:
    with reading() as session:
        try:
            row, key = reach(session, access)
            data_key = open_data_key(session, row.id)
        except NoAccess:
            return None
        edition = session.get_one(Edition, row.digest)
        head = sealing.unseal_json(data_key, row.sealed_head, place(row.id, "head"))
        kept = session.execute(select(Answer.question, Answer.sealed).where(Answer.assessment_id == row.id))
        answers = {q: sealing.unseal_json(data_key, sealed, place(row.id, "answer", q)) for q, sealed in kept}
        return Held(
            id=row.id,
            digest=row.digest,
            questionnaire=edition.questionnaire,
            version=edition.version,
            draft=edition.draft,
            organisation=head["organisation"],
            on=date.fromisoformat(head["on"]),
            begun_at=row.begun_at,
            saved_at=row.saved_at,
            submitted_at=row.submitted_at,
            may_edit=key.may_edit,
            may_manage=key.may_edit and key.may_manage,
            key_name=name_of(data_key, key),
            answers=answers,
            prepared_by=head["prepared_by"],
            approved_by=head["approved_by"],
            voice=head.get("voice", ""),
            campaign=head.get("campaign", ""),
        )


def authors(access: Access, questions: Iterable[str]) -> dict[str, Author]:
    """Tell who saved the answers to these questions, as far as it is known."""
    with reading() as session:
        row, _ = reach(session, access)
        data_key = open_data_key(session, row.id)
        of_these = Answer.assessment_id == row.id, Answer.question.in_(list(questions))
        found = session.execute(
            select(Answer.question, Answer.saved_at, AccessKey)
            .join(AccessKey, AccessKey.id == Answer.key_id)
            .where(*of_these)
        )
        return {
            question: Author(name_of(data_key, key), key.id == access.key_id, at)
            for question, at, key in found
            if at is not None
        }


def save(
    access: Access,
    answers: Mapping[str, Mapping[str, Any] | None],
    *,
    was: Mapping[str, Mapping[str, Any] | None] | None = None,
    head: Mapping[str, Any] | None = None,
    typed: Mapping[str, Mapping[str, Any] | None] | None = None,
) -> None:
    """Save these answers (None takes one away) and these parts of the head; whatever is not named stays.

    With `was`, nothing is saved unless these answers still stand as it says. `typed` is kept with them in one go:
    what stands in fields without being an answer, by the name `store.beside` keeps it under.
    """
    data_key = data_key_of(access)
    with writing() as session:
        row, _ = reach(session, access, edit=True)
        if row.state != "draft":
            raise Submitted
        if was is not None and _standing(session, data_key, row.id, was) != {q: a for q, a in was.items() if a}:
            raise Overtaken
        gone = [question for question, answer in answers.items() if answer is None]
        session.execute(delete(Answer).where(Answer.assessment_id == row.id, Answer.question.in_(gone)))
        put_answers(session, data_key, row.id, access.key_id, {q: a for q, a in answers.items() if a is not None})
        if typed:
            put_beside(session, data_key, row.id, TYPED, typed)
        if head:
            change_head(data_key, row, head)
        if answers or head:
            row.saved_at = now()


def put_answers(
    session: Session, data_key: bytes, assessment: str, key_id: str, answers: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write answers within the transaction that holds the row."""
    given = [
        {
            "assessment_id": assessment,
            "question": question,
            "sealed": sealing.seal_json(data_key, answer, place(assessment, "answer", question)),
            "key_id": key_id,
            "saved_at": now(),
        }
        for question, answer in answers.items()
    ]
    if given:
        add = insert(session, Answer)
        new = {name: add.excluded[name] for name in ("sealed", "key_id", "saved_at")}
        session.execute(add.on_conflict_do_update(index_elements=("assessment_id", "question"), set_=new), given)


def put_beside(
    session: Session, data_key: bytes, assessment: str, kind: str, values: Mapping[str, Mapping[str, Any] | None]
) -> None:
    """Write what is kept beside the answers (None takes it away), within the transaction that holds the row."""
    gone = [name for name, value in values.items() if value is None]
    here = Beside.assessment_id == assessment, Beside.kind == kind
    session.execute(delete(Beside).where(*here, Beside.name.in_(gone)))
    given = [
        {
            "assessment_id": assessment,
            "kind": kind,
            "name": name,
            "sealed": sealing.seal_json(data_key, value, place(assessment, "beside", kind, name)),
            "made_at": now(),
            "saved_at": now(),
        }
        for name, value in values.items()
        if value is not None
    ]
    if given:
        add = insert(session, Beside)
        new = {name: add.excluded[name] for name in ("sealed", "saved_at")}
        session.execute(add.on_conflict_do_update(index_elements=("assessment_id", "kind", "name"), set_=new), given)


def _standing(session: Session, data_key: bytes, assessment: str, named: Mapping[str, Any]) -> dict[str, Any]:
    query = select(Answer.question, Answer.sealed).where(Answer.assessment_id == assessment, Answer.question.in_(named))
    kept = session.execute(query)
    return {q: sealing.unseal_json(data_key, sealed, place(assessment, "answer", q)) for q, sealed in kept}


def change_head(data_key: bytes, row: Assessment, head: Mapping[str, Any]) -> None:
    """Write parts of the head anew, within the transaction that holds the row."""
    where = place(row.id, "head")
    whole = sealing.unseal_json(data_key, row.sealed_head, where) | _head(head)
    row.sealed_head = sealing.seal_json(data_key, whole, where)


def erase(access: Access) -> None:
    """Destroy the data key, then all that it opened; the day of it stays."""
    with reading() as session:
        _, key = reach(session, access)
        if not (key.may_edit and key.may_manage):
            raise ReadOnly
    with writing() as session:
        session.execute(delete(DataKey).where(DataKey.assessment_id == access.assessment_id))
    with writing() as session:
        row, _ = reach(session, access, manage=True)
        jobs = session.scalars(select(Report.job_id).where(Report.assessment_id == row.id)).all()
        for table in (Submission, Report, Answer, Beside, Voice, AccessKey):
            session.execute(delete(table).where(table.assessment_id == row.id))
        session.execute(delete(Job).where(Job.id.in_(jobs)))
        row.state, row.sealed_head, row.erased_at = "erased", b"", now()
        row.saved_at = row.submitted_at = None


def _head(head: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(head) - set(HEAD):
        raise ValueError(f"not a part of the head: {sorted(unknown)}")
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in head.items()}
