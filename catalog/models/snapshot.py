"""Photos that buyers took of what they received, each with the words they agreed to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models.notice import Notice
from catalog.models.product import Product
from catalog.states import SnapshotNoticeState, SnapshotState
from marketplace.shared.files import private_storage
from marketplace.shared.states import StateField, known
from sellers.models import Seller


class Snapshot(models.Model):
    """A photo by a buyer of a product they received. `purchase` is the order line's own id.

    `file` is the whole picture, for the house and its author; `stem` names its public copies, and
    is empty when none may be there. `consent` are the very words its author agreed to.
    """

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="snapshots", verbose_name=_("fiche produit")
    )
    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="snapshots", verbose_name=_("vendeur")
    )
    purchase = models.PositiveBigIntegerField(_("achat"), db_index=True)
    state = StateField(
        _("état"), max_length=10, choices=SnapshotState, default=SnapshotState.QUEUED
    )
    author = models.CharField(_("signature"), max_length=60, blank=True)
    alt = models.CharField(_("ce que montre la photo"), max_length=160, blank=True)
    file = models.FileField(
        _("fichier"), upload_to="snapshots/%Y/%m/", storage=private_storage, blank=True
    )
    stem = models.CharField(_("nom des tailles"), max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    consent = models.TextField(_("accord donné"))
    consented_at = models.DateTimeField(_("accord du"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("décidé par"),
    )
    decided_at = models.DateTimeField(_("décidé le"), null=True)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True)

    class Meta:
        verbose_name = _("photo d'acheteur")
        verbose_name_plural = _("photos d'acheteurs")
        constraints = [
            known(SnapshotState, "snapshot_state_known"),
            models.CheckConstraint(
                name="snapshot_shown_with_consent",
                condition=~Q(state="published")
                | ~Q(consent="") & ~Q(stem="") & Q(withdrawn_at=None, decided_at__isnull=False),
            ),
            # sent twice by a double click, it is there once
            models.UniqueConstraint(
                fields=["purchase", "sha256"],
                condition=~Q(state="withdrawn"),
                name="snapshot_once_a_purchase",
            ),
        ]
        indexes = [
            models.Index(
                fields=["product", "id"],
                condition=Q(state="published"),
                name="snapshot_shown",
            )
        ]

    def __str__(self):
        return gettext("Photo n° {number}").format(number=self.pk)


class SnapshotNotice(Notice):
    """A notice about a buyer's photo."""

    class Ground(models.TextChoices):
        PERSON = "person", _("On y reconnaît quelqu'un, ou un enfant")
        PRIVATE = "private", _("Données personnelles de quelqu'un")
        AUTHOR = "author", _("Photo prise par quelqu'un d'autre")
        ELSEWHERE = "elsewhere", _("Ne montre pas le produit")
        ILLEGAL = "illegal", _("Autre contenu interdit par la loi")

    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="notices", verbose_name=_("photo d'acheteur")
    )
    ground = models.CharField(_("motif"), max_length=10, choices=Ground)
    state = StateField(
        _("état"), max_length=10, choices=SnapshotNoticeState, default=SnapshotNoticeState.OPEN
    )

    class Meta:
        verbose_name = _("signalement d'une photo")
        verbose_name_plural = _("signalements de photos")
        constraints = [
            known(SnapshotNoticeState, "snapshot_notice_state_known"),
            models.UniqueConstraint(
                fields=["snapshot", "email"],
                condition=Q(state="open"),
                name="snapshot_notice_once_while_open",
            ),
        ]
