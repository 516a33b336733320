"""Addresses of the orders app, for the seller door."""

from django.urls import path

from orders.figures.views import seller as seller_figures
from orders.fulfilment.views import seller as seller_orders
from orders.fulfilment.views import sending, sending_file
from orders.incidents.views import seller as seller_incidents
from orders.returns.views import seller as seller_returns
from orders.tracking.views import seller as seller_parcels

urlpatterns: list = [
    path("commandes/", seller_orders.listing, name="seller-orders"),
    path("commandes/<slug:number>/", seller_orders.one, name="seller-order"),
    path("commandes/<slug:number>/bon/", seller_orders.packing_slip, name="seller-packing-slip"),
    path("expeditions/", sending.show, name="seller-sending"),
    path("expeditions/preparation/", sending.pick_list, name="seller-sending-list"),
    path("expeditions/bons/", sending.packing_slips, name="seller-sending-slips"),
    path("expeditions/a-expedier.csv", sending_file.table, name="seller-sending-table"),
    path("expeditions/fichier/", sending_file.show, name="seller-sending-file"),
    path(
        "commandes/<slug:number>/colis/<int:parcel>/revenu/",
        seller_parcels.came_back,
        name="seller-parcel-back",
    ),
    path("retours/", seller_returns.listing, name="seller-returns"),
    path("retours/<slug:number>/", seller_returns.one, name="seller-return"),
    path("retours/<slug:number>/photo/<int:pk>/", seller_returns.photo, name="seller-return-photo"),
    path("chiffres/", seller_figures.show, name="seller-figures"),
    path("reclamations/", seller_incidents.listing, name="seller-incidents"),
    path("reclamations/<slug:number>/", seller_incidents.one, name="seller-incident"),
    path(
        "reclamations/<slug:number>/photo/<int:pk>/",
        seller_incidents.photo,
        name="seller-incident-photo",
    ),
]
