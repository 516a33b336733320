"""Kinds of blocks that show what apps above marketing know, one line each; and the pages that the
house ships made of them.
"""

from marketing.models import Page
from marketing.pages.defaults import Shipped
from marketplace.doors.blocks import commissions, first_sale, prospect, sell_words, simulator

KINDS = (
    simulator.KIND,
    commissions.KIND,
    first_sale.KIND,
    prospect.KIND,
)
SHIPPED = {Page.Kind.SELL.value: Shipped(said=sell_words.said, written=sell_words.written)}
