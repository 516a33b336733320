"""The filters that a person keeps of a shop's lists: saved, renamed, removed.

A filter is the person's own: colleagues have theirs. It keeps the address's parameters, which the
list reads again as it reads any others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal
from sellers.models import Member, SavedFilter

MOST = 20
LONGEST = 600
PAGES = {"sheets": "seller-products", "offers": "seller-offers", "orders": "seller-orders"}
ASKED = ("vue", "q", "categorie", "tri")  # the parameters worth keeping: never the page


class NothingToSave(Refusal):
    """A filter that leaves nothing out is the list itself."""

    sentence = _(
        "Il n'y a rien à enregistrer : choisissez d'abord un onglet, une catégorie ou des mots."
    )


class TooManyFilters(Refusal):
    """More chips than that cannot be told apart."""

    sentence = _(
        "Vous avez déjà {most} filtres pour cette liste : supprimez-en un avant d'en enregistrer"
        " un autre."
    )


class NameTaken(Refusal):
    """Two filters of one name cannot be told apart."""

    sentence = _("Vous avez déjà un filtre « {name} » pour cette liste : choisissez un autre nom.")


def of(member: Member, listing: str) -> list[SavedFilter]:
    """A person's filters of a list, the oldest first."""
    own = SavedFilter.objects.filter(seller=member.seller_id, user=member.user_id, listing=listing)
    return list(own.order_by("pk"))


def chips(
    filters: Sequence[SavedFilter], address: str, counts: Sequence[int] = ()
) -> list[dict[str, Any]]:
    """The filters as links above their list, each with how many rows it finds."""
    return [
        {
            "name": one.name,
            "url": f"?{one.query}",
            "count": counts[number] if number < len(counts) else None,
            "current": tidy(one.query) == tidy(address),
        }
        for number, one in enumerate(filters)
    ]


def tidy(query: str) -> str:
    """The parameters of an address that make a filter, in one order."""
    asked, kept = QueryDict(query), QueryDict(mutable=True)
    for name in ASKED:
        if value := asked.get(name, "").replace("\x00", "").strip():
            kept[name] = value
    return kept.urlencode()


def address(one: SavedFilter) -> str:
    """The list under this filter."""
    return f"{reverse(PAGES[one.listing])}?{one.query}"


@transaction.atomic(durable=True)
def save(member: Member, *, listing: str, name: str, query: str, at: datetime) -> SavedFilter:
    """Keep a filter under a name. Raises NothingToSave, TooManyFilters or NameTaken."""
    query = tidy(query)
    if not query or len(query) > LONGEST:
        raise NothingToSave
    # locked: two tabs of one person must not pass the limit together
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    there = of(member, listing)
    if len(there) >= MOST:
        raise TooManyFilters(most=MOST)
    _refuse_taken(there, name)
    return SavedFilter.objects.create(
        seller_id=member.seller_id,
        user_id=member.user_id,
        listing=listing,
        name=name,
        query=query,
        created_at=at,
    )


@transaction.atomic(durable=True)
def rename(one: SavedFilter, member: Member, *, name: str) -> None:
    """Call a filter otherwise. Raises NameTaken."""
    _refuse_taken([other for other in of(member, one.listing) if other.pk != one.pk], name)
    try:
        with transaction.atomic():
            SavedFilter.objects.filter(pk=one.pk).update(name=name)
    except IntegrityError as error:  # the other tab was faster
        raise NameTaken(name=name) from error


@transaction.atomic(durable=True)
def remove(one: SavedFilter) -> None:
    """Forget a filter; the rows it found are untouched."""
    one.delete()


def _refuse_taken(there: Sequence[SavedFilter], name: str) -> None:
    if any(other.name.casefold() == name.casefold() for other in there):
        raise NameTaken(name=name)
