"""What a seller proves before selling: items, documents, acceptances."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.files import private_storage
from marketplace.shared.models import LegalText
from marketplace.shared.states import StateField, known
from sellers.models.seller import Seller
from sellers.states import ItemState


class Item(models.Model):
    """One line of the checklist."""

    class Kind(models.TextChoices):
        IDENTITY = "identity", _("Identité légale et SIRET")
        VAT = "vat", _("Régime de TVA")
        BANK = "bank", _("Compte bancaire (IBAN)")
        REGISTRATION = "registration", _("Extrait d'immatriculation (Kbis ou avis Sirene)")
        ID_CARD = "id_card", _("Pièce d'identité du représentant")
        INSURANCE = "insurance", _("Assurance responsabilité civile")
        TERMS = "terms", _("Conditions des vendeurs acceptées")
        MANDATE = "mandate", _("Mandat de facturation accepté")

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="items")
    kind = models.CharField(_("pièce"), max_length=20, choices=Kind)
    state = StateField(_("état"), max_length=12, choices=ItemState, default=ItemState.MISSING)
    note = models.CharField(_("remarque"), max_length=300, blank=True)
    changed_at = models.DateTimeField(null=True)
    examined_at = models.DateTimeField(_("examiné le"), null=True)

    class Meta:
        verbose_name = _("pièce du dossier")
        verbose_name_plural = _("pièces du dossier")
        constraints = [
            models.UniqueConstraint(fields=["seller", "kind"], name="item_once"),
            known(ItemState, "item_state_known"),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def is_examined(self) -> bool:
        """Whether the operator examined what the item holds now, and not what it held before."""
        if self.examined_at is None:
            return False
        return self.changed_at is None or self.examined_at >= self.changed_at


class Document(models.Model):
    """A file that proves an item. Only the seller's team and the operator may read it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="documents")
    file = models.FileField(upload_to="documents/%Y/%m/", storage=private_storage)
    name = models.CharField(_("nom"), max_length=120)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("taille"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("déposé le"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self):
        return self.name


class Acceptance(models.Model):
    """Proof that a seller accepted a version of a text: who, when, from where, which words."""

    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="acceptances", verbose_name=_("vendeur")
    )
    text = models.ForeignKey(LegalText, models.PROTECT, related_name="+", verbose_name=_("texte"))
    sha256 = models.CharField(_("empreinte du texte"), max_length=64)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("accepté par")
    )
    accepted_at = models.DateTimeField(_("accepté le"))
    ip = models.GenericIPAddressField(_("adresse IP"), null=True)
    revoked_at = models.DateTimeField(_("révoqué le"), null=True)

    class Meta:
        verbose_name = _("acceptation")
        verbose_name_plural = _("acceptations")
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "text"],
                condition=models.Q(revoked_at=None),
                name="acceptance_in_force_once",
            )
        ]

    def __str__(self):
        return f"{self.text} · {self.seller}"
