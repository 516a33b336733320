"""Badges: those that the house ships, with the thresholds of a small market, and one that rests."""

from __future__ import annotations

from catalog.badges import badges, counting
from catalog.badges.kinds import KINDS
from catalog.models import Badge
from marketplace.demo.seed.market import Market
from marketplace.shared import clock

EDITOR = "editorial"
# a few hundred orders in three months: what a larger market would ask for, nobody would bear
SMALL = {
    Badge.Kind.BEST: {"rang": 3, "pieces": 4},
    Badge.Kind.RATED: {"note": 450, "avis": 3},
    Badge.Kind.ON_TIME: {"part": 75, "commandes": 20},
    Badge.Kind.OPENED: {"jours": 90},
}
RESTS = {
    "name": "Très bien noté",
    "name_en": "Top rated",
    "slug": "tres-bien-note",
    "criterion": "Noté {note} sur 5 ou mieux, en moyenne de {avis} avis vérifiés au moins.",
    "criterion_en": "Rated {note} out of 5 or better, on average over at least {avis} verified"
    " reviews.",
    "mark": Badge.Mark.AWARD,
    "position": 35,
    "thresholds": {"note": 490, "avis": 2},
}


def award(market: Market) -> None:
    """Settle the thresholds, write one badge that is not shown yet, and count as every night."""
    editor, at = market.team[EDITOR], market.now
    with clock.at(at):
        for badge in Badge.objects.filter(kind__in=SMALL):
            kept = {name: getattr(badge, name) for name in badges.WORDS}
            thresholds = KINDS[badge.kind].said(SMALL[Badge.Kind(badge.kind)])
            badges.change(
                badge,
                {**kept, "thresholds": thresholds},
                revision=badge.revision,
                by=editor,
                at=at,
            )
        badges.add(Badge.Kind.RATED, RESTS, by=editor, at=at)
        counting.rank_sales(at=at)
        counting.count_few(at=at)
