"""The payment sandbox: a provider of our own, to rehearse the trade with.

It keeps its own books (`Sandbox*` rows) and never touches the marketplace's: as with a real
provider, those follow its webhooks and its answers. Its calls refuse to run inside a
transaction, as a network call must.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.db.models import F, Q, Sum

from marketplace.shared import clock
from marketplace.shared.gateway import delivery
from marketplace.shared.gateway.protocol import (
    AccountView,
    BadSignature,
    Company,
    DisputeView,
    Evidence,
    GatewayDown,
    GatewayRefused,
    Notice,
    PaymentView,
    RefundView,
    TransferView,
    told,
)
from marketplace.shared.gateway.signing import verify
from marketplace.shared.models import SandboxAccount, SandboxMove, SandboxPayment

REFUND, TRANSFER, DISPUTE = (
    SandboxMove.Kind.REFUND,
    SandboxMove.Kind.TRANSFER,
    SandboxMove.Kind.DISPUTE,
)
REFUSES_REFUND = "5126"
ANSWER_WITHIN = timedelta(days=10)  # a bank waits so long for evidence
ASKED_OF_NEW_ACCOUNTS = ["representative.document", "company.registration", "external_account"]


def new_ref(prefix: str) -> str:
    """An unguessable reference, shaped as providers shape them."""
    return f"{prefix}_{secrets.token_hex(12)}"


class Sandbox:
    """The gateway protocol, answered by the sandbox."""

    name = "sandbox"
    is_sandbox = True

    def __init__(self) -> None:
        if not settings.SANDBOX_ALLOWED:
            raise ImproperlyConfigured("The sandbox takes no real money: set HALLES_GATEWAY.")

    def start_payment(
        self, *, key, amount_cents, currency, order_ref, description, email, return_url
    ) -> PaymentView:
        """Open a payment; its hosted page is ours."""
        with self._call():
            payment = SandboxPayment.objects.filter(key=key).first()
            if payment is None:
                payment = SandboxPayment.objects.create(
                    ref=new_ref("pay"),
                    key=key,
                    order_ref=order_ref,
                    description=description[:200],
                    email=email,
                    amount_cents=amount_cents,
                    currency=currency,
                    return_url=return_url,
                    created_at=clock.now(),
                )
            _same(payment.amount_cents == amount_cents and payment.order_ref == order_ref)
        return view_of(payment)

    def payment(self, ref) -> PaymentView:
        """The payment as it stands now."""
        with self._call():
            return view_of(_find(SandboxPayment, ref))

    def cancel_payment(self, ref) -> PaymentView:
        """Close a payment that was not made; a paid one is answered as paid."""
        with self._call():
            # a payment paid meanwhile does not match, and is answered as it is
            open_ = SandboxPayment.objects.filter(ref=ref, state__in=("pending", "failed"))
            if open_.update(state="cancelled"):
                delivery.announce("payment.changed", ref, at=clock.now())
            return view_of(_find(SandboxPayment, ref))

    def refund(self, *, key, payment_ref, amount_cents, reason) -> RefundView:
        """Give money back to the buyer's card, at most what was paid."""
        with self._call():
            refund = SandboxMove.objects.filter(key=key, kind=REFUND).first()
            if refund is None:
                failure = self._why_not_back(payment_ref)
                if not failure:
                    self._take_back(payment_ref, amount_cents)
                refund = self._move(
                    REFUND,
                    key,
                    payment_ref,
                    amount_cents,
                    note=reason[:200],
                    state="failed" if failure else "paid",
                    failure=failure,
                )
                if not failure:
                    delivery.announce("refund.changed", refund.ref, at=refund.created_at)
            _same(refund.amount_cents == amount_cents and refund.target_ref == payment_ref)
        return RefundView(
            ref=refund.ref,
            state=refund.state,
            amount_cents=refund.amount_cents,
            failure=refund.failure,
        )

    def refund_state(self, ref) -> RefundView:
        """The refund as it stands now."""
        with self._call():
            move = _find(SandboxMove, ref, kind=REFUND)
        return RefundView(
            ref=move.ref, state=move.state, amount_cents=move.amount_cents, failure=move.failure
        )

    def open_account(self, *, key, email, legal_name, country, siret) -> AccountView:
        """Open a seller's account: it waits for its papers."""
        with self._call():
            account, _new = SandboxAccount.objects.get_or_create(
                key=key,
                defaults={
                    "ref": new_ref("acct"),
                    "email": email,
                    "legal_name": legal_name[:120],
                    "siret": siret,
                    "requirements": ASKED_OF_NEW_ACCOUNTS,
                    "created_at": clock.now(),
                },
            )
        return account_view(account)

    def update_account(self, *, key, ref, company: Company) -> AccountView:
        """Take over who and where a seller is; each key applies once and is stored."""
        with self._call() as how:
            account = _find(SandboxAccount, ref, lock=True)
            update = {"key": key, **asdict(company)}
            earlier = next((past for past in account.updates if past["key"] == key), None)
            if earlier is None:
                if how.refuse_updates:
                    raise GatewayRefused(code="seller_must_say_so")
                account.updates = [*account.updates, update]
                account.email, account.legal_name = company.email, company.legal_name[:120]
                account.siret = company.siret
                account.save(update_fields=["updates", "email", "legal_name", "siret"])
                delivery.announce("account.changed", ref, at=clock.now())
            _same(earlier in (None, update))
        return account_view(account)

    def account(self, ref) -> AccountView:
        """The account as it stands now."""
        with self._call():
            return account_view(_find(SandboxAccount, ref))

    def onboarding_url(self, ref, *, return_url) -> str:
        """Our own page plays the provider's forms."""
        with self._call():
            SandboxAccount.objects.filter(ref=ref).update(return_url=return_url[:500])
        return f"{settings.BASE_URL}/essai/compte/{ref}/"

    def transfer(
        self, *, key, account_ref, amount_cents, currency, group, source_ref=""
    ) -> TransferView:
        """Send a seller's share to their account, if the platform holds enough."""
        with self._call() as how:
            transfer = SandboxMove.objects.filter(key=key, kind=TRANSFER).first()
            if transfer is None:
                account = _find(SandboxAccount, account_ref)
                failure = self._why_not(account, amount_cents, currency, how)
                transfer = self._move(
                    TRANSFER,
                    key,
                    account_ref,
                    amount_cents,
                    currency=currency,
                    note=group[:200],
                    state="failed" if failure else "paid",
                    failure=failure,
                )
                delivery.announce("transfer.changed", transfer.ref, at=transfer.created_at)
            _same(transfer.amount_cents == amount_cents and transfer.target_ref == account_ref)
        return self.transfer_view(transfer)

    def find_transfer(self, *, key, group) -> TransferView | None:
        """The transfer asked for under a key."""
        with self._call():
            transfer = SandboxMove.objects.filter(key=key, kind=TRANSFER).first()
        return self.transfer_view(transfer) if transfer else None

    def transfer_state(self, ref) -> TransferView:
        """The transfer as it stands now."""
        with self._call():
            return self.transfer_view(_find(SandboxMove, ref, kind=TRANSFER))

    def dispute(self, ref) -> DisputeView:
        """The chargeback as it stands now."""
        with self._call():
            return dispute_view(_find(SandboxMove, ref, kind=DISPUTE))

    def contest(self, *, key, ref, evidence: Evidence) -> DisputeView:
        """Keep the evidence for the page on which the bank decides."""
        with self._call():
            return self._answer(key, ref, asdict(evidence), state="open")

    def accept_dispute(self, *, key, ref) -> DisputeView:
        """The money stays with the buyer."""
        with self._call():
            return self._answer(key, ref, {}, state="lost")

    @staticmethod
    def _answer(key: str, ref: str, told: dict, *, state: str) -> DisputeView:
        """Take one answer to a dispute; the same key again changes nothing."""
        move = _find(SandboxMove, ref, lock=True, kind=DISPUTE)
        if not move.told:
            if move.state != "open":
                raise GatewayRefused(code="dispute_closed")
            move.state, move.told = state, {"key": key, **told}
            move.save(update_fields=["state", "told"])
            delivery.announce("dispute.changed", ref, at=clock.now())
        _same(move.told == {"key": key, **told})
        return dispute_view(move)

    def balance_cents(self, currency="EUR") -> int:
        """Paid, less refunds, fees, transfers and what banks took back."""
        with self._call():
            return _balance(currency)

    def read_notice(self, body, headers) -> Notice:
        """Verify a webhook of ours and read it. Raises BadSignature."""
        verify(body, headers.get(delivery.HEADER.lower(), ""), delivery.secret())
        try:
            event = json.loads(body)
            return Notice(
                uid=event["id"],
                kind=event["type"],
                subject_ref=event["data"]["ref"],
                payload=told(event["type"], event.get("created")),
            )
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise BadSignature("unreadable") from error

    @staticmethod
    def transfer_view(move: SandboxMove) -> TransferView:
        """A transfer as the gateway protocol describes it."""
        return TransferView(
            ref=move.ref, state=move.state, amount_cents=move.amount_cents, failure=move.failure
        )

    def _call(self):
        return _Call()

    @staticmethod
    def _take_back(payment_ref: str, amount_cents: int) -> None:
        payment = _find(SandboxPayment, payment_ref)
        taken = SandboxMove.objects.filter(
            kind=DISPUTE, target_ref=payment_ref, state__in=("open", "lost")
        )
        disputed = taken.aggregate(total=Sum("amount_cents", default=0))["total"]
        if disputed and payment.refunded_cents + disputed + amount_cents > payment.amount_cents:
            raise GatewayRefused(code="charge_disputed")
        # the room left is a condition of the update: two refunds at once cannot exceed the payment
        room = SandboxPayment.objects.filter(
            pk=payment.pk, state="paid", refunded_cents__lte=F("amount_cents") - amount_cents
        )
        if amount_cents <= 0 or not room.update(refunded_cents=F("refunded_cents") + amount_cents):
            raise GatewayRefused(code="refund_too_large")

    @staticmethod
    def _why_not_back(payment_ref: str) -> str:
        """One test card gives nothing back the first time it is asked."""
        stubborn = SandboxPayment.objects.filter(ref=payment_ref, card=REFUSES_REFUND).exists()
        asked = SandboxMove.objects.filter(kind=REFUND, target_ref=payment_ref).exists()
        return "expired_or_canceled_card" if stubborn and not asked else ""

    @staticmethod
    def _why_not(account: SandboxAccount, amount_cents: int, currency: str, how) -> str:
        if how.fail_transfers or account.state != "verified":
            return "account_restricted"
        return "balance_insufficient" if amount_cents > _balance(currency) else ""

    @staticmethod
    def _move(kind: str, key: str, target: str, amount_cents: int, **also) -> SandboxMove:
        prefix = {"refund": "re", "transfer": "tr", "dispute": "dp"}[str(kind)]
        return SandboxMove.objects.create(
            ref=new_ref(prefix),
            key=key,
            kind=kind,
            target_ref=target,
            amount_cents=amount_cents,
            created_at=clock.now(),
            **also,
        )


class _Call:
    """One call of the provider: a transaction of its own, and the faults that were switched on."""

    def __enter__(self):
        how = delivery.switches()
        if how.is_down:
            raise GatewayDown
        self.loses_answer = how.loses_answers
        self.atomic = transaction.atomic(durable=True)
        self.atomic.__enter__()
        return how

    def __exit__(self, kind, error, trace):
        self.atomic.__exit__(kind, error, trace)
        if kind is IntegrityError:  # the same key twice at once: the other one does the work
            raise GatewayDown from error
        # after the commit, on purpose: the work is done and the caller cannot know
        if kind is None and self.loses_answer:
            raise GatewayDown


def view_of(payment: SandboxPayment) -> PaymentView:
    """A payment as the gateway protocol describes it."""
    return PaymentView(
        ref=payment.ref,
        state=payment.state,
        amount_cents=payment.amount_cents,
        currency=payment.currency,
        order_ref=payment.order_ref,
        redirect_url=f"{settings.BASE_URL}/essai/paiement/{payment.ref}/",
        refunded_cents=payment.refunded_cents,
        fee_cents=payment.fee_cents,
        failure=payment.failure,
        card=payment.card,
    )


def dispute_view(move: SandboxMove) -> DisputeView:
    """A chargeback as the gateway protocol describes it."""
    return DisputeView(
        ref=move.ref,
        payment_ref=move.target_ref,
        state=move.state,
        amount_cents=move.amount_cents,
        fee_cents=move.fee_cents,
        reason=move.note,
        answer_by=move.created_at + ANSWER_WITHIN,
    )


def account_view(account: SandboxAccount) -> AccountView:
    """An account as the gateway protocol describes it."""
    verified = account.state == "verified"
    return AccountView(
        ref=account.ref,
        state=account.state,
        charges_enabled=verified,
        payouts_enabled=verified,
        requirements=tuple(account.requirements),
    )


def _balance(currency: str) -> int:
    paid = SandboxPayment.objects.filter(state="paid", currency=currency).aggregate(
        amount=Sum("amount_cents"), fees=Sum("fee_cents")
    )
    lost = Q(kind=DISPUTE, state__in=("open", "lost"))
    out = Q(kind=REFUND, state="paid") | Q(kind=TRANSFER, state="paid") | lost
    moves = SandboxMove.objects.filter(currency=currency).aggregate(
        out=Sum("amount_cents", filter=out), fees=Sum("fee_cents")
    )
    return (paid["amount"] or 0) - (paid["fees"] or 0) - (moves["out"] or 0) - (moves["fees"] or 0)


def _find(model, ref: str, *, lock: bool = False, **also):
    rows = model.objects.select_for_update() if lock else model.objects
    row = rows.filter(ref=ref, **also).first()
    if row is None:
        raise GatewayRefused(code="no_such_object")
    return row


def _same(same: bool) -> None:  # noqa: FBT001
    """The same key with other values is a mistake of the caller."""
    if not same:
        raise GatewayRefused(code="idempotency_key_reused")
