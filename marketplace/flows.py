"""Who hears what. Read this page to follow a fact through the marketplace.

A listener runs in the transaction of the fact, in the order written here; `later(task)` runs
in the worker after the commit, at least once.
"""

from accounting import events as accounting
from accounting import tasks as accounting_tasks
from accounting.book import postings
from accounting.commissions import commissions
from accounting.documents import invoices
from accounting.payouts import statements
from catalog import events as catalog
from catalog import rounds, search
from catalog import tasks as catalog_tasks
from catalog.reviews import notices, reviews
from catalog.snapshots import notices as snapshot_notices
from catalog.snapshots import snapshots
from marketing import events as marketing
from marketing import tasks as marketing_tasks
from marketplace import events as people
from marketplace import reactions
from marketplace import tasks as house_tasks
from marketplace.shared import appeals, proposals
from marketplace.shared.events import Step, later
from orders import events as orders
from orders import tasks as orders_tasks
from orders.fulfilment import late
from orders.incidents import agreeing, incidents
from orders.returns import returns
from sellers import events as sellers
from sellers import tasks as sellers_tasks
from sellers.application import kyc
from sellers.prospects import prospects

FLOWS: dict[type, list[Step]] = {
    # People
    people.ProofAsked: [later(house_tasks.send_proof)],
    people.MailboxProven: [reactions.on_mailbox_proven],
    people.SignedUpAgain: [later(house_tasks.send_exists)],
    people.ResetAsked: [later(house_tasks.send_reset)],
    people.PasswordChosen: [later(house_tasks.send_password_chosen)],
    people.SecondFactorChanged: [later(house_tasks.send_second_factor)],
    people.GuessedAt: [later(house_tasks.send_guessed_at)],
    people.MoveAsked: [later(house_tasks.send_move_asked)],
    people.MailboxMoved: [reactions.on_mailbox_moved, later(house_tasks.send_moved)],
    people.MoveObjected: [later(house_tasks.send_move_objected)],
    people.ColleagueInvited: [later(house_tasks.send_team_invitation)],
    people.ColleagueNotInvited: [later(house_tasks.send_team_invitation_over)],
    people.ColleagueDeclined: [later(house_tasks.send_team_invitation_over)],
    people.ColleagueJoined: [later(house_tasks.send_team_invitation_over)],
    # Rules and rights
    proposals.ChangeProposed: [later(house_tasks.tell_of_proposal)],
    proposals.ChangeApplied: [later(house_tasks.tell_of_decision)],
    proposals.ChangeDropped: [later(house_tasks.tell_of_decision)],
    appeals.DecisionContested: [later(house_tasks.send_appeal_received)],
    appeals.AppealDecided: [later(house_tasks.send_appeal_decided)],
    # Sellers
    sellers.SellerApplied: [later(sellers_tasks.send_received), prospects.on_applied],
    sellers.ProspectAsked: [later(sellers_tasks.send_prospect_received)],
    sellers.ProspectInvited: [later(sellers_tasks.send_prospect_invited)],
    sellers.SellerOpened: [
        rounds.on_seller_moved,
        later(sellers_tasks.open_account),
        later(sellers_tasks.send_opened),
    ],
    sellers.SellerRefused: [later(sellers_tasks.send_refused)],
    sellers.SellerRevived: [later(sellers_tasks.send_revived)],
    sellers.SellerClosed: [rounds.on_seller_moved, later(sellers_tasks.send_closed)],
    sellers.SellerReopened: [rounds.on_seller_moved, later(sellers_tasks.send_reopened)],
    sellers.IdentityAsked: [later(sellers_tasks.send_identity_asked)],
    sellers.IdentityScheduled: [later(sellers_tasks.send_identity_scheduled)],
    sellers.IdentityInForce: [
        kyc.on_identity_in_force,
        later(sellers_tasks.send_identity_in_force),
    ],
    sellers.AccountUpdateAsked: [later(sellers_tasks.tell_account)],
    sellers.ShopMailboxAsked: [
        later(sellers_tasks.send_mailbox_proof),
        later(sellers_tasks.send_mailbox_asked),
    ],
    sellers.ShopMailboxAskedAgain: [later(sellers_tasks.send_mailbox_proof)],
    sellers.IdentityRefused: [later(sellers_tasks.send_identity_refused)],
    sellers.ItemAskedAgain: [later(sellers_tasks.send_item_asked)],
    sellers.SellerSuspended: [rounds.on_seller_moved, later(sellers_tasks.send_suspended)],
    sellers.SellerReinstated: [rounds.on_seller_moved, later(sellers_tasks.send_reinstated)],
    sellers.KycAsked: [later(sellers_tasks.send_kyc_asked)],
    sellers.SellerChanged: [rounds.on_seller_moved, rounds.on_seller_changed],
    sellers.ShopRenamed: [rounds.on_seller_changed],
    sellers.MakerDeclared: [rounds.on_maker_declared],
    sellers.AgreementRenewed: [later(sellers_tasks.tell_of_text)],
    sellers.MandateRevoked: [later(sellers_tasks.send_mandate_revoked)],
    sellers.MandateGiven: [invoices.issue_waiting],
    sellers.BankChanged: [later(sellers_tasks.send_bank_changed)],
    sellers.MemberInvited: [later(sellers_tasks.send_invitation)],
    sellers.InvitationWithdrawn: [later(sellers_tasks.send_invitation_withdrawn)],
    sellers.InvitationDeclined: [later(sellers_tasks.send_invitation_answered)],
    sellers.MemberJoined: [later(sellers_tasks.send_invitation_answered)],
    sellers.MemberAppointed: [later(sellers_tasks.send_appointed)],
    sellers.MemberLeft: [later(sellers_tasks.send_member_left)],
    sellers.ContactAsked: [later(sellers_tasks.send_contact_received)],
    sellers.MessagesDue: [later(sellers_tasks.send_messages)],
    sellers.OperatorJoined: [later(sellers_tasks.send_operator_joined)],
    sellers.ThreadClosed: [later(sellers_tasks.send_thread_closed)],
    sellers.AnswerReminded: [later(sellers_tasks.send_answer_reminder)],
    sellers.AnswerEscalated: [later(sellers_tasks.send_answer_late)],
    # Catalogue
    catalog.AlertAsked: [later(catalog_tasks.send_alert_asked)],
    catalog.AlertDue: [later(catalog_tasks.send_alert_back)],
    catalog.ShopRoundAsked: [later(catalog_tasks.go_round)],
    catalog.PolicyChanged: [later(catalog_tasks.follow_policy)],
    catalog.AttributeCreated: [
        later(catalog_tasks.read_attributes),
        later(catalog_tasks.screen_waiting),
    ],
    catalog.AttributeChanged: [
        later(catalog_tasks.read_attributes),
        later(catalog_tasks.screen_waiting),
    ],
    catalog.CategoryChanged: [later(catalog_tasks.screen_waiting)],
    catalog.CorrectionDecided: [later(catalog_tasks.send_correction)],
    catalog.QualityWeighed: [later(catalog_tasks.rate_sheets)],
    catalog.OfferJoined: [search.on_joined],
    catalog.OfferLeft: [search.on_joined],
    catalog.ProductsSaved: [search.on_saved],
    catalog.ProductPublished: [search.on_published],
    catalog.ProductRetired: [search.on_taken_down],
    catalog.ProductsRetired: [search.on_retired],
    catalog.BulkConfirmed: [later(catalog_tasks.write_bulk)],
    catalog.RecyclingAsked: [later(catalog_tasks.send_recycling_asked)],
    catalog.OffersWithheld: [later(catalog_tasks.send_offers_withheld)],
    catalog.LabelApproved: [later(catalog_tasks.send_label_decided)],
    catalog.LabelAsked: [later(catalog_tasks.send_label_decided)],
    catalog.LabelRefused: [later(catalog_tasks.send_label_decided)],
    catalog.LabelTakenUp: [later(catalog_tasks.send_label_decided)],
    catalog.LabelSuspended: [later(catalog_tasks.send_label_decided)],
    catalog.LabelReinstated: [later(catalog_tasks.send_label_decided)],
    catalog.LabelEnding: [later(catalog_tasks.send_label_ending)],
    catalog.ProductSentBack: [later(catalog_tasks.send_sent_back)],
    catalog.ProductsMerged: [search.on_merged, reviews.on_merged, snapshots.on_merged],
    catalog.ProductMergedAway: [later(catalog_tasks.send_merged)],
    catalog.ProductUnmerged: [
        search.on_unmerged,
        reviews.on_unmerged,
        snapshots.on_unmerged,
        reactions.on_unmerged,
        later(catalog_tasks.send_unmerged),
    ],
    catalog.ProductSplit: [
        search.on_split,
        reactions.on_split,
        later(catalog_tasks.send_split),
    ],
    catalog.ProductTakenDown: [search.on_taken_down, later(catalog_tasks.send_taken_down)],
    catalog.ReviewPublished: [later(catalog_tasks.send_new_review)],
    catalog.ReviewRefused: [
        notices.on_review_refused,
        later(orders_tasks.send_review_refused),
    ],
    catalog.ReviewReported: [later(catalog_tasks.send_notice_received)],
    catalog.NoticeCompleted: [later(catalog_tasks.send_notice_received)],
    catalog.ReviewKept: [later(catalog_tasks.send_notice_kept)],
    catalog.NoticeUpheld: [later(catalog_tasks.send_notice_upheld)],
    catalog.SnapshotPublished: [later(orders_tasks.send_snapshot_shown)],
    catalog.SnapshotRefused: [
        snapshot_notices.on_refused,
        later(catalog_tasks.clear_snapshot),
        later(orders_tasks.send_snapshot_refused),
    ],
    catalog.SnapshotWithdrawn: [
        snapshot_notices.on_withdrawn,
        later(catalog_tasks.clear_snapshot),
    ],
    catalog.SnapshotReported: [later(catalog_tasks.send_snapshot_notice_received)],
    catalog.SnapshotKept: [later(catalog_tasks.send_snapshot_notice_kept)],
    catalog.SnapshotNoticeUpheld: [later(catalog_tasks.send_snapshot_notice_upheld)],
    catalog.RulesTightened: [later(catalog_tasks.read_again), later(catalog_tasks.screen_waiting)],
    catalog.ImportSent: [later(catalog_tasks.read_import)],
    catalog.ImportReceived: [later(catalog_tasks.check_import)],
    catalog.ImportConfirmed: [later(catalog_tasks.apply_import)],
    catalog.ImportUndoAsked: [later(catalog_tasks.undo_import)],
    catalog.PhotosAdded: [later(catalog_tasks.cut_photos)],
    # Marketing
    marketing.NewsletterAsked: [later(marketing_tasks.send_confirm)],
    marketing.FollowAsked: [later(marketing_tasks.send_follow_asked)],
    marketing.PictureAdded: [later(marketing_tasks.cut_picture)],
    marketing.StorySent: [later(marketing_tasks.send_story)],
    marketing.ShopFeatured: [later(marketing_tasks.send_featured)],
    marketing.ShopFeaturingWithdrawn: [later(marketing_tasks.send_featuring_withdrawn)],
    marketing.InterviewAsked: [later(marketing_tasks.send_interview_asked)],
    marketing.InterviewReminded: [later(marketing_tasks.send_interview_reminder)],
    marketing.InterviewShown: [later(marketing_tasks.send_interview_shown)],
    marketing.InterviewPublished: [later(marketing_tasks.send_interview_published)],
    marketing.ShopPagePublished: [later(marketing_tasks.send_shop_page_decided)],
    marketing.ShopPagePutBack: [later(marketing_tasks.send_shop_page_decided)],
    marketing.ShopPageSentBack: [later(marketing_tasks.send_shop_page_decided)],
    marketing.ShopPageTakenDown: [later(marketing_tasks.send_shop_page_decided)],
    marketing.ShopNewsPublished: [later(marketing_tasks.send_shop_news_decided)],
    marketing.ShopNewsSentBack: [later(marketing_tasks.send_shop_news_decided)],
    marketing.SignedUp: [later(marketing_tasks.send_signup)],
    marketing.SeatGiven: [later(marketing_tasks.send_seat_given)],
    marketing.SignupWithdrawn: [later(marketing_tasks.send_signup_withdrawn)],
    marketing.SignupReminded: [later(marketing_tasks.send_signup_reminder)],
    marketing.GatheringMoved: [later(marketing_tasks.tell_signed_up)],
    marketing.GatheringCancelled: [later(marketing_tasks.tell_signed_up)],
    marketing.RepostEnded: [later(marketing_tasks.clear_repost)],
    marketing.RepostDiscarded: [later(marketing_tasks.clear_repost)],
    marketing.RepostWithdrawn: [later(marketing_tasks.clear_repost)],
    # Orders
    orders.OrderPlaced: [commissions.freeze],
    orders.SellerOrderPaid: [postings.sale, later(orders_tasks.send_new_order)],
    orders.OrderPaid: [
        postings.payment_fee,
        reactions.on_order_paid,
        later(orders_tasks.send_confirmed),
        later(orders_tasks.follow_early_withdrawals),
    ],
    orders.PaymentFailed: [later(orders_tasks.send_payment_failed)],
    orders.OrderExpired: [later(orders_tasks.send_expired)],
    orders.OrderRenounced: [later(orders_tasks.send_expired)],
    orders.PaidTooLate: [postings.late_payment],
    orders.AnswerDue: [later(orders_tasks.send_answer_due)],
    orders.ShippingDue: [later(orders_tasks.send_shipping_due)],
    orders.PartLate: [later(orders_tasks.send_late)],
    orders.ParcelsLate: [later(orders_tasks.send_parcels_late)],
    orders.NewDayProposed: [later(orders_tasks.send_new_day)],
    orders.LateWaited: [later(orders_tasks.send_late_waited)],
    orders.CancellationAnnounced: [later(orders_tasks.send_cancellation_announced)],
    orders.SellerOrderAccepted: [later(orders_tasks.send_accepted_partly)],
    orders.SellerOrderCancelled: [
        late.on_gone,
        later(orders_tasks.send_cancelled),
        later(orders_tasks.send_seller_cancelled),
    ],
    orders.PickupPointClosed: [later(orders_tasks.send_point_closed)],
    orders.PickupPointChosen: [later(orders_tasks.send_point_chosen)],
    orders.ParcelShipped: [later(orders_tasks.send_shipped)],
    orders.TrackingCorrected: [later(orders_tasks.send_tracking_corrected)],
    orders.ParcelPresumed: [later(orders_tasks.send_presumed)],
    orders.RestCancelled: [later(orders_tasks.send_rest_cancelled)],
    orders.ParcelDelivered: [
        returns.on_parcel_delivered,
        incidents.on_delivered,
        later(orders_tasks.send_delivery_stated),
    ],
    orders.ParcelLost: [later(orders_tasks.send_lost)],
    orders.ParcelAtPoint: [later(orders_tasks.send_at_point)],
    orders.ParcelSentBack: [later(orders_tasks.send_sent_back)],
    orders.SellerOrderShipped: [late.on_left, invoices.issue_sales],
    orders.SellerOrderCameBack: [late.on_gone],
    orders.SellerOrderDelivered: [late.on_left, later(orders_tasks.send_delivered)],
    orders.DestinationCorrected: [later(orders_tasks.send_destination_corrected)],
    orders.ReturnAsked: [
        agreeing.on_return_asked,
        later(orders_tasks.send_return_asked),
        later(orders_tasks.send_return_noted),
    ],
    orders.ReturnAnswered: [
        later(orders_tasks.send_return_answered),
        later(orders_tasks.send_return_accepted),
        later(orders_tasks.send_return_done_in_place),
    ],
    orders.ReturnSent: [later(orders_tasks.send_return_sent)],
    orders.ReturnArrived: [later(orders_tasks.send_return_answered)],
    orders.ReturnRefusedOnReceipt: [later(orders_tasks.send_refused_on_receipt)],
    orders.ReturnReceived: [
        later(orders_tasks.send_deducted),
        later(orders_tasks.send_return_done_in_place),
    ],
    orders.IncidentOpened: [later(orders_tasks.send_incident_opened)],
    orders.IncidentSaid: [later(orders_tasks.send_incident_said)],
    orders.IncidentAsked: [later(orders_tasks.send_incident_asked)],
    orders.IncidentUnanswered: [later(orders_tasks.send_incident_unanswered)],
    orders.IncidentDecided: [later(orders_tasks.send_incident_decided)],
    orders.ArrangementProposed: [later(orders_tasks.send_arrangement_proposed)],
    orders.ArrangementRefused: [later(orders_tasks.send_arrangement_refused)],
    orders.ArrangementLapsed: [later(orders_tasks.send_arrangement_lapsed)],
    orders.IncidentSettled: [later(orders_tasks.send_incident_settled)],
    orders.IncidentContradicted: [later(orders_tasks.send_incident_contradicted)],
    orders.IncidentWithdrawn: [later(orders_tasks.send_incident_withdrawn)],
    orders.OrderLinkAsked: [later(orders_tasks.send_link)],
    orders.WithdrawalDeclared: [
        later(orders_tasks.acknowledge_withdrawal),
        later(orders_tasks.follow_withdrawal),
    ],
    orders.AcknowledgementAsked: [later(orders_tasks.acknowledge_withdrawal)],
    # one that is older than the rule that every address declared is written to
    orders.WithdrawalSettled: [later(orders_tasks.acknowledge_withdrawal)],
    orders.WithdrawalToRead: [later(orders_tasks.send_withdrawal_to_read)],
    orders.WithdrawalRead: [later(orders_tasks.send_withdrawal_read)],
    orders.WithdrawalTaken: [
        later(orders_tasks.send_withdrawal_taken),
        later(orders_tasks.send_seller_withdrawn),
    ],
    orders.RefundIntended: [agreeing.on_refund_intended, later(orders_tasks.send_refund)],
    orders.RefundRetried: [later(orders_tasks.send_refund)],
    orders.RefundPaid: [
        # locks the order's row: before the book, whose chain heads stay locked to the end
        invoices.credit_refund,
        postings.refund,
        returns.on_refund_paid,
        incidents.on_refund_paid,
        reactions.on_money_back,
        later(orders_tasks.send_refunded),
    ],
    orders.RefundFailed: [later(orders_tasks.send_refund_failed)],
    orders.RefundDropped: [returns.on_refund_dropped, reactions.on_money_back],
    orders.QualityAsked: [later(orders_tasks.make_quality)],
    orders.DisputeOpened: [postings.dispute_opened, later(orders_tasks.send_dispute_opened)],
    orders.DisputeClosed: [
        postings.dispute_closed,
        reactions.on_dispute_closed,
        later(accounting_tasks.tell_dispute_closed),
    ],
    # Accounting
    accounting.InvoiceIssued: [later(accounting_tasks.render_invoice)],
    accounting.InvoiceContestAnswered: [later(accounting_tasks.tell_contest_answered)],
    accounting.CommissionsBilled: [later(accounting_tasks.tell_billed)],
    accounting.BillingAsked: [later(accounting_tasks.bill_commissions)],
    accounting.RunApproved: [later(accounting_tasks.send_run)],
    accounting.PayoutRetried: [later(accounting_tasks.send_payout)],
    accounting.PayoutPaid: [
        postings.payout,
        statements.close,
        later(accounting_tasks.make_statement),
        later(accounting_tasks.tell_paid),
    ],
    accounting.PayoutFailed: [later(accounting_tasks.tell_failed)],
}
