"""The living identity of an open shop: dated versions, checked where it matters.

Address and telephone change at once, or on a chosen day. A new public e-mail address counts once
its reader has answered the letter sent to it; until then the old one is shown and written to.
Company and VAT wait for the operator's check while the shop goes on selling under the version in
force (DSA art. 30). The columns of Seller are what everybody reads; only a version that comes into
force changes them. Orders and documents keep what their contract froze.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, events, files, territories
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers import standing
from sellers.application import onboarding
from sellers.events import (
    IdentityAsked,
    IdentityConfirmed,
    IdentityInForce,
    IdentityRefused,
    IdentityScheduled,
    IdentityTakenUp,
    IdentityWithdrawn,
    ShopMailboxAsked,
    ShopMailboxAskedAgain,
)
from sellers.models import Identity, Item, Role, Seller
from sellers.states import IDENTITY, ITEM, IdentityState, ItemState

T, V = Identity.Topic, IdentityState
COLUMNS: dict[str, tuple[str, ...]] = {
    T.CONTACT: ("phone", "line1", "line2", "postcode", "city", "mediator"),
    T.EMAIL: ("email",),
    T.COMPANY: ("siret", "legal_name", "legal_form", "capital", "rcs", "representative"),
    T.VAT: ("vat_regime", "vat_number"),
}
WHOLE = tuple(column for columns in COLUMNS.values() for column in columns)
CHECKED = frozenset((T.COMPANY, T.VAT))
ITEMS = dict.fromkeys(COLUMNS, Item.Kind.IDENTITY) | {T.VAT: Item.Kind.VAT}
WAITING = (V.UNPROVEN, V.PROPOSED, V.SCHEDULED)
NO_NEXT_VAT = {"vat_next_on": None, "vat_next_regime": "", "vat_next_number": ""}
YEAR = timedelta(days=366)


class NotOpenedYet(Refusal):
    """The shop was never opened: its application is corrected instead."""

    sentence = _(
        "Cette boutique n'est pas encore ouverte : son identité se corrige dans le dossier de"
        " candidature."
    )


class NothingChanges(Refusal):
    """What was typed is already in force."""

    sentence = _("Rien ne change : ces renseignements sont déjà ceux de la version en vigueur.")


class OtherCompany(Refusal):
    """Another SIREN is another legal person, with its own application."""

    sentence = _(
        "Ce SIRET porte un autre SIREN ({siren}) : c'est une autre entreprise. Déposez une"
        " candidature pour elle depuis « Vendre », puis demandez-nous de fermer cette boutique."
        " Ici, seul un autre établissement du SIREN {mine} peut être indiqué."
    )


class SiretTaken(Refusal):
    """Another shop or application bears this SIRET."""

    sentence = _("Une autre boutique ou une candidature en cours porte déjà ce SIRET.")


class LinkOver(Refusal):
    """The letter to a new address was answered, replaced, cancelled, or is too old."""

    sentence = _(
        "Ce lien n'est plus valable : l'adresse est déjà confirmée, la demande est retirée, ou une"
        " autre lettre est partie depuis. La boutique peut vous en envoyer une nouvelle."
    )


class NotProvenYet(Refusal):
    """Nobody confirms a mailbox but its reader."""

    sentence = _(
        "Cette adresse attend d'être confirmée par la lettre que nous lui avons envoyée : personne"
        " d'autre ne peut le faire à sa place."
    )


class NotWaitedFor(Refusal):
    """No new address waits to be confirmed any more."""

    sentence = _("Aucune adresse e-mail n'attend plus d'être confirmée : il n'y a rien à renvoyer.")


class AskedAnew(Refusal):
    """A refusal that the shop has answered by another request is not gone back on."""

    sentence = _(
        "Cette demande n'est plus refusée, ou la boutique en a fait une autre depuis : c'est la"
        " dernière qui compte."
    )


class DayOutOfReach(Refusal):
    """The day is past, or too far."""

    sentence = _("Choisissez une date entre aujourd'hui et dans un an.")


class VatDayOutOfReach(Refusal):
    """The day of the new VAT regime is more than a year away, before or after."""

    sentence = _("Choisissez une date à moins d'un an d'aujourd'hui, passée ou à venir.")


class FranchiseLooksForward(Refusal):
    """The franchise would begin on a day that is past: sales since then were rightly taxed."""

    sentence = _(
        "La franchise ne peut pas commencer dans le passé : la TVA facturée depuis reste due. "
        "Choisissez aujourd'hui ou une date à venir."
    )


@transaction.atomic(durable=True)
def ask(
    seller: Seller,
    topic: str,
    *,
    values: Mapping[str, str],
    on: date | None = None,
    note: str = "",
    by: User | None,
    at: datetime,
) -> Identity:
    """A shop asks for a change; a request of the same topic that still waits is replaced by it.

    A new e-mail address waits for its letter, unless an owner signs in with it: then it is proven.

    Raises NotOpenedYet, NothingChanges, OtherCompany, SiretTaken, BadSiret, BadVatNumber or one of
    the days out of reach.
    """
    shop = _locked(seller)
    version = _write(shop, topic, values, on=on, note=note, by=by, at=at)
    _answer_item(shop, topic, by=by, at=at)
    if topic in CHECKED:
        events.publish(
            IdentityAsked(seller_id=shop.pk, identity_id=version.pk),
            about=version,
            within=shop,
            by=by,
            because=note,
            at=at,
        )
    elif topic == T.EMAIL and not _is_proven(shop, version.changes["email"]):
        events.publish(
            ShopMailboxAsked(seller_id=shop.pk, identity_id=version.pk),
            about=version,
            within=shop,
            by=by,
            at=at,
        )
    else:
        _settle(shop, version, by=by, at=at)
    return version


@transaction.atomic(durable=True)
def confirm(seller: Seller, topic: str, *, by: User | None, at: datetime) -> None:
    """A shop that was asked says that nothing changed. Raises NothingChanges if nobody asked."""
    shop = _locked(seller)
    if not _answer_item(shop, topic, by=by, at=at):
        raise NothingChanges
    events.publish(IdentityConfirmed(seller_id=shop.pk, topic=topic), about=shop, by=by, at=at)


def is_asked_again(seller: Seller, topic: str) -> bool:
    """Whether the operator waits for the shop to mend or confirm what it said on a subject."""
    items = Item.objects.filter(seller=seller, kind=ITEMS[T(topic)])
    return items.filter(state=ItemState.REJECTED).exists()


@transaction.atomic(durable=True)
def correct(
    seller: Seller,
    topic: str,
    *,
    values: Mapping[str, str],
    on: date | None = None,
    because: str,
    by: User | None,
    at: datetime,
) -> Identity:
    """The operator corrects an identity, from a day on; the seller is told why.

    An e-mail address waits for its reader, whoever typed it. Raises as `ask` does.
    """
    shop = _locked(seller)
    version = _write(shop, topic, values, on=on, because=because, by=by, at=at)
    if topic == T.EMAIL and not _is_proven(shop, version.changes["email"]):
        events.publish(
            ShopMailboxAsked(seller_id=shop.pk, identity_id=version.pk),
            about=version,
            within=shop,
            by=by,
            because=because,
            at=at,
        )
        return version
    _settle(shop, version, by=by, at=at, decided_by=by, decided_at=at)
    return version


@transaction.atomic(durable=True)
def approve(version: Identity, *, by: User | None, at: datetime) -> None:
    """The operator checked a request: in force at once, or on its day.

    Raises SiretTaken, NotProvenYet, MovedMeanwhile.
    """
    shop = _locked(version.seller)
    if version.topic == T.EMAIL:
        raise NotProvenYet
    ITEM.move_where(
        Item.objects.filter(seller=shop, kind=ITEMS[T(version.topic)]),
        ItemState.ACCEPTED,
        old=[ItemState.PROVIDED],
        changed_at=at,
        examined_at=at,
    )
    _settle(shop, version, by=by, at=at, decided_by=by, decided_at=at)


@transaction.atomic(durable=True)
def refuse(version: Identity, *, because: str, by: User | None, at: datetime) -> None:
    """The operator says no, and why: the version in force stays."""
    shop = _locked(version.seller)
    IDENTITY.move(
        version,
        V.REFUSED,
        decided_by=by,
        decided_at=at,
        because=because,
        before=_now(shop, version),
    )
    _forget_next(shop, version)
    events.publish(
        IdentityRefused(seller_id=shop.pk, identity_id=version.pk, reason=because),
        about=version,
        within=shop,
        by=by,
        because=because,
        at=at,
    )


@transaction.atomic(durable=True)
def take_up(version: Identity, *, because: str, by: User | None, at: datetime) -> None:
    """Go back on a refusal: the request waits as before, to be checked, or proven by its letter.

    Raises AskedAnew when the shop has asked for something else since.
    """
    shop = _locked(version.seller)
    if not may_take_up(version):
        raise AskedAnew
    waits = V.UNPROVEN if version.topic == T.EMAIL else V.PROPOSED
    IDENTITY.move(version, waits, decided_by=None, decided_at=None, because="")
    told = IdentityTakenUp(seller_id=shop.pk, identity_id=version.pk)
    events.publish(told, about=version, within=shop, by=by, because=because, at=at)
    if waits == V.UNPROVEN:
        _send_again(shop, version, by=by, at=at)


def may_take_up(version: Identity) -> bool:
    """Whether a refused request is still the shop's last word on its subject."""
    newer = version.seller.identities.filter(topic=version.topic, asked_at__gt=version.asked_at)
    return version.state == V.REFUSED and not newer.exists()


@transaction.atomic(durable=True)
def withdraw(version: Identity, *, by: User | None, at: datetime) -> None:
    """The shop takes a waiting request back: the version in force stays."""
    _withdraw(_locked(version.seller), version, by=by, at=at)


@transaction.atomic(durable=True)
def resend(version: Identity, *, by: User | None, at: datetime) -> None:
    """Send the letter to the new address again: the one before is void. Raises NotWaitedFor."""
    _send_again(_locked(version.seller), version, by=by, at=at)


def _send_again(shop: Seller, version: Identity, *, by: User | None, at: datetime) -> None:
    waiting = Identity.objects.filter(pk=version.pk, state=V.UNPROVEN)
    if not waiting.update(sent_at=at, token_sha256=""):
        raise NotWaitedFor
    events.publish(
        ShopMailboxAskedAgain(seller_id=shop.pk, identity_id=version.pk),
        about=version,
        within=shop,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def seal(version: Identity) -> str:
    """The token of the letter that leaves now, stored as its print alone; empty if none waits."""
    # Only its print is stored: who reads the database cannot answer the letter.
    token = secrets.token_urlsafe(32)
    waiting = Identity.objects.filter(pk=version.pk, state=V.UNPROVEN)
    return token if waiting.update(token_sha256=files.sha256(token.encode())) else ""


def sealed(token: str, *, at: datetime) -> Identity | None:
    """The change a letter confirms; None when it was answered, replaced, or is too old."""
    unproven = Identity.objects.select_related("seller").filter(
        token_sha256=files.sha256(token.encode(errors="replace")), state=V.UNPROVEN
    )
    version = unproven.first()
    return version if version is not None and at <= version.proof_ends_at else None


@transaction.atomic(durable=True)
def prove(version: Identity, *, by: User | None, at: datetime) -> None:
    """The reader of the new mailbox answers: the address is in force, once. Raises LinkOver."""
    shop = _locked(version.seller)
    # Read again under the lock: it may have been answered or replaced since the page was shown.
    fresh = Identity.objects.select_related("seller").get(pk=version.pk)
    answered = (
        fresh.state == V.UNPROVEN
        and fresh.token_sha256
        and fresh.token_sha256 == version.token_sha256
    )
    if not answered or at > fresh.proof_ends_at:
        raise LinkOver
    _enforce(shop, fresh, by=by, at=at, token_sha256="")


def apply_due(at: datetime) -> int:
    """Bring into force what was accepted for today or before; run again, it changes nothing."""
    due = Identity.objects.filter(state=V.SCHEDULED, effective_on__lte=clock.paris_day(at))
    done = 0
    for pk in due.order_by("effective_on", "pk").values_list("pk", flat=True):
        done += _arrive(pk, at=at)
    return done


def open_with(seller: Seller, *, by: User | None, at: datetime) -> None:
    """Write the first version, in the transaction that opens the shop."""
    first = Identity.objects.filter(seller=seller, state=V.IN_FORCE)
    if not first.exists():
        Identity.objects.create(
            seller=seller,
            topic=T.OPENING,
            state=V.IN_FORCE,
            values=_whole(seller),
            effective_on=clock.paris_day(at),
            asked_at=at,
            decided_by=by,
            decided_at=at,
            in_force_at=at,
        )


def in_force(seller: Seller) -> Identity | None:
    """The version in force; None for shops opened before versions and unchanged since."""
    return seller.identities.filter(state=V.IN_FORCE).first()


def waiting(seller: Seller) -> list[Identity]:
    """What is to be checked or to come, oldest first."""
    return list(
        seller.identities.filter(state__in=WAITING)
        .select_related("seller", "asked_by")
        .order_by("pk")
    )


@transaction.atomic(durable=True)
def _arrive(pk: int, *, at: datetime) -> bool:
    version = Identity.objects.select_related("seller").get(pk=pk)
    if version.state != V.SCHEDULED:
        return False
    shop = _locked(version.seller)
    # Asked again once the seller is locked: the shop may have withdrawn it in between.
    version.refresh_from_db()
    if version.state != V.SCHEDULED:
        return False
    # A savepoint: a refusal undoes the change, and not the return to the operator below.
    try:
        with transaction.atomic():
            _enforce(shop, version, by=None, at=at)
    except SiretTaken as refusal:  # meanwhile somebody else's: the operator looks at it again
        IDENTITY.move(version, V.PROPOSED, because=str(refusal)[:300])
        events.publish(
            IdentityAsked(seller_id=shop.pk, identity_id=version.pk),
            about=version,
            within=shop,
            because=str(refusal),
            at=at,
        )
        return False
    return True


def _write(
    seller: Seller, topic: str, values: Mapping[str, str], *, on: date | None, by, at, **also
) -> Identity:
    today = clock.paris_day(at)
    day = on or today
    check_day(topic, day, today)
    proper = _proper(seller, topic, values)
    check_regime_day(proper.get("vat_regime", ""), day, today)
    changes = {
        column: value for column, value in proper.items() if getattr(seller, column) != value
    }
    if not changes:
        raise NothingChanges
    # Nobody at the house can tell who reads a mailbox: its letter proves it, not a check.
    first = V.UNPROVEN if topic == T.EMAIL else V.PROPOSED
    if topic == T.EMAIL:
        also |= {"sent_at": at}
    _replace(seller, topic, first, by=by, at=at)
    return Identity.objects.create(
        seller=seller,
        topic=topic,
        state=first,
        changes=changes,
        effective_on=day,
        asked_by=by,
        asked_at=at,
        **also,
    )


def _proper(seller: Seller, topic: str, values: Mapping[str, str]) -> dict[str, str]:
    proper = {column: values[column] for column in COLUMNS[topic] if column in values}
    if "siret" in proper:
        onboarding.queue_for_company(onboarding.check_siret(proper["siret"]))
        proper["siret"] = check_establishment(seller, proper["siret"])
    if "postcode" in proper:
        territories.check_seller(proper["postcode"], seller.country)
    if topic == T.VAT:
        charged = proper["vat_regime"] == Seller.Vat.STANDARD
        number = (
            onboarding.check_vat_number(proper.get("vat_number", ""), siren=seller.siren)
            if charged
            else ""
        )
        proper["vat_number"] = number
    return proper


def _is_proven(seller: Seller, email: str) -> bool:
    """Whether an owner signs in with this address, and proved that they read it."""
    owners = seller.members.filter(role=Role.OWNER, user__email=email, user__is_active=True)
    return owners.filter(user__email_proven_at__isnull=False).exists()


def check_establishment(seller: Seller, text: str) -> str:
    """A SIRET of the same company that nobody else bears here.

    Raises BadSiret, OtherCompany, SiretTaken.
    """
    siret = onboarding.check_siret(text)
    if seller.siret and siret[:9] != seller.siren:
        raise OtherCompany(siren=siret[:9], mine=seller.siren)
    try:
        onboarding.check_company_free(siret, but=seller)
    except onboarding.AlreadyApplied as refusal:
        raise SiretTaken from refusal
    return siret


def check_regime_day(regime: str, day: date, today: date) -> None:
    """Stop an exemption that begins in the past: VAT that was invoiced is owed (CGI 283, 3).

    Raises FranchiseLooksForward.
    """
    if regime == Seller.Vat.FRANCHISE and day < today:
        raise FranchiseLooksForward


def check_day(topic: str, day: date, today: date) -> None:
    """Stop a day out of reach. Raises DayOutOfReach, VatDayOutOfReach."""
    if day > today + YEAR:
        raise VatDayOutOfReach if topic == T.VAT else DayOutOfReach
    # That a threshold was crossed may be found out months later: VAT alone may begin in the past.
    if topic == T.VAT and day < today - YEAR:
        raise VatDayOutOfReach
    if topic != T.VAT and day < today:
        raise DayOutOfReach


def _settle(seller: Seller, version: Identity, *, by: User | None, at: datetime, **decided) -> None:
    comes = version.effective_on > clock.paris_day(at)
    # One change of each topic may be to come; a VAT regime in force at once cancels the next one.
    if comes or version.topic == T.VAT:
        _replace(seller, version.topic, V.SCHEDULED, by=by, at=at)
    if not comes:
        _enforce(seller, version, by=by, at=at, **decided)
        return
    IDENTITY.move(version, V.SCHEDULED, **decided)
    if version.topic == T.VAT:
        _set(
            seller,
            vat_next_on=version.effective_on,
            vat_next_regime=version.changes.get("vat_regime", seller.vat_regime),
            vat_next_number=version.changes.get("vat_number", seller.vat_number),
        )
    events.publish(
        IdentityScheduled(seller_id=seller.pk, identity_id=version.pk),
        about=version,
        within=seller,
        by=by,
        because=version.because,
        at=at,
    )


def _enforce(
    seller: Seller, version: Identity, *, by: User | None, at: datetime, **decided
) -> None:
    """Make a version what everybody reads, in the caller's transaction. Raises SiretTaken."""
    open_with(seller, by=None, at=seller.opened_at or at)
    old_email, before = seller.email, _now(seller, version)
    # The old version ends first: the database allows one in force for each seller.
    IDENTITY.move(Identity.objects.get(seller=seller, state=V.IN_FORCE), V.PAST, ended_at=at)
    try:
        with transaction.atomic():
            _set(seller, **version.changes, **(NO_NEXT_VAT if version.topic == T.VAT else {}))
    except IntegrityError as error:
        raise SiretTaken from error
    IDENTITY.move(
        version, V.IN_FORCE, in_force_at=at, before=before, values=_whole(seller), **decided
    )
    events.publish(
        IdentityInForce(seller_id=seller.pk, identity_id=version.pk, old_email=old_email),
        about=version,
        within=seller,
        by=by,
        because=version.because,
        at=at,
    )


def _replace(seller: Seller, topic: str, state: str, *, by: User | None, at: datetime) -> None:
    for version in Identity.objects.filter(seller=seller, topic=topic, state=state):
        _withdraw(seller, version, by=by, at=at)


def _withdraw(seller: Seller, version: Identity, *, by: User | None, at: datetime) -> None:
    IDENTITY.move(version, V.WITHDRAWN, ended_at=at, before=_now(seller, version))
    _forget_next(seller, version)
    events.publish(
        IdentityWithdrawn(seller_id=seller.pk, identity_id=version.pk),
        about=version,
        within=seller,
        by=by,
        at=at,
    )


def _forget_next(seller: Seller, version: Identity) -> None:
    if version.topic == T.VAT:
        _set(seller, **NO_NEXT_VAT)


def _answer_item(seller: Seller, topic: str, *, by: User | None, at: datetime) -> bool:
    """What the shop says now answers the item sent back to it; False when none was."""
    item = Item.objects.filter(
        seller=seller, kind=ITEMS[T(topic)], state=ItemState.REJECTED
    ).first()
    if item is None:
        return False
    ITEM.move(item, ItemState.PROVIDED, changed_at=at, note="")
    return True


def _locked(seller: Seller) -> Seller:
    shop = Seller.objects.select_for_update(of=("self",)).get(pk=seller.pk)
    if shop.opened_at is None:
        raise NotOpenedYet
    return shop


def _set(seller: Seller, **columns) -> None:
    Seller.objects.filter(pk=seller.pk).update(**columns)
    standing.changed()
    for column, value in columns.items():
        setattr(seller, column, value)


def _whole(seller: Seller) -> dict[str, str]:
    return {column: getattr(seller, column) for column in WHOLE}


def _now(seller: Seller, version: Identity) -> dict[str, str]:
    return {column: getattr(seller, column) for column in version.changes}
