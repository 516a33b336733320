"""Addresses of the accounting app, for the sellers' door."""

from django.urls import path

from accounting.views import seller

urlpatterns = [
    path("argent/", seller.money, name="seller-money"),
    path("argent/commandes/<str:number>/", seller.money_order, name="seller-money-order"),
    path("argent/versements/<str:number>/", seller.payout, name="seller-payout"),
    path(
        "argent/versements/<str:number>/releve.pdf",
        seller.statement,
        name="seller-payout-statement",
    ),
    path(
        "argent/versements/<str:number>/releve.csv",
        seller.statement_table,
        name="seller-payout-csv",
    ),
    path("argent/commissions/<str:month>/", seller.commission_month, name="seller-commissions"),
    path(
        "argent/commissions/<str:month>/detail.csv",
        seller.commission_month_table,
        name="seller-commissions-csv",
    ),
    path("argent/simulateur/", seller.simulator, name="seller-simulator"),
    path("argent/apercu/", seller.commission_preview, name="seller-commission-preview"),
    path("factures/", seller.invoices, name="seller-invoices"),
    path("factures/<int:pk>/", seller.invoice, name="seller-invoice"),
]
