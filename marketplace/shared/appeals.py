"""A decision contested by whoever it is about, and looked at again by somebody else.

Which decisions may be contested, and who reads the answer, is said by the wiring (`connect`). The
letter of a decision carries a link that opens its page to whoever holds the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events, facts
from marketplace.shared.audience import is_operator
from marketplace.shared.elision import de
from marketplace.shared.events import subject_of
from marketplace.shared.facts import Event
from marketplace.shared.models import Appeal, Fact, User
from marketplace.shared.models.appeal import APPEAL, AppealState
from marketplace.shared.states import IllegalMove, Refusal

# without a date: the same decision always has the same link
SIGNER = signing.Signer(salt="halles.appeal")
GOOD_FOR = timedelta(days=183)  # six months at least (Regulation (EU) 2022/2065, art. 20)
LONGEST, LONGEST_ANSWER = 4000, 2000


@dataclass(frozen=True, kw_only=True)
class DecisionContested(Event):
    """Somebody contests a decision about them."""

    sentence = _("Décision contestée")
    appeal_id: int


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    """A contested decision was looked at again: it stands, or is taken back."""

    sentence = _("Recours tranché")
    appeal_id: int
    state: str

    @classmethod
    def titled(cls, values: Mapping[str, Any]) -> Any:
        """Which way it was decided."""
        ways: dict[Any, Any] = {
            AppealState.KEPT: _("Recours tranché : décision maintenue"),
            AppealState.UPSET: _("Recours tranché : décision revue"),
            AppealState.MOOT: _("Recours classé sans objet"),
        }
        return ways.get(values.get("state"), cls.sentence)


def _because(fact: Fact) -> str:
    return facts.reason(fact.because)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of decision that may be contested: whose role, what it decided, who is told."""

    role: str
    what: Callable[[Fact], str]
    reader: Callable[[Fact], tuple[str, str]]  # address and language
    row: Callable[[Fact], models.Model]  # what it is about, where it is undone
    named: Callable[[Fact], str]  # the same, as the person knows it
    because: Callable[[Fact], str] = _because
    stands: Callable[[Fact], bool]  # whether it still has its effect
    undo: Any  # the button that takes it back, on the row's page
    undone_by: str  # the fact that tells of it


class Standing(Enum):
    """What became of a contested decision, and so how the appeal may be answered truly."""

    STANDS = AppealState.KEPT
    UNDONE = AppealState.UPSET
    MOOT = AppealState.MOOT  # gone by itself: corrected, withdrawn, asked anew


class AlreadyContested(Refusal):
    """A decision is contested once."""

    sentence = _("Cette décision est déjà contestée : son suivi est sur cette page.")


class TooLate(Refusal):
    """A decision may be contested for six months."""

    sentence = _("Cette décision a plus de six mois : elle ne peut plus être contestée ici.")


class NothingSaid(Refusal):
    """An appeal without a word."""

    sentence = _("Dites en quelques mots pourquoi cette décision vous paraît erronée.")


class NeedsAnother(Refusal):
    """Whoever decided does not judge their own decision while somebody else could."""

    sentence = _(
        "Vous avez pris cette décision : une autre personne de l'équipe répond au recours."
    )


class StillStands(Refusal):
    """Nobody is told that a decision was taken back while it has its effect."""

    sentence = _(
        "La décision produit encore son effet : annulez-la d'abord par « {undo} », sur la page"
        " {what}, puis donnez raison ici. Votre réponse n'est pas partie."
    )


class AlreadyUndone(Refusal):
    """Nobody is told that a decision stands when it was taken back."""

    sentence = _(
        "La décision a été annulée entre-temps : la seule réponse juste est « Donner raison »."
        " Votre réponse n'est pas partie."
    )


class NoObject(Refusal):
    """Nobody wins or loses about what is no more."""

    sentence = _(
        "Ce que visait la décision a changé depuis, sans que l'équipe l'annule : répondez par"
        " « Classer sans objet ». Votre réponse n'est pas partie."
    )


class NotYours(Refusal):
    """The person does not hold the role that decides this."""

    sentence = _("Ce recours relève d'un autre rôle.")


_kinds: dict[str, Kind] = {}


def connect(kinds: Mapping[str, Kind]) -> None:
    """Register the facts that may be contested, by name."""
    _kinds.clear()
    _kinds.update(kinds)


def kind_of(fact: Fact) -> Kind:
    """What kind of decision a fact is."""
    return _kinds[fact.name]


def in_words(fact: Fact) -> str:
    """What was decided, and of what, as the person knows it."""
    kind = kind_of(fact)
    said = _("{what} : {about}").format(what=kind.what(fact), about=kind.named(fact))
    return str(said)


def standing(fact: Fact) -> Standing:
    """What became of a decision: undone by its verb, still in force, or without object."""
    if undoing(fact) is not None:
        return Standing.UNDONE
    return Standing.STANDS if kind_of(fact).stands(fact) else Standing.MOOT


def undoing(fact: Fact) -> Fact | None:
    """The fact that took a decision back; nothing while none did."""
    name = kind_of(fact).undone_by
    later = Fact.objects.filter(name=name, subject=fact.subject, pk__gt=fact.pk).order_by("pk")
    # of several proposals of one sheet, the one that was decided
    same = fact.data.get("submission_id")
    return next((each for each in later if each.data.get("submission_id") == same), None)


def last(name: str, about: models.Model) -> Fact | None:
    """The last decision of a name about a row."""
    return Fact.objects.filter(name=name, subject=subject_of(about)).order_by("-pk").first()


def link(name: str, about: models.Model) -> str:
    """Where the last such decision about a row is contested; empty when there is none."""
    fact = last(name, about)
    return f"{settings.BASE_URL}{page(fact)}" if fact else ""


def page(fact: Fact) -> str:
    """The path of the page on which a decision is contested and followed."""
    return reverse("shop-appeal", args=[SIGNER.sign_object(fact.pk)])


def opened_by(token: str) -> Fact | None:
    """The decision that a letter's link is about; nothing when we did not write the link."""
    try:
        pk = SIGNER.unsign_object(token)
    except signing.BadSignature:
        return None
    facts = Fact.objects.select_related("appeal", "actor")
    return facts.filter(pk=pk, name__in=_kinds).first()


@transaction.atomic(durable=True)
def ask(fact: Fact, *, text: str, by: User | None, at: datetime) -> Appeal:
    """Contest a decision, once. Raises NothingSaid, TooLate, AlreadyContested."""
    if not text.strip():
        raise NothingSaid
    if at > fact.happened_at + GOOD_FOR:
        raise TooLate
    kind = kind_of(fact)
    email, language = kind.reader(fact)
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                fact=fact,
                role=kind.role,
                email=email,
                language=language,
                text=text.strip()[:LONGEST],
                asked_at=at,
            )
    except IntegrityError as error:
        raise AlreadyContested from error
    events.publish(
        DecisionContested(appeal_id=appeal.pk), about=appeal, within=kind.row(fact), by=by, at=at
    )
    return appeal


@transaction.atomic(durable=True)
def decide(appeal: Appeal, state: str, *, answer: str, by: User, at: datetime) -> None:
    """Answer an appeal in writing: kept, upset, or without object, as it is true now.

    Raises NotYours, NeedsAnother for whoever decided first, StillStands while nothing is undone,
    AlreadyUndone or NoObject where something else is so.
    """
    who = User.objects.get(pk=by.pk)
    if not is_operator(who, appeal.role):
        raise NotYours
    if is_for_another(appeal, who):
        raise NeedsAnother
    if appeal.state != AppealState.OPEN:
        raise IllegalMove
    kind, now = kind_of(appeal.fact), standing(appeal.fact)
    if state != now.value:
        if now is Standing.STANDS:
            raise StillStands(undo=kind.undo, what=de(kind.row(appeal.fact)))
        raise AlreadyUndone if now is Standing.UNDONE else NoObject
    APPEAL.move(appeal, state, answer=answer[:LONGEST_ANSWER], decided_by=who, decided_at=at)
    events.publish(
        AppealDecided(appeal_id=appeal.pk, state=state),
        about=appeal,
        within=kind.row(appeal.fact),
        by=who,
        because=answer[:500],
        at=at,
    )


def is_for_another(appeal: Appeal, person: User) -> bool:
    """Whether a person took the contested decision, and somebody else could look at it."""
    return appeal.fact.actor_id == person.pk and others(appeal.role, person).exists()


def roles() -> list[str]:
    """The operator's roles whose decisions may be contested."""
    return [*dict.fromkeys(kind.role for kind in _kinds.values())]


def others(role: str, person: User) -> models.QuerySet[User]:
    """The other people of the operator's team who hold a role."""
    holds = Q(is_superuser=True) | Q(groups__name=role)
    team = User.objects.filter(holds, is_active=True, is_staff=True)
    return team.exclude(pk=person.pk).distinct()
