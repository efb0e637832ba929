"""Who may see what: every route declares it, and an assessment of others does not exist."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pan2_assess import store
from pan2_assess.store.assessments import Access
from pan2_assess.store.copies import Reader
from pan2_assess.store.staff import ROLES
from pan2_assess.store.tables import Membership
from pan2_assess.web import access
from tests.campaigns import a_campaign, handed_in, invited
from tests.test_cases import edition
from tests.web.colleagues import Colleagues, place_of
from tests.web.journey import Respondent, token

# Every route with its methods and its access: a new route needs a line here.
ROUTES = {
    ("home.choose", "GET"): "public",
    ("home.index", "GET"): "public",
    ("home.about", "GET"): "public",
    ("home.method", "GET"): "public",
    ("home.read", "GET"): "public",
    ("home.healthz", "GET"): "public",
    ("blanks.page", "GET"): "public",
    ("blanks.ask", "POST"): "public",
    ("blanks.paper", "GET"): "public",
    ("blanks.sheet", "GET"): "public",
    ("learn.training", "GET"): "public",
    ("learn.module", "GET"): "public",
    ("learn.make_record", "POST"): "public",
    ("learn.record", "GET"): "public",
    ("learn.learned", "GET"): "respondent any",
    ("learn.add_learned", "POST"): "respondent any edit",
    ("learn.remove_learned", "POST"): "respondent any edit",
    ("learn.glossary", "GET"): "public",
    ("learn.guides", "GET"): "public",
    ("learn.guide", "GET"): "public",
    ("learn.plan", "GET"): "public",
    ("learn.help_page", "GET"): "public",
    ("learn.duties", "GET"): "public",
    ("learn.find", "GET"): "public",
    ("learn.find_in", "GET"): "public",
    ("learn.find_now", "POST"): "public",
    ("home.readyz", "GET"): "public",
    ("respond.start", "GET"): "public",
    ("respond.begin", "GET"): "public",
    ("respond.begin_now", "POST"): "public",
    ("respond.key_entry", "GET"): "public",
    ("respond.open_now", "POST"): "public",
    ("respond.open_page", "GET"): "public",
    ("respond.left", "GET"): "public",
    ("respond.erased", "GET"): "public",
    ("respond.key_page", "GET"): "respondent any both",
    ("respond.key_file", "GET"): "respondent any both",
    ("respond.key_kept", "POST"): "respondent any both",
    ("respond.tasks", "GET"): "respondent draft both",
    ("respond.section", "GET"): "respondent draft both",
    ("respond.save_section", "POST"): "respondent draft edit both",
    ("respond.protect", "GET"): "respondent draft both",
    ("respond.check", "GET"): "respondent draft both",
    ("respond.submit", "GET"): "respondent draft manage",
    ("respond.submit_now", "POST"): "respondent draft manage",
    ("respond.bring", "GET"): "respondent draft edit",
    ("respond.bring_from", "GET"): "respondent draft edit",
    ("respond.bring_here", "POST"): "respondent draft edit",
    ("respond.confirm", "POST"): "respondent draft edit",
    ("respond.forget_source", "POST"): "respondent draft edit",
    ("respond.next_round", "GET"): "respondent submitted manage",
    ("respond.begin_next", "POST"): "respondent submitted manage",
    ("respond.download", "GET"): "respondent any both",
    ("respond.reopen", "POST"): "public",
    ("respond.keys", "GET"): "respondent any manage both",
    ("respond.make_key", "POST"): "respondent any manage both",
    ("respond.new_key", "GET"): "respondent any manage both",
    ("respond.further_key_file", "GET"): "respondent any manage both",
    ("respond.passed_on", "POST"): "respondent any manage both",
    ("respond.revoke_key", "POST"): "respondent any manage both",
    ("respond.leave", "POST"): "respondent any both",
    ("respond.erase", "GET"): "respondent any manage both",
    ("respond.erase_now", "POST"): "respondent any manage both",
    ("voice.invited", "GET"): "respondent any manage",
    ("voice.invite", "POST"): "respondent any manage",
    ("voice.new", "GET"): "respondent any manage",
    ("voice.passed_on", "POST"): "respondent any manage",
    ("voice.withdraw", "POST"): "respondent any manage",
    ("voice.views", "GET"): "respondent any manage",
    ("voice.asked", "GET"): "public",
    ("voice.claim", "POST"): "public",
    ("voice.hand_in", "GET"): "respondent draft manage voice",
    ("voice.hand_in_now", "POST"): "respondent draft manage voice",
    ("voice.handed", "GET"): "respondent submitted voice",
    ("invited.entry", "GET"): "public",
    ("invited.find", "POST"): "public",
    ("invited.asked", "GET"): "public",  # for whoever holds the token: see test_invited
    ("invited.claim", "POST"): "public",
    ("invited.declining", "GET"): "public",
    ("invited.decline", "POST"): "public",
    ("invited.own", "GET"): "respondent any",
    ("invited.decline_own", "POST"): "respondent any manage",
    ("invited.hand_over", "GET"): "respondent submitted manage",
    ("invited.hand_over_now", "POST"): "respondent submitted manage",
    ("benchmark.page", "GET"): "public",
    ("staff.link", "GET"): "public",
    ("staff.open_link", "POST"): "public",
    ("staff.first_password", "GET"): "public",  # for the browser that opened the link: see test_staff
    ("staff.choose_password", "POST"): "public",
    ("staff.app", "GET"): "public",
    ("staff.confirm_app", "POST"): "public",
    ("staff.sign_in", "GET"): "public",
    ("staff.sign_in_now", "POST"): "public",
    ("staff.signed_out", "GET"): "public",
    ("staff.sign_out", "POST"): "staff",
    ("staff.home", "GET"): "staff",
    ("staff.sessions", "GET"): "staff",
    ("staff.end_session", "POST"): "staff",
    ("staff.password", "GET"): "staff",
    ("staff.change_password", "POST"): "staff",
    ("staff.organisation", "GET"): "staff reader",
    ("campaigns.list", "GET"): "staff reader",
    ("campaigns.page", "GET"): "staff reader",
    ("campaigns.check", "GET"): "staff reader",
    ("campaigns.new", "GET"): "staff manager",
    ("campaigns.make", "POST"): "staff manager",
    ("campaigns.change", "GET"): "staff manager",
    ("campaigns.change_now", "POST"): "staff manager",
    ("campaigns.open_now", "POST"): "staff manager",
    ("campaigns.deadline", "GET"): "staff manager",
    ("campaigns.move_deadline", "POST"): "staff manager",
    ("campaigns.close", "GET"): "staff manager",
    ("campaigns.close_now", "POST"): "staff manager",
    ("campaigns.invite", "GET"): "staff manager",
    ("campaigns.invite_one", "POST"): "staff manager",
    ("campaigns.look_at_list", "POST"): "staff manager",
    ("campaigns.invite_all", "POST"): "staff manager",
    ("campaigns.template", "GET"): "staff manager",
    ("campaigns.send", "GET"): "staff manager",
    ("campaigns.merge", "POST"): "staff manager",
    ("campaigns.mail", "POST"): "staff manager",
    ("campaigns.guest", "GET"): "staff manager",
    ("campaigns.renew", "POST"): "staff manager",
    ("campaigns.revoke", "POST"): "staff manager",
    ("campaigns.reminded", "POST"): "staff manager",
    ("campaigns.letter", "POST"): "staff manager",
    ("review.copy", "GET"): "staff reader",
    ("review.save", "POST"): "staff reviewer",
    ("review.ending", "GET"): "staff reviewer",
    ("review.conclude", "POST"): "staff reviewer",
    ("review.again", "POST"): "staff reviewer",
    ("review.follow_up", "GET"): "staff reader",
    ("review.respondent", "GET"): "respondent submitted",
    ("review.answer", "POST"): "respondent submitted edit",
    ("review.dates", "GET"): "respondent submitted",
    ("whole.page", "GET"): "staff reader",
    ("whole.files", "GET"): "staff reader",
    ("whole.ask_files", "POST"): "staff reader",
    ("whole.cancel_files", "POST"): "staff reader",
    ("whole.again_files", "POST"): "staff reader",
    ("whole.download", "GET"): "staff reader",
    ("whole.programme", "GET"): "staff reader",
    ("whole.lessons_page", "GET"): "staff reader",
    ("whole.propose", "POST"): "staff reviewer",
    ("whole.drop", "POST"): "staff reviewer",
    ("lessons.page", "GET"): "respondent submitted",
    ("lessons.offer", "POST"): "respondent submitted manage",
    ("lessons.approve", "POST"): "respondent submitted manage",
    ("lessons.refuse", "POST"): "respondent submitted manage",
    ("style.sheet", "GET"): "public",
    ("schemas.of_any", "GET"): "public",
    ("schemas.of_one", "GET"): "public",
    ("issued.entry", "GET"): "public",
    ("issued.page", "GET"): "public",
    ("respond.download_workbook", "GET"): "respondent any both",
    ("result.page", "GET"): "respondent submitted",
    ("result.answers", "GET"): "respondent submitted",
    ("result.report", "GET"): "respondent submitted",
    ("result.ask", "POST"): "respondent submitted",
    ("papers.result", "GET"): "respondent submitted",
    ("papers.pact", "GET"): "respondent submitted",
    ("papers.lesson_paper", "GET"): "respondent submitted",
    ("steps.page", "GET"): "respondent any",
    ("steps.save", "POST"): "respondent any edit",
    ("steps.add", "POST"): "respondent submitted edit",
    ("steps.table", "GET"): "respondent any",
    ("whatif.page", "GET"): "respondent submitted",
    ("whatif.change", "POST"): "respondent submitted",
    ("since.page", "GET"): "respondent any",
}


def test_every_route_is_in_the_table(web: Flask) -> None:
    found = {}
    for rule in web.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            found[rule.endpoint, method] = access.rule_of(web.view_functions[rule.endpoint])
    assert found == ROUTES


def test_route_without_a_declaration_is_refused(app: Flask) -> None:
    app.add_url_rule("/en/forgotten/", "forgotten", lambda: "secret")
    assert app.test_client().get("/en/forgotten/").status_code == 404


def addresses(web: Flask, base: str) -> list[tuple[str, str]]:
    """List every address that lies under an assessment, with its method."""
    found = []
    values = {"assessment": base.rpartition("/")[2], "lang": "en", "section": "profile", "page": 1}
    values |= {"other": "x", "source": "x", "lesson": "x"}
    with web.test_request_context():
        for rule in web.url_map.iter_rules():
            if "assessment" in rule.arguments and access.rule_of(web.view_functions[rule.endpoint]) != "public":
                address = web.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
                found += [(address, method) for method in (rule.methods or set()) & {"GET", "POST"}]
    return found


def test_assessments_of_others_do_not_exist(
    web: Flask, respondent: Respondent, somebody: Callable[[], Respondent]
) -> None:
    stranger, nobody = somebody().begin("Stranger S.A."), web.test_client()
    own = addresses(web, respondent.base)
    assert len(own) > 15
    before = respondent.client.get(f"{respondent.base}/answers.json").data
    guard = token(stranger.client.get(f"{stranger.base}/erase").text)
    for address, method in own:
        assert stranger.client.open(address, method=method, data={"csrf_token": guard, "sure": "1"}).status_code == 404
        assert nobody.open(address, method=method).status_code in (400, 404)
    assert respondent.client.get(f"{respondent.base}/answers.json").data == before


# What hangs on an export, a conclusion, or a pilot round: see their own tests.
NOT_THERE = ("/x/", "/follow-up.ics", "/whole/programme", "/whole/lessons")


def of_a_campaign(web: Flask, organisation: str) -> dict[str, str]:
    """Make a campaign with an invitation and what was handed in; give what its addresses are made of."""
    with web.app_context(), store.reading() as session:
        manager = session.query(Membership).filter_by(organisation_id=organisation, role="manager").first()
        assert manager
        reader = Reader(organisation, manager.staff_id)
    with web.app_context():
        campaign = a_campaign(reader, edition("supplier"))
        (asked,) = invited(reader, campaign, "Zeta S.A.")
        copy = handed_in(campaign, asked, edition("supplier"), {})
    return {"campaign": campaign, "invitation": asked.id, "copy": copy, "export": "x", "lesson": "x"}


def staff_routes(web: Flask, organisation: str) -> list[tuple[str, str, str]]:
    """List every address for staff, with its method and its rule; those of an organisation with this one."""
    found = []
    values = {"lang": "en", "organisation": organisation, **of_a_campaign(web, organisation)}
    with web.test_request_context():
        for rule in web.url_map.iter_rules():
            needed = access.rule_of(web.view_functions[rule.endpoint]) or ""
            if needed.startswith("staff"):
                address = web.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
                found += [(address, method, needed) for method in (rule.methods or set()) & {"GET", "POST"}]
    return found


def test_staff_see_what_their_role_and_organisation_allow(
    web: Flask, colleagues: Colleagues, respondent: Respondent
) -> None:
    """Try every address as everybody: signed out, a respondent, each role of the organisation, a manager elsewhere."""
    of_a = {role: colleagues("Ministry A", role) for role in ROLES}
    of_b = colleagues("Ministry B", "manager")
    organisation = place_of(web, of_a["reader"])
    routes = staff_routes(web, organisation)
    assert {rule for _address, _method, rule in routes} >= {"staff", "staff reader"}
    for address, method, rule in routes:
        for outside in (web.test_client(), respondent.client):
            guard = token(outside.get("/en/key").text)
            refused = outside.open(address, method=method, data={"csrf_token": guard})
            if method == "GET":
                assert (refused.status_code, refused.location) == (303, "/en/staff/sign-in"), address
            else:
                assert refused.status_code == 401, address
            assert "Ministry" not in refused.text
        if method == "GET":
            needed = rule.partition(" ")[2]
            for role, colleague in of_a.items():
                may = not needed or ROLES.index(role) >= ROLES.index(needed)  # type: ignore[arg-type]
                there = 200 if may and not any(piece in address for piece in NOT_THERE) else 404
                assert colleague.client.get(address).status_code == there, (address, role)
            assert of_b.client.get(address).status_code == (404 if needed else 200), address
            assert "Ministry A" not in of_b.client.get(address).text


def test_a_cookie_with_anothers_assessment_opens_nothing(
    respondent: Respondent, somebody: Callable[[], Respondent]
) -> None:
    stranger = somebody().begin("Stranger S.A.")
    with stranger.client.session_transaction() as session:
        own = session["keys"][stranger.base.rpartition("/")[2]]
        session["keys"] = {respondent.base.rpartition("/")[2]: own}
    assert stranger.client.get(f"{respondent.base}/").status_code == 404


def test_reading_key_reads_but_does_not_write(
    web: Flask, respondent: Respondent, somebody: Callable[[], Respondent]
) -> None:
    assessment = respondent.base.rpartition("/")[2]
    with respondent.client.session_transaction() as session:
        own = Access(assessment, session["keys"][assessment])
    with web.app_context():
        reading = store.new_key(own, "auditor", False)
    other = somebody()
    other.post("/en/key", {"key": reading})
    assert other.client.get(f"{respondent.base}/profile/1").location == f"{respondent.base}/check#part-profile"
    check = other.client.get(f"{respondent.base}/check").text
    assert "Change" not in check
    response = other.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7"})
    assert response.status_code == 404
    assert other.client.get(f"{respondent.base}/erase").status_code == 404


def test_revoked_key_is_dead_at_once(web: Flask, respondent: Respondent, somebody: Callable[[], Respondent]) -> None:
    assessment = respondent.base.rpartition("/")[2]
    with respondent.client.session_transaction() as session:
        own = Access(assessment, session["keys"][assessment])
    with web.app_context():
        key = store.new_key(own, "colleague", True)
    other = somebody()
    other.post("/en/key", {"key": key})
    assert other.client.get(f"{respondent.base}/").status_code == 200
    with web.app_context():
        store.revoke(own, next(k.id for k in store.keys_of(own) if not k.own))
    assert other.client.get(f"{respondent.base}/").status_code == 404


@pytest.mark.parametrize("address", ["/en/", "/en/company/", "/en/a/x/", "/en/a/x/result", "/en/open/AAAA", "/readyz"])
def test_wrong_method_is_said_plainly(client: FlaskClient, address: str) -> None:
    assert client.put(address).status_code in (400, 405)
    assert client.delete(address).status_code in (400, 405)


def test_reading_changes_nothing(respondent: Respondent) -> None:
    """Follow every GET twice: the answers and the saved moment stay as they are."""
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7"})
    before = respondent.client.get(f"{respondent.base}/answers.json").data
    for page in (
        "",
        "profile/1",
        "policy/1",
        "check",
        "submit",
        "erase",
        "protect",
        "key",
        "bring",
        "plan",
        "plan.csv",
        "training",
        "answers.json",
        "answers.xlsx",
    ):
        assert respondent.client.get(f"{respondent.base}/{page}").status_code in (200, 303)
    assert respondent.client.get(f"{respondent.base}/answers.json").data == before
