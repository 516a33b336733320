"""The orders to ship as a file to fill in, and the lines of one that are to be corrected."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from marketplace.shared.exports import harmless
from orders import carriers
from orders.carriers import WITHOUT_NUMBER
from orders.models import SellerOrder
from orders.parts import titled


class _Echo:
    """Hands each written line on instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def headings() -> list[str]:
    """The columns; those that are read back bear names that `table_read` knows."""
    return [
        _("commande"),
        _("à expédier avant le"),
        _("destinataire"),
        _("adresse"),
        _("code postal"),
        _("ville"),
        _("pays"),
        _("téléphone"),
        _("point relais"),
        _("cadeau"),
        _("article"),
        _("référence"),
        _("quantité"),
        _("transporteur"),
        _("numéro de suivi"),
    ]


def lines(parts: Iterable[SellerOrder]) -> Iterator[str]:
    """A line for each article that waits; the carrier is the one that the buyer chose.

    What is collected at the shop has no number: its carrier is left to whoever says that it left.
    """
    yield _line(headings(), first=True)
    for part in parts:
        order = part.order
        numbered = part.shipping_carrier not in WITHOUT_NUMBER
        for line in part.lines.all():
            if line.waiting > 0:
                yield _line(
                    [
                        part.number,
                        f"{localtime(part.ship_by):%d/%m/%Y %H:%M}" if part.ship_by else "",
                        order.recipient,
                        ", ".join(
                            text for text in (order.company, order.line1, order.line2) if text
                        ),
                        order.postcode,
                        order.city,
                        order.country,
                        order.phone,
                        ", ".join(part.relay_lines()),
                        _("oui") if part.is_gift else "",
                        titled(line),
                        line.sku,
                        line.waiting,
                        carriers.name_of(part.shipping_carrier) if numbered else "",
                        "",
                    ]
                )


def report(headers: Sequence[str], refused: Iterable[tuple[Sequence[str], str]]) -> Iterator[str]:
    """The lines that did not leave, as they were sent, and why."""
    yield _line([*headers, _("problème")], first=True)
    for cells, why in refused:
        yield _line([*cells, why])


def _line(cells: Sequence[object], *, first: bool = False) -> str:
    # a spreadsheet must not run what somebody typed
    safe = [harmless(cell) if isinstance(cell, str) else cell for cell in cells]
    written = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n").writerow(safe)
    return f"\ufeff{written}" if first else written
