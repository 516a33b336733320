"""What the house arranges by hand: collections, and places in lists given for a time."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.models.category import Category
from catalog.models.product import Product
from catalog.states import CollectionState
from marketplace.shared.states import StateField, known


class Collection(models.Model):
    """Products under one name: chosen one by one, or by a rule that goes on holding.

    `rule` is read by `catalog.merchandising.rules`; a collection by hand has `items` instead.
    """

    class By(models.TextChoices):
        HAND = "hand", _("Choisis un à un")
        RULE = "rule", _("Par une règle")

    slug = models.SlugField(_("adresse"), max_length=80, unique=True)
    name = models.CharField(_("nom"), max_length=80)
    name_en = models.CharField(_("nom (anglais)"), max_length=80, blank=True)
    lead = models.CharField(_("présentation"), max_length=320, blank=True)
    lead_en = models.CharField(_("présentation (anglais)"), max_length=320, blank=True)
    by = models.CharField(_("produits"), max_length=8, choices=By, default=By.HAND)
    rule = models.JSONField(_("règle"), default=dict, blank=True)
    sort = models.CharField(_("ordre"), max_length=16, default="pertinence")
    state = StateField(
        _("état"), max_length=12, choices=CollectionState, default=CollectionState.DRAFT
    )
    starts_at = models.DateTimeField(_("en ligne le"), null=True, blank=True)
    ends_at = models.DateTimeField(_("jusqu'au"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    # the sheet whose photo presents it beside others
    face = models.ForeignKey(Product, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(_("créée le"))

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            known(CollectionState, "collection_state_known"),
            models.CheckConstraint(
                name="collection_ends_after",
                condition=Q(ends_at=None) | Q(starts_at=None) | Q(ends_at__gt=F("starts_at")),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return (self.name_en if get_language() == "en" else "") or self.name

    @property
    def opening(self) -> str:
        """What presents it, in the reader's language."""
        return (self.lead_en if get_language() == "en" else "") or self.lead


class CollectionItem(models.Model):
    """A sheet of a collection made by hand, and its place."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, models.CASCADE, related_name="collected")
    position = models.PositiveIntegerField(_("place"))

    class Meta:
        verbose_name = _("produit d'une collection")
        verbose_name_plural = _("produits d'une collection")
        constraints = [
            models.UniqueConstraint(fields=["collection", "product"], name="collection_item_once"),
        ]


class Placement(models.Model):
    """A sheet that a list shows elsewhere than its points would put it, from one day to another.

    The list is that of a category, of a collection, or of what is found for certain words: one of
    the three.
    """

    class Effect(models.TextChoices):
        PIN = "pin", _("À une place fixe")
        BOOST = "boost", _("Plus haut")
        BURY = "bury", _("En dernier")

    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, verbose_name=_("rayon")
    )
    collection = models.ForeignKey(
        Collection, models.CASCADE, null=True, blank=True, verbose_name=_("collection")
    )
    words = models.CharField(_("recherche"), max_length=120, blank=True)
    product = models.ForeignKey(
        Product, models.CASCADE, related_name="placements", verbose_name=_("produit")
    )
    effect = models.CharField(_("effet"), max_length=8, choices=Effect)
    rank = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)
    starts_at = models.DateTimeField(_("du"))
    ends_at = models.DateTimeField(_("au"))
    lifted_at = models.DateTimeField(_("retiré le"), null=True)
    created_at = models.DateTimeField(_("décidé le"))

    class Meta:
        verbose_name = _("mise en avant")
        verbose_name_plural = _("mises en avant")
        constraints = [
            models.CheckConstraint(
                name="placement_in_one_list",
                condition=Q(category__isnull=False, collection=None, words="")
                | Q(category=None, collection__isnull=False, words="")
                | (Q(category=None, collection=None) & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="placement_pin_has_rank",
                condition=Q(effect="pin", rank__gte=1) | (~Q(effect="pin") & Q(rank=None)),
            ),
            models.CheckConstraint(
                name="placement_ends_after", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], name="placement_to_come", condition=Q(lifted_at=None)),
        ]

    def __str__(self):
        return f"{self.product} · {self.get_effect_display()}"
