"""Exports are thrown away: when their time is over, and with the copies they were made of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pan2_assess import store
from pan2_assess.store import copies, database, exports
from pan2_assess.store.campaign_tables import Copy, ExportFile
from pan2_assess.store.tables import Job
from tests.store.test_exports import a_whole, make


@pytest.mark.usefixtures("kept")
def test_exports_go_when_their_time_is_over_and_with_their_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, campaign = a_whole()
    for kind in exports.KINDS:
        for job in exports.ask_export(reader, campaign, kind, "en"):
            make(job)
    assert exports.forget_exports() == 0
    later = database.now() + timedelta(days=31)
    with monkeypatch.context() as patch:
        patch.setattr(exports, "now", lambda: later)
        assert exports.forget_exports() == 3
    for kind in exports.KINDS:
        exports.ask_export(reader, campaign, kind, "en")
    long_after = database.now() + timedelta(days=3 * 365)
    monkeypatch.setattr(copies, "now", lambda: long_after)
    assert copies.forget_copies() == 3
    with store.reading() as session:
        for table in (Copy, ExportFile, Job):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    assert exports.exports_of(reader.organisation_id, campaign) == []
