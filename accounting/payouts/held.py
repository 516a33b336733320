"""What the house holds for a seller, as the files of the console show it."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounting.models import Payout
from accounting.payouts import queries
from marketplace.shared import clock, places
from marketplace.shared.dossiers import Panel
from marketplace.shared.templatetags.ui import badge, day
from marketplace.shared.templatetags.ui import money as euros
from sellers.models import Seller

LAST_PAYOUTS = 5


def money(seller: Seller) -> list[Panel]:
    """What the house holds for a seller, the next payout and the last ones."""
    stands = queries.balance(seller, clock.now())
    coming = _("{sum} le {day}").format(sum=euros(stands.sure_cents), day=day(stands.next_on))
    payouts = Payout.objects.filter(seller=seller).order_by("-pk")[:LAST_PAYOUTS]
    return [
        Panel(
            title=_("Argent"),
            anchor="money",
            rows=[
                (_("Détenu pour lui"), euros(stands.owed_cents)),
                (_("Dû aujourd'hui"), euros(stands.due_cents)),
                (_("Pas encore dû, ou retenu"), euros(stands.pending_cents)),
                (_("En cours de versement"), euros(stands.leaving_cents or None)),
                (_("Prochain versement"), "" if stands.hindrance else coming),
                (_("Ce qui l'empêche"), stands.hindrance),
                *((_("Versement"), _paid(payout)) for payout in payouts),
            ],
        )
    ]


def _paid(payout: Payout) -> str:
    said = day(payout.paid_at) if payout.paid_at else badge(payout)
    return format_html(
        "{} · {} · {}", places.link(payout, payout.number), euros(payout.amount_cents), said
    )
