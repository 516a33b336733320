"""The console's page about versions of a seller's identity."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from marketplace.shared.admin import (
    Because,
    House,
    Verb,
    present,
    register,
)
from sellers.identity import identity
from sellers.models import Document, Identity, Item
from sellers.states import IdentityState

PAPERS = 3  # the most that are shown beside a change
# The pieces of the file that prove a change.
PROVEN_BY = {
    Identity.Topic.CONTACT: (Item.Kind.REGISTRATION,),
    Identity.Topic.COMPANY: (Item.Kind.REGISTRATION, Item.Kind.IDENTITY),
    Identity.Topic.VAT: (Item.Kind.VAT,),
}


@register(Identity)
class IdentityAdmin(House):
    """A change of a shop's identity: old and new side by side, and the decision."""

    role, concerns = "sellers", ("seller",)
    change_form_template = "admin/sellers/identity.html"
    list_display = (
        "seller",
        "topic",
        "state",
        "effective_on",
        "asked_at",
        "asked_by",
        "decided_by",
    )
    list_filter = ("state", "topic")
    list_select_related = ("seller", "asked_by", "decided_by")
    search_fields = ("seller__name", "seller__code", "seller__siret")
    ordering = ("-asked_at", "-pk")
    fields = (
        "seller",
        "topic",
        "state",
        "effective_on",
        "note",
        "because",
        "asked_by",
        "asked_at",
        "decided_by",
        "decided_at",
        "in_force_at",
        "ended_at",
    )
    names = {"in_force_at": _("en vigueur depuis le")}
    verbs = (
        Verb(
            "approve",
            _("Approuver"),
            lambda row, request, data: identity.approve(row, **present(request)),
            when=lambda row: row.state == IdentityState.PROPOSED,
            tone="positive",
            role="sellers",
            sensitive=True,
            sentence=lambda row: _(
                "Le changement entre en vigueur le {day}, ou aussitôt si ce jour est passé. Les"
                " commandes déjà passées gardent l'identité de leur contrat. Le vendeur reçoit un"
                " e-mail."
            ).format(day=date_format(row.effective_on, "d/m/Y")),
            done=_("Le changement d'identité est approuvé."),
        ),
        Verb(
            "refuse",
            _("Refuser"),
            lambda row, request, data: identity.refuse(
                row, because=data["because"], **present(request)
            ),
            form=Because,
            when=lambda row: row.waits,
            tone="danger",
            role="sellers",
            sentence=_(
                "L'identité en vigueur reste ; le vendeur reçoit votre motif et peut demander à"
                " nouveau."
            ),
            done=_("Le changement d'identité est refusé : la lettre donne le motif."),
        ),
        Verb(
            "take-up",
            _("Reprendre la demande"),
            lambda row, request, data: identity.take_up(
                row, because=data["because"], **present(request)
            ),
            form=Because,
            when=identity.may_take_up,
            role="sellers",
            sentence=_(
                "Le refus est annulé : la demande attend de nouveau votre vérification, ou la"
                " réponse à la lettre envoyée à la nouvelle adresse."
            ),
            done=_("La demande est reprise : elle attend de nouveau une décision."),
        ),
    )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """With the seller's latest papers about it, to be read beside what changes."""
        row = self.get_object(request, object_id)
        extra = dict(extra_context or {})
        if row is not None and row.waits:
            kinds = PROVEN_BY.get(Identity.Topic(row.topic), ())
            papers = Document.objects.filter(item__seller=row.seller_id, item__kind__in=kinds)
            extra["papers"] = papers.select_related("item").order_by("-pk")[:PAPERS]
            extra["is_proven_by_papers"] = bool(kinds)
        return super().change_view(request, object_id, form_url, extra)
