"""Measure evaluation, pages and PDF beside a bare floor of each, in turn, and print the ratios.

Run it with `python -m bench` from the checkout, on a machine that does nothing else. `python -m bench bulk 1000 full`,
or `short`, makes many reports, two at a time.
"""

from __future__ import annotations

import json
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from html import escape, unescape
from pathlib import Path

import flask

from bench.sample import DAY, sheet
from pan2_assess import config, create_app, jobs, paths, store
from pan2_assess.core.advice import advise
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.library import Library, load
from pan2_assess.core.sheet import read_sheet

Case = Callable[[], object]


def interleaved(cases: dict[str, Case], rounds: int) -> dict[str, list[float]]:
    """Time each case once a round, one after the other, so that a busy moment falls on all of them."""
    for case in cases.values():
        case()
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            start = time.perf_counter()
            case()
            times[name].append((time.perf_counter() - start) * 1000)
    return times


def show(title: str, times: dict[str, list[float]], floor: str | None) -> None:
    print(f"\n{title}\n{'':34}{'median ms':>10}{'least ms':>10}{'to floor':>10}")
    for name, taken in times.items():
        ratio = ""
        if floor and name != floor:
            ratio = f"{statistics.median(a / b for a, b in zip(taken, times[floor], strict=True)):.1f}"
        print(f"{name:34}{statistics.median(taken):10.2f}{min(taken):10.2f}{ratio:>10}")


def core() -> None:
    library = load(paths.questionnaires())
    edition = library.editions["company"]
    answers, _ = read_sheet(json.dumps(sheet(edition)), library.editions.get)

    def evaluation() -> object:
        result = evaluate(edition, answers.answers, DAY)
        return result.band, result.caps, result.lower, result.upper, result.documented, result.public

    def advice() -> object:
        return advise(evaluate(edition, answers.answers, DAY))

    def feedback() -> object:
        result = evaluate(edition, answers.answers, DAY)
        return tell(edition, answers, result, advise(result))

    cases: dict[str, Case] = {"evaluation": evaluation, "with advice and way": advice, "with feedback": feedback}
    # Each by itself: there is no floor to compare with, and beside the others none would be warm.
    show("Core", {name: interleaved({name: case}, 300)[name] for name, case in cases.items()}, None)
    show("Loading", interleaved({"all of questionnaires/": lambda: load(paths.questionnaires())}, 10), None)


def pages() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config.load({"PAN2_INSTANCE": folder}))
        store.prepare(app)
        edition = app.extensions["library"].editions["company"]
        bare = flask.Flask("bare")
        bare.add_url_rule("/", view_func=lambda: "hello")
        floor, client = bare.test_client(), app.test_client()
        with app.app_context():
            begun = store.begin(edition, "Example", DAY)
            access = store.open_with(begun.key)
            assert access is not None
            store.save(access, sheet(edition)["answers"])
        opened = client.get("/en/key")
        token = _token(opened.get_data(as_text=True))
        client.post("/en/key", data={"csrf_token": token, "key": begun.key})
        address = f"/en/a/{begun.assessment_id}/remedy/1"
        page = client.get(address).get_data(as_text=True)
        form = {**_filled(page), "csrf_token": _token(page)}
        assert client.post(address, data=form).status_code == 303, "the form was refused"
        times = interleaved(
            {
                "empty Flask route": lambda: floor.get("/"),
                "section page GET": lambda: client.get(address),
                "section page POST": lambda: client.post(address, data=form),
                "task list GET": lambda: client.get(f"/en/a/{begun.assessment_id}/"),
            },
            100,
        )
        show("Pages, in process", times, "empty Flask route")


def _token(page: str) -> str:
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def _filled(page: str) -> dict[str, list[str]]:
    """Read back what a browser would send of the page."""
    from html.parser import HTMLParser

    class Fields(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.values: dict[str, list[str]] = {}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            name, value = given.get("name"), given.get("value") or ""
            if tag == "input" and name and name != "csrf_token":
                if given.get("type") in ("radio", "checkbox") and "checked" not in given:
                    return
                self.values.setdefault(name, []).append(value)

    parser = Fields()
    parser.feed(page)
    return parser.values


def pdf() -> None:
    from weasyprint import HTML

    from pan2_assess.reports import document, press
    from pan2_assess.reports import pdf as printing

    told = _told(7)
    html = document.html(told)
    plain = _plain(html)
    made = Path(tempfile.gettempdir()) / "pan2-bench.pdf"
    made.write_bytes(press.make(told))
    # Before a browser is started, whose helpers are children too.
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    cases: dict[str, Case] = {
        "the same words, plain paragraphs": lambda: printing.from_html(plain),
        "one-line WeasyPrint page": lambda: HTML(string="<p>One line.</p>").write_pdf(),
        "report, in process": lambda: printing.render(told),
        "report without annex": lambda: printing.render(told, annex=False),
        "report, short form": lambda: printing.render(replace(told, brief=True), annex=False),
        "report, guarded child": lambda: press.make(told),
    }
    with _chromium(html) as print_page:
        if print_page:
            cases["the same HTML, live Chromium"] = print_page
        show("PDF", interleaved(cases, 7), "the same words, plain paragraphs")
    print(f"{made.stat().st_size / 1024:.0f} KiB with the annex")
    print(f"{most:.0f} MiB at most in the memory of a child that makes a report")


@cache
def _library() -> Library:
    return load(paths.questionnaires())


def _told(seed: int, brief: bool = False) -> Feedback:
    library = _library()
    edition = library.editions["company"]
    answers, _ = read_sheet(json.dumps(sheet(edition, seed)), library.editions.get)
    result = evaluate(edition, answers.answers, DAY)
    return replace(tell(edition, answers, result, advise(result)), brief=brief)


def _plain(html: str) -> str:
    """Set the words of a report as paragraphs of a hundred, with its faces and nothing else."""
    from pan2_assess.reports import document

    body = re.sub(r"<(style|head|svg)\b.*?</\1>", " ", html, flags=re.DOTALL)
    words = unescape(re.sub(r"<[^>]+>", " ", body)).split()
    paragraphs = (escape(" ".join(words[place : place + 100])) for place in range(0, len(words), 100))
    return (
        f'<html lang="en"><title>x</title><style>{document.styles(html)}</style>'
        f"{''.join(f'<p>{paragraph}</p>' for paragraph in paragraphs)}"
    )


@contextmanager
def _chromium(html: str) -> Iterator[Case | None]:
    """Print with a browser that is kept open, tagged, where Debian's Chromium is installed."""
    if not Path("/usr/bin/chromium").exists():
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()

        def print_page() -> bytes:
            page.set_content(html)
            return page.pdf(tagged=True, prefer_css_page_size=True)

        yield print_page
        browser.close()


def bulk(count: int, brief: bool) -> None:
    """Make many reports, each in its guarded child, two at a time, and say how long it took."""
    from concurrent.futures import ProcessPoolExecutor

    start = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        sizes = list(pool.map(_one, range(count), [brief] * count))
    taken = time.perf_counter() - start
    form = "short" if brief else "full, with annex"
    print(f"{count} reports, {form}: {taken:.0f} s, {count / taken * 60:.0f} a minute, {sum(sizes) >> 20} MiB")


def _one(seed: int, brief: bool) -> int:
    from pan2_assess.reports import press

    return len(press.make(_told(seed, brief), annex=not brief))


def whole(count: int) -> None:
    """Look at a campaign to which so many have handed in: its overview, its workbook, its files in one archive."""
    from zipfile import ZipFile

    from pan2_assess.core.speech import speech
    from pan2_assess.core.whole import tell_whole
    from pan2_assess.reports import campaign_book
    from pan2_assess.store import exports
    from pan2_assess.store.campaigns import campaign
    from pan2_assess.store.receiving import about, receive
    from tests.jobs.killing_exports import a_filled_campaign

    say = speech("en")
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config.load({"PAN2_INSTANCE": folder}))
        store.prepare(app)
        jobs.make_tables(app.extensions["queue"]["huey"])
        with app.app_context():
            reader, name = a_filled_campaign(count)
            asked = campaign(reader.organisation_id, name)
            assert asked is not None
            edition = app.extensions["library"].editions["supplier"]
            _timed(f"{count} copies opened and noted", lambda: receive(reader, name, "page", edition))
            found = receive(reader, name, "page", edition)
            _timed("what comes up in them", lambda: tell_whole(found, edition, say))
            _timed("their workbook", lambda: campaign_book.write(about(asked), edition, found, [], say))
            _timed("their files asked for", lambda: exports.ask_export(reader, name, "files", "en"))
            _timed("their files made, one process", jobs.work_off)
            (progress,) = exports.exports_of(reader.organisation_id, name)
            ready = exports.ready(reader, name, progress.id)
            assert ready is not None

            def archive() -> None:
                with ZipFile(Path(folder) / "all.zip", "w") as packed:
                    for file in ready[1]:
                        packed.writestr(f"{file.id}.pdf", exports.made(reader, name, file.id) or b"")

            _timed(f"the archive of {len(ready[1])} files", archive)
            print(f"{(Path(folder) / 'all.zip').stat().st_size / 1024:.0f} KiB")


def _timed(what: str, do: Case) -> None:
    start = time.perf_counter()
    do()
    print(f"{what:40}{time.perf_counter() - start:10.2f} s")


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            core()
            pages()
            pdf()
        case ["bulk", count, ("full" | "short") as form]:
            bulk(int(count), form == "short")
        case ["whole", count]:
            whole(int(count))
        case ["files", count, kills, *services]:
            from tests.jobs import killing_exports

            number, processes = map(int, services or ("2", "1"))
            killing_exports.main(int(count), int(kills), number, processes)
        case _:
            sys.exit("python -m bench, or … bulk 1000 full|short, … whole 40, … files 5000 20 [services processes]")
