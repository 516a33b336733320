"""Four eyes for rules and rights: proposed by one person, in force by another or after a delay.

What bears on money or rights is never changed by one person at once. A proposal of somebody who
holds every right takes effect after the delay of its kind, or as soon as another such person
approves it; a proposal of anybody else always waits for that approval. When it takes effect, the
values must still be those it started from; otherwise it lapses. Before the first shop opens,
nobody's money is at stake: whoever holds every right changes things at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.shared import events, policy, units
from marketplace.shared.audience import EVERY_RIGHT, is_operator
from marketplace.shared.clock import paris_day
from marketplace.shared.facts import Event
from marketplace.shared.language import kept
from marketplace.shared.models import ProposedChange, User
from marketplace.shared.models.proposal import CHANGE, ChangeState
from marketplace.shared.states import IllegalMove, MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import dated, when

MONEY_DELAY = timedelta(hours=72)
RIGHTS_DELAY = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class ChangeProposed(Event):
    """A rule or rights shall change: others may look before it takes effect."""

    sentence = gettext_lazy("Changement proposé")
    change_id: int


@dataclass(frozen=True, kw_only=True)
class ChangeApplied(Event):
    """A proposed change is in force."""

    sentence = gettext_lazy("Changement en vigueur")
    change_id: int
    before: dict
    after: dict


@dataclass(frozen=True, kw_only=True)
class ChangeDropped(Event):
    """A proposed change will not take effect: refused, withdrawn or overtaken."""

    sentence = gettext_lazy("Changement écarté")
    change_id: int
    state: str


@dataclass(frozen=True)
class Kind:
    """One kind of change: whose it is, how long it waits, and how it is read, checked and made.

    `read(pk, names)` gives the values as they stand, ready for JSON; `check(pk, after, now)` raises
    a Refusal for what could not stand; `apply(pk, before, after, by, now)` makes it, in the
    transaction of the change; `words(values)` tells values in words, by name; `warning(pk, after)`
    is what whoever proposes and whoever approves must know of the subject first. Where one change
    of a row bears on all of it, `binds` names what must stand still until then, whatever changes;
    `lock(pk)` makes whoever decides at the same instant wait, where `apply` alone does not.
    `begins(values)` is the day that a change itself names as the first on which it applies.
    """

    name: str
    label: Any
    role: str
    delay: timedelta
    model: type[models.Model]
    read: Callable[[int, Iterable[str]], dict]
    apply: Callable[..., None]
    check: Callable[[int, dict, datetime], None]
    words: Callable[[dict], dict[str, tuple[Any, Any]]]
    warning: Callable[[int, dict], str] = lambda pk, after: ""
    binds: tuple[str, ...] = ()
    lock: Callable[[int], None] = lambda pk: None
    begins: Callable[[dict], date | None] = lambda values: None


class NothingChanges(Refusal):
    """The proposal says what is already so."""

    sentence = gettext_lazy("Rien ne change : modifiez au moins une valeur.")


class NotYours(Refusal):
    """The person does not hold the right to do this."""

    sentence = gettext_lazy("Ce changement relève d'une personne qui a tous les droits.")


class NeedsAnother(Refusal):
    """Nobody approves what they proposed."""

    sentence = gettext_lazy(
        "Vous avez proposé ce changement : une autre personne doit l'approuver."
    )


class ChangedMeanwhile(Refusal):
    """What is to change is no longer as it was when the change was proposed."""

    sentence = gettext_lazy(
        "Ces valeurs ont changé depuis la proposition : elle ne peut plus prendre effet."
        " « Refuser » ou « Retirer ma proposition » l'écarte ; proposez ensuite à nouveau."
    )


_kinds: dict[str, Kind] = {}
_house: dict[str, Callable[[], bool]] = {}


def connect(kinds: Iterable[Kind], *, began: Callable[[], bool]) -> None:
    """Register the kinds of changes, and how to ask whether a first shop has opened."""
    _kinds.clear()
    _kinds.update({kind.name: kind for kind in kinds})
    _house["began"] = began


def kind_of(change: ProposedChange) -> Kind:
    """What kind of change it is."""
    return _kinds[change.kind]


def kinds_of(user: User) -> list[str]:
    """The kinds of changes a person may read."""
    return [name for name, kind in _kinds.items() if is_operator(user, kind.role)]


@transaction.atomic(durable=True)
def propose(
    kind: str, pk: int, *, after: dict, because: str, by: User, at: datetime
) -> ProposedChange:
    """Write down a change to come. Raises NotYours, NothingChanges, and what its kind refuses."""
    return write_down(kind, pk, after=after, because=because, by=by, at=at)


def write_down(
    kind: str, pk: int, *, after: dict, because: str, by: User, at: datetime
) -> ProposedChange:
    """Propose a change in the transaction of another verb."""
    change_kind = _kinds[kind]
    # read again: the rights in the session's copy may be older than a withdrawal of them
    who = User.objects.get(pk=by.pk)
    if not is_operator(who, change_kind.role):
        raise NotYours
    before = change_kind.read(pk, {*after, *change_kind.binds})
    changed = {
        name: value for name, value in after.items() if name not in before or before[name] != value
    }
    if not changed:
        raise NothingChanges
    change_kind.check(pk, changed, at)
    at_once = who.is_superuser and is_at_once()
    delay = timedelta() if at_once else change_kind.delay
    change = ProposedChange.objects.create(
        kind=kind,
        subject_id=pk,
        before={
            name: value
            for name, value in before.items()
            if name in changed or name in change_kind.binds
        },
        after=changed,
        because=because,
        proposed_by=who,
        proposed_at=at,
        takes_effect_at=at + delay if who.is_superuser else None,
    )
    if at_once:
        _make(
            change,
            by=None,
            at=at,
            outcome=kept(gettext_lazy("La maison n'avait encore rien vendu.")),
        )
    else:
        _tell(ChangeProposed(change_id=change.pk), change, by=who, because=because, at=at)
    return change


@transaction.atomic(durable=True)
def approve(change: ProposedChange, *, by: User, at: datetime) -> None:
    """Put a change in force at once, as another person who holds every right."""
    _another(change, by)
    _make(change, by=by, at=at, outcome="")


@transaction.atomic(durable=True)
def refuse(change: ProposedChange, *, because: str, by: User, at: datetime) -> None:
    """Set a change aside, as another person who holds every right."""
    _another(change, by)
    _drop(change, ChangeState.REFUSED, by=by, because=because, at=at)


@transaction.atomic(durable=True)
def withdraw(change: ProposedChange, *, by: User, at: datetime) -> None:
    """Take back what one proposed."""
    if change.proposed_by_id != by.pk:
        raise NotYours
    _drop(change, ChangeState.WITHDRAWN, by=by, because="", at=at)


def apply_due(at: datetime) -> int:
    """Put in force what nobody stopped during its delay; what no longer fits lapses."""
    due = ProposedChange.objects.filter(state=ChangeState.WAITING, takes_effect_at__lte=at)
    done = 0
    for change in due.select_related("proposed_by").order_by("takes_effect_at", "pk"):
        try:
            _take_effect(change, at)
            done += 1
        except (IllegalMove, MovedMeanwhile):
            continue  # somebody decided just now
        except Refusal as refusal:
            _lapse(ProposedChange.objects.get(pk=change.pk), str(refusal), at)
    return done


def changes_in_words(change: ProposedChange) -> list[tuple[Any, Any, Any]]:
    """What changes: the name, the old value, the new one."""
    words = kind_of(change).words
    before, after = words(change.before), words(change.after)
    return [
        (label, before[name][1] if name in before else "–", value)
        for name, (label, value) in after.items()
    ]


def warning(change: ProposedChange) -> str:
    """What whoever approves must know first; nothing for most changes."""
    return kind_of(change).warning(change.subject_id, change.after)


def first_day(change: ProposedChange, *, decided: datetime) -> str:
    """The day from which a change applies, in words; nothing where that is the day of its decision
    or before.
    """
    day = kind_of(change).begins({**change.before, **change.after})
    return dated(day) if day is not None and day > paris_day(decided) else ""


def is_overtaken(change: ProposedChange) -> bool:
    """Whether what a change started from is no longer so: it can never take effect."""
    # the approver read the old values on the page: what they approve must still be true
    if kind_of(change).read(change.subject_id, change.before) != change.before:
        return True
    # a rival in force may have left these values as they were: it wrote its own beside them
    applied = {"state": ChangeState.APPLIED, "decided_at__gt": change.proposed_at}
    return bool(_about_the_same(change, **applied))


def rivals(change: ProposedChange) -> list[ProposedChange]:
    """Other proposals that wait about the same values: once one is in force, no other can be."""
    return _about_the_same(change, state=ChangeState.WAITING)


def _about_the_same(change: ProposedChange, **which: Any) -> list[ProposedChange]:
    model = kind_of(change).model
    others = ProposedChange.objects.filter(
        kind__in=[name for name, kind in _kinds.items() if kind.model is model],
        subject_id=change.subject_id,
        **which,
    ).exclude(pk=change.pk)
    # what is to be made has no value before, and stands in nobody's way
    return [other for other in others.order_by("pk") if other.before.keys() & change.before.keys()]


def told(change: ProposedChange) -> str:
    """What happens next, for the person who just proposed."""
    said = _told(change)
    first = first_day(change, decided=change.takes_effect_at or change.proposed_at)
    if first:
        said += " " + _("Il s'appliquera à partir du {first}.").format(first=first)
    if change.state == ChangeState.WAITING and rivals(change):
        said += " " + _(
            "Une autre proposition attend sur la même valeur : dès que l'une prend effet, l'autre"
            " ne le peut plus."
        )
    return said


def _told(change: ProposedChange) -> str:
    if change.state == ChangeState.APPLIED:
        return _("C'est en vigueur : aucune boutique n'est encore ouverte.")
    if change.takes_effect_at is None:
        return _("Proposition enregistrée : une personne qui a tous les droits doit l'approuver.")
    day = when(change.takes_effect_at)
    if alone():
        return _(
            "Proposition enregistrée : elle prend effet le {day}. Personne d'autre n'a tous"
            " les droits dans cette maison, elle ne peut donc pas être approuvée plus tôt."
        ).format(day=day)
    return _(
        "Proposition enregistrée : elle prend effet le {day}, ou dès qu'une autre personne qui"
        " a tous les droits l'approuve."
    ).format(day=day)


def may_approve(changes: Iterable[ProposedChange]) -> dict[int, list[User]]:
    """Who may put each change in force before its day: whoever else holds every right."""
    people = [*User.objects.filter(is_superuser=True, is_active=True).order_by("pk")]
    return {
        change.pk: [one for one in people if one.pk != change.proposed_by_id] for change in changes
    }


def how(kind: str) -> str:
    """What happens to a change of this kind, said before it is proposed."""
    if is_at_once():
        return _(
            "Tant qu'aucune boutique n'est ouverte, ce que propose une personne qui a tous les"
            " droits prend effet aussitôt. Ensuite, il faudra une deuxième personne ou un"
            " délai."
        )
    hours = int(_kinds[kind].delay.total_seconds() // 3600)
    rule = _(
        "Proposé par une personne qui a tous les droits, le changement prend effet après {hours}"
        " heures, ou dès qu'une autre l'approuve. Proposé par quelqu'un d'autre, il attend cette"
        " approbation."
    ).format(hours=hours)
    if alone():
        rule += " " + _(
            "Une seule personne a tous les droits dans cette maison : pour ce qu'elle propose,"
            " seul le délai vaut."
        )
    return rule


def is_at_once() -> bool:
    """Whether nobody's money is at stake yet: what holders of every right propose is in force."""
    return not _house["began"]()


def alone() -> bool:
    """Whether only one person of the house holds every right."""
    return User.objects.filter(is_superuser=True, is_active=True).count() < 2


@transaction.atomic(durable=True)
def _take_effect(change: ProposedChange, at: datetime) -> None:
    # rights may be gone since: a delay does not outlive the authority behind it
    if not is_operator(change.proposed_by, EVERY_RIGHT):
        raise NotYours
    _make(change, by=None, at=at, outcome=_("Délai écoulé."))


@transaction.atomic(durable=True)
def _lapse(change: ProposedChange, why: str, at: datetime) -> None:
    _drop(change, ChangeState.LAPSED, by=None, because=why, at=at)


def _another(change: ProposedChange, by: User) -> None:
    if not is_operator(User.objects.get(pk=by.pk), EVERY_RIGHT):
        raise NotYours
    if change.proposed_by_id == by.pk:
        raise NeedsAnother


def _make(change: ProposedChange, *, by: User | None, at: datetime, outcome: str) -> None:
    kind = kind_of(change)
    kind.lock(change.subject_id)
    if is_overtaken(change):
        raise ChangedMeanwhile
    kind.check(change.subject_id, change.after, at)
    CHANGE.move(change, ChangeState.APPLIED, decided_by=by, decided_at=at, outcome=outcome)
    kind.apply(change.subject_id, change.before, change.after, by=by or change.proposed_by, at=at)
    _tell(
        ChangeApplied(change_id=change.pk, before=change.before, after=change.after),
        change,
        by=by or change.proposed_by,
        because=change.because,
        at=at,
    )


def _drop(
    change: ProposedChange, state: str, *, by: User | None, because: str, at: datetime
) -> None:
    CHANGE.move(change, state, decided_by=by, decided_at=at, outcome=because[:300])
    _tell(ChangeDropped(change_id=change.pk, state=state), change, by=by, because=because, at=at)


def _tell(fact, change: ProposedChange, *, by: User | None, because: str, at: datetime) -> None:
    subject = kind_of(change).model._base_manager.filter(pk=change.subject_id).first()
    events.publish(fact, about=change, within=subject, by=by, because=because, at=at)


# --- The only row of a model: the company -------------------------------------------------------


def of_columns(
    name: str,
    model: type[models.Model],
    *,
    label,
    role: str,
    delay: timedelta,
    check: Callable[[dict], None] = lambda values: None,
) -> Kind:
    """A kind of change that sets columns of a row, compared as it sets them."""

    def read(pk: int, names: Iterable[str]) -> dict:
        return model._base_manager.filter(pk=pk).values(*names).get()

    def apply(pk: int, before: dict, after: dict, *, by: User, at: datetime) -> None:
        if model._base_manager.filter(pk=pk, **before).update(**after) != 1:
            raise ChangedMeanwhile
        policy.forget()
        # once more: another process may have cached the old row before this commit
        transaction.on_commit(policy.forget)

    def words(values: dict) -> dict[str, tuple[Any, Any]]:
        return {name: in_words(model, name, value) for name, value in values.items()}

    return Kind(
        name, label, role, delay, model, read, apply, lambda pk, after, at: check(after), words
    )


def in_words(model: type[models.Model], name: str, value) -> tuple[Any, Any]:
    """What people call a column, and a value of it."""
    field = next(field for field in model._meta.fields if field.name == name)
    return units.label(field), units.told(field, value)
