"""The tables. What people wrote is nowhere in the clear: what is called `sealed` needs the data key."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from pan2_assess.store.database import KeyStored, Moment, Stored

ID = String(32)  # 128 random bits in hexadecimal
DIGEST = String(64)  # SHA-256 in hexadecimal


class Edition(Stored):
    """A compiled questionnaire, kept once, so that an old assessment reads the same for ever."""

    __tablename__ = "edition"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    questionnaire: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    draft: Mapped[bool]  # until it is published
    json: Mapped[str] = mapped_column(Text, deferred=True)  # long, and seldom read


class Assessment(Stored):
    """One organisation's answers to one edition; once erased, only this row remains, and says when."""

    __tablename__ = "assessment"
    __table_args__ = (CheckConstraint("state IN ('draft', 'submitted', 'erased')", name="state"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("edition.digest"))
    state: Mapped[str] = mapped_column(String(16), default="draft")
    sealed_head: Mapped[bytes] = mapped_column(LargeBinary)  # organisation, day, persons
    begun_at: Mapped[datetime] = mapped_column(Moment)
    saved_at: Mapped[datetime | None] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)


class AccessKey(Stored):
    """What opens an assessment: the hash of a key, never the key."""

    __tablename__ = "access_key"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id"), index=True)
    hash: Mapped[str] = mapped_column(DIGEST, unique=True)
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    may_edit: Mapped[bool]
    may_manage: Mapped[bool] = mapped_column(server_default=true())  # submit, erase, invite, make and revoke keys
    made_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class Answer(Stored):
    __tablename__ = "answer"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(128), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str | None] = mapped_column(ID)  # through which key it was saved
    saved_at: Mapped[datetime | None] = mapped_column(Moment)


class Beside(Stored):
    """What is kept beside the answers and is none: see `store.beside` for the kinds."""

    __tablename__ = "beside"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(192), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(Moment)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class Voice(Stored):
    """An invitation to a second voice, and the assessment of its own that it became."""

    __tablename__ = "voice"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id"), index=True)  # of who invites
    hash: Mapped[str] = mapped_column(DIGEST, unique=True)  # of the token that claims it
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)  # whom it is for; with the inviter's key
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    own_id: Mapped[str | None] = mapped_column(ForeignKey("assessment.id"), unique=True)


class Submission(Stored):
    """What was frozen at submission: answers, evaluation, edition, language."""

    __tablename__ = "submission"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"), unique=True)  # of the report made at once
    code: Mapped[str | None] = mapped_column(String(32), index=True, unique=True)  # printed on reports; tells nothing


class Job(Stored):
    """The truth about a piece of work; the queue only carries its id."""

    __tablename__ = "job"
    __table_args__ = (CheckConstraint("state IN ('queued', 'working', 'done', 'failed')", name="state"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default="queued", index=True)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(Moment)  # may be taken from then on: the lease's end
    lease: Mapped[str | None] = mapped_column(ID)  # whoever holds another one comes too late
    error: Mapped[str] = mapped_column(Text, default="")  # in plain words, never an answer
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Report(Stored):
    """A PDF, or the wish for one."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("assessment_id", "language", "annex", "template"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id"))
    language: Mapped[str] = mapped_column(String(16))
    annex: Mapped[bool]
    template: Mapped[str] = mapped_column(String(32))  # version of the templates it is made with
    plan: Mapped[str | None] = mapped_column(DIGEST)  # mark of the own action plan it tells; None for none
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"), unique=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class Organisation(Stored):
    """An authority, or a coordinator of a pilot programme; what it owns is invisible to every other."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("kind IN ('authority', 'coordinator')", name="kind"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(Moment)


class Staff(Stored):
    """Somebody with an account; name and mail address were given by the operator, and stand in the clear."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    mail: Mapped[str] = mapped_column(String(254), unique=True)  # in one spelling: see `store.staff.mail_of`
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str | None] = mapped_column(String(200))  # its hash; None until the one-time link was used
    sealed_totp: Mapped[bytes | None] = mapped_column(LargeBinary)  # with the server key
    totp_step: Mapped[int] = mapped_column(server_default="0")  # of the code used last: none is taken twice
    made_at: Mapped[datetime] = mapped_column(Moment)
    signed_in_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)


class Membership(Stored):
    __tablename__ = "membership"
    __table_args__ = (CheckConstraint("role IN ('manager', 'reviewer', 'reader')", name="role"),)

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(Moment)


class SignIn(Stored):
    """A session of somebody who signed in: the hash of what the browser holds, never the thing itself."""

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    hash: Mapped[str] = mapped_column(DIGEST, unique=True)
    browser: Mapped[str] = mapped_column(String(64))  # as its owner knows it, such as "Firefox, Windows"
    made_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class StaffLink(Stored):
    """A one-time link to an account, and what is set up with it: the account changes only when all of it is done."""

    __tablename__ = "staff_link"
    __table_args__ = (CheckConstraint("purpose IN ('begin', 'renew')", name="purpose"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    hash: Mapped[str] = mapped_column(DIGEST, unique=True)  # of the token in the link
    purpose: Mapped[str] = mapped_column(String(16))
    claim: Mapped[str | None] = mapped_column(DIGEST, unique=True)  # hash of what the browser holds that opened it last
    password: Mapped[str | None] = mapped_column(String(200))
    sealed_totp: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)  # or replaced by a newer one


class Blank(Stored):
    """A questionnaire to prepare on paper, or the wish for one; nothing of a person is in it."""

    __tablename__ = "blank"
    __table_args__ = (UniqueConstraint("digest", "language", "template"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("edition.digest"))
    language: Mapped[str] = mapped_column(String(16))
    template: Mapped[str] = mapped_column(String(32))  # version of the templates it is made with
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"), unique=True)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)


class Hit(Stored):
    """How often something was done in a window of time: the rate limits, shared by all processes."""

    __tablename__ = "hit"

    key: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    count: Mapped[int]
    expires: Mapped[float] = mapped_column(index=True)  # seconds since 1970, as `limits` counts


class Label(Stored):
    """Something that is true of the whole store, such as that it holds a demonstration."""

    __tablename__ = "label"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


class DataKey(KeyStored):
    """The key of one assessment, campaign or copy, wrapped by the server key. Destroying it erases every copy."""

    __tablename__ = "data_key"

    assessment_id: Mapped[str] = mapped_column(ID, primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class ServerKeyCheck(KeyStored):
    """Something known, sealed with the server key: so a wrong key shows at the start."""

    __tablename__ = "server_key_check"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
