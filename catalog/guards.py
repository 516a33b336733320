"""What the database refuses: rewriting past prices (L112-1-1), movements of stock, the charter,
what buyers agreed to."""

from marketplace.shared.append_only import Guard

GUARDS = (
    Guard("catalog.Price", sealed=True, may_change={"ends_at": 'OLD."ends_at" IS NULL'}),
    Guard("catalog.StockMove", sealed=True),
    # what a buyer agreed to, and when, stays as it was: it is the proof of what was shown
    Guard("catalog.Snapshot", frozen=("purchase", "consent", "consented_at")),
    # what was asked for, or allowed, on a day stays provable: a row ends, another begins
    Guard("catalog.CharterWord", sealed=True, may_change={"ended_at": 'OLD."ended_at" IS NULL'}),
    Guard(
        "catalog.CharterException",
        sealed=True,
        may_change={"ended_at": 'OLD."ended_at" IS NULL', "granted_by_id": ""},
    ),
)
