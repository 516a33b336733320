"""Every life of an order, on one page."""

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow, States


class PaymentState(States):
    """The buyer's one payment for the whole order."""

    INTENDED = "intended", "buyer", _("À payer")
    PENDING = "pending", "elsewhere", _("Paiement en cours")
    PAID = "paid", "good", _("Payé")
    FAILED = "failed", "bad", _("Paiement refusé")
    CANCELLED = "cancelled", "neutral", _("Abandonnée")


P = PaymentState
# A payment that arrives after the order was given up is honoured by a refund: it becomes paid.
PAYMENT = Flow(
    P,
    {
        P.INTENDED: (P.PENDING, P.PAID, P.FAILED, P.CANCELLED),
        P.PENDING: (P.PAID, P.FAILED, P.CANCELLED),
        P.FAILED: (P.PENDING, P.PAID, P.CANCELLED),
        P.CANCELLED: (P.PAID,),
    },
)


class SellerOrderState(States):
    """What one seller does for one order. Partly shipped shows in the lines' quantities."""

    AWAITING_PAYMENT = "awaiting_payment", "buyer", _("En attente de paiement")
    TO_ACCEPT = "to_accept", "seller", _("À accepter")
    TO_SHIP = "to_ship", "seller", _("À expédier")
    SHIPPED = "shipped", "elsewhere", _("Expédiée")
    DELIVERED = "delivered", "good", _("Livrée")
    LOST = "lost", "bad", _("Perdue en route")
    CANCELLED = "cancelled", "neutral", _("Annulée")


# What the buyer reads where the seller reads what is left to do.
TOLD: dict[str, object] = {
    SellerOrderState.TO_ACCEPT: _("En attente du vendeur"),
    SellerOrderState.TO_SHIP: _("En préparation"),
    SellerOrderState.SHIPPED: _("En route"),
}

S = SellerOrderState
SELLER_ORDER = Flow(
    S,
    {
        S.AWAITING_PAYMENT: (S.TO_ACCEPT, S.TO_SHIP, S.CANCELLED),
        S.TO_ACCEPT: (S.TO_SHIP, S.CANCELLED),
        S.TO_SHIP: (S.SHIPPED, S.CANCELLED),
        # given up when every parcel came back unopened
        S.SHIPPED: (S.DELIVERED, S.LOST, S.CANCELLED),
        S.LOST: (S.DELIVERED,),  # it came after all
    },
)


class ShipmentState(States):
    """Where a parcel is, as far as somebody saw it."""

    SHIPPED = "shipped", "elsewhere", _("En route")
    DELIVERED = "delivered", "good", _("Livré")
    RETURNED = "returned", "neutral", _("Revenu au vendeur")
    LOST = "lost", "bad", _("Perdu")


# That a parcel is presumed to have arrived is a date over "shipped", never a state: nobody saw it.
# A lost parcel may come after all.
SHIPMENT = Flow(
    ShipmentState,
    {
        ShipmentState.SHIPPED: (
            ShipmentState.DELIVERED,
            ShipmentState.RETURNED,
            ShipmentState.LOST,
        ),
        ShipmentState.LOST: (ShipmentState.DELIVERED,),
    },
)


class ReturnState(States):
    """A return asked by the buyer."""

    ASKED = "asked", "seller", _("Demandé")
    ON_ITS_WAY = "on_its_way", "elsewhere", _("Rétractation, colis en route")
    ACCEPTED = "accepted", "buyer", _("Accepté, en attente du colis")
    REFUSED = "refused", "bad", _("Refusé")
    RECEIVED = "received", "elsewhere", _("Reçu, remboursement en cours")
    REFUNDED = "refunded", "good", _("Remboursé")
    CANCELLED = "cancelled", "neutral", _("Abandonné")


R = ReturnState
RETURN = Flow(
    R,
    {
        R.ASKED: (R.ACCEPTED, R.REFUSED, R.CANCELLED, R.REFUNDED),
        R.ON_ITS_WAY: (R.ACCEPTED, R.RECEIVED, R.CANCELLED, R.REFUNDED),
        # refused on receipt: the seal was broken
        R.ACCEPTED: (R.RECEIVED, R.REFUSED, R.CANCELLED, R.REFUNDED),
        R.REFUSED: (R.ACCEPTED, R.REFUNDED),  # the operator decides for the buyer
        R.RECEIVED: (R.REFUNDED,),
    },
)
# While one of these lasts, the seller is not paid for the order.
OPEN_RETURNS = (R.ASKED, R.ON_ITS_WAY, R.ACCEPTED, R.RECEIVED)
# Its pieces are refunded by its receipt, and by nothing else until it ends.
COMING_BACK = (R.ASKED, R.ON_ITS_WAY, R.ACCEPTED)


class RefundState(States):
    """Money on its way back to the buyer."""

    INTENDED = "intended", "elsewhere", _("À envoyer")
    SENT = "sent", "elsewhere", _("Envoyé")
    PAID = "paid", "good", _("Remboursé")
    FAILED = "failed", "bad", _("Refusé par le prestataire")
    WAITING = "waiting", "elsewhere", _("Suspendu à une contestation bancaire")
    DROPPED = "dropped", "neutral", _("Écarté : rendu par la banque")


# What the buyer reads where the operator reads who refused.
REFUND_TOLD: dict[str, object] = {
    RefundState.INTENDED: _("En cours"),
    RefundState.FAILED: _("N'a pas abouti : nous nous en occupons"),
    RefundState.DROPPED: _("Sans objet : rendu par la banque"),
}

F = RefundState
REFUND = Flow(
    F,
    {
        F.INTENDED: (F.SENT, F.PAID, F.FAILED, F.WAITING, F.DROPPED),
        F.SENT: (F.PAID, F.FAILED),
        F.FAILED: (F.INTENDED,),
        F.WAITING: (F.INTENDED, F.DROPPED),
    },
)


class DisputeState(States):
    """A chargeback opened by the buyer's bank."""

    OPEN = "open", "house", _("Ouverte")
    WON = "won", "good", _("Gagnée")
    LOST = "lost", "bad", _("Perdue")


D = DisputeState
DISPUTE = Flow(D, {D.OPEN: (D.WON, D.LOST)})


class AnswerState(States):
    """What was answered to a buyer's bank, on its way to the provider."""

    TO_SEND = "to_send", "elsewhere", _("À transmettre")
    SENT = "sent", "elsewhere", _("Transmise, la banque décide")
    REFUSED = "refused", "bad", _("Refusée par le prestataire")


A = AnswerState
ANSWER = Flow(A, {A.TO_SEND: (A.SENT, A.REFUSED)})


class IncidentState(States):
    """Whose turn it is in a complaint, until somebody decides."""

    WAITING_SELLER = "waiting_seller", "seller", _("En attente du vendeur")
    WAITING_BUYER = "waiting_buyer", "buyer", _("En attente de l'acheteur")
    TO_DECIDE = "to_decide", "house", _("À trancher")
    TO_APPROVE = "to_approve", "house", _("Décision à approuver")
    DECIDED = "decided", "good", _("Tranchée")
    WITHDRAWN = "withdrawn", "neutral", _("Retirée par l'acheteur")


# What the two sides read where the operator reads what is left to do.
INCIDENT_TOLD: dict[str, object] = {
    IncidentState.TO_DECIDE: _("Examinée par le service client"),
    IncidentState.TO_APPROVE: _("Examinée par le service client"),
}

N = IncidentState
INCIDENT = Flow(
    N,
    {
        N.WAITING_SELLER: (N.WAITING_BUYER, N.TO_DECIDE, N.TO_APPROVE, N.DECIDED, N.WITHDRAWN),
        N.WAITING_BUYER: (N.WAITING_SELLER, N.TO_DECIDE, N.TO_APPROVE, N.DECIDED, N.WITHDRAWN),
        N.TO_DECIDE: (N.WAITING_SELLER, N.WAITING_BUYER, N.TO_APPROVE, N.DECIDED, N.WITHDRAWN),
        N.TO_APPROVE: (N.TO_DECIDE, N.DECIDED, N.WITHDRAWN),
    },
)
INCIDENT_OPEN = (N.WAITING_SELLER, N.WAITING_BUYER, N.TO_DECIDE, N.TO_APPROVE)


class ArrangementState(States):
    """What one side of a complaint offered the other, until it is answered or falls."""

    PROPOSED = "proposed", "elsewhere", _("En attente de réponse")
    ACCEPTED = "accepted", "good", _("Acceptée")
    REFUSED = "refused", "bad", _("Refusée")
    COUNTERED = "countered", "neutral", _("Remplacée par une autre")
    LAPSED = "lapsed", "neutral", _("Sans suite")


G = ArrangementState
ARRANGEMENT = Flow(G, {G.PROPOSED: (G.ACCEPTED, G.REFUSED, G.COUNTERED, G.LAPSED)})


class LatenessState(States):
    """Who must act on a part whose promised day has passed."""

    TOLD = "told", "buyer", _("L'acheteur choisit : attendre ou annuler")
    WAITING = "waiting", "seller", _("L'acheteur attend")
    ANNOUNCED = "announced", "seller", _("Annulation annoncée")
    ON_ITS_WAY = "on_its_way", "elsewhere", _("Colis en retard")
    OVER = "over", "neutral", _("Retard terminé")


L = LatenessState
# A parcel that left late, or was given up, is late no more; what is on its way only arrives.
LATENESS = Flow(
    L,
    {
        L.TOLD: (L.WAITING, L.ANNOUNCED, L.OVER),
        L.WAITING: (L.TOLD, L.ANNOUNCED, L.OVER),
        L.ANNOUNCED: (L.WAITING, L.OVER),
        L.ON_ITS_WAY: (L.OVER,),
    },
)


class QualityState(States):
    """A counting of a quarter, from the first shop looked at to the public page."""

    MAKING = "making", "elsewhere", _("En préparation")
    DRAFT = "draft", "house", _("À relire")
    KEPT = "kept", "neutral", _("Gardé pour nous")
    PUBLISHED = "published", "good", _("Publié")
    WITHDRAWN = "withdrawn", "neutral", _("Retiré")


Q = QualityState
# What was withdrawn does not come back: the quarter is counted again.
QUALITY = Flow(
    Q,
    {
        Q.MAKING: (Q.DRAFT,),
        Q.DRAFT: (Q.PUBLISHED, Q.KEPT),
        Q.KEPT: (Q.PUBLISHED,),
        Q.PUBLISHED: (Q.WITHDRAWN,),
    },
)


UNSHIPPED = (SellerOrderState.TO_ACCEPT, SellerOrderState.TO_SHIP)
