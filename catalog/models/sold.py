"""What was sold and is not counted on its sheet yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product


class Sold(models.Model):
    """Pieces of a sheet that an order took: added to it, and to its place in lists, minutes later.

    A sheet is a wide row in a dozen indexes; a sale writes a narrow one, which waits for nobody.
    """

    # without a constraint: it would lock the row of the sheet at every sale
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", db_constraint=False)
    pieces = models.IntegerField(_("pièces"))

    class Meta:
        verbose_name = _("vente à compter")
        verbose_name_plural = _("ventes à compter")

    def __str__(self):
        return f"{self.product_id}: {self.pieces}"
