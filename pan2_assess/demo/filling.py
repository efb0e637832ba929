"""Filling an empty store with the demonstration: two authorities, a coordinator, those they ask, and what came of it.

Everything goes through the same doors as when people do it; only the clock is set back, so that the story has a past.
"""

from __future__ import annotations

from collections.abc import Sequence

from pan2_assess.core.library import Library
from pan2_assess.demo import words
from pan2_assess.demo.asked import answers, invited
from pan2_assess.demo.firms import AUTHORITIES, COORDINATOR, PILOTS, SUPPLIERS
from pan2_assess.demo.reviewing import learn, review
from pan2_assess.demo.story import DAY, Account, Door, Filled, Stage, Story
from pan2_assess.store import benchmark, campaigns, claims, labels, staff
from pan2_assess.store.campaigns import Head, Purpose, Terms
from pan2_assess.store.copies import Reader
from pan2_assess.store.staff import Kind, Role

ZONE = "Europe/Luxembourg"
SUBMITTED: Stage = "submitted"
OF_A_KIND = 2  # ways in that are shown


class NotEmpty(Exception):
    """Say that a store that holds something is no place for a demonstration."""


def fill(library: Library, issuer: str) -> Filled:
    """Fill the store; `issuer` is this server's address as reports name it. NotEmpty where anybody was here before."""
    if not labels.is_empty():
        raise NotEmpty
    labels.mark_demonstration()  # first: whatever stops the filling, nobody takes what is there for real
    story = Story(library, issuer)
    commune = _staffed(
        story, AUTHORITIES[0], "authority", "examplebourg", ("Martine Kayser", "Sam Goedert", "Lena Thoma")
    )
    roads = _staffed(story, AUTHORITIES[1], "authority", "sampleroads", ("Jörg Lehnert", "Carla Steffen", "Ben Wirtz"))
    office = _staffed(
        story, COORDINATOR, "coordinator", "pilotoffice", ("Robin Feltes", "Anouk Majerus", "Paul Reiser")
    )
    _schools(story, commune)
    _gear(story, commune)
    _sites(story, roads)
    _gardens(story, roads)
    _programme(story, office)
    benchmark.refresh()
    return Filled(tuple(story.accounts), _open_doors(story))


def _open_doors(story: Story) -> tuple[Door, ...]:
    """Choose some of the ways in: of each kind and questionnaire those that were handed in first, so that they are
    reviewed, and those that still wait; no invitation that opens nothing any more."""
    found: list[Door] = []
    done = [door for door in story.doors if door.what == "submitted"]
    for door in (*done, *(door for door in reversed(story.doors) if door.what != "submitted")):
        asked = claims.offer(door.secret) if door.what == "invited" else None
        shut = door.what == "invited" and (asked is None or asked.state != "open")
        alike = [one for one in found if (one.what, one.questionnaire) == (door.what, door.questionnaire)]
        if not shut and len(alike) < OF_A_KIND:
            found.append(door)
    return tuple(found)


# --- the organisations ---------------------------------------------------------------------------------------


def _staffed(story: Story, name: str, kind: Kind, domain: str, people: Sequence[str]) -> list[Reader]:
    """Make an organisation with a manager, a reviewer and a reader; give them in this order."""
    readers = []
    roles: tuple[Role, ...] = ("manager", "reviewer", "reader")
    for person, role in zip(people, roles, strict=True):
        mail = f"{role}@{domain}.example"
        added = staff.add(name, kind, role, mail, person)
        assert added.link is not None  # noqa: S101 - the account is new
        story.accounts.append(Account(person, name, role, added.link.token))
        readers.append(Reader(added.organisation_id, added.staff_id))
    return readers


# --- the campaigns -------------------------------------------------------------------------------------------


def _schools(story: Story, people: Sequence[Reader]) -> None:
    """A contract in force: over, and reviewed for the most part."""
    stages: list[Stage] = [*[SUBMITTED] * 11, "declined", "begun", "invited"]
    campaign = _campaign(
        story, people[0], "supplier", "contract", words.SCHOOLS, ("fr", "de", "en"), made=110, ends=-40
    )
    handed = answers(story, people[0], campaign, "supplier", SUPPLIERS[:14], stages, day=80)
    for number, one in enumerate(handed):
        if number < 8:
            review(story, people[1], one, "supplier", "fr", day=35 - number, concluded=number < 5, explains=number != 6)


def _gear(story: Story, people: Sequence[Reader]) -> None:
    """A market dialogue that runs, sealed; and one that is not open yet."""
    stages: list[Stage] = ["submitted", "begun", "submitted", "opened", "submitted", "declined", "begun", "invited"]
    campaign = _campaign(
        story, people[0], "supplier", "dialogue", words.GEAR, ("fr", "de", "en"), made=20, ends=12, is_sealed=True
    )
    answers(story, people[0], campaign, "supplier", SUPPLIERS[14:22], stages, day=9)
    later = _campaign(
        story, people[0], "supplier", "dialogue", words.GEAR, ("fr", "de"), made=2, ends=60, is_open=False
    )
    invited(people[0], later, [SUPPLIERS[16], SUPPLIERS[19], SUPPLIERS[36]])


def _sites(story: Story, people: Sequence[Reader]) -> None:
    """Contracts of the second authority: over a fortnight ago, the review has begun."""
    stages: list[Stage] = [*[SUBMITTED] * 8, "begun", "opened", "revoked", "invited"]
    campaign = _campaign(story, people[0], "supplier", "contract", words.SITES, ("de", "fr"), made=70, ends=-15)
    handed = answers(story, people[0], campaign, "supplier", SUPPLIERS[22:34], stages, day=30)
    for number, one in enumerate(handed[:3]):
        review(story, people[1], one, "supplier", "de", day=9 - number, concluded=number == 0, explains=True)


def _gardens(story: Story, people: Sequence[Reader]) -> None:
    """A dialogue that was closed before its deadline."""
    stages: list[Stage] = ["submitted", "submitted", "declined", "opened", "invited", "invited"]
    campaign = _campaign(story, people[0], "supplier", "dialogue", words.GARDENS, ("de", "fr", "en"), made=50, ends=5)
    answers(story, people[0], campaign, "supplier", SUPPLIERS[34:40], stages, day=30)
    with story.days_ago(10):
        campaigns.close(people[0].organisation_id, campaign)


def _programme(story: Story, people: Sequence[Reader]) -> None:
    """A pilot programme over three rounds, of which the third one runs."""
    before: str | None = None
    known: dict[str, str] = {}
    for number, (head, made, ends) in enumerate(zip(words.ROUNDS, (760, 395, 30), (-700, -335, 25), strict=True)):
        campaign = _campaign(
            story, people[0], "pilot", "pilot", head, ("en", "fr", "de"), made=made, ends=ends, before=before
        )
        stages: list[Stage] = (
            [SUBMITTED] * 6 if number < 2 else ["submitted", "begun", "submitted", "submitted", "opened", "invited"]
        )
        handed = answers(story, people[0], campaign, "pilot", PILOTS, stages, day=made - 25, known=known)
        if number < 2:
            for at, one in enumerate(handed):
                review(story, people[1], one, "pilot", "en", day=-ends - 10 - at, concluded=True, explains=at % 2 == 0)
            learn(story, people[1], handed[number:], words.LESSONS, day=-ends - 30)
        before = campaign


def _campaign(
    story: Story,
    manager: Reader,
    questionnaire: str,
    purpose: Purpose,
    head: Head,
    languages: tuple[str, ...],
    *,
    made: int,
    ends: int,
    is_sealed: bool = False,
    is_open: bool = True,
    before: str | None = None,
) -> str:
    """Make a campaign so many days ago that ends so many days ahead, or behind where that is negative."""
    with story.days_ago(made):
        deadline = (story.today + ends * DAY).replace(hour=16)
        terms = Terms(purpose, languages, deadline, ZONE, is_sealed, 24, head, before)
        edition = story.library.editions[questionnaire]
        campaign = campaigns.make(manager.organisation_id, manager.staff_id, edition, terms)
        if is_open:
            campaigns.open_campaign(manager.organisation_id, campaign)
    return campaign
