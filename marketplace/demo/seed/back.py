"""Goods that come back: asked, answered, received, refunded."""

from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from django.db.models import F

from catalog.withdrawal import is_excepted, is_sealed
from marketplace.demo.seed import complaints
from marketplace.demo.seed.calendar import at_work, later
from marketplace.demo.seed.market import Market
from marketplace.shared import clock, files
from orders.fulfilment import withdrawn
from orders.models import Refund, Return, ReturnLine, SellerOrder
from orders.money import refunds
from orders.returns import returns, withdrawals
from orders.states import RefundState

# fate: (reason, hours after delivery, what the seller does with it)
FATES = {
    "withdrawn": ("withdrawal", (30, 200), "take"),
    "withdrawn_partly": ("withdrawal", (30, 200), "take"),
    "defective": ("defective", (40, 220), "take"),
    "returned_late": ("defective", (560, 700), "take"),
    "return_refused": ("damaged", (30, 90), "refuse"),
    "appeal_won": ("damaged", (30, 60), "appeal_won"),
    "appeal_lost": ("damaged", (30, 60), "appeal_lost"),
    "return_asked": ("withdrawal", (10, 30), "wait"),
    "return_accepted": ("withdrawal", (20, 60), "accept"),
    "return_unanswered": ("defective", (20, 60), "silence"),
    "return_overdue": ("withdrawal", (10, 20), "accept"),
    "declared": ("withdrawal", (40, 200), "take"),
    "sealed_opened": ("withdrawal", (40, 90), "take"),
    "sealed_waits": ("withdrawal", (20, 60), "accept"),
}
SEALED = frozenset({"sealed_opened", "sealed_waits"})  # the buyer says that the seal was broken
# fate: what is withdrawn from before it arrives, once the seller accepted or shipped
EARLY = frozenset({"withdrawn_unshipped", "withdrawn_in_part", "withdrawn_on_its_way"})
OPENED = "Le film de protection est ouvert et le produit entamé : nous ne pouvons pas le remettre en vente."
COMMENTS = {
    "withdrawal": (
        "",
        "Trop petit pour l'usage que j'en avais.",
        "La couleur ne va pas avec le reste, dommage.",
        "",
    ),
    "defective": (
        "L'anse s'est fendue à la troisième utilisation.",
        "La couture a lâché en deux semaines.",
        "Le couvercle ne ferme plus.",
    ),
    "damaged": ("Arrivé avec un éclat sur le bord.", "Le carton était enfoncé."),
}
ANSWERS = (
    "Renvoyez-le sans crainte, nous nous occupons du reste.",
    "Entendu. Merci de bien caler la pièce dans le carton.",
    "",
)
REFUSAL = "La photo montre un choc d'usage, postérieur à la livraison : l'atelier propose une réparation à prix coûtant."


def note(market: Market, part: SellerOrder, fate: str, rng: Random, at: datetime) -> None:
    """Plan that a buyer returns a part, for one of the reasons of FATES."""
    _reason, hours, then = FATES[fate]
    when = later(rng, at, *hours)
    if then == "wait":  # what nobody answered for two days would be accepted by itself
        when = max(when, market.now - timedelta(hours=rng.uniform(3, 30)))
    market.calendar.note(when, partial(ask, market, part.pk, fate, rng))


def ask(market: Market, pk: int, fate: str, rng: Random, at: datetime) -> None:
    """Ask to give back all of a part, or some of it."""
    part = SellerOrder.objects.select_related("order__buyer", "seller").get(pk=pk)
    reason, _hours, then = FATES[fate]
    for back in _asked(part, fate, reason, rng, at):
        act = {
            "take": accept,
            "accept": accept,
            "refuse": refuse,
            "appeal_won": refuse,
            "appeal_lost": refuse,
        }.get(then)
        if act:
            market.calendar.note(at_work(rng, at, 4, 26), partial(act, market, back.pk, then, rng))
        if then == "silence":
            market.calendar.note(at + timedelta(hours=49), returns.accept_due)
        if fate in ("return_accepted", "return_overdue", "withdrawn"):
            market.calendar.note(later(rng, at, 30, 50), partial(send, back.pk, rng))


def _asked(part: SellerOrder, fate: str, reason: str, rng: Random, at: datetime) -> list[Return]:
    buyer = part.order.buyer
    if fate == "declared":  # on the public page, as the law asks
        declared = withdrawals.declare(
            key=UUID(int=rng.getrandbits(128), version=4).hex,
            name=part.order.recipient,
            by=buyer,
            at=at,
            order_number=part.number,
            email=part.order.email,
        )
        return withdrawals.follow_up(declared.pk, at=at)
    lines = [line for line in part.lines.order_by("pk") if line.delivered]
    if reason == "withdrawal":
        lines = [line for line in lines if not is_excepted(line.withdrawal_exception)]
    left = returns.returnable(part)  # a bank's customer may have sent some of it back already
    pieces = {line.pk: left[line.pk] for line in lines if left[line.pk]}
    if fate == "withdrawn_partly" and pieces:
        pieces = {next(iter(pieces)): 1}
    comment = rng.choice(COMMENTS[reason])
    opened = {line.pk: fate in SEALED for line in lines if is_sealed(line.withdrawal_exception)}
    if not pieces:  # all that came is excepted by law, or back already
        return []
    return [
        returns.ask(
            part, pieces=pieces, reason=reason, comment=comment, unsealed=opened, by=buyer, at=at
        )
    ]


def declare_early(pk: int, fate: str, rng: Random, at: datetime) -> None:
    """Withdraw on the public page from what has not arrived: all of it, or one piece of the first line."""
    part = SellerOrder.objects.select_related("order__buyer").get(pk=pk)
    first = part.lines.order_by("pk").first()
    in_part = fate == "withdrawn_in_part" and sum(line.quantity for line in part.lines.all()) > 1
    declared = withdrawals.declare(
        key=UUID(int=rng.getrandbits(128), version=4).hex,
        name=part.order.recipient,
        by=part.order.buyer,
        at=at,
        order_number=part.number,
        email=part.order.email,
        from_order=part.order,
        goods=f"1 × {first.title}" if in_part else "",
        pieces={first.pk: 1} if in_part else {},
    )
    soon = at + timedelta(minutes=1)
    withdrawals.follow_up(declared.pk, at=soon)
    waiting = Refund.objects.filter(seller_order=part, state=RefundState.INTENDED)
    with clock.at(soon):  # nothing is paid before it is decided
        for refund_id in waiting.order_by("pk").values_list("pk", flat=True):
            refunds.send(refund_id)


def declare_lost(market: Market, at: datetime) -> None:
    """A declaration that matches no order, for the operator to link."""
    rng = market.dice("lost declaration")
    withdrawals.declare(
        key=UUID(int=rng.getrandbits(128), version=4).hex,
        name="Camille Perrin",
        at=at,
        order_number="commande de la semaine dernière",
        email="camille.perrin@example.org",
        goods="Le vase bleu, reçu mardi",
    )


def accept(market: Market, pk: int, then: str, rng: Random, at: datetime) -> None:
    """The seller agrees; the parcel travels."""
    back = _return(pk)
    returns.accept(
        back, answer=rng.choice(ANSWERS), by=market.owners[back.seller_order.seller_id], at=at
    )
    if then == "take":
        market.calendar.note(at_work(rng, at, 60, 130), partial(receive, market, pk, rng))


def send(pk: int, rng: Random, at: datetime) -> None:
    """The buyer hands the parcel to the post, and gives its number."""
    digits = "".join(str(rng.randrange(10)) for _place in range(11))
    back = _return(pk)
    returns.send(
        back,
        carrier="colissimo",
        tracking=f"6A{digits}",
        by=back.seller_order.order.buyer,
        at=at,
    )


def refuse(market: Market, pk: int, then: str, rng: Random, at: datetime) -> None:
    """The seller says why not."""
    back = _return(pk)
    returns.refuse(back, because=REFUSAL, by=market.owners[back.seller_order.seller_id], at=at)
    if then != "refuse":
        complaints.note_appeal(market, back, rng, at, won=then == "appeal_won")


def receive(market: Market, pk: int, rng: Random, at: datetime) -> None:
    """The parcel is back: what is whole goes on the shelf, the money leaves."""
    back = _return(pk)
    restock = (
        {line.line_id for line in back.lines.all()}
        if back.reason == withdrawn.WITHDRAWAL
        else set()
    )
    deducted = {
        line.line_id: line.line.unit_cents * line.quantity // 2
        for line in back.lines.all()
        if line.unsealed and back.reason == withdrawn.WITHDRAWAL
    }
    proof = (
        [files.read_picture(market.easel.take("life", ("serum",), 7, 640, 480, None))]
        if deducted
        else []
    )
    refund = returns.receive(
        back,
        received=_short(back),
        restock=restock - set(deducted),
        deducted=deducted,
        finding=OPENED if deducted else "",
        photos=proof,
        by=market.owners[back.seller_order.seller_id],
        at=at,
    )
    if refund is not None:
        refunds.send(refund.pk)


def _short(back: Return) -> dict[int, int] | None:
    """Of the first return of several pieces, one is not in the parcel."""
    counted = ReturnLine.objects.filter(parent__received_at__isnull=False)
    lines = list(back.lines.all())
    several = next((line for line in lines if line.quantity > 1), None)
    if several is None or counted.filter(received__lt=F("quantity")).exists():
        return None
    return {line.line_id: line.quantity - (line is several) for line in lines}


def _return(pk: int) -> Return:
    query = Return.objects.select_related("seller_order__order", "seller_order__seller")
    return query.prefetch_related("lines__line").get(pk=pk)
