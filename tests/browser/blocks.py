"""Every kind of block with something to show, online in each template that draws blocks."""

from __future__ import annotations

from datetime import timedelta

from catalog.models import Category, Collection, Offer, Product
from catalog.offers import prices
from marketing.blocks import typed
from marketing.blocks.registry import HOUSE_KINDS, SHOP_KINDS
from marketing.models import Article, Page, Picture, ShopPicture, ShopVersion
from marketing.pages import addresses, drafts, life, showing
from marketing.shopfronts import drafts as shop_drafts
from marketing.shopfronts import life as shop_life
from marketing.shopfronts import pictures as shop_pictures
from marketplace.shared import clock
from sellers.models import Seller
from tests.browser.goods import picture

# it needs twenty shops that sold for the first time, more than a small market has
FEW = {"first_sale"}
ROWS = [{"title": "Choisir", "text": "Un mot."}, {"title": "Offrir", "text": "Un autre."}]


def named(row, words: str) -> str:
    """How a field names a thing of the shop."""
    return f"#{row.pk} {words}"


def data(shop: Seller) -> dict[str, dict]:
    """What is typed in each kind, of what a living market has."""
    goods = list(Product.objects.public()[:4])
    some = "\n".join(named(sheet, sheet.title) for sheet in goods)
    image = Picture.objects.order_by("pk").first()
    own = ShopPicture.objects.filter(seller=shop).first() or shop_pictures.add(
        shop, picture("bowl", 1, "sable"), alt="Le four", by=None, at=clock.now()
    )
    story = Article.objects.published(clock.now()).first()
    until = (clock.now() + timedelta(days=9)).astimezone(clock.PARIS)
    look = named(image, image.alt)
    mine = Product.objects.public().filter(owner=shop)[:2]
    return {
        "hero": {"title": "Noël", "text": "Un mot.", "beside": "picture", "picture": look,
                 "action": "Lire", "action_link": "/journal/", "second": "Voir",
                 "second_link": "/boutiques/"},
        "text": {"text": "## Un titre\n\nDu **texte**, un [lien](/journal/).\n\n- un\n\n> Dit."},
        "image": {"picture": look, "caption": "Une légende"},
        "video": {"title": "Le film", "address": "https://vimeo.com/123456789", "picture": look,
                  "transcript": "Ce qui est dit."},
        "quote": {"text": "On n'offre pas un bol.", "who": "Inès"},
        "grid": {"title": "À offrir", "source": "hand", "products": some, "layout": "row"},
        "spotlight": {"product": some.splitlines()[0], "over": "Choisi", "text": "Pourquoi."},
        "tiles": {"title": "Rayons"},
        "sellers": {"title": "Ateliers"},
        "shops_map": {"title": "La carte"},
        "portrait": {"shop": named(shop, shop.name), "text": "Une histoire."},
        "stories": {"title": "Journal", "stories": named(story, story.title)},
        "agenda": {"title": "Agenda"},
        "reviews": {"title": "Avis"},
        "snapshots": {"title": "Photos"},
        "wall": {"title": "Mur"},
        "banner": {"title": "Soldes", "text": "Un mot.", "action": "Voir", "link": "/journal/"},
        "countdown": {"title": "Bientôt", "until": f"{until:%Y-%m-%dT%H:%M}"},
        "questions": {"title": "FAQ", "items": [{"question": "Quand ?", "answer": "Demain."}]},
        "steps": {"title": "Étapes", "items": ROWS},
        "points": {"title": "Points", "items": [{"icon": "truck", **ROWS[0]}]},
        "numbers": {"title": "Chiffres", "products": True, "sellers": True, "reviews": True},
        "newsletter": {"title": "La lettre", "text": "Un mot."},
        "sale": {"title": "Ventes flash", "source": "rule"},
        "who_sells": {"title": "Qui vend ici", "text": "Un mot."},
        "bar": {"text": "Une phrase.", "action": "Voir", "link": "/journal/"},
        "simulator": {"title": "Combien il vous reste"},
        "commissions": {"title": "La grille", "compares": True},
        "first_sale": {"title": "La première vente"},
        "prospect": {"title": "Nous écrire", "text": "Un mot."},
        "own_portrait": {"title": "Nous", "picture": str(own.pk), "text": "Une histoire."},
        "own_image": {"picture": str(own.pk), "caption": "Le four"},
        "own_goods": {"title": "Nos pièces", "source": "hand",
                      "products": "\n".join(named(sheet, sheet.title) for sheet in mine)},
        "own_places": {"title": "Lieux", "items": [{"name": "Halle", "address": "Roubaix"}]},
        "own_news": {"title": "Nouvelles"},
    }  # fmt: skip


def put_online() -> dict[str, str]:
    """The address of a page of each template, all kinds of blocks on it."""
    now = clock.now()
    waits = ShopVersion.objects.exclude(state__in=["live", "ended"]).values("seller")
    goods = Product.objects.public().values("owner")
    shop = Seller.objects.selling(now).filter(pk__in=goods).exclude(pk__in=waits).first()
    every = data(shop)
    sold = Offer.objects.sellable(now).filter(product__in=Product.objects.public(), stock__gt=0)
    lowered = sold.order_by("pk").first()
    prices.change(
        lowered, lowered.price_cents - 100, reason=prices.REDUCTION, until=now + timedelta(days=3),
        by=None, at=now,
    )  # fmt: skip
    assert every.keys() == {**HOUSE_KINDS, **SHOP_KINDS}.keys(), "say what a new kind shows"
    blocks = [typed.new(kind, every[kind]) for kind in HOUSE_KINDS]
    aisle = Category.objects.filter(depth=1).first()
    shelf = Collection.objects.filter(state="open").first()
    addresses_of = {}
    for kind, slug in (
        (Page.Kind.LANDING, "tous-les-blocs"),
        (Page.Kind.CATEGORY, aisle.slug),
        (Page.Kind.COLLECTION, shelf.slug),
        (Page.Kind.HELP, "tous-les-blocs"),
        (Page.Kind.HOME, ""),
    ):
        page, _new = Page.objects.get_or_create(
            kind=kind, slug=slug, defaults={"name": "Tous les blocs"}
        )
        version = drafts.begin(page, by=None, at=now)
        content = {"title": "Tous les blocs", "blocks": blocks}
        drafts.save(version, content, revision=0, by=None, at=now)
        life.approve(
            version, starts_at=None, ends_at=None, revision=version.revision, by=None, at=now
        )
        addresses_of[kind.value] = addresses.path(page)
        shown = showing.drawn(blocks, version, at=now)
        drawn = {part.kind.key for row in shown.rows for part in row}
        assert drawn == HOUSE_KINDS.keys() - FEW, HOUSE_KINDS.keys() - drawn
    own = [typed.new(kind, every[kind]) for kind in SHOP_KINDS]
    version = shop_drafts.begin(shop, by=None, at=now)
    assert shop_drafts.save(version, own, revision=version.revision, by=None, at=now)
    shop_life.propose(version, by=None, at=now)
    version.refresh_from_db()
    if version.state != "live":
        shop_life.publish(version, revision=version.revision, by=None, at=now)
    addresses_of["shop"] = f"/boutique/{shop.slug}/"
    return addresses_of
