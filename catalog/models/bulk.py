"""Changes of many sheets or offers at once: what a seller asked, and what was there before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.offer import Offer
from catalog.models.product import Product
from catalog.states import BulkState
from marketplace.shared.states import StateField, known
from sellers.models import Seller


class BulkChange(models.Model):
    """One change asked for many rows of a list: foreseen, confirmed, then written in slices."""

    class Act(models.TextChoices):
        PRICE = "price", _("Changer les prix")
        STOCK = "stock", _("Changer les stocks")
        PAUSE = "pause", _("Suspendre la vente")
        RESUME = "resume", _("Reprendre la vente")
        CATEGORY = "category", _("Changer de catégorie")
        WITHDRAW = "withdraw", _("Retirer de la vente")
        RESTORE = "restore", _("Remettre en vente")

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="bulk_changes")
    state = StateField(_("état"), max_length=10, choices=BulkState, default=BulkState.PREPARED)
    listing = models.CharField(_("liste"), max_length=10)
    # the keys that were ticked, or the filter whose rows are meant
    scope = models.JSONField(default=dict)
    act = models.CharField(_("action"), max_length=10, choices=Act)
    values = models.JSONField(default=dict)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undoings")
    total = models.PositiveIntegerField(_("lignes"), default=0)
    cursor = models.BigIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(_("modifiées"), default=0)
    left = models.JSONField(default=dict)  # how many were left out, by reason
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("créé le"))
    confirmed_at = models.DateTimeField(_("confirmé le"), null=True)
    finished_at = models.DateTimeField(_("terminé le"), null=True)

    class Meta:
        verbose_name = _("modification groupée")
        verbose_name_plural = _("modifications groupées")
        constraints = [
            known(BulkState, "bulk_state_known"),
            # taken back once: a second time would bring nothing back but mistakes
            models.UniqueConstraint(
                fields=["undoes"], condition=~Q(state="dropped"), name="bulk_undone_once"
            ),
        ]

    def __str__(self):
        return str(self.title)

    @property
    def title(self) -> str:
        """What it does, in words."""
        name = self.get_act_display()
        return _("Annulation : {act}").format(act=name) if self.undoes_id else name

    @property
    def left_count(self) -> int:
        """How many rows it left as they were."""
        return sum(self.left.values())


class BulkLine(models.Model):
    """A row that a change was about: what it was before and after, or why it was left out."""

    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.CharField(_("raison"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("ligne d'une modification groupée")
        verbose_name_plural = _("lignes d'une modification groupée")

    def __str__(self):
        return f"{self.change_id} · {self.product_id}"
