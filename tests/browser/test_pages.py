"""A page of the season, by keyboard alone: composed, read by another person, scheduled, seen at its
date, online, over; a bad change taken back.
"""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from catalog import search
from marketing.blocks.registry import HOUSE_KINDS
from marketing.library import library as pictures
from marketing.models import Picture, Version
from marketing.pages import life
from marketplace.shared import clock
from tests import cast
from tests.browser import looking
from tests.browser.keys import FAR, Keys

pytestmark = pytest.mark.django_db
PASSWORD = "secret-secret"
ADD = ".editor-add summary"
DESCRIPTION = "Des cadeaux tournés et tissés dans nos ateliers, chez vous avant le réveillon."
IN_ENGLISH = "Gifts turned and woven in our workshops, at your door before Christmas Eve."


def test_a_christmas_page_by_keyboard_from_the_first_screen_to_its_end(people, time):
    shops = cast.seller("Atelier Lune"), cast.seller("Maison Brun")
    names = ("Bol du matin", "Tasse Nacre", "Pichet Rivage", "Vase Dune")
    search.index([cast.offer(shop, title=name).product_id for shop in shops for name in names])
    library("Un bol de grès", "A stoneware bowl")
    cast.rules(page_review="two")
    opens = (clock.now() + timedelta(days=2)).astimezone(clock.PARIS)
    opens = opens.replace(hour=8, minute=0, second=0, microsecond=0)

    # Élodie composes, and asks for another pair of eyes
    elodie = before_the_console(people("elodie"), "elodie@halles.example")
    version = compose(elodie, countdown=opens + timedelta(days=20))
    assert looking.barriers(elodie.page) == []
    send(elodie)
    assert "En relecture" in elodie.page.locator("main").inner_text()

    # Bruno reads it and gives it its days; seen at its date, on a telephone, as an English customer
    bruno = before_the_console(people("bruno"), "bruno@halles.example")
    approve(bruno, opens, opens + timedelta(days=5))
    telephone = see(bruno, opens)
    alice = people("alice", locale="en-GB")
    assert alice.go("/pages/noel-2026/").page.locator("main .hero").count() == 0

    # online to the second
    time.pass_(seconds=(opens - clock.now()).total_seconds() + 1)
    alice.go("/pages/noel-2026/").sees("Christmas in the workshops", "The first coffee")
    assert alice.page.locator(".block-banner").count() == 1, "one is hidden"
    kinds = alice.page.evaluate("""() => [...document.querySelectorAll("[class*='block-']")].map(
      (block) => block.className.match(/block-([a-z]+)/)[1])""")
    assert kinds.index("newsletter") < kinds.index("countdown"), "it went up twice"

    # a bad change, by the same two, and back in one step
    spoil(bruno)
    send(bruno, most=90)  # from the first block, past nine others
    elodie.page.goto("/admin/")
    approve(elodie)
    alice.go("/pages/noel-2026/").sees("Chrstmas")
    elodie.skip().to("a.button", "Retirer du site").enter().skip()
    elodie.to("[name=because]").type("Une faute dans le titre").to("button.default").enter()
    alice.go("/pages/noel-2026/").sees("Christmas in the workshops")

    # over to the second; brought back word for word
    time.pass_(days=5)
    assert alice.go("/pages/noel-2026/").page.locator("main .hero").count() == 0
    life.turn(at=clock.now())
    elodie.page.goto("/admin/")
    elodie.page.goto(f"/admin/marketing/page/{version.page_id}/change/#version-{version.pk}")
    elodie.to("a.button", "Revenir à cette version").enter().skip().to("button.default").enter()
    alice.go("/pages/noel-2026/").sees("Christmas in the workshops")
    assert telephone.is_closed() is False


def library(alt: str, alt_en: str) -> None:
    """A picture that the house has."""
    content = BytesIO()
    Image.new("RGB", (1600, 1000), "tan").save(content, "JPEG")
    file = ContentFile(content.getvalue(), "bol.jpg")
    row = Picture.objects.create(
        file=file, alt=alt, alt_en=alt_en, width=1600, height=1000, weight=9000
    )
    assert pictures.cut(row.pk, at=clock.now())


def before_the_console(person, email: str) -> Keys:
    """They sign in, and have the first screen of the console before them."""
    cast.operator("editorial", email=email, first_name=email.split("@")[0].title())
    keys = Keys(person.page)
    person.go("/admin/")
    keys.to("[name=login]").type(email).to("[name=password]").type(PASSWORD).enter()
    assert person.path.startswith("/admin/"), person.path
    return keys


def compose(keys: Keys, *, countdown) -> Version:
    """Eight blocks in both languages, of which one goes up; a ninth is hidden."""
    page = keys.page
    keys.to("a[href='/admin/marketing/page/']").enter()
    keys.skip().to("a", "Composer une page").enter()
    keys.on("[name=kind]").write(name="Noël 2026").enter()
    page.wait_for_url(re.compile(r"/edition/(\?|$)"))
    version = Version.objects.latest("pk")
    hero, text = (block["id"] for block in version.blocks)

    keys.skip().to(".editor-head summary").press("Enter")
    keys.write(title="Noël aux ateliers", title_en="Christmas in the workshops")
    keys.write(description=DESCRIPTION, description_en=IN_ENGLISH)
    keys.to(f"#b-{hero} summary").press("Enter")
    keys.write(title="Noël aux ateliers", title_en="Christmas in the workshops")
    keys.to("[name$=-beside]").press("Home", "ArrowDown")
    keys.pick(f"#b-{hero} [name$=-picture] + input")
    keys.to(f"#b-{text} summary").press("Enter")
    keys.write(text="Du **grès** et du lin.", text_en="**Stoneware** and linen.")
    # Enter in a line keeps the draft, and leaves whoever writes where they are
    add(keys, "grid").write(title="Juste arrivés", title_en="Just in").enter()
    keys.on("[name$=-title_en]")
    add(keys, "spotlight").pick("[name$=-product] + input", "vase")
    keys.write(over="Le premier café", over_en="The first coffee")
    add(keys, "questions").write(title="Vos questions", title_en="Your questions")
    keys.write(question="Livré avant Noël ?", question_en="In time for Christmas?")
    keys.write(answer="Oui, jusqu'au 20.", answer_en="Yes, until the 20th.")
    add(keys, "countdown").write(title="Avant Noël", title_en="Until Christmas")
    keys.moment("[name$=-until]", countdown)
    add(keys, "banner").write(title="Emballé pour vous", title_en="Wrapped for you")
    banner = Version.objects.get(pk=version.pk).blocks[-1]["id"]
    keys.to(f"[name=do][value='copy:{banner}']").enter().on("[name$=-title]")
    keys.to("[name$='.hidden']").press("Space")
    add(keys, "newsletter").write(title="Nos nouvelles", title_en="Our news")
    letter = Version.objects.get(pk=version.pk).blocks[-1]["id"]
    up = f"[name=do][value='up:{letter}']"
    keys.to(up)
    for _place in range(3):  # above the banners and the countdown, without going anywhere
        keys.enter().on(up)

    frame = page.frame_locator("#editor-preview")
    frame.get_by_role("heading", name="Noël aux ateliers").wait_for()
    frame.get_by_role("heading", name="Nos nouvelles").wait_for()
    remarks = page.locator("#editor-remarks .remark").all_inner_texts()
    assert remarks == [], remarks
    return version


def add(keys: Keys, kind: str) -> Keys:
    """One more block at the end, found in the list by arrows; its first field has the focus."""
    keys.to(ADD).press("Enter").to("button[value^='add:']")
    for _kind in HOUSE_KINDS:
        if keys.page.locator(f"button[value='add:{kind}']:focus").count():
            break
        keys.press("ArrowDown")
    keys.enter()
    return keys.on("[name^='b-']").press("Shift+Tab")  # what is written first is reached by Tab


def send(keys: Keys, *, most: int = FAR) -> None:
    """From the editor to somebody else."""
    keys.to("[name=do][value=send]", most=most).enter().skip().to("button.default").enter()


def approve(keys: Keys, starts=None, ends=None) -> None:
    """From the first screen to what waits, read and given its days."""
    keys.skip().to("a", "Pages à relire").enter()
    keys.to("a", "Publier ou programmer").enter().skip()
    if starts:
        keys.moment("[name=starts_at]", starts).moment("[name=ends_at]", ends)
    keys.to("button.default").enter()


def see(keys: Keys, at):
    """The page at its date, in a tab of its own."""
    keys.skip().moment("[name=at]", at)
    keys.to("[name=audience]").press("ArrowDown")
    keys.to("[name=language]").press("ArrowDown").to("[name=screen]").press("ArrowDown")
    with keys.page.context.expect_page() as waiting:
        keys.to("button", "Voir").press("Enter")
    telephone = waiting.value
    frame = telephone.frame_locator("iframe")
    frame.get_by_role("heading", name="Christmas in the workshops").wait_for()
    frame.get_by_role("heading", name="Until Christmas").wait_for()
    assert frame.locator("html").get_attribute("lang") == "en"
    return telephone


def spoil(keys: Keys) -> None:
    """A new version with a fault in its title."""
    keys.page.goto(keys.page.url.partition("#")[0])
    keys.skip().to("a.button", "Nouveau brouillon").enter().skip().to("button.default").enter()
    hero = Version.objects.latest("pk").blocks[0]["id"]
    keys.skip().to(f"#b-{hero} summary").press("Enter").write(title_en="Chrstmas")
