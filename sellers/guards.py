"""What the database refuses: rewriting what a seller accepted, and what was said in a message."""

from marketplace.shared.append_only import Guard

GUARDS = (
    Guard("sellers.Acceptance", sealed=True, may_change={"revoked_at": 'OLD."revoked_at" IS NULL'}),
    # what was said stays as it was said; once its time is over its words go, and nothing else
    Guard(
        "sellers.Message",
        may_change={
            "text": "NEW.\"text\" = ''",
            "whole": "NEW.\"whole\" = ''",
            "by_id": 'NEW."by_id" IS NULL',
        },
    ),
)
