"""Whoever buys, as the console reads them: an account, or a mailbox that ordered without one."""

from __future__ import annotations

from typing import cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace.shared.mailboxes import plain
from marketplace.shared.models import User
from orders.models.order import Order


class Buyer(User):
    """A person with an account, as a buyer."""

    class Meta:
        proxy = True
        verbose_name = _("acheteur")
        verbose_name_plural = _("acheteurs")

    def tie(self, person) -> str:
        """What makes a person a party to this file: it is their own account."""
        return _now("ce compte est le vôtre") if self.pk == person.pk else ""

    @staticmethod
    def ties(person, path: str = "") -> Q:
        """The files to which a person is a party, seen from the end of a path."""
        return Q(**{f"{path}pk": person.pk})


class Guest(Order):
    """A mailbox that ordered without an account, known by the first of its orders."""

    class Meta:
        proxy = True
        verbose_name = _("acheteur sans compte")
        verbose_name_plural = _("acheteurs sans compte")

    def __str__(self):
        return self.email


def bought_by(order: Order) -> Buyer | Guest | None:
    """Whose file an order belongs to: the account's, or else its mailbox's."""
    return Buyer(pk=order.buyer_id) if order.buyer_id else of_mailbox(order.email)


def of_mailbox(email: str) -> Buyer | Guest | None:
    """Whoever reads this mailbox: a proven account, or the first order that was made without one.

    An account that proved nothing is left out: anybody may type anybody's address.
    """
    proven = Buyer.objects.filter(email=plain(email), email_proven_at__isnull=False)
    known = cast("Buyer | None", proven.first())
    return known or Guest.objects.filter(buyer=None, email__iexact=email).order_by("pk").first()


def mailboxes() -> QuerySet[Guest]:
    """Each mailbox that ordered without an account, once: by the first of its orders."""
    before = Order.objects.filter(
        buyer=None, email__iexact=OuterRef("email"), pk__lt=OuterRef("pk")
    )
    return Guest.objects.filter(~Exists(before), buyer=None)
