"""The names of shops: buyers tell two shops apart by them, so that no two living ones share one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.shared import limits
from marketplace.shared.folding import fold
from marketplace.shared.states import Refusal
from sellers.models import Seller
from sellers.states import LIVING


class NameTaken(Refusal):
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


def key(name: str) -> str:
    """A name as names are compared: its letters and digits, without case or accents."""
    folded = fold(name)
    return "".join(sign for sign in folded if sign.isalnum()) or folded


def check_free(
    name: str, *, but: Seller | None = None, refusal: type[NameTaken] = NameTaken
) -> None:
    """Check that no other living shop bears this name. Raises NameTaken.

    Asked within a transaction, two who take one name at once go one after the other.
    """
    asked = key(name)
    others = Seller.objects.filter(state__in=LIVING)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if any(key(other) == asked for other in others.values_list("name", flat=True).iterator()):
        raise refusal(name=name)


def queue_for(name: str) -> None:
    """Let two who take one name go one after the other, until the caller's transaction ends."""
    limits.queue_up([limits.print_of("shop-name", key(name))])
