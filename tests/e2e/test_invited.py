"""A supplier's way at the browser: invited, begun, answered with answers brought along, handed in, received."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Context
from tests.e2e.invitations import answers_file, claimed, links_to
from tests.e2e.person import answer_all, follow
from tests.e2e.test_accessibility import looked_at


def test_a_supplier_from_the_invitation_to_what_was_received(context: Context, instance: Path) -> None:
    (link,) = links_to(instance, "Zeta Nettoyage S.à r.l.", organisation="Commune of Suppliers")
    page = context(320).new_page()
    page.goto(link[:-9] + "=")  # as a mail program may leave it
    page.get_by_label("The link of the invitation").fill(f"http://localhost{link[:-9]}=\n{link[-9:]}")
    follow(page, page.get_by_role("button", name="Open the invitation"))
    assert page.locator("h1").inner_text() == "Commune of Suppliers asks Zeta Nettoyage S.à r.l."
    tasks, _key = claimed(page, page.url)
    assert "For Commune of Suppliers, until " in page.locator(".notice").first.inner_text()
    follow(page, page.get_by_role("link", name="Bring those answers along"))
    page.get_by_label("A file with your answers").set_input_files(answers_file("supplier-documented"))  # type: ignore[arg-type]
    follow(page, page.get_by_role("button", name="Read the file"))
    for box in page.locator("input[name=taken]").all():
        box.check()
    follow(page, page.get_by_role("button", name="Take over what is ticked"))
    answer_all(page)
    follow(page, page.get_by_role("link", name="Continue"))
    follow(page, page.get_by_role("button", name="Submit and see the result"))
    assert page.get_by_role("alert").get_by_role("link").inner_text() == "Choose for whom you submit."
    page.get_by_label("Hand in to Commune of Suppliers").check()
    page.get_by_label("Name").first.fill("Jo Muller")
    page.get_by_label("Function").first.fill("Director")
    follow(page, page.get_by_role("button", name="Submit and see the result"))
    assert page.url == f"{tasks}result"
    assert "Nobody yet. It is sealed until" in page.locator("section[aria-labelledby=handed]").inner_text()
    assert looked_at(page, "what was handed in", "de") == []
    page.goto(f"{tasks}erase")
    assert "stays there until" in page.locator("main").inner_text()
    assert looked_at(page, "erasing what was handed in", "fr") == []
