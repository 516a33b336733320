"""Stripe Connect, with separate charges and transfers: the only module that speaks to Stripe.

The buyer pays the platform on Stripe's hosted page (Checkout Session); each seller's share is
transferred later. `ref` of a payment is its session's. Written against SDK 16 and proven
against an HTTP double that checks every request with the SDK's own types; never run here
against Stripe itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

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

TOLERANCE = 300
MONEY = ["payment_intent.latest_charge.balance_transaction"]
REFUND_STATES = {"succeeded": "paid", "failed": "failed", "canceled": "failed"}
KINDS = (
    ("checkout.session.", "payment.changed"),
    ("payment_intent.", "payment.changed"),
    ("charge.dispute.", "dispute.changed"),
    ("refund.", "refund.changed"),
    ("charge.refund.updated", "refund.changed"),
    ("transfer.", "transfer.changed"),
    ("account.updated", "account.changed"),
)


@contextmanager
def _asking() -> Iterator[None]:
    """Distinguish a refusal from an answer that never came."""
    import stripe  # noqa: PLC0415 — heavy, and only where Stripe is the gateway

    try:
        yield
    except (stripe.CardError, stripe.InvalidRequestError) as error:
        if error.http_status == 409:
            raise GatewayDown from error
        raise GatewayRefused(code=error.code or "refused") from error
    except stripe.IdempotencyError as error:
        if error.http_status == 409:  # the same key is being worked on
            raise GatewayDown from error
        raise GatewayRefused(code="idempotency_key_reused") from error
    except stripe.StripeError as error:
        raise GatewayDown from error


class StripeConnect:
    """The gateway protocol, answered by Stripe."""

    name = "stripe"
    is_sandbox = False

    def __init__(self, client: Any = None) -> None:
        self._client = client

    @property
    def client(self) -> Any:
        """The SDK's client, made when it is first needed."""
        if self._client is None:
            import stripe  # noqa: PLC0415

            base: Any = {"api": settings.STRIPE_API_BASE} if settings.STRIPE_API_BASE else None
            self._client = stripe.StripeClient(
                settings.STRIPE_SECRET_KEY, base_addresses=base, max_network_retries=2
            )
        return self._client

    def start_payment(
        self, *, key, amount_cents, currency, order_ref, description, email, return_url
    ) -> PaymentView:
        """Open a hosted page; the charge is the platform's, grouped under the order."""
        item = {
            "quantity": 1,
            "price_data": {
                "currency": currency.lower(),
                "unit_amount": amount_cents,
                "product_data": {"name": description or order_ref},
            },
        }
        with _asking():
            session = self.client.v1.checkout.sessions.create(
                {
                    "mode": "payment",
                    "line_items": [item],
                    "allowed_payment_method_types": ["card"],
                    "client_reference_id": order_ref,
                    "customer_email": email,
                    "locale": "auto",
                    "success_url": return_url,
                    "cancel_url": return_url,
                    "metadata": {"order": order_ref},
                    "payment_intent_data": {
                        "transfer_group": order_ref,
                        "description": description or order_ref,
                        # captured at once, so that the fee is known when the payment is
                        "capture_method": "automatic",
                        "metadata": {"order": order_ref},
                    },
                    "expand": MONEY,
                },
                options={"idempotency_key": key},
            )
        return self._payment(session)

    def payment(self, ref) -> PaymentView:
        """The payment as it stands now; found by its session or by its payment intent."""
        with _asking():
            return self._payment(self._session(ref))

    def cancel_payment(self, ref) -> PaymentView:
        """Close the hosted page; a payment that was made is answered as paid."""
        try:
            with _asking():
                session = self.client.v1.checkout.sessions.expire(ref, {"expand": MONEY})
        except GatewayRefused:  # no longer open: paid, or closed before
            return self.payment(ref)
        return self._payment(session)

    def refund(self, *, key, payment_ref, amount_cents, reason) -> RefundView:
        """Give money back from the platform's balance."""
        with _asking():
            intent = _id(self._session(payment_ref).payment_intent)
            refund = self.client.v1.refunds.create(
                {"payment_intent": intent, "amount": amount_cents, "metadata": {"cause": reason}},
                options={"idempotency_key": key},
            )
        return _refund(refund)

    def refund_state(self, ref) -> RefundView:
        """The refund as it stands now."""
        with _asking():
            return _refund(self.client.v1.refunds.retrieve(ref))

    def open_account(self, *, key, email, legal_name, country, siret) -> AccountView:
        """Open a seller's account with Stripe's own forms and dashboard."""
        with _asking():
            account = self.client.v1.accounts.create(
                {
                    "country": country,
                    "email": email,
                    "business_type": "company",
                    "company": {"name": legal_name},
                    "business_profile": {"name": legal_name},
                    "controller": {
                        "fees": {"payer": "application"},
                        "losses": {"payments": "application"},
                        "requirement_collection": "stripe",
                        "stripe_dashboard": {"type": "express"},
                    },
                    "capabilities": {"transfers": {"requested": True}},
                    "metadata": {"siret": siret},
                },
                options={"idempotency_key": key},
            )
        return _account(account)

    def update_account(self, *, key, ref, company: Company) -> AccountView:
        """Two calls: what a platform may always set, then what Stripe may reserve for the seller.

        Once a seller has been on its forms, Stripe answers 403 to a platform that changes the
        company: for good, and not as an answer that did not come.
        """
        import stripe  # noqa: PLC0415

        address = {
            "line1": company.line1,
            "line2": company.line2,
            "postal_code": company.postcode,
            "city": company.city,
            "country": company.country,
        }
        identity = {"name": company.legal_name, "address": address} | (
            {"phone": company.phone} if company.phone else {}
        )
        with _asking():
            self.client.v1.accounts.update(
                ref,
                {
                    "email": company.email,
                    "business_profile": {
                        "name": company.legal_name,
                        "support_email": company.email,
                    },
                    "metadata": {"siret": company.siret, "legal_form": company.legal_form},
                },
                options={"idempotency_key": f"{key}-profile"},
            )
            try:
                account = self.client.v1.accounts.update(
                    ref, {"company": identity}, options={"idempotency_key": f"{key}-company"}
                )
            except stripe.PermissionError as error:
                raise GatewayRefused(code="seller_must_say_so") from error
        return _account(account)

    def account(self, ref) -> AccountView:
        """The account as it stands now."""
        with _asking():
            return _account(self.client.v1.accounts.retrieve(ref))

    def onboarding_url(self, ref, *, return_url) -> str:
        """A single-use link to Stripe's forms."""
        with _asking():
            link = self.client.v1.account_links.create(
                {
                    "account": ref,
                    "type": "account_onboarding",
                    "return_url": return_url,
                    "refresh_url": return_url,
                }
            )
        return link.url

    def transfer(
        self, *, key, account_ref, amount_cents, currency, group, source_ref=""
    ) -> TransferView:
        """Send a seller's share; tied to one payment, it may leave before the money settles."""
        params = {
            "amount": amount_cents,
            "currency": currency.lower(),
            "destination": account_ref,
            "transfer_group": group,
            "metadata": {"group": group, "key": key},
        }
        with _asking():
            if source_ref:
                params["source_transaction"] = self._charge(source_ref)
            sent = self.client.v1.transfers.create(params, options={"idempotency_key": key})
        return _transfer(sent)

    def find_transfer(self, *, key, group) -> TransferView | None:
        """The transfer of a group that bears a key."""
        with _asking():
            sent = self.client.v1.transfers.list({"transfer_group": group, "limit": 100})
            return next(
                (
                    _transfer(transfer)
                    for transfer in sent.data
                    if transfer.metadata.to_dict().get("key") == key
                ),
                None,
            )

    def transfer_state(self, ref) -> TransferView:
        """The transfer as it stands now."""
        with _asking():
            return _transfer(self.client.v1.transfers.retrieve(ref))

    def dispute(self, ref) -> DisputeView:
        """The chargeback as it stands now, with what really left the balance."""
        with _asking():
            return self._dispute(self.client.v1.disputes.retrieve(ref))

    def contest(self, *, key, ref, evidence: Evidence) -> DisputeView:
        """Hand the evidence in, for good: Stripe takes it once."""
        told = {
            "customer_name": evidence.customer_name,
            "customer_email_address": evidence.customer_email,
            "product_description": evidence.product_description,
            "shipping_address": evidence.shipping_address,
            "shipping_carrier": evidence.shipping_carrier,
            "shipping_tracking_number": evidence.shipping_tracking,
            "shipping_date": evidence.shipping_date,
            "uncategorized_text": evidence.text,
        }
        params: Any = {"evidence": {name: text for name, text in told.items() if text}}
        with _asking():
            dispute = self.client.v1.disputes.update(
                ref, {**params, "submit": True}, options={"idempotency_key": key}
            )
            return self._dispute(dispute)

    def accept_dispute(self, *, key, ref) -> DisputeView:
        """Close the dispute: it is lost, and cannot be answered any more."""
        with _asking():
            return self._dispute(
                self.client.v1.disputes.close(ref, options={"idempotency_key": key})
            )

    def _dispute(self, dispute: Any) -> DisputeView:
        payment_ref = self._session(_id(dispute.payment_intent)).id
        moves = dispute.balance_transactions or []
        state = {"won": "won", "warning_closed": "won", "lost": "lost"}.get(dispute.status, "open")
        return DisputeView(
            ref=dispute.id,
            payment_ref=payment_ref,
            state=state,
            amount_cents=dispute.amount,
            fee_cents=sum(move.fee for move in moves),
            reason=dispute.reason,
            answer_by=_moment(dispute),
        )

    def balance_cents(self, currency="EUR") -> int:
        """What the platform holds, settled or about to be."""
        with _asking():
            balance = self.client.v1.balance.retrieve()
        parts = [*balance.available, *balance.pending]
        return sum(part.amount for part in parts if part.currency.upper() == currency)

    def read_notice(self, body, headers) -> Notice:
        """Verify a webhook with the endpoint's secret. Raises BadSignature."""
        import stripe  # noqa: PLC0415

        try:
            event = stripe.Webhook.construct_event(
                body,
                headers.get("stripe-signature", ""),
                settings.STRIPE_WEBHOOK_SECRET,
                tolerance=TOLERANCE,
            )
            subject = event.data.object
            kind = _kind(event, subject)
            # Ids only: what happened is asked again, and a payload holds personal data.
            return Notice(
                uid=event.id,
                kind=kind,
                subject_ref=getattr(subject, "id", None) or "",
                payload=told(event.type, event.created, livemode=event.livemode is True),
            )
        except stripe.SignatureVerificationError as error:
            raise BadSignature("signed by someone else, or too long ago") from error
        except (ValueError, AttributeError, LookupError, TypeError, RecursionError) as error:
            raise BadSignature("unreadable") from error

    def _session(self, ref: str) -> Any:
        # a dispute names the payment intent, and we store the session
        sessions = self.client.v1.checkout.sessions
        if not ref.startswith("pi_"):
            return sessions.retrieve(ref, {"expand": MONEY})
        matches = sessions.list(
            {"payment_intent": ref, "limit": 1, "expand": [f"data.{MONEY[0]}"]}
        ).data
        if not matches:
            raise GatewayRefused(code="no_such_object")
        return matches[0]

    def _charge(self, payment_ref: str) -> str:
        return _id(self._session(payment_ref).payment_intent.latest_charge)

    @staticmethod
    def _payment(session: Any) -> PaymentView:
        intent = _object(session.payment_intent)
        charge = _object(intent.latest_charge) if intent else None
        booked = _object(charge.balance_transaction) if charge else None
        error = intent.last_payment_error if intent else None
        card = (
            charge.payment_method_details.card if charge and charge.payment_method_details else None
        )
        return PaymentView(
            ref=session.id,
            state=_payment_state(session, intent),
            amount_cents=session.amount_total,
            currency=session.currency.upper(),
            order_ref=session.client_reference_id or "",
            redirect_url=session.url or "",
            fee_cents=booked.fee if booked else 0,
            refunded_cents=charge.amount_refunded if charge else 0,
            failure=(error.code or "card_declined") if error else "",
            card=card.last4 if card else "",
        )


def _payment_state(session: Any, intent: Any) -> str:
    if session.payment_status == "paid":
        return "paid"
    if session.status == "expired":
        return "cancelled"
    # a failed try on an open session is not a failed payment: the buyer may try another card
    lost = intent is not None and intent.status in ("requires_payment_method", "canceled")
    return "failed" if session.status == "complete" and lost else "pending"


def _refund(refund: Any) -> RefundView:
    state = REFUND_STATES.get(refund.status, "pending")
    failure = getattr(refund, "failure_reason", None) or ""
    return RefundView(ref=refund.id, state=state, amount_cents=refund.amount, failure=failure)


def _account(account: Any) -> AccountView:
    asked = account.requirements
    blocked = bool(asked and (asked.disabled_reason or asked.past_due))
    able = getattr(account.capabilities, "transfers", "") == "active" and account.payouts_enabled
    state = (
        "verified" if able else "restricted" if blocked and account.details_submitted else "pending"
    )
    due = tuple((asked.currently_due or ()) if asked else ())
    return AccountView(
        ref=account.id,
        state=state,
        charges_enabled=account.charges_enabled,
        payouts_enabled=account.payouts_enabled,
        requirements=due,
    )


def _transfer(sent: Any) -> TransferView:
    if sent.reversed:  # by hand, on Stripe's own pages
        return TransferView(
            ref=sent.id, state="failed", amount_cents=sent.amount, failure="reversed"
        )
    return TransferView(ref=sent.id, state="paid", amount_cents=sent.amount)


def _kind(event: Any, subject: Any) -> str:
    live = settings.STRIPE_SECRET_KEY.startswith(("sk_live", "rk_live"))
    inquiry = event.type.startswith("charge.dispute.") and subject.status.startswith("warning")
    # a bank's inquiry moves no money; a test event on a live key, or the reverse, is not ours
    if event.livemode != live or inquiry:
        return f"ignored.{event.type}"[:60]
    for prefix, kind in KINDS:
        if event.type.startswith(prefix):
            return kind
    return event.type[:60]


def _moment(dispute: Any) -> datetime | None:
    """Until when Stripe takes evidence, where it says so."""
    details = getattr(dispute, "evidence_details", None)
    due = details.due_by if details else None
    return datetime.fromtimestamp(due, UTC) if due else None


def _object(value: Any) -> Any:
    """An expanded object, or nothing when only its id came."""
    return None if value is None or isinstance(value, str) else value


def _id(value: Any) -> str:
    return value if isinstance(value, str) else value.id
