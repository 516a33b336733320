"""The seller's account at the payment provider: opened by us, judged by the provider, mirrored here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events, gateway
from marketplace.shared.gateway.protocol import AccountView
from sellers.events import AccountOpened, KycChanged
from sellers.models import Seller
from sellers.states import KycState

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


def asked_in_words(seller: Seller) -> list[str]:
    """What the provider still asks of a seller, each thing once, in plain words."""
    words = [
        next(str(word) for sign, word in ASKED if code.startswith(sign) or code.endswith(f".{sign}"))
        for code in seller.kyc_requirements
    ]
    return list(dict.fromkeys(words))


def open_account(seller_id: int, *, now: datetime) -> None:
    """Open the seller's account at the provider, once."""
    seller = Seller.objects.get(pk=seller_id)
    if seller.account_ref:
        return
    account = gateway.current().open_account(
        key=f"seller-{seller.code}",
        email=seller.email,
        legal_name=seller.legal_name,
        country=seller.country,
        siret=seller.siret,
    )
    mirror(seller, account, now=now)


def sync(ref: str, *, now: datetime) -> None:
    """Ask the provider how an account stands, and mirror it."""
    seller = Seller.objects.filter(account_ref=ref).first()
    if seller is not None:
        mirror(seller, gateway.current().account(ref), now=now)


@transaction.atomic(durable=True)
def mirror(seller: Seller, account: AccountView, *, now: datetime) -> None:
    """Write down what the provider says; a change is a fact."""
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
        events.publish(AccountOpened(seller.pk, {"account_ref": account.ref}), about=seller, at=now)
    if seller.kyc_state != state:
        events.publish(KycChanged(seller_id=seller.pk, state=state), about=seller, at=now)
