"""The seller's account at the payment provider, which judges it: opened and mirrored here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events, gateway
from marketplace.shared.gateway.protocol import AccountView, Company, GatewayRefused
from marketplace.shared.mail import Email
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.application import emails
from sellers.events import (
    AccountOpened,
    AccountUpdateAsked,
    AccountUpdated,
    AccountUpdateRefused,
    IdentityInForce,
    KycAsked,
    KycChanged,
)
from sellers.models import AccountUpdate, Identity, Seller
from sellers.states import UPDATE, KycState, SellerState, UpdateState

COMPANY = (
    "legal_name",
    "legal_form",
    "siret",
    "email",
    "phone",
    "line1",
    "line2",
    "postcode",
    "city",
    "country",
)
OPEN = (UpdateState.ASKED, UpdateState.REFUSED)

ASKED = (  # how a requirement of the provider begins or ends, and what it means for the seller
    ("document", _("une pièce d'identité")),
    ("company.registration", _("l'immatriculation de l'entreprise")),
    ("external_account", _("un compte bancaire")),
    ("tos_acceptance", _("l'acceptation de ses conditions")),
    ("business_profile", _("une description de votre activité")),
    ("company", _("des renseignements sur l'entreprise")),
    ("owners", _("des renseignements sur les propriétaires")),
    ("directors", _("des renseignements sur les dirigeants")),
    ("", _("des renseignements sur le représentant")),
)


class NothingToTell(Refusal):
    """The provider has the identity in force, or no account to give it to."""

    sentence = _("Rien n'attend d'être transmis au prestataire de paiement pour ce vendeur.")


def asked_in_words(seller: Seller) -> list[str]:
    """What the provider still asks of a seller, each thing once, in plain words."""
    words = [
        next(word for sign, word in ASKED if code.startswith(sign) or code.endswith(f".{sign}"))
        for code in seller.kyc_requirements
    ]
    return list(dict.fromkeys(map(str, words)))


def letter(seller_id: int) -> Email | None:
    """What to tell a shop of the provider's questions; nothing where they are answered by now."""
    seller = Seller.objects.get(pk=seller_id)
    if seller.state != SellerState.OPEN or not (
        seller.kyc_requirements or seller.kyc_state == KycState.RESTRICTED
    ):
        return None
    return emails.kyc_asked(seller, asked=asked_in_words(seller))


def open_account(seller_id: int, *, at: datetime) -> None:
    """Open the seller's account at the provider, once."""
    seller = Seller.objects.get(pk=seller_id)
    if seller.account_ref:
        return
    account = gateway.current().open_account(
        # The seller's own key: however often it is asked, the provider opens one account.
        key=f"seller-{seller.code}",
        email=seller.email,
        legal_name=seller.legal_name,
        country=seller.country,
        siret=seller.siret,
    )
    mirror(seller, account, at=at)
    _tell_what_changed(seller, at=at)


def on_identity_in_force(event: IdentityInForce) -> None:
    """Hears IdentityInForce: tell the provider, if it has an account and what it knows changed."""
    version = Identity.objects.select_related("seller").get(pk=event.identity_id)
    if version.seller.account_ref and any(column in COMPANY for column in version.changes):
        _intend(version.seller, by=None, at=version.in_force_at)


def tell(update_id: int, *, at: datetime) -> None:
    """Tell the provider an identity. Raises GatewayDown when no answer came: it is asked again."""
    update = AccountUpdate.objects.select_related("seller").get(pk=update_id)
    if update.state != UpdateState.ASKED:
        return
    try:
        account = gateway.current().update_account(
            key=update.key, ref=update.seller.account_ref, company=Company(**update.values)
        )
    except GatewayRefused as refusal:
        settle(update, refusal=refusal.code, at=at)
    else:
        settle(update, refusal="", at=at)
        mirror(Seller.objects.get(pk=update.seller_id), account, at=at)


@transaction.atomic(durable=True)
def settle(update: AccountUpdate, *, refusal: str, at: datetime) -> None:
    """Record what the provider answered.

    Where a newer identity came while the call was out, nobody knows which the provider heard last:
    the one in force is told again.
    """
    seller = Seller.objects.select_for_update(of=("self",)).get(pk=update.seller_id)
    fresh = AccountUpdate.objects.get(pk=update.pk)
    if fresh.state == UpdateState.DROPPED:
        _intend(seller, by=None, at=at)
    if fresh.state != UpdateState.ASKED:
        return
    UPDATE.move(
        fresh,
        UpdateState.REFUSED if refusal else UpdateState.TOLD,
        settled_at=at,
        refusal=refusal[:60],
    )
    fact = (
        AccountUpdateRefused(seller_id=seller.pk, update_id=fresh.pk, code=refusal)
        if refusal
        else AccountUpdated(seller_id=seller.pk, update_id=fresh.pk)
    )
    events.publish(fact, about=fresh, within=seller, because=refusal, at=at)


@transaction.atomic(durable=True)
def tell_again(seller: Seller, *, by: User | None, at: datetime) -> None:
    """The operator has the identity in force told once more. Raises NothingToTell."""
    fresh = Seller.objects.select_for_update(of=("self",)).get(pk=seller.pk)
    if not fresh.account_ref or untold(fresh) is None:
        raise NothingToTell
    _intend(fresh, by=by, at=at)


@transaction.atomic(durable=True)
def note_corrected(seller: Seller, *, because: str, by: User | None, at: datetime) -> None:
    """The seller gave their new identity on the provider's own pages. Raises NothingToTell."""
    fresh = Seller.objects.select_for_update(of=("self",)).get(pk=seller.pk)
    update = fresh.account_updates.filter(state=UpdateState.REFUSED).first()
    if update is None:
        raise NothingToTell
    UPDATE.move(update, UpdateState.TOLD, settled_at=at)
    events.publish(
        AccountUpdated(seller_id=fresh.pk, update_id=update.pk),
        about=update,
        within=fresh,
        by=by,
        because=because,
        at=at,
    )


def untold(seller: Seller) -> AccountUpdate | None:
    """What the provider does not have yet of a seller, or refuses to take from us."""
    return seller.account_updates.filter(state__in=OPEN).first()


def _intend(seller: Seller, *, by: User | None, at: datetime) -> None:
    """Record that the identity in force is to be told; the caller holds the seller's row."""
    # Only the newest identity is worth telling: sent late, an older one would undo it.
    for older in seller.account_updates.filter(state__in=OPEN):
        UPDATE.move(older, UpdateState.DROPPED)
    update = AccountUpdate.objects.create(
        seller=seller, values={column: getattr(seller, column) for column in COMPANY}, asked_at=at
    )
    events.publish(
        AccountUpdateAsked(seller_id=seller.pk, update_id=update.pk),
        about=update,
        within=seller,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def _tell_what_changed(seller: Seller, *, at: datetime) -> None:
    """The identity may have changed while the account was being opened with the one before."""
    fresh = Seller.objects.select_for_update(of=("self",)).get(pk=seller.pk)
    if (
        any(getattr(fresh, column) != getattr(seller, column) for column in COMPANY)
        and untold(fresh) is None
    ):
        _intend(fresh, by=None, at=at)


def sync(ref: str, *, at: datetime) -> None:
    """Ask the provider how an account stands, and mirror it."""
    seller = Seller.objects.filter(account_ref=ref).first()
    if seller is not None:
        mirror(seller, gateway.current().account(ref), at=at)


@transaction.atomic(durable=True)
def mirror(seller: Seller, account: AccountView, *, at: datetime) -> None:
    """Copy what the provider says of an account; a change is a fact."""
    state = KycState(account.state) if account.state in KycState.values else KycState.PENDING
    columns = {
        "account_ref": account.ref,
        "kyc_state": state,
        "payouts_enabled": account.payouts_enabled,
        "kyc_requirements": list(account.requirements),
    }
    if all(getattr(seller, column) == value for column, value in columns.items()):
        return
    Seller.objects.filter(pk=seller.pk).update(**columns)
    if seller.account_ref != account.ref:
        events.publish(
            AccountOpened(seller_id=seller.pk, values={"account_ref": account.ref}),
            about=seller,
            at=at,
        )
    if seller.kyc_state != state:
        events.publish(KycChanged(seller_id=seller.pk, state=state), about=seller, at=at)
    # what it asks when it opens an account is asked by the letter of the opened shop
    is_known = seller.account_ref == account.ref
    new = sorted(set(account.requirements) - set(seller.kyc_requirements))
    worse = state == KycState.RESTRICTED != seller.kyc_state
    if is_known and (new or worse):
        events.publish(KycAsked(seller_id=seller.pk, asked=new), about=seller, at=at)
