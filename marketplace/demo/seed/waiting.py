"""What waits for the house when the demonstration is opened: a contested document, a correction."""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import F

from accounting.documents import contests
from accounting.models import Invoice
from catalog.models import Correction, Offer
from catalog.sheets import corrections
from catalog.states import ProductState
from marketplace.demo.seed.market import Market


def note(market: Market) -> None:
    """The day before, and the last minutes; the small market does without."""
    if market.small:
        return
    market.calendar.note(market.now - timedelta(hours=26), partial(contest, market))
    # once the sheets are shared (`sharing.note`)
    market.calendar.note(market.now - timedelta(minutes=2), partial(correct, market))


def contest(market: Market, at: datetime) -> None:
    """A seller finds a mistake in the newest invoice issued in their name."""
    drawn = Invoice.objects.filter(kind=Invoice.Kind.SALE, seller__in=market.owners)
    invoice = drawn.order_by("-issued_on", "-pk").first()
    if invoice is not None:
        contests.contest(
            invoice,
            because="La TVA de la livraison devrait suivre celle des articles.",
            by=market.owners[invoice.seller_id],
            at=at,
        )


def correct(market: Market, at: datetime) -> None:
    """Who sells on another's sheet finds a mistake in it."""
    offers = Offer.objects.filter(
        is_active=True, product__state=ProductState.PUBLISHED, seller__in=market.owners
    ).exclude(product__owner=F("seller"))
    joined = offers.select_related("product", "seller").order_by("pk").first()
    if joined is not None:
        corrections.propose(
            joined.product,
            joined.seller,
            about=Correction.About.TRAITS,
            text=(
                "La fiche dit un autre poids que l'emballage : il est imprimé sous le code-barres."
            ),
            by=market.owners[joined.seller_id],
            at=at,
        )
