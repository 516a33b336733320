"""The operator examines an application: admits, refuses, or asks for one item again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers import onboarding
from sellers.events import DocumentRead, ItemAskedAgain, SellerOpened, SellerRefused
from sellers.models import Document, Item, Seller
from sellers.states import ITEM, SELLER, ItemState, SellerState


class NotComplete(Refusal):
    """A required item is missing or was sent back."""

    sentence = _("Ce dossier n'est pas complet : {items}.")


@transaction.atomic(durable=True)
def admit(seller: Seller, *, by: User | None, now: datetime) -> None:
    """Open the shop. Raises NotComplete, or MovedMeanwhile when somebody decided first."""
    missing = onboarding.missing_items(seller)
    if missing:
        raise NotComplete(items=", ".join(str(item) for item in missing))
    SELLER.move(seller, SellerState.OPEN, opened_at=now)
    Item.objects.filter(seller=seller, state=ItemState.PROVIDED).update(
        state=ItemState.ACCEPTED, changed_at=now
    )
    events.publish(SellerOpened(seller_id=seller.pk), about=seller, by=by, at=now)


@transaction.atomic(durable=True)
def refuse(seller: Seller, *, because: str, by: User | None, now: datetime) -> None:
    """Close an application with its reason, which the applicant is told."""
    SELLER.move(seller, SellerState.REFUSED)
    events.publish(
        SellerRefused(seller_id=seller.pk, reason=because),
        about=seller,
        by=by,
        because=because,
        at=now,
    )


@transaction.atomic(durable=True)
def ask_again(item: Item, *, note: str, by: User | None, now: datetime) -> None:
    """Send one item back with a note; the rest of the file stays as it is."""
    seller = item.seller
    ITEM.move(item, ItemState.REJECTED, note=note, changed_at=now)
    if seller.state == SellerState.APPLIED:
        SELLER.move(seller, SellerState.TO_COMPLETE)
    events.publish(
        ItemAskedAgain(seller_id=seller.pk, kind=item.kind, note=note),
        about=item,
        within=seller,
        by=by,
        because=note,
        at=now,
    )


@transaction.atomic(durable=True)
def note_reading(document: Document, *, by: User | None, now: datetime) -> None:
    """Keep that an operator read a private document."""
    seller = document.item.seller
    events.publish(
        DocumentRead(seller_id=seller.pk, document_id=document.pk),
        about=document,
        within=seller,
        by=by,
        at=now,
    )
