"""What the law asks of scents: a requirement that comes in two months, and a data sheet attached."""

from datetime import datetime, timedelta
from functools import partial

from catalog.attributes import vocabulary
from catalog.models import AttributePlace, Product
from catalog.sheets import papers
from marketplace.demo.seed.market import Market
from marketplace.demo.seed.papers import pdf
from marketplace.shared.clock import paris_day

CATEGORY, HAZARDS, SHEET = "diffuseurs", "mentions-danger", "fiche-securite"
NOTICE = timedelta(days=60)


def announce(market: Market) -> None:
    """The operator requires hazard statements of scents in two months: sellers are told now."""
    places = AttributePlace.objects.filter(attribute__key=HAZARDS, category__slug=CATEGORY)
    places.update(
        level=AttributePlace.Level.REQUIRED, required_since=paris_day(market.now + NOTICE)
    )
    vocabulary.forget()


def note(market: Market) -> None:
    """A maker of scents attaches a safety data sheet."""
    market.calendar.note(market.now - timedelta(hours=2), partial(_attach, market))


def _attach(market: Market, at: datetime) -> None:
    scents = Product.objects.public().filter(category__slug=CATEGORY, owner__slug__in=market.shops)
    scent = scents.select_related("owner").order_by("pk").first()
    if scent is None:
        return
    title = "Fiche de données de sécurité"
    papers.attach(
        scent,
        SHEET,
        content=pdf(title, [scent.title, scent.owner.name]),
        name=f"{title}.pdf",
        by=market.owners[scent.owner_id],
        at=at,
    )
