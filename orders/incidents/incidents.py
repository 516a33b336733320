"""A buyer's complaint: a parcel that did not come, an article that is wrong, a return that is
refused.

The seller answers within a delay, the operator decides with reasons, and who bears it is said.
While a complaint is open the payout of its part waits. Everybody concerned reads the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import appeals, clock, enclosed, events, numbers, policy
from marketplace.shared.audience import is_operator
from marketplace.shared.models import User
from marketplace.shared.money import split_cents
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import money, when
from orders import authority, parts
from orders.events import (
    IncidentAsked,
    IncidentContradicted,
    IncidentDecided,
    IncidentOpened,
    IncidentProposed,
    IncidentSaid,
    IncidentSentBack,
    IncidentSettled,
    IncidentTakenUp,
    IncidentUnanswered,
    IncidentWithdrawn,
    ParcelDelivered,
    RefundPaid,
    ReturnAnswered,
)
from orders.fulfilment import shipping
from orders.incidents import arrangements, evidence
from orders.incidents.pieces import Ways, expects, still_claimed
from orders.models import (
    Arrangement,
    Incident,
    IncidentLine,
    IncidentWord,
    OrderLine,
    OrderRules,
    Refund,
    Return,
    SellerOrder,
    Shipment,
)
from orders.money import left, refunds
from orders.returns import returns
from orders.states import (
    INCIDENT,
    RETURN,
    ArrangementState,
    IncidentState,
    RefundState,
    ReturnState,
    ShipmentState,
)

Kind, Outcome, Bearer, Side = Incident.Kind, Incident.Outcome, Incident.Bearer, IncidentWord.Side
Why = Arrangement.Why
ABOUT_PIECES = Incident.ABOUT_PIECES
BUYER_ANSWERS_IN = timedelta(days=7)
MOST_WORDS = 20  # of one side in one file
WAITS_FOR = {Side.BUYER: IncidentState.WAITING_BUYER, Side.SELLER: IncidentState.WAITING_SELLER}


class NothingToClaim(Refusal):
    """Nothing is left to claim, or all of it is complained of already."""

    sentence = _(
        "Il n'y a rien à réclamer ici : une réclamation est déjà ouverte, tranchée, ou tout est"
        " remboursé."
    )


class MoreThanShipped(Refusal):
    """More pieces than were shipped and are not complained of already."""

    sentence = _("Vous pouvez réclamer pour au plus {left} × « {title} ».")


class UnderReturn(Refusal):
    """A return holds pieces that are complained of."""

    sentence = _(
        "« {title} » : le retour {number} porte déjà sur {count} de ces pièces, et les rembourse à"
        " leur réception ; suivez-le sur la page de la commande. Vous pouvez réclamer pour au plus"
        " {left}."
    )


class NowByReturn(Refusal):
    """All that was complained of comes back by a return, which refunds it."""

    sentence = _(
        "Ces articles reviennent maintenant par le retour {number} : c’est sa réception qui les"
        " rembourse."
    )


class ProofMissing(Refusal):
    """Goods are called counterfeit without anything that shows it."""

    sentence = _(
        "Pour signaler une contrefaçon, joignez au moins une photo ou un PDF : l'article, son"
        " étiquette, ou ce que dit la marque. Sans rien à montrer, choisissez « Autre problème »."
    )


class ByUsAlone(Refusal):
    """Whether goods are counterfeit is not settled between the two sides."""

    sentence = _("Une contrefaçon ne se règle pas entre vous : notre service client tranche.")


class WordsMissing(Refusal):
    """Whoever answers or decides must write something."""

    sentence = _("Expliquez en quelques mots.")


class EnoughSaid(Refusal):
    """A side has written as often as it may: a file is no chat."""

    sentence = _(
        "Ce dossier contient déjà tout ce qu'il peut contenir : le service client va trancher."
    )


class Closed(Refusal):
    """Nobody adds to a closed file."""

    sentence = _("Cette réclamation est close.")


class NeedsAnother(Refusal):
    """Whoever proposed a decision cannot approve it."""

    sentence = _("Une autre personne, de la finance, doit approuver cette décision.")


class NotRejected(Refusal):
    """Only what was rejected, and not yet taken up, is looked at again."""

    sentence = _("Seule une réclamation rejetée se reprend, et une seule fois.")


class DecidedBefore(Refusal):
    """A complaint taken up after an appeal is decided by somebody else."""

    sentence = _(
        "Vous avez rejeté cette réclamation la première fois : une autre personne du service client"
        " la tranche."
    )


class SellerStillHasTime(Refusal):
    """The seller pays only after they were heard, or missed their deadline."""

    sentence = _(
        "Le vendeur a jusqu'au {until} pour répondre : attendez sa réponse ou ce terme. D'ici là,"
        " vous pouvez rembourser à la charge de la place de marché."
    )


class NoReturn(Refusal):
    """There is no refused return to impose."""

    sentence = _("Aucun retour refusé n'est lié à cette réclamation.")


class NoParcel(Refusal):
    """The complaint is not about a parcel."""

    sentence = _("Cette réclamation ne porte pas sur un colis.")


@dataclass(frozen=True)
class Award:
    """What a decision gives back: pieces, or cents, of each line, and cents of the delivery."""

    lines: Mapping[int, int] = field(default_factory=dict)
    amounts: Mapping[int, int] = field(default_factory=dict)
    shipping_cents: int = 0

    def kept(self) -> dict:
        """In the form in which a proposal stores it (JSON has no integer keys)."""
        return {
            "lines": list(self.lines.items()),
            "amounts": list(self.amounts.items()),
            "shipping_cents": self.shipping_cents,
        }

    @classmethod
    def of(cls, stored: dict) -> Award:
        """The award that a stored proposal describes."""
        return cls(dict(stored["lines"]), dict(stored["amounts"]), stored["shipping_cents"])


# --- What the buyer may do ------------------------------------------------------------------------


def claimable(
    part: SellerOrder, kind: str, *, left: Mapping[int, int] | None = None
) -> dict[int, int]:
    """How many pieces of each line were shipped, are not refunded, and take no other way already:
    neither a complaint nor a return.

    `left`: what of each line is not refunded, from a page that fetched it at once with the
    complaints, the returns and their lines.
    """
    ways = Ways.of(part) if left is None else Ways.fetched(part)
    if left is None:
        left = refunds.refundable(part)
    taken, back = ways.complained_of(kind), ways.coming_back(kind)
    return {
        line.pk: max(
            0,
            min(line.shipped - line.returned - line.came_back, left[line.pk])
            - taken[line.pk]
            - back[line.pk],
        )
        for line in part.lines.all()
    }


def missable(parcel: Shipment) -> bool:
    """Whether a buyer may still say that a parcel did not come."""
    complaints = [
        complaint for complaint in parcel.incidents.all() if complaint.kind == Kind.NOT_RECEIVED
    ]
    return all(
        complaint.state == IncidentState.WITHDRAWN or expects(complaint) for complaint in complaints
    )


def contestable(back: Return, at: datetime) -> str:
    """For which reason a buyer may complain of a return; "" when there is none."""
    kind, complaints = _wrong_with(back, at), list(back.incidents.all())
    decided = any(
        complaint.kind == kind and complaint.state == IncidentState.DECIDED
        for complaint in complaints
    )
    return "" if decided or any(complaint.is_open for complaint in complaints) else kind


def _wrong_with(back: Return, at: datetime) -> str:
    if back.state == ReturnState.REFUSED:
        return Kind.RETURN_REFUSED
    if returns.is_unanswered(back, at) or back.state == ReturnState.ACCEPTED:
        return Kind.RETURN_UNPAID
    kept = any(line.deducted_cents for line in back.lines.all())
    short = kept or bool(returns.missing(back))  # what came since was refunded
    if back.state in (ReturnState.RECEIVED, ReturnState.REFUNDED) and back.received_at and short:
        return Kind.RETURN_AMOUNT
    return ""


@transaction.atomic(durable=True)
def open_(
    seller_order: SellerOrder,
    *,
    kind: str,
    text: str,
    pieces: Mapping[int, int] | None = None,
    parcel: Shipment | None = None,
    back: Return | None = None,
    photos: Iterable[enclosed.Kept] = (),
    by: User | None,
    at: datetime,
) -> Incident:
    """Complain of a parcel (all that is in it), of a return, or of some pieces.

    Raises WordsMissing, NothingToClaim, MoreThanShipped, ProofMissing, or NothingChosen.
    """
    shown = list(photos)
    if kind == Kind.COUNTERFEIT and not shown:
        raise ProofMissing
    part = parts.lock_part(seller_order)
    if back is not None:
        if contestable(back, at) != kind:
            raise NothingToClaim
        wanted = {line.line_id: line.quantity for line in back.lines.all()}
    else:
        wanted = _wanted(part, kind, pieces, parcel)
    incident = Incident.objects.create(
        seller_order=part,
        shipment=parcel,
        origin=back,
        number=f"L{numbers.code()}",
        kind=kind,
        opened_at=at,
        answer_by=at + timedelta(hours=policy.rules(OrderRules).incident_answer_hours),
    )
    IncidentLine.objects.bulk_create(
        [
            IncidentLine(incident=incident, line_id=pk, quantity=count)
            for pk, count in sorted(wanted.items())
        ]
    )
    say(incident, Side.BUYER, text, photos=shown, by=by, at=at)
    events.publish(
        IncidentOpened(incident_id=incident.pk, seller_id=part.seller_id),
        about=incident,
        within=part,
        by=by,
        at=at,
    )
    return incident


@transaction.atomic(durable=True)
def withdraw(incident: Incident, *, by: User | None, at: datetime) -> None:
    """The buyer asks nothing more: the complaint no longer holds the payout."""
    _withdraw(incident, outcome="", by=by, at=at)


@transaction.atomic(durable=True)
def receive_after_all(incident: Incident, *, by: User | None, at: datetime) -> None:
    """The buyer received the parcel after all: the complaint ends without a decision."""
    _withdraw(incident, outcome=Outcome.RECEIVED, by=by, at=at)


def on_delivered(event: ParcelDelivered) -> None:
    """Hears ParcelDelivered: a buyer who says that the parcel came does not miss it any more."""
    if event.how != "buyer":  # a carrier's word does not end what the buyer complains of
        return
    missed = Incident.objects.open().filter(shipment=event.shipment_id, kind=Kind.NOT_RECEIVED)
    for incident in missed.select_related("seller_order", "shipment"):
        at = incident.shipment.delivered_at if incident.shipment else None
        _withdraw(incident, outcome=Outcome.RECEIVED, by=None, at=at or clock.now())
    refunded = Incident.objects.filter(
        shipment=event.shipment_id,
        kind=Kind.NOT_RECEIVED,
        state=IncidentState.DECIDED,
        outcome=Outcome.REFUNDED,  # a gesture paid for the wait only
    )
    for incident in refunded.select_related("seller_order", "shipment"):
        at = incident.shipment.delivered_at if incident.shipment else None
        events.publish(
            IncidentContradicted(incident_id=incident.pk),
            about=incident,
            within=incident.seller_order,
            at=at or clock.now(),
        )


def on_refund_paid(event: RefundPaid) -> None:
    """Hears RefundPaid: a complaint closes when a return or a cancellation refunded all of it."""
    given = Refund.objects.select_related("origin").get(pk=event.refund_id)
    waiting = Incident.objects.open().filter(seller_order=event.seller_order_id)
    for incident in waiting.select_related("seller_order", "origin").order_by("pk"):
        if _is_given_back(incident):
            with suppress(MovedMeanwhile):  # decided at this very instant
                _settle(incident, given, at=given.paid_at or clock.now())


def _is_given_back(incident: Incident) -> bool:
    """Whether the return complained of was refunded whole, or every piece or cent of the lines went
    back.
    """
    back = incident.origin
    if back is not None and back.state == ReturnState.REFUNDED:
        pieces = list(back.lines.all())
        if all(line.received == line.quantity and not line.deducted_cents for line in pieces):
            return True
    paid = Sum(
        "refund_lines__amount_cents",
        filter=Q(refund_lines__refund__state=RefundState.PAID),
        default=0,
    )
    lines = OrderLine.objects.filter(seller_order=incident.seller_order_id).annotate(paid=paid)
    prices = {line.pk: line.unit_cents for line in lines}
    gone = Ways.of(incident.seller_order).paid_since(incident, prices)
    claims = {claim.line_id: claim.quantity for claim in incident.lines.all()}
    some = lines.filter(pk__in=claims, paid__lt=F("total_cents"))
    if any(gone[line.pk] < claims[line.pk] for line in some):
        return False
    part = incident.seller_order
    # once every line of the part is wholly refunded, its delivery is due back too
    some_left = lines.filter(paid__lt=F("total_cents")).exists()
    return some_left or part.shipping_refunded_cents == part.shipping_cents


def _settle(incident: Incident, given: Refund, *, at: datetime) -> None:
    because = gettext(
        "Tout ce qui était réclamé a été remboursé par ailleurs ({cause}, {amount})."
    ).format(cause=given.get_cause_display().lower(), amount=money(given.amount_cents))
    INCIDENT.move(
        incident,
        IncidentState.DECIDED,
        closed_at=at,
        answer_by=None,
        outcome=Outcome.SETTLED,
        because=because,
        proposal={},
        proposed_by=None,
    )
    arrangements.lapse(incident, Why.CLOSED, at=at)
    events.publish(
        IncidentSettled(incident_id=incident.pk, refund_id=given.pk),
        about=incident,
        within=incident.seller_order,
        because=because,
        at=at,
    )


def _withdraw(incident: Incident, *, outcome: str, by: User | None, at: datetime) -> None:
    if not incident.is_open:
        raise Closed
    INCIDENT.move(
        incident,
        IncidentState.WITHDRAWN,
        closed_at=at,
        outcome=outcome,
        answer_by=None,
        proposal={},
    )
    arrangements.lapse(incident, Why.CLOSED, by=by, at=at)
    events.publish(
        IncidentWithdrawn(incident_id=incident.pk),
        about=incident,
        within=incident.seller_order,
        by=by,
        at=at,
    )


def _wanted(
    part: SellerOrder, kind: str, pieces: Mapping[int, int] | None, parcel: Shipment | None
) -> dict[int, int]:
    left = claimable(part, kind)
    if kind == Kind.NOT_RECEIVED and parcel is not None:
        wanted = {
            packed.line_id: min(packed.quantity, left[packed.line_id])
            for packed in parcel.lines.all()
        }
        wanted = {pk: count for pk, count in wanted.items() if count}
        if not wanted or not missable(parcel):
            raise NothingToClaim
        return wanted
    wanted = {pk: count for pk, count in (pieces or {}).items() if count > 0}
    if kind in ABOUT_PIECES:
        _demand_not_coming_back(part, kind, wanted, left)
    if kind not in ABOUT_PIECES or not any(left.values()):
        raise NothingToClaim
    if not wanted or not set(wanted) <= set(left):
        raise parts.NothingChosen
    for line in part.lines.all():
        if wanted.get(line.pk, 0) > left[line.pk]:
            raise MoreThanShipped(title=line.title, left=left[line.pk])
    return wanted


def _demand_not_coming_back(
    part: SellerOrder, kind: str, wanted: Mapping[int, int], left: Mapping[int, int]
) -> None:
    ways = Ways.of(part)
    held = ways.coming_back(kind)
    for line in part.lines.all():
        if held[line.pk] and wanted.get(line.pk, 0) > left[line.pk]:
            number = next(
                back.number
                for back in reversed(ways.returns)
                if back.state in returns.OPEN
                and any(row.line_id == line.pk for row in back.lines.all())
            )
            raise UnderReturn(
                title=line.title, number=number, count=held[line.pk], left=left[line.pk]
            )


# --- What both sides say --------------------------------------------------------------------------


@transaction.atomic(durable=True)
def answer(
    incident: Incident,
    *,
    side: str,
    text: str,
    photos: Iterable[enclosed.Kept] = (),
    by: User | None,
    at: datetime,
) -> IncidentWord:
    """A side answers, or adds to the file; the one that was waited for hands it to the operator,
    unless it is an arrangement that waits for it: that is accepted, refused, or replaced.

    Raises Closed, WordsMissing, EnoughSaid, or MovedMeanwhile.
    """
    if not incident.is_open:
        raise Closed
    word = say(incident, side, text, photos=photos, by=by, at=at)
    offered = arrangements.waiting(incident)
    if incident.state == WAITS_FOR[Side(side)] and (offered is None or offered.to != side):
        INCIDENT.move(incident, IncidentState.TO_DECIDE, answer_by=None)
    events.publish(
        IncidentSaid(incident_id=incident.pk, word_id=word.pk, side=side),
        about=incident,
        within=incident.seller_order,
        by=by,
        at=at,
    )
    return word


@transaction.atomic(durable=True)
def ask(incident: Incident, *, side: str, question: str, by: User, at: datetime) -> IncidentWord:
    """The operator asks a side, which has its time again. Raises WordsMissing or MovedMeanwhile."""
    state = WAITS_FOR[Side(side)]
    hours = timedelta(hours=policy.rules(OrderRules).incident_answer_hours)
    until = at + (BUYER_ANSWERS_IN if side == Side.BUYER else hours)
    word = say(incident, Side.OPERATOR, question, asks=side, by=by, at=at)
    if incident.state != state:
        INCIDENT.move(incident, state, answer_by=until)
    # already this side's turn: only the term changes, and only if nobody moved it meanwhile
    elif not Incident.objects.filter(pk=incident.pk, state=state).update(answer_by=until):
        raise MovedMeanwhile
    events.publish(
        IncidentAsked(incident_id=incident.pk, word_id=word.pk, side=side),
        about=incident,
        within=incident.seller_order,
        by=by,
        at=at,
    )
    return word


def expire_due(at: datetime) -> int:
    """Hand the operator the complaints, and arrangements, nobody answered in time; returns how
    many.
    """
    done = 0
    for offered in arrangements.due(at)[:200]:
        try:
            _let_lapse(offered, at=at)
        except MovedMeanwhile:
            continue
        done += 1
    late = Incident.objects.filter(state__in=WAITS_FOR.values(), answer_by__lt=at)
    for incident in late.select_related("seller_order").order_by("answer_by", "pk")[:200]:
        try:
            _expire(incident, at=at)
        except MovedMeanwhile:
            continue
        done += 1
    return done


@transaction.atomic(durable=True)
def _let_lapse(offered: Arrangement, *, at: datetime) -> None:
    incident = offered.incident
    if incident.state == WAITS_FOR[Side(offered.to)]:
        INCIDENT.move(incident, IncidentState.TO_DECIDE, answer_by=None)
    arrangements.end(offered, ArrangementState.LAPSED, why=Why.UNANSWERED, at=at)


@transaction.atomic(durable=True)
def _expire(incident: Incident, *, at: datetime) -> None:
    side = next(side for side, state in WAITS_FOR.items() if state == incident.state)
    INCIDENT.move(incident, IncidentState.TO_DECIDE, answer_by=None)
    events.publish(
        IncidentUnanswered(incident_id=incident.pk, side=side),
        about=incident,
        within=incident.seller_order,
        at=at,
    )


def say(
    incident: Incident,
    side: str,
    text: str,
    *,
    asks: str = "",
    photos: Iterable[enclosed.Kept] = (),
    by: User | None,
    at: datetime,
) -> IncidentWord:
    """Write what a side says in the file, in the caller's transaction.

    Raises WordsMissing, EnoughSaid.
    """
    if not text.strip():
        raise WordsMissing
    if incident.words.filter(side=side).count() >= MOST_WORDS:
        raise EnoughSaid
    word = IncidentWord.objects.create(
        incident=incident,
        side=side,
        asks=asks,
        text=text,
        by=by if getattr(by, "pk", None) else None,
        said_at=at,
    )
    evidence.attach(word, photos)
    return word


# --- What is decided ------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def refund(
    incident: Incident, award: Award, *, borne_by: str, because: str, by: User, at: datetime
) -> Refund | None:
    """Decide for the buyer: all or part of the goods and of the delivery go back.

    A parcel of which every missing article is refunded is lost; returns of what is refunded end.
    Above what one person grants alone on one order, in all, it is only proposed (None), whatever
    their roles. At the seller's charge, it waits for the seller's answer or the end of their delay.
    Raises NothingToRefund, RefundTooLarge, WordsMissing, SellerStillHasTime, or MovedMeanwhile.
    """
    return _award(
        incident, Outcome.REFUNDED, award, borne_by=borne_by, because=because, by=by, at=at
    )


@transaction.atomic(durable=True)
def give(
    incident: Incident, cents: int, *, borne_by: str, because: str, by: User, at: datetime
) -> Refund | None:
    """Close with a gesture: some money, without saying that the buyer was right.

    It is taken off the lines complained of, by what is left of each; parcel and returns stay as
    they are. The same refusals as `refund`.
    """
    award = Award(amounts=_spread(incident, cents))
    return _award(
        incident, Outcome.GOODWILL, award, borne_by=borne_by, because=because, by=by, at=at
    )


@transaction.atomic(durable=True)
def concede(incident: Incident, *, by: User, at: datetime) -> Refund:
    """The seller gives in: the pieces complained of are refunded, and the buyer keeps them."""
    if incident.kind == Kind.COUNTERFEIT:  # money does not settle what may not be sold at all
        raise ByUsAlone
    part = _lock(incident)
    award = whole(incident)
    back = now_by_return(incident)
    if back is not None and not any(award.lines.values()) and not award.amounts:
        raise NowByReturn(number=back.number)
    because = gettext("Le vendeur a choisi de rembourser.")
    return close(
        incident,
        part,
        Outcome.REFUNDED,
        award,
        borne_by=Bearer.SELLER,
        because=because,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def reject(incident: Incident, *, because: str, by: User, at: datetime) -> None:
    """Decide for the seller: nothing goes back, and why. Raises DecidedBefore."""
    part = _lock(incident)
    _demand_another(incident, by)
    end(incident, part, Outcome.REJECTED, because=because, by=by, at=at)


def may_be_resumed(incident: Incident) -> bool:
    """Whether it was rejected, and was not taken up again."""
    rejected = (incident.state, incident.outcome) == (IncidentState.DECIDED, Outcome.REJECTED)
    return rejected and not Incident.objects.filter(resumes=incident.pk).exists()


@transaction.atomic(durable=True)
def take_up(incident: Incident, *, because: str, by: User, at: datetime) -> Incident:
    """Look again at a rejected complaint, under another number: what was said comes with it, the
    seller is asked again, the payout waits again, and somebody else decides.

    Raises WordsMissing, NotRejected or NothingToClaim.
    """
    part = _lock(incident)
    if not because.strip():
        raise WordsMissing
    if not may_be_resumed(incident):
        raise NotRejected
    wanted = still_claimed(incident)
    if incident.origin is not None:
        wanted = {claim.line_id: claim.quantity for claim in incident.lines.all()}
    wanted = {pk: count for pk, count in wanted.items() if count}
    if not wanted:
        raise NothingToClaim
    again = Incident.objects.create(
        seller_order=part,
        shipment=incident.shipment,
        origin=incident.origin,
        resumes=incident,
        number=f"L{numbers.code()}",
        kind=incident.kind,
        opened_at=at,
        answer_by=at + timedelta(hours=policy.rules(OrderRules).incident_answer_hours),
    )
    IncidentLine.objects.bulk_create(
        [
            IncidentLine(incident=again, line_id=pk, quantity=count)
            for pk, count in sorted(wanted.items())
        ]
    )
    for word in incident.words.order_by("pk").prefetch_related("photos"):
        copied = IncidentWord.objects.create(
            incident=again,
            side=word.side,
            asks=word.asks,
            text=word.text,
            by_id=word.by_id,
            said_at=word.said_at,
        )
        evidence.attach(copied, evidence.copies(word))
    for fact in (
        IncidentTakenUp(incident_id=incident.pk, resumed_id=again.pk),
        IncidentOpened(incident_id=again.pk, seller_id=part.seller_id),
    ):
        about = incident if isinstance(fact, IncidentTakenUp) else again
        events.publish(fact, about=about, within=part, by=by, because=because[:500], at=at)
    return again


def _demand_another(incident: Incident, by: User) -> None:
    """Refuse whoever rejected it the first time, where somebody else could decide."""
    first = incident.resumes
    if (
        first is not None
        and first.decided_by_id == by.pk
        and appeals.others("support", by).exists()
    ):
        raise DecidedBefore


@transaction.atomic(durable=True)
def impose_return(incident: Incident, *, because: str, by: User, at: datetime) -> None:
    """Decide that the seller takes the goods back after all: refunded when they arrive.

    Raises NoReturn, SellerStillHasTime.
    """
    part, back = _lock(incident), incident.origin
    if back is None or back.state not in (ReturnState.REFUSED, ReturnState.ASKED):
        raise NoReturn
    _hear_the_seller(incident, at)
    _demand_another(incident, by)
    end(incident, part, Outcome.RETURN, borne_by=Bearer.SELLER, because=because, by=by, at=at)
    RETURN.move(back, ReturnState.ACCEPTED, answer=because, answered_at=at)
    events.publish(
        ReturnAnswered(return_id=back.pk, accepted=True, in_place=True),
        about=back,
        within=part,
        by=by,
        because=because[:500],
        at=at,
    )


@transaction.atomic(durable=True)
def approve(incident: Incident, *, by: User, at: datetime) -> Refund:
    """A second person, of finance, approves a proposed decision. Raises NeedsAnother."""
    if not is_operator(by, "finance") or by.pk == incident.proposed_by_id:
        raise NeedsAnother
    if incident.state != IncidentState.TO_APPROVE:
        raise MovedMeanwhile
    part, meant = _lock(incident), incident.proposal
    return close(
        incident,
        part,
        meant["outcome"],
        Award.of(meant["award"]),
        borne_by=meant["borne_by"],
        because=meant["because"],
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def send_back(incident: Incident, *, because: str, by: User, at: datetime) -> None:
    """The second person does not approve: support decides again."""
    if incident.state != IncidentState.TO_APPROVE:
        raise MovedMeanwhile
    INCIDENT.move(incident, IncidentState.TO_DECIDE, proposal={}, proposed_by=None)
    events.publish(
        IncidentSentBack(incident_id=incident.pk),
        about=incident,
        within=incident.seller_order,
        by=by,
        because=because[:500],
        at=at,
    )


@transaction.atomic(durable=True)
def mark_lost(incident: Incident, *, because: str, by: User, at: datetime) -> None:
    """The parcel complained of will not arrive; the file stays open for its decision.

    Raises Closed, NoParcel, Arrived, MovedMeanwhile.
    """
    part = _lock(incident)
    if not incident.is_open:
        raise Closed
    if incident.shipment is None:
        raise NoParcel
    parcel = Shipment.objects.get(pk=incident.shipment_id)
    if parcel.state == ShipmentState.LOST:
        raise MovedMeanwhile
    shipping.lose(parcel, part, because=because, by=by, at=at)


def held_until(incident: Incident, at: datetime) -> datetime | None:
    """Until when nothing is decided against the seller: the end of the delay they were promised, if
    it still runs.

    It runs from the complaint, and again from each question put to them, until they answer; a
    question put to the buyer meanwhile does not take it away.
    """
    asked = (
        incident.words.filter(side=Side.OPERATOR, asks=Side.SELLER)
        .order_by("-said_at", "-pk")
        .first()
    )
    # what was said in a complaint that this one takes up was said before
    since = max(asked.said_at, incident.opened_at) if asked else incident.opened_at
    if incident.words.filter(side=Side.SELLER, said_at__gte=since).exists():
        return None
    until = since + timedelta(hours=policy.rules(OrderRules).incident_answer_hours)
    if incident.state == IncidentState.WAITING_SELLER and incident.answer_by is not None:
        until = incident.answer_by  # as it was promised
    return until if until > at else None


def _hear_the_seller(incident: Incident, at: datetime) -> None:
    until = held_until(incident, at)
    if until is not None:
        raise SellerStillHasTime(until=when(until))


def awaited_until(incident: Incident, side: str, at: datetime) -> datetime | None:
    """Until when a side is still waited for; None once it answered, is late, or the file closed."""
    if not incident.is_open:
        return None
    if side == Side.SELLER:
        return held_until(incident, at)
    is_on = (
        incident.state == WAITS_FOR[Side.BUYER]
        and incident.answer_by is not None
        and incident.answer_by > at
    )
    return incident.answer_by if is_on else None


def still_waits(incident: Incident, question: IncidentWord) -> bool:
    """Whether a question of the operator's may still be answered, and was not."""
    return (
        incident.is_open
        and not incident.words.filter(side=question.asks, pk__gt=question.pk).exists()
    )


def whole(incident: Incident) -> Award:
    """All that is left of the pieces complained of, and the delivery when nothing else is kept."""
    part = incident.seller_order
    left = refunds.refundable(part)
    lines, amounts = still_claimed(incident), {}
    if incident.kind == Kind.RETURN_AMOUNT and incident.origin is not None:
        lines, amounts = _short(incident.origin, left)
    all_of_it = all(left[pk] == lines.get(pk, 0) for pk in left)
    return Award(
        lines=lines,
        amounts=amounts,
        shipping_cents=part.shipping_cents - part.shipping_refunded_cents if all_of_it else 0,
    )


def _short(back: Return, left: Mapping[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """What a return that was counted did not refund: pieces not found, or whose price was kept."""
    lines, amounts, missing = {}, {}, returns.missing(back)
    for row in back.lines.select_related("line"):
        absent, price = missing.get(row.line_id, 0), row.line.unit_cents
        withheld = row.received if row.deducted_cents >= price * row.received else 0
        lines[row.line_id] = max(0, min(absent + withheld, left[row.line_id]))
        rest = row.line.total_cents - row.line.refunded_cents
        kept = min(price * absent + row.deducted_cents, rest)
        if kept != price * lines[row.line_id]:
            amounts[row.line_id] = kept
    return lines, amounts


def demand_free(incident: Incident, award: Award) -> None:
    """Refuse to refund what an open return will refund; not the return complained of.

    Raises ComingBack.
    """
    left.demand_free(
        incident.seller_order,
        lines=award.lines,
        amounts=award.amounts,
        but=incident.origin_id,
        missed=incident.kind == Kind.NOT_RECEIVED,
    )


def may_lose_its_parcel(incident: Incident) -> bool:
    """Whether the complaint is about a parcel that is still on its way."""
    parcel = incident.shipment
    return (
        incident.kind == Kind.NOT_RECEIVED
        and parcel is not None
        and parcel.state == ShipmentState.SHIPPED
    )


def loses_its_parcel(incident: Incident, award: Award) -> bool:
    """Whether such a refund says that the parcel is lost: all that misses of it is paid back."""
    if not may_lose_its_parcel(incident):
        return False
    for claim in incident.lines.select_related("line"):
        line = claim.line
        left = line.total_cents - line.refunded_cents
        given = award.amounts.get(line.pk, line.unit_cents * award.lines.get(line.pk, 0))
        if given < min(line.unit_cents * claim.quantity, left):
            return False
    return True


def _award(
    incident: Incident,
    outcome: str,
    award: Award,
    *,
    borne_by: str,
    because: str,
    by: User,
    at: datetime,
) -> Refund | None:
    part = _lock(incident)
    _demand_another(incident, by)
    cents = cost(incident, award)
    if outcome == Outcome.REFUNDED:
        demand_free(incident, award)
    if borne_by == Bearer.SELLER:  # what we pay ourselves need not wait for them
        _hear_the_seller(incident, at)
    if authority.needs_another(part, cents):
        if not because.strip():
            raise WordsMissing
        meant = {
            "outcome": outcome,
            "award": award.kept(),
            "borne_by": borne_by,
            "because": because,
            "cents": cents,  # what the second person reads; `approve` counts it again
        }
        INCIDENT.move(
            incident, IncidentState.TO_APPROVE, answer_by=None, proposal=meant, proposed_by=by
        )
        arrangements.lapse(incident, Why.TAKEN_UP, by=by, at=at)
        events.publish(
            IncidentProposed(incident_id=incident.pk, amount_cents=cents),
            about=incident,
            within=part,
            by=by,
            because=because[:500],
            at=at,
        )
        return None
    return close(incident, part, outcome, award, borne_by=borne_by, because=because, by=by, at=at)


def close(
    incident: Incident,
    part: SellerOrder,
    outcome: str,
    award: Award,
    *,
    borne_by: str,
    because: str,
    by: User | None,
    at: datetime,
    agreed: Arrangement | None = None,
) -> Refund:
    """The decision and its refund, in the caller's transaction; `agreed`: by both sides."""
    cents, parcel = cost(incident, award), incident.shipment
    loses = outcome == Outcome.REFUNDED and loses_its_parcel(incident, award)
    if outcome == Outcome.REFUNDED:
        demand_free(incident, award)  # one piece, one way: its return pays it
    refunds.demand_room(part, cents)  # nothing is promised that a lost dispute gave back
    # the state moves before the money: of two who decide at once, the second refunds nothing
    end(
        incident,
        part,
        outcome,
        borne_by=borne_by,
        because=because,
        awarded_cents=cents,
        by=by,
        at=at,
        agreed=agreed,
    )
    given = refunds.intend(
        part,
        lines=award.lines,
        amounts=award.amounts,
        shipping_cents=award.shipping_cents,
        cause=Refund.Cause.GOODWILL if outcome == Outcome.GOODWILL else Refund.Cause.INCIDENT,
        borne_by=Refund.Bearer.SELLER if borne_by == Bearer.SELLER else Refund.Bearer.OPERATOR,
        incident=incident,
        by_right=agreed is not None,  # nobody of the operator grants it
        by=by,
        at=at,
    )
    if outcome == Outcome.REFUNDED:
        _settle_return(incident, at=at)
    if loses and parcel is not None:
        shipping.lose(parcel, part, because=because, by=by, at=at)
    return given


def end(
    incident: Incident,
    part: SellerOrder,
    outcome: str,
    *,
    because: str,
    borne_by: str = "",
    awarded_cents: int = 0,
    by: User | None,
    at: datetime,
    agreed: Arrangement | None = None,
) -> None:
    """The decision itself, in the caller's transaction; an arrangement that still waits falls.

    Raises WordsMissing or MovedMeanwhile.
    """
    if not because.strip():
        raise WordsMissing
    INCIDENT.move(
        incident,
        IncidentState.DECIDED,
        closed_at=at,
        answer_by=None,
        outcome=outcome,
        borne_by=borne_by,
        because=because,
        awarded_cents=awarded_cents,
        decided_by=by if getattr(by, "pk", None) else None,
    )
    if agreed is None:
        arrangements.lapse(incident, Why.CLOSED, by=by, at=at)
    else:
        arrangements.end(agreed, ArrangementState.ACCEPTED, by=by, at=at)
    events.publish(
        IncidentDecided(
            incident_id=incident.pk,
            outcome=outcome,
            awarded_cents=awarded_cents,
            borne_by=str(borne_by),
        ),
        about=incident,
        within=part,
        by=by,
        because=because[:500],
        at=at,
    )


def returns_to_end(incident: Incident) -> QuerySet[Return]:
    """The returns that a decision ends once their pieces are refunded."""
    own = Q(
        pk=incident.origin_id,
        state__in=(ReturnState.ASKED, ReturnState.ACCEPTED, ReturnState.REFUSED),
    )
    return Return.objects.filter(
        Q(state=ReturnState.ON_ITS_WAY) | own, seller_order=incident.seller_order_id
    )


def _settle_return(incident: Incident, *, at: datetime) -> None:
    """End the returns whose pieces the decision refunded.

    They are the one complained of, and any of a parcel that never came.
    """
    left = refunds.refundable(incident.seller_order)
    for back in returns_to_end(incident).order_by("pk"):
        lines = back.lines.select_related("line")
        if all(
            left[return_line.line_id] <= return_line.line.quantity - return_line.quantity
            for return_line in lines
        ):
            RETURN.move(back, ReturnState.REFUNDED, refunded_at=at)


def _spread(incident: Incident, cents: int) -> dict[int, int]:
    """A gesture by line: on those complained of, else on all of the part when these are too few."""
    claimed = [claim.line_id for claim in incident.lines.all()]
    for lines in (
        OrderLine.objects.filter(pk__in=claimed),
        OrderLine.objects.filter(seller_order=incident.seller_order_id),
    ):
        left = {line.pk: line.total_cents - line.refunded_cents for line in lines.order_by("pk")}
        if 0 < cents <= sum(left.values()):
            shares = split_cents(cents, list(left.values()))
            return {pk: share for pk, share in zip(left, shares, strict=True) if share}
    raise refunds.RefundTooLarge if cents > 0 else refunds.NothingToRefund


def _lock(incident: Incident) -> SellerOrder:
    """The part, locked first by every decision, so that decisions and refunds never deadlock."""
    return parts.hold(incident.seller_order_id)


def now_by_return(incident: Incident) -> Return | None:
    """The open return that took pieces of a complaint over since it was opened, if one did."""
    claimed = incident.lines.values("line")
    since = incident.seller_order.returns.filter(
        state__in=returns.OPEN, lines__line__in=claimed, asked_at__gt=incident.opened_at
    )
    if incident.kind == Kind.NOT_RECEIVED:
        since = since.exclude(state=ReturnState.ON_ITS_WAY)
    return since.exclude(pk=incident.origin_id).order_by("-pk").first()


def cost(incident: Incident, award: Award) -> int:
    """What such a decision would give back, in cents."""
    return (
        refunds.worth(incident.seller_order, lines=award.lines, amounts=award.amounts)
        + award.shipping_cents
    )
