"""What operators read above the columns whose models give them no name, and states as badges."""

from django.contrib import admin
from django.contrib.admin.templatetags import admin_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import StateField
from marketplace.shared.templatetags.ui import badge

NAMES = {
    "accepted_by": _("accepté par"),
    "answered_at": _("répondu le"),
    "asked_by": _("demandé par"),
    "changed_at": _("modifié le"),
    "created_at": _("créé le"),
    "currency": _("devise"),
    "decided_by": _("décidé par"),
    "depth": _("niveau"),
    "failure": _("raison de l'échec"),
    "frozen_at": _("figée le"),
    "gateway": _("prestataire"),
    "ip": _("adresse IP"),
    "language": _("langue"),
    "last_seen_at": _("vu le"),
    "line": _("ligne"),
    "numchild": _("sous-catégories"),
    "offers_count": _("offres"),
    "order": _("commande"),
    "origin": _("origine"),
    "path": _("place dans l'arbre"),
    "payload": _("contenu reçu"),
    "payment": _("paiement"),
    "period_from": _("période du"),
    "period_until": _("au"),
    "product": _("fiche produit"),
    "purchase": _("achat"),
    "reason": _("motif"),
    "refund": _("remboursement"),
    "rendered_at": _("document produit le"),
    "replied_at": _("réponse le"),
    "rule": _("règle"),
    "run": _("campagne"),
    "seller": _("vendeur"),
    "seller_order": _("commande vendeur"),
    "sha256": _("empreinte"),
    "sku": _("référence"),
    "slug": _("adresse de la page"),
    "submitted_by": _("proposée par"),
    "terms": _("conditions acceptées"),
    "text": _("texte"),
    "uid": _("identifiant"),
    "user": _("personne"),
    "variant": _("variante"),
}


def name(model) -> None:
    """Give its words to every column that its model left unnamed; migrations do not see them."""
    for field in model._meta.fields:
        if field._verbose_name is None and field.name in NAMES:
            field.verbose_name = NAMES[field.name]


def as_badge(model, column: str):
    """The column itself, or a badge when it tells a state."""
    field = next((field for field in model._meta.fields if field.name == column), None)
    if not isinstance(field, StateField):
        return column

    @admin.display(description=field.verbose_name, ordering=column)
    def show(row):
        return badge(row, column=column) if getattr(row, column) else "–"

    show.__name__ = column
    return show


def yes_or_no(value: bool | None) -> str:  # noqa: FBT001 (Django's own signature)
    """A yes, a no or nothing known, in the operator's words."""
    return "–" if value is None else gettext("Oui") if value else gettext("Non")


# Django draws a picture without sizes, whose text is "True": it offers no other place to say it in
# words.
admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]
