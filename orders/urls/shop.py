"""Addresses of the orders app, for the shop door."""

from django.urls import path

from orders.urls.after import urlpatterns as after
from orders.views import cart, checkout, payment

urlpatterns = [
    path("panier/", cart.show, name="shop-cart"),
    path("panier/ajout/", cart.add, name="shop-cart-add"),
    path("panier/ligne/<int:pk>/", cart.line, name="shop-cart-line"),
    path("panier/accord/", cart.agree, name="shop-cart-agree"),
    path("panier/livraison/", cart.delivery, name="shop-cart-delivery"),
    path("commander/", checkout.show, name="shop-checkout"),
    path("commande/<str:number>/paiement/", payment.show, name="shop-payment"),
    path("commande/<str:number>/panier/", payment.refill, name="shop-refill"),
    *after,
]
