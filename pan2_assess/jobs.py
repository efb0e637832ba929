"""The queue: reports are made by a worker, never while somebody waits for a page."""

import json
import logging
import os
import traceback
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

from pan2_assess import store
from pan2_assess.config import Settings
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.reports.blank import blank_version
from pan2_assess.reports.document import TEMPLATE_VERSION
from pan2_assess.reports.proof import Proof, proof_of
from pan2_assess.store import benchmark, campaigns, copies, database, export_work, exports, leases, letters, sign_in
from pan2_assess.store.database import db, wal_is_safe
from pan2_assess.store.export_work import ExportWork

log = logging.getLogger(__name__)

FAILED = "The report could not be made. The operator finds the reason in the worker's log."
NO_MAIL, UNWRITTEN = "no server", "unwritten"  # what a letter's job notes, as `posting` notes what a server said
AFTER_OTHERS = -1  # the priority of calls that belong to bulk work
LOCK = 7227  # any number but that of the migrations
WORKERS = min(2, os.cpu_count() or 1)  # a third one on two processors gains nothing


def connect(app: Flask, settings: Settings) -> None:
    """Give the application its queue. The worker makes the queue's tables; until then, calls wait in the jobs."""
    app.config["REPORT_TEMPLATE"] = TEMPLATE_VERSION
    app.config["BLANK_TEMPLATE"] = blank_version()
    app.extensions["queue"] = _queue(app, settings)


def wake(job_id: str, *, bulk: bool = False) -> None:
    """Call a worker, after the commit that wrote the job; a call that gets lost is repeated by the sweep.

    What belongs to bulk work waits until nobody else does.
    """
    tasks = current_app.extensions["queue"]
    try:
        tasks["make_report"](job_id, priority=AFTER_OTHERS if bulk else None)
    except Exception:  # the person's answers are safe and the job is written: no reason to show an error
        log.warning("The queue cannot be reached; the sweep will call job %s.", job_id, exc_info=True)


def make_report(job_id: str) -> float | None:
    """Make one file, or send one letter; return the seconds to the next try, None if there is none."""
    from pan2_assess.reports import press  # brings the renderer, which only the worker needs

    work = store.take(job_id)
    if work is None:
        return None
    if isinstance(work, letters.LetterWork):
        return _send(work)
    try:
        pdf = _made(work)
    except Exception as error:  # whatever it is, the job must not hang, and the person is told
        plain = isinstance(error, press.PressError)
        # Never the text of any other error: it may quote an answer.
        trace = "".join(traceback.format_tb(error.__traceback__))
        log.error("Job %s: %s\n%s", job_id, error if plain else type(error).__name__, trace)
        return store.give_back(work, str(error) if plain else FAILED)
    if isinstance(work, store.BlankWork):
        store.keep_blank(work, pdf)
    elif isinstance(work, ExportWork):
        export_work.keep_file(work, pdf)
    else:
        store.keep(work, pdf)
    return None


def _made(work: store.Work | store.BlankWork | ExportWork) -> bytes:
    from pan2_assess import export_files
    from pan2_assess.reports import press

    if isinstance(work, ExportWork):
        return export_files.make(work)
    return _blank(work) if isinstance(work, store.BlankWork) else press.make(*_printed(work))


def call_next(job_id: str) -> None:
    """Call the next jobs of an export once one of its jobs is through, whatever became of it."""
    for next_one in export_work.onward(job_id):
        wake(next_one, bulk=True)


def _send(work: letters.LetterWork) -> float | None:
    """Send a letter, if somebody still needs it; return the seconds after which to try again."""
    from pan2_assess.reports import letters as writing
    from pan2_assess.reports.posting import NotSent, post

    settings, asked, guest = database.settings(), work.round, work.guest
    if not work.due:
        letters.note_sent(work)
        return None
    if settings.mail is None:
        return store.give_back(work, NO_MAIL, letters.PAUSES)
    note = writing.Note(
        work.kind == "remind", asked.organisation, asked.head.title, asked.head.what_for, asked.deadline, asked.zone,
        asked.head.contact, guest.name, guest.contact, guest.mail, guest.language, guest.token,
    )  # fmt: skip
    try:
        mail = writing.letter(note, settings.base_url, settings.mail.sender)
        post(writing.dated(mail, work.id, work.made_at), settings.mail)
    except NotSent as problem:
        log.warning("Letter %s: %s", work.id, problem)
        if problem.lasting:
            leases.give_up(work.job_id, work.lease, str(problem))
            return None
        return store.give_back(work, str(problem), letters.PAUSES)
    except Exception as error:  # an address that cannot be written into a header, or the like: its text may quote it
        log.error("Letter %s: %s\n%s", work.id, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        leases.give_up(work.job_id, work.lease, UNWRITTEN)
        return None
    letters.note_sent(work)
    return None


def _printed(work: store.Work) -> tuple[Feedback, bool, Proof]:
    feedback, proof = told(work)
    return feedback, work.annex, proof


def _blank(work: store.BlankWork) -> bytes:
    from pan2_assess.core.model import Edition
    from pan2_assess.reports import press

    return press.make_blank(Edition.from_json(work.edition, draft=work.draft), work.language)


def told(work: store.Work) -> tuple[Feedback, Proof]:
    """Build what the report says and what proves it, from what was frozen and the own action plan of today."""
    from pan2_assess.core.advice import advise, result_json
    from pan2_assess.core.evaluation import evaluate
    from pan2_assess.core.feedback import tell
    from pan2_assess.core.model import Edition
    from pan2_assess.core.sheet import read_sheet
    from pan2_assess.core.steps import OwnStep, as_remark

    edition, frozen = Edition.from_json(work.edition, draft=work.draft), work.frozen
    sheet, _ = read_sheet(json.dumps(frozen["sheet"]), lambda _: edition)
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    advice = advise(evaluation)
    own = {name: OwnStep.from_json(line) for name, line in work.plan.items()}
    proof = proof_of(
        edition,
        sheet,
        frozen.get("evaluation") or result_json(evaluation, advice),
        work.language,
        form=TEMPLATE_VERSION,
        annex=work.annex,
        plan=as_remark(own),
        salt=frozen.get("salt", ""),  # what was submitted before there were codes has none, and no issuer
        issuer=frozen.get("issuer", ""),
    )
    return tell(edition, sheet, evaluation, advice, work.language, own), proof


def work_off() -> int:
    """Do all that waits here and now, without a worker: for the command line and the tests."""
    waiting = store.left_behind(queued=True, patience=timedelta(0))
    for job_id in waiting:  # it grows: of an export only a few wait at a time
        make_report(job_id)
        waiting += export_work.onward(job_id)
    return len(waiting)


def run_worker(settings: Settings) -> None:
    """Work in the foreground until told to stop: TERM finishes what is begun, INT leaves it to the sweep."""
    app = Flask(__name__)
    store.connect(app, settings)
    store.verify(app)
    connect(app, settings)
    huey: Huey = app.extensions["queue"]["huey"]
    make_tables(huey)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()  # the workers are forked from here: no connection may be shared
    # Processes, not threads: each report is made in a child forked from a process that has one thread only.
    consumer = huey.create_consumer(
        workers=WORKERS, worker_type="process", max_delay=0.5, graceful_signal="TERM", shutdown_timeout=60
    )
    consumer.run()


def make_tables(huey: Huey) -> None:
    """Make the queue's tables where they are missing."""
    if isinstance(huey, PostgresHuey):
        # Of two workers that start at once, both see no table, and the second to make it would fail.
        huey.storage.sql("select pg_advisory_lock(%s)", (LOCK,))
    try:
        huey.storage.initialize_schema()
    finally:
        huey.storage.close()  # the lock goes with the connection


def _queue(app: Flask, settings: Settings) -> dict[str, Any]:
    # Signed: a message is a pickle, and who can write to the queue must not be able to run code in the worker.
    common = {
        "results": False,
        "create_tables": False,
        "serializer": SignedSerializer(settings.secret_key, "pan2-assess queue"),
    }
    url = settings.database_url
    if url.drivername == "sqlite":
        journal = "wal" if wal_is_safe() else "delete"
        huey: Huey = SqliteHuey(
            "reports", filename=str(settings.instance / "queue.sqlite"), journal_mode=journal, fsync=True, **common
        )
    else:
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        huey = PostgresHuey("reports", dsn=dsn, **common)

    @huey.task(name="make_report")
    def call(job_id: str) -> None:
        with app.app_context():
            again = make_report(job_id)
            call_next(job_id)
        if again is not None:
            call.schedule((job_id,), delay=again)

    @huey.periodic_task(crontab(), name="sweep")
    def sweep() -> None:
        with app.app_context():
            campaigns.note_ends()
            # With calls in the queue, what is queued is not lost but waits its turn.
            for job_id in store.left_behind(queued=huey.pending_count() <= exports.AT_ONCE):
                call(job_id)
            for job_id in export_work.left_waiting():
                wake(job_id, bulk=True)

    @huey.periodic_task(crontab(minute="0"), name="forget")
    def forget() -> None:
        """Throw away what is of no use any more, and show the benchmark anew: by the hour, as nothing hangs on it."""
        with app.app_context():
            store.forget_hits()
            store.forget_typed()
            sign_in.forget_ended()
            copies.forget_copies()
            benchmark.refresh()
            exports.forget_exports()

    return {"huey": huey, "make_report": call, "forget": forget}
