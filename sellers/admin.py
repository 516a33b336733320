"""The operator's pages about sellers: the queue of applications, the one-page file, suspensions."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.admin import Because, Exported, Page, Reading, Verb, present, register
from sellers import admission, mandates, suspension
from sellers.models import Acceptance, Document, Item, Member, Seller, ShippingMethod
from sellers.states import ItemState, SellerState
from sellers.views.file import hand_out


class AskForm(forms.Form):
    """Which item, and what is wrong with it."""

    kind = forms.ChoiceField(label=_("Pièce"), choices=Item.Kind)
    note = forms.CharField(
        label=_("Ce qui manque ou ne convient pas"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MemberInline(Reading):
    """The team."""

    model = Member
    fields = ("user", "role", "joined_at")


class ShippingInline(Reading):
    """The shipping grid."""

    model = ShippingMethod
    fields = (
        "name",
        "carrier",
        "kind",
        "zone",
        "first_cents",
        "next_cents",
        "free_from_cents",
        "is_active",
    )


class AcceptanceInline(Reading):
    """What was accepted, when, from where."""

    model = Acceptance
    fields = ("text", "accepted_by", "accepted_at", "revoked_at", "ip", "sha256")


def _in_examination(row) -> bool:
    return row.state in (SellerState.APPLIED, SellerState.TO_COMPLETE)


def _ask_again(row, request, data):
    item = get_object_or_404(Item, seller=row, kind=data["kind"])
    admission.ask_again(item, note=data["note"], **present(request))


@register(Seller)
class SellerAdmin(Exported):
    """A seller's file on one page."""

    role = "sellers"
    change_form_template = "admin/sellers/seller_file.html"
    list_display = ("name", "code", "state", "kyc_state", "city", "created_at", "suspended_at")
    list_filter = ("state", "kyc_state", "vat_regime", ("suspended_at", admin.EmptyFieldListFilter),
                   ("mandate_revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "code", "legal_name", "siret", "email")
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (
            _("Boutique"),
            {
                "fields": (
                    "name",
                    "code",
                    "slug",
                    "state",
                    "story",
                    "moderation",
                    "handling_days",
                    "holiday_from",
                    "holiday_until",
                    "suspended_at",
                    "suspended_because",
                    "mandate_revoked_at",
                )
            },
        ),
        (
            _("Identité légale"),
            {
                "fields": (
                    "legal_name",
                    "legal_form",
                    "capital",
                    "siret",
                    "rcs",
                    "representative",
                    "line1",
                    "line2",
                    "postcode",
                    "city",
                    "country",
                    "email",
                    "phone",
                )
            },
        ),
        (_("TVA et banque"), {"fields": ("vat_regime", "vat_number", "iban", "iban_changed_at")}),
        (
            _("Prestataire de paiement"),
            {"fields": ("account_ref", "kyc_state", "kyc_requirements", "payouts_enabled")},
        ),
    )
    inlines = (MemberInline, ShippingInline, AcceptanceInline)
    pages = (Page("<int:pk>/document/<int:document>/", "document", "document", role="sellers"),)
    verbs = (
        Verb(
            "admit",
            _("Admettre"),
            lambda row, request, data: admission.admit(row, **present(request)),
            role="sellers",
            when=lambda row: row.state == SellerState.APPLIED,
            tone="positive",
            sentence=_("La boutique ouvre aussitôt et le vendeur reçoit un e-mail de bienvenue."),
        ),
        Verb(
            "ask",
            _("Redemander une pièce"),
            _ask_again,
            role="sellers",
            form=AskForm,
            when=_in_examination,
            sentence=_("Le vendeur reçoit votre remarque ; le reste du dossier est conservé."),
        ),
        Verb(
            "refuse",
            _("Refuser"),
            lambda row, request, data: admission.refuse(
                row, because=data["because"], **present(request)
            ),
            role="sellers",
            form=Because,
            when=_in_examination,
            tone="danger",
            sentence=_("Le motif est envoyé au vendeur et conservé dans son dossier."),
        ),
        Verb(
            "suspend",
            _("Suspendre les ventes"),
            lambda row, request, data: suspension.suspend(
                row, because=data["because"], **present(request)
            ),
            role="sellers",
            sensitive=True,
            form=Because,
            tone="danger",
            when=lambda row: row.state == SellerState.OPEN and row.suspended_at is None,
            sentence=_(
                "Toutes ses offres quittent le site à l'instant ; les commandes payées restent à expédier."
            ),
        ),
        Verb(
            "reinstate",
            _("Lever la suspension"),
            lambda row, request, data: suspension.reinstate(row, **present(request)),
            role="sellers",
            sensitive=True,
            when=lambda row: row.suspended_at is not None,
            tone="positive",
        ),
        Verb(
            "revoke",
            _("Révoquer le mandat de facturation"),
            lambda row, request, data: mandates.revoke(row, because=data["because"], **present(request)),
            role="sellers",
            sensitive=True,
            form=Because,
            tone="danger",
            when=lambda row: row.state == SellerState.OPEN and row.mandate_revoked_at is None,
            sentence=_(
                "À la demande écrite du vendeur : plus rien n'est vendu, expédié ni facturé en son nom "
                "jusqu'à ce qu'il donne à nouveau mandat."
            ),
        ),
    )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Add the checklist with its documents."""
        pk = int(object_id) if object_id.isdigit() and len(object_id) < 19 else 0
        items = Item.objects.filter(seller_id=pk).prefetch_related("documents").order_by("pk")
        done = [item for item in items if item.state in (ItemState.PROVIDED, ItemState.ACCEPTED)]
        extra = {"items": items, "done_count": len(done), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra)

    def document(self, request, row, document: int):
        """A document of the file; that it was read is a fact."""
        paper = get_object_or_404(Document, pk=document, item__seller=row)
        admission.note_reading(paper, by=request.user, now=clock.now())
        return hand_out(paper)
