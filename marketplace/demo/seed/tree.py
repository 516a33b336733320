"""The tree of categories, with a picture for each department."""

from django.core.files.base import ContentFile

from catalog import tree
from catalog.attributes import shipped
from catalog.models import Category
from catalog.shop import menu
from marketplace.demo.content.categories import categories
from marketplace.demo.content.goods import kinds_of
from marketplace.demo.seed.market import Market

TILE = (640, 480)


def order_tiles(market: Market) -> None:
    """Start drawing the pictures of the departments."""
    for seed, place in enumerate(c for c in categories() if not c.depth):
        market.easel.ask("life", _kinds(place.slug), seed, *TILE, None)


def plant(market: Market) -> None:
    """Create the category tree."""
    branches: dict[str, dict] = {}
    roots = []
    for place in categories():
        branches[place.slug] = branch = {
            "children": [],
            "data": {
                "name": place.name,
                "name_en": place.name_en,
                "slug": place.slug,
                "icon": place.icon,
                "intro": place.intro,
                "intro_en": place.intro_en,
                "vat_class": place.vat_class,
            },
        }
        (branches[place.parent]["children"] if place.parent else roots).append(branch)
    Category.objects.load_bulk(roots, bulk_create=True)
    shipped.plant()
    shipped.place()
    market.places = dict(Category.objects.values_list("slug", "pk"))
    tree.forget()
    menu.forget()


def hang_tiles(market: Market) -> None:
    """Give each department its picture."""
    if market.small:
        return
    for seed, place in enumerate(c for c in categories() if not c.depth):
        category = Category.objects.get(slug=place.slug)
        content = market.easel.take("life", _kinds(place.slug), seed, *TILE, None)
        category.image.save(f"{place.slug}.jpg", ContentFile(content), save=False)
        category.save(update_fields=["image"])
    tree.forget()


def _kinds(slug: str) -> tuple[str, ...]:
    """A few kinds that stand for a department."""
    kinds = kinds_of(slug)
    step = max(1, len(kinds) // 3)
    return tuple(kinds[::step][:3])
