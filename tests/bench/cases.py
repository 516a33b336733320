"""What visitors do: each case is one visitor's whole act, the same for every catalogue size."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote_plus

from tests.bench import composed, words
from tests.bench.goods import SELLERS
from tests.bench.visitor import Answer, Unexpected, Visitor, fields

ADDRESS = {
    "email": "alice.martin@example.test",
    "recipient": "Alice Martin",
    "line1": "8 rue des Lilas",
    "line2": "",
    "postcode": "75011",
    "city": "Paris",
    "country": "FR",
    "phone": "06 12 34 56 78",
    "terms": "on",
    "adult": "on",  # some of the goods are for adults alone
    "relay-mondial_relay-name": "Tabac du Port",
    "relay-mondial_relay-line1": "2 quai des Marins",
    "relay-mondial_relay-postcode": "75011",
    "relay-mondial_relay-city": "Paris",
}
CARD = "4242424242424242"


@dataclass
class Shop:
    """What the cases need to know of the catalogue."""

    size: int
    leaves: list[str]
    slugs: dict[int, str]
    questions: list[str]

    def product(self, dice: random.Random, *, shop: int | None = None) -> int:
        """A product by chance; of one shop when it is named by its place in the list of sellers."""
        number = dice.randrange(1, self.size - SELLERS)
        return number if shop is None else number - number % SELLERS + shop or SELLERS


@dataclass(frozen=True)
class Case:
    """A named act, and how often it is done: to warm up, at one client, at eight."""

    name: str
    act: Callable[[Visitor, Shop, random.Random], None]
    alone: int
    crowd: int
    pages: int = 1
    span: str = ""


def read_shop(size: int) -> Shop:
    """Look up the addresses once."""
    from catalog.models import Category, Product

    composed.compose()
    return Shop(
        size=size,
        leaves=list(
            Category.objects.filter(depth=2).order_by("path").values_list("slug", flat=True)
        ),
        slugs=dict(Product.objects.filter(pk__lte=size).values_list("pk", "slug")),
        questions=words.queries(),
    )


def see_chrome(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """A page of text: what header, footer and the visit itself cost every page."""
    _must(visitor.get("/textes/sale_terms/"), "</main>")


def see_list(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """A category with its facets."""
    _must(visitor.get(f"/c/{dice.choice(shop.leaves)}/"), 'class="product-card"')


def see_list_anew(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """A category within a price nobody asked for before: nothing of the answer is kept."""
    bound = f"{dice.randrange(100, 150)},{dice.randrange(100):02d}"
    path = f"/c/{dice.choice(shop.leaves)}/?prix_max={bound}"
    _must(visitor.get(path), 'class="product-card"')


def search(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """The ten questions in turn."""
    place = visitor.turn = (getattr(visitor, "turn", -1) + 1) % len(shop.questions)
    _must(visitor.get(f"/recherche/?q={quote_plus(shop.questions[place])}"), 'class="product-card"')


def search_by_price(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """The ten questions, the cheapest in stock first, above a price that is another each time."""
    place = visitor.turn = (getattr(visitor, "turn", -1) + 1) % len(shop.questions)
    bound = f"{dice.randrange(1, 9)},{dice.randrange(100):02d}"
    words = quote_plus(shop.questions[place])
    path = f"/recherche/?q={words}&tri=prix&stock=1&prix_min={bound}"
    _must(visitor.get(path), 'class="product-card"')


def see_home(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """The first page."""
    _must(visitor.get("/"), 'class="product-card"')


def see_page(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """A composed page of twelve blocks, eight of which show what the shop has today."""
    _must(visitor.get(f"/pages/{composed.SLUG}/"), 'class="product-card"')


def see_page_again(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """A guest's browser asks for it."""
    _must(visitor.get_kept(f"/pages/{composed.SLUG}/"), 'class="product-card"')


def see_product(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """A product by chance."""
    _see(visitor, shop, shop.product(dice))


def see_list_again(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """A guest's browser asks for one of five categories that others have just read."""
    _must(visitor.get_kept(f"/c/{dice.choice(shop.leaves[:5])}/"), 'class="product-card"')


def see_product_again(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """A guest's browser asks for one of five sheets that others have just read."""
    number = 1000 + dice.randrange(5)  # the race sells the first ones out
    _must(visitor.get_kept(f"/produit/{shop.slugs[number]}/"), 'name="offer"')


def see_home_again(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """A guest's browser asks for the first page."""
    _must(visitor.get_kept("/"), 'class="product-card"')


def see_and_add(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """A new visitor sees a product and puts it into the cart."""
    page = _see(visitor, shop, shop.product(dice))
    visitor.post("/panier/ajout/", _offer(page), name="add")


def add(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """A new visitor puts a product into the cart: the request alone."""
    visitor.cookies["csrftoken"] = "a" * 32
    visitor.post("/panier/ajout/", {"offer": shop.product(dice), "quantity": 1}, name="add")


def check_out(visitor: Visitor, shop: Shop, dice: random.Random) -> str:
    """A guest buys three products of three sellers, up to the provider's payment page."""
    for seller in dice.sample(range(SELLERS), 3):
        page = _see(visitor, shop, shop.product(dice, shop=seller))
        visitor.post("/panier/ajout/", _offer(page), name="add")
    visitor.get("/panier/", name="cart")
    page = visitor.get("/commander/", name="form")
    mailbox = f"alice.{dice.randrange(10**9)}@example.test"
    answer = visitor.post(
        "/commander/", {**held(page), **ADDRESS, "email": mailbox, "order": "1"}, name="placing"
    )
    if not answer.location.startswith("/essai/"):
        raise Unexpected(f"not at the payment page but at {answer.location}")
    return answer.location


def check_out_and_pay(visitor: Visitor, shop: Shop, dice: random.Random) -> None:
    """The same guest pays with a test card and reads the confirmation."""
    place = check_out(visitor, shop, dice)
    visitor.get(place, name="provider")
    answer = visitor.post(place, {"card": CARD}, name="paying")
    _must(visitor.get(visitor.follow(answer.location), name="confirmation"), "</main>")


CASES = (
    Case("chrome alone", see_chrome, alone=200, crowd=400),
    Case("list", see_list, alone=150, crowd=320),
    Case("list, anew", see_list_anew, alone=150, crowd=320),
    Case("search", search, alone=150, crowd=320),
    Case("search by price", search_by_price, alone=100, crowd=200),
    Case("home", see_home, alone=150, crowd=320),
    Case("page of twelve blocks", see_page, alone=150, crowd=320),
    Case("product", see_product, alone=200, crowd=400),
    Case("list, kept", see_list_again, alone=300, crowd=2000),
    Case("product, kept", see_product_again, alone=300, crowd=2000),
    Case("home, kept", see_home_again, alone=300, crowd=2000),
    Case("page of twelve blocks, kept", see_page_again, alone=300, crowd=2000),
    Case("add", see_and_add, alone=100, crowd=240, pages=2),
    Case("add, POST alone", add, alone=200, crowd=400),
    Case("checkout", check_out, alone=40, crowd=120, pages=9, span="placing"),
    Case("checkout to paid", check_out_and_pay, alone=25, crowd=64, pages=13),
)


def _see(visitor: Visitor, shop: Shop, number: int) -> Answer:
    return _must(visitor.get(f"/produit/{shop.slugs[number]}/"), 'name="offer"')


def _offer(page: Answer) -> dict:
    offer = next(field["value"] for field in fields(page.text) if field.get("name") == "offer")
    return {"offer": offer, "quantity": "1"}


def held(page: Answer) -> dict[str, str]:
    """What the checkout's form already holds: its key, what was shown, the chosen deliveries."""
    every = fields(page.text)
    chosen = {
        field["name"]: field["value"]
        for field in every
        if field.get("type") == "radio" and "checked" in field
    }
    hidden = {
        field["name"]: field.get("value", "") for field in every if field.get("type") == "hidden"
    }
    return {**chosen, **{name: hidden[name] for name in ("key", "shown")}}


def _must(answer: Answer, sign: str) -> Answer:
    if sign not in answer.text:
        raise Unexpected(f"the page lacks {sign}")
    return answer
