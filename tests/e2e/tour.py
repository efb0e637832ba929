"""All pages in all their states: fresh, filled and with errors, for whoever looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.e2e.invitations import answered, claimed, links_to
from tests.e2e.person import answer_all, answer_page, begin, follow
from tests.e2e.reviews import found, received
from tests.e2e.running import looked_at_list, running, with_errors
from tests.e2e.staff import link_of, open_link, set_up

PUBLIC = (
    "", "about", "method", "company/", "company/questions", "company/begin", "company/blank", "key", "open/AAAA-BBBB",
    "nowhere/", "authority/", "authority/questions", "supplier/", "pilot/", "pilot/questions", "left", "erased",
    "voice/AAAA", "training", "training/M01", "training/M05", "glossary", "guides", "guides/requests", "plan", "help",
    "duties", "duties/find", "duties/find/company", "duties/find/authority", "report", "report?code=AAA", "report/AAAA",
    "invited/", "benchmark",
)  # fmt: skip
FRESH = ("", "key", "profile/1", "policy/1", "people/1", "check", "bring", "plan", "training", "keys", "voices")
FILLED = (
    "", "profile/1", "policy/1", "identify/1", "people/1", "check", "erase", "protect", "bring", "plan", "training",
    "keys", "voices", "voices/views",
)  # fmt: skip
SUBMITTED = (
    "result", "result/answers", "what-if", "plan", "training", "keys", "voices", "next",
    "report?annex=without", "erase",
)  # fmt: skip

STAFF = (
    "", "sessions", "password", "sign-in", "signed-out", "link/AAAA-BBBB", "begin/password", "begin/app",
)  # fmt: skip

Doing = tuple[str, Callable[[Page], None]]


@dataclass(frozen=True)
class Tour:
    """What there is to look at: addresses, and what brings a page into a state of its own."""

    cookies: Any
    fresh: str
    filled: str
    submitted: str
    voice: str
    invitation: str
    addresses: list[str]

    def doings(self) -> list[Doing]:
        return [
            ("begin with errors", self._begin),
            ("a wrong key", self._key),
            ("a page of facts with errors", self._facts),
            ("a page of questions with errors", self._questions),
            ("nothing ticked", self._confirm),
            ("no answers file", self._file),
            ("a key without a name", self._unnamed_key),
            ("an invitation without a name", self._unnamed_voice),
            ("not sure to erase", self._not_sure),
            ("a quiz with its explanations", self._quiz),
            ("a record to print", self._record),
            ("a result that moved", self._what_if),
            ("a plan with errors", self._plan),
            ("duties found", self._duties),
            ("a round of an earlier day", self._next),
            ("two answers to one question", self._clash),
            ("signing in with what does not fit", self._sign_in),
            ("a password that is easy to guess", self._password),
            ("a campaign with errors", self._terms),
            ("a list with errors", self._wrong_list),
            ("a list to be invited", self._list),
        ]

    def _begin(self, page: Page) -> None:
        page.goto("/en/company/begin")
        page.get_by_text("I have a file with answers already").click()
        follow(page, page.get_by_role("button", name="Get my key"))

    def _key(self, page: Page) -> None:
        page.goto("/en/key")
        page.get_by_label("Your key").fill("AAAA-BBBB")
        follow(page, page.get_by_role("button", name="Open"))

    def _facts(self, page: Page) -> None:
        page.goto(f"{self.fresh}profile/1")
        page.locator('[id="profile.employees-value"]').fill("many")
        _save(page)

    def _questions(self, page: Page) -> None:
        page.goto(f"{self.filled}policy/1")
        page.locator('[id="policy.commitment-value-planned"]').check()
        page.locator('[id="policy.commitment-by"]').fill("2020-01-01")
        _save(page)

    def _confirm(self, page: Page) -> None:
        page.goto(next(address for address in self.addresses if "/bring/" in address))
        follow(page, page.get_by_role("button", name="Take over what is ticked"))

    def _file(self, page: Page) -> None:
        page.goto(f"{self.fresh}bring")
        page.get_by_label("A file with your answers").set_input_files(
            {"name": "answers.json", "mimeType": "application/json", "buffer": b"no answers"}
        )
        follow(page, page.get_by_role("button", name="Read the file"))

    def _unnamed_key(self, page: Page) -> None:
        page.goto(f"{self.filled}keys")
        follow(page, page.get_by_role("button", name="Make the key"))

    def _unnamed_voice(self, page: Page) -> None:
        page.goto(f"{self.filled}voices")
        follow(page, page.get_by_role("button", name="Make the invitation"))

    def _not_sure(self, page: Page) -> None:
        page.goto(f"{self.submitted}erase")
        follow(page, page.get_by_role("button", name="Erase"))

    def _quiz(self, page: Page) -> None:
        page.goto("/en/training/M01")
        page.locator("[id='quiz-q1-a']").check()
        follow(page, page.get_by_role("button", name="Check"))
        assert "of 5 answered right" in page.get_by_role("status").first.inner_text()

    def _record(self, page: Page) -> None:
        self._quiz(page)
        page.get_by_label("Your name").first.fill("Anne Weber")
        follow(page, page.locator("form[action$='/record'] button").first)

    def _what_if(self, page: Page) -> None:
        page.goto(f"{self.submitted}what-if")
        page.locator(".trials summary").first.click()
        page.locator("select:visible").last.select_option("1")
        follow(page, page.get_by_role("button", name="See what moves").first)
        assert page.get_by_role("heading", name="With one answer changed").count() == 1

    def _plan(self, page: Page) -> None:
        page.goto(f"{self.submitted}plan")
        page.get_by_label("Note").last.fill("A note without a step")
        follow(page, page.get_by_role("button", name="Save the plan"))

    def _duties(self, page: Page) -> None:
        page.goto("/en/duties/find/company")
        page.locator('[id="profile.employees-value"]').fill("120")
        follow(page, page.locator("main button[type=submit]").first)

    def _next(self, page: Page) -> None:
        page.goto(f"{self.submitted}next")
        page.locator("#on").fill("2001-01-01")
        follow(page, page.get_by_role("button", name="Begin the next round"))

    def _sign_in(self, page: Page) -> None:
        page.goto("/en/staff/sign-in")
        page.get_by_label("Mail address").fill("nobody@example.lu")
        follow(page, page.locator("main").get_by_role("button", name="Sign in"))
        assert page.get_by_role("alert").count() == 1

    def _password(self, page: Page) -> None:
        page.goto("/en/staff/begin/password")
        page.get_by_label("New password").fill("Password1234")
        follow(page, page.get_by_role("button", name="Continue"))
        assert page.get_by_role("alert").count() == 1

    @property
    def _campaigns(self) -> str:
        return next(address for address in self.addresses if address.endswith("/campaigns/"))

    @property
    def _campaign(self) -> str:
        return next(address for address in self.addresses if address.endswith("/invite")).removesuffix("invite")

    def _terms(self, page: Page) -> None:
        with_errors(page, self._campaigns)

    def _wrong_list(self, page: Page) -> None:
        looked_at_list(page, self._campaign, "name,mail,notes\nAlpha,alpha(at)example.lu,x\n,b@example.lu,\n")
        assert page.get_by_role("alert").count() == 1

    def _list(self, page: Page) -> None:
        looked_at_list(page, self._campaign, "name,mail\nAlpha,a@example.lu\nBeta,a@example.lu\nGamma,\n")
        assert page.get_by_role("button", name="Invite these 3 organisations").count() == 1

    def _clash(self, page: Page) -> None:
        """Answer in a second window what stands otherwise in the first."""
        page.goto(f"{self.filled}identify/1")
        if page.get_by_text("Which answer shall stand?").count():
            return  # from an earlier look: it waits until somebody chooses
        second = page.context.new_page()
        second.goto(f"{self.filled}identify/1")
        for one, onward in ((second, 1), (page, 2)):
            steps = one.locator(".ladder").first.locator("input")
            steps.nth((_checked(steps) + onward) % 4).check()
            _save(one)
        second.close()
        assert page.get_by_text("Which answer shall stand?").count() == 1


def _checked(boxes: Any) -> int:
    marks = [box.is_checked() for box in boxes.all()]
    return marks.index(True) if True in marks else 0


def _save(page: Page) -> None:
    follow(page, page.get_by_role("button", name="Save and continue"))


@contextmanager
def toured(browser: Browser, url: str, instance: Path) -> Iterator[Tour]:
    """Make assessments in all states in one browser."""
    made = browser.new_context(base_url=url)
    page = made.new_page()
    begin(page, "Fresh S.A.")
    fresh = page.url
    begin(page, "Filled S.A.")
    filled = page.url
    answer_all(page, pages=5, quick=True)
    page.goto(f"{filled}people/1")
    answer_page(page, alarm=True, quick=True)
    voice, invitation = _voice(page, filled)
    begin(page, "Submitted S.A.")
    submitted = page.url
    answer_all(page, step="2", quick=True)
    page.goto(f"{submitted}submit")
    follow(page, page.get_by_role("button", name="Submit and see the result"))
    follow(page, page.get_by_role("button", name="Add to my plan").first)
    page.goto(f"{fresh}bring")
    follow(page, page.get_by_role("button", name="Look at its answers").first)
    brought = page.url
    addresses = [f"/en/{name}" for name in PUBLIC]
    for base, names in ((fresh, FRESH), (filled, FILLED), (submitted, SUBMITTED)):
        addresses += [f"{base}{name}" for name in names]
    addresses += [invitation, voice, f"{voice}handed-in", brought]
    addresses.append(f"{fresh}since/{brought.rpartition('/')[2]}")
    addresses += _invited(page, instance)
    addresses += _staff(page, instance, submitted)
    yield Tour(made.storage_state(), fresh, filled, submitted, voice, invitation, addresses)
    made.close()


def _invited(page: Page, instance: Path) -> list[str]:
    """Invite three suppliers: one has not begun, one is about to submit, one has submitted only for itself."""
    link, *others = links_to(instance, "Alpha S.A.", "Zeta Nettoyage S.à r.l.", "Delta Reinigung GmbH")
    about, own = (claimed(page, other) for other in others)
    for (_tasks, key), case in ((about, "supplier-alarms"), (own, "supplier-documented")):
        answered(instance, key, case)
    page.goto(f"{own[0]}submit")
    page.get_by_label("Only for ourselves").check()
    follow(page, page.get_by_role("button", name="Submit and see the result"))
    return [link, f"{about[0]}submit", f"{about[0]}invitation", f"{own[0]}hand-over"]


def _staff(page: Page, instance: Path, own: str) -> list[str]:
    """Set up an account of staff, and another one as far as the app; give what there is to see of both."""
    mail = "anne.weber@example.lu"
    set_up(page, link_of(instance, mail, "Anne Weber"), mail)
    link = link_of(instance, "jean-baptiste.muller@example.lu", "Jean-Baptiste Muller-Schmit", role="reader")
    follow(page, page.get_by_role("link", name="Ministry of Roads"))
    organisation = page.url
    open_link(page, link)
    return [
        link,
        organisation,
        *_reviews(instance, own),
        *running(instance, "Ministry of Roads"),
        *(f"/en/staff/{name}" for name in STAFF),
    ]


def _reviews(instance: Path, own: str) -> list[str]:
    """Hand in from an assessment, and to a sealed campaign; give what both sides see of the review."""
    handed = own.rstrip("/").rpartition("/")[2]
    copy = received(instance, "Ministry of Roads", questionnaire="company", purpose="pilot", own=handed)
    found(instance, copy)
    sealed = received(instance, "Ministry of Roads", sealed=True)
    whole = f"{copy.partition('/copies/')[0]}/whole"
    wholes = [whole, *(f"{whole}/{name}" for name in ("files", "programme", "lessons"))]
    return [copy, f"{copy}?only=open", f"{copy}/conclude", sealed, f"{own}review", *wholes, f"{own}lessons"]


def _voice(page: Page, filled: str) -> tuple[str, str]:
    """Invite two second voices: one hands in, the other's link stays unused."""
    links = []
    for name in ("the staff delegation", "the night shift"):
        page.goto(f"{filled}voices")
        page.get_by_label("Whom do you invite?").fill(name)
        follow(page, page.get_by_role("button", name="Make the invitation"))
        links.append(page.locator(".link code").inner_text())
    page.goto(links[0])
    follow(page, page.get_by_role("button", name="Begin with a key of our own"))
    follow(page, page.get_by_role("button", name="I have kept it"))
    voice = page.url
    page.goto(f"{voice}remedy/1")
    answer_page(page, step="1", quick=True)
    page.goto(f"{voice}hand-in")
    follow(page, page.get_by_role("button", name="Hand in"))
    return voice, links[1]
