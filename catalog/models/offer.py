"""Offers: what a seller asks for a variant, and how many there are."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product, Variant
from catalog.states import ProductState
from marketplace.shared import clock
from marketplace.shared.money import MoneyProperty
from sellers.models import Seller
from sellers.states import SellerState


class OfferQuerySet(models.QuerySet):
    """Offers, by who may buy them."""

    def sellable(self, at):
        """Offers that may be bought at this instant, stock aside: read live, never cached."""
        return self.sellable_on(clock.paris_day(at))

    def sellable_on(self, today):
        """Offers that may be bought on a day: a date, or its placeholder in a prepared query."""
        return (
            self.by_open_shops(today)
            .filter(variant__product__state=ProductState.PUBLISHED)
            .exclude(variant__product__category__policy="forbidden")
        )

    def by_open_shops(self, today):
        """Offers whose shop sells on a day: of a sheet that is public, those that may be bought."""
        away = Q(seller__holiday_from__lte=today, seller__holiday_until__gte=today)
        return self.filter(
            is_active=True,
            withheld_at=None,
            seller__state=SellerState.OPEN,
            seller__suspended_at=None,
        ).exclude(away)


class Offer(models.Model):
    """A seller's price and stock for one variant."""

    seller = models.ForeignKey(
        Seller,
        models.PROTECT,
        related_name="offers",
        verbose_name=_("vendeur"),
        db_index=False,
    )
    variant = models.ForeignKey(
        Variant, models.PROTECT, related_name="offers", verbose_name=_("déclinaison")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="offers", verbose_name=_("fiche produit")
    )
    sku = models.CharField(_("référence"), max_length=80)
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    price_cents = models.BigIntegerField(_("prix TTC (centimes)"))
    price = MoneyProperty("price_cents")
    stock = models.PositiveIntegerField(_("stock"), default=0)
    is_active = models.BooleanField(_("proposée"), default=True)
    # its seller gave no number in a recycling scheme of the goods: catalog.recycling.watch
    withheld_at = models.DateTimeField(_("suspendue le"), null=True)
    created_at = models.DateTimeField(_("créé le"))
    changed_at = models.DateTimeField(_("modifié le"))

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offre")
        verbose_name_plural = _("offres")
        constraints = [
            models.UniqueConstraint(fields=["seller", "sku"], name="sku_once_a_seller"),
            models.UniqueConstraint(fields=["seller", "variant"], name="one_offer_a_variant"),
            models.CheckConstraint(name="price_positive", condition=Q(price_cents__gt=0)),
            models.CheckConstraint(name="stock_not_negative", condition=Q(stock__gte=0)),
        ]
        indexes = [models.Index(fields=["seller", "-product", "id"], name="offer_by_seller")]

    def __str__(self):
        return self.sku


class Price(models.Model):
    """A price an offer had or has; append-only, as proof of lawful reductions (L112-1-1)."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="prices", db_index=False)
    amount_cents = models.BigIntegerField(_("prix TTC (centimes)"))
    starts_at = models.DateTimeField(_("depuis"))
    ends_at = models.DateTimeField(_("jusqu'au"), null=True)
    prior_cents = models.BigIntegerField(_("prix antérieur (centimes)"), null=True)
    reason = models.CharField(_("raison"), max_length=40, blank=True)
    # of an announced reduction that ends by itself: until when, as buyers are told
    until = models.DateTimeField(_("réduction annoncée jusqu'au"), null=True)

    class Meta:
        verbose_name = _("prix")
        verbose_name_plural = _("historique des prix")
        indexes = [
            models.Index(fields=["offer", "-starts_at"], name="price_history"),
            models.Index(
                fields=["until"],
                name="price_to_end",
                condition=Q(ends_at=None, until__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.amount_cents)


class StockMove(models.Model):
    """Why the stock of an offer changed, and by how much. Append-only; their sum is the stock."""

    class Reason(models.TextChoices):
        SET = "set", _("Mise à jour")
        SOLD = "sold", _("Commande")
        FREED = "freed", _("Commande non aboutie")
        RETURNED = "returned", _("Retour")
        ASIDE = "aside", _("Gardé pour un rendez-vous")
        GONE = "gone", _("Pas remis en vente")

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="stock_moves")
    delta = models.IntegerField(_("variation"))
    reason = models.CharField(_("raison"), max_length=10, choices=Reason)
    ref = models.CharField(_("référence"), max_length=60, blank=True)
    moved_at = models.DateTimeField(_("date"))

    class Meta:
        verbose_name = _("mouvement de stock")
        verbose_name_plural = _("mouvements de stock")
        # most moves are a seller's own and refer to nothing
        indexes = [
            models.Index(fields=["ref"], name="stock_move_ref", condition=models.Q(ref__gt=""))
        ]

    def __str__(self):
        return f"{self.delta:+d}"
