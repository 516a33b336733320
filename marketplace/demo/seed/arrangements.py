"""Complaints that the two sides settle between themselves, or try to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from marketplace.demo.seed.calendar import at_work, later
from marketplace.demo.seed.market import Market
from orders.incidents import agreeing, incidents
from orders.models import Arrangement, Incident
from orders.money import refunds

REFUND, RETURN = Arrangement.Kind.REFUND, Arrangement.Kind.RETURN


@dataclass(frozen=True, slots=True)
class Step:
    """An offer of a share of what is complained of (per cent; none: a return), or an answer."""

    side: str
    does: str
    text: str = ""
    share: int = 0


GENTLE = Step(
    "seller",
    "offer",
    "L'éclat ne gêne pas l'usage. Gardez la pièce, nous vous en rendons une partie, avec nos"
    " excuses.",
    40,
)
TAKEN = Step(
    "seller",
    "offer",
    "Renvoyez-nous la pièce à nos frais : nous vous remboursons dès son retour à l'atelier.",
)
MORE = Step(
    "buyer",
    "offer",
    "C'était un cadeau, je ne peux plus l'offrir. Je garde la pièce contre les trois quarts.",
    75,
)
BETTER = Step("seller", "offer", "Nous montons à la moitié, c'est notre dernière proposition.", 50)
# what each side does after the complaint, in turn
STEPS = {
    "deal_open": (GENTLE,),
    "deal_counter": (GENTLE, MORE),
    "deal_refund": (GENTLE, Step("buyer", "accept")),
    "deal_return": (TAKEN, Step("buyer", "accept")),
    "deal_refused": (
        GENTLE,
        Step("buyer", "refuse", "La pièce fuit : elle ne sert plus à rien."),
        BETTER,
        Step("buyer", "refuse"),
    ),
    "deal_lapsed": (TAKEN, Step("house", "expire")),
    "deal_closed": (GENTLE, Step("buyer", "withdraw")),
}
# these wait for an answer today
WAITING = ("deal_open", "deal_counter")


def note(market: Market, incident: Incident, fate: str, rng: Random, at: datetime) -> None:
    """Note what the two sides do after a complaint."""
    when = at
    for step in STEPS[fate]:
        if step.does == "expire":
            when += timedelta(hours=49)
        elif fate in WAITING:
            when += timedelta(hours=rng.uniform(3, 7))
        else:
            when = (at_work if step.side == "seller" else later)(rng, when, 3, 20)
        market.calendar.note(when, partial(_do, market, incident.pk, step))


def _do(market: Market, pk: int, step: Step, at: datetime) -> None:
    incident = Incident.objects.select_related("seller_order__order__buyer").get(pk=pk)
    part = incident.seller_order
    by = market.owners[part.seller_id] if step.side == "seller" else part.order.buyer
    row = incident.arrangements.last()
    if step.does == "offer":
        _offer(incident, step, by=by, at=at)
    elif step.does == "expire":
        incidents.expire_due(at)
    elif step.does == "withdraw":
        incidents.withdraw(incident, by=by, at=at)
    elif row is not None and step.does == "refuse":
        agreeing.refuse(row, side=step.side, text=step.text, by=by, at=at)
    elif row is not None:
        agreeing.accept(row, side=step.side, by=by, at=at)
        for refund in incident.refunds.order_by("pk"):
            refunds.send(refund.pk)


def _offer(incident: Incident, step: Step, *, by, at: datetime) -> None:
    cents = {row.line.pk: row.cents * step.share // 100 for row in agreeing.most(incident)}
    agreeing.propose(
        incident,
        side=step.side,
        kind=REFUND if step.share else RETURN,
        award=agreeing.award_of(incident, cents) if step.share else None,
        text=step.text,
        by=by,
        at=at,
    )
