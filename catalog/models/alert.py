"""Who asked to be told when a sheet, or one of its variants, is for sale again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product, Variant


class Alert(models.Model):
    """An address that waits for a sheet; it is told once, then forgotten. No seller sees it.

    With a variant, only the return of that one counts: the blue bowl, though the red one is there.
    Without a sheet it waits for words: for the first sheet on sale that answers that search.
    """

    product = models.ForeignKey(
        Product, models.CASCADE, null=True, related_name="alerts", verbose_name=_("fiche produit")
    )
    words = models.CharField(_("recherche"), max_length=120, blank=True)
    variant = models.ForeignKey(
        Variant, models.CASCADE, null=True, related_name="alerts", verbose_name=_("déclinaison")
    )
    email = models.EmailField(_("adresse e-mail"))
    language = models.CharField(_("langue"), max_length=2, default="fr")
    asked_at = models.DateTimeField(_("demandée le"))
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True)
    told_at = models.DateTimeField(_("lettre partie le"), null=True)
    # when its words were last searched for
    looked_at = models.DateTimeField(_("cherchée le"), null=True)

    class Meta:
        verbose_name = _("alerte de retour en vente")
        verbose_name_plural = _("alertes de retour en vente")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "email"],
                name="alert_once_an_address",
                condition=models.Q(variant=None, product__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["words", "email"],
                name="alert_once_words",
                condition=models.Q(product=None),
            ),
            models.CheckConstraint(
                name="alert_of_something",
                condition=models.Q(product__isnull=False) | ~models.Q(words=""),
            ),
            models.UniqueConstraint(fields=["variant", "email"], name="alert_once_a_variant"),
        ]
        indexes = [
            models.Index(
                fields=["product"],
                name="alert_waiting",
                condition=models.Q(confirmed_at__isnull=False, told_at=None),
            )
        ]

    def __str__(self):
        return str(self.product) if self.product_id else self.words
