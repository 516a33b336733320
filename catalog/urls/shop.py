"""Addresses of the catalog app, for the shop door."""

from django.urls import path

from catalog.alerts.views import shop as alerts
from catalog.charter.views import shop as charter
from catalog.directory.views import shop as directory
from catalog.reviews.views import shop as reviews
from catalog.sheets.views import papers
from catalog.shop.views import badges, labels, shop
from catalog.snapshots.views import shop as snapshots

urlpatterns = [
    path("recherche/", shop.find, name="shop-search"),
    path("recherche/suggestions/", shop.suggestions, name="shop-suggestions"),
    path("recherche/prevenez-moi/", alerts.ask_words, name="shop-search-alert"),
    path("produit/<slug:slug>/", shop.product, name="shop-product"),
    path("produit/<slug:slug>/prevenez-moi/", alerts.ask, name="shop-alert"),
    path("prevenez-moi/confirmer/<str:token>/", alerts.confirm, name="shop-alert-confirm"),
    path("prevenez-moi/quitter/<str:token>/", alerts.leave, name="shop-alert-leave"),
    path("avis/<int:pk>/signaler/", reviews.report, name="shop-review-report"),
    path("photo/<int:pk>/signaler/", snapshots.report, name="shop-snapshot-report"),
    path("papier/<str:token>/", papers.show, name="shop-paper"),
    path("boutiques/", directory.show, name="shop-directory"),
    path("badges/", badges.listing, name="shop-badges"),
    path("labels/", labels.listing, name="shop-labels"),
    path("labels/<slug:slug>/", labels.show, name="shop-label"),
    path("charte/", charter.show, name="shop-charter"),
    path("classement/", shop.ranking, name="shop-ranking"),
]
