"""The console's page about versions of a seller's identity."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from marketplace.shared.admin import (
    Because,
    Filed,
    Verb,
    present,
    register,
)
from marketplace.shared.dossiers import Dossier
from sellers.identity import file, identity
from sellers.models import Identity
from sellers.states import IdentityState


@register(Identity)
class IdentityAdmin(Filed):
    """A change of a shop's identity: old and new side by side, and the decision."""

    role, concerns = "sellers", ("seller",)
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

    def dossier(self, request, row) -> Dossier:
        """What changes, side by side, with the seller's latest papers about it."""
        return file.of_identity(row)
