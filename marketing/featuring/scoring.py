"""What speaks for a shop: points from what is measured, each with the figures behind it.

The page « Comment nous classons » tells the same: what counts, and how much at most. What nobody
measured gives no points; since turns decide who may come, no shop waits longer for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.tree import tree
from marketing.featuring.evidence import OPENED_LATELY, Shop
from marketing.featuring.turns import Span, Turn
from marketing.models import MarketingRules
from marketplace.shared import labels, policy
from marketplace.shared.clock import paris_day
from marketplace.shared.templatetags.ui import figure, lasting, percent
from sellers import regions

SURE = 1.96  # 95 chances in 100 that the true mean lies above
ENOUGH_SHEETS = 5  # new sheets that give all the points they may give
QUICK, SLOW = 24 * 60, 72 * 60  # minutes: all the points, none
NEIGHBOURS = timedelta(days=28)  # shops put forward so near in time should differ
KEYS = ("rating", "on_time", "answer", "fresh", "variety")
NAMES = {
    "rating": gettext_lazy("Note des acheteurs"),
    "on_time": gettext_lazy("Envois à temps"),
    "answer": gettext_lazy("Réponses"),
    "fresh": gettext_lazy("Nouveauté"),
    "variety": gettext_lazy("Variété"),
}
MEANINGS = {
    "rating": gettext_lazy(
        "La note moyenne, prise avec prudence tant que les avis sont peu nombreux (borne basse de"
        " Wilson à 95 %)."
    ),
    "on_time": gettext_lazy(
        "La part des commandes parties à temps, telle qu'elle est publiée. Sans mesure, aucun"
        " point."
    ),
    "answer": gettext_lazy(
        "Le délai médian de réponse aux réclamations, à défaut d'acceptation des commandes : tous"
        " les points jusqu'à un jour, aucun à partir de trois."
    ),
    "fresh": gettext_lazy(
        "Pour moitié les fiches parues depuis trente jours (cinq donnent tout), pour un quart une"
        " nouvelle de la boutique, pour un quart une ouverture de moins de quatre-vingt-dix jours."
    ),
    "variety": gettext_lazy(
        "Pour moitié un rayon, pour moitié une région, qu'aucune autre boutique mise en avant ne"
        " représente à moins de quatre semaines."
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Points for one thing, of so many at most, and the figures that give them."""

    key: str
    points: int
    most: int
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is about."""
        return str(NAMES[self.key])

    @property
    def told(self) -> str:
        """The figures, in words."""
        return TELLERS[self.key](self.values)


def weights() -> dict[str, int]:
    """How many points each thing may give, by the rules in force."""
    rules = policy.rules(MarketingRules)
    return {key: getattr(rules, f"featured_{key}_points") for key in KEYS}


def reasons(shop: Shop, span: Span, turns: Iterable[Turn], shops: dict[int, Shop]) -> list[Reason]:
    """What speaks for a shop in a span, among the turns that are decided."""
    most = weights()
    answered = _answer(shop)
    shares: dict[str, tuple[float, dict[str, Any]]] = {
        "rating": (
            wilson(shop.rating_hundredths, shop.rating_count),
            {"hundredths": shop.rating_hundredths, "count": shop.rating_count},
        ),
        "on_time": _on_time(shop),
        "answer": (_speed(answered.get("minutes")), answered),
        "fresh": _fresh(shop, span.starts_at),
        "variety": _variety(shop, span, turns, shops),
    }
    return [
        Reason(key, int(most[key] * share), most[key], told)
        for key, (share, told) in shares.items()
    ]


def kept(told: Iterable[Reason]) -> list[dict]:
    """The reasons as a row keeps them."""
    return [asdict(reason) for reason in told]


def read(rows: Iterable[dict]) -> list[Reason]:
    """The reasons that a row kept; what is no longer known is left out."""
    return [Reason(**row) for row in rows if row.get("key") in TELLERS]


def wilson(hundredths: int, count: int) -> float:
    """A mean of stars as a share of the best, as low as so few reviews allow."""
    if not count:
        return 0.0
    share = min(max((hundredths / 100 - 1) / 4, 0.0), 1.0)
    squared = SURE * SURE
    middle = share + squared / (2 * count)
    spread = SURE * sqrt((share * (1 - share) + squared / (4 * count)) / count)
    return max((middle - spread) / (1 + squared / count), 0.0)


def _on_time(shop: Shop) -> tuple[float, dict[str, Any]]:
    on_time, orders = shop.figures.get("on_time"), shop.figures.get("orders")
    if on_time is None or not orders:
        return 0.0, {}
    return on_time / orders, {"on_time": on_time, "orders": orders}


def _answer(shop: Shop) -> dict[str, Any]:
    for what, cases in (("answer", "complaints"), ("accept", "accepted")):
        minutes = shop.figures.get(f"{what}_minutes")
        if minutes is not None:
            return {"what": what, "minutes": minutes, "cases": shop.figures.get(cases)}
    return {}


def _speed(minutes: int | None) -> float:
    if minutes is None:
        return 0.0
    return min(max((SLOW - minutes) / (SLOW - QUICK), 0.0), 1.0)


def _fresh(shop: Shop, at: datetime) -> tuple[float, dict[str, Any]]:
    days = (paris_day(at) - shop.opened_on).days if shop.opened_on else None
    is_young = days is not None and days < OPENED_LATELY.days
    share = min(shop.sheets, ENOUGH_SHEETS) / ENOUGH_SHEETS / 2
    share += 0.25 * bool(shop.news) + 0.25 * is_young
    return share, {
        "sheets": shop.sheets,
        "news": shop.news,
        "opened_on": shop.opened_on.isoformat() if is_young and shop.opened_on else "",
    }


def _variety(
    shop: Shop, span: Span, turns: Iterable[Turn], shops: dict[int, Shop]
) -> tuple[float, dict[str, Any]]:
    near = Span(span.starts_at - NEIGHBOURS, span.ends_at + NEIGHBOURS)
    beside = [
        shops[turn.seller_id]
        for turn in turns
        if turn.seller_id != shop.pk and turn.seller_id in shops and near.meets(turn)
    ]
    crafts, places = {one.craft for one in beside}, {one.region for one in beside}
    is_new_craft = bool(shop.craft) and shop.craft not in crafts
    is_new_place = bool(shop.region) and shop.region not in places
    return (is_new_craft + is_new_place) / 2, {
        "craft": shop.craft,
        "region": shop.region,
        "is_new_craft": is_new_craft,
        "is_new_place": is_new_place,
    }


def _told_rating(values: dict) -> str:
    count = values.get("count") or 0
    if not count:
        return _("aucun avis encore")
    return ngettext("{note} sur 5, {count} avis", "{note} sur 5, {count} avis", count).format(
        note=number_format(values["hundredths"] / 100, decimal_pos=1), count=figure(count)
    )


def _told_on_time(values: dict) -> str:
    if not values:
        return _("pas encore mesurés sur assez de commandes")
    return _("{share} de {orders} commandes").format(
        share=percent(values["on_time"] * 100 // values["orders"] * 100),
        orders=figure(values["orders"]),
    )


def _told_answer(values: dict) -> str:
    if not values:
        return _("pas encore mesurées sur assez de commandes")
    words = {
        "answer": _("répond aux réclamations en {time} (médiane de {cases})"),
        "accept": _("accepte les commandes en {time} (médiane de {cases})"),
    }
    return words[values["what"]].format(
        time=lasting(values["minutes"]), cases=figure(values["cases"])
    )


def _told_fresh(values: dict) -> str:
    sheets, news, said = values.get("sheets") or 0, values.get("news") or 0, []
    if sheets:
        said.append(
            ngettext("{count} fiche nouvelle", "{count} fiches nouvelles", sheets).format(
                count=figure(sheets)
            )
        )
    if news:
        said.append(
            ngettext("{count} nouvelle publiée", "{count} nouvelles publiées", news).format(
                count=figure(news)
            )
        )
    if values.get("opened_on"):
        said.append(_("ouverte depuis peu"))
    return ", ".join(said) or _("rien de nouveau depuis trente jours")


def _told_variety(values: dict) -> str:
    craft = tree().by_path.get(values.get("craft") or "")
    region = regions.REGIONS.get(values.get("region") or "", ("",))[0]
    fresh = _("{name} : aucune autre près de ces dates")
    seen = _("{name} : déjà une autre près de ces dates")
    said = [
        (fresh if is_new else seen).format(name=name)
        for name, is_new in (
            (craft.label if craft else "", values.get("is_new_craft")),
            (region, values.get("is_new_place")),
        )
        if name
    ]
    return labels.listed(said) or _("ni rayon ni région connus")


TELLERS = {
    "rating": _told_rating,
    "on_time": _told_on_time,
    "answer": _told_answer,
    "fresh": _told_fresh,
    "variety": _told_variety,
}
