"""The two sides of a complaint settle it between themselves: one offers, the other answers.

A refund, or a return that is refunded, within what the pieces complained of are still worth. There
are two offers at most; after a second refusal, or without an answer in time, the operator decides.
The seller never closes a complaint alone: an offer is accepted by the other side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from marketplace.shared import clock, enclosed, events, policy
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import money
from orders import parts
from orders.events import (
    ArrangementProposed,
    ArrangementRefused,
    RefundIntended,
    ReturnAnswered,
    ReturnAsked,
)
from orders.incidents import arrangements, incidents
from orders.incidents.incidents import WAITS_FOR, Award
from orders.incidents.pieces import still_claimed
from orders.models import (
    Arrangement,
    Incident,
    IncidentWord,
    OrderLine,
    OrderRules,
    Refund,
    Return,
    SellerOrder,
)
from orders.money import left, refunds
from orders.returns import returns
from orders.states import (
    ARRANGEMENT,
    INCIDENT,
    RETURN,
    ArrangementState,
    IncidentState,
    ReturnState,
)

Kind, Side, Why = Arrangement.Kind, IncidentWord.Side, Arrangement.Why
ROUNDS = arrangements.ROUNDS
TAKEN_BACK = (ReturnState.REFUSED, ReturnState.ASKED)  # a return that its seller may still accept
AGREED = {
    Side.SELLER: gettext_noop("Le vendeur a accepté la proposition de l'acheteur."),
    Side.BUYER: gettext_noop("L'acheteur a accepté la proposition du vendeur."),
}
# what is said of goods that come back, by what was complained of
REASONS = {Incident.Kind.DAMAGED: "damaged", Incident.Kind.WRONG: "wrong"}


class NotNow(Refusal):
    """The operator has taken the complaint up."""

    sentence = _(
        "Notre service client rend sa décision : il n'est plus temps de proposer un arrangement."
    )


class EnoughRounds(Refusal):
    """Two offers were made: the operator decides."""

    sentence = _("Deux propositions ont été faites : notre service client tranche.")


class OneWaits(Refusal):
    """Its author waits for an answer to their own offer."""

    sentence = _("Votre proposition attend encore une réponse : une seule court à la fois.")


class NoLonger(Refusal):
    """The offer does not wait for an answer any more."""

    sentence = _("Cette proposition n'attend plus de réponse : rechargez la page.")


class NotForYou(Refusal):
    """Nobody answers their own offer."""

    sentence = _("Cette proposition attend la réponse de l'autre côté.")


class TooMuch(Refusal):
    """More than the pieces complained of are still worth."""

    sentence = _("Il reste au plus {most} à rendre sur « {title} ».")


class TooMuchDelivery(Refusal):
    """More than what is left of the delivery."""

    sentence = _("Il reste au plus {most} à rendre sur la livraison.")


class NothingComesBack(Refusal):
    """The pieces complained of did not arrive, or are already on another way back."""

    sentence = _(
        "Ces articles ne peuvent pas être renvoyés : ils ne sont pas livrés, ou prennent déjà un"
        " autre chemin. Proposez un remboursement."
    )


@dataclass(frozen=True, kw_only=True)
class Most:
    """A line that is complained of, the pieces still in question, and what they are worth."""

    line: OrderLine
    pieces: int
    cents: int


def may_propose(incident: Incident, side: str, rows: Iterable[Arrangement]) -> bool:
    """Whether a side may offer something now; `rows` are the offers made, as a page read them."""
    made = list(rows)
    return (
        incident.is_open
        and incident.state != IncidentState.TO_APPROVE
        and incident.kind != Incident.Kind.COUNTERFEIT
        and len(made) < ROUNDS
        and not any(row.waits and row.side == side for row in made)
    )


def most(incident: Incident) -> list[Most]:
    """What may be offered of each line complained of; those with nothing left are not named."""
    award = incidents.whole(incident)
    rest = {
        row.line.pk: row.cents
        for row in left.of_lines(
            incident.seller_order,
            but=incident.origin_id,
            missed=incident.kind == Incident.Kind.NOT_RECEIVED,
        )
    }
    found = []
    for claim in incident.lines.select_related("line").order_by("line_id"):
        line, pieces = claim.line, award.lines.get(claim.line_id, 0)
        cents = award.amounts.get(line.pk, line.unit_cents * pieces)
        cents = min(cents, rest[line.pk])
        if cents:
            found.append(Most(line=line, pieces=pieces, cents=cents))
    return found


def award_of(incident: Incident, cents: Mapping[int, int], *, shipping_cents: int = 0) -> Award:
    """What such cents of each line are: the pieces themselves where it is their whole price."""
    lines: dict[int, int] = {}
    amounts: dict[int, int] = {}
    for row in most(incident):
        given = cents.get(row.line.pk, 0)
        if given and row.pieces and given == row.line.unit_cents * row.pieces:
            lines[row.line.pk] = row.pieces
        elif given:
            amounts[row.line.pk] = given
    amounts |= {pk: given for pk, given in cents.items() if given and pk not in {*lines, *amounts}}
    return Award(lines=lines, amounts=amounts, shipping_cents=shipping_cents)


def may_come_back(incident: Incident) -> dict[int, int]:
    """The pieces that a return could take back; none where one of them cannot come back."""
    back = incident.origin
    if back is not None:
        if back.state not in TAKEN_BACK:
            return {}
        return {line.line_id: line.quantity for line in back.lines.all()}
    if incident.kind not in Incident.ABOUT_PIECES:
        return {}
    arrived = returns.returnable(incident.seller_order)
    wanted = {pk: count for pk, count in still_claimed(incident).items() if count}
    return wanted if all(arrived.get(pk, 0) >= count for pk, count in wanted.items()) else {}


@transaction.atomic(durable=True)
def propose(
    incident: Incident,
    *,
    side: str,
    kind: str,
    award: Award | None = None,
    text: str,
    photos: Iterable[enclosed.Kept] = (),
    by: User | None,
    at: datetime,
) -> Arrangement:
    """A side offers a refund (`award`), or to take the goods back; it replaces what the other side
    offered and still waits for its answer.

    Raises Closed, NotNow, ByUsAlone, EnoughRounds, OneWaits, WordsMissing, EnoughSaid,
    NothingComesBack, TooMuch, or what a refund refuses.
    """
    part = parts.hold(incident.seller_order_id)
    now = _fresh(incident, part)
    if not now.is_open:
        raise incidents.Closed
    if now.state == IncidentState.TO_APPROVE:
        raise NotNow
    if now.kind == Incident.Kind.COUNTERFEIT:
        raise incidents.ByUsAlone
    made = list(now.arrangements.order_by("rank"))
    waits = next((row for row in made if row.waits), None)
    if waits is not None and waits.side == side:
        raise OneWaits
    if len(made) >= ROUNDS:
        raise EnoughRounds
    if kind == Kind.RETURN:
        award = Award(lines=may_come_back(now))
    meant = award or Award()
    _demand(now, kind, meant)
    word = incidents.say(now, side, text, photos=photos, by=by, at=at)
    until = at + timedelta(hours=policy.rules(OrderRules).incident_answer_hours)
    _turn_to(now, Side.BUYER if side == Side.SELLER else Side.SELLER, until=until)
    if waits is not None:
        ARRANGEMENT.move(waits, ArrangementState.COUNTERED, ended_at=at)
    row = Arrangement.objects.create(
        incident=now,
        word=word,
        side=side,
        rank=len(made) + 1,
        kind=kind,
        award=meant.kept(),
        cents=incidents.cost(now, meant),
        proposed_at=at,
        answer_by=until,
    )
    events.publish(
        ArrangementProposed(
            incident_id=now.pk,
            arrangement_id=row.pk,
            side=str(side),
            kind=str(kind),
            amount_cents=row.cents,
        ),
        about=now,
        within=part,
        by=by,
        at=at,
    )
    return row


@transaction.atomic(durable=True)
def accept(arrangement: Arrangement, *, side: str, by: User | None, at: datetime) -> bool:
    """The other side accepts: what was offered is done at once, and the complaint closes.

    False when a refund, a return or the buyer's bank took meanwhile what was offered: it lapses,
    and the operator decides. Raises NoLonger, NotForYou or MovedMeanwhile.
    """
    part, row = _lock(arrangement, side=side, at=at)
    incident = row.incident
    if not _is_possible(row):
        _overtake(row, at=at)
        return False
    because = AGREED[Side(side)]
    if row.is_return:
        _take_back(row, part, because=because, by=by, at=at)
        return True
    incidents.close(
        incident,
        part,
        Incident.Outcome.REFUNDED,
        Award.of(row.award),
        borne_by=Incident.Bearer.SELLER,
        because=because,
        by=by,
        at=at,
        agreed=row,
    )
    return True


@transaction.atomic(durable=True)
def refuse(
    arrangement: Arrangement, *, side: str, text: str = "", by: User | None, at: datetime
) -> None:
    """The other side refuses: its author may offer once more, or the operator decides.

    Raises NoLonger, NotForYou or MovedMeanwhile.
    """
    part, row = _lock(arrangement, side=side, at=at)
    incident, is_last = row.incident, row.rank >= ROUNDS
    if text.strip():
        incidents.say(incident, side, text, by=by, at=at)
    if incident.state == WAITS_FOR[Side(side)]:
        if is_last:
            INCIDENT.move(incident, IncidentState.TO_DECIDE, answer_by=None)
        else:
            hours = timedelta(hours=policy.rules(OrderRules).incident_answer_hours)
            INCIDENT.move(incident, WAITS_FOR[Side(row.side)], answer_by=at + hours)
    ARRANGEMENT.move(row, ArrangementState.REFUSED, ended_at=at)
    events.publish(
        ArrangementRefused(
            incident_id=incident.pk, arrangement_id=row.pk, side=str(side), is_last=is_last
        ),
        about=incident,
        within=part,
        by=by,
        at=at,
    )


def on_refund_intended(event: RefundIntended) -> None:
    """Hears RefundIntended: what no longer fits beside a refund decided elsewhere lapses."""
    given = Refund.objects.filter(pk=event.refund_id).values_list("seller_order", flat=True)
    _look_again(given.get())


def on_return_asked(event: ReturnAsked) -> None:
    """Hears ReturnAsked: pieces that come back another way are not settled here."""
    back = Return.objects.filter(pk=event.return_id).values_list("seller_order", flat=True)
    _look_again(back.get())


def _look_again(part: int | None) -> None:
    rows = Arrangement.objects.filter(
        state=ArrangementState.PROPOSED, incident__seller_order=part
    ).select_related("incident__seller_order", "incident__origin")
    for row in rows.order_by("pk"):
        if row.incident.is_open and not _is_possible(row):
            _overtake(row, at=clock.now())


def _lock(arrangement: Arrangement, *, side: str, at: datetime) -> tuple[SellerOrder, Arrangement]:
    """The part first, as every decision does; then the offer as it is now."""
    part = parts.hold(arrangement.incident.seller_order_id)
    row = Arrangement.objects.select_related(
        "incident__seller_order__order", "incident__origin", "incident__shipment"
    ).get(pk=arrangement.pk)
    row.incident.seller_order = part
    if row.to != side:
        raise NotForYou
    if not row.waits or not row.incident.is_open or at > row.answer_by:
        raise NoLonger
    return part, row


def _fresh(incident: Incident, part: SellerOrder) -> Incident:
    row = Incident.objects.select_related("origin", "shipment").get(pk=incident.pk)
    row.seller_order = part
    return row


def _turn_to(incident: Incident, side: str, *, until: datetime) -> None:
    state = WAITS_FOR[Side(side)]
    if incident.state != state:
        INCIDENT.move(incident, state, answer_by=until)
    elif not Incident.objects.filter(pk=incident.pk, state=state).update(answer_by=until):
        raise MovedMeanwhile


def _demand(incident: Incident, kind: str, award: Award) -> None:
    """Refuse to offer what cannot be given."""
    if kind == Kind.RETURN:
        if not award.lines or not incidents.cost(incident, award):
            raise NothingComesBack
        return
    offered = {row.line.pk: row for row in most(incident)}
    for line in incident.seller_order.lines.all():
        named = award.amounts.get(line.pk, line.unit_cents * award.lines.get(line.pk, 0))
        cap = offered[line.pk].cents if line.pk in offered else 0
        if named > cap or named < 0:
            raise TooMuch(most=money(cap), title=line.title)
    postage = left.of_shipping(incident.seller_order)
    if not 0 <= award.shipping_cents <= postage:
        raise TooMuchDelivery(most=money(postage))
    cents = incidents.cost(incident, award)
    if not cents:
        raise refunds.NothingToRefund
    incidents.demand_free(incident, award)
    refunds.demand_room(incident.seller_order, cents)


def _is_possible(row: Arrangement) -> bool:
    """Whether what was offered may still be given."""
    award = Award.of(row.award)
    if row.is_return:
        return may_come_back(row.incident) == dict(award.lines)
    try:
        _demand(row.incident, row.kind, award)
    except Refusal:
        return False
    return True


def _overtake(row: Arrangement, *, at: datetime) -> None:
    incident = row.incident
    if incident.state == WAITS_FOR[Side(row.to)]:
        INCIDENT.move(incident, IncidentState.TO_DECIDE, answer_by=None)
    arrangements.end(row, ArrangementState.LAPSED, why=Why.OVERTAKEN, at=at)


def _take_back(
    row: Arrangement, part: SellerOrder, *, because: str, by: User | None, at: datetime
) -> None:
    """The goods come back at the seller's cost; what arrives is refunded by its receipt."""
    incident, lines = row.incident, dict(Award.of(row.award).lines)
    incidents.end(
        incident,
        part,
        Incident.Outcome.RETURN,
        borne_by=Incident.Bearer.SELLER,
        because=because,
        by=by,
        at=at,
        agreed=row,
    )
    back = incident.origin
    if back is None:
        back = returns.open_(
            part,
            lines,
            reason=REASONS.get(Incident.Kind(incident.kind), "defective"),
            comment="",
            by=by,
            asked_at=at,
            at=at,
        )
    RETURN.move(back, ReturnState.ACCEPTED, answer=because, answered_at=at)
    events.publish(
        ReturnAnswered(return_id=back.pk, accepted=True, in_place=False),
        about=back,
        within=part,
        by=by,
        because=because,
        at=at,
    )
