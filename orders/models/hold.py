"""What an unpaid order keeps from others, and for whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.cart import Cart
from orders.models.order import Order


class Hold(models.Model):
    """For whom an order keeps stock: keyed prints of mailbox, account and network address, never
    these themselves.

    `scarce` counts the offers of which it took more than its share. `cart` is the one it came from,
    whose visitor is told of the order until it is paid, put back or dismissed. Dropped a day after,
    or a week while its visitor was not told yet.
    """

    order = models.OneToOneField(Order, models.CASCADE, related_name="hold")
    cart = models.ForeignKey(Cart, models.SET_NULL, null=True, related_name="holds")
    mailbox = models.CharField(max_length=60, db_index=True)
    person = models.CharField(max_length=60, blank=True, db_index=True)
    network = models.CharField(max_length=60, blank=True, db_index=True)
    pieces = models.PositiveIntegerField()
    scarce = models.PositiveIntegerField()
    held_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("réservation")
        verbose_name_plural = _("réservations")

    def __str__(self):
        return f"{self.order_id}: {self.pieces}"
