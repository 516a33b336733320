"""What the providers' codes mean to whoever reads them."""

from django.utils.translation import gettext_lazy as _

ANSWERS = {
    "refused": _("Refusé par le prestataire de paiement"),
    "card_declined": _("Carte refusée par la banque"),
    "insufficient_funds": _("Provision insuffisante"),
    "expired_card": _("Carte expirée"),
    "authentication_failed": _("Authentification échouée"),
    "expired_or_canceled_card": _("Carte expirée ou annulée"),
    "dispute_closed": _("La banque a déjà décidé"),
    "charge_disputed": _("Somme contestée auprès de la banque"),
    "refund_too_large": _("Remboursement plus grand que ce qui reste payé"),
    "account_restricted": _("Compte du vendeur restreint par le prestataire"),
    "balance_insufficient": _("Solde insuffisant chez le prestataire"),
    "idempotency_key_reused": _("Demande déjà faite en d'autres termes"),
    "no_such_object": _("Inconnu du prestataire"),
    "resource_missing": _("Inconnu du prestataire"),
    "seller_must_say_so": _("À corriger par le vendeur sur les pages du prestataire"),
    "reversed": _("Annulé chez le prestataire"),
}
