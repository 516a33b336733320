"""The knobs of accounting: when sellers are paid, from which amount two persons look."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models.policy import Between, RulesRow


class AccountingRules(RulesRow):
    """The delays and thresholds of payouts, commissions and invoices. One row."""

    subjects = (
        (
            _("Versements aux vendeurs"),
            ("payout_hold_days", "payout_minimum_cents", "payout_four_eyes_cents"),
        ),
        (_("Commissions et factures"), ("commission_vat_bps", "mandate_contest_days")),
    )
    sentences: ClassVar = {
        "payout_hold_days": _(
            "Le produit d'une vente est versé au vendeur au plus tôt {value} après la"
            " livraison, et jamais avant la fin du délai de rétractation."
        ),
        "payout_minimum_cents": _(
            "Un solde inférieur à {value} attend la campagne suivante, sauf quand la boutique est"
            " fermée."
        ),
        "payout_four_eyes_cents": _(
            "À partir de {value}, une campagne de versements est approuvée par une autre personne"
            " que celle qui l'a préparée."
        ),
        "commission_vat_bps": _("La TVA sur les commissions est de {value}."),
        "mandate_contest_days": _(
            "Le vendeur a {value} pour contester une facture émise en son nom."
        ),
    }

    payout_hold_days = models.PositiveIntegerField(
        _("retenue avant versement (jours après livraison)"),
        default=14,
        validators=[Between(0, 365)],
    )
    mandate_contest_days = models.PositiveIntegerField(
        _("contestation des factures (jours)"), default=15, validators=[Between(0, 365)]
    )
    payout_minimum_cents = models.PositiveIntegerField(
        _("versement minimal (centimes)"), default=1000, validators=[Between(0, 100_000)]
    )
    payout_four_eyes_cents = models.PositiveIntegerField(
        _("seuil de double validation (centimes)"),
        default=500_000,
        validators=[Between(0, 1_000_000_000)],
    )
    commission_vat_bps = models.PositiveIntegerField(
        _("TVA sur commission (points de base)"), default=2000, validators=[Between(0, 10_000)]
    )

    class Meta(RulesRow.Meta):
        verbose_name = _("règles des versements et des factures")
        verbose_name_plural = _("règles des versements et des factures")
