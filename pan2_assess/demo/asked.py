"""Those who are asked in the demonstration: invited, they answer, decline, begin, or hand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pan2_assess import store
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.handover import part
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import Person, Sheet
from pan2_assess.demo.answering import answered
from pan2_assess.demo.firms import Firm
from pan2_assess.demo.story import Door, Handed, Stage, Story
from pan2_assess.reports.freezing import freeze
from pan2_assess.store import claims, database, invitations
from pan2_assess.store.access import Access
from pan2_assess.store.benchmark import given_of
from pan2_assess.store.copies import Reader
from pan2_assess.store.invitations import Asked, Guest

FUNCTION = {"en": "Human resources", "fr": "Ressources humaines", "de": "Personal"}


def invited(
    manager: Reader, campaign: str, firms: Sequence[Firm], known: Mapping[str, str] | None = None
) -> list[Asked]:
    guests = [Guest(firm.name, firm.contact, firm.mail, firm.language, (known or {}).get(firm.name)) for firm in firms]
    return invitations.invite(manager.organisation_id, campaign, guests)


def answers(
    story: Story,
    manager: Reader,
    campaign: str,
    questionnaire: str,
    firms: Sequence[Firm],
    stages: Sequence[Stage],
    *,
    day: int,
    known: dict[str, str] | None = None,
) -> list[Handed]:
    """Invite firms and let each come as far as its stage says, from `day` days ago on.

    `known` has the invitations of the round before by the firm's name, and is brought up to date.
    """
    with story.days_ago(day + 5):
        asked = invited(manager, campaign, firms, known)
    if known is not None:
        known.update({firm.name: one.id for firm, one in zip(firms, asked, strict=True)})
    handed = []
    for number, (firm, one, stage) in enumerate(zip(firms, asked, stages, strict=True)):
        with story.days_ago(day - number / 3):
            if stage == "invited":
                story.doors.append(Door(firm.name, "invited", questionnaire, one.token))
            elif stage == "declined":
                claims.decline(one.token)
            elif stage == "revoked":
                invitations.revoke(manager.organisation_id, campaign, one.id)
            else:
                done = _answering(story, firm, one, questionnaire, stage)
                handed += [done] if done else []
    return handed


def _answering(story: Story, firm: Firm, asked: Asked, questionnaire: str, stage: Stage) -> Handed | None:
    """Claim an invitation and answer, as far as the stage says."""
    on = database.now().date()
    edition = story.edition(questionnaire, firm.language)
    begun = claims.claim(asked.token, on)
    assert begun is not None  # noqa: S101 - the campaign is open, and nobody else holds the token
    if stage == "opened":
        return None
    facts = {"profile.employees": firm.people, **{f"profile.{name}": words for name, words in firm.facts.items()}}
    facts |= {"supply.kinds": firm.kinds} if firm.kinds else {}
    before = story.said.get(firm.name)
    some = 9 if stage == "begun" else None
    answers = answered(edition, facts, firm.level, firm.language, on, story.chance, most=some, before=before)
    store.save(begun.access, {name: answer.as_json() for name, answer in answers.items()})
    story.doors.append(Door(firm.name, stage, questionnaire, begun.key))
    if stage == "begun":
        return None
    if questionnaire == "pilot":
        story.said[firm.name] = answers
    prepared = Person(firm.contact, FUNCTION[firm.language], on)
    sheet = Sheet(edition.id, edition.version, firm.name, on, prepared, None, dict(answers))
    return Handed(firm, _hand_in(story, begun.access, edition, sheet, firm), begun.access, answers)


def _hand_in(story: Story, access: Access, edition: Edition, sheet: Sheet, firm: Firm) -> str:
    """Submit and hand in; give the id of the receiver's copy."""
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    frozen = freeze(sheet, evaluation, firm.language, story.issuer)
    parted = part(sheet, evaluation, scored=edition.id == "pilot")
    kept = {
        "sheet": parted.sheet.as_json(),
        "withheld": parted.withheld,
        "result": parted.result,
        "language": firm.language,
    }
    handing = claims.prepared(kept, {})
    prepared = sheet.as_json()["prepared_by"]
    store.submit(
        access, frozen=frozen.kept, language=firm.language, head={"prepared_by": prepared, "approved_by": None},
        code=frozen.code, handing=handing, given=given_of(evaluation, sheet.answers),
    )  # fmt: skip
    return handing.copy_id
