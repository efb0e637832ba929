"""Exports: asked for once, made file by file, given up, tried again; never before the deadline of a sealed campaign."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from pan2_assess import store
from pan2_assess.core.answers import Answer
from pan2_assess.store import campaigns, copies, database, export_work, exports
from pan2_assess.store.access import NoAccess
from pan2_assess.store.campaign_tables import Copy, CopyRead, ExportFile
from pan2_assess.store.copies import Reader, Sealed
from pan2_assess.store.export_work import ExportWork, keep_file
from pan2_assess.store.tables import DataKey, Job
from tests.campaigns import a_campaign, a_reader, handed_in, invited
from tests.test_cases import edition

ANSWERS = {"profile.employees": Answer(value=7)}
NAMES = ("Zeta S.A.", "Ärzte GmbH", "Beta S.à r.l.")
pytestmark = pytest.mark.usefixtures("shared")


def a_whole(names: tuple[str, ...] = NAMES, *, sealed: bool = False) -> tuple[Reader, str]:
    """Make a campaign to which each of these firms has handed in."""
    reader, asked = a_reader(), edition("supplier")
    campaign = a_campaign(reader, asked, sealed=sealed)
    for name, guest in zip(names, invited(reader, campaign, *names), strict=True):
        handed_in(campaign, guest, asked, ANSWERS, name)
    return reader, campaign


def make(job_id: str, content: bytes = b"%PDF") -> ExportWork:
    work = store.take(job_id)
    assert isinstance(work, ExportWork)
    assert keep_file(work, content + work.rounds[0].received[0].name.encode())
    return work


def reads(campaign: str, how: str) -> int:
    noted = CopyRead.how == how, Copy.campaign_id == campaign
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(CopyRead).join(Copy).where(*noted)) or 0


def test_a_file_of_each_firm_is_made_once_and_noted() -> None:
    reader, campaign = a_whole()
    called = exports.ask_export(reader, campaign, "files", "en")
    assert len(called) == 3
    assert exports.ask_export(reader, campaign, "files", "en") == []  # pressed twice
    works = [make(job) for job in called]
    assert {work.rounds[0].received[0].sheet.organisation for work in works} == set(NAMES)
    (progress,) = exports.exports_of(reader.organisation_id, campaign)
    assert (progress.files, progress.done, progress.failed, progress.ready) == (3, 3, 0, True)
    assert reads(campaign, "file") == 3
    found = exports.ready(reader, campaign, progress.id)
    assert found
    assert [file.name for file in found[1]] == ["Ärzte GmbH", "Beta S.à r.l.", "Zeta S.A."]
    assert [exports.made(reader, campaign, file.id) for file in found[1]] == [
        b"%PDF" + file.name.encode() for file in found[1]
    ]
    assert reads(campaign, "file") == 3  # the same person, within the hour
    colleague = Reader(reader.organisation_id, a_reader("Elsewhere").staff_id)
    exports.ready(colleague, campaign, progress.id)
    assert reads(campaign, "file") == 6
    assert exports.ask_export(reader, campaign, "files", "en")  # anew, in place of the one before
    assert [one.done for one in exports.exports_of(reader.organisation_id, campaign)] == [0]


def test_only_a_few_jobs_are_called_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    reader, campaign = a_whole()
    (job,) = exports.ask_export(reader, campaign, "files", "en")
    with store.reading() as session:
        ours = set(session.scalars(select(ExportFile.job_id).join(Copy).where(Copy.campaign_id == campaign)))
    assert len(ours) == 3
    assert ours.intersection(store.left_behind(queued=True, patience=timedelta(0))) == {job}
    assert not ours.intersection(export_work.left_waiting())
    assert export_work.onward(job) == []
    make(job)
    (second,) = export_work.onward(job)
    make(second)  # and its worker dies before it calls the next
    (third,) = ours.intersection(export_work.left_waiting())
    make(third)
    assert export_work.onward(third) == []
    assert exports.exports_of(reader.organisation_id, campaign)[0].ready


def test_the_whole_is_opened_for_a_workbook_and_noted_at_every_copy() -> None:
    reader, campaign = a_whole()
    (job,) = exports.ask_export(reader, campaign, "workbook", "fr")
    work = make(job)
    assert [one.name for one in work.rounds[0].received] == ["Ärzte GmbH", "Beta S.à r.l.", "Zeta S.A."]
    assert reads(campaign, "workbook") == 3
    (progress,) = exports.exports_of(reader.organisation_id, campaign)
    found = exports.ready(reader, campaign, progress.id)
    assert found
    assert exports.made(reader, campaign, found[1][0].id) == "%PDFÄrzte GmbH".encode()
    assert reads(campaign, "workbook") == 3


def test_what_is_given_up_is_not_made_any_more() -> None:
    reader, campaign = a_whole()
    first, second, third = exports.ask_export(reader, campaign, "files", "en")
    make(first)
    working = store.take(second)
    assert isinstance(working, ExportWork)
    (progress,) = exports.exports_of(reader.organisation_id, campaign)
    exports.cancel(reader, campaign, progress.id)
    assert not keep_file(working, b"late")
    assert store.take(third) is None
    (progress,) = exports.exports_of(reader.organisation_id, campaign)
    assert (progress.files, progress.done, progress.cancelled_at is None) == (1, 1, False)
    before = progress.cancelled_at
    exports.cancel(reader, campaign, progress.id)  # pressed twice
    assert exports.exports_of(reader.organisation_id, campaign)[0].cancelled_at == before


def test_what_failed_is_tried_again() -> None:
    reader, campaign = a_whole()
    jobs = exports.ask_export(reader, campaign, "files", "en")
    make(jobs[0])
    for job in jobs[1:]:
        for _ in range(3):
            work = store.take(job)
            assert isinstance(work, ExportWork)
            store.give_back(work, "It was stopped.")
    (progress,) = exports.exports_of(reader.organisation_id, campaign)
    assert (progress.done, progress.failed, progress.open, progress.error) == (1, 2, False, "It was stopped.")
    assert sorted(exports.again(reader, campaign, progress.id)) == sorted(jobs[1:])
    for job in jobs[1:]:
        make(job)
    assert exports.exports_of(reader.organisation_id, campaign)[0].ready


def test_a_sealed_campaign_hands_out_nothing_before_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, campaign = a_whole(sealed=True)
    with pytest.raises(Sealed):
        exports.ask_export(reader, campaign, "files", "en")
    with pytest.raises(Sealed):
        exports.exports_of(reader.organisation_id, campaign)
    with pytest.raises(Sealed):
        copies.open_copies(reader, campaign, "page")
    later = database.now() + timedelta(days=31)
    monkeypatch.setattr(campaigns, "now", lambda: later)
    job, *_ = exports.ask_export(reader, campaign, "files", "en")
    with store.writing() as session:  # as if the end had not been seen, and the clock was wrong
        session.get_one(campaigns.Campaign, campaign).ended_at = None
    monkeypatch.setattr(campaigns, "now", database.now)
    assert store.take(job) is None
    with store.reading() as session:
        failed = session.get_one(Job, job)
        assert (failed.state, failed.error) == ("failed", str(export_work.SEALED))
    assert reads(campaign, "file") == 0


def test_another_organisation_has_none_of_it() -> None:
    reader, campaign = a_whole()
    other = a_reader("Another commune")
    job, *_ = exports.ask_export(reader, campaign, "files", "en")
    make(job)
    (progress,) = exports.exports_of(reader.organisation_id, campaign)
    for outside in (
        lambda: exports.ask_export(other, campaign, "files", "en"),
        lambda: exports.exports_of(other.organisation_id, campaign),
        lambda: exports.cancel(other, campaign, progress.id),
        lambda: exports.again(other, campaign, progress.id),
        lambda: exports.made(other, campaign, progress.id),
        lambda: copies.open_copies(other, campaign, "page"),
    ):
        with pytest.raises(NoAccess):
            outside()
    assert exports.ready(other, campaign, progress.id) is None


def test_a_worker_that_comes_too_late_keeps_nothing() -> None:
    reader, campaign = a_whole(("Zeta S.A.",))
    (job,) = exports.ask_export(reader, campaign, "files", "en")
    slow = store.take(job)
    assert isinstance(slow, ExportWork)
    with store.writing() as session:
        session.get_one(Job, job).due_at = database.now() - timedelta(seconds=1)
    quick = store.take(job)
    assert isinstance(quick, ExportWork)
    assert not keep_file(slow, b"slow")
    assert keep_file(quick, b"quick")
    (progress,) = exports.exports_of(reader.organisation_id, campaign)
    found = exports.ready(reader, campaign, progress.id)
    assert found
    assert exports.made(reader, campaign, found[1][0].id) == b"quick"
    assert reads(campaign, "file") == 2  # it was opened twice, and that is said


def test_a_copy_whose_key_is_destroyed_is_left_out() -> None:
    reader, campaign = a_whole()
    gone = copies.copies_of(reader.organisation_id, campaign)[1]
    with store.writing() as session:
        session.execute(delete(DataKey).where(DataKey.assessment_id == gone.id))
    opened = copies.open_copies(reader, campaign, "page")
    assert [listed.name for listed, _content in opened] == ["Ärzte GmbH", "Zeta S.A."]
    (job,) = exports.ask_export(reader, campaign, "workbook", "en")
    assert [one.name for one in make(job).rounds[0].received] == ["Ärzte GmbH", "Zeta S.A."]
