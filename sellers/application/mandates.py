"""The mandate to invoice in a seller's name: in force, revoked, given again.

The law wants it written and prior (CGI art. 289 I-2, ann. II art. 242 nonies I): without one in
force nothing is invoiced for the seller, so nothing is sold nor shipped. What waits is issued when
the mandate is given again.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events
from marketplace.shared.models import Fact, LegalText, User
from marketplace.shared.states import Refusal
from sellers.events import MandateGiven, MandateRevoked, SellerReinstated, SellerSuspended
from sellers.models import Acceptance, Seller
from sellers.models.seller import MANDATE_PAUSE
from sellers.states import SellerState

PAUSED = MANDATE_PAUSE


class NoMandate(Refusal):
    """Nothing may be invoiced in this seller's name."""

    sentence = _(
        "Le mandat de facturation est révoqué : sans lui, aucune facture ne peut être émise. "
        "Il doit être accepté à nouveau dans « Mon dossier »."
    )


class NothingToRevoke(Refusal):
    """There is no mandate in force."""

    sentence = _("Aucun mandat de facturation n'est en vigueur : il n'y a rien à révoquer.")


def in_force(seller: Seller) -> Acceptance | None:
    """The latest version of the mandate that the seller accepted and did not revoke.

    A version published since then binds nobody before they accept it: the older one still holds.
    """
    given = seller.acceptances.filter(text__kind=LegalText.Kind.INVOICING_MANDATE, revoked_at=None)
    return given.select_related("text").order_by("-text__version").first()


def demand(seller: Seller) -> None:
    """Stop what would need an invoice. Raises NoMandate."""
    if in_force(seller) is None:
        raise NoMandate


def because(seller: Seller) -> str:
    """Why the mandate was last revoked, where an operator said so."""
    last = (
        Fact.objects.filter(subject=events.subject_of(seller), name="sellers.MandateRevoked")
        .order_by("-pk")
        .first()
    )
    return last.because if last is not None else ""


def is_only_pause(seller: Seller) -> bool:
    """Whether only the mandate is missing: what the shop already earned is still due."""
    return seller.is_only_paused


@transaction.atomic(durable=True)
def revoke(seller: Seller, *, because: str = "", by: User | None, at: datetime) -> None:
    """End the mandate at once: the shop sells and ships nothing until it is given again.

    Raises NothingToRevoke.
    """
    fresh = Seller.objects.select_for_update(of=("self",)).get(pk=seller.pk)
    given = fresh.acceptances.filter(text__kind=LegalText.Kind.INVOICING_MANDATE, revoked_at=None)
    if not given.update(revoked_at=at):
        raise NothingToRevoke
    Seller.objects.filter(pk=fresh.pk).update(mandate_revoked_at=at)
    events.publish(MandateRevoked(seller_id=fresh.pk), about=fresh, by=by, because=because, at=at)
    if fresh.state == SellerState.OPEN and fresh.suspended_at is None:
        Seller.objects.filter(pk=fresh.pk).update(suspended_at=at, suspended_because=PAUSED)
        events.publish(
            SellerSuspended(seller_id=fresh.pk, reason=PAUSED),
            about=fresh,
            by=by,
            because=PAUSED,
            at=at,
        )


def given(seller: Seller, *, by: User | None, at: datetime) -> None:
    """Resume what a revoked mandate had stopped, in the transaction that accepts it again."""
    fresh = Seller.objects.select_for_update(of=("self",)).get(pk=seller.pk)
    if fresh.mandate_revoked_at is None:
        return
    Seller.objects.filter(pk=fresh.pk).update(mandate_revoked_at=None)
    events.publish(MandateGiven(seller_id=fresh.pk), about=fresh, by=by, at=at)
    if Seller.objects.filter(pk=fresh.pk, suspended_because=PAUSED).update(
        suspended_at=None, suspended_because=""
    ):
        events.publish(SellerReinstated(seller_id=fresh.pk), about=fresh, by=by, at=at)
