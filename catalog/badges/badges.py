"""Badges as the operator decides them: their words, their thresholds, whether they are shown.

Nothing here gives a badge to a sheet or a shop, and nothing else can: what bears one follows from
its figures.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.badges import shown
from catalog.badges.kinds import KINDS
from catalog.events import BadgeAdded, BadgeChanged, BadgeSwitched
from catalog.models import Badge, CatalogRules
from catalog.models.badge import check_figures
from marketplace.shared import events
from marketplace.shared.folding import fold
from marketplace.shared.models import User
from marketplace.shared.rules import ONLY
from marketplace.shared.states import MovedMeanwhile, Refusal

FILE = Path(__file__).parent / "shipped.toml"
MOST = 12  # each card looks at all of them
WORDS = ("name", "name_en", "criterion", "criterion_en", "mark", "position")


class AddressTaken(Refusal):
    """Each badge has an address of its own on the page of criteria."""

    sentence = _("Un badge a déjà cette adresse : choisissez-en une autre.")


class NameTaken(Refusal):
    """Two badges of one name could not be told apart."""

    sentence = _(
        "Le badge « {badge} » s'appelle déjà ainsi : donnez un autre nom, ou changez ses réglages."
    )

    def __init__(self, *, field: str, **values):
        super().__init__(**values)
        self.field = field  # which of its two names


class TooMany(Refusal):
    """A handful of badges tells something, dozens tell nothing."""

    sentence = _("Il y a déjà {most} badges : changez-en un plutôt que d'en ajouter.")


class OutOfBounds(Refusal):
    """A threshold has bounds, beyond which a badge would say nothing true or nothing at all."""

    sentence = _("« {label} » : choisissez un nombre entre {least} et {most}.")


@transaction.atomic(durable=True)
def add(kind: str, values: Mapping[str, Any], *, by: User | None, at: datetime) -> Badge:
    """Write a badge of a kind; nobody sees it before it is switched on.

    Raises OutOfBounds, TooMany, AddressTaken, NameTaken; ValidationError for words that hide a
    threshold.
    """
    _check(kind, values)
    _name(values)
    if Badge.objects.count() >= MOST:
        raise TooMany(most=MOST)
    try:
        with transaction.atomic():
            badge = Badge.objects.create(kind=kind, changed_at=at, **values)
    except IntegrityError as error:
        raise AddressTaken from error
    fact = BadgeAdded(badge_id=badge.pk, after=_kept(badge))
    events.publish(fact, about=badge, by=by, at=at)
    return badge


@transaction.atomic(durable=True)
def change(
    badge: Badge, values: Mapping[str, Any], *, revision: int, by: User | None, at: datetime
) -> None:
    """Change its words or thresholds: every page follows at once, since none keeps who bears it.

    Raises OutOfBounds, NameTaken, MovedMeanwhile where somebody else changed it since it was read;
    ValidationError for words that hide a threshold.
    """
    _check(badge.kind, values)
    _name(values, but=badge.pk)
    before = _kept(Badge.objects.get(pk=badge.pk))
    there = Badge.objects.filter(pk=badge.pk, revision=revision)
    if not there.update(**values, revision=revision + 1, changed_at=at):
        raise MovedMeanwhile
    badge.refresh_from_db()
    after = _kept(badge)
    moved = {name: value for name, value in after.items() if value != before[name]}
    if moved:
        was = {name: before[name] for name in moved}
        fact = BadgeChanged(badge_id=badge.pk, before=was, after=moved)
        events.publish(fact, about=badge, by=by, at=at)
    shown.forget()


@transaction.atomic(durable=True)
def switch_on(badge: Badge, *, by: User | None, at: datetime) -> None:
    """Show a badge wherever its criterion is met. Raises MovedMeanwhile."""
    _switch(badge, is_on=True, by=by, at=at)


@transaction.atomic(durable=True)
def switch_off(badge: Badge, *, by: User | None, at: datetime) -> None:
    """Show it nowhere any more. Raises MovedMeanwhile."""
    _switch(badge, is_on=False, by=by, at=at)


def plant(at: datetime) -> None:
    """Put in the badges that an installation starts with, shown, where there is none at all: what
    the operator did to them stays.
    """
    if Badge.objects.exists():
        return
    Badge.objects.bulk_create(
        [
            Badge(
                **each,
                thresholds=KINDS[each["kind"]].said({}),
                is_on=True,
                position=10 * place,
                changed_at=at,
            )
            for place, each in enumerate(shipped(), start=1)
        ]
    )
    shown.forget()


def shipped() -> list[dict[str, str]]:
    """The words that badges start with, one badge of each kind."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))["badge"]


def _switch(badge: Badge, *, is_on: bool, by: User | None, at: datetime) -> None:
    there = Badge.objects.filter(pk=badge.pk, is_on=not is_on)
    if not there.update(is_on=is_on, changed_at=at):
        raise MovedMeanwhile
    badge.is_on = is_on
    events.publish(BadgeSwitched(badge_id=badge.pk, is_on=is_on), about=badge, by=by, at=at)
    shown.forget()


def _check(kind: str, values: Mapping[str, Any]) -> None:
    known = KINDS[kind]
    for each in known.thresholds:
        value = values["thresholds"].get(each.name)
        if not isinstance(value, int) or not each.least <= value <= each.most:
            raise OutOfBounds(
                label=str(each.label), least=each.told(each.least), most=each.told(each.most)
            )
    if set(values["thresholds"]) != known.names:
        raise ValidationError(_("Ce critère a d'autres seuils."))
    for words in (values["criterion"], values["criterion_en"]):
        check_figures(words, known.names)


def _name(values: Mapping[str, Any], *, but: int | None = None) -> None:
    """Refuse a name that another badge bears, whatever its capitals and accents."""
    # two who name at once take turns
    list(CatalogRules.objects.select_for_update(no_key=True).filter(pk=ONLY))
    for other in Badge.objects.exclude(pk=but):
        for field in ("name", "name_en"):
            if _plain(values[field]) == _plain(getattr(other, field)):
                raise NameTaken(field=field, badge=other.name)


def _plain(name: str) -> str:
    return " ".join(fold(name).split())


def _kept(badge: Badge) -> dict[str, Any]:
    told = {name: getattr(badge, name) for name in WORDS}
    return {**told, **badge.thresholds}
