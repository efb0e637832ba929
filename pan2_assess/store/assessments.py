"""Assessments: begin, read, save, erase. Whoever has no access finds nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

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
from pan2_assess.store.tables import AccessKey, Answer, Assessment, DataKey, Edition, Job, Report, Submission

HEAD = ("organisation", "on", "prepared_by", "approved_by")


class Submitted(Exception):
    """Say that what was submitted no longer changes."""


class Overtaken(Exception):
    """Say that somebody else has saved meanwhile what this would overwrite or leave out."""


class Compiled(Protocol):
    """What is kept of an edition of a questionnaire."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def draft(self) -> bool: ...
    def canonical(self) -> str: ...


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
    key_name: str  # empty for the key it was begun with
    answers: dict[str, dict[str, Any]]
    prepared_by: dict[str, Any] | None
    approved_by: dict[str, Any] | None


def begin(edition: Compiled, organisation: str, on: date) -> Begun:
    assessment_id, data_key = new_id(), sealing.new_key()
    # The key first: a key that opens nothing does no harm, an assessment without its key is lost.
    with writing() as session:
        wrapped = sealing.seal(settings().server_key, data_key, place(assessment_id, "key"))
        session.add(DataKey(assessment_id=assessment_id, wrapped=wrapped))
    head = {"organisation": organisation, "on": on.isoformat(), "prepared_by": None, "approved_by": None}
    with writing() as session:
        _keep_edition(session, edition)
        session.add(
            Assessment(
                id=assessment_id,
                digest=edition.digest,
                begun_at=now(),
                sealed_head=sealing.seal_json(data_key, head, place(assessment_id, "head")),
            )
        )
        session.flush()
        key, key_id = add_key(session, data_key, assessment_id, "", True)
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
            key_name=name_of(data_key, key),
            answers=answers,
            prepared_by=head["prepared_by"],
            approved_by=head["approved_by"],
        )


def save(
    access: Access,
    answers: Mapping[str, Mapping[str, Any] | None],
    *,
    was: Mapping[str, Mapping[str, Any] | None] | None = None,
    head: Mapping[str, Any] | None = None,
) -> None:
    """Save these answers (None takes one away) and these parts of the head; whatever is not named stays.

    With `was`, nothing is saved unless these answers still stand as it says.
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
        given = [
            {
                "assessment_id": row.id,
                "question": question,
                "sealed": sealing.seal_json(data_key, answer, place(row.id, "answer", question)),
            }
            for question, answer in answers.items()
            if answer is not None
        ]
        if given:
            add = insert(session, Answer)
            new = {"sealed": add.excluded.sealed}
            keys = ("assessment_id", "question")
            session.execute(add.on_conflict_do_update(index_elements=keys, set_=new), given)
        if head:
            change_head(data_key, row, head)
        row.saved_at = now()


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
        if not key.may_edit:
            raise ReadOnly
    with writing() as session:
        session.execute(delete(DataKey).where(DataKey.assessment_id == access.assessment_id))
    with writing() as session:
        row, _ = reach(session, access, edit=True)
        jobs = session.scalars(select(Report.job_id).where(Report.assessment_id == row.id)).all()
        for table in (Submission, Report, Answer, AccessKey):
            session.execute(delete(table).where(table.assessment_id == row.id))
        session.execute(delete(Job).where(Job.id.in_(jobs)))
        row.state, row.sealed_head, row.erased_at = "erased", b"", now()
        row.saved_at = row.submitted_at = None


def edition_json(digest: str) -> str:
    with reading() as session:
        return session.get_one(Edition, digest).json


def _keep_edition(session: Session, edition: Compiled) -> None:
    kept = session.get(Edition, edition.digest)
    if kept is not None and kept.draft == edition.draft:
        return
    add = insert(session, Edition).values(
        digest=edition.digest,
        questionnaire=edition.id,
        version=edition.version,
        draft=edition.draft,
        json=edition.canonical(),
    )
    published = {"draft": add.excluded.draft}
    session.execute(add.on_conflict_do_update(index_elements=("digest",), set_=published))


def _head(head: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(head) - set(HEAD):
        raise ValueError(f"not a part of the head: {sorted(unknown)}")
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in head.items()}
