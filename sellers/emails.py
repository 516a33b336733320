"""The letters of the sellers app."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.mail import Email
from marketplace.shared.models import User
from sellers.models import Identity, Invitation, Item, Role, Seller
from sellers.states import ItemState


def received(seller: Seller) -> Email:
    """The application is complete and will be examined."""
    return _to(seller, "received")


def opened(seller: Seller) -> Email:
    """The shop is open: the three first things to do."""
    return _to(seller, "opened")


def refused(seller: Seller, *, reason: str) -> Email:
    """The application is refused, with its reason."""
    return _to(seller, "refused", reason=reason, redo=_marked(seller))


def item_asked(seller: Seller, *, kind: str, note: str) -> Email:
    """One item of the file must be provided again."""
    return _to(seller, "item_asked", item=Item.Kind(kind).label, note=note)


def revived(seller: Seller, *, note: str) -> Email:
    """A refused application is open again: what to correct."""
    return _to(seller, "revived", note=note, redo=_marked(seller))


def closed(seller: Seller, *, reason: str) -> Email:
    """The shop is closed, with the reason and what goes on."""
    return _to(seller, "closed", reason=reason)


def reopened(seller: Seller, *, note: str) -> Email:
    """A closed shop is open again."""
    return _to(seller, "reopened", note=note)


def identity_asked(version: Identity) -> Email:
    """A change of identity is received and will be checked."""
    return _about(version, "identity_asked")


def identity_scheduled(version: Identity) -> Email:
    """A change of identity is accepted, and comes on its day."""
    return _about(version, "identity_scheduled")


def identity_in_force(version: Identity, *, to: str) -> Email:
    """A new identity is in force, told to an address the shop had or has."""
    letter = _about(version, "identity_in_force")
    return Email(
        to,
        letter.template,
        letter.values,
        letter.language,
        key=f"identity-{version.pk}-in-force-{to}",
    )


def mailbox_proof(version: Identity, *, token: str) -> Email:
    """The letter to a shop's new address: whoever reads it confirms it, or does nothing."""
    url = f"{settings.BASE_URL}{reverse('seller-mailbox', args=[token])}"
    letter = _to(version.seller, "mailbox_proof", version=version, url=url)
    return Email(version.changes["email"], letter.template, letter.values, letter.language)


def mailbox_asked(version: Identity) -> Email:
    """The address in force learns that another one was asked for, and nothing changed yet."""
    return _about(version, "mailbox_asked")


def identity_refused(version: Identity) -> Email:
    """A change of identity is refused, with the reason."""
    return _about(version, "identity_refused")


def suspended(seller: Seller, *, reason: str) -> Email:
    """Sales are suspended, with the reason."""
    return _to(seller, "suspended", reason=reason)


def mandate_revoked(seller: Seller, *, because: str) -> Email:
    """The mandate to invoice ended: what it stops, what it does not, and how to give it again."""
    suspended = seller.suspended_at is not None and not seller.is_only_paused
    return _to(seller, "mandate_revoked", because=because, suspended=suspended)


def bank_changed(seller: Seller, *, to: str) -> Email:
    """The IBAN changed: payouts pause for 72 hours."""
    letter = _to(seller, "bank_changed")
    return Email(to, letter.template, letter.values, letter.language)


def invitation(row: Invitation, *, token: str) -> Email:
    """The letter that invites into a team; whoever reads it may join, decline, or do nothing."""
    url = f"{settings.BASE_URL}{reverse('seller-invitation', args=[token])}"
    return Email(
        row.email,
        "sellers/invitation",
        {"invitation": row, "seller": row.seller, "url": url},
        _tongue(row),
    )


def invitation_withdrawn(row: Invitation) -> Email:
    """The shop took its invitation back."""
    return Email(row.email, "sellers/invitation_withdrawn", {"seller": row.seller}, _tongue(row))


def invitation_answered(row: Invitation) -> list[Email]:
    """Tell the owners that somebody joined, or does not want to."""
    return _to_owners(row.seller, "invitation_answered", invitation=row)


def appointed(seller: Seller, user: User, *, role: str) -> Email:
    """A member has another role."""
    return Email(
        user.email, "sellers/appointed", {"seller": seller, "role": Role(role).label}, user.language
    )


def member_removed(seller: Seller, user: User) -> Email:
    """An owner took the person out of the team."""
    return Email(user.email, "sellers/member_removed", {"seller": seller}, user.language)


def member_left(seller: Seller, user: User) -> list[Email]:
    """Tell the owners that a person left the team."""
    return _to_owners(seller, "member_left", person=user)


def _to_owners(seller: Seller, what: str, **values) -> list[Email]:
    owners = [
        member.user
        for member in seller.members.filter(role=Role.OWNER).select_related("user").order_by("pk")
    ]
    return [
        Email(one.email, f"sellers/{what}", {"seller": seller, **values}, one.language)
        for one in owners
    ]


def _marked(seller: Seller) -> list[Item]:
    """The items of the file that are to be provided again."""
    return list(seller.items.filter(state=ItemState.REJECTED).order_by("pk"))


def _tongue(row: Invitation) -> str:
    return row.invited_by.language if row.invited_by else "fr"


def _to(seller: Seller, what: str, **values) -> Email:
    owner = seller.members.filter(role="owner").select_related("user").order_by("pk").first()
    language = owner.user.language if owner else "fr"
    return Email(seller.email, f"sellers/{what}", {"seller": seller, **values}, language)


def _about(version: Identity, what: str) -> Email:
    # "TVA from a day that is past" changes nothing of what was invoiced since: the letter says so
    late = (
        version.topic == Identity.Topic.VAT
        and version.in_force_at is not None
        and (version.effective_on < clock.paris_day(version.in_force_at))
    )
    begins_vat = version.changes.get("vat_regime") == Seller.Vat.STANDARD
    return _to(version.seller, what, version=version, late=late, begins_vat=begins_vat)
