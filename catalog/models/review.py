"""Reviews: only of delivered lines, dated, with the seller's answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.product import Product
from catalog.states import ReviewState
from marketplace.shared import language
from marketplace.shared.states import StateField, known
from sellers.models import Seller


class Review(models.Model):
    """What a buyer thought of a product they received.

    `purchase` is the order line's own id: one review a purchase.
    """

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="reviews", verbose_name=_("fiche produit")
    )
    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="reviews", verbose_name=_("vendeur")
    )
    purchase = models.PositiveBigIntegerField(_("achat"), unique=True)
    state = StateField(_("état"), max_length=10, choices=ReviewState, default=ReviewState.QUEUED)
    author = models.CharField(_("signature"), max_length=60)
    rating = models.PositiveSmallIntegerField(_("note"))
    title = models.CharField(_("titre"), max_length=100, blank=True)
    body = models.TextField(_("avis"), max_length=3000, blank=True)
    bought_on = models.DateField(_("acheté le"))
    written_at = models.DateTimeField(_("écrit le"))
    reply = models.TextField(_("réponse du vendeur"), max_length=2000, blank=True)
    replied_at = models.DateTimeField(_("réponse le"), null=True)

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = pgettext_lazy("plusieurs", "avis")
        constraints = [
            known(ReviewState, "review_state_known"),
            models.CheckConstraint(
                name="rating_one_to_five", condition=Q(rating__gte=1, rating__lte=5)
            ),
        ]

    def __str__(self):
        return self.title or f"{self.rating}/5"

    @property
    def lang(self) -> str:
        """The language its words are written in, as far as they show it; none where it is the
        reader's own.
        """
        return language.other_than_read(f"{self.title} {self.body}")
