"""The cart: what a visitor thinks of buying. It has no states."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Offer


class Cart(models.Model):
    """A visitor's cart, found again by its token in a signed cookie, or by the person."""

    token = models.CharField(max_length=43, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="carts"
    )
    email = models.EmailField(blank=True)
    checkout = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("panier")
        verbose_name_plural = _("paniers")

    def __str__(self):
        return self.token[:8]


class CartLine(models.Model):
    """So many of an offer, and the price the visitor last saw."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(default=1)
    seen_cents = models.BigIntegerField()
    added_at = models.DateTimeField()
    # the search that led to it, as `catalog.shop.origin` writes it; forgotten with the cart
    found = models.CharField(max_length=240, blank=True)

    class Meta:
        verbose_name = _("ligne de panier")
        verbose_name_plural = _("lignes de panier")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "offer"], name="cart_offer_once"),
            models.CheckConstraint(
                name="cart_quantity_sane", condition=Q(quantity__gte=1, quantity__lte=999)
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.offer_id}"
