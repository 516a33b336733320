"""What buyers say of what they received, and what sellers answer."""

from datetime import datetime
from functools import partial
from random import Random

from catalog.models import Review
from catalog.reviews import reviews
from marketplace.demo.content.reviews import review
from marketplace.demo.seed.calendar import at_work, later
from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from orders.models import OrderLine, SellerOrder

SPEAK = 0.62
THANKS = (
    "Merci beaucoup ! Un mot comme le vôtre fait la journée de l'atelier.",
    "Merci pour votre confiance, et à bientôt.",
    "Quel plaisir de vous lire. À bientôt, peut-être.",
    "Merci, je transmets à toute l'équipe.",
)
SORRY = (
    "Merci pour votre retour. Écrivez-nous depuis la commande : nous trouverons une solution.",
    "Nous regrettons cette déception. L'atelier a lu votre avis et en a parlé.",
    "Merci de l'avoir dit franchement : c'est ainsi que l'on s'améliore.",
)
ASIDE = "Très beau travail. Si vous voulez le même sans attendre, appelez-moi au 06 39 98 12 34."


def note(market: Market, part: SellerOrder, rng: Random, at: datetime) -> None:
    """More than half the buyers say something within a fortnight."""
    for line in part.lines.order_by("pk"):
        if line.delivered and rng.random() < SPEAK:
            market.calendar.note(later(rng, at, 30, 300), partial(write, market, line.pk, rng))


def write(market: Market, pk: int, rng: Random, at: datetime) -> None:
    """Rate a line; one in a hundred slips in a telephone number."""
    line = OrderLine.objects.select_related(
        "offer__product", "seller_order__seller", "seller_order__order"
    ).get(pk=pk)
    product = line.offer.product
    good, order = market.shelf[product.pk], line.seller_order.order
    words = review(rng, good.kind, said=market.said.setdefault(product.pk, set()))
    first, _space, last = order.recipient.partition(" ")
    opinion = reviews.write(
        product,
        seller=line.seller_order.seller,
        purchase=line.pk,
        author=f"{first} {last[:1]}.",
        rating=words.stars,
        title=words.title,
        body=ASIDE if rng.random() < 0.012 else words.text,
        bought_on=clock.paris_day(order.placed_at),
        at=at,
    )
    if rng.random() < (0.75 if words.stars < 4 else 0.24):
        market.calendar.note(at_work(rng, at, 5, 50), partial(_reply, market, opinion.pk, rng))
    elif words.stars == 1 and rng.random() < 0.9:
        market.calendar.note(at_work(rng, at, 5, 50), partial(_hide, market, opinion.pk))


def _reply(market: Market, pk: int, rng: Random, at: datetime) -> None:
    review = Review.objects.get(pk=pk)
    text = rng.choice(SORRY if review.rating < 4 else THANKS)
    reviews.reply(review, text=text, by=market.owners[review.seller_id], at=at)


def _hide(market: Market, pk: int, at: datetime) -> None:
    reviews.hide(
        Review.objects.get(pk=pk),
        by=market.team["moderation"],
        at=at,
        because="L'avis parle du transporteur et non de l'article.",
    )
