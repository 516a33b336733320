"""What is looked for in the shop: counted by day, with nobody's name on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product


class Search(models.Model):
    """One day's searches for the same words in one language and aisle, and what came of them.

    `aisle` is the slug of the category within which it was asked, empty when everywhere.
    `key` holds the words in their plain form, in alphabetical order: « bols bleus » and « bol
    bleu » are one question. `shown` is how it was typed last.
    """

    day = models.DateField(_("jour"))
    language = models.CharField(_("langue"), max_length=2)
    aisle = models.SlugField(_("rayon"), max_length=100, blank=True)
    key = models.CharField(max_length=120)
    shown = models.CharField(_("recherche"), max_length=120)
    asked = models.PositiveIntegerField(_("fois"), default=0)
    # of those: nothing answered as it was asked, and what was shown instead, if anything
    unanswered = models.PositiveIntegerField(_("sans résultat"), default=0)
    rescued = models.PositiveIntegerField(_("élargies"), default=0)
    results = models.PositiveIntegerField(_("produits trouvés"), default=0)
    opened = models.PositiveIntegerField(_("fiches ouvertes"), default=0)
    added = models.PositiveIntegerField(_("mises au panier"), default=0)
    ordered = models.PositiveIntegerField(_("commandées"), default=0)

    class Meta:
        verbose_name = _("recherche")
        verbose_name_plural = _("recherches")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "language", "key", "aisle"], name="search_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["key"], name="search_key")]

    def __str__(self):
        return self.shown


class SearchChoice(models.Model):
    """What was chosen among the answers to a day's search: which sheets, how often."""

    search = models.ForeignKey(Search, models.CASCADE, related_name="choices")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    opened = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    ordered = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("choix d'une recherche")
        verbose_name_plural = _("choix des recherches")
        constraints = [
            models.UniqueConstraint(fields=["search", "product"], name="search_choice_once")
        ]

    def __str__(self):
        return f"{self.search_id} · {self.product_id}"
