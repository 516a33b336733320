"""Addresses of the catalog app, for the shop door."""

from django.urls import path

from catalog.shop.views import shop

urlpatterns = [
    path("c/<slug:slug>/", shop.category, name="shop-category"),
    path("recherche/", shop.find, name="shop-search"),
    path("recherche/suggestions/", shop.suggestions, name="shop-suggestions"),
    path("produit/<slug:slug>/", shop.product, name="shop-product"),
    path("boutique/<slug:slug>/", shop.seller, name="shop-seller"),
    path("classement/", shop.ranking, name="shop-ranking"),
]
