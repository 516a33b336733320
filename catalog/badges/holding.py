"""What badges the sheets and the shop of a seller bear, and what is missing for the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.badges import bearers, shown
from catalog.badges.kinds import Shop, fresh
from catalog.badges.shown import Known
from catalog.models import Badge, Product
from marketplace.shared import labels
from marketplace.shared.clock import paris_day
from marketplace.shared.templatetags.ui import figure
from sellers.models import Seller, ShopFigures
from sellers.shop import figures

SHOWN = 5  # sheets that are named
NEAR = 3  # sheets that come near


@dataclass(slots=True, kw_only=True)
class Held:
    """A badge as its bearer reads it: which sheets bear it, which come near and what they lack."""

    badge: Known
    count: int = 0
    sheets: list[Product] = field(default_factory=list)
    near: list[tuple[Product, str]] = field(default_factory=list)
    lacks: str = ""  # of the shop itself

    @property
    def more(self) -> int:
        """Sheets that bear it and are not named."""
        return self.count - len(self.sheets)


def of_goods(shop: Seller, *, at: datetime) -> list[Held]:
    """The badges of goods, with the shop's own sheets: one statement, and two a badge at most."""
    known, day = shown.badges().of_goods, paris_day(at)
    own = Product.objects.public().filter(owner=shop)
    asked = {
        f"n{place}": Count("pk", filter=bearers.sheets(each.kind, each.said, day))
        for place, each in enumerate(known)
    }
    counts = own.aggregate(**asked) if asked else {}
    held = []
    for place, each in enumerate(known):
        count, borne = counts[f"n{place}"], bearers.sheets(each.kind, each.said, day)
        rows = own.filter(borne).order_by("title", "pk") if count else own.none()
        near = _near(each, day)
        lacking = own.filter(in_stock=True).filter(near[0]).exclude(borne) if near else own.none()
        held.append(
            Held(
                badge=each,
                count=count,
                sheets=list(rows[:SHOWN]),
                near=[
                    (sheet, _lacks(each, sheet))
                    for sheet in (lacking.order_by(*near[1])[:NEAR] if near else ())
                ],
            )
        )
    return held


def of_shop(shop: Seller, *, at: datetime) -> list[Held]:
    """The badges of shops, and what this one lacks, by its figures that are public."""
    day, measured = paris_day(at), figures.shown(shop.pk, at=at)
    facts, held = Shop(shop.opened_at, measured), []
    for each in shown.badges().of_shops:
        bears = each.kind.test(each.said, day)(facts)
        lacks = "" if bears else _shop_lacks(each, fresh(measured, day))
        held.append(Held(badge=each, count=int(bears), lacks=lacks))
    return held


def _near(badge: Known, day: date) -> tuple[Q, tuple[str, ...]] | None:
    """Which sheets come near a badge, the nearest first; none where nothing can be done for it."""
    if badge.kind.key == Badge.Kind.RATED:
        good = Q(rating_hundredths__gte=badge.said["note"], rating_count__gte=1)
        return good, ("-rating_count", "pk")
    if badge.kind.key == Badge.Kind.BEST:
        return Q(top_until__gte=day), ("top_rank", "pk")
    return None


def _lacks(badge: Known, sheet: Product) -> str:
    """What a sheet that comes near lacks."""
    if badge.kind.key == Badge.Kind.RATED:
        return _reviews(badge.said["avis"] - sheet.rating_count)
    pieces = badge.said["pieces"] - (sheet.top_pieces or 0)
    lacks = []
    if pieces > 0:
        told = ngettext("encore {count} pièce vendue", "encore {count} pièces vendues", pieces)
        lacks.append(told.format(count=figure(pieces)))
    # more pieces are not enough while so many others sold more
    if (sheet.top_rank or 0) > badge.said["rang"]:
        told = _("{rank}e vente de son rayon ; il faut être parmi les {most} premières")
        lacks.append(told.format(rank=figure(sheet.top_rank or 0), most=figure(badge.said["rang"])))
    return labels.listed(lacks)


def _reviews(count: int) -> str:
    return ngettext("encore {count} avis", "encore {count} avis", count).format(count=figure(count))


def _shop_lacks(badge: Known, row: ShopFigures | None) -> str:
    if badge.kind.key == Badge.Kind.ON_TIME:
        return _on_time(badge, row)
    if badge.kind.key == Badge.Kind.ANSWERS:
        return _answers(badge, row)
    return ""


def _on_time(badge: Known, row: ShopFigures | None) -> str:
    if lacks := _orders(badge, row.orders if row else None):
        return lacks
    if row is None or row.on_time is None:
        return _("trop peu de commandes mesurées pour le dire")
    return _("{share} % sont parties à temps ; il en faut {least} %").format(
        share=figure(row.on_time * 100 // row.orders), least=figure(badge.said["part"])
    )


def _answers(badge: Known, row: ShopFigures | None) -> str:
    if lacks := _orders(badge, row.accepted if row else None):
        return lacks
    if row is None or row.accept_minutes is None:
        return _("trop peu de commandes mesurées pour le dire")
    hours = -(-max(row.accept_minutes, row.answer_minutes or 0) // 60)
    return _("votre réponse vient en {hours} h ; il en faut {most} au plus").format(
        hours=figure(hours), most=figure(badge.said["heures"])
    )


def _orders(badge: Known, counted: int | None) -> str:
    """How many orders must still be measured before anything is said."""
    if counted is None:
        return _("votre boutique n'a pas encore de chiffres publics")
    missing = max(badge.said["commandes"] - counted, 0)
    return (
        ngettext(
            "encore {count} commande mesurée", "encore {count} commandes mesurées", missing
        ).format(count=figure(missing))
        if missing
        else ""
    )
