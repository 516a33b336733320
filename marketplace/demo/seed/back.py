"""Goods that come back: asked, answered, received, refunded."""

from datetime import datetime
from functools import partial
from random import Random
from uuid import UUID

from marketplace.demo.seed import complaints
from marketplace.demo.seed.calendar import at_work, later
from marketplace.demo.seed.market import Market
from orders import refunds, returns, withdrawals
from orders.models import Return, SellerOrder

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
    "declared": ("withdrawal", (40, 200), "take"),
}
COMMENTS = {
    "withdrawal": ("", "Trop petit pour l'usage que j'en avais.", "La couleur ne va pas avec le reste, dommage.", ""),
    "defective": ("L'anse s'est fendue à la troisième utilisation.", "La couture a lâché en deux semaines.",
                  "Le couvercle ne ferme plus."),
    "damaged": ("Arrivé avec un éclat sur le bord.", "Le carton était enfoncé."),
}
ANSWERS = ("Renvoyez-le sans crainte, nous nous occupons du reste.", "Entendu. Merci de bien caler la pièce dans le carton.", "")
REFUSAL = "La photo montre un choc d'usage, postérieur à la livraison : l'atelier propose une réparation à prix coûtant."


def note(market: Market, part: SellerOrder, fate: str, rng: Random, at: datetime) -> None:
    """Let a buyer think better of it."""
    _reason, hours, _then = FATES[fate]
    market.calendar.note(later(rng, at, *hours), partial(ask, market, part.pk, fate, rng))


def ask(market: Market, pk: int, fate: str, rng: Random, at: datetime) -> None:
    """Ask to give back all of a part, or some of it."""
    part = SellerOrder.objects.select_related("order__buyer", "seller").get(pk=pk)
    reason, _hours, then = FATES[fate]
    for row in _asked(part, fate, reason, rng, at):
        act = {"take": accept, "accept": accept, "refuse": refuse, "appeal_won": refuse, "appeal_lost": refuse}.get(then)
        if act:
            market.calendar.note(at_work(rng, at, 4, 26), partial(act, market, row.pk, then, rng))


def _asked(part: SellerOrder, fate: str, reason: str, rng: Random, at: datetime) -> list[Return]:
    buyer = part.order.buyer
    if fate == "declared":  # on the public page, as the law asks
        declared = withdrawals.declare(
            key=UUID(int=rng.getrandbits(128), version=4).hex, name=part.order.recipient, by=buyer, now=at,
            order_number=part.number, email=part.order.email)
        return withdrawals.follow_up(declared.pk, now=at)
    lines = [line for line in part.lines.order_by("pk") if line.delivered]
    if reason == "withdrawal":
        lines = [line for line in lines if not line.withdrawal_exception]
    pieces = {line.pk: line.delivered for line in lines}
    if fate == "withdrawn_partly" and pieces:
        pieces = {lines[0].pk: 1}
    comment = rng.choice(COMMENTS[reason])
    return [returns.ask(part, pieces=pieces, reason=reason, comment=comment, by=buyer, now=at)]


def accept(market: Market, pk: int, then: str, rng: Random, at: datetime) -> None:
    """The seller agrees; the parcel travels."""
    row = _return(pk)
    returns.accept(row, answer=rng.choice(ANSWERS), by=market.owners[row.seller_order.seller_id], now=at)
    if then == "take":
        market.calendar.note(at_work(rng, at, 60, 130), partial(receive, market, pk, rng))


def refuse(market: Market, pk: int, then: str, rng: Random, at: datetime) -> None:
    """The seller says why not."""
    row = _return(pk)
    returns.refuse(row, because=REFUSAL, by=market.owners[row.seller_order.seller_id], now=at)
    if then != "refuse":
        complaints.note_appeal(market, row, rng, at, won=then == "appeal_won")


def receive(market: Market, pk: int, rng: Random, at: datetime) -> None:
    """The parcel is back: what is whole goes on the shelf, the money leaves."""
    row = _return(pk)
    restock = {line.line_id for line in row.lines.all()} if row.reason == returns.WITHDRAWAL else set()
    refund = returns.receive(row, restock=restock, by=market.owners[row.seller_order.seller_id], now=at)
    refunds.send(refund.pk)


def _return(pk: int) -> Return:
    return Return.objects.select_related("seller_order__order", "seller_order__seller").get(pk=pk)
