"""What the orders app announces. Ids and plain values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared.facts import Event
from marketplace.shared.templatetags.ui import day


def _until(values: Mapping[str, Any]) -> str:
    until = values.get("until")
    return gettext("Jusqu'au {day}").format(day=day(date.fromisoformat(until))) if until else ""


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    """A buyer committed to an order; stock is kept until it is paid or given up."""

    sentence = _("Commande passée")
    order_id: int


@dataclass(frozen=True, kw_only=True)
class AgeDeclared(Event):
    """The buyer of what minors may not be sold declared, by a box, to be 18 or older."""

    sentence = _("L'acheteur a déclaré avoir 18 ans ou plus")
    order_id: int
    titles: list


@dataclass(frozen=True, kw_only=True)
class BusinessNamed(Event):
    """The buyer said for which company an order is, or corrected it before paying."""

    sentence = _("Entreprise acheteuse indiquée")
    order_id: int
    name: str
    number: str


@dataclass(frozen=True, kw_only=True)
class OrderPaid(Event):
    """The whole payment of an order arrived. Published once, after one SellerOrderPaid a part."""

    sentence = _("Paiement reçu")
    order_id: int
    payment_id: int
    amount_cents: int
    fee_cents: int


@dataclass(frozen=True, kw_only=True)
class SellerOrderPaid(Event):
    """A seller's part of an order is paid: the seller may work on it."""

    sentence = _("Commande transmise au vendeur")
    seller_order_id: int
    seller_id: int
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(Event):
    """The buyer's bank said no; the buyer may try again until the order is given up."""

    sentence = _("Paiement refusé")
    order_id: int
    failure: str


@dataclass(frozen=True, kw_only=True)
class OrderExpired(Event):
    """Nobody paid in time: the order is given up and its stock given back."""

    sentence = _("Commande abandonnée faute de paiement")
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderRenounced(Event):
    """The buyer gave the order up before paying it: its stock is given back at once."""

    sentence = _("Commande abandonnée par l'acheteur avant de payer")
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderTakenBack(Event):
    """The buyer took an unpaid order back into the cart to change it: they gave nothing up."""

    sentence = _("Commande reprise par l'acheteur pour la changer")
    order_id: int


@dataclass(frozen=True, kw_only=True)
class PaidTooLate(Event):
    """Money arrived for an order already given up: it goes back at once."""

    sentence = _("Paiement arrivé trop tard, remboursé")
    order_id: int
    refund_id: int
    amount_cents: int
    fee_cents: int


@dataclass(frozen=True, kw_only=True)
class AnswerDue(Event):
    """An order soon cancels itself: its seller is asked once more to answer."""

    sentence = _("Vendeur relancé avant l'annulation")
    seller_order_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class SellerOrderAccepted(Event):
    """A seller accepted their part, whole or without some lines."""

    sentence = _("Commande acceptée par le vendeur")
    seller_order_id: int
    seller_id: int
    refused_count: int
    refused: tuple[str, ...] = ()  # « 2 × Bol bleu »
    reason: str = ""

    @classmethod
    def told(cls, values):
        """What was refused, and why."""
        if not values.get("refused"):
            return ""
        return gettext("Refusé : {articles}. Motif : {reason}").format(
            articles=", ".join(values["refused"]), reason=values.get("reason", "")
        )


@dataclass(frozen=True, kw_only=True)
class SellerOrderCancelled(Event):
    """A whole part will not be delivered."""

    sentence = _("Commande annulée")
    stand_in = _("Commande annulée par le service client")
    seller_order_id: int
    seller_id: int
    reason: str
    in_place: bool = False


@dataclass(frozen=True, kw_only=True)
class PickupPointClosed(Event):
    """The point of a parcel that has not left keeps no parcels any more: its buyer is asked."""

    sentence = _("Point relais fermé")
    seller_order_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class PickupPointChosen(Event):
    """The buyer chose another point for a parcel that has not left."""

    sentence = _("Autre point relais choisi")
    seller_order_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class ShippingDue(Event):
    """A seller is reminded that an order must leave; `is_last`: for the last time."""

    sentence = _("Vendeur relancé pour l'expédition")
    seller_order_id: int
    seller_id: int
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class PartLate(Event):
    """The promised day, or the one the buyer waited for, has passed and something has not left."""

    sentence = _("Date passée sans envoi : l'acheteur choisit d'attendre ou d'annuler")
    seller_order_id: int
    seller_id: int
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class ParcelsLate(Event):
    """The promised day has passed and what left has not arrived."""

    sentence = _("Date de livraison passée, colis encore en route : l'acheteur est prévenu")
    seller_order_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class NewDayProposed(Event):
    """A late seller says when the order leaves."""

    sentence = _("Nouvelle date proposée par le vendeur")
    seller_order_id: int
    seller_id: int
    until: str

    @classmethod
    def told(cls, values):
        """Which day."""
        return _until(values)


@dataclass(frozen=True, kw_only=True)
class LateWaited(Event):
    """The buyer of a late part chose to wait."""

    sentence = _("L'acheteur choisit d'attendre")
    seller_order_id: int
    seller_id: int
    until: str

    @classmethod
    def told(cls, values):
        """Which day."""
        return _until(values)


@dataclass(frozen=True, kw_only=True)
class CancellationAnnounced(Event):
    """An order that does not leave cancels itself after a day that both were told."""

    sentence = _("Annulation annoncée, faute d'envoi")
    seller_order_id: int
    seller_id: int
    until: str

    @classmethod
    def told(cls, values):
        """Which day."""
        return _until(values)


@dataclass(frozen=True, kw_only=True)
class RestCancelled(Event):
    """Pieces of a part that had not left will not be delivered; the rest of it stands."""

    sentence = _("Articles non expédiés annulés")
    stand_in = _("Articles non expédiés annulés par le service client")
    seller_order_id: int
    refund_id: int
    in_place: bool = False
    late: bool = False  # its promised day had passed


@dataclass(frozen=True, kw_only=True)
class ParcelShipped(Event):
    """A parcel was handed to its carrier."""

    sentence = _("Colis expédié")
    shipment_id: int
    seller_order_id: int


@dataclass(frozen=True, kw_only=True)
class TrackingCorrected(Event):
    """A seller had mistyped the number of a parcel that left, or named another carrier."""

    sentence = _("Suivi du colis corrigé")
    shipment_id: int
    seller_order_id: int
    carrier: str
    tracking: str


@dataclass(frozen=True, kw_only=True)
class ParcelDelivered(Event):
    """A parcel arrived; `how` says who said so."""

    sentence = _("Colis livré")
    stand_in = _("Réception du colis constatée par le service client")
    shipment_id: int
    seller_order_id: int
    how: str

    @classmethod
    def in_place_by(cls, values):
        """By who said that it came."""
        return values.get("how") == "operator"


@dataclass(frozen=True, kw_only=True)
class ParcelPresumed(Event):
    """A parcel should have arrived: a presumption for payouts only, that starts no other delay."""

    sentence = _("Colis présumé livré, sans preuve de réception")
    shipment_id: int
    seller_order_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelLost(Event):
    """A parcel will not arrive."""

    sentence = _("Colis déclaré perdu")
    shipment_id: int
    seller_order_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelCameBack(Event):
    """A parcel is back at the seller's without having been received."""

    sentence = _("Colis revenu au vendeur sans avoir été remis")
    shipment_id: int
    seller_order_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelAtPoint(Event):
    """A parcel waits for its buyer at a point, as its carrier says."""

    sentence = _("Colis arrivé au point de retrait")
    shipment_id: int
    seller_order_id: int
    place: str

    @classmethod
    def told(cls, values):
        """Where it waits."""
        return values.get("place", "")


@dataclass(frozen=True, kw_only=True)
class ParcelSentBack(Event):
    """A carrier could not hand a parcel over and sends it back: nobody received it yet."""

    sentence = _("Colis renvoyé à l’expéditeur par le transporteur")
    shipment_id: int
    seller_order_id: int
    place: str


@dataclass(frozen=True, kw_only=True)
class ParcelFellSilent(Event):
    """A carrier said nothing of a parcel for longer than the rules wait."""

    sentence = _("Colis sans nouvelles du transporteur")
    shipment_id: int
    seller_order_id: int
    hours: int

    @classmethod
    def told(cls, values):
        """For how long."""
        return gettext("Aucun passage enregistré depuis {hours} h.").format(
            hours=values.get("hours", "")
        )


@dataclass(frozen=True, kw_only=True)
class ParcelHeardAgain(Event):
    """A carrier that was silent scanned the parcel again."""

    sentence = _("Nouvelles du colis reçues du transporteur")
    shipment_id: int
    seller_order_id: int


@dataclass(frozen=True, kw_only=True)
class SellerOrderCameBack(Event):
    """Nothing of a part was received: every parcel is back at the seller's."""

    sentence = _("Commande entièrement revenue au vendeur")
    seller_order_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class SellerOrderShipped(Event):
    """The last parcel of a part left: its invoice is due."""

    sentence = _("Commande entièrement expédiée")
    seller_order_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class SellerOrderDelivered(Event):
    """Everything of a part arrived: the withdrawal clock starts."""

    sentence = _("Commande livrée")
    seller_order_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class ReturnAsked(Event):
    """A buyer asked to give goods back."""

    sentence = _("Retour demandé")
    return_id: int
    seller_id: int
    reason: str = ""

    @classmethod
    def titled(cls, values):
        """Whoever withdraws asks for nothing: they use a right."""
        if values.get("reason") == "withdrawal":
            return _("Rétractation : articles à rendre")
        return cls.sentence


@dataclass(frozen=True, kw_only=True)
class ReturnAnswered(Event):
    """A seller accepted or refused a return."""

    sentence = _("Réponse du vendeur au retour")
    stand_in = _("Réponse du service client au retour, à la place du vendeur")
    return_id: int
    accepted: bool
    in_place: bool = False
    by_itself: bool = False

    @classmethod
    def titled(cls, values):
        """Nobody answered what was accepted by itself."""
        if values.get("by_itself"):
            return _("Retour accepté d'office, faute de réponse du vendeur")
        return cls.sentence


@dataclass(frozen=True, kw_only=True)
class ReturnSent(Event):
    """A buyer handed what comes back to a carrier, and gave its number: a proof of dispatch."""

    sentence = _("Colis de retour remis au transporteur")
    return_id: int
    carrier: str
    tracking: str
    corrected: bool = False

    @classmethod
    def titled(cls, values):
        """A number given again is a correction."""
        if values.get("corrected"):
            return _("Numéro de suivi du retour corrigé")
        return cls.sentence


@dataclass(frozen=True, kw_only=True)
class ReturnArrived(Event):
    """A parcel withdrawn from while it travelled has come: the buyer now sends it back."""

    sentence = _("Colis arrivé, à renvoyer par l'acheteur")
    return_id: int


@dataclass(frozen=True, kw_only=True)
class ReturnRefusedOnReceipt(Event):
    """The seller found a broken seal: the withdrawal does not hold for these goods (L221-28)."""

    sentence = _("Retour refusé à la réception : article descellé")
    return_id: int


@dataclass(frozen=True, kw_only=True)
class ReturnReceived(Event):
    """The goods are back at the seller's."""

    sentence = _("Retour reçu par le vendeur")
    stand_in = _("Réception du retour constatée par le service client")
    return_id: int
    in_place: bool = False


@dataclass(frozen=True, kw_only=True)
class ReturnGivenUp(Event):
    """The buyer keeps the goods after all."""

    sentence = _("Retour abandonné par l'acheteur")
    return_id: int


@dataclass(frozen=True, kw_only=True)
class DestinationCorrected(Event):
    """The operator corrected where an order goes, before all of it left.

    Facts are kept for good: neither address is among its values.
    """

    sentence = _("Adresse de livraison corrigée par le service client")
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderLinkAsked(Event):
    """Someone who knows an order's number and address asked for the way to its page."""

    sentence = _("Lien de la commande demandé")
    order_id: int


@dataclass(frozen=True, kw_only=True)
class WithdrawalDeclared(Event):
    """Someone declared on the public page that they withdraw from a contract."""

    sentence = _("Rétractation déclarée en ligne")
    declaration_id: int


@dataclass(frozen=True, kw_only=True)
class WithdrawalToRead(Event):
    """A declaration names articles in its own words: nothing leaves until a person has read it."""

    sentence = _("Rétractation partielle confiée à l'opérateur, qui la lit")
    declaration_id: int
    seller_order_id: int


@dataclass(frozen=True, kw_only=True)
class WithdrawalRead(Event):
    """A person has read a declaration, and nothing of this part is taken off: it waits no more."""

    sentence = _("Rétractation lue : elle ne retient plus cette commande")
    declaration_id: int
    seller_order_id: int


@dataclass(frozen=True, kw_only=True)
class WithdrawalTakenUpAgain(Event):
    """What was said of a declaration, or the order it was attached to, was wrong: it waits anew."""

    sentence = _("Déclaration reprise : elle attend de nouveau une suite")
    declaration_id: int


@dataclass(frozen=True, kw_only=True)
class AcknowledgementAsked(Event):
    """The letter that acknowledges a withdrawal did not leave: an operator sends it."""

    sentence = _("Accusé de réception de la rétractation envoyé par l'équipe")
    declaration_id: int


@dataclass(frozen=True, kw_only=True)
class WithdrawalTaken(Event):
    """A withdrawal has taken effect on a part: what was cancelled (its refund), what comes back."""

    sentence = _("Rétractation de l'acheteur prise en compte")
    seller_order_id: int
    seller_id: int
    refund_id: int | None
    return_ids: list[int]
    called_off: str  # pieces and titles: of what waited, of what travels, of what arrived
    travelling: str
    arrived: str

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """Which pieces, and where they were."""
        said = (
            ("called_off", gettext("annulé : {pieces}")),
            ("travelling", gettext("en route, à reprendre : {pieces}")),
            ("arrived", gettext("reçu, à renvoyer : {pieces}")),
        )
        return " · ".join(
            sentence.format(pieces=values[name]) for name, sentence in said if values.get(name)
        )


@dataclass(frozen=True, kw_only=True)
class WithdrawalSettled(Event):
    """An operator found the order of a declaration, or said what became of it."""

    sentence = _("Suite donnée à la déclaration de rétractation")
    declaration_id: int


@dataclass(frozen=True, kw_only=True)
class RefundIntended(Event):
    """Money must go back to the buyer: the provider is asked after the commit."""

    sentence = _("Remboursement décidé")
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundGranted(Event):
    """Somebody of the operator's gave money back on what was sent, and why."""

    sentence = _("Remboursement accordé par notre équipe, sans retour")
    refund_id: int
    amount_cents: int
    role: str = ""  # in which the person acted
    borne_by: str = ""  # empty in the facts of before it was written

    @classmethod
    def titled(cls, values: Mapping[str, Any]) -> str:
        """By which side of the team."""
        by_role = {
            "finance": gettext("Remboursement accordé par la finance, sans retour"),
            "support": gettext("Remboursement accordé par le service client, sans retour"),
        }
        return by_role.get(values.get("role", ""), str(cls.sentence))


@dataclass(frozen=True, kw_only=True)
class RefundRetried(Event):
    """A refund that was refused or held is asked again: it was decided before."""

    sentence = _("Remboursement relancé")
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundPaid(Event):
    """The provider sent the money back."""

    sentence = _("Remboursement effectué")
    refund_id: int
    seller_order_id: int | None


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Event):
    """The provider could not send the money back: someone must look."""

    sentence = _("Remboursement refusé par le prestataire")
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundHeld(Event):
    """The buyer's bank holds the same money: the refund waits for what the bank decides."""

    sentence = _("Remboursement suspendu : la banque de l'acheteur a repris la somme")
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundDropped(Event):
    """The buyer's bank already gave this money back: it is not given twice."""

    sentence = _("Remboursement écarté : la banque a rendu la somme")
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeOpened(Event):
    """The buyer's bank took the money back."""

    sentence = _("Contestation bancaire ouverte")
    dispute_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeClosed(Event):
    """The bank decided who keeps the money."""

    sentence = _("Contestation bancaire close")
    dispute_id: int
    won: bool


@dataclass(frozen=True, kw_only=True)
class DisputeContested(Event):
    """What proves the sale was handed to the buyer's bank, which now decides."""

    sentence = _("Contestation bancaire : preuves transmises à la banque")
    dispute_id: int
    answer_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeAccepted(Event):
    """The operator leaves a contested sum to the buyer."""

    sentence = _("Contestation bancaire : perte acceptée")
    dispute_id: int
    answer_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeAnswerRefused(Event):
    """The provider took no answer to a dispute: somebody must look."""

    sentence = _("Contestation bancaire : réponse refusée par le prestataire")
    dispute_id: int
    answer_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class IncidentOpened(Event):
    """A buyer complains: the seller must answer, the payout of the part waits."""

    sentence = _("Réclamation ouverte par l'acheteur")
    incident_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class IncidentSaid(Event):
    """A side added its words to a file."""

    sentence = _("Réclamation : précisions reçues")
    incident_id: int
    word_id: int
    side: str


@dataclass(frozen=True, kw_only=True)
class IncidentAsked(Event):
    """The operator asks a side."""

    sentence = _("Réclamation : question du service client")
    incident_id: int
    word_id: int
    side: str


@dataclass(frozen=True, kw_only=True)
class IncidentUnanswered(Event):
    """The side whose turn it was missed its deadline: the operator goes on without it."""

    sentence = _("Réclamation : délai de réponse dépassé")
    incident_id: int
    side: str


@dataclass(frozen=True, kw_only=True)
class IncidentProposed(Event):
    """A decision is above what its author may grant alone."""

    sentence = _("Réclamation : décision proposée, à approuver")
    incident_id: int
    amount_cents: int


@dataclass(frozen=True, kw_only=True)
class IncidentSentBack(Event):
    """The second person did not approve a decision."""

    sentence = _("Réclamation : décision renvoyée au service client")
    incident_id: int


@dataclass(frozen=True, kw_only=True)
class IncidentDecided(Event):
    """A file is closed by a decision, with its reasons."""

    sentence = _("Réclamation tranchée")
    incident_id: int
    outcome: str
    awarded_cents: int = 0
    borne_by: str = ""


@dataclass(frozen=True, kw_only=True)
class IncidentSettled(Event):
    """All that was complained of was refunded another way: the file closes by itself."""

    sentence = _("Réclamation close : tout a été remboursé par ailleurs")
    incident_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class IncidentContradicted(Event):
    """A parcel refunded as missing came after all: the seller and the operator are told."""

    sentence = _("Colis remboursé comme perdu, et pourtant reçu")
    incident_id: int


@dataclass(frozen=True, kw_only=True)
class IncidentWithdrawn(Event):
    """The buyer asks nothing more."""

    sentence = _("Réclamation retirée par l'acheteur")
    incident_id: int


@dataclass(frozen=True, kw_only=True)
class IncidentTakenUp(Event):
    """A rejected complaint is looked at again, under another number."""

    sentence = _("Réclamation rejetée, reprise après un recours")
    incident_id: int
    resumed_id: int


@dataclass(frozen=True, kw_only=True)
class ArrangementProposed(Event):
    """A side of a complaint offers the other a refund, or a return."""

    sentence = _("Réclamation : arrangement proposé")
    incident_id: int
    arrangement_id: int
    side: str
    kind: str
    amount_cents: int

    @classmethod
    def titled(cls, values: Mapping[str, Any]) -> str:
        """By which side."""
        by_side = {
            "seller": gettext("Réclamation : arrangement proposé par le vendeur"),
            "buyer": gettext("Réclamation : arrangement proposé par l'acheteur"),
        }
        return by_side.get(values.get("side", ""), str(cls.sentence))


@dataclass(frozen=True, kw_only=True)
class ArrangementAccepted(Event):
    """The other side accepts: the complaint closes with what was offered."""

    sentence = _("Réclamation : arrangement accepté")
    incident_id: int
    arrangement_id: int
    side: str


@dataclass(frozen=True, kw_only=True)
class ArrangementRefused(Event):
    """The other side refuses; after the last one, the operator decides."""

    sentence = _("Réclamation : arrangement refusé")
    incident_id: int
    arrangement_id: int
    side: str
    is_last: bool

    @classmethod
    def titled(cls, values: Mapping[str, Any]) -> str:
        """Whether it was the last one."""
        last = gettext("Réclamation : second arrangement refusé, au service client de trancher")
        return last if values.get("is_last") else str(cls.sentence)


@dataclass(frozen=True, kw_only=True)
class ArrangementLapsed(Event):
    """An offer has no effect any more, without an answer: why."""

    sentence = _("Réclamation : arrangement sans suite")
    incident_id: int
    arrangement_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class PaymentMismatched(Event):
    """The provider reports a payment that the order did not ask for: someone must look."""

    sentence = _("Paiement qui ne correspond pas à la commande")
    payment_id: int
    ref: str
    amount_cents: int
    currency: str
    order_ref: str


@dataclass(frozen=True, kw_only=True)
class QualityAsked(Event):
    """A quarter is to be counted."""

    sentence = _("Rapport de qualité demandé")
    quality_id: int


@dataclass(frozen=True, kw_only=True)
class QualityMade(Event):
    """A quarter was counted: its figures stand."""

    sentence = _("Chiffres du rapport arrêtés")
    quality_id: int


@dataclass(frozen=True, kw_only=True)
class QualityIntroduced(Event):
    """Somebody wrote what stands before the figures."""

    sentence = _("Avant-propos du rapport écrit")
    quality_id: int


@dataclass(frozen=True, kw_only=True)
class QualityPublished(Event):
    """Everybody reads the report."""

    sentence = _("Rapport de qualité publié")
    quality_id: int


@dataclass(frozen=True, kw_only=True)
class QualityKept(Event):
    """The house keeps the report for itself."""

    sentence = _("Rapport de qualité gardé")
    quality_id: int


@dataclass(frozen=True, kw_only=True)
class QualityWithdrawn(Event):
    """The report is no longer public: another version takes its place, or a fault was found."""

    sentence = _("Rapport de qualité retiré")
    quality_id: int
