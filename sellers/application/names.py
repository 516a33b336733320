"""The names of shops: buyers tell two shops apart by them, so that no two living ones share one.

What a shop was called until lately stays its own for a year, and none goes by the house's name.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from marketplace.shared import limits, policy
from marketplace.shared.events import subject_of
from marketplace.shared.facts import name_of
from marketplace.shared.folding import fold
from marketplace.shared.models import Fact
from marketplace.shared.states import Refusal
from sellers.events import ShopRenamed
from sellers.models import Seller
from sellers.states import LIVING

KEPT = timedelta(days=365)  # how long a former name stays its shop's own
MARKUP = frozenset("<>{}[]|\\`")
WORD = re.compile(r"[^\W_]+")
# what stands before a name, or beside a service, without telling it apart
SMALL = frozenset(
    WORD.findall(
        "le la les l un une de du des d the of by equipe team service officiel officielle official"
    )
)
# as those who write to buyers are called, where nothing else is said
SERVICES = frozenset(
    WORD.findall(
        "support assistance helpdesk admin administration administrateur administrateurs"
        " administrator administrators moderation moderateur moderateurs moderator moderators"
    )
)
# and whatever else is said beside
CLIENTS = (
    "service client",
    "service clients",
    "service clientele",
    "service consommateurs",
    "relation client",
    "support client",
    "support clients",
    "support technique",
    "customer service",
    "customer support",
    "customer care",
    "customer services",
    "technical support",
    "help desk",
)


class BadName(Refusal):
    """No shop may go by this name."""


class NameOfHouse(BadName):
    """A shop would pass for the house that runs the marketplace."""

    sentence = _(
        "« {name} » se lit comme le nom de la place de marché elle-même ({house}) : choisissez un"
        " nom qui commence autrement."
    )


class NameOfService(BadName):
    """A shop would pass for those who serve buyers in the house's name."""

    sentence = _(
        "« {name} » se lit comme un de nos services : choisissez un nom qui dit votre activité,"
        " pas un service client, un support, une administration ou une modération."
    )


class NameMarkedUp(BadName):
    """Signs of a machine's language in a name."""

    sentence = _(
        "Un nom de boutique ne contient pas le signe « {sign} » : écrivez-le avec des lettres, des"
        " chiffres et une ponctuation simple."
    )


class NameTaken(BadName):
    """Another shop, or an application handed in, bears this name."""

    sentence = _(
        "Une autre boutique porte déjà le nom « {name} » (majuscules, accents et ponctuation ne"
        " comptent pas) : choisissez un nom qui vous distingue, par exemple avec votre ville."
    )


class NameTakenSince(NameTaken):
    """The name of a file was free when it was begun, and is not any more."""

    sentence = _(
        "Une autre boutique porte depuis le nom « {name} » : changez celui de cette boutique, puis"
        " recommencez. Un candidat le change à l’étape « Identité légale et SIRET » de son dossier."
    )


class NameKept(NameTaken):
    """Another shop was called so until lately: its buyers still look for it."""

    sentence = _(
        "Une autre boutique s’appelait « {name} » il y a moins d’un an : ce nom lui reste réservé."
        " Choisissez un nom qui vous distingue, par exemple avec votre ville."
    )


def key(name: str) -> str:
    """A name as names are compared: its letters and digits, without case or accents."""
    folded = fold(name)
    return "".join(sign for sign in folded if sign.isalnum()) or folded


def check_fit(name: str) -> None:
    """Check that a name is plain, and not the house's own nor that of its services.

    Raises NameMarkedUp, NameOfHouse or NameOfService.
    """
    for sign in name:
        if sign in MARKUP:
            raise NameMarkedUp(sign=sign)
    house, company = policy.brand().name, policy.entity().legal_name
    words, own = _words(name), [_words(house), _words(company)]
    if any(_begins(words, title) for title in own if title):
        raise NameOfHouse(name=name, house=house)
    said = f" {' '.join(words)} "
    said_of_house = SMALL.union(*own)
    left = [word for word in words if word not in said_of_house]
    if any(f" {service} " in said for service in CLIENTS) or (left and SERVICES.issuperset(left)):
        raise NameOfService(name=name)


def check_free(
    name: str,
    *,
    at: datetime,
    but: Seller | None = None,
    refusal: type[NameTaken] = NameTaken,
) -> None:
    """Check that no other living shop bears this name, or bore it within a year.

    Raises NameTaken or NameKept. Asked within a transaction, two who take one name at once go one
    after the other.
    """
    asked = key(name)
    others = Seller.objects.filter(state__in=LIVING)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if any(key(other) == asked for other in others.values_list("name", flat=True).iterator()):
        raise refusal(name=name)
    former = Fact.objects.filter(name=name_of(ShopRenamed), happened_at__gt=at - KEPT)
    if but is not None:
        former = former.exclude(subject=subject_of(but))
    bore = {
        told["seller_id"]
        for told in former.values_list("data", flat=True).iterator()
        if key(told["old"]) == asked
    }
    if bore and others.filter(pk__in=bore).exists():
        raise NameKept(name=name)


def queue_for(name: str) -> None:
    """Let two who take one name go one after the other, until the caller's transaction ends."""
    limits.queue_up([limits.print_of("shop-name", key(name))])


def _words(name: str) -> list[str]:
    return WORD.findall(fold(name))


def _begins(words: list[str], title: list[str]) -> bool:
    """Whether a name begins with a title, small words apart, or is it written as one word."""
    first = next((at for at, word in enumerate(words) if word not in SMALL), len(words))
    ways = (words, words[first:])
    return any(way[: len(title)] == title or "".join(way) == "".join(title) for way in ways)
