"""The charter at work: an exception with its proof and its end, a draft that it has remarks on."""

from __future__ import annotations

from datetime import timedelta

from catalog.charter import words
from catalog.models import CharterWord
from marketing.editorial import articles
from marketing.models import Article
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared import clock

SOAPS = "savonnerie-belle-rive"
LABEL = (
    "Écolabel européen (règlement (CE) n° 66/2010), licence FR/030/014, copie au dossier de la"
    " boutique"
)
TITLE = "Laver son linge au savon"
BODY = (
    "Un savon en copeaux, de l'eau tiède, et un rinçage de plus qu'à la machine.\n\n"
    "C'est respectueux de l'environnement, et le savon de l'atelier est déjà un best-seller."
)


def speak(market: Market) -> None:
    """Grant the soap maker the word that its label allows; begin an article that needs mending."""
    shop = market.shops.get(SOAPS)
    word = CharterWord.objects.filter(expression="écologique", ended_at=None).first()
    at = min(morning(market.now - timedelta(days=12), 10), market.now)
    if shop and word:
        words.grant(
            word,
            seller=shop,
            proof=LABEL,
            ends_on=clock.paris_day(market.now) + timedelta(days=300),
            by=market.team["editorial"],
            at=at,
        )
    draft = articles.begin(TITLE, kind=Article.Kind.HOWTO)
    Article.objects.filter(pk=draft.pk).update(
        standfirst="Trois gestes, un savon et rien d'autre.", body=BODY
    )
