"""What people write to each other: decisions contested, a letter to subscribers, colleagues told."""

from datetime import timedelta

from catalog.models import Review
from catalog.reviews import reviews
from marketing.contacts import contacts
from marketing.contacts.forms import NewsletterForm
from marketing.editorial import articles
from marketing.follows import follows
from marketing.follows.forms import FollowForm
from marketing.models import Article
from marketplace.console import colleagues, digest
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared import appeals, clock
from marketplace.shared.models import Fact, Pace, User
from marketplace.shared.models.appeal import Appeal, AppealState
from marketplace.tasks import send_digest
from sellers.models import Seller

WORDS = {
    "catalog.ReviewRefused": "Mon avis portait bien sur l'article, arrivé ébréché. Merci de le relire.",
    "catalog.ProductSentBack": "La photo montre l'article tel qu'il est livré, sans accessoire ajouté.",
    "catalog.ProductTakenDown": "Le certificat d'origine est joint à la fiche depuis sa création.",
    "marketing.ShopPageSentBack": "Le nom d'un réseau n'est pas un lien : dites-nous comment le citer.",
    "sellers.SellerRefused": "Nous fabriquons nous-mêmes tous nos articles : venez visiter l'atelier.",
    "sellers.SellerSuspended": "Tous les colis en retard sont partis hier, et leur suivi le montre.",
}

SHOWN = "Vous avez raison : la décision est annulée, avec nos excuses."
MOOT = "La situation a changé depuis votre message : il n'y a plus rien à annuler."
KEPT = "Nous avons relu tout le dossier : la règle vaut pour tous, la décision est maintenue."


def write(market: Market) -> None:
    """After everything else was lived: the latest decision of each kind is contested."""
    _contest(market)
    _send_story(market)
    _follow(market)
    _invite(market)
    _tell_team(market)


def _contest(market: Market) -> None:
    """Of each kind the latest waits for its answer, the one before has it."""
    for name, words in WORDS.items():
        for before, fact in enumerate(Fact.objects.filter(name=name).order_by("-pk")[:2]):
            at = fact.happened_at + (market.now - fact.happened_at) / 3
            with clock.at(at):
                appeal = appeals.ask(fact, text=words, by=None, at=at)
            if before:
                _answer(appeal, by=market.team["chief"], market=market)


def _answer(appeal: Appeal, *, by: User, market: Market) -> None:
    """A refused review is shown after all, then its author told; what still holds is upheld."""
    at = appeal.asked_at + (market.now - appeal.asked_at) / 2
    hidden = appeal.fact.name == "catalog.ReviewRefused"
    with clock.at(at):
        if hidden:
            reviews.publish(Review.objects.get(pk=appeal.fact.data["review_id"]), by=by, at=at)
        state = appeals.standing(appeal.fact).value
        answer = {AppealState.UPSET: SHOWN, AppealState.KEPT: KEPT, AppealState.MOOT: MOOT}[state]
        appeals.decide(appeal, state, answer=answer, by=by, at=at)


def _send_story(market: Market) -> None:
    """A dozen people want the letter; the newest story left to them this morning."""
    text, joined = str(NewsletterForm.consent), market.now - timedelta(days=40)
    for person in market.people[:12]:
        contacts.agree(person.who.email, language="fr", source="lettre", text=text, at=joined)
    newest = Article.objects.published(market.now).first()
    if newest is not None:
        at = market.now - timedelta(hours=2)
        with clock.at(at):
            articles.send(newest, by=market.team["editorial"], at=at)


def _follow(market: Market) -> None:
    """Buyers follow the shops they bought from; the last one has yet to open its letter."""
    text, asked = str(FollowForm.consent), market.now - timedelta(days=20)
    shops = list(market.owners)[:6]
    for place, person in enumerate(market.people[:24]):
        at = asked + timedelta(hours=5 * place)
        for shop in {shops[place % len(shops)], shops[place * place % len(shops)]}:
            with clock.at(at):
                row = follows.ask(
                    Seller.objects.get(pk=shop),
                    person.who.email,
                    language="fr",
                    text=text,
                    reader=None,
                    at=at,
                )
                if place < 23:
                    follows.confirm(follows.asked_token_of(row), at=at)


def _invite(market: Market) -> None:
    at = market.now - timedelta(hours=5)
    with clock.at(at):
        colleagues.invite(
            "lea.fontaine@exemple.fr",
            roles=["support"],
            because="Renfort du service client avant les fêtes.",
            by=market.team["chief"],
            at=at,
        )


def _tell_team(market: Market) -> None:
    """This morning's letters; the chief wants to know of applications at once."""
    at = morning(market.now, 7, 30)
    if at > market.now:
        at -= timedelta(days=1)
    with clock.at(at):
        digest.choose(
            market.team["chief"], {"sellers_seller?state__exact=applied": Pace.AT_ONCE}, at=at
        )
        digest.look(at)
        digest.tell(Pace.DAILY, task=send_digest, at=at)
