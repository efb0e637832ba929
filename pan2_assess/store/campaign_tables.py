"""The tables of campaigns: who is invited to what, what was handed in, and what became of it.

As in `store.tables`, what people wrote is nowhere in the clear: what is called `sealed` needs a data key.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pan2_assess.store.database import Moment, Stored
from pan2_assess.store.tables import DIGEST, ID


class Campaign(Stored):
    """One questionnaire to be answered by many until a date; what is said of it has a data key of its own."""

    __tablename__ = "campaign"
    __table_args__ = (CheckConstraint("purpose IN ('dialogue', 'contract', 'pilot')", name="purpose"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    digest: Mapped[str] = mapped_column(ForeignKey("edition.digest"))
    purpose: Mapped[str] = mapped_column(String(16))
    languages: Mapped[str] = mapped_column(String(64))  # "en fr de", the first being what is taken where none is said
    deadline: Mapped[datetime] = mapped_column(Moment)  # from this moment on nothing is taken any more
    zone: Mapped[str] = mapped_column(String(64))  # in which the deadline was meant, such as Europe/Luxembourg
    is_sealed: Mapped[bool]  # nobody of the organisation opens a copy before the deadline
    keep_months: Mapped[int]  # for how long a copy is kept after the deadline
    sealed_head: Mapped[bytes] = mapped_column(LargeBinary)  # its title, what it is for, who will see what, whom to ask
    before_id: Mapped[str | None] = mapped_column(ForeignKey("campaign.id"))  # the round before, of a programme
    made_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)  # invitations open something from then on
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # the deadline was seen to pass: no clock turns it back
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class Invitation(Stored):
    """One organisation invited to a campaign, and the assessment it begins."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index("ix_invitation_order", "campaign_id", "place"),
        # All that counting needs, so that thousands are counted without reading what is sealed.
        Index("ix_invitation_stage", "campaign_id", "revoked_at", "declined_at", "claimed_at", "assessment_id", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"))
    place: Mapped[int]  # in the alphabet of the names, which are sealed
    hash: Mapped[str] = mapped_column(DIGEST, unique=True)  # of the token in its link
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # name, contact, mail, token; with the campaign's key
    language: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(Moment)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)  # somebody pressed the button
    declined_at: Mapped[datetime | None] = mapped_column(Moment)
    assessment_id: Mapped[str | None] = mapped_column(ForeignKey("assessment.id"), unique=True)
    before_id: Mapped[str | None] = mapped_column(ForeignKey("invitation.id"))  # of the same firm, a round before


class Copy(Stored):
    """What was handed in to a campaign: the receiver's, with a data key of its own."""

    __tablename__ = "copy"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    invitation_id: Mapped[str] = mapped_column(ForeignKey("invitation.id"), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # see `store.copies`
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    keep_until: Mapped[datetime] = mapped_column(Moment, index=True)


class CopyRead(Stored):
    """Somebody opened a copy; who handed it in sees this."""

    __tablename__ = "copy_read"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    copy_id: Mapped[str] = mapped_column(ForeignKey("copy.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    how: Mapped[str] = mapped_column(String(16))  # page, file, workbook
    at: Mapped[datetime] = mapped_column(Moment)


class Finding(Stored):
    """What a reviewer found of one answer of a copy."""

    __tablename__ = "finding"
    __table_args__ = (CheckConstraint("verdict IN ('plausible', 'explain', 'follow')", name="verdict"),)

    copy_id: Mapped[str] = mapped_column(ForeignKey("copy.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(128), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # what is to be explained; in a pilot round another step and why
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class Remark(Stored):
    """Something either side wrote about a copy, dated and never changed: a question, an explanation, a reply."""

    __tablename__ = "remark"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    copy_id: Mapped[str] = mapped_column(ForeignKey("copy.id"), index=True)
    question: Mapped[str] = mapped_column(String(128))  # empty for the whole
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))  # None: who handed in
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment)


class Conclusion(Stored):
    """How a review ended: an outcome note and a follow-up calendar. A later one stands before those before it."""

    __tablename__ = "conclusion"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    copy_id: Mapped[str] = mapped_column(ForeignKey("copy.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class Lesson(Stored):
    """A lesson of a pilot company in the words it is to be published in: only if the company says so."""

    __tablename__ = "lesson"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    copy_id: Mapped[str] = mapped_column(ForeignKey("copy.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))  # who proposed it; None: the company itself
    at: Mapped[datetime] = mapped_column(Moment)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    refused_at: Mapped[datetime | None] = mapped_column(Moment)  # or taken back


class Export(Stored):
    """The wish for what a campaign hands out, made by the queue: a file of each firm, or one of them all."""

    __tablename__ = "export"
    __table_args__ = (CheckConstraint("kind IN ('files', 'workbook', 'programme')", name="kind"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(16))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)


class ExportFile(Stored):
    """One file of an export, and the job that makes it."""

    __tablename__ = "export_file"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    export_id: Mapped[str] = mapped_column(ForeignKey("export.id"), index=True)
    copy_id: Mapped[str | None] = mapped_column(ForeignKey("copy.id"), index=True)  # None: of all firms
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"), unique=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # with the copy's key; of all firms, the campaign's


class Letter(Stored):
    """A mail to somebody invited, and the job that sends it; no answer and no score is ever in one."""

    __tablename__ = "letter"
    __table_args__ = (CheckConstraint("kind IN ('invite', 'remind')", name="kind"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    invitation_id: Mapped[str] = mapped_column(ForeignKey("invitation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)


class BenchmarkEntry(Stored):
    """Figures somebody agreed to give to the benchmark: of one sector or of one size, without who and when."""

    __tablename__ = "benchmark_entry"
    __table_args__ = (
        Index("ix_benchmark_entry_cell", "questionnaire", "by", "value"),
        {"sqlite_with_rowid": False},  # rows would be numbered as they came
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)  # random: nothing tells two entries of one firm
    questionnaire: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(8))  # sector or size
    value: Mapped[str] = mapped_column(String(64))  # which one
    scores: Mapped[str] = mapped_column(Text)  # JSON: the score of each pillar, rounded to 5


class BenchmarkCell(Stored):
    """A cell of the benchmark as it was last shown; it changes only when three firms more stand behind it."""

    __tablename__ = "benchmark_cell"

    questionnaire: Mapped[str] = mapped_column(String(64), primary_key=True)
    by: Mapped[str] = mapped_column(String(8), primary_key=True)
    value: Mapped[str] = mapped_column(String(64), primary_key=True)
    firms: Mapped[int]  # that stood behind it
    medians: Mapped[str] = mapped_column(Text)  # JSON, by pillar
