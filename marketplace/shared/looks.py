"""The versions of how the house looks: tried as drafts, put in force, compared, returned to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from marketplace.shared import contrast, events, policy
from marketplace.shared.facts import Event
from marketplace.shared.models import LOOK, Brand, Look, LookState, User
from marketplace.shared.palette import choices, colours, shipped
from marketplace.shared.palette.choices import Traits
from marketplace.shared.states import MovedMeanwhile, Refusal


@dataclass(frozen=True, kw_only=True)
class LookBegun(Event):
    """A draft of a look was begun."""

    sentence = _("Brouillon de l'identité visuelle commencé")
    is_inward = True
    number: int
    name: str


@dataclass(frozen=True, kw_only=True)
class LookPutInForce(Event):
    """A version of the look is what everybody sees."""

    sentence = _("Identité visuelle mise en vigueur")
    is_inward = True
    number: int
    name: str


@dataclass(frozen=True, kw_only=True)
class LookDiscarded(Event):
    """A draft was given up; it is kept."""

    sentence = _("Brouillon de l'identité visuelle abandonné")
    is_inward = True
    number: int
    name: str


class NotADraft(Refusal):
    """What was in force is never rewritten."""

    sentence = _("Cette version n'est plus un brouillon : faites-en un nouveau à partir d'elle.")


class NoSuchLook(Refusal):
    """No look of this name comes with the code."""

    sentence = _("Cette identité n'est pas livrée avec Halles.")


class TooFaint(Refusal):
    """A colour on which or with which words could not be read."""

    sentence = _(
        "Cette couleur ne se lit pas assez : {where}, alors qu'il faut 4,5 pour 1. La plus proche"
        " qui convient : {nearest}."
    )


class NoScreen(Refusal):
    """A colour that screens do not have."""

    sentence = _(
        "Aucun écran ne montre une couleur aussi vive à cette clarté. La plus proche qui"
        " convient : {nearest}."
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions: what, before and after."""

    what: str
    before: str
    after: str


def check(traits: Traits) -> None:
    """Refuse a colour that cannot be read on every paper of the look, by day and by night.

    Raises TooFaint or NoScreen, with the nearest that can.
    """
    chroma, light, dark = contrast.from_dial(traits.chroma), traits.light / 100, traits.dark / 100
    nearest = colours.accent(traits)
    wrong = contrast.faint(traits.hue, chroma, light, dark, colours.grounds(traits))
    if wrong:
        raise TooFaint(where=min(wrong, key=lambda each: each.ratio).told, nearest=nearest.told)
    if nearest.chroma != chroma or nearest.light != light or nearest.dark != dark:
        raise NoScreen(nearest=nearest.told)


def nearest(traits: Traits) -> dict[str, int]:
    """The dials of the nearest colour that can be read."""
    found = colours.accent(traits)
    return {
        "chroma": contrast.to_dial(found.chroma),
        "light": round(found.light * 100),
        "dark": round(found.dark * 100),
    }


def in_force() -> Look | None:
    """The version that everybody sees; None in a house that never had another."""
    return Look.objects.filter(state=LookState.IN_FORCE).first()


@transaction.atomic(durable=True)
def begin(*, like: Look | None, by: User | None, at: datetime) -> Look:
    """A draft like a version, or like what is seen now."""
    brand = _brand()
    first = _keep(brand, at=at)
    source = like or first
    return _begun(source.worn, name=source.name, by=by, at=at)


@transaction.atomic(durable=True)
def try_out(key: str, *, by: User | None, at: datetime) -> Look:
    """A draft of a look that comes with the code; the one that waits untouched, where there is one.

    Raises NoSuchLook.
    """
    if key not in shipped.every():
        raise NoSuchLook
    _keep(_brand(), at=at)
    known = Look.objects.filter(shipped=key, revision=0, state=LookState.DRAFT).first()
    if known is not None:
        return known
    look = shipped.every()[key]
    values = {name: getattr(look.traits, name) for name in choices.NAMES}
    return _begun(values, name=look.local_name, shipped=key, by=by, at=at)


@transaction.atomic(durable=True)
def write(
    look: Look, values: dict[str, Any], *, revision: int, by: User | None, at: datetime
) -> Look:
    """Write a draft that nobody else wrote meanwhile.

    Raises NotADraft, MovedMeanwhile, TooFaint, NoScreen.
    """
    held = Look.objects.select_for_update().get(pk=look.pk)
    if held.state != LookState.DRAFT:
        raise NotADraft
    if held.revision != revision:
        raise MovedMeanwhile
    before = {**held.worn, "name": held.name}
    for name, value in values.items():
        setattr(held, name, value)
    check(held.traits)
    if {**held.worn, "name": held.name} == before:
        return held
    held.revision, held.written_by, held.written_at = revision + 1, by, at
    held.save()
    return held


@transaction.atomic(durable=True)
def put_in_force(look: Look, *, by: User | None, at: datetime) -> Look:
    """Show a draft, or again a version that was in force before; what was seen becomes past.

    Raises TooFaint, MovedMeanwhile.
    """
    brand = _brand()
    _keep(brand, at=at)
    held = Look.objects.select_for_update().get(pk=look.pk)
    if held.state == LookState.DRAFT:
        check(held.traits)
    if held.state not in (LookState.DRAFT, LookState.PAST):
        raise MovedMeanwhile
    LOOK.move_where(Look.objects.all(), LookState.PAST, old=[LookState.IN_FORCE])
    LOOK.move(held, LookState.IN_FORCE, put_at=at)
    for name, value in held.worn.items():
        setattr(brand, name, value)
    brand.save()
    _tell(LookPutInForce(number=held.number, name=held.name), held, by=by, at=at)
    # every process, every page kept whole and every card asks again
    transaction.on_commit(policy.forget)
    return held


@transaction.atomic(durable=True)
def discard(look: Look, *, by: User | None, at: datetime) -> None:
    """Give up a draft; it stays among the versions."""
    LOOK.move(look, LookState.DISCARDED)
    _tell(LookDiscarded(number=look.number, name=look.name), look, by=by, at=at)


def changes(old: Look | Brand | None, new: Look) -> list[Change]:
    """What differs, in the words of the form; nothing where both look the same."""
    if old is None:
        return []
    told = []
    for name in (*choices.NAMES, *choices.PICTURES):
        before, after = _said(old, name), _said(new, name)
        if getattr(old, name) != getattr(new, name) and before != after:
            field: Any = Look._meta.get_field(name)
            told.append(Change(str(field.verbose_name), before, after))
    return told


def _said(look: Any, name: str) -> str:
    if name in choices.PICTURES:
        file = getattr(look, name).name or ""
        return file.rpartition("/")[2] or "–"
    told = getattr(look, f"get_{name}_display", None)
    return str(told() if told else getattr(look, name))


def _brand() -> Brand:
    """The brand's row, held: one look is put in force at a time."""
    row = Brand.objects.select_for_update().order_by("pk").first()
    return row or Brand.objects.create()


def _keep(brand: Brand, *, at: datetime) -> Look:
    """The version in force; what is seen becomes one where there is none, so that it can return."""
    standing = in_force()
    if standing is not None:
        return standing
    number = _number()
    like = next(
        (
            each
            for each in shipped.every().values()
            if each.traits == brand.traits and not brand.logo
        ),
        None,
    )
    return Look.objects.create(
        number=number,
        name=like.local_name if like else brand.name,
        shipped=like.key if like else "",
        state=LookState.IN_FORCE,
        written_at=at,
        put_at=at,
        **brand.worn,
    )


def _begun(values: dict, *, name: str, by: User | None, at: datetime, shipped: str = "") -> Look:
    look = Look.objects.create(
        number=_number(), name=name, shipped=shipped, written_by=by, written_at=at, **values
    )
    _tell(LookBegun(number=look.number, name=look.name), look, by=by, at=at)
    return look


def _number() -> int:
    return (Look.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _tell(fact: Event, look: Look, *, by: User | None, at: datetime) -> None:
    events.publish(fact, about=look, by=by, at=at)
