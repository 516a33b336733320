"""What the database refuses: rewriting facts, notices and proofs; numbers that go back."""

from marketplace.shared.append_only import Guard

GUARDS = (
    Guard("shared.Fact", sealed=True),
    Guard("shared.GatewayNotice", sealed=True, may_change={"handled_at": "", "outcome": ""}),
    Guard("shared.Sequence", may_change={
        "last": 'NEW."last" >= OLD."last"',
        "last_on": 'OLD."last_on" IS NULL OR NEW."last_on" >= OLD."last_on"'}),
    Guard("shared.Chain", may_change={
        "rank": 'NEW."rank" > OLD."rank"', "hash": 'NEW."rank" > OLD."rank"'}),
    Guard("shared.Block", must_come=('length(NEW."hash") = 64',)),
    Guard("shared.Proof", must_come=('length(NEW."hash") = 64',)),
)
