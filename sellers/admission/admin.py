"""The operator's pages about sellers: the queue of applications, the one-page file, suspensions."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, exports
from marketplace.shared.admin import (
    Because,
    Exported,
    Filed,
    Page,
    Verb,
    present,
    register,
)
from marketplace.shared.audience import is_operator
from marketplace.shared.states import Refusal
from marketplace.shared.typed import MotiveField
from sellers.admission import admission, file, trust
from sellers.application import kyc, mandates, suspension
from sellers.application.views.documents import hand_out
from sellers.identity import forms as forms_identity
from sellers.identity import identity
from sellers.identity.forms import CompanyChange, ContactChange, EmailChange, VatChange
from sellers.models import (
    AccountUpdate,
    Document,
    Identity,
    Item,
    Seller,
)
from sellers.states import ItemState, SellerState, UpdateState

T = Identity.Topic
MONEY_FROM = 2  # the groups of columns before those of VAT, bank and provider


class AskForm(forms.Form):
    """Which item, and what is wrong with it."""

    kind = forms.ChoiceField(label=_("Pièce"), choices=Item.Kind)
    note = MotiveField(label=_("Ce qui manque ou ne convient pas"))


class RedoForm(Because):
    """Why, and which items are to be provided again."""

    redo = forms.MultipleChoiceField(
        label=_("Pièces à refaire"),
        choices=Item.Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Cochées, elles sont marquées « À refaire » avec ce motif ; les autres sont gardées, "
            "et celles qui étaient déjà marquées le restent."
        ),
    )


class LevelForm(Because):
    """How closely products are read before they are published, and why it changes."""

    level = forms.ChoiceField(label=_("Niveau de modération"), choices=Seller.Moderation)
    field_order = ("level", "because")


class ContactCorrection(ContactChange, Because):
    """Address and telephone, and why the operator corrects them."""


class EmailCorrection(EmailChange, Because):
    """The public e-mail address, and why the operator corrects it."""


class CompanyCorrection(CompanyChange, Because):
    """Company, and why the operator corrects it."""

    note = None  # type: ignore[assignment]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, seller=_seller_of(kwargs), **kwargs)


class VatCorrection(VatChange, Because):
    """VAT, and why the operator corrects it."""

    note = None  # type: ignore[assignment]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, seller=_seller_of(kwargs), **kwargs)


class Papers(admin.SimpleListFilter):
    """Open shops that provided an item again, which nobody has looked at."""

    title, parameter_name = _("pièces"), "papers"

    def lookups(self, request, model_admin):
        """One choice."""
        return [("waiting", _("Fournies à nouveau, à relire"))]

    def queryset(self, request, queryset):
        """The open shops that provided an item again since it was examined."""
        if self.value() != "waiting":
            return queryset
        provided = Item.objects.filter(state=ItemState.PROVIDED)
        return queryset.filter(pk__in=provided.values("seller"), state=SellerState.OPEN)


class Untold(admin.SimpleListFilter):
    """Sellers whose identity in force the payment provider does not have."""

    title, parameter_name = _("identité chez le prestataire"), "provider"

    def lookups(self, request, model_admin):
        """One choice."""
        return [("untold", _("Non reprise par le prestataire"))]

    def queryset(self, request, queryset):
        """The sellers with an update refused by the provider, or unanswered for an hour."""
        if self.value() != "untold":
            return queryset
        return queryset.filter(pk__in=AccountUpdate.objects.stuck(clock.now()).values("seller"))


def _seller_of(kwargs: dict) -> Seller | None:
    return (kwargs.get("initial") or {}).get("seller")


def _correction(topic: str, label, form, done, sentence=None) -> Verb:
    """The button that corrects one topic of an open shop's identity."""
    return Verb(
        f"correct-{topic}",
        label,
        lambda row, request, data: _correct(row, request, topic, data),
        form=form,
        done=done,
        initial=lambda row: {**forms_identity.in_force(row, topic), "seller": row},
        when=lambda row: row.opened_at is not None,
        role="sellers",
        sensitive=True,
        sentence=sentence
        or _(
            "À compter du jour indiqué, c'est cette identité que tout le monde lit ; les commandes"
            " et les documents déjà faits gardent la leur. Le vendeur reçoit le changement et votre"
            " motif par e-mail. Une demande du vendeur qui attend sur le même sujet est remplacée."
        ),
    )


def _correct(shop, request, topic, data):
    columns = forms_identity.FORMS[topic].columns
    values = {columns.get(name, name): value for name, value in data.items()}
    identity.correct(
        shop, topic, values=values, on=data.get("day"), because=data["because"], **present(request)
    )


def _what_lifting_does(shop) -> str:
    """What comes back once a suspension is lifted, and what still does not."""
    paid = _now("Ses versements ne sont plus retenus, et le vendeur en est prévenu par e-mail.")
    if shop.state != SellerState.OPEN:
        sold = _now("La boutique reste fermée.")
    elif shop.mandate_revoked_at:
        return _now("Impossible tant que le vendeur n'a pas redonné son mandat de facturation.")
    elif shop.is_away(clock.now()):
        sold = _now("Ses offres reviennent sur le site à la fin de son congé.")
    else:
        sold = _now("Toutes ses offres reviennent sur le site aussitôt.")
    return f"{sold} {paid}"


def _in_examination(shop) -> bool:
    return shop.state in (SellerState.APPLIED, SellerState.TO_COMPLETE)


def _may_be_asked(shop) -> bool:
    return _in_examination(shop) or shop.state == SellerState.OPEN


def _has_papers(shop) -> bool:
    return shop.state == SellerState.OPEN and shop.items.filter(state=ItemState.PROVIDED).exists()


def _ask_again(shop, request, data):
    item = get_object_or_404(Item, seller=shop, kind=data["kind"])
    admission.ask_again(item, note=data["note"], **present(request))
    return _back_to_pieces(request, shop, _("« {item} » est redemandée au vendeur."), item)


def _back_to_pieces(request, shop, done, item) -> HttpResponseRedirect:
    """Back to the pieces of the file; the next one that waits to be read is open."""
    messages.success(request, str(done).format(item=item))
    waits = shop.items.filter(state=ItemState.PROVIDED).order_by("pk")
    after = waits.filter(pk__gt=item.pk).first() or waits.first()
    own = reverse("admin:sellers_seller_change", args=[shop.pk])
    if after is None:
        return redirect(f"{own}#pieces")
    return redirect(f"{own}?{file.PIECE}={after.pk}#piece-{after.pk}")


@register(Seller)
class SellerAdmin(Filed, Exported):
    """A seller's file on one page: identity, items, team, money, and every decision about it."""

    role, readers = "sellers", ("support", "finance", "moderation")  # whose shop it is about
    concerns = ("self",)
    exported = (
        "code",
        "name",
        "state",
        "legal_name",
        "legal_form",
        "siret",
        "vat_regime",
        "vat_number",
        "email",
        "postcode",
        "city",
        "country",
        exports.Column("iban", exports.masked),
        "kyc_state",
        "payouts_enabled",
        "moderation",
        "created_at",
        "opened_at",
        "suspended_at",
    )
    list_display = (
        "name",
        "code",
        "state",
        "kyc_state",
        "moderation",
        "city",
        "created_at",
        "suspended_at",
    )
    list_filter = (
        "state",
        "kyc_state",
        "moderation",
        "vat_regime",
        Papers,
        Untold,
        ("suspended_at", admin.EmptyFieldListFilter),
        ("mandate_revoked_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("name", "code", "legal_name", "siret", "email")
    ordering = ("-created_at", "-pk")
    groups = (
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
                    "mediator",
                )
            },
        ),
        (
            _("TVA et banque"),
            {
                "fields": (
                    "vat_regime",
                    "vat_number",
                    "vat_next_on",
                    "vat_next_regime",
                    "vat_next_number",
                    "iban",
                    "iban_changed_at",
                )
            },
        ),
        (
            _("Prestataire de paiement"),
            {"fields": ("account_ref", "kyc_state", "kyc_requirements", "payouts_enabled")},
        ),
    )
    pages = (
        Page("<int:pk>/document/<int:document>/", "document", "document", role="sellers"),
        Page("<int:pk>/piece/<int:item>/", "piece", "piece", role="sellers", sensitive=True),
    )
    verbs = (
        Verb(
            "admit",
            _("Admettre"),
            lambda row, request, data: admission.admit(row, **present(request)),
            role="sellers",
            sensitive=True,
            when=lambda row: row.state == SellerState.APPLIED,
            tone="positive",
            sentence=admission.before_admitting,
            done=_("La boutique est admise : elle en reçoit la lettre."),
        ),
        Verb(
            "ask",
            _("Redemander une pièce"),
            _ask_again,
            role="sellers",
            form=AskForm,
            when=_may_be_asked,
            sentence=_(
                "Le vendeur reçoit votre remarque ; le reste du dossier est conservé. Une boutique"
                " ouverte continue de vendre."
            ),
        ),
        Verb(
            "check",
            _("Accepter les pièces fournies à nouveau"),
            lambda row, request, data: admission.check_items(row, **present(request)),
            when=_has_papers,
            tone="positive",
            role="sellers",
            sensitive=True,
            sentence=_(
                "Lisez d'abord les documents de son dossier : ils sont gardés comme acceptés à ce"
                " jour."
            ),
            done=_("Les pièces fournies sont acceptées."),
        ),
        Verb(
            "refuse",
            _("Refuser"),
            lambda row, request, data: admission.refuse(row, **data, **present(request)),
            role="sellers",
            form=RedoForm,
            when=_in_examination,
            tone="danger",
            sentence=_("Le motif est envoyé au vendeur et conservé dans son dossier."),
            done=_("La candidature est refusée : la lettre donne le motif."),
        ),
        Verb(
            "revive",
            _("Rouvrir la candidature"),
            lambda row, request, data: admission.revive(row, **data, **present(request)),
            form=RedoForm,
            when=lambda row: row.state == SellerState.REFUSED,
            role="sellers",
            sentence=_(
                "Le candidat reçoit votre motif, corrige son dossier et le dépose à nouveau."
            ),
            done=_("La candidature est rouverte."),
        ),
        _correction(
            T.CONTACT,
            _("Corriger l'adresse et le téléphone"),
            ContactCorrection,
            _("L'adresse et le téléphone sont corrigés."),
        ),
        _correction(
            T.EMAIL,
            _("Corriger l'adresse e-mail"),
            EmailCorrection,
            _("La lettre à confirmer part à la nouvelle adresse."),
            sentence=_(
                "Une lettre part à la nouvelle adresse : elle compte quand son lecteur la confirme."
                " D'ici là, l'adresse actuelle reste affichée, et elle est prévenue avec votre"
                " motif."
            ),
        ),
        _correction(
            T.COMPANY,
            _("Corriger l'entreprise"),
            CompanyCorrection,
            _("L'entreprise est corrigée."),
        ),
        _correction(T.VAT, _("Corriger la TVA"), VatCorrection, _("La TVA est corrigée.")),
        Verb(
            "retell",
            _("Transmettre à nouveau l'identité au prestataire"),
            lambda row, request, data: kyc.tell_again(row, **present(request)),
            when=lambda row: bool(row.account_ref) and kyc.untold(row) is not None,
            role="sellers",
            sentence=_(
                "L'identité en vigueur est transmise une fois de plus au prestataire de paiement."
            ),
            done=_("L'identité est de nouveau transmise au prestataire."),
        ),
        Verb(
            "corrected",
            _("Noter l'identité corrigée chez le prestataire"),
            lambda row, request, data: kyc.note_corrected(
                row, because=data["because"], **present(request)
            ),
            form=Because,
            when=lambda row: row.account_updates.filter(state=UpdateState.REFUSED).exists(),
            role="sellers",
            sensitive=True,
            sentence=_(
                "Le vendeur a corrigé lui-même son identité sur les pages du prestataire de"
                " paiement."
            ),
            done=_("L'identité est notée comme corrigée chez le prestataire."),
        ),
        Verb(
            "moderation",
            _("Changer le niveau de modération"),
            lambda row, request, data: trust.set_level(row, **data, **present(request)),
            form=LevelForm,
            initial=lambda row: {"level": row.moderation},
            role="sellers",
            sensitive=True,
            sentence=lambda row: _(
                "Aujourd'hui : {level}. Ce qui est en ligne le reste ; les prochaines fiches"
                " proposées suivent le nouveau niveau."
            ).format(level=row.get_moderation_display()),
            done=_("Le niveau de modération est changé."),
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
                "Toutes ses offres quittent le site aussitôt ; les commandes payées restent à"
                " expédier."
            ),
            done=_("Les ventes sont suspendues : la boutique en reçoit le motif."),
        ),
        Verb(
            "reinstate",
            _("Lever la suspension"),
            lambda row, request, data: suspension.reinstate(row, **present(request)),
            role="sellers",
            sensitive=True,
            # A pause for want of a mandate is the seller's to end, by giving it again.
            when=lambda row: row.suspended_at is not None and not row.is_only_paused,
            tone="positive",
            sentence=_what_lifting_does,
            done=_("La suspension est levée."),
        ),
        Verb(
            "revoke",
            _("Révoquer le mandat de facturation"),
            lambda row, request, data: mandates.revoke(
                row, because=data["because"], **present(request)
            ),
            role="sellers",
            sensitive=True,
            form=Because,
            tone="danger",
            when=lambda row: row.state == SellerState.OPEN and row.mandate_revoked_at is None,
            sentence=_(
                "À la demande écrite du vendeur : plus rien n'est vendu, expédié ni facturé en son"
                " nom jusqu'à ce qu'il donne à nouveau mandat."
            ),
            done=_("Le mandat de facturation est révoqué."),
        ),
        Verb(
            "close",
            _("Fermer la boutique"),
            lambda row, request, data: suspension.close(
                row, because=data["because"], **present(request)
            ),
            form=Because,
            tone="danger",
            when=lambda row: row.state == SellerState.OPEN,
            role="sellers",
            sensitive=True,
            sentence=_(
                "Toutes ses offres quittent le site aussitôt ; les commandes payées restent à"
                " expédier, et leur montant est versé. Le vendeur reçoit votre motif. Une"
                " boutique fermée peut être rouverte."
            ),
            done=_("La boutique est fermée."),
        ),
        Verb(
            "reopen",
            _("Rouvrir la boutique"),
            lambda row, request, data: suspension.reopen(
                row, because=data["because"], **present(request)
            ),
            form=Because,
            tone="positive",
            when=lambda row: row.state == SellerState.CLOSED,
            role="sellers",
            sensitive=True,
            sentence=_("Ses offres reviennent sur le site aussitôt."),
            done=_("La boutique est rouverte."),
        ),
    )

    def dossier(self, request, row):
        """Bank and provider's account for those who pay or admit; documents, and who agreed to
        what from which address, for those who examine the file.
        """
        sees_money = any(is_operator(request.user, role) for role in (self.role, "finance"))
        examines = is_operator(request.user, self.role)
        asked = request.GET if examines else {}
        return file.of_seller(
            row,
            groups=self.groups if sees_money else self.groups[:MONEY_FROM],
            examines=examines,
            reading=file.Reading(
                asked.get(file.PIECE, ""),
                asked.get(file.PAPER, ""),
                decides=bool(asked) and _may_be_asked(row) and not self.tie(request.user, row),
            ),
            at=clock.now(),
        )

    def document(self, request, row, document: int):
        """A document of the file; that it was read is a fact."""
        paper = get_object_or_404(Document, pk=document, item__seller=row)
        admission.note_reading(paper, by=request.user, at=clock.now())
        return hand_out(paper, shown=file.SHOWN_HERE in request.GET)

    def piece(self, request, row, item: int):
        """Accept one piece that was read in the file, and go on to the next."""
        piece = get_object_or_404(Item, pk=item, seller=row)
        if request.method == "POST":
            try:
                admission.accept_item(piece, **present(request))
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                return _back_to_pieces(request, row, _("« {item} » est acceptée."), piece)
        return redirect(f"{self._own(row)}?{file.PIECE}={piece.pk}#piece-{piece.pk}")
