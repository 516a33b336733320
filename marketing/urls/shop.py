"""Addresses of the marketing app, for the shop door."""

from django.urls import path

from marketing.views import shop

urlpatterns = [
    path("journal/", shop.articles, name="shop-articles"),
    path("journal/<slug:slug>/", shop.article, name="shop-article"),
    path("lettre/", shop.newsletter, name="shop-newsletter"),
    path("lettre/confirmer/<str:token>/", shop.confirm, name="shop-newsletter-confirm"),
    path("lettre/quitter/<str:token>/", shop.unsubscribe, name="shop-unsubscribe"),
]
