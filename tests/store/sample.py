"""A store with something in every table: whoever adds a table adds to it here."""

from datetime import date

from pan2_assess import store
from pan2_assess.store import staff
from pan2_assess.store.assessments import Begun
from pan2_assess.store.database import settings
from pan2_assess.store.limits import DatabaseStorage
from pan2_assess.store.sign_in import begin_session
from pan2_assess.store.tables import Staff
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
    DatabaseStorage("database://").incr("somebody", 60)
    assert settings()
    return [draft, submitted, erased]
