"""The charter as the house decides it: words begin and end, exceptions are granted and end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.events import (
    CharterExceptionEnded,
    CharterExceptionGranted,
    CharterWordAdded,
    CharterWordEnded,
)
from catalog.judging import charter
from catalog.models import CharterException, CharterWord
from catalog.moderation import rescan
from marketplace.shared import clock, events, parties
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import dated
from sellers.models import Seller

LONGEST = timedelta(days=731)


class AlreadyThere(Refusal):
    """An expression stands in the charter once."""

    sentence = _("« {expression} » est déjà dans la charte : retirez-la d'abord.")


class OneDoor(Refusal):
    """An exception is for one place."""

    sentence = _("Choisissez une boutique ou l'adresse d'une page, et une seule des deux.")


class AlreadyGranted(Refusal):
    """One exception at a time for one place: the register says which one holds."""

    sentence = _(
        "Une exception court déjà ici jusqu'au {day} : retirez-la avant d'en accorder une autre."
    )


class WrongEnd(Refusal):
    """Every exception ends."""

    sentence = _("Une exception finit après aujourd'hui, et dans deux ans au plus.")


@transaction.atomic(durable=True)
def add(values: Mapping[str, Any], *, by: User | None, at: datetime) -> CharterWord:
    """Ask that an expression be written no more, from a day on. Raises AlreadyThere."""
    begun = {"starts_on": clock.paris_day(at), **values}
    if there := charter.standing(begun["expression"]):
        raise AlreadyThere(expression=there)
    try:
        with transaction.atomic():
            word = CharterWord.objects.create(**begun)
    except IntegrityError as error:
        raise AlreadyThere(expression=begun["expression"]) from error
    events.publish(CharterWordAdded(charter_word_id=word.pk), about=word, by=by, at=at)
    _changed(word, by=by, at=at)
    return word


@transaction.atomic(durable=True)
def end(word: CharterWord, *, because: str, by: User | None, at: datetime) -> None:
    """Let an expression be written again; its row and its facts stay. Raises MovedMeanwhile."""
    if not CharterWord.objects.filter(pk=word.pk, ended_at=None).update(ended_at=at):
        raise MovedMeanwhile
    word.ended_at = at
    fact = CharterWordEnded(charter_word_id=word.pk)
    events.publish(fact, about=word, by=by, at=at, because=because)
    _changed(word, by=by, at=at)


@transaction.atomic(durable=True)
def grant(  # noqa: PLR0913
    word: CharterWord,
    *,
    seller: Seller | None = None,
    path: str = "",
    proof: str,
    ends_on: date,
    by: User | None,
    at: datetime,
) -> CharterException:
    """Let a shop's sheets, or a page, bear an expression until a day, on a proof.

    Raises OneDoor, WrongEnd, MovedMeanwhile, AlreadyGranted, OwnCase.
    """
    if bool(seller) == bool(path):
        raise OneDoor
    tied = seller.tie(by) if seller and by else ""
    if tied:
        raise parties.OwnCase(why=tied)
    today = clock.paris_day(at)
    if not today < ends_on <= today + LONGEST:
        raise WrongEnd
    # two who grant at once take turns
    if not CharterWord.objects.select_for_update().filter(pk=word.pk, ended_at=None).first():
        raise MovedMeanwhile
    same = CharterException.objects.filter(word=word, seller=seller, path=path, ended_at=None)
    if holding := same.filter(ends_on__gte=today).first():
        raise AlreadyGranted(day=dated(holding.ends_on))
    granted = CharterException.objects.create(
        word=word,
        seller=seller,
        path=path,
        proof=proof,
        ends_on=ends_on,
        granted_by=by,
        granted_at=at,
    )
    fact = CharterExceptionGranted(charter_exception_id=granted.pk, charter_word_id=word.pk)
    events.publish(fact, about=granted, within=word, by=by, at=at, because=proof)
    transaction.on_commit(charter.forget)
    return granted


@transaction.atomic(durable=True)
def revoke(granted: CharterException, *, because: str, by: User | None, at: datetime) -> None:
    """End an exception before its day: what is online is read again. Raises MovedMeanwhile."""
    if not CharterException.objects.filter(pk=granted.pk, ended_at=None).update(ended_at=at):
        raise MovedMeanwhile
    granted.ended_at = at
    fact = CharterExceptionEnded(charter_exception_id=granted.pk, charter_word_id=granted.word_id)
    events.publish(fact, about=granted, within=granted.word, by=by, at=at, because=because)
    _changed(granted.word, by=by, at=at)


def _changed(word: CharterWord, *, by: User | None, at: datetime) -> None:
    """Every process reads the charter again; sheets online are looked at for what it forbids."""
    transaction.on_commit(charter.forget)
    if word.kind == CharterWord.Kind.FORBIDDEN:
        rescan.ask(word, rescan.CHARTER, by=by, at=at)
