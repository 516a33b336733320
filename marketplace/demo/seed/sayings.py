"""The house in its own words: texts that were changed, one of them twice, and a menu with an entry
of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from marketplace import menus
from marketplace.console import sayings
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared.voice import FOOTER

# name, French, English, why, how many days ago
WRITTEN = (
    (
        "sell.bar",
        "Un quart d'heure, sans engagement.",
        "A quarter of an hour, no commitment.",
        "Plus simple à dire.",
        30,
    ),
    (
        "sell.bar",
        "De {commission_min} à {commission_max} par vente, et rien d'autre.",
        "From {commission_min} to {commission_max} a sale, and nothing else.",
        "La question que tous les artisans posent au salon.",
        6,
    ),
    (
        "header.placeholder",
        "Une théière, un plaid, du miel…",
        "A teapot, a throw, some honey…",
        "La saison froide.",
        9,
    ),
    (
        "help.write",
        "Donnez le numéro de la commande, il est dans chacune de nos lettres.",
        "Give the number of the order: it is in each of our letters.",
        "On nous écrit sans le numéro une fois sur deux.",
        2,
    ),
    # its English is still to be written: the list of texts says so
    (
        "charter.speak",
        "Comment nous parlons de ce que vous achetez",
        "",
        "Le titre ne disait pas de quoi.",
        2,
    ),
)
ENTRY = {
    "label": "Les nouveautés",
    "label_en": "What’s new",
    "to": "/recherche/?tri=nouveautes&stock=1",
}


def speak(market: Market) -> None:
    """Write the texts on their days, then the menu."""
    by = market.team["editorial"]
    seen: dict[str, int] = {}
    for name, text, text_en, because, days in WRITTEN:
        row = sayings.write(
            name,
            text=text,
            text_en=text_en,
            seen=seen.get(name, 0),
            because=because,
            by=by,
            at=_on(market, days),
        )
        seen[name] = row.number
    columns = menus.shipped(FOOTER)
    columns[-1]["links"].insert(0, ENTRY)
    sayings.write_menu(
        FOOTER,
        columns=columns,
        seen=0,
        because="On nous demandait où les trouver.",
        by=by,
        at=_on(market, 4),
    )


def _on(market: Market, days: int) -> datetime:
    return min(morning(market.now - timedelta(days=days), 10), market.now)
