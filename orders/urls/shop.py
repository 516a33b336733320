"""Addresses of the orders app, for the shop door."""

from django.urls import path

from orders.buying.views import cart, checkout, company, payment, point
from orders.following.views import late, photos, review, talking
from orders.following.views import shop as orders
from orders.incidents.views import shop as incidents
from orders.quality.views import shop as quality
from orders.returns.views import shop as returns
from orders.returns.views import withdrawal

urlpatterns = [
    path("panier/", cart.show, name="shop-cart"),
    path("panier/ajout/", cart.add, name="shop-cart-add"),
    path("panier/ligne/<int:pk>/", cart.line, name="shop-cart-line"),
    path("panier/accord/", cart.agree, name="shop-cart-agree"),
    path("panier/rappel/", cart.dismiss, name="shop-cart-dismiss"),
    path("panier/livraison/", cart.delivery, name="shop-cart-delivery"),
    path("commander/", checkout.show, name="shop-checkout"),
    path("commander/adresse/", checkout.take_address, name="shop-checkout-address"),
    path("commande/<str:number>/paiement/", payment.show, name="shop-payment"),
    path("commande/<slug:number>/entreprise/", company.show, name="shop-order-company"),
    path("commande/<slug:number>/renoncer/", payment.renounce, name="shop-renounce"),
    path("commande/<slug:number>/changer/", payment.change, name="shop-order-change"),
    path("commande/<str:number>/panier/", payment.refill, name="shop-refill"),
    path("mes-commandes/", orders.listing, name="shop-orders"),
    path("mes-retours/", orders.my_returns, name="shop-my-returns"),
    path("suivi/", orders.lookup, name="shop-order-lookup"),
    path("commande/<slug:number>/", orders.show, name="shop-order"),
    path(
        "commande/<slug:number>/colis/<int:pk>/recu/", orders.received, name="shop-parcel-received"
    ),
    path("commande/<slug:number>/livraison.ics", orders.calendar, name="shop-order-calendar"),
    path("commande/<slug:number>/annuler/<int:part>/", orders.cancel, name="shop-order-cancel"),
    path("commande/<slug:number>/retard/<int:part>/", late.show, name="shop-order-late"),
    path("commande/<slug:number>/point/<int:part>/", point.show, name="shop-order-point"),
    path("commande/<slug:number>/retour/<int:part>/", returns.new, name="shop-return-new"),
    path("commande/<slug:number>/renvoi/<slug:back>/", returns.sent, name="shop-return-sent"),
    path(
        "commande/<slug:number>/renvoi/<slug:back>/bon.pdf", returns.slip, name="shop-return-slip"
    ),
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
    path("commande/<slug:number>/messages/<int:part>/", talking.show, name="shop-order-thread"),
    path(
        "commande/<slug:number>/messages/<int:part>/piece/<int:pk>/",
        talking.enclosure,
        name="shop-order-enclosure",
    ),
    path("commande/<slug:number>/avis/<int:line>/", review.new, name="shop-review-new"),
    path("qualite/", quality.index, name="shop-quality"),
    path("qualite/<int:year>-t<int:quarter>/", quality.report, name="shop-quality-report"),
    path(
        "qualite/<int:year>-t<int:quarter>/chiffres.csv",
        quality.figures,
        name="shop-quality-figures",
    ),
    path("commande/<slug:number>/photos/<int:line>/", photos.show, name="shop-photos"),
    path("commande/<slug:number>/photo/<int:pk>/", photos.photo, name="shop-photo"),
    path(
        "commande/<slug:number>/photo/<int:pk>/retirer/",
        photos.withdraw,
        name="shop-photo-withdrawal",
    ),
    path("retractation/", withdrawal.show, name="shop-withdrawal"),
    path("retractation/<slug:key>/", withdrawal.done, name="shop-withdrawal-done"),
    path(
        "retractation/<slug:key>/recepisse.txt", withdrawal.receipt, name="shop-withdrawal-receipt"
    ),
]
