"""The settings of orders: how long stock is reserved, who answers within which delay."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models.policy import Between, RulesRow


class OrderRules(RulesRow):
    """The delays and thresholds of orders. One row."""

    subjects = (
        (
            _("Payer et garder le stock"),
            (
                "payment_minutes",
                "scarce_payment_minutes",
                "unpaid_orders_most",
                "unpaid_pieces_most",
                "unpaid_scarce_most",
                "unpaid_share_percent",
            ),
        ),
        (
            _("Accepter et livrer"),
            (
                "acceptance",
                "accept_hours",
                "accept_reminder_hours",
                "ship_reminder_percent",
                "ship_last_reminder_percent",
                "presumed_delivery_days",
            ),
        ),
        (_("Retours"), ("return_answer_hours",)),
        (_("Suivre les colis"), ("silence_hours", "silence_counts")),
        (_("Retards de livraison"), ("late_wait_days", "late_cancel_days", "late_notice_days")),
        (_("Réclamations"), ("incident_answer_hours", "incident_alone_cents")),
        (_("Achats des entreprises"), ("business_withdrawal",)),
        (
            _("Chiffres publics des boutiques"),
            ("measured_least", "measured_days", "measured_notice_days"),
        ),
    )
    sentences: ClassVar = {
        "payment_minutes": _("Une commande est payée dans les {value}, sinon le stock est rendu."),
        "scarce_payment_minutes": _(
            "Quand elle prend les dernières pièces d'un article, elle est payée dans les {value}."
        ),
        "unpaid_orders_most": _(
            "Commandes qu'un visiteur peut avoir en attente de paiement : {value} au plus."
        ),
        "unpaid_pieces_most": _(
            "Pièces qu'un visiteur peut réserver sans payer : {value} au plus."
        ),
        "unpaid_scarce_most": _(
            "Articles dont un visiteur peut épuiser le stock sans payer : {value} au plus."
        ),
        "unpaid_share_percent": _(
            "Au-delà de dix pièces, un visiteur réserve sans payer {value} du stock d'un article au"
            " plus."
        ),
        "acceptance": _("Acceptation des commandes payées : {value}."),
        "accept_hours": _(
            "Le vendeur accepte une commande dans les {value} ; sans réponse, elle est annulée et"
            " remboursée."
        ),
        "accept_reminder_hours": _("Un rappel lui est envoyé {value} avant cette annulation."),
        "ship_reminder_percent": _(
            "Le vendeur qui n'a pas expédié reçoit un rappel à {value} de son délai d'expédition."
        ),
        "ship_last_reminder_percent": _("Il en reçoit un second, le dernier, à {value} du délai."),
        "late_wait_days": _(
            "L'acheteur qui choisit d'attendre, sans nouvelle date du vendeur, attend {value}."
        ),
        "late_cancel_days": _(
            "Une commande qui ne part pas s'annule d'elle-même {value} après la date promise, si"
            " l'acheteur n'attend pas plus longtemps."
        ),
        "late_notice_days": _(
            "Cette annulation est annoncée à l'acheteur et au vendeur {value} avant."
        ),
        "presumed_delivery_days": _(
            "Un colis dont personne ne se plaint est présumé livré {value} après son expédition,"
            " pour les seuls versements."
        ),
        "return_answer_hours": _(
            "Le vendeur répond à une demande de retour dans les {value} ; sans réponse, elle est"
            " acceptée d'office."
        ),
        "silence_hours": _(
            "Un colis dont le transporteur ne dit rien pendant {value} est signalé à son vendeur."
        ),
        "silence_counts": _("Heures comptées pour ce silence : {value}."),
        "incident_answer_hours": _("Le vendeur répond à une réclamation dans les {value}."),
        "incident_alone_cents": _(
            "Le service client accorde seul jusqu'à {value} par commande ; au-delà, la finance"
            " approuve."
        ),
        "business_withdrawal": _("Rétractation d'une entreprise qui achète : {value}."),
        "measured_least": _(
            "Commandes sans lesquelles rien n'est mesuré, d'une boutique ni du marché : {value}."
        ),
        "measured_days": _("Les chiffres d'une boutique portent sur {value}."),
        "measured_notice_days": _(
            "Une boutique lit ses nouveaux chiffres {value} avant qu'ils soient publics."
        ),
    }

    payment_minutes = models.PositiveIntegerField(
        _("délai de paiement (minutes)"),
        default=30,
        validators=[Between(5, 24 * 60)],
        help_text=_("Le stock est gardé pendant ce temps, puis rendu."),
    )
    scarce_payment_minutes = models.PositiveIntegerField(
        _("délai de paiement des dernières pièces (minutes)"),
        default=10,
        validators=[Between(5, 24 * 60)],
        help_text=_(
            "Quand une commande prend plus que sa part du stock d'un article, il est gardé moins"
            " longtemps."
        ),
    )
    unpaid_orders_most = models.PositiveIntegerField(
        _("commandes impayées à la fois par visiteur"), default=3, validators=[Between(1, 100)]
    )
    unpaid_pieces_most = models.PositiveIntegerField(
        _("pièces gardées sans paiement par visiteur"),
        default=100,
        validators=[Between(1, 100_000)],
    )
    unpaid_scarce_most = models.PositiveIntegerField(
        _("articles épuisés ou presque par un visiteur sans paiement"),
        default=5,
        validators=[Between(1, 1000)],
    )
    unpaid_share_percent = models.PositiveIntegerField(
        _("part du stock gardée sans paiement (%)"),
        default=50,
        validators=[Between(1, 100)],
        help_text=_(
            "Au-delà de dix pièces d'un article, un visiteur n'en garde pas davantage sans payer."
        ),
    )
    accept_hours = models.PositiveIntegerField(
        _("délai d'acceptation (heures)"), default=48, validators=[Between(1, 30 * 24)]
    )
    accept_reminder_hours = models.PositiveIntegerField(
        _("rappel avant l'annulation d'une commande sans réponse (heures)"),
        default=12,
        validators=[Between(1, 30 * 24)],
        help_text=_("Jamais avant la moitié du délai d'acceptation."),
    )
    ship_reminder_percent = models.PositiveIntegerField(
        _("premier rappel d'expédition (% du délai)"), default=50, validators=[Between(10, 95)]
    )
    ship_last_reminder_percent = models.PositiveIntegerField(
        _("dernier rappel d'expédition (% du délai)"), default=80, validators=[Between(10, 95)]
    )
    late_wait_days = models.PositiveIntegerField(
        _("attente choisie par l'acheteur d'une commande en retard (jours)"),
        default=7,
        validators=[Between(1, 30)],
    )
    late_cancel_days = models.PositiveIntegerField(
        _("annulation d'une commande jamais expédiée (jours après la date promise)"),
        default=21,
        validators=[Between(7, 90)],
    )
    late_notice_days = models.PositiveIntegerField(
        _("annonce de cette annulation (jours avant)"),
        default=5,
        validators=[Between(2, 30)],
    )
    presumed_delivery_days = models.PositiveIntegerField(
        _("livraison présumée (jours après expédition)"), default=10, validators=[Between(1, 90)]
    )
    return_answer_hours = models.PositiveIntegerField(
        _("réponse du vendeur à un retour (heures)"),
        default=48,
        validators=[Between(24, 14 * 24)],
    )
    silence_hours = models.PositiveIntegerField(
        _("colis sans nouvelles (heures)"), default=72, validators=[Between(12, 30 * 24)]
    )
    silence_counts = models.CharField(
        _("heures comptées d’un colis sans nouvelles"),
        max_length=10,
        default="plain",
        choices=[("plain", _("toutes")), ("worked", _("celles des jours ouvrés"))],
        help_text=_(
            "Le dimanche et les jours fériés, les transporteurs n’enregistrent presque rien."
        ),
    )
    incident_answer_hours = models.PositiveIntegerField(
        _("réponse du vendeur à une réclamation (heures)"),
        default=48,
        validators=[Between(1, 30 * 24)],
    )
    incident_alone_cents = models.PositiveIntegerField(
        _("ce que le service client accorde seul sur une commande (centimes)"),
        default=15_000,
        validators=[Between(0, 1_000_000)],
        help_text=_("Au-delà, une personne de la finance approuve la décision."),
    )
    acceptance = models.CharField(
        _("acceptation des commandes"),
        max_length=10,
        default="manual",
        choices=[("manual", _("par le vendeur")), ("automatic", _("automatique"))],
    )
    business_withdrawal = models.CharField(
        _("rétractation des entreprises"),
        max_length=10,
        default="none",
        choices=[("none", _("aucune")), ("granted", _("celle des consommateurs"))],
        help_text=_(
            "La loi ne donne pas de droit de rétractation à une entreprise qui achète à distance :"
            " le marché peut l'accorder. Vaut pour les commandes passées ensuite."
        ),
    )

    measured_least = models.PositiveIntegerField(
        _("commandes sans lesquelles rien n'est mesuré"),
        default=20,
        validators=[Between(20, 1000)],
        help_text=_("Un chiffre tiré de peu de commandes tient au hasard : il n'est pas publié."),
    )
    measured_days = models.PositiveIntegerField(
        _("période mesurée (jours)"), default=90, validators=[Between(30, 365)]
    )
    measured_notice_days = models.PositiveIntegerField(
        _("avance de la boutique sur le public (jours)"),
        default=3,
        validators=[Between(1, 30)],
        help_text=_("Le temps de relire ce qui compte et de nous signaler une erreur."),
    )

    at_once: ClassVar = ("accept_reminder_hours", "silence_hours", "silence_counts")

    class Meta(RulesRow.Meta):
        verbose_name = _("règles des commandes")
        verbose_name_plural = _("règles des commandes")
