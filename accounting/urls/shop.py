"""Addresses of the accounting app, for the shop's door."""

from django.urls import path

from accounting.documents.views import shop

urlpatterns = [
    path("commande/<str:number>/document/<int:pk>/", shop.document, name="shop-document"),
]
