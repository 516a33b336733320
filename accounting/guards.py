"""What the database refuses: rewriting the book, issued documents, commissions, what was paid."""

from marketplace.shared.append_only import Guard

CHAINED = 'length(NEW."hash") = 64'
# Items may be added to a payout until it leaves; one that is dropped frees its items.
OPEN = "(SELECT p.state FROM accounting_payout p WHERE p.id = {row}.payout_id) IN ({states})"
FILED = 'OLD."rendered_at" IS NULL'
NO_STATEMENT = "OLD.\"statement_data\" = '{}'"
NOT_PAID = "OLD.\"state\" <> 'paid'"
TO_APPROVE = "OLD.\"state\" = 'prepared'"

GUARDS = (
    # An entry comes last and closes its lines: whole and balanced, or not at all.
    Guard(
        "accounting.Line",
        must_come=("NOT EXISTS (SELECT 1 FROM accounting_entry e WHERE e.id = NEW.entry_id)",),
    ),
    Guard(
        "accounting.Entry",
        must_come=(
            CHAINED,
            "(SELECT count(*) FROM accounting_line l WHERE l.entry_id = NEW.id) >= 2",
            (
                "(SELECT sum(l.debit_cents - l.credit_cents) FROM accounting_line l WHERE"
                " l.entry_id = NEW.id) = 0"
            ),
        ),
    ),
    Guard(
        "accounting.Invoice",
        must_come=(CHAINED,),
        may_change={"file": FILED, "sha256": FILED, "rendered_at": FILED},
    ),
    Guard(
        "accounting.Commission",
        sealed=True,
        may_change={
            "reversed_cents": 'NEW."reversed_cents" >= OLD."reversed_cents"',
            "reversed_vat_cents": 'NEW."reversed_vat_cents" >= OLD."reversed_vat_cents"',
        },
    ),
    Guard("accounting.CommissionReversal", sealed=True),
    Guard("accounting.CommissionMonth", sealed=True),
    Guard("accounting.BilledCommission", sealed=True),
    # Who prepared and who approved is written before anything leaves, and never again.
    Guard(
        "accounting.PayoutRun",
        sealed=True,
        may_change={
            "state": "OLD.\"state\" IN ('prepared', 'approved')",
            "total_cents": TO_APPROVE,
            "prepared_by_id": f'{TO_APPROVE} AND OLD."prepared_by_id" IS NULL',
            "approved_by_id": TO_APPROVE,
            "approved_at": TO_APPROVE,
        },
    ),
    Guard(
        "accounting.PayoutItem",
        must_come=(OPEN.format(row="NEW", states="'prepared', 'approved'"),),
        many=True,
        may_go=OPEN.format(row="OLD", states="'prepared', 'approved', 'dropped'"),
    ),
    # A statement is written whole, and its seal after its lines.
    Guard(
        "accounting.StatementRow",
        must_come=(
            "(SELECT p.statement_data FROM accounting_payout p WHERE p.id = NEW.payout_id) = '{}'",
        ),
        many=True,
    ),
    Guard(
        "accounting.Payout",
        may_change={
            "state": NOT_PAID,
            "uid": NOT_PAID,
            "amount_cents": NOT_PAID,
            "held_back_cents": NOT_PAID,
            "warnings": NOT_PAID,
            "ref": NOT_PAID,
            "account_ref": NOT_PAID,
            "failure": NOT_PAID,
            "sent_at": NOT_PAID,
            "paid_at": NOT_PAID,
            "invoice_id": 'OLD."invoice_id" IS NULL',
            "statement": "OLD.\"statement\" = ''",
            "statement_data": NO_STATEMENT,
        },
        may_go="OLD.\"state\" = 'prepared'",
    ),
)
