"""Who might sell here, in every state; and the page that invites to, as the team composed it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from catalog.tree import tree
from marketing.blocks import typed
from marketing.models import Page
from marketing.pages import drafts, life
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from marketplace.shared.models import User
from sellers.models import Prospect, Seller
from sellers.prospects import prospects
from sellers.states import SellerState

CONSENT = (
    "Ces réponses servent à vous répondre au sujet de votre boutique, à rien d'autre. Sans contact"
    " pendant 3 ans, elles sont effacées ; plus tôt si vous le demandez en répondant à notre"
    " message."
)
FAIR = {"page": "/vendre/", "utm_source": "salon", "utm_campaign": "metiers-d-art"}


@dataclass(frozen=True)
class Asker:
    """Somebody who wrote: `days` ago, and how far it went since."""

    days: int
    name: str
    email: str
    place: str
    makes: str
    message: str
    company: str = ""
    site: str = ""
    phone: str = ""
    aisles: tuple[int, ...] = ()  # by their place in the tree
    source: dict[str, str] = field(default_factory=lambda: {"page": "/vendre/"})
    language: str = "fr"
    noted: str = ""
    invited: str = ""
    again: str = ""
    ends: str = ""
    because: str = ""


ASKERS = (
    Asker(
        1,
        "Solène Le Goff",
        "solene@sel-et-lin.example",
        "Douarnenez",
        "Torchons et tabliers en lin, tissés en Bretagne",
        "Je vends surtout sur les marchés l'été. Est-ce que je peux fermer ma boutique de mai à"
        " septembre ?",
        company="Sel et lin",
        site="https://sel-et-lin.example/",
        aisles=(1,),
        source=FAIR,
    ),
    Asker(
        3,
        "Emma Whitfield",
        "emma@whitfield-baskets.example",
        "Limoges",
        "Willow baskets, made to order",
        "I moved to France last year and have a SIRET. Do the product pages have to be in French?",
        company="Whitfield Baskets",
        language="en",
    ),
    Asker(
        12,
        "Karim Haddad",
        "karim@savonnerie-haddad.example",
        "13006",
        "Savons à froid et baumes",
        "Quels documents demandez-vous pour les cosmétiques ?",
        company="Savonnerie Haddad",
        phone="+33612345678",
        aisles=(6,),
        noted="Appelé. A ses DIP et son responsable, fait refaire ses étiquettes en janvier.",
    ),
    Asker(
        20,
        "Louise Perrin",
        "louise@papier-perrin.example",
        "Ambert",
        "Carnets et papier fait main",
        "Je voudrais voir comment la facture sort à mon nom avant de me décider.",
        company="Papeterie Perrin",
        source=FAIR,
        aisles=(8,),
        noted="Lui ai montré une facture d'exemple. Elle commence cet hiver.",
        invited="Merci pour votre temps au téléphone. Voici de quoi commencer quand vous voulez ;"
        " vos carnets ont déjà des lecteurs ici.",
    ),
    Asker(
        34,
        "Hugo Marchetti",
        "hugo@marchetti.example",
        "Nice",
        "Huile d'olive et tapenades",
        "Vos frais de port sont-ils imposés ?",
        aisles=(2,),
        noted="Non, grille libre : il préfère rester sur place pour cette saison.",
        ends="declined",
        because="Assez de ventes à la boutique, nous recontactera.",
    ),
    Asker(
        41,
        "Service achats",
        "contact@tout-a-prix.example",
        "Paris",
        "Revente de lots, toutes catégories",
        "Nous proposons 40 000 références en livraison directe depuis l'entrepôt.",
        ends="closed",
        because="Revente de lots sans fabrication ni choix : ce n'est pas ce que nous cherchons.",
    ),
    Asker(
        9,
        "Baptiste Royer",
        "baptiste@royer-bois.example",
        "Lure",
        "Planches et cuillers en frêne",
        "Combien de temps avant d'ouvrir ?",
        company="Royer bois",
        noted="Deux semaines s'il a ses papiers. Il rappelle.",
        again="J'ai reçu mon Kbis : par où commencer ?",
    ),
)
LONG_AGO = Asker(
    1150,
    "Personne oubliée",
    "oubliee@ancienne.example",
    "Tours",
    "Bougies",
    "Une question.",
)


def invite(market: Market) -> None:
    """Let each of them write, and the team answer; one of them applied since."""
    by = market.team["sellers"]
    for asker in ASKERS:
        _live(market, asker, by)
    prospects.erase(_ask(LONG_AGO, market.now), by=None, at=market.now - timedelta(days=55))
    _applied(market)


def _live(market: Market, asker: Asker, by: User) -> None:
    row = _ask(asker, market.now)
    at = _day(asker, market.now)
    if asker.noted:
        prospects.contact(row, note=asker.noted, by=by, at=at + timedelta(hours=20))
    if asker.invited:
        with clock.at(at + timedelta(hours=22)):
            prospects.invite(row, message=asker.invited, by=by, at=clock.now())
    if asker.again:
        _ask(asker, market.now, message=asker.again, at=at + timedelta(days=6))
    end = {"declined": prospects.decline, "closed": prospects.close}.get(asker.ends)
    if end:
        end(row, note=asker.because, by=by, at=at + timedelta(days=2))


def _applied(market: Market) -> None:
    """Whoever has an application to examine had written before."""
    shop = Seller.objects.filter(state=SellerState.APPLIED).order_by("pk").first()
    if shop is None:
        return
    at = shop.created_at - timedelta(days=8)
    asker = Asker(0, shop.representative or shop.name, shop.email, shop.city, "", "On commence ?")
    row = _ask(asker, market.now, at=at)
    with transaction.atomic(), clock.at(shop.created_at):
        Prospect.objects.filter(pk=row.pk).update(seller=shop, company=shop.name)
        prospects.on_applied(_Applied(shop.pk))


@dataclass(frozen=True)
class _Applied:
    seller_id: int


def _day(asker: Asker, now: datetime) -> datetime:
    return morning(now - timedelta(days=asker.days), 10, 12)


def _ask(asker: Asker, now: datetime, *, message: str = "", at: datetime | None = None) -> Prospect:
    roots = tree().roots
    told = {
        "name": asker.name,
        "company": asker.company,
        "phone": asker.phone,
        "place": asker.place,
        "makes": asker.makes,
        "site": asker.site,
        "aisles": [roots[place].name for place in asker.aisles if place < len(roots)],
    }
    at = at or _day(asker, now)
    with clock.at(at):  # the receipts of long ago went long ago
        return prospects.ask(
            asker.email,
            told,
            message=message or asker.message,
            language=asker.language,
            source=asker.source,
            consent=CONSENT,
            at=at,
        )


# --- The page -----------------------------------------------------------------------------------


def compose(market: Market) -> None:
    """The page as the team put it online, and a draft of what it tries next."""
    writer, reader = market.team["editorial"], market.team["chief"]
    page = Page.objects.get(kind=Page.Kind.SELL, slug="")
    at = morning(market.now - timedelta(days=5), 9, 30)
    version = drafts.begin(page, by=writer, at=at)
    blocks = deepcopy(version.blocks)
    voice = typed.new(
        "quote",
        {
            "text": "Rien à payer tant que rien n'est vendu : j'ai pris le temps de photographier"
            " chaque bol.",
            "text_en": "Nothing to pay until something sells: I took the time to photograph every"
            " bowl.",
            "who": "Camille, Atelier Lune",
        },
    )
    after = next(place for place, block in enumerate(blocks) if block["kind"] == "steps")
    blocks.insert(after + 1, voice)
    content = {
        "title": "Vendre chez nous",
        "title_en": "Sell with us",
        "description": "Pas d'abonnement : une commission seulement quand vous vendez. Simulez une"
        " vente, voyez qui vend ici, posez vos questions.",
        "description_en": "No subscription: a commission only when you sell. Try a sale, see who"
        " sells here, ask your questions.",
        "blocks": blocks,
    }
    drafts.save(version, content, revision=version.revision, by=writer, at=at)
    life.send(version, by=writer, at=at + timedelta(minutes=30))
    life.approve(
        version,
        starts_at=None,
        ends_at=None,
        revision=version.revision,
        by=reader,
        at=at + timedelta(hours=2),
    )
    later = morning(market.now - timedelta(days=1), 17, 20)
    draft = drafts.begin(page, like=version, by=writer, at=later)
    blocks = deepcopy(draft.blocks)
    blocks[0]["data"] |= {
        "title": "Vos objets ont déjà des acheteurs ici",
        "title_en": "Your goods already have buyers here",
    }
    blocks = [{**block, "hidden": block["kind"] == "stories"} for block in blocks]
    drafts.save(draft, {"blocks": blocks}, revision=draft.revision, by=writer, at=later)
