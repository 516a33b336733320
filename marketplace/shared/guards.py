"""What the database refuses: rewriting facts, notices, proofs, texts; numbers that go back."""

from marketplace.shared.append_only import Guard
from marketplace.shared.palette.choices import NAMES, PICTURES

OPEN = "OLD.\"state\" = 'open'"
WAITS = "OLD.\"state\" = 'waiting'"
DRAFT = 'OLD."published_at" IS NULL'
WRITTEN = "OLD.\"state\" = 'draft'"

GUARDS = (
    Guard("shared.Fact", sealed=True),
    Guard("shared.GatewayNotice", sealed=True, may_change={"handled_at": "", "outcome": ""}),
    Guard(
        "shared.Sequence",
        may_change={
            "last": 'NEW."last" >= OLD."last"',
            "last_on": 'OLD."last_on" IS NULL OR NEW."last_on" >= OLD."last_on"',
        },
    ),
    Guard(
        "shared.Chain",
        may_change={"rank": 'NEW."rank" > OLD."rank"', "hash": 'NEW."rank" > OLD."rank"'},
    ),
    # What was proposed stands; what became of it is decided once.
    Guard(
        "shared.ProposedChange",
        sealed=True,
        may_change={"state": WAITS, "decided_by_id": WAITS, "decided_at": WAITS, "outcome": WAITS},
    ),
    # What was contested, and how it was answered: once.
    Guard(
        "shared.Appeal",
        sealed=True,
        may_change={"state": OPEN, "answer": OPEN, "decided_by_id": OPEN, "decided_at": OPEN},
    ),
    # A draft is written and thrown away; a published version binds. Its fact keeps the print of its
    # words.
    Guard(
        "shared.LegalText",
        frozen=("id",),
        may_go=DRAFT,
        may_change=dict.fromkeys(
            ("kind", "version", "title", "title_en", "body", "body_en", "published_at"), DRAFT
        ),
    ),
    # what the house promised on a day stays provable: each wording is a row, none is rewritten
    Guard("shared.Saying", sealed=True, may_change={"written_by_id": ""}),
    # A draft of how the house looks is written; what was in force once is as it was.
    Guard(
        "shared.Look",
        frozen=("id", "number", "shipped"),
        may_change=dict.fromkeys((*NAMES, *PICTURES, "name", "revision"), WRITTEN),
    ),
    Guard("shared.Block", must_come=('length(NEW."hash") = 64',)),
    Guard("shared.Proof", must_come=('length(NEW."hash") = 64',)),
)
