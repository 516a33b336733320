"""The pages of a living market: nobody is kept out, nothing lies beside the screen, nothing jumps,
little is sent, no script fails, and buying takes few presses.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connection
from django.db.models import Count
from playwright.sync_api import expect

from accounting.models import PayoutRun
from catalog.models import Category, Photo, Product, Submission
from marketing.models import Page
from marketing.pages import drafts
from marketplace.demo.accounts import BUYER, OPERATOR, SELLERS
from marketplace.shared import clock
from marketplace.shared.models import Look
from orders.models import Order
from sellers.models import Seller, ShippingMethod
from tests.browser import blocks, looking, market
from tests.browser.hand import Hand

CARD = "4242 4242 4242 4242"
LIGHT_ENOUGH = 20_000  # bytes of styles, and of scripts, on any page of a buyer
CALM = 0.02
RELAY_POINT = (
    ("name", "Tabac des Lilas"),
    ("line1", "1 place Bellecour"),
    ("postcode", "69002"),
    ("city", "Lyon"),
)


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker, chromium, tmp_path_factory):
    """One market for this file."""
    if connection.vendor != "sqlite":
        pytest.skip("the browser's stories run once, on SQLite")
    with django_db_blocker.unblock(), market.living(tmp_path_factory.mktemp("market")) as url:
        yield url


@pytest.fixture
def screen(people, town):
    """`screen("buyer")` sits somebody who is known already before a screen; `None` is a
    stranger.
    """
    emails = {
        "buyer": BUYER.email,
        "seller": SELLERS["atelier-lune"].email,
        "operator": OPERATOR.email,
    }

    def sit(who: str | None, **context):
        person = people(who or "stranger", **context)
        person.context.add_init_script(looking.WATCH)
        if who:
            person.context.add_cookies([market.cookie_of(emails[who], town)])
        return person

    return sit


# --- Where they go ------------------------------------------------------------------------------


def goods() -> list[Product]:
    """Two things to buy from two sellers."""
    of = {product.owner_id: product for product in Product.objects.public().filter(in_stock=True)}
    return list(of.values())[:2]


def at(address: Callable[[], str] | str):
    """Open an address, and be there."""

    def reach(person):
        path = address() if callable(address) else address
        went = person.go(path).path
        assert went == path or went.startswith(f"{path}?onglet=")  # an editor names its tab

    return reach


def with_a_cart(address: str):
    """Go there with goods of two sellers in the cart."""

    def reach(person):
        person.go("/aide/")
        for product in goods():
            person.post("/panier/ajout/", offer=product.best_offer_id, quantity=1)
        person.go(address)
        assert person.path == address

    return reach


def checkout_refused(person):
    """The form of the checkout, sent without a word in it."""
    with_a_cart("/commander/")(person)
    with person.page.expect_navigation():
        person.page.locator("button[name=order]").click()
    assert person.page.locator(".form-errors").count()


def searched(person):
    """Results with facets."""
    person.go("/recherche/?q=bol")
    assert person.page.locator("#filtres input").count()
    assert person.page.locator(".product-grid a").count()


def begun() -> str:
    """A draft with rows that lack a price."""
    return f"/seller/produits/{Product.objects.exclude(unfinished=[]).first().pk}/"


def draft() -> str:
    """The editor of a page that is online, in a draft of its own."""
    page = Page.objects.get(slug="idees-cadeaux")
    version = drafts.begin(page, like=page.versions.get(), by=None, at=clock.now())
    return f"/admin/marketing/version/{version.pk}/edition/"


def suggested(person):
    """The search box with what it proposes; the arrows choose, Escape closes."""
    person.go("/")
    box = person.page.get_by_role("combobox", name="Rechercher")
    box.press_sequentially("bo")
    person.page.locator("#suggestions [role=option]").first.wait_for()
    box.press("ArrowDown")
    assert person.page.locator("#suggestions [aria-selected=true]").count() == 1
    assert box.get_attribute("aria-activedescendant")


def order_of_the_buyer() -> str:
    """The buyer's last order that was paid."""
    paid = Order.objects.filter(buyer__email=BUYER.email, payment__state="paid")
    return f"/commande/{paid.latest('placed_at').number}/"


def change(row) -> str:
    """The console's page of a row."""
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def drawing(look) -> str:
    """Where a draft of a look is drawn."""
    return f"/admin/shared/look/{look.pk}/dessiner/"


class Stop(NamedTuple):
    """A page, who sees it, and how it is reached."""

    who: str | None
    reach: Callable


STOPS = {
    "home": Stop(None, at("/")),
    "composed page": Stop(None, at("/pages/idees-cadeaux/")),
    "category": Stop(None, at(lambda: f"/c/{Category.objects.filter(depth=1).first().slug}/")),
    "search": Stop(None, searched),
    "suggestions": Stop(None, suggested),
    "search without result": Stop(None, at("/recherche/?q=zzzqqq")),
    "product": Stop(None, at(lambda: f"/produit/{goods()[0].slug}/")),
    "seller's page": Stop(None, at(lambda: f"/boutique/{goods()[0].owner.slug}/")),
    "empty cart": Stop(None, at("/panier/")),
    "full cart": Stop(None, with_a_cart("/panier/")),
    "checkout": Stop(None, with_a_cart("/commander/")),
    "checkout refused": Stop(None, checkout_refused),
    "order": Stop("buyer", at(order_of_the_buyer)),
    "orders": Stop("buyer", at("/mes-commandes/")),
    "devices": Stop("buyer", at("/compte/sessions/")),
    "application": Stop("buyer", at("/vendre/candidature/")),
    "seller's day": Stop("seller", at("/seller/")),
    "seller's import": Stop("seller", at("/seller/imports/")),
    "seller's orders": Stop("seller", at("/seller/commandes/")),
    "seller's new sheet": Stop("seller", at("/seller/produits/nouveau/")),
    "seller's begun sheet": Stop("seller", at(begun)),
    "console": Stop("operator", at("/admin/")),
    "moderation queue": Stop("operator", at("/admin/catalog/submission/")),
    "moderated sheet": Stop("operator", at(lambda: change(Submission.objects.latest("pk")))),
    "seller's file": Stop("operator", at(lambda: change(Seller.objects.first()))),
    "order in the console": Stop("operator", at(lambda: change(Order.objects.latest("pk")))),
    "commission grid": Stop("operator", at("/admin/accounting/commissionrule/")),
    "people": Stop("operator", at("/admin/shared/user/")),
    "brand": Stop("operator", at("/admin/shared/brand/1/change/")),
    "looks": Stop("operator", at("/admin/shared/look/")),
    "draft of a look": Stop("operator", at(lambda: drawing(Look.objects.filter(state="draft")[0]))),
    "page's file": Stop("operator", at(lambda: change(Page.objects.get(slug="idees-cadeaux")))),
    "page's editor": Stop("operator", at(draft)),
    "payout run": Stop("operator", at(lambda: change(PayoutRun.objects.first()))),
}


# --- What is proven -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", STOPS)
def test_nobody_is_kept_out(screen, name):
    who, reach = STOPS[name]
    person = screen(who)
    page = person.page
    scale = looking.Scale(page)

    reach(person)

    found = {"light, 1280": looking.barriers(page), "images": looking.unsized(page)}
    page.emulate_media(color_scheme="dark")
    found["360"] = looking.beside(page, 360)
    found["dark, 360"] = looking.barriers(page)
    found["1600"] = looking.beside(page, 1600)
    assert {where: what for where, what in found.items() if what} == {}
    if who in (None, "buyer"):
        assert 0 < scale.bytes_of("Stylesheet") <= LIGHT_ENOUGH
        assert 0 < scale.bytes_of("Script") <= LIGHT_ENOUGH


@pytest.mark.parametrize("name", ["home", "category", "product", "full cart"])
def test_nothing_jumps_on_a_telephone(screen, name):
    who, reach = STOPS[name]
    person = screen(who, width=360, height=740)
    looking.delay_scripts(person.page)

    reach(person)

    moved, what = looking.shift(person.page)
    assert moved < CALM, what


def test_the_measure_of_jumps_sees_one(screen):
    person = screen(None, width=360, height=740).go("/")
    person.page.evaluate("""() => {
      const late = document.createElement("p");
      late.textContent = "late ".repeat(200);
      document.querySelector("main").prepend(late);
    }""")

    assert looking.shift(person.page)[0] > CALM


# --- With few presses ----------------------------------------------------------------------------

CARDS = """() => [...document.querySelectorAll(".product-card")].map((card) => ({
  seller: card.querySelector(".seller").textContent,
  address: card.querySelector("a").getAttribute("href"),
  adds: card.querySelector(".add")?.value,
}))"""


def of_two_sellers(page) -> tuple[dict, dict]:
    """Two cards of the first page, whose sellers deliver at home and to the same points: one adds
    its article, the other's has one thing to choose.
    """
    ways = ShippingMethod.objects.filter(is_active=True)
    at_points = ways.filter(kind=ShippingMethod.Kind.RELAY, carrier="mondial_relay")
    at_home = ways.exclude(kind=ShippingMethod.Kind.RELAY).values("seller")
    sellers = set(at_points.filter(seller__in=at_home).values_list("seller__name", flat=True))
    cards = [card for card in page.evaluate(CARDS) if card["seller"] in sellers]
    plain = [card for card in cards if card["adds"]]
    chosen = [card for card in cards if axes_of(card) == 1]
    return next((a, b) for a in plain for b in chosen if a["seller"] != b["seller"])


def axes_of(card: dict) -> int:
    """How many things are to be chosen of the article of a card."""
    return len(Product.objects.get(slug=card["address"].split("/")[-2]).axes)


def test_a_guest_buys_from_two_sellers_with_a_point_in_ten_presses_of_which_one_chooses(screen):
    person = screen(None)
    page, hand = person.page, Hand(person.page)
    person.go("/")
    plain, chosen = of_two_sellers(page)

    hand.click(f".add[value='{plain['adds']}']")
    expect(page.locator(".toasts")).to_contain_text("dans votre panier")
    expect(page.locator(".site-tools .count")).to_contain_text("1")
    hand.click(f".product-card a[href='{chosen['address']}']")
    person.settle()
    hand.click("#choix label:not([data-gone])")
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    hand.click(".add-to-cart button[data-kind=primary]")
    person.settle()
    assert (
        page.locator("a:has-text('Continuer mes achats')")
        .get_attribute("href")
        .startswith(chosen["address"])
    )
    hand.click("main a[href='/commander/']")
    person.settle()
    hand.click("button[value='gather:mondial_relay']")
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    by_relay = page.locator("#livraison label.option:has-text('Mondial Relay') :checked")
    assert by_relay.count() == 2, "one press for both"
    expect(page.locator("#adresse")).to_contain_text("Votre adresse, pour la facture")
    hand.type("email", "jo@example.test")
    hand.type("recipient", "Jo Martin")
    hand.type("line1", "8 rue des Lilas")
    hand.type("postcode", "69003")
    expect(page.locator("main [name=city]")).to_have_value("Lyon")
    page.locator(".relay-cards label").first.wait_for()
    hand.click(".relay-cards label")
    hand.click("main [name=terms]")
    hand.click("button[name=order]")
    person.settle()
    hand.type("card", CARD)
    hand.click("main form button:has-text('Payer')")
    person.settle().sees("Merci, votre commande est confirmée")

    order = Order.objects.get(email="jo@example.test")
    first, second = (part.relay for part in order.seller_orders.all())
    assert first == second
    assert hand.clicks <= 10
    assert hand.fields <= 8


# --- Without a script that fails -----------------------------------------------------------------

EDIT = """async () => {
  const kinds = ["hidden", "file", "submit", "password"];
  const fields = [...document.querySelectorAll("main :is(input, select, textarea)")];
  for (const field of fields.filter((field) => !kinds.includes(field.type) && !field.disabled)) {
    if (["checkbox", "radio"].includes(field.type)) field.click();
    else if (field.tagName === "SELECT") field.selectedIndex = field.options.length - 1;
    else field.value = field.type === "number" ? "2" : /postcode/.test(field.name) ? "69003" : "A";
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    await new Promise((later) => setTimeout(later, 20));
  }
  return fields.length;
}"""


@pytest.mark.parametrize(
    "address",
    ["/compte/", "/compte/adresses/nouvelle/", "/compte/entreprise/", "/compte/email/"],
)
def test_every_field_of_an_account_is_edited_without_a_script_that_fails(screen, address):
    page = screen("buyer").go(address).page

    assert page.evaluate(EDIT)

    page.wait_for_timeout(500)  # `people` says what failed


def test_every_field_of_the_checkout_is_edited_without_a_script_that_fails(screen):
    person = screen(None)
    with_a_cart("/commander/")(person)

    assert person.page.evaluate(EDIT)

    expect(person.page.locator("main [aria-busy=true]")).to_have_count(0)


# --- Without a mouse ----------------------------------------------------------------------------

HERE = """(wanted) => {
  const here = document.activeElement, ringed = (node) => {
    const style = getComputedStyle(node);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== "none";
  };
  const box = here.getBoundingClientRect();
  return {
    there: here.matches(wanted), what: here.outerHTML.slice(0, 120),
    // a card, an option or the search box wear the ring of what they hold
    seen: [here, here.closest(".product-card, .option, label, form")]
      .some((node) => node && ringed(node)),
    shown: box.bottom > 0 && box.top < innerHeight,
  };
}"""


def tab_to(page, wanted: str, limit: int = 120) -> None:
    """Press Tab until this has the focus; whatever has it on the way is seen to have it."""
    passed = []
    for _press in range(limit):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE, wanted)
        assert here["seen"], f"no visible focus on {here['what']} of {page.url}"
        assert here["shown"], f"the focus is out of the screen on {here['what']} of {page.url}"
        if here["there"]:
            return
        passed.append(here["what"])
    raise AssertionError(f"{wanted} is not reached on {page.url}: {passed}")


def enter(page, address: str) -> None:
    """Press Enter, and be led there."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
    said = page.locator(".form-errors, main [role=alert]").all_inner_texts()
    assert not said, f"{page.url} says {said}"
    page.wait_for_url(address)


def test_a_purchase_without_a_mouse(screen):
    person = screen(None)
    page = person.page
    wanted = goods()[0]

    person.go("/")
    tab_to(page, "a.skip", limit=1)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'contenu'")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null"), (
        "the menus were skipped"
    )

    person.go("/")
    tab_to(page, "input[name=q]")
    page.keyboard.type(wanted.title)
    enter(page, "**/recherche/?*")
    tab_to(page, f"main .product-grid a[href*='{wanted.slug}']")
    enter(page, "**/produit/**")
    for axis in range(page.locator("#choix fieldset").count()):
        tab_to(page, f"#choix fieldset:nth-of-type({axis + 1}) input")
        page.keyboard.press("Space")
        expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    tab_to(page, ".add-to-cart button[data-kind=primary]")
    enter(page, "**/panier/")
    tab_to(page, "main a[href='/commander/']")
    enter(page, "**/commander/")
    for name, words in (
        ("email", "zoe@example.test"),
        ("recipient", "Zoé Martin"),
        ("line1", "8 rue des Lilas"),
        ("postcode", "69001"),
        ("city", "Lyon"),
    ):
        tab_to(page, f"input[name={name}]")
        page.keyboard.type(words)
    for name, words in RELAY_POINT if page.locator("#point-relais").is_visible() else ():
        tab_to(page, f"#point-relais input[name$={name}]")
        page.keyboard.type(words)
    tab_to(page, "input[name=terms]")
    page.keyboard.press("Space")
    tab_to(page, "button[name=order]")
    enter(page, "**/essai/paiement/**")
    tab_to(page, "#card")
    page.keyboard.type(CARD)
    tab_to(page, "main form button")
    enter(page, "**/commande/**")

    person.sees("Merci, votre commande est confirmée")
    order = Order.objects.get(email="zoe@example.test")
    assert order.payment.state == "paid"
    assert looking.barriers(page) == [], "the confirmation too"


def test_a_list_follows_whoever_chooses_and_leaves_them_where_they_are(screen):
    page = screen(None).go("/c/table-cuisine/").page
    focused = "() => document.activeElement.name"

    page.locator("select[name=tri]").select_option("prix")
    page.wait_for_url("**tri=prix**")
    expect(page.locator("#resultats[aria-busy]")).to_have_count(0)
    cheapest = page.locator(".product-grid .price").first.inner_text()
    page.locator("input[name=prix_min]").fill("30")
    page.keyboard.press("Tab")
    page.keyboard.type("100", delay=200)  # a list that came meanwhile would take the rest away
    page.keyboard.press("Enter")
    page.wait_for_url("**prix_min=30&prix_max=100**")
    expect(page.locator(".applied li")).to_have_count(3)
    page.wait_for_function(f"() => ({focused})() === 'prix_max'")
    page.locator("input[name=stock]").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**stock=1**")
    page.wait_for_function(f"() => ({focused})() === 'stock'")

    assert page.locator(".product-grid .price").first.inner_text() != cheapest
    assert page.locator("select[name=tri]").input_value() == "prix"


def test_the_picture_follows_the_colour(screen):
    sheets = Product.objects.public().annotate(
        several=Count("variants", distinct=True), offered=Count("offers", distinct=True)
    )
    sheet = sheets.filter(several__gte=2, offered__gte=2).exclude(cover=None).first()
    variant = sheet.variants.order_by("position").last()
    other = Photo.objects.exclude(product=sheet).filter(is_approved=True).first()
    Photo.objects.create(
        product=sheet,
        variant=variant,
        seller_id=sheet.owner_id,
        file=other.file.name,
        stem=other.stem,
        sized_at=other.sized_at,
        is_approved=True,
        position=9,
        created_at=other.created_at,
    )
    page = screen(None).go(f"/produit/{sheet.slug}/").page
    first = page.locator("#photos .slides img").first
    before = first.get_attribute("src")

    for value in variant.values:
        page.locator("#choix label", has_text=value).last.click()

    expect(first).not_to_have_attribute("src", before)
    assert Path(other.file.name).stem in first.get_attribute("src")


# --- Every block in every template ---------------------------------------------------------------


@pytest.fixture(scope="module")
def composed(town) -> dict[str, str]:
    """The address of a page of each template that draws blocks, every kind on it."""
    return blocks.put_online()


WORDS = """() => [...document.querySelectorAll("main :is(h1, h2, h3, .lead)")]
  .filter((node) => node.checkVisibility()).map((node) => node.innerText.trim())"""


# what does nothing where no script runs: a button that sends no form
BARE = """() => [...document.querySelectorAll("main button")]
  .filter((button) => button.checkVisibility() && !button.form)
  .map((button) => button.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("template", ["landing", "home", "category", "collection", "help", "shop"])
def test_every_block_in_every_template(screen, composed, template):
    """Calm, sized, within the screen, open to all, and whole without script."""
    address = composed[template]
    person = screen(None, width=360, height=740)
    page = person.page
    looking.delay_scripts(page)
    person.go(address)
    moved, what = looking.shift(page)
    assert moved < CALM, what

    page.emulate_media(color_scheme="dark")
    found = {"dark, 360": looking.barriers(page), "images": looking.unsized(page)}
    found["beside, 360"] = looking.beside(page, 360)
    page.emulate_media(color_scheme="light")
    found["beside, 1600"] = looking.beside(page, 1600)
    found["light, 1600"] = looking.barriers(page)
    assert {where: what for where, what in found.items() if what} == {}

    context = person.context.browser.new_context(
        java_script_enabled=False, locale="fr-FR", viewport={"width": 1600, "height": 800}
    )
    bare = context.new_page()
    bare.goto(page.url)
    assert bare.evaluate(WORDS) == page.evaluate(WORDS)
    assert bare.evaluate(BARE) == []
    context.close()
