"""What the database refuses: rewriting what a buyer declared."""

from marketplace.shared.append_only import Guard
from orders.models import WithdrawalDeclaration

# What they wrote and when; what became of it is written beside it.
DECLARED = ("id", *WithdrawalDeclaration.DECLARED, "rank", "previous", "hash")
GUARDS = (
    Guard("orders.WithdrawalDeclaration", frozen=DECLARED, must_come=('length(NEW."hash") = 64',)),
)
