"""The screens that a page of help may explain; their link « Aide » leads to it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketing.models import Page

HELP = (Page.Kind.HELP, Page.Kind.HELP_SELLER)
SCREENS = {
    Page.Kind.HELP: {
        "shop-cart": _("Le panier"),
        "shop-checkout": _("La commande et le paiement"),
        "shop-orders": _("La liste de mes commandes"),
        "shop-order": _("Une commande et ses colis"),
        "shop-return-new": _("Demander un retour"),
        "shop-withdrawal": _("Renoncer au contrat"),
        "shop-incident-new": _("Signaler un problème"),
        "account": _("Mon compte"),
    },
    Page.Kind.HELP_SELLER: {
        "seller-home": _("Le tableau de bord"),
        "seller-identity": _("Le dossier et les pièces"),
        "seller-products": _("Mes fiches"),
        "seller-product-new": _("Une nouvelle fiche"),
        "seller-product": _("Modifier une fiche"),
        "seller-imports": _("Importer un catalogue"),
        "seller-offers": _("Prix et stocks"),
        "seller-orders": _("Les commandes reçues"),
        "seller-order": _("Expédier une commande"),
        "seller-returns": _("Les retours"),
        "seller-incidents": _("Les réclamations"),
        "seller-reviews": _("Les avis"),
        "seller-money": _("Mes ventes et mes versements"),
        "seller-invoices": _("Les factures"),
        "seller-shipping": _("Les frais de livraison"),
        "seller-shop": _("La page de ma boutique"),
        "seller-page": _("Ma page"),
    },
}


def told(page: Page) -> list[str]:
    """What a page explains, in words."""
    names = SCREENS.get(Page.Kind(page.kind), {})
    return [str(names[screen]) for screen in page.explains if screen in names]
