"""An order as its buyer follows it: one story a seller, read from what is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy_

from catalog.models import Review
from catalog.snapshots import snapshots
from catalog.states import ReviewState
from marketplace.shared import appeals, clock, contact_data, facts
from marketplace.shared.templatetags.ui import between, day, money
from orders import carriers, contested, milestones, moneyback
from orders.following import calendars
from orders.fulfilment import cancellations, late, withdrawn
from orders.incidents import file as incident_file
from orders.incidents import incidents
from orders.models import (
    Dispute,
    Incident,
    Lateness,
    Order,
    OrderLine,
    Refund,
    Return,
    ReturnLine,
    SellerOrder,
    Shipment,
    ShipmentLine,
)
from orders.money import standing
from orders.money.standing import Standing
from orders.returns import owed, returns, withdrawals
from orders.returns.owed import Due
from orders.states import (
    UNSHIPPED,
    LatenessState,
    RefundState,
    ReturnState,
    SellerOrderState,
    ShipmentState,
)

S = SellerOrderState
BANK: dict[str, object] = {
    RefundState.WAITING: lazy_(
        "Votre banque a repris cette somme et l'examine : rien n'est rendu deux fois."
    ),
    RefundState.DROPPED: lazy_("Votre banque vous a rendu cette somme."),
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What became of a buyer's review: for a refused one, why, and where it is contested."""

    state: str
    because: str = ""
    contest: str = ""


@dataclass(frozen=True)
class Parcel:
    """A parcel with where it is followed."""

    row: Shipment
    carrier: str
    tracking_url: str
    where: str = ""  # as its carrier said last
    goes_back: bool = False  # its carrier sends it back

    @property
    def arrives(self) -> bool:
        """Whether the buyer may say that it came."""
        return self.row.state in (ShipmentState.SHIPPED, ShipmentState.LOST)

    @property
    def is_awaited(self) -> bool:
        """Whether its arrival is what its buyer waits for: neither sent back nor lost."""
        return self.row.state == ShipmentState.SHIPPED and not self.goes_back


@dataclass(frozen=True)
class Story:
    """One seller's part, in words: what happened, what comes next, what the buyer may do."""

    part: SellerOrder
    sentence: str
    facts: list[dict]
    parcels: list[Parcel]
    returns: list[Return]
    due: dict[int, Due]  # what is due of each open return
    returnable: dict[int, int]
    withdrawable: dict[int, int]
    last_day: date | None
    in_time: bool
    waiting: list[OrderLine]
    in_place: dict[str, set[int]]  # returns that the operator answered or took in
    incidents: list[Incident]
    contestable: set[int]
    short: set[int]  # returns of which the seller missed pieces that are not refunded yet
    missable: set[int]
    may_claim: bool
    is_contested: bool
    standing: Standing
    given_back_on: datetime | None  # when their bank gave the buyer back what they contested
    opinions: dict[int, Opinion]  # what became of the buyer's review of a line, by its line
    photos: dict[int, int]  # how many photos of a line its buyer gave, by its line
    late: Lateness | None  # while its promised day has passed and nothing ended it
    goes_back: bool = False  # its carrier sends back all that is on its way
    is_expected: bool = True  # nothing keeps it from coming

    @property
    def lines(self) -> list[tuple[OrderLine, Opinion | None, int]]:
        """Each line, with what became of the buyer's review, and how many photos they gave."""
        return [
            (line, self.opinions.get(line.pk), self.photos.get(line.pk, 0))
            for line in self.part.lines.all()
        ]

    @property
    def backs(self) -> list[tuple[Return, Due | None]]:
        """Each return, with what is due of it while it is open."""
        return [(back, self.due.get(back.pk)) for back in self.returns]

    @property
    def told(self) -> str:
        """The state in the buyer's words."""
        suspended = self.given_back_on is not None
        return told(self.part, self.standing, suspended=suspended, goes_back=self.goes_back)

    @property
    def has_day(self) -> bool:
        """Whether a delivery is awaited on promised days."""
        return self.is_expected and calendars.has_day(self.part)

    @property
    def has_begun(self) -> bool:
        """Whether somebody did something since it was paid: the seller, or a change of mind."""
        part = self.part
        return bool(
            part.accepted_at
            or part.cancelled_at
            or self.returns
            or any(line.cancelled for line in part.lines.all())
        )

    @property
    def may_cancel(self) -> bool:
        """A buyer cancels freely until the seller accepts."""
        return self.part.state == S.TO_ACCEPT

    @property
    def awaits_point(self) -> bool:
        """The point closed before the parcel left: the buyer chooses another."""
        return self.part.relay_closed_at is not None and self.part.state in UNSHIPPED

    @property
    def collects(self) -> bool:
        """Whether something of it is collected, or was, at the point that was chosen."""
        return bool(self.part.relay) and not self.awaits_point and self.part.state != S.CANCELLED

    @property
    def may_return(self) -> bool:
        """Something arrived and is not on its way back."""
        return any(self.returnable.values())

    @property
    def may_withdraw(self) -> bool:
        """What has not arrived may be withdrawn from: the right begins with the contract."""
        paid = self.part.paid_at is not None
        return paid and self.in_time and not self.may_return and any(self.withdrawable.values())


@dataclass(frozen=True)
class Listed:
    """A line of the buyer's list: an order to pay, parcels to wait for, or to order again."""

    order: Order
    standing: Standing
    parts: list[tuple[SellerOrder, str]]
    parcels: list[Parcel]
    is_over: bool
    failed_cents: int  # of refunds that the provider refused

    @property
    def is_open(self) -> bool:
        """Whether it can still be paid."""
        return self.standing is Standing.TO_PAY


def stories(order: Order, *, at: datetime) -> list[Story]:
    """Every seller's part of an order."""
    prefetch_related_objects([order], "businesses")  # each part asks whether a company bought
    parts = list(_parts(order))
    # one payment pays the whole order: its disputes are the same for every part, read once
    disputes = contested.disputes_of(parts[0]) if parts else []
    stands = standing.of(order, parts, at=at)
    opinions, photos = _opinions(parts), _photos(parts)
    return [story(part, disputes, stands, opinions, photos, at=at) for part in parts]


def story(
    part: SellerOrder,
    disputes: list[Dispute],
    stands: Standing,
    opinions: dict[int, Opinion],
    photos: dict[int, int],
    *,
    at: datetime,
) -> Story:
    """One part as its buyer reads it, with the disputes of its payment."""
    given_back_on = contested.given_back_on(disputes)
    in_place = returns.done_in_place(part.returns.all())
    granted, left = withdrawn.is_granted(part), _not_refunded(part)
    last = withdrawn.last_day(part) if granted else None
    parcels = [
        _parcel(shipment, where=milestones.words(shipment)) for shipment in part.shipments.all()
    ]
    goes_back = _goes_back(part)
    # no day is announced for what the bank holds up, nor for what goes back
    examined = contested.is_open(disputes)
    held_up = given_back_on is not None or examined
    is_expected = not goes_back and not (held_up and part.state in UNSHIPPED)
    return Story(
        part=part,
        goes_back=goes_back,
        sentence=sentence(
            part,
            stands,
            goes_back=goes_back,
            suspended=given_back_on is not None,
            examined=examined,
        ),
        facts=_facts(part, parcels, in_place, is_expected=is_expected),
        is_expected=is_expected,
        parcels=parcels,
        returns=list(part.returns.all()),
        due={back.pk: due for back in part.returns.all() if (due := owed.of(back, at=at))},
        returnable=returns.returnable(part, left=left),
        withdrawable=withdrawals.withdrawable(part, left=left),
        last_day=last,
        in_time=granted and (last is None or clock.paris_day(at) <= last),
        waiting=[line for line in part.lines.all() if line.waiting],
        in_place=in_place,
        incidents=list(part.incidents.all()),
        contestable={back.pk for back in part.returns.all() if incidents.contestable(back, at)},
        short={back.pk for back in part.returns.all() if returns.missing(back)},
        missable=_missable(part, left),
        may_claim=any(incidents.claimable(part, Incident.Kind.DAMAGED, left=left).values()),
        is_contested=contested.warning(part, disputes) is not None,
        standing=stands,
        given_back_on=given_back_on,
        opinions=opinions,
        photos=photos,
        late=_late(part),
    )


def _goes_back(part: SellerOrder) -> bool:
    """Whether the carrier sends back all that is on its way."""
    travelling = [row for row in part.shipments.all() if row.state == ShipmentState.SHIPPED]
    return bool(travelling) and all(milestones.is_sent_back(row) for row in travelling)


def _late(part: SellerOrder) -> Lateness | None:
    row = late.of(part)
    return row if row is not None and row.is_open else None


def told(part: SellerOrder, stands: Standing, *, suspended: bool, goes_back: bool = False) -> str:
    """The state of a part in the buyer's words, which never contradict those of the order;
    `suspended`: their bank gave the money back; `goes_back`: the carrier sends back what left.
    """
    if goes_back and part.state == S.SHIPPED:
        return _("Renvoyée au vendeur")
    if suspended and part.state in UNSHIPPED:
        return _("Envoi suspendu")
    if part.state == S.AWAITING_PAYMENT and stands is Standing.ABANDONED:
        return _("Abandonnée")
    return _("Paiement incertain") if stands is Standing.UNSURE else part.told


def _not_refunded(part: SellerOrder) -> dict[int, int]:
    """How many pieces of each line were not refunded, read from what the page fetched at once."""
    left = {line.pk: line.quantity for line in part.lines.all()}
    for refund in part.refunds.all():
        if refund.state != RefundState.DROPPED:  # dropped: the bank gave the money, not we
            for refunded in refund.lines.all():
                left[refunded.line_id] -= refunded.quantity
    return left


def _missable(part: SellerOrder, pieces: dict[int, int]) -> set[int]:
    """The parcels that may be reported missing: not those received, nor wholly refunded."""
    candidates = [
        parcel
        for parcel in part.shipments.all()
        if parcel.delivered_how != Shipment.Proof.BUYER and incidents.missable(parcel)
    ]
    left = incidents.claimable(part, Incident.Kind.NOT_RECEIVED, left=pieces)
    return {
        parcel.pk
        for parcel in candidates
        if any(left.get(inside.line_id) for inside in parcel.lines.all())
    }


def _arrived(parts: list[SellerOrder]) -> list[int]:
    return [line.pk for part in parts for line in part.lines.all() if line.delivered]


def _photos(parts: list[SellerOrder]) -> dict[int, int]:
    """How many photos the buyer gave of what arrived, by line, read once for an order."""
    lines = _arrived(parts)
    return snapshots.counted(lines) if lines else {}


def _opinions(parts: list[SellerOrder]) -> dict[int, Opinion]:
    """What became of the buyer's reviews of what arrived, by line, read once for an order."""
    lines = _arrived(parts)
    given = Review.objects.filter(purchase__in=lines) if lines else ()
    return {review.purchase: _opinion(review) for review in given}


def _opinion(review: Review) -> Opinion:
    if review.state != ReviewState.REFUSED:
        return Opinion(review.state)
    fact = appeals.last("catalog.ReviewRefused", review)
    if fact is None:
        return Opinion(review.state)
    return Opinion(review.state, facts.reason(fact.because), appeals.page(fact))


def of_buyer(user) -> QuerySet[Order]:
    """The orders of a signed-in buyer, last first, as their list shows them."""
    return (
        Order.objects.of(user)
        .select_related("payment")
        .prefetch_related(
            "payment__disputes",
            "seller_orders__seller",
            "seller_orders__lines",
            "seller_orders__shipments__milestones",
        )
        .order_by("-placed_at", "-pk")
    )


def listed(orders: Iterable[Order], *, at: datetime) -> list[Listed]:
    """Orders with what their buyer can do next."""
    page = list(orders)
    # asked of those alone that had a refund: most have none
    refunded = [order.payment for order in page if order.payment.refunded_cents]
    prefetch_related_objects(refunded, "refunds")
    return [_listed(order, at=at) for order in page]


def _listed(order: Order, *, at: datetime) -> Listed:
    """An order with what its buyer can do next."""
    parts = order.seller_orders.all()
    stands = standing.of(order, parts, at=at)
    suspended = contested.given_back_on(order.payment.disputes.all()) is not None
    return Listed(
        order=order,
        standing=stands,
        parts=[
            (part, told(part, stands, suspended=suspended, goes_back=_goes_back(part)))
            for part in parts
        ],
        is_over=standing.is_over(parts, stands),
        failed_cents=money_back(order).failed_cents,
        parcels=[
            parcel
            for part in order.seller_orders.all()
            for parcel in map(_parcel, part.shipments.all())
            if parcel.arrives
        ],
    )


def money_back(order: Order) -> moneyback.MoneyBack:
    """What becomes of the refunds of an order; most have none, and ask nothing."""
    return moneyback.of(order.payment.refunds.all() if order.payment.refunded_cents else ())


def sentence(
    part: SellerOrder,
    stands: Standing,
    *,
    suspended: bool = False,
    examined: bool = False,
    goes_back: bool = False,
) -> str:
    """Where a part stands, said to its buyer; `suspended`: their bank gave the money back;
    `examined`: it still decides; `goes_back`: the carrier sends back what left.
    """
    name = part.seller_snapshot.get("name", "")
    left = any(line.shipped for line in part.lines.all())
    if suspended and part.state in UNSHIPPED:
        return (
            _(
                "Une partie est partie ; l'envoi du reste est suspendu, car votre banque vous a"
                " rendu la somme contestée."
            )
            if left
            else _("L'envoi est suspendu : votre banque vous a rendu la somme que vous contestiez.")
        )
    if examined and part.state in UNSHIPPED:  # no day is announced for what may wait
        return _(
            "Votre banque examine ce paiement, que vous contestez : {name} peut attendre sa réponse"
            " avant d'envoyer ce qui n'est pas parti."
        ).format(name=name)
    if stands is Standing.UNSURE:
        return _("Le délai de paiement est passé ; nous attendons la réponse du prestataire.")
    if stands in (Standing.ABANDONED, Standing.RENOUNCED, Standing.TOO_LATE):
        if standing.is_renounced(part.order, [part]):
            return _("Vous l'avez abandonnée avant de payer : rien ne sera expédié.")
        return _("Abandonnée faute de paiement dans le délai : rien ne sera expédié.")
    if goes_back and part.state == S.SHIPPED:
        return _(
            "Le transporteur n’a pas pu remettre le colis et le renvoie au vendeur, qui doit"
            " constater son retour."
        )
    days = between(part.promised_from, part.promised_until)
    point = calendars.kept_at_point(part)
    if point is not None and part.state == S.SHIPPED:
        return (
            _("Votre colis vous attend au point de retrait, jusqu'au {day}.").format(
                day=day(point.until)
            )
            if point.until
            else _("Votre colis vous attend au point de retrait.")
        )
    if _late(part) is not None:
        return _("La livraison était promise {days}.").format(days=days)
    words = {
        S.AWAITING_PAYMENT: _("En attente de votre paiement."),
        S.TO_ACCEPT: _("{name} doit confirmer votre commande. Livraison prévue {days}."),
        S.TO_SHIP: (
            _("Une partie a été expédiée ; {name} prépare le reste.")
            if left
            else _("{name} prépare votre colis. Livraison prévue {days}.")
        ),
        S.SHIPPED: (
            _("Présumée livrée, sans preuve de réception : dites-nous si elle est arrivée.")
            if part.presumed_at
            else _("En route. Livraison prévue {days}.")
        ),
        S.DELIVERED: _("Livrée le {arrived}."),
        S.LOST: _("Le colis s'est perdu en route."),
        S.CANCELLED: _("Annulée."),
    }
    return words[S(part.state)].format(name=name, days=days, arrived=day(part.delivered_at))


def _parcel(parcel: Shipment, *, where: str = "") -> Parcel:
    page = carriers.page_of(parcel.carrier, parcel.tracking)
    back = milestones.is_sent_back(parcel)
    return Parcel(parcel, carriers.name_of(parcel.carrier), page, where, back)


def _parts(order: Order) -> QuerySet[SellerOrder]:
    inside = Prefetch("lines", ShipmentLine.objects.select_related("line").order_by("line_id"))
    back = Prefetch("lines", ReturnLine.objects.select_related("line").order_by("line_id"))
    return (
        order.seller_orders.select_related("seller", "lateness")
        .prefetch_related(
            Prefetch("lines", OrderLine.objects.select_related("offer").order_by("pk")),
            Prefetch(
                "shipments",
                Shipment.objects.order_by("number").prefetch_related(
                    inside, "incidents", "milestones"
                ),
            ),
            Prefetch(
                "returns",
                Return.objects.select_related("refund")
                .order_by("pk")
                .prefetch_related(back, "refund__lines", "incidents"),
            ),
            "refunds__lines",
            Prefetch("incidents", Incident.objects.order_by("pk").prefetch_related("lines")),
        )
        .order_by("pk")
    )


def _facts(
    part: SellerOrder, parcels: list[Parcel], in_place: dict[str, set[int]], *, is_expected: bool
) -> list[dict]:
    entries = [
        _fact(_("Commande passée"), part.order.placed_at),
        _fact(_("Paiement reçu"), part.paid_at),
        _fact(_("Acceptée par le vendeur"), part.accepted_at),
    ]
    for parcel in parcels:
        entries += _parcel_facts(part, parcel, alone=len(parcels) == 1)
    entries += [fact for back in part.returns.all() for fact in _return_facts(back, in_place)]
    entries += [fact for incident in part.incidents.all() for fact in _incident_facts(incident)]
    entries += [_refund_fact(refund) for refund in part.refunds.all()]
    if part.state == S.CANCELLED and part.paid_at:
        entries.append(
            _fact(
                _("Annulée"),
                part.cancelled_at,
                cancellations.reason_for_buyer(part),
                state="wrong",
            )
        )
    told = sorted((fact for fact in entries if fact["at"]), key=lambda fact: fact["at"])
    return [*told, *_expected(part)] if is_expected else told


def _expected(part: SellerOrder) -> list[dict]:
    """What is still to come: the delivery on the day that was promised, or what the buyer chose to
    wait for.
    """
    row = _late(part)
    if row is not None and row.state == LatenessState.WAITING and row.wait_until:
        until = _("au plus tard le {day}").format(day=day(row.wait_until))
        return [_fact(_("Envoi attendu"), None, until, state="")]
    if not calendars.has_day(part):
        return []
    days = between(part.promised_from, part.promised_until)
    return [_fact(_("Livraison prévue"), None, days, state="")]


def _parcel_facts(part: SellerOrder, parcel: Parcel, *, alone: bool) -> list[dict]:
    """What happened to a parcel; its number only matters beside another one."""
    shipment = parcel.row
    number = shipment.number
    left = _("Colis expédié") if alone else _("Colis {number} expédié").format(number=number)
    arrived = _("Colis livré") if alone else _("Colis {number} livré").format(number=number)
    entries = [
        _fact(left, shipment.shipped_at, _on_its_way(part, parcel)),
        _fact(arrived, shipment.delivered_at),
        *milestones.facts(shipment, number=None if alone else number),
    ]
    if shipment.state == ShipmentState.SHIPPED and shipment.silent_since:
        entries.append(
            _fact(
                _("Sans nouvelles du transporteur"),
                shipment.silent_since,
                _("Aucun passage n’est enregistré depuis : le vendeur est invité à l’interroger."),
                state="current",
            )
        )
    if shipment.state == ShipmentState.SHIPPED and shipment.presumed_at:
        entries.append(
            _fact(
                _("Présumé livré"),
                shipment.presumed_at,
                _(
                    "Sans nouvelles du transporteur. Aucun délai ne court contre vous tant que"
                    " vous n'avez pas reçu le colis."
                ),
                state="current",
            )
        )
    return entries


def _on_its_way(part: SellerOrder, parcel: Parcel) -> str:
    words = " ".join(filter(None, [parcel.carrier, parcel.row.tracking]))
    if not part.relay:
        return words
    return _("{parcel}, vers le point relais {name} à {town}").format(
        parcel=words, name=part.relay["name"], town=part.relay["city"]
    )


def _refund_fact(refund: Refund) -> dict:
    amount, number = money(refund.amount_cents), refund.number
    title = _("Remboursement {number} de {amount}").format(number=number, amount=amount)
    if refund.state == RefundState.PAID:
        return _fact(title, refund.paid_at)
    if refund.state in BANK:
        return _fact(title, refund.intended_at, str(BANK[refund.state]), state="current")
    if refund.state == RefundState.FAILED:
        return _fact(
            title,
            refund.intended_at,
            _("Le remboursement n'a pas abouti : nous nous en occupons."),
            state="wrong",
        )
    title = _("Remboursement {number} de {amount} en cours").format(number=number, amount=amount)
    return _fact(title, refund.intended_at, state="current")


def _return_facts(back: Return, in_place: dict[str, set[int]]) -> list[dict]:
    entries = [_fact(_("Retour {number} demandé").format(number=back.number), back.asked_at)]
    finding = back.finding  # what our own team wrote is read whole
    if back.pk not in in_place["received"]:
        finding = contact_data.mask(back.finding, dispatched=True).text
    if back.state == ReturnState.REFUSED and back.received_at:
        text = _("Retour refusé après réception")
        return [*entries, _fact(text, back.received_at, finding, state="wrong")]
    refused = back.state == ReturnState.REFUSED
    if back.answered_at:
        entries.append(
            _fact(
                _("Retour refusé") if refused else _("Retour accepté"),
                back.answered_at,
                back.answer if back.pk in in_place["answered"] else back.shown_answer.text,
                state="wrong" if refused else "done",
            )
        )
    by_us = back.pk in in_place["received"]
    received = (
        _("Réception du retour constatée par le service client")
        if by_us
        else _("Retour reçu par le vendeur")
    )
    entries.append(_fact(received, back.received_at, finding))
    return entries


def _incident_facts(incident: Incident) -> list[dict]:
    entries = [
        _fact(
            _("Réclamation {number} ouverte : {kind}").format(
                number=incident.number, kind=incident.get_kind_display().lower()
            ),
            incident.opened_at,
            incident_file.next_for_buyer(incident) if incident.is_open else "",
            state="current" if incident.is_open else "done",
        )
    ]
    if incident.closed_at:
        title = _("Réclamation {number} close").format(number=incident.number)
        entries.append(
            _fact(
                title,
                incident.closed_at,
                facts.reason(incident.because) or incident_file.next_for_buyer(incident),
            )
        )
    return entries


def _fact(title: str, at: datetime | None, text: str = "", state: str = "done") -> dict:
    return {"title": title, "at": at, "text": text, "state": state}
