"""What becomes of a refund that was decided: it leaves, failed, waits for the bank, or is not
needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.shared.templatetags.ui import money
from orders.models import Order, Refund
from orders.states import RefundState


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """The sums of some refunds, in cents, by what becomes of them."""

    leaving_cents: int = 0
    waiting_cents: int = 0
    dropped_cents: int = 0
    failed_cents: int = 0

    def __str__(self) -> str:
        """What the seller or the operator reads."""
        words = [
            self.leaving_cents
            and _("{sum} repartent vers l'acheteur.").format(sum=money(self.leaving_cents)),
            self.waiting_cents
            and _(
                "{sum} attendent la décision de la banque de l'acheteur, qui conteste ce paiement :"
                " rien n'est rendu deux fois."
            ).format(sum=money(self.waiting_cents)),
            self.dropped_cents
            and _("{sum} ne repartent pas : la banque de l'acheteur les lui a déjà rendus.").format(
                sum=money(self.dropped_cents)
            ),
            self.failed_cents
            and _(
                "Le remboursement de {sum} n'a pas abouti : le prestataire l'a refusé, la finance"
                " s'en occupe."
            ).format(sum=money(self.failed_cents)),
        ]
        return " ".join(filter(None, words))

    @property
    def for_buyer(self) -> str:
        """The same, addressed to the buyer."""
        words = [
            self.leaving_cents
            and _(
                "Nous vous remboursons {sum} sur le moyen de paiement utilisé : comptez cinq à"
                " dix jours selon votre banque."
            ).format(sum=money(self.leaving_cents)),
            self.waiting_cents
            and _(
                "{sum} attendent la décision de votre banque, auprès de laquelle ce paiement est"
                " contesté : rien n'est rendu deux fois. Si elle ne vous rend pas cette somme, nous"
                " vous la remboursons."
            ).format(sum=money(self.waiting_cents)),
            self.dropped_cents
            and _(
                "Votre banque vous a déjà rendu {sum} : cette somme n'est pas remboursée une"
                " seconde fois."
            ).format(sum=money(self.dropped_cents)),
            self.failed_cents
            and _("Le remboursement de {sum} n'a pas abouti : nous nous en occupons.").format(
                sum=money(self.failed_cents)
            ),
        ]
        return " ".join(filter(None, words))


def cents_of(refunds: Iterable[Refund], *states: str) -> int:
    """How much of these refunds stands in one of these states: what is promised is not given."""
    return sum(refund.amount_cents for refund in refunds if refund.state in states)


def by_what_became(refunds: Iterable[Refund]) -> list[tuple[str, int]]:
    """The cents of these refunds by what became of them, as a file names them."""
    given, became = list(refunds), RefundState
    return [
        (_("Remboursé"), cents_of(given, became.PAID)),
        (_("Remboursement en route"), cents_of(given, became.INTENDED, became.SENT)),
        (_("Remboursement refusé par le prestataire"), cents_of(given, became.FAILED)),
        (_("Remboursement suspendu à la contestation"), cents_of(given, became.WAITING)),
    ]


def of(refunds: Iterable[Refund]) -> MoneyBack:
    """What becomes of these refunds, as they stand now."""
    given = list(refunds)
    waiting, dropped, failed = (
        cents_of(given, state)
        for state in (RefundState.WAITING, RefundState.DROPPED, RefundState.FAILED)
    )
    whole = sum(refund.amount_cents for refund in given)
    return MoneyBack(whole - waiting - dropped - failed, waiting, dropped, failed)


def decided(order: Order | int, *, at: datetime) -> MoneyBack:
    """What becomes of the refunds that one act decided on an order: they share its instant."""
    return of(Refund.objects.filter(payment__order=order, intended_at=at))
