"""What a campaign hands out: asked for, made by the queue with its progress, given up, and taken away."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Response as Page
from flask import abort, redirect, request, stream_with_context, url_for
from werkzeug.wrappers import Response

from pan2_assess import jobs
from pan2_assess.core.file_names import plain, unique
from pan2_assess.reports.workbook import MEDIA_TYPE
from pan2_assess.store import exports, guests
from pan2_assess.store.exports import KINDS, Kind, Ready
from pan2_assess.web import access, limits
from pan2_assess.web.access import Member
from pan2_assess.web.handing import handed
from pan2_assess.web.languages import language, offered
from pan2_assess.web.whole.blueprint import HERE, blueprint, open_whole, shown
from pan2_assess.web.whole.blueprint import Whole as OpenedWhole

FILES = f"{HERE}/files"
EARLIEST, LATEST = 1980, 2107  # years that an archive can write down


@blueprint.get(FILES)
@access.staff("reader")
def files(member: Member, campaign: str) -> str:
    """Show what may be asked for, and how far what was asked for is."""
    whole = open_whole(member, campaign)
    asked = exports.exports_of(member.organisation.id, campaign)
    return shown(
        "files",
        whole,
        offers=offers(whole),
        asked={kind: [one for one in asked if one.kind == kind] for kind in KINDS},
        handed_in=guests.counts(member.organisation.id, campaign).submitted,
        kept=exports.KEPT.days,
    )


def offers(whole: OpenedWhole) -> tuple[Kind, ...]:
    """Name what this campaign hands out: only a programme has a report of its own."""
    return KINDS if whole.pilot else ("files", "workbook")


@blueprint.post(FILES)
@access.staff("reader")
@limits.limiter.limit(limits.REPORT)
def ask_files(member: Member, campaign: str) -> Response:
    whole = open_whole(member, campaign)
    kind, chosen = request.form.get("kind", ""), request.form.get("language", "")
    if kind not in offers(whole) or chosen not in offered():
        abort(400)
    _call(exports.ask_export(whole.reader, campaign, kind, chosen))
    return _back(member, campaign)


@blueprint.post(f"{FILES}/<export>/cancel")
@access.staff("reader")
def cancel_files(member: Member, campaign: str, export: str) -> Response:
    exports.cancel(open_whole(member, campaign).reader, campaign, export)
    return _back(member, campaign)


@blueprint.post(f"{FILES}/<export>/again")
@access.staff("reader")
@limits.limiter.limit(limits.REPORT)
def again_files(member: Member, campaign: str, export: str) -> Response:
    _call(exports.again(open_whole(member, campaign).reader, campaign, export))
    return _back(member, campaign)


@blueprint.get(f"{FILES}/<export>/download")
@access.staff("reader")
@limits.limiter.limit(limits.PAPER)
def download(member: Member, campaign: str, export: str) -> Page | Response:
    """Hand out what is made: the files of the firms in one archive, which is written as it goes."""
    whole = open_whole(member, campaign)
    found = exports.ready(whole.reader, campaign, export)
    if found is None:
        abort(404)
    progress, ready = found
    if not ready:
        return _back(member, campaign)
    name = f"{plain(whole.campaign.head.title, 'campaign')}-{progress.kind}-{progress.language}"
    if progress.kind == "files":
        page = Page(stream_with_context(_archive(whole, ready)), mimetype="application/zip")
        page.headers["Content-Disposition"] = f"attachment; filename={name}.zip"
        return page
    content = exports.made(whole.reader, campaign, ready[0].id)
    if content is None:
        abort(404)
    book = progress.kind == "workbook"
    return handed(content, f"{name}.{'xlsx' if book else 'pdf'}", MEDIA_TYPE if book else "application/pdf")


def _archive(whole: OpenedWhole, ready: list[Ready]) -> Iterator[bytes]:
    """Write an archive file by file, opening each when its turn comes; one that is erased meanwhile is left out."""
    sink = _Sink()
    zone = ZoneInfo(whole.campaign.zone)
    with zipfile.ZipFile(cast(Any, sink), "w") as archive:
        for file, name in zip(ready, unique([one.name for one in ready], "pdf", "firm"), strict=True):
            content = exports.made(whole.reader, whole.campaign.id, file.id)
            if content is not None:
                info = zipfile.ZipInfo(name, _written(file.submitted_at.astimezone(zone)))
                info.external_attr = 0o600 << 16
                archive.writestr(info, content)  # packed already: packing it again saves nothing
                yield sink.taken()
    yield sink.taken()


def _written(moment: datetime) -> tuple[int, int, int, int, int, int]:
    """Give a moment as an archive writes it down."""
    return min(max(moment.year, EARLIEST), LATEST), *moment.timetuple()[1:6]


class _Sink:
    """What an archive is written to, and taken from as it grows."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, part: bytes) -> int:
        self.held += part
        return len(part)

    def flush(self) -> None:
        """Do nothing: what is written is there."""

    def taken(self) -> bytes:
        part = bytes(self.held)
        self.held.clear()
        return part


def _call(job_ids: list[str]) -> None:
    for job_id in job_ids:
        jobs.wake(job_id, bulk=True)


def _back(member: Member, campaign: str) -> Response:
    there = url_for("whole.files", lang=language(), organisation=member.organisation.id, campaign=campaign)
    return redirect(there, 303)
