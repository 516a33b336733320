"""A page of the season composed, read by another person, scheduled, seen, ended, brought back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.models import Product
from marketing.models import Page, Version
from marketing.pages import live
from marketing.states import VersionState
from marketplace.shared import clock, policy
from tests import cast
from tests.browser import looking
from tests.browser.test_story import sign_in

pytestmark = pytest.mark.django_db
BLOCKS = ("text", "grid", "quote", "tiles", "steps", "points", "newsletter")


def test_a_christmas_page_from_the_first_screen_to_its_end(people, time):
    lune = cast.seller("Atelier Lune")
    for title in ("Bol du matin", "Tasse Nacre", "Pichet Rivage", "Vase Dune"):
        cast.offer(lune, title=title)
    cast.rules(page_review="two")
    writer = cast.operator("editorial", email="elodie@halles.example", first_name="Élodie")
    reader = cast.operator("editorial", email="bruno@halles.example", first_name="Bruno")
    desk = people("elodie")
    sign_in(desk, writer.email)
    page = desk.page

    # composed
    desk.go("/admin/").follow("Pages", exact=True).follow("Composer une page")
    desk.fill(kind="landing", name="Noël", slug="noel").press("Composer")
    page.locator(".editor-head summary").press("Enter")
    desk.fill(title="Noël aux ateliers", title_en="Christmas in the workshops")
    for kind in BLOCKS:
        page.locator(".editor-add summary").press("Enter")
        page.locator(f"button[value='add:{kind}']").press("Enter")
        page.wait_for_load_state("load")
    assert page.locator(".editor-blocks > li").count() == 9  # with the two it began with

    # by keyboard: the quotation goes up one place
    quote = page.locator(".editor-blocks > li").nth(4)
    quote.get_by_role("button", name="Monter").press("Enter")
    page.wait_for_load_state("load")
    moved = page.locator(".editor-blocks > li").nth(3)
    assert "Citation" in moved.inner_text()
    if not moved.locator("textarea").first.is_visible():
        moved.locator("summary").press("Enter")
    moved.locator("textarea").first.fill("On n'offre pas un bol.")
    # kept by itself, and the picture beside the form follows
    frame = page.frame_locator("#editor-preview")
    frame.get_by_text("On n'offre pas un bol.").wait_for()
    desk.sees("Avant de publier", "il manque")

    version = Version.objects.latest("pk")
    fill_the_rest(version, lune)
    desk.go(page.url.split("?")[0])
    assert looking.barriers(page) == []
    desk.shoot("20-1-editeur")
    desk.press("Enregistrer, puis publier").sees("une autre personne")
    desk.go(f"/admin/marketing/page/{version.page_id}/change/")
    desk.follow("Envoyer en relecture").press("Envoyer en relecture").sees("En relecture")

    # read and scheduled by somebody else
    other = people("bruno")
    sign_in(other, reader.email)
    other.go("/admin/").follow("Pages à relire").sees("Noël")
    other.follow("Publier ou programmer")
    starts, ends = clock.now() + timedelta(days=2), clock.now() + timedelta(days=3)
    other.fill(starts_at=typed(starts), ends_at=typed(ends)).press("Publier ou programmer")
    other.sees("Programmée").shoot("20-2-fichier-de-page")

    # seen at its date, on a phone, before anybody else
    with other.context.expect_page() as waiting:
        other.fill(at=typed(starts + timedelta(hours=1)), screen="phone").press("Voir")
    phone = waiting.value
    phone.frame_locator("iframe").get_by_role("heading", name="Noël aux ateliers").wait_for()
    buyer = people("alice")
    buyer.go("/pages/noel/").sees("n'est plus à cet étal")

    # online on its day, over on its day
    time.pass_(days=2, minutes=1)
    buyer.go("/pages/noel/").sees("Noël aux ateliers", "On n'offre pas un bol.")
    assert looking.barriers(buyer.page) == []
    buyer.shoot("20-3-page-de-noel")
    time.pass_(days=1)
    buyer.go("/pages/noel/").sees("n'est plus à cet étal")

    # brought back in one step
    live_again(other, version)
    buyer.go("/pages/noel/").sees("Noël aux ateliers")


def fill_the_rest(version: Version, lune) -> None:
    """What the story does not type."""
    version.refresh_from_db()
    data = {
        "hero": {"title": "Noël aux ateliers", "title_en": "Christmas in the workshops"},
        "text": {"text": "Du **grès** et du lin.", "text_en": "**Stoneware** and linen."},
        "grid": {
            "title": "À offrir",
            "source": "hand",
            "products": "\n".join(f"#{sheet.pk} {sheet.title}" for sheet in Product.objects.all()),
        },
        "steps": {"items": [{"title": "Choisir"}, {"title": "Offrir"}]},
        "points": {"items": [{"icon": "truck", "title": "Livré à temps"}]},
        "newsletter": {"title": "Nos nouvelles"},
    }
    for block in version.blocks:
        block["data"] |= data.get(block["kind"], {})
    version.revision += 1
    version.save(update_fields=["blocks", "revision"])


def typed(moment) -> str:
    """An instant as a field for a day and an hour takes it."""
    return moment.astimezone(clock.PARIS).strftime("%Y-%m-%dT%H:%M")


def live_again(other, version) -> None:
    """The worker notes the end; the reader goes back to the version."""
    from marketing.pages import life  # noqa: PLC0415 - the day has moved by now

    life.turn(at=clock.now())
    version.refresh_from_db()
    assert version.state == VersionState.ENDED
    other.go(f"/admin/marketing/page/{version.page_id}/change/")
    other.follow("Revenir à cette version").press("Revenir à cette version").sees("mot pour mot")
    assert Page.objects.get(pk=version.page_id).versions.count() == 2
    live.changed()
    policy.forget()
