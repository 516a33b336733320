"""What the database refuses: rewriting past prices (L112-1-1) and movements of stock."""

from marketplace.shared.append_only import Guard

GUARDS = (
    Guard("catalog.Price", sealed=True, may_change={"ends_at": 'OLD."ends_at" IS NULL'}),
    Guard("catalog.StockMove", sealed=True),
)
