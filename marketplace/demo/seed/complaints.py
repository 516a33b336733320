"""Complaints: parcels that do not come, things that arrive broken, refusals that are appealed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from marketplace.demo import gallery, studio
from marketplace.demo.seed import arrangements
from marketplace.demo.seed.calendar import at_work, later
from marketplace.demo.seed.market import Market
from marketplace.shared import enclosed
from marketplace.shared.models import User
from orders.incidents import evidence, incidents
from orders.models import Incident, OrderLine, Return, SellerOrder, Shipment
from orders.money import refunds

SIDE = 480  # of a photo, in pixels
Decision = Callable[[Market, int, datetime], None]
NEVER_ARRIVE = ("lost_open", "lost_decided")
FATES = (*NEVER_ARRIVE, "claim_open", "gift", "fake", "other_open", *arrangements.STEPS)
LATELY = ("fake", "other_open", *arrangements.WAITING)  # complained of in the last hours
MISSING = (
    "Le suivi n'a pas bougé depuis plusieurs jours et rien n'est arrivé.",
    "Le transporteur affiche « en cours d'acheminement » sans nouvelle étape. Le gardien n'a rien reçu.",
)
BROKEN = (
    "Un éclat de deux centimètres sur le bord, visible en ouvrant le carton. Photos jointes.",
    "La pièce est fendue sur toute la hauteur ; le carton était enfoncé d'un côté.",
)
FAKE = "La signature sous la pièce n'est pas celle de l'atelier, et sa marque dit ne l'avoir jamais faite."
OTHER = "La pièce sent fortement la fumée, malgré trois jours à l'air : je ne peux pas m'en servir."
SELLER_SAYS = (
    "Emballé sous trois couches de papier, comme toujours. Je joins la preuve de dépôt au bureau de poste.",
    "La pièce était intacte au départ, je l'ai photographiée avant l'envoi.",
)
APPEAL = (
    "L'éclat était déjà là à l'ouverture du carton : sur la photo, le papier de calage l'entoure"
    " encore."
)
WON = "Le carton enfoncé visible sur la photo montre un choc pendant le transport, qui est aux risques du vendeur jusqu'à la remise (art. L216-2 du code de la consommation)."
LOST = "L'usure visible sur les photos ne peut pas dater du jour de la livraison ; la réparation proposée reste ouverte."
CARRIER = "Le transporteur confirme la perte : l'acheteur est remboursé, le vendeur n'y est pour rien et reste payé."
GIFT = "Nous ne pouvons pas établir quand l'éclat s'est produit : ce geste est à notre charge, avec nos excuses."


def note_missing(market: Market, parcel: Shipment, fate: str, rng: Random, at: datetime) -> None:
    """A parcel does not come, and its buyer reports it."""
    when = (
        later(rng, at, 180, 220)
        if fate == "lost_decided"
        else market.now - timedelta(hours=rng.uniform(6, 30))
    )
    market.calendar.note(
        max(when, at + timedelta(hours=2)), partial(_miss, market, parcel.pk, fate, rng)
    )


def note_damage(market: Market, part: SellerOrder, fate: str, rng: Random, at: datetime) -> None:
    """Goods come broken, and their buyer takes pictures."""
    when = later(rng, at, 1, 20)
    if fate in LATELY:
        when = max(when, market.now - timedelta(hours=rng.uniform(20, 30)))
    market.calendar.note(when, partial(_complain, market, part.pk, fate, rng))


def note_appeal(market: Market, back: Return, rng: Random, at: datetime, *, won: bool) -> None:
    """A buyer appeals against a refused return."""
    market.calendar.note(later(rng, at, 3, 30), partial(_appeal, market, back.pk, won, rng))


def _miss(market: Market, pk: int, fate: str, rng: Random, at: datetime) -> None:
    parcel = Shipment.objects.select_related("seller_order__order__buyer").get(pk=pk)
    part = parcel.seller_order
    incident = incidents.open_(
        part,
        kind="not_received",
        parcel=parcel,
        text=rng.choice(MISSING),
        by=part.order.buyer,
        at=at,
    )
    if fate == "lost_decided":
        _note_answer(market, incident, rng, at, then=_lose)


def _complain(market: Market, pk: int, fate: str, rng: Random, at: datetime) -> None:
    part = SellerOrder.objects.select_related("order__buyer").get(pk=pk)
    line = _first(part)
    incident = incidents.open_(
        part,
        kind={"fake": "counterfeit", "other_open": "other"}.get(fate, "damaged"),
        pieces={line.pk: 1},
        text={"fake": FAKE, "other_open": OTHER}.get(fate) or rng.choice(BROKEN),
        photos=_photos(line, rng, 2),
        by=part.order.buyer,
        at=at,
    )
    if fate in arrangements.STEPS:
        arrangements.note(market, incident, fate, rng, at)
    elif fate not in LATELY:
        _note_answer(market, incident, rng, at, then=_give if fate == "gift" else None)


def _first(part: SellerOrder) -> OrderLine:
    line = part.lines.select_related("offer__product__owner").order_by("pk").first()
    assert line is not None  # a part without a line is never delivered
    return line


def _appeal(market: Market, pk: int, won: bool, rng: Random, at: datetime) -> None:  # noqa: FBT001
    back = (
        Return.objects.select_related("seller_order__order__buyer")
        .prefetch_related("lines", "incidents")
        .get(pk=pk)
    )
    part = back.seller_order
    incident = incidents.open_(
        part,
        kind="return_refused",
        back=back,
        text=APPEAL,
        photos=_photos(_first(part), rng, 1),
        by=part.order.buyer,
        at=at,
    )
    _note_answer(market, incident, rng, at, then=_give_right if won else _reject)


def _note_answer(
    market: Market, incident: Incident, rng: Random, at: datetime, *, then: Decision | None
) -> None:
    market.calendar.note(at_work(rng, at, 3, 30), partial(_answer, market, incident.pk, rng, then))


def _answer(market: Market, pk: int, rng: Random, then: Decision | None, at: datetime) -> None:
    """The seller says what they know; customer service decides on another day."""
    incident = _incident(pk)
    if not incident.is_open:  # all of it came back another way: it closed by itself
        return
    owner = market.owners[incident.seller_order.seller_id]
    incidents.answer(incident, side="seller", text=rng.choice(SELLER_SAYS), by=owner, at=at)
    if then is not None:
        market.calendar.note(at_work(rng, at, 20, 60), partial(_decide, market, pk, then))


def _decide(market: Market, pk: int, then: Decision, at: datetime) -> None:
    if _incident(pk).is_open:
        then(market, pk, at)


def _lose(market: Market, pk: int, at: datetime) -> None:
    incidents.mark_lost(_incident(pk), because=CARRIER, by=market.team["support"], at=at)
    incident = _incident(pk)
    incidents.refund(
        incident,
        incidents.whole(incident),
        borne_by="carrier",
        because=CARRIER,
        by=market.team["support"],
        at=at,
    )
    _pay(market, pk, at)


def _give(market: Market, pk: int, at: datetime) -> None:
    incident = _incident(pk)
    line = incident.lines.select_related("line").order_by("pk")[0].line
    incidents.give(
        incident,
        max(100, line.unit_cents // 5),
        borne_by="operator",
        because=GIFT,
        by=market.team["support"],
        at=at,
    )
    _pay(market, pk, at)


def _reject(market: Market, pk: int, at: datetime) -> None:
    incidents.reject(_incident(pk), because=LOST, by=market.team["support"], at=at)


def _give_right(market: Market, pk: int, at: datetime) -> None:
    incident = _incident(pk)
    incidents.refund(
        incident,
        incidents.whole(incident),
        borne_by="seller",
        because=WON,
        by=market.team["support"],
        at=at,
    )
    _pay(market, pk, at)


def _pay(market: Market, pk: int, at: datetime) -> None:
    """What is above what support grants alone is approved by finance; then the money leaves."""
    incident = _incident(pk)
    if incident.state == "to_approve":
        finance = User.objects.get(pk=market.team["finance"].pk)  # with the role it was given since
        incidents.approve(incident, by=finance, at=at)
    for refund in incident.refunds.order_by("pk"):
        refunds.send(refund.pk)


def _incident(pk: int) -> Incident:
    return Incident.objects.select_related("seller_order__order", "shipment", "origin").get(pk=pk)


def _photos(line: OrderLine, rng: Random, count: int) -> list[enclosed.Kept]:
    """Pictures of the very thing that was bought, each nearer to what is broken."""
    picture = _whole(line)
    return evidence.keep([_damaged(picture, rng, nearer) for nearer in range(count)])


def drawn_of(line: OrderLine) -> list[bytes]:
    """A picture of the thing that was bought, as its buyer takes one at home."""
    out = BytesIO()
    _whole(line).convert("RGB").save(out, "JPEG", quality=80)
    return [out.getvalue()]


def _whole(line: OrderLine) -> Image.Image:
    """The thing as it was sold, drawn from the attributes of its sheet and of its variant."""
    product = line.offer.product
    sheet = gallery.sheet_of(product)
    if sheet is None:
        return Image.new("RGB", (SIDE, SIDE), (214, 205, 192))
    own = next((p.picture for p in sheet.pieces if p.sku == line.offer.sku and p.picture), None)
    picture = own or sheet.pictures[0]
    return Image.open(BytesIO(studio.one(picture, SIDE)))


def _damaged(whole: Image.Image, rng: Random, nearer: int) -> bytes:
    """A chip and a crack across the thing; from near when the picture is the second."""
    picture = whole.convert("RGB")
    pen, middle = ImageDraw.Draw(picture), SIDE // 2
    x, y = middle + rng.randrange(-8, 8), middle + rng.randrange(-18, -8)
    pen.polygon([(x - 7, y - 5), (x + 6, y - 7), (x + 8, y + 3), (x, y + 7)], (238, 232, 222))
    pen.line([(x, y + 6), (x - 5, y + 13), (x + 5, y + 20), (x, y + 27)], (40, 34, 31), width=2)
    if nearer:
        half = SIDE // 4
        box = (x - half, y - half + 20, x + half, y + half + 20)
        picture = picture.crop(box).resize((SIDE, SIDE))
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
