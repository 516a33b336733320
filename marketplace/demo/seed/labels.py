"""Labels in every state: shown, waiting, asked, refused, withdrawn, soon over and over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.claims import claims, watch
from catalog.models import Label, LabelClaim
from marketplace.demo.seed import papers
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from sellers.states import SellerState

MODERATOR = "moderation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A shop claims a label: how long ago, for how many days more, for how many sheets."""

    shop: str
    label: str
    ago: int
    left: int
    number: str = ""
    sheets: int = 12
    becomes: str = "approved"
    because: str = ""


STORIES = (
    Story(
        shop="maison-brun",
        label="agriculture-biologique",
        ago=120,
        left=310,
        number="FR-BIO-01",
    ),
    Story(shop="coutellerie-vernois", label="entreprise-du-patrimoine-vivant", ago=90, left=900),
    Story(shop="coutellerie-vernois", label="fait-main", ago=60, left=200, sheets=8),
    Story(shop="atelier-lune", label="artisan-d-art", ago=150, left=5),
    Story(shop="atelier-lune", label="fait-main", ago=2, left=500, sheets=6, becomes="waiting"),
    Story(shop="gres-d-ocre", label="artisan-d-art", ago=140, left=-3),
    Story(
        shop="gres-d-ocre",
        label="fait-main",
        ago=4,
        left=300,
        sheets=5,
        becomes="asked",
        because="Le dossier montre la cuisson, pas le tournage : ajoutez une photo de chaque étape.",
    ),
    Story(
        shop="maison-brun",
        label="nature-et-progres",
        ago=20,
        left=280,
        sheets=3,
        becomes="refused",
        because="L'attestation est au nom d'une autre entreprise que la vôtre.",
    ),
    Story(
        shop="savonnerie-belle-rive",
        label="ecolabel-europeen",
        ago=80,
        left=700,
        number="FR/030/014",
        sheets=4,
    ),
    Story(
        shop="savonnerie-belle-rive",
        label="origine-france-garantie",
        ago=70,
        left=200,
        sheets=3,
        becomes="suspended",
        because="La certification a été retirée par l'organisme le mois dernier.",
    ),
)


def claim(market: Market) -> None:
    """Each story, by the real verbs; then the watch of this night."""
    known = {label.slug: label for label in Label.objects.all()}
    for story in STORIES:
        shop, label = market.shops.get(story.shop), known.get(story.label)
        if shop is None or label is None:
            continue
        shop.refresh_from_db()
        if shop.state == SellerState.OPEN:
            _tell(market, story, shop, label)
    watch.go_round(after=0, at=market.now)


def _tell(market: Market, story: Story, shop, label: Label) -> None:
    at = min(morning(market.now - timedelta(days=story.ago), 9), market.now)
    owner, judge = market.owners[shop.pk], market.team[MODERATOR]
    sheets = list(claims.sheets(shop, label)[: story.sheets])
    if not (sheets or label.is_of_shops):
        return
    until = clock.paris_day(market.now) + timedelta(days=story.left)
    paper = papers.pdf(
        label.name,
        [shop.legal_name, f"SIRET {shop.siret}", story.number, f"{until:%d/%m/%Y}", papers.SAMPLE],
    )
    with clock.at(at):
        made = claims.claim(
            label,
            shop,
            products=() if label.is_of_shops else sheets,
            number=story.number,
            valid_until=until,
            content=paper,
            name=f"{label.slug}.pdf",
            by=owner,
            at=at,
        )
    then = min(at + timedelta(days=1), market.now)
    with clock.at(then):
        _decide(made, story, judge, then)


def _decide(made: LabelClaim, story: Story, judge, at: datetime) -> None:
    if story.becomes in ("approved", "suspended"):
        claims.approve(made, by=judge, at=at)
    elif story.becomes == "asked":
        claims.ask(made, because=story.because, by=judge, at=at)
    elif story.becomes == "refused":
        claims.refuse(made, because=story.because, by=judge, at=at)
    if story.becomes == "suspended":
        claims.suspend(made, because=story.because, by=judge, at=at)
