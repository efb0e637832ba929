"""Somebody of staff at the browser: with the link that the operator made, a password, and an app that shows codes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pyotp
from playwright.sync_api import Page

from tests.e2e.person import follow

PASSWORD = "zug-lampe-regen-tee"
STEP = 30  # seconds a code is due


@dataclass
class Account:
    """What somebody of staff has at hand."""

    mail: str
    secret: str
    used: int = 0  # the step of the code used last: the next one is another

    def code(self) -> str:
        """Read the app: a code that was not used yet, of the step before or after if need be."""
        self.used = max(int(time.time() - 20) // STEP, self.used + 1)  # due for ten seconds more at least
        while self.used > time.time() // STEP + 1:
            time.sleep(0.2)
        return pyotp.TOTP(self.secret).at(self.used * STEP)


def link_of(
    instance: Path, mail: str, name: str, organisation: str = "Ministry of Roads", role: str = "manager"
) -> str:
    """Make an account as the operator does; give the path of its one-time link."""
    words = ("--organisation", organisation, "--kind", "authority", "--role", role, "--mail", mail, "--name", name)
    command = [str(Path(sys.executable).with_name("pan2-assess")), "staff", "add", *words]
    done = subprocess.run(
        command, env={**os.environ, "PAN2_INSTANCE": str(instance)}, capture_output=True, text=True, check=True
    )
    return "/" + done.stdout.strip().split("/", 3)[3]


def open_link(page: Page, link: str) -> str:
    """Open a link and choose a password, as far as the app's page; give the secret."""
    page.goto(link)
    follow(page, page.get_by_role("button", name="Open"))
    for label in ("New password", "The same once more"):
        page.get_by_label(label).fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Continue"))
    return page.locator(".key code").inner_text().replace(" ", "")


def set_up(page: Page, link: str, mail: str) -> Account:
    """Go all the way from the link to the first page."""
    account = Account(mail, open_link(page, link))
    page.get_by_label("The code that the app shows now").fill(account.code())
    follow(page, page.get_by_role("button", name="Set up the account and sign in"))
    return account


def sign_in(page: Page, account: Account) -> None:
    page.get_by_label("Mail address").fill(account.mail)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("The code that your app shows now").fill(account.code())
    follow(page, page.locator("main").get_by_role("button", name="Sign in"))
