"""A store with something in every table: whoever adds a table adds to it here."""

from datetime import date

from pan2_assess import store
from pan2_assess.store import database, staff
from pan2_assess.store.access import new_id
from pan2_assess.store.assessments import Begun, make_data_key
from pan2_assess.store.campaign_tables import (
    BenchmarkCell,
    BenchmarkEntry,
    Campaign,
    Conclusion,
    Export,
    ExportFile,
    Finding,
    Invitation,
    Lesson,
    Letter,
    Remark,
)
from pan2_assess.store.copies import Reader, open_copy, put_copy
from pan2_assess.store.database import settings
from pan2_assess.store.leases import new_job
from pan2_assess.store.limits import DatabaseStorage
from pan2_assess.store.sign_in import begin_session
from pan2_assess.store.tables import Job, Label, Organisation, Staff
from tests.campaigns import a_campaign, invited
from tests.store.conftest import Company

FROZEN = {"sheet": {"answers": {}}, "evaluation": {"score": 52}}
ANSWERS = {"a.one": {"value": "1"}, "a.two": {"value": "planned", "note": "é 😀\n" * 500}}
PDF = bytes(range(256)) * 2000


def fill() -> list[Begun]:
    """Fill the empty store of this application; give its assessments: a draft, a submitted one, an erased one."""
    draft, submitted, erased = (store.begin(Company(), f"{name} S.A.", date(2026, 11, 22)) for name in "ABC")
    for begun in (draft, submitted, erased):
        store.save(begun.access, ANSWERS)
        store.new_key(begun.access, "Zoë", may_edit=False)
        store.invite_voice(begun.access, "The delegation")
    store.keep_beside(draft.access, "typed", {"a.three": {"value": "half"}})
    made = store.take(store.submit(submitted.access, frozen=FROZEN, language="en", code="ABCD-EFGH"))
    assert isinstance(made, store.Work)
    store.keep(made, PDF)
    waiting = store.ask_report(submitted.access, "fr", False)
    assert store.take(waiting)  # and its worker died
    store.ask_report(submitted.access, "de", True)
    store.ask_blank(Company.digest, "en", "1")
    store.erase(erased.access)
    staff.add("Commune", "authority", "manager", "anna@example.lu", "Anna")
    with store.writing() as session:
        (person,) = session.query(Staff)
        begin_session(session, person.id, "Firefox, Linux")
        person_id = person.id
    _campaign(person_id)
    DatabaseStorage("database://").incr("somebody", 60)
    assert settings()
    return [draft, submitted, erased]


def _campaign(person: str) -> None:
    """Fill the tables of campaigns; what is sealed in them is read by nobody here."""
    with store.writing() as session:
        place = session.query(Organisation).one()
        reader = Reader(place.id, person)
    edition, at, sealed = Company(), database.now(), b"sealed"
    campaign = a_campaign(reader, edition)
    (asked,) = invited(reader, campaign, "Zeta S.A.")
    copy_id, key = make_data_key()
    with store.writing() as session:
        put_copy(
            session, copy_id, key, session.get_one(Invitation, asked.id), session.get_one(Campaign, campaign),
            {"sheet": {"organisation": "Zeta"}, "withheld": {}, "result": None, "language": "en"},
        )  # fmt: skip
    open_copy(reader, copy_id, "page")
    by = {"copy_id": copy_id, "staff_id": person, "sealed": sealed, "at": at}
    with store.writing() as session:
        export = Export(id=new_id(), campaign_id=campaign, kind="files", language="en", staff_id=person, made_at=at)
        session.add(export)
        session.flush()
        file, letter = new_job(session), new_job(session)
        session.add_all(
            [
                Finding(question="a.one", verdict="explain", **by),
                Remark(id=new_id(), question="a.one", **by),
                Conclusion(id=new_id(), **by),
                Lesson(id=new_id(), **by),
                ExportFile(id=new_id(), export_id=export.id, copy_id=copy_id, job_id=file),
                Letter(id=new_id(), invitation_id=asked.id, kind="invite", job_id=letter, made_at=at),
                BenchmarkEntry(id=new_id(), questionnaire="company", by="size", value="small", scores="{}"),
                BenchmarkCell(questionnaire="company", by="size", value="small", firms=10, medians="{}"),
                Label(name="demonstration", at=at),
            ]
        )
        for job in (file, letter):
            session.get_one(Job, job).state = "done"
