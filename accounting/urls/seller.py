"""Addresses of the accounting app, for the sellers' door."""

from django.urls import path

from accounting.billing.views import seller as billing
from accounting.commissions.views import seller as commissions
from accounting.documents.views import seller as documents
from accounting.payouts.views import seller as payouts

urlpatterns = [
    path("argent/", payouts.money, name="seller-money"),
    path("argent/commandes/<str:number>/", payouts.money_order, name="seller-money-order"),
    path("argent/versements/<str:number>/", payouts.payout, name="seller-payout"),
    path(
        "argent/versements/<str:number>/releve.pdf",
        payouts.statement,
        name="seller-payout-statement",
    ),
    path(
        "argent/versements/<str:number>/releve.csv",
        payouts.statement_table,
        name="seller-payout-csv",
    ),
    path("argent/commissions/<str:month>/", billing.commission_month, name="seller-commissions"),
    path(
        "argent/commissions/<str:month>/detail.csv",
        billing.commission_month_table,
        name="seller-commissions-csv",
    ),
    path("argent/simulateur/", commissions.simulator, name="seller-simulator"),
    path("argent/apercu/", commissions.commission_preview, name="seller-commission-preview"),
    path("factures/", billing.invoices, name="seller-invoices"),
    path("factures/<int:pk>/", billing.invoice, name="seller-invoice"),
    path("factures/<int:pk>/contester/", documents.contest, name="seller-invoice-contest"),
]
