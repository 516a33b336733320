"""The operator examines an application: admits, refuses, or asks for one item again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.application import onboarding
from sellers.events import (
    DocumentRead,
    ItemAccepted,
    ItemAskedAgain,
    ItemsChecked,
    SellerOpened,
    SellerRefused,
    SellerRevived,
)
from sellers.identity import identity
from sellers.models import Document, Item, Seller
from sellers.states import ITEM, SELLER, ItemState, SellerState


class NothingToCheck(Refusal):
    """Nothing was provided since the last look."""

    sentence = _("Aucune pièce n'attend d'être relue.")


class NotComplete(Refusal):
    """A required item is missing or was sent back."""

    sentence = _("Ce dossier n'est pas complet : {items}.")


def before_admitting(seller: Seller) -> str:
    """What whoever admits must know of the file: what nobody accepted yet, and what is missing."""
    items = list(seller.items.order_by("pk"))
    unread = [item for item in items if item.state == ItemState.PROVIDED]
    absent = [
        item
        for item in items
        if item.kind in onboarding.OPTIONAL
        and item.state in (ItemState.MISSING, ItemState.REJECTED)
    ]
    said = [gettext("La boutique ouvre aussitôt et le vendeur reçoit un e-mail de bienvenue.")]
    if absent:
        said.append(
            gettext("Il manque, sans que ce soit exigé : {items}.").format(items=_named(absent))
        )
    if unread:
        said.append(
            gettext("Vous acceptez du même geste ce qui ne l'est pas encore : {items}.").format(
                items=_named(unread)
            )
        )
    return " ".join(said)


def _named(items: Iterable[Item]) -> str:
    return ", ".join(f"« {item} »" for item in items)


@transaction.atomic(durable=True)
def admit(seller: Seller, *, by: User | None, at: datetime) -> None:
    """Open the shop. Raises NotComplete, or MovedMeanwhile when somebody decided first."""
    missing = onboarding.missing_items(seller)
    if missing:
        raise NotComplete(items=", ".join(str(item) for item in missing))
    onboarding.take_siret(seller, SellerState.OPEN, at=at, opened_at=at)
    _accept_items(seller, at=at)
    identity.open_with(seller, by=by, at=at)
    events.publish(SellerOpened(seller_id=seller.pk), about=seller, by=by, at=at)


@transaction.atomic(durable=True)
def refuse(
    seller: Seller,
    *,
    because: str,
    redo: Collection[str] = (),
    by: User | None,
    at: datetime,
) -> None:
    """Close an application with its reason, which the applicant reads.

    `redo` are the items to provide again, should the applicant come back; the others stay.
    """
    SELLER.move(seller, SellerState.REFUSED)
    _mark(seller, redo, note=because, at=at)
    events.publish(
        SellerRefused(seller_id=seller.pk, reason=because),
        about=seller,
        by=by,
        because=because,
        at=at,
    )


@transaction.atomic(durable=True)
def revive(
    seller: Seller,
    *,
    because: str,
    redo: Collection[str] = (),
    by: User | None,
    at: datetime,
) -> None:
    """Open a refused application again, for a reason: the applicant corrects it and hands it in
    again.

    `redo` are more items to provide again; what was marked before stays so, with its own reason.
    Raises AlreadyApplied when the company has another application or shop since.
    """
    onboarding.take_siret(seller, SellerState.TO_COMPLETE, at=at)
    _mark(seller, redo, note=because, at=at)
    events.publish(
        SellerRevived(seller_id=seller.pk, note=because),
        about=seller,
        by=by,
        because=because,
        at=at,
    )


@transaction.atomic(durable=True)
def check_items(seller: Seller, *, by: User | None, at: datetime) -> None:
    """Accept what an open shop provided again. Raises NothingToCheck."""
    kinds = _accept_items(seller, at=at)
    if not kinds:
        raise NothingToCheck
    events.publish(ItemsChecked(seller_id=seller.pk, kinds=kinds), about=seller, by=by, at=at)


@transaction.atomic(durable=True)
def accept_item(item: Item, *, by: User | None, at: datetime) -> None:
    """Accept one item that was read, before the file is decided or after it was provided again.

    Raises NothingToCheck, or MovedMeanwhile when the seller provides it anew at this moment.
    """
    if item.state != ItemState.PROVIDED:
        raise NothingToCheck
    ITEM.move(item, ItemState.ACCEPTED, changed_at=at, examined_at=at)
    events.publish(
        ItemAccepted(seller_id=item.seller_id, kind=item.kind),
        about=item,
        within=item.seller,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def ask_again(item: Item, *, note: str, by: User | None, at: datetime) -> None:
    """Send one item back with a note; the rest of the file stays as it is."""
    seller = item.seller
    ITEM.move(item, ItemState.REJECTED, note=note, changed_at=at, examined_at=at)
    if seller.state == SellerState.APPLIED:
        SELLER.move(seller, SellerState.TO_COMPLETE)
    events.publish(
        ItemAskedAgain(seller_id=seller.pk, kind=item.kind, note=note),
        about=item,
        within=seller,
        by=by,
        because=note,
        at=at,
    )


@transaction.atomic(durable=True)
def note_reading(document: Document, *, by: User | None, at: datetime) -> None:
    """Record that an operator read a private document."""
    seller = document.item.seller
    events.publish(
        DocumentRead(seller_id=seller.pk, document_id=document.pk),
        about=document,
        within=seller,
        by=by,
        at=at,
    )


def _mark(seller: Seller, kinds: Collection[str], *, note: str, at: datetime) -> None:
    """In the caller's transaction: these items are to be provided again, and the file says why."""
    ITEM.move_where(
        Item.objects.filter(seller=seller, kind__in=kinds),
        ItemState.REJECTED,
        # what was marked before keeps its own reason
        old=[ItemState.MISSING, ItemState.PROVIDED, ItemState.ACCEPTED],
        note=note,
        changed_at=at,
        examined_at=at,
    )


def _accept_items(seller: Seller, *, at: datetime) -> list[str]:
    provided = Item.objects.filter(seller=seller, state=ItemState.PROVIDED)
    # locked: what is accepted is what the fact names, not a paper that came in between
    items = list(provided.select_for_update().order_by("pk"))
    ITEM.move_all(items, ItemState.ACCEPTED, changed_at=at, examined_at=at)
    return [item.kind for item in items]
