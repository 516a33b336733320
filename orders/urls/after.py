"""Addresses of what follows a sale, for the shop door."""

from django.urls import path

from orders.views import incidents, orders, returns, review, withdrawal

urlpatterns: list = [
    path("mes-commandes/", orders.listing, name="shop-orders"),
    path("mes-retours/", orders.my_returns, name="shop-my-returns"),
    path("suivi/", orders.lookup, name="shop-order-lookup"),
    path("commande/<slug:number>/", orders.show, name="shop-order"),
    path(
        "commande/<slug:number>/colis/<int:pk>/recu/", orders.received, name="shop-parcel-received"
    ),
    path("commande/<slug:number>/annuler/<int:part>/", orders.cancel, name="shop-order-cancel"),
    path("commande/<slug:number>/retour/<int:part>/", returns.new, name="shop-return-new"),
    path("commande/<slug:number>/constat/<int:pk>/", returns.photo, name="shop-return-photo"),
    path("commande/<slug:number>/garder/<slug:back>/", orders.keep, name="shop-return-keep"),
    path("commande/<slug:number>/reclamer/<int:part>/", incidents.new, name="shop-incident-new"),
    path(
        "commande/<slug:number>/reclamation/<slug:incident>/", incidents.show, name="shop-incident"
    ),
    path(
        "commande/<slug:number>/reclamation/<slug:incident>/clore/",
        incidents.withdraw,
        name="shop-incident-close",
    ),
    path(
        "commande/<slug:number>/reclamation/<slug:incident>/photo/<int:pk>/",
        incidents.photo,
        name="shop-incident-photo",
    ),
    path("commande/<slug:number>/avis/<int:line>/", review.new, name="shop-review-new"),
    path("retractation/", withdrawal.show, name="shop-withdrawal"),
    path("retractation/<slug:key>/", withdrawal.done, name="shop-withdrawal-done"),
    path(
        "retractation/<slug:key>/recepisse.txt", withdrawal.receipt, name="shop-withdrawal-receipt"
    ),
]
