"""The letters about a seller's identity and public address."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from marketplace.shared import appeals, clock
from marketplace.shared.mail import Email
from sellers.letters import to_seller
from sellers.models import Identity, Seller


def identity_asked(version: Identity) -> Email:
    """A change of identity is received and will be checked."""
    return _about(version, "identity_asked")


def identity_scheduled(version: Identity) -> Email:
    """A change of identity is accepted, and comes on its day."""
    return _about(version, "identity_scheduled")


def identity_in_force(version: Identity, *, to: str) -> Email:
    """A new identity is in force: written to an address the shop had or has."""
    letter = _about(version, "identity_in_force")
    return Email(
        to=to,
        template=letter.template,
        values=letter.values,
        language=letter.language,
        key=f"identity-{version.pk}-in-force-{to}",
    )


def mailbox_proof(version: Identity, *, token: str) -> Email:
    """The letter to a shop's new address: whoever reads it confirms it, or does nothing."""
    url = f"{settings.BASE_URL}{reverse('seller-mailbox', args=[token])}"
    letter = to_seller(version.seller, "mailbox_proof", version=version, url=url)
    return Email(
        to=version.changes["email"],
        template=letter.template,
        values=letter.values,
        language=letter.language,
    )


def mailbox_asked(version: Identity) -> Email:
    """The address in force learns that another one was asked for, and nothing changed yet."""
    return _about(version, "mailbox_asked")


def identity_refused(version: Identity) -> Email:
    """A change of identity is refused, with the reason."""
    return _about(
        version, "identity_refused", contest_url=appeals.link("sellers.IdentityRefused", version)
    )


def _about(version: Identity, what: str, **values) -> Email:
    # "TVA from a day that is past" changes nothing of what was invoiced since: the letter says so
    late = (
        version.topic == Identity.Topic.VAT
        and version.in_force_at is not None
        and (version.effective_on < clock.paris_day(version.in_force_at))
    )
    begins_vat = version.changes.get("vat_regime") == Seller.Vat.STANDARD
    return to_seller(
        version.seller, what, version=version, late=late, begins_vat=begins_vat, **values
    )
