"""Chargebacks: a bank takes the money back, and decides weeks later."""

from datetime import datetime, timedelta
from functools import partial

from marketplace.demo.seed.market import Market
from marketplace.demo.seed.plan import Script
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxMove, SandboxPayment
from orders.dossiers import evidence
from orders.dossiers import whole as order_file
from orders.models import Dispute, DisputeAnswer
from orders.money import disputes

REASONS = ("fraudulent", "product_not_received", "product_unacceptable")


def note(market: Market, script: Script, payment_ref: str, when: datetime) -> None:
    """Let a payment be contested, and the bank decide if the script says how."""
    market.calendar.note(when, partial(_open, market, script, payment_ref))


def _open(market: Market, script: Script, payment_ref: str, at: datetime) -> None:
    rng = market.dice("dispute", script.name)
    payment = SandboxPayment.objects.get(ref=payment_ref)
    move = rehearsal.open_dispute(payment, at=at, reason=rng.choice(REASONS))
    disputes.sync(move.ref, at=at)
    if script.payment == "disputed_open" and not DisputeAnswer.objects.exists():
        market.calendar.note(at + timedelta(days=2), partial(_answer, market, move))
    elif script.payment != "disputed_open":
        decided = at + timedelta(days=rng.uniform(8, 14))
        market.calendar.note(decided, partial(decide, move, won=script.payment == "disputed_won"))


def decide(move: SandboxMove, at: datetime, *, won: bool) -> None:
    """The bank decides the dispute."""
    rehearsal.close_dispute(move, won=won, at=at)
    disputes.sync(move.ref, at=at)


def _answer(market: Market, move: SandboxMove, at: datetime) -> None:
    """Support contests one of those that wait, so that both kinds are seen."""
    dispute = Dispute.objects.get(ref=move.ref)
    whole = order_file.of(order_file.orders().get(pk=dispute.payment.order_id))
    disputes.contest(dispute, evidence.drafted(dispute, whole), by=market.team["support"], at=at)
