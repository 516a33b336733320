"""What the database refuses: rewriting what a seller accepted."""

from marketplace.shared.append_only import Guard

GUARDS = (
    Guard("sellers.Acceptance", sealed=True, may_change={"revoked_at": 'OLD."revoked_at" IS NULL'}),
)
