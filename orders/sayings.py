"""The words of the basket, the checkout and the letters to buyers; the delays of orders."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from marketplace.shared import policy
from marketplace.shared.voice import Figure, Place, Text
from orders.models import OrderRules

FIGURES = (
    Figure(
        name="acceptation",
        meaning=_("les heures qu'a un vendeur pour confirmer une commande"),
        read=lambda: policy.rules(OrderRules).accept_hours,
    ),
    Figure(
        name="reclamation",
        meaning=_("les heures qu'a un vendeur pour répondre à une réclamation"),
        read=lambda: policy.rules(OrderRules).incident_answer_hours,
    ),
    Figure(
        name="paiement",
        meaning=_("les minutes pendant lesquelles un panier est gardé le temps de payer"),
        read=lambda: policy.rules(OrderRules).payment_minutes,
    ),
)

PLACES = (
    Place(
        key="cart",
        name=_("Le panier"),
        page="shop-cart",
        texts=(
            Text("empty", _noop("Votre panier est vide"), most=60, seen=_("Quand il est vide.")),
            Text(
                "empty_advice",
                _noop(
                    "Parcourez le marché : chaque article y est vendu et expédié par son créateur."
                ),
                most=160,
                seen=_("Quand il est vide."),
            ),
            Text("empty_go", _noop("Découvrir le marché"), most=40, seen=_("Quand il est vide.")),
            Text(
                "secure",
                _noop("Paiement sécurisé : CB, Visa, Mastercard"),
                most=80,
                seen=_("Sous le total, dès qu'il y a un article."),
            ),
            Text(
                "withdrawal",
                _noop("{retractation} jours pour changer d'avis"),
                most=80,
                seen=_("Sous le total, dès qu'il y a un article."),
            ),
            Text(
                "no_account",
                _noop("Aucun compte à créer"),
                most=80,
                seen=_("Sous le total, dès qu'il y a un article."),
            ),
        ),
    ),
    Place(
        key="checkout",
        name=_("La commande"),
        page="shop-checkout",
        texts=(
            Text(
                "contract",
                _noop(
                    "Chaque article est vendu par son créateur : un contrat par vendeur. En"
                    " tant que consommateur, vous avez {retractation} jours après réception"
                    " pour vous rétracter, et deux ans de garantie légale de conformité."
                ),
                most=320,
                seen=_("Avant le bouton qui commande."),
            ),
            Text(
                "secure",
                _noop(
                    "Vous paierez sur la page sécurisée de notre prestataire de paiement :"
                    " nous ne voyons jamais votre carte. Vos données servent à livrer cette"
                    " commande."
                ),
                most=240,
                seen=_("Sous le bouton qui commande."),
            ),
        ),
    ),
    Place(
        key="withdrawal",
        name=_("« Renoncer au contrat ici »"),
        page="shop-withdrawal",
        texts=(
            Text(
                "lead",
                _noop(
                    "Vous pouvez vous rétracter dès la commande, et jusqu'à {retractation}"
                    " jours après la réception, sans motif et sans compte."
                ),
            ),
        ),
    ),
    Place(
        key="lookup",
        name=_("« Suivre mon colis »"),
        page="shop-order-lookup",
        texts=(
            Text(
                "lead",
                _noop("Commandé sans compte ? Nous vous envoyons le lien de votre commande."),
                most=160,
            ),
        ),
    ),
    Place(
        key="letter_order",
        name=_("La lettre qui confirme une commande"),
        template="emails/orders/confirmed.html",
        texts=(Text("thanks", _noop("Merci pour votre commande"), most=80),),
    ),
    Place(
        key="letter_shipped",
        name=_("La lettre qui annonce l'expédition"),
        template="emails/orders/shipped.html",
        texts=(
            Text(
                "arrived", _noop("Colis arrivé ? Dites-le sur la page de votre commande."), most=120
            ),
        ),
    ),
    Place(
        key="letter_refunded",
        name=_("La lettre qui annonce un remboursement"),
        template="emails/orders/refunded.html",
        texts=(
            Text(
                "when",
                _noop(
                    "La somme revient sur le moyen de paiement utilisé : comptez cinq à dix"
                    " jours selon votre banque."
                ),
            ),
        ),
    ),
    Place(
        key="letter_complaint",
        name=_("La lettre qui accuse réception d'une réclamation"),
        template="emails/orders/incident_opened.html",
        texts=(
            Text(
                "decides",
                _noop(
                    "Notre service client lit tout le dossier et tranche, par écrit et avec"
                    " ses motifs. D'ici là, le versement de cette commande au vendeur est"
                    " suspendu, s'il n'est pas déjà parti."
                ),
                most=320,
            ),
        ),
    ),
)
