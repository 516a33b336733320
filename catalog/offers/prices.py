"""The prices of offers, and the memory the law asks for.

Every price an offer had stays as a Price row. An announced reduction shows the lowest price of
the thirty days before its first application (Code de la consommation, art. L112-1-1).

A price that changes without a word on the reduction that runs, by whichever door: a lower one goes
on with it, the same price struck and the same end; a higher one ends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Min, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import CatalogRules, Offer, Price
from catalog.offers import rows, visibility
from marketplace.shared import bulk, policy
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money, when

MEMORY = timedelta(days=30)
LEAST, MOST = 1, 99_999_999
REDUCTION = "reduction"
LONGEST = timedelta(days=366)


class _Said(NamedTuple):
    """What is announced of a price, as its row keeps it; nothing by default."""

    reason: str = ""
    prior_cents: int | None = None
    until: datetime | None = None


class PriceRefused(Refusal):
    """A price is an amount above zero that somebody could pay."""

    sentence = _("Le prix doit être compris entre 0,01 € et 999 999,99 €.")


class PriceUnusual(Refusal):
    """A price that jumps is asked about once: a comma is soon misplaced."""

    sentence = _("Ce prix est très éloigné du précédent ({old}) : confirmez-le s'il est exact.")


class NotAReduction(Refusal):
    """A struck price above no real reduction would mislead the buyer."""

    sentence = _(
        "Une baisse ne peut être annoncée que sous {lowest}, le prix le plus bas "
        "des 30 derniers jours (art. L112-1-1 du Code de la consommation)."
    )


class NeverOnSale(Refusal):
    """What nobody could buy had no price before: there is none to strike."""

    sentence = _(
        "Cet article n’a jamais été en vente : aucune baisse ne peut être annoncée (art. L112-1-1"
        " du Code de la consommation)."
    )


class EndsBefore(Refusal):
    """A reduction that is over when it begins."""

    sentence = _("La fin de la baisse est déjà passée : choisissez un jour à venir.")


class EndsFar(Refusal):
    """What lasts that long is no reduction, it is the price."""

    sentence = _("Une baisse annoncée dure un an au plus : choisissez une fin plus proche.")


class EndsUnannounced(Refusal):
    """A price that nobody is told to be lower has no end to be told."""

    sentence = _("Cochez « Annoncer la baisse » pour lui donner une fin, ou effacez la date.")


class EndPromised(Refusal):
    """Buyers read until when a reduction runs: it has an end as long as it runs."""

    sentence = _(
        "Les acheteurs lisent que cette baisse dure jusqu'au {until} : sa fin ne s'efface pas."
        " Pour terminer la baisse, décochez « Annoncer la baisse »."
    )


class EndMoved(Refusal):
    """An end that buyers read moves only when its seller says again that they mean it."""

    sentence = _(
        "Les acheteurs lisent que cette baisse dure jusqu'au {until}. La déplacer au {other} change"
        " ce qui leur est annoncé : confirmez-le si ce changement a une raison."
    )


ENDS = (EndsBefore, EndsFar, EndsUnannounced, EndPromised, EndMoved)


@transaction.atomic(durable=True)
def change(
    offer: Offer,
    cents: int,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    until: datetime | None = None,
    ending: bool = False,
    confirmed: bool = False,
    moving: bool = False,
) -> None:
    """Ask another price from now on; `reason` is REDUCTION when the drop is announced, `until` the
    instant from which the price is again what it was before. `ending` ends the reduction that runs:
    this price is the usual one. Without a word on it a lower price goes on with it, a higher one
    ends it.

    Raises PriceUnusual, unless confirmed, when the price jumps; NotAReduction or NeverOnSale when
    the law says so; EndsBefore, EndsFar. An end that was announced is never effaced (EndPromised),
    and moves only by a seller who says so (EndMoved, unless `moving`): C. conso L121-2, L121-4 7°.
    """
    check(cents)
    if until is not None:
        _check_end(until, reason, at=at)
    # locked before it is compared: two changes at once must leave one chain of prices
    offer = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    announced = reason == REDUCTION and not ending
    current = running([offer.pk], at=at).get(offer.pk)
    if announced and current is not None:
        _check_promise(current, until, moving=moving)
    if cents == offer.price_cents and (current is not None or not announced):
        if current is not None and (ending or announced):
            _say_again(offer, current, until, at=at, ending=ending)
        return
    if not confirmed and jumps(offer.price_cents, cents):
        raise PriceUnusual(old=money(offer.price_cents))
    prior = _struck(offer, cents, at=at) if reason == REDUCTION else None
    set_prices(
        *([offer], {offer.pk: cents}),
        at=at,
        reason=reason,
        prior={offer.pk: prior},
        until={offer.pk: until},
        ending=ending,
    )
    visibility.refresh([offer.product_id], at=at)


def _check_end(until: datetime, reason: str, *, at: datetime) -> None:
    if reason != REDUCTION:
        raise EndsUnannounced
    if until <= at:
        raise EndsBefore
    if until > at + LONGEST:
        raise EndsFar


def _check_promise(current: Price, until: datetime | None, *, moving: bool) -> None:
    """Hold the end that buyers read of the reduction that runs."""
    if current.until is None or until == current.until:
        return
    if until is None:
        raise EndPromised(until=when(current.until))
    if not moving:
        raise EndMoved(until=when(current.until), other=when(until))


def _struck(offer: Offer, cents: int, *, at: datetime) -> int:
    """The price that a reduction to so many cents strikes. Raises NeverOnSale, NotAReduction."""
    if never_on_sale([offer.pk]):
        raise NeverOnSale
    prior = priors([offer], {offer.pk: cents}, at)[offer.pk]
    if cents >= prior:
        raise NotAReduction(lowest=money(prior))
    return prior


def _say_again(
    offer: Offer, current: Price, until: datetime | None, *, at: datetime, ending: bool
) -> None:
    """Tell until when the reduction that runs goes on, or that it is over; the same price."""
    if until == current.until and not ending:
        return
    Price.objects.filter(pk=current.pk).update(ends_at=at)
    said = _Said() if ending else _Said(REDUCTION, current.prior_cents, until)
    _remember([offer], {offer.pk: said}, at=at)
    visibility.refresh([offer.product_id], at=at)


def set_prices(
    offers: Iterable[Offer],
    cents: Mapping[int, int],
    *,
    at: datetime,
    reason: str = "",
    prior: Mapping[int, int | None] | None = None,
    until: Mapping[int, datetime | None] | None = None,
    ending: bool = False,
) -> list[Offer]:
    """Write new prices of offers already locked; the offers whose price changed.

    Without a reason, a lower price goes on with the reduction that runs, unless `ending`.
    """
    changed = [
        offer for offer in offers if cents.get(offer.pk, offer.price_cents) != offer.price_cents
    ]
    if not changed:
        return []
    prior, until = prior or {}, until or {}
    said = {o.pk: _Said(reason, prior.get(o.pk), until.get(o.pk)) for o in changed}
    if not reason and not ending:
        lowered = [o.pk for o in changed if cents[o.pk] < o.price_cents]
        said |= {
            pk: _Said(REDUCTION, row.prior_cents, row.until)
            for pk, row in running(lowered, at=at).items()
        }
    for offer in changed:
        offer.price_cents, offer.changed_at = cents[offer.pk], at
    rows.write(changed, ["price_cents", "changed_at"])
    # the old price ends at the instant the new one begins: the thirty days have no gap
    Price.objects.filter(offer__in=changed, ends_at=None).update(ends_at=at)
    _remember(changed, said, at=at)
    return changed


def running(offer_ids: Iterable[int], *, at: datetime) -> dict[int, Price]:
    """The announced reductions that run at an instant, by offer."""
    asked = list(offer_ids)
    if not asked:
        return {}
    rows = Price.objects.filter(
        Q(until=None) | Q(until__gt=at),
        offer__in=asked,
        ends_at=None,
        reason=REDUCTION,
        prior_cents__gt=F("amount_cents"),
    )
    return {row.offer_id: row for row in rows}


def begin(offers: Iterable[Offer], *, at: datetime) -> None:
    """Remember the prices that offers ask from now on, of which nothing is announced."""
    _remember(offers, {}, at=at)


def _remember(offers: Iterable[Offer], said: Mapping[int, _Said], *, at: datetime) -> None:
    silent = _Said()
    bulk.insert(
        bulk.row(
            Price,
            offer_id=o.id,
            amount_cents=o.price_cents,
            starts_at=at,
            **said.get(o.id, silent)._asdict(),
        )
        for o in offers
    )


def lowest_before(offer_ids: Iterable[int], at: datetime) -> dict[int, int]:
    """The lowest price each offer asked during the thirty days before an instant.

    For a younger offer, its lowest price since it went on sale.
    """
    prices = Price.objects.filter(offer__in=list(offer_ids), starts_at__lt=at)
    recent = prices.filter(Q(ends_at=None) | Q(ends_at__gt=at - MEMORY))
    lowest = recent.values("offer_id").annotate(least=Min("amount_cents"))
    return dict(lowest.values_list("offer_id", "least"))


def priors(offers: Iterable[Offer], cents: Mapping[int, int], at: datetime) -> dict[int, int]:
    """The price that each announced reduction must strike; one not below it is no reduction.

    The lowest of the thirty days before; where reductions follow one another, the one practised
    before the first.
    """
    asked = {offer.pk: offer.price_cents for offer in offers}
    struck = asked | lowest_before(asked, at)
    for current in Price.objects.filter(
        offer__in=asked, ends_at=None, reason=REDUCTION, prior_cents__gt=0
    ):
        if cents[current.offer_id] < current.amount_cents:
            struck[current.offer_id] = current.prior_cents
    return struck


def never_on_sale(offer_ids: Iterable[int]) -> set[int]:
    """Of these offers, those that no buyer ever saw: their prices were never practised."""
    unseen = Q(product__published_at=None) | Q(variant__is_approved=False)
    return set(Offer.objects.filter(unseen, pk__in=list(offer_ids)).values_list("pk", flat=True))


def check(cents: int) -> None:
    """Refuse what cannot be a price."""
    if not LEAST <= cents <= MOST:
        raise PriceRefused


def jumps(old: int, new: int) -> bool:
    """Whether a price moves further than the house finds usual."""
    factor = policy.rules(CatalogRules).price_outlier_factor
    return new > old * factor or new * factor < old
