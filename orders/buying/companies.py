"""A company that buys: its numbers, checked in form, and what its order keeps of it.

Nothing is asked of a register: a number that is right in form stops no sale.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from stdnum.eu import vat as union_rules
from stdnum.exceptions import ValidationError as NotValid
from stdnum.fr import siren as siren_rules
from stdnum.fr import siret as siret_rules

from marketplace.shared import events, policy
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from orders.events import BusinessNamed
from orders.models import Business, KeptCompany, Order, OrderRules, Payment
from orders.states import PaymentState

PLACE = ("line1", "line2", "postcode", "city", "country")
NAMED = ("name", "siren", "siret", "vat_number")
KEPT = (*NAMED, *PLACE)
HOME = ("FR", "MC")  # where a VAT number begins with FR


class BadSiren(Refusal):
    """The number is neither a SIREN nor a SIRET."""

    sentence = _(
        "Ce numéro n'est ni un SIREN (9 chiffres) ni un SIRET (14 chiffres) valable : vérifiez-le"
        " sur un papier de l'entreprise."
    )


class BadVat(Refusal):
    """The number has not the form of a VAT number of its country."""

    sentence = _(
        "Ce numéro de TVA n'a pas la forme de ceux de son pays ({country}) : vérifiez-le, ou"
        " laissez ce champ vide."
    )


class OtherVat(Refusal):
    """A French VAT number that is not the one of this SIREN."""

    sentence = _(
        "Ce numéro de TVA n'est pas celui du SIREN {siren}, qui serait {expected} : vérifiez les"
        " deux numéros."
    )


class PaidAlready(Refusal):
    """Whom an order is invoiced to is settled when it is paid, or given up."""

    sentence = _(
        "Cette commande est payée ou abandonnée : l'entreprise facturée ne change plus. Pour une"
        " erreur sur la facture, écrivez au vendeur."
    )


def check_number(text: str) -> tuple[str, str]:
    """The SIREN that was typed, and the SIRET if it was one. Raises BadSiren."""
    digits = "".join(text.split()).replace(".", "").replace("-", "")
    try:
        if len(digits) > len("732829320"):
            siret = siret_rules.validate(digits)
            siren = siret[:9]
        else:
            siren, siret = siren_rules.validate(digits), ""
    except NotValid as error:
        raise BadSiren from error
    if not int(siren):  # zeros pass the checksum and are nobody's
        raise BadSiren
    return siren, siret


def check_vat(text: str, *, country: str, siren: str) -> str:
    """A VAT number with its country; without one, that of the address. Raises BadVat, OtherVat."""
    typed = "".join(text.split()).replace(".", "").replace("-", "").upper()
    own = {"MC": "FR", "GR": "EL"}.get(country, country)
    # digits alone are those of the country of the address; letters name another one
    typed = typed if typed[:2].isalpha() else f"{own}{typed}"
    try:
        number = union_rules.validate(typed)
    except NotValid as error:
        raise BadVat(country=typed[:2]) from error
    if siren and number.startswith("FR") and not number.endswith(siren):
        raise OtherVat(siren=siren, expected=vat_of(siren))
    return number


def vat_of(siren: str) -> str:
    """The French VAT number that a SIREN leads to, whether or not the company was given one."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def write(order: Order, told: Mapping[str, str], *, by: User | None, at: datetime) -> None:
    """Keep what a company says of itself, in the caller's transaction."""
    granted = policy.rules(OrderRules).business_withdrawal == "granted"
    business = Business.objects.create(
        order=order, may_withdraw=granted, written_by=by, written_at=at, **told
    )
    events.publish(
        BusinessNamed(
            order_id=order.pk,
            name=business.name,
            number=business.siret or business.siren or business.vat_number,
        ),
        about=order,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def correct(order: Order, told: Mapping[str, str], *, by: User | None, at: datetime) -> None:
    """Say again for which company an unpaid order is; `told` empty makes it a person's.

    Raises PaidAlready.
    """
    # locked: a payment that arrives now waits, or was first
    payment = Payment.objects.select_for_update(of=("self",)).get(order=order)
    if payment.state in (PaymentState.PAID, PaymentState.CANCELLED):
        raise PaidAlready
    label = label_of(delivery_of(order), told)
    Order.objects.filter(pk=order.pk).update(company=label)
    order.company = label
    if told or order.business is not None:
        write(order, told, by=by, at=at)


def delivery_of(order: Order) -> dict[str, str]:
    """Where an order goes, as far as its invoice may go there too."""
    return {name: getattr(order, name) for name in PLACE}


def label_of(delivery: Mapping[str, str], told: Mapping[str, str]) -> str:
    """The company's name on the parcel: where it is delivered at the address that is invoiced."""
    same = bool(told) and all(told[name] == delivery.get(name) for name in PLACE)
    return told["name"] if same else ""


def last_of(user: User | None) -> dict[str, str]:
    """The company to propose to a signed-in buyer: the one of their account, or the one that they
    bought for since.

    A reference is left out: it belongs to one order.
    """
    return _last_of(user)[0]


def proposed_to(user: User | None, delivery: Mapping[str, str]) -> dict[str, str]:
    """The same as the checkout fills it in: its box is ticked for the one of their account only.

    To have bought for a company once says nothing of the next order; to keep one does.
    """
    told, is_own = _last_of(user)
    return {**as_typed(told, delivery), **({"bought": "on"} if is_own else {})}


def is_ticked(user: User | None) -> bool:
    """Whether the checkout ticks its box in advance, as `proposed_to` fills it in."""
    return _last_of(user)[1]


def _last_of(user: User | None) -> tuple[dict[str, str], bool]:
    """The company to propose, and whether the account keeps it."""
    if user is None:
        return {}, False
    own = KeptCompany.objects.filter(user=user).first()
    orders = Business.objects.filter(order__buyer=user).exclude(name="")
    if own is not None:
        orders = orders.filter(written_at__gt=own.kept_at)
    last = orders.order_by("-pk").first()
    is_own = own is not None and bool(own.name)
    if last is not None:
        same = is_own and all(getattr(last, name) == getattr(own, name) for name in NAMED)
        return {**kept(last), "reference": ""}, same
    if not is_own:
        return {}, False
    return {**{name: getattr(own, name) for name in KEPT}, "reference": ""}, True


@transaction.atomic(durable=True)
def keep(user: User, told: Mapping[str, str], *, at: datetime) -> None:
    """Propose this company at the next order; `told` empty: none. Orders keep what they said."""
    blank = dict.fromkeys(KEPT, "")
    KeptCompany.objects.update_or_create(
        user=user, defaults={**blank, "country": "FR", **told, "kept_at": at}
    )


def as_typed(told: Mapping[str, str], delivery: Mapping[str, str]) -> dict[str, str]:
    """What an order keeps of a company, as its buyer would type it."""
    if not told:
        return {}
    typed = {name: told[name] for name in ("name", "vat_number", "reference")}
    typed["number"] = told["siret"] or told["siren"]
    elsewhere = any(told[name] != (delivery.get(name) or "") for name in PLACE)
    if told["line1"] and elsewhere:
        typed |= {name: told[name] for name in PLACE}
    return typed


def kept(business: Business | None) -> dict[str, str]:
    """The columns of an order's company, to be shown again."""
    return {name: getattr(business, name) for name in Business.TOLD} if business else {}
