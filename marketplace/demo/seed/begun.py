"""What a seller has begun and not finished: a title, a sheet that lacks something, a copy."""

from datetime import datetime, timedelta
from functools import partial

from catalog.models import Product
from catalog.sheets import products
from catalog.states import ProductState
from marketplace.demo.seed.market import Market
from sellers.models import Seller

SLUG = "atelier-lune"


def note_begun(market: Market) -> None:
    """These last evenings, after the last delivery."""
    market.calendar.note(market.now - timedelta(hours=30), partial(begin, market))


def begin(market: Market, at: datetime) -> None:
    """Three drafts of the demonstration's seller, in the three states of a form."""
    seller = Seller.objects.get(pk=market.shops[SLUG].pk)
    owner = market.owners[seller.pk]
    products.create(seller, {"title": "Soliflore bleu nuit"}, by=owner, at=at)
    runner = {
        "title": "Chemin de table en lin lavé",
        "description": "Un chemin de table en lin lavé, ourlé à la main, pour les longues tablées.",
        "category_id": market.places["linge-table"],
        "axes": ["Couleur"],
    }
    colours = [
        {"first": colour, "price": cents, "stock": stock, "active": True}
        for colour, cents, stock in (("Naturel", 3900, None), ("Bleu nuit", None, None))
    ]
    products.create(seller, runner, unfinished=colours, by=owner, at=at)
    source = Product.objects.of(seller).filter(state=ProductState.PUBLISHED).order_by("pk").first()
    if source is not None:
        products.duplicate(source, by=owner, at=at)
