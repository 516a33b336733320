"""What visitors looked for these last weeks, and who waits for an answer."""

from datetime import timedelta

from catalog import search
from catalog.alerts import alerts
from catalog.demand import searches
from catalog.demand.searches import Asked
from catalog.models import Offer
from marketplace.demo.seed.market import Market

DAYS = 28
# what is typed, and how often on a day at most
TYPED = """
bol 6, vase 4, savon 5, pull en laine 3, cadeau de naissance 2, miel 3, thé vert 2, bougie 4, sac 3,
collier 2, table basse 2, tapis 2, plaid 2, confiture 2, doudou 2, chemise en lin 1, couteau 2,
nichoir 1, encens 1, sécateur 1, kimono 2, hamac 2, arrosoir en zinc 1, gravure 1, boomerang 1,
assiette bleue 2, vinyle 1
"""
WAITED_FOR = (("hamac", "zoe@exemple.example"), ("hamac", "leo@exemple.example"))


def note(market: Market) -> None:
    """Play four weeks of searches on the shelves as they are, and two people who wait."""
    rng = market.dice("demand")
    for typed in TYPED.replace("\n", " ").split(","):
        text, _space, most = typed.strip().rpartition(" ")
        answer = search.find(search.Query(text=text), at=market.now)
        found = answer.ids[:6]
        offers = dict(Offer.objects.filter(product__in=found).values_list("product", "pk"))
        for back in range(DAYS):
            at = market.now - timedelta(days=back)
            for _time in range(rng.randint(0, int(most))):
                asked = Asked(text=text, language="fr")
                searches.note(asked, results=answer.total, answered=bool(found), at=at)
                _choose(rng, asked, offers, at=at)
    while searches.add_up():
        pass
    for words, email in WAITED_FOR:
        alert = alerts.ask_words(words, email, language="fr", reader=None, at=market.now)
        alerts.confirm(alerts.asked_token_of(alert), at=market.now)


def _choose(rng, asked: Asked, offers: dict[int, int], *, at) -> None:
    """Open one of the answers, often; put it into a cart, less often; order it, seldom."""
    if not offers or rng.random() > 0.55:
        return
    product = rng.choice(sorted(offers))
    searches.note_opened(asked, product, at=at)
    if rng.random() < 0.3:
        searches.note_added(asked, offers[product], at=at)
        if rng.random() < 0.4:
            searches.note_ordered(asked, offers[product], at=at)
