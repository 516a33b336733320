"""What the database never rewrites: sales, charges, refunds, disputes, declarations, decisions."""

from marketplace.shared.append_only import Guard
from orders.models import WithdrawalDeclaration

# What they wrote and when; what became of it is written beside it.
DECLARED = ("id", *WithdrawalDeclaration.DECLARED, "rank", "previous", "hash")
AMOUNTS = ("currency", "goods_cents", "shipping_cents", "total_cents")
UNDECIDED = "OLD.\"state\" NOT IN ('decided', 'withdrawn')"
LEAVING = "OLD.\"state\" NOT IN ('paid', 'dropped')"
OFFERED = "OLD.\"state\" = 'proposed'"
OPEN = "OLD.\"state\" = 'open'"

UNPUBLISHED = 'OLD."published_at" IS NULL'
COUNTING = "(SELECT r.state FROM orders_qualityreport r WHERE r.id = NEW.report_id) = 'making'"

UNPAID = '(SELECT "paid_at" FROM "orders_payment" WHERE "order_id" = NEW."order_id") IS NULL'

GUARDS = (
    # What was agreed when the order was placed; who buys and where it goes may be corrected.
    Guard("orders.Order", sealed=True, frozen=("id", "number", *AMOUNTS, "terms_id", "placed_at")),
    # Who the invoice is for: said again until it is paid, and never after.
    Guard("orders.Business", sealed=True, must_come=(UNPAID,)),
    Guard(
        "orders.SellerOrder",
        sealed=True,
        frozen=(
            "id",
            "order_id",
            "seller_id",
            "number",
            *AMOUNTS,
            "seller_snapshot",
            "withdrawal_days",
            "is_gift",
            "gift_message",
        ),
        may_change={"paid_at": 'OLD."paid_at" IS NULL'},
    ),
    Guard(
        "orders.OrderLine",
        sealed=True,
        frozen=(
            "id",
            "seller_order_id",
            "offer_id",
            "title",
            "variant",
            "sku",
            "withdrawal_exception",
            "quantity",
            "unit_cents",
            "total_cents",
            "vat_class",
            "vat_bps",
        ),
        # never either; but lines were sealed before they had them
        may_change=dict.fromkeys(("title_en", "variant_en"), "1 = 0"),
    ),
    Guard(
        "orders.Payment",
        sealed=True,
        frozen=("id", "order_id", "currency", "amount_cents", "created_at"),
        may_change={"paid_at": 'OLD."paid_at" IS NULL', "fee_cents": 'OLD."paid_at" IS NULL'},
    ),
    Guard(
        "orders.Refund",
        sealed=True,
        frozen=(
            "id",
            "payment_id",
            "seller_order_id",
            "origin_id",
            "cause",
            "incident_id",
            "borne_by",
            "currency",
            "amount_cents",
            "goods_cents",
            "shipping_cents",
            "asked_by_id",
            "intended_at",
        ),
        may_change={"state": LEAVING, "uid": LEAVING, "ref": LEAVING, "paid_at": LEAVING},
    ),
    Guard("orders.RefundLine", sealed=True),
    # The bank decides once.
    Guard(
        "orders.Dispute",
        sealed=True,
        may_change={"state": OPEN, "closed_at": OPEN, "answer_by": OPEN},
    ),
    # What was answered to it, by whom; only how it went is written afterwards.
    Guard(
        "orders.DisputeAnswer",
        sealed=True,
        may_change=dict.fromkeys(("state", "sent_at", "refusal"), "OLD.\"state\" = 'to_send'"),
    ),
    # Who decided what, for whom and why; what both sides said.
    Guard(
        "orders.Incident",
        sealed=True,
        frozen=("id", "seller_order_id", "shipment_id", "origin_id", "number", "kind", "opened_at"),
        may_change={
            **dict.fromkeys(
                (
                    "state",
                    "closed_at",
                    "outcome",
                    "borne_by",
                    "awarded_cents",
                    "because",
                    "proposal",
                    "proposed_by_id",
                    "decided_by_id",
                ),
                UNDECIDED,
            ),
            "resumes_id": "1 = 0",  # never; but complaints were sealed before they had it
        },
    ),
    Guard("orders.IncidentLine", sealed=True),
    # What a side offered stands as it was offered; how it ended is written once.
    Guard(
        "orders.Arrangement",
        sealed=True,
        frozen=(
            "id",
            "incident_id",
            "word_id",
            "side",
            "rank",
            "kind",
            "award",
            "cents",
            "proposed_at",
            "answer_by",
        ),
        may_change=dict.fromkeys(("state", "ended_at", "lapsed_because"), OFFERED),
    ),
    Guard("orders.IncidentWord", sealed=True),
    Guard("orders.IncidentPhoto", sealed=True),
    # What a report counted, while it was counted; its words stand once they are published.
    Guard(
        "orders.QualityReport",
        sealed=True,
        frozen=("id", "year", "quarter", "version", "least", "asked_at", "asked_by_id"),
        may_change={
            "foreword": UNPUBLISHED,
            "foreword_en": UNPUBLISHED,
            "published_at": UNPUBLISHED,
            "made_at": 'OLD."made_at" IS NULL',
            "withdrawn_at": 'OLD."withdrawn_at" IS NULL',
        },
    ),
    Guard("orders.QualityFigure", sealed=True, must_come=(COUNTING,)),
    # What carriers said of parcels: proofs of delivery among it.
    Guard("orders.Milestone", sealed=True),
    Guard("orders.WithdrawalDeclaration", frozen=DECLARED, must_come=('length(NEW."hash") = 64',)),
)
