"""Who hears what. Read this page to follow a fact through the marketplace.

A listener runs in the transaction of the fact, in the order written here; `later(task)` runs
in the worker after the commit, at least once.
"""

from accounting import commissions, invoices, postings, statements
from accounting import events as accounting
from accounting import tasks as accounting_tasks
from catalog import events as catalog
from catalog import search, visibility
from catalog import tasks as catalog_tasks
from marketplace import reactions
from marketplace.shared.events import Step, later
from orders import events as orders
from orders import returns
from orders import tasks as orders_tasks
from sellers import events as sellers
from sellers import tasks as sellers_tasks

FLOWS: dict[type, list[Step]] = {
    # Sellers
    sellers.SellerApplied: [later(sellers_tasks.send_received)],
    sellers.SellerOpened: [
        visibility.on_seller_moved,
        later(sellers_tasks.open_account),
        later(sellers_tasks.send_opened),
    ],
    sellers.SellerRefused: [later(sellers_tasks.send_refused)],
    sellers.ItemAskedAgain: [later(sellers_tasks.send_item_asked)],
    sellers.SellerSuspended: [visibility.on_seller_moved, later(sellers_tasks.send_suspended)],
    sellers.SellerReinstated: [visibility.on_seller_moved],
    sellers.SellerChanged: [visibility.on_seller_moved, search.on_seller_changed],
    sellers.MandateGiven: [invoices.issue_waiting],
    sellers.BankChanged: [later(sellers_tasks.send_bank_changed)],
    # Catalogue
    catalog.ProductsSaved: [search.on_saved],
    catalog.ProductPublished: [search.on_published],
    catalog.ProductRetired: [search.on_taken_down],
    catalog.ProductSentBack: [later(catalog_tasks.send_sent_back)],
    catalog.ProductTakenDown: [search.on_taken_down, later(catalog_tasks.send_taken_down)],
    catalog.RulesTightened: [later(catalog_tasks.read_again)],
    catalog.ImportReceived: [later(catalog_tasks.check_import)],
    catalog.ImportConfirmed: [later(catalog_tasks.apply_import)],
    catalog.PhotosAdded: [later(catalog_tasks.cut_photos)],
    # Orders
    orders.OrderPlaced: [commissions.freeze],
    orders.SellerOrderPaid: [postings.sale, later(orders_tasks.send_new_order)],
    orders.OrderPaid: [
        postings.payment_fee,
        reactions.on_order_paid,
        later(orders_tasks.send_confirmed),
    ],
    orders.PaymentFailed: [later(orders_tasks.send_payment_failed)],
    orders.OrderExpired: [later(orders_tasks.send_expired)],
    orders.PaidTooLate: [postings.late_payment],
    orders.SellerOrderAccepted: [later(orders_tasks.send_accepted_partly)],
    orders.SellerOrderCancelled: [
        later(orders_tasks.send_cancelled),
        later(orders_tasks.send_seller_cancelled),
    ],
    orders.ParcelShipped: [later(orders_tasks.send_shipped)],
    orders.SellerOrderShipped: [invoices.issue_sale],
    orders.SellerOrderDelivered: [later(orders_tasks.send_delivered)],
    orders.ReturnAsked: [later(orders_tasks.send_return_asked)],
    orders.ReturnAnswered: [later(orders_tasks.send_return_answered)],
    orders.OrderLinkAsked: [later(orders_tasks.send_link)],
    orders.WithdrawalDeclared: [
        later(orders_tasks.acknowledge_withdrawal),
        later(orders_tasks.follow_withdrawal),
    ],
    orders.RefundIntended: [later(orders_tasks.send_refund)],
    orders.RefundPaid: [
        invoices.credit_refund,  # takes the order's row: before the book, whose heads are held to the end
        postings.refund,
        returns.on_refund_paid,
        later(orders_tasks.send_refunded),
    ],
    orders.DisputeOpened: [postings.dispute_opened, later(orders_tasks.send_dispute_opened)],
    orders.DisputeClosed: [postings.dispute_closed],
    # Accounting
    accounting.InvoiceIssued: [later(accounting_tasks.render_invoice)],
    accounting.PayoutApproved: [later(accounting_tasks.send_payout)],
    accounting.PayoutPaid: [
        postings.payout,
        invoices.issue_commission,
        statements.close,
        later(accounting_tasks.make_statement),
        later(accounting_tasks.tell_paid),
    ],
    accounting.PayoutFailed: [later(accounting_tasks.tell_failed)],
}
