"""A Stripe of our own, over real HTTP: refuses every request that the SDK's types would refuse.

It knows the few objects that a marketplace needs, remembers idempotency keys, and can be told
to do the work and never answer.
"""

from __future__ import annotations

import json
import sys
import threading
import types
import typing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import stripe
from stripe import params as typed

CREATES = {
    "checkout/sessions": typed.checkout.SessionCreateParams,
    "refunds": typed.RefundCreateParams,
    "accounts": typed.AccountCreateParams,
    "account_links": typed.AccountLinkCreateParams,
    "transfers": typed.TransferCreateParams,
}
OWN_OPTIONS = {
    "api_key",
    "stripe_version",
    "stripe_account",
    "stripe_context",
    "max_network_retries",
    "idempotency_key",
    "content_type",
    "headers",
}
ELSEWHERE = {"StripeContext": str, "UntypedStripeObject": dict, "Mapping": typing.Mapping}

PLAIN = {
    int: lambda value: str(value).lstrip("-").isdigit(),
    bool: lambda value: value in ("true", "false"),
    str: lambda value: isinstance(value, str),
}


class Refused(Exception):
    """The request does not fit the SDK's types."""


class Forbidden(Exception):
    """What a platform may not do for a seller."""


def unfold(pairs) -> dict:
    """`a[b][0]=x` as nested dicts and lists."""
    tree: dict = {}
    for name, value in pairs:
        keys = name.replace("]", "").split("[")
        place = tree
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = value
    return _listed(tree)


def _listed(tree):
    if not isinstance(tree, dict):
        return tree
    made = {key: _listed(value) for key, value in tree.items()}
    return list(made.values()) if made and all(key.isdigit() for key in made) else made


def check(value, wanted, path="") -> None:
    """Refuse a value that is not of the type the SDK declares."""
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.NotRequired, typing.Required):
        check(value, inner[0], path)
    elif origin in (typing.Union, types.UnionType):
        _any(value, inner, path)
    elif origin is typing.Literal:
        if value not in inner:
            raise Refused(f"Invalid {path}: must be one of {inner}")
    elif origin is list:
        if not isinstance(value, list):
            raise Refused(f"Invalid array: {path}")
        for rank, item in enumerate(value):
            check(item, inner[0], f"{path}[{rank}]")
    elif typing.is_typeddict(wanted):
        check_dict(value, wanted, path)
    elif wanted in PLAIN and not PLAIN[wanted](value):
        raise Refused(f"Invalid {wanted.__name__}: {path}")


def _any(value, kinds, path) -> None:
    reasons = []
    plain_str = str in kinds and any(typing.get_origin(kind) is typing.Literal for kind in kinds)
    for kind in kinds:
        if kind is type(None) or (plain_str and kind is str):
            continue  # `Literal[...] | str` is an open enum: hold it to its known words
        try:
            return check(value, kind, path)
        except Refused as no:
            reasons.append(str(no))
    raise Refused(reasons[0] if reasons else f"Invalid {path}")


def check_dict(value, wanted, path="") -> None:
    """Required keys are there, unknown ones are not, each has its type."""
    if not isinstance(value, dict):
        raise Refused(f"Invalid object: {path}")
    space = vars(sys.modules[wanted.__module__]) | ELSEWHERE
    hints = typing.get_type_hints(wanted, globalns=space, include_extras=True)
    missing = wanted.__required_keys__ - set(value)
    if missing:
        raise Refused(f"Missing required param: {path}{sorted(missing)[0]}")
    for key, item in value.items():
        if key not in hints or key in OWN_OPTIONS:
            raise Refused(f"Received unknown parameter: {path}{key}")
        check(item, hints[key], f"{path}{key}")


class Double:
    """The world behind the API."""

    def __init__(self):
        self.objects: dict[str, dict] = {}
        self.keys: dict[str, dict] = {}
        self.requests: list = []
        self.lose_answers = self.keeps_company = False
        self.count = 0
        self.one_at_a_time = threading.Lock()

    def make(self, prefix: str, kind: str, **fields) -> dict:
        self.count += 1
        ref = f"{prefix}_{self.count}"
        self.objects[ref] = {"id": ref, "object": kind, **fields}
        return self.objects[ref]

    def pay(self, session_id: str, *, fee=160) -> None:
        """The buyer pays on the hosted page."""
        session = self.objects[session_id]
        amount = session["amount_total"]
        charge = self.make(
            "ch",
            "charge",
            amount_refunded=0,
            amount=amount,
            balance_transaction={"id": "txn_1", "object": "balance_transaction", "fee": fee},
            payment_method_details={"type": "card", "card": {"last4": "4242"}},
        )
        intent = self.make(
            "pi",
            "payment_intent",
            status="succeeded",
            last_payment_error=None,
            latest_charge=charge,
        )
        session.update(status="complete", payment_status="paid", payment_intent=intent, url=None)

    def answer(self, method: str, path: str, data: dict, key: str) -> tuple[int, dict]:
        with self.one_at_a_time:
            self.requests.append((method, path, data, key))
            if key in self.keys:
                return 200, self.keys[key]
            made = self._route(method, path, data)
            if key:
                self.keys[key] = made
            return 200, made

    def _route(self, method, path, data):
        if method == "POST" and path in CREATES:
            check_dict(data, CREATES[path])
            return getattr(self, "_" + path.replace("/", "_"))(data)
        if path == "balance":
            amounts = [{"amount": 5000, "currency": "eur"}, {"amount": 900, "currency": "usd"}]
            return {
                "object": "balance",
                "available": amounts,
                "pending": [{"amount": 70, "currency": "eur"}],
            }
        if path == "checkout/sessions":
            found = [
                row
                for row in self.objects.values()
                if row["object"] == "checkout.session"
                and (row["payment_intent"] or {}).get("id") == data["payment_intent"]
            ]
            return {
                "object": "list",
                "data": found,
                "has_more": False,
                "url": "/v1/checkout/sessions",
            }
        if path == "transfers":
            found = [
                row
                for row in self.objects.values()
                if row["object"] == "transfer" and row["transfer_group"] == data["transfer_group"]
            ]
            return {"object": "list", "data": found, "has_more": False, "url": "/v1/transfers"}
        *_rest, ref = [part for part in path.split("/") if part in self.objects] or [""]
        if not ref:
            raise LookupError(path)
        row = self.objects[ref]
        if method == "POST" and row["object"] == "account":
            self._update_account(row, data)
        if method == "POST" and row["object"] == "dispute":
            self._answer_dispute(row, path, data)
        if path.endswith("/expire"):
            if row["status"] != "open":
                raise Refused("Only open sessions can be expired")
            row.update(status="expired", url=None)
        return row

    def _answer_dispute(self, row, path, data):
        if row["status"] != "needs_response":
            raise Refused("This dispute is not open to answers")
        if path.endswith("/close"):
            check_dict(data, typed.DisputeCloseParams)
            row.update(status="lost")
            return
        check_dict(data, typed.DisputeUpdateParams)
        row.update(evidence=data["evidence"])
        if data.get("submit") == "true":
            row.update(status="under_review")

    def _update_account(self, row, data):
        check_dict(data, typed.AccountUpdateParams)
        if self.keeps_company and "company" in data:
            raise Forbidden("not permitted to change 'company[name]' of this account")
        row.setdefault("told", {}).update(data)

    def _checkout_sessions(self, data):
        line = data["line_items"][0]
        total = int(line["price_data"]["unit_amount"]) * int(line["quantity"])
        session = self.make(
            "cs",
            "checkout.session",
            amount_total=total,
            currency=line["price_data"]["currency"],
            client_reference_id=data["client_reference_id"],
            status="open",
            payment_status="unpaid",
            payment_intent=None,
        )
        session["url"] = f"https://checkout.stripe.test/{session['id']}"
        return session

    def _refunds(self, data):
        return self.make(
            "re",
            "refund",
            amount=int(data["amount"]),
            status="succeeded",
            payment_intent=data["payment_intent"],
        )

    def _accounts(self, data):
        return self.make(
            "acct",
            "account",
            charges_enabled=False,
            payouts_enabled=False,
            details_submitted=False,
            capabilities={"transfers": "inactive"},
            requirements={
                "disabled_reason": "requirements.past_due",
                "past_due": ["external_account"],
                "currently_due": ["external_account"],
            },
        )

    def _account_links(self, data):
        return {"object": "account_link", "url": f"https://connect.stripe.test/{data['account']}"}

    def _transfers(self, data):
        return self.make(
            "tr",
            "transfer",
            amount=int(data["amount"]),
            amount_reversed=0,
            reversed=False,
            destination=data["destination"],
            transfer_group=data["transfer_group"],
            metadata=data.get("metadata", {}),
        )


class Server:
    """The double behind a real socket, for the real SDK client."""

    def __enter__(self):
        self.world = world = Double()

        class Handler(BaseHTTPRequestHandler):
            def _serve(self):
                parts = urlsplit(self.path)
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size).decode()
                data = unfold(parse_qsl(body or parts.query, keep_blank_values=True))
                path = parts.path.removeprefix("/v1/")
                try:
                    status, made = world.answer(
                        self.command, path, data, self.headers.get("Idempotency-Key", "")
                    )
                except Refused as no:
                    status, made = (
                        400,
                        {"error": {"type": "invalid_request_error", "message": str(no)}},
                    )
                except Forbidden as no:
                    status, made = (
                        403,
                        {
                            "error": {
                                "type": "invalid_request_error",
                                "code": "oauth_not_supported",
                                "message": str(no),
                            }
                        },
                    )
                except LookupError:
                    status, made = (
                        404,
                        {
                            "error": {
                                "type": "invalid_request_error",
                                "code": "resource_missing",
                                "message": "no such object",
                            }
                        },
                    )
                if world.lose_answers:
                    self.connection.close()
                    return
                out = json.dumps(made).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(out)))
                self.end_headers()
                self.wfile.write(out)

            do_GET = do_POST = do_DELETE = _serve  # noqa: N815

            def log_message(self, *args):
                """Stay quiet."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        self.client = stripe.StripeClient(
            "sk_test_1", base_addresses={"api": self.address}, max_network_retries=0
        )
        return self

    def __exit__(self, *exc):
        self.http.shutdown()
        self.http.server_close()
