"""Addresses of the catalog app, for the seller door."""

from django.urls import path

from catalog.urls import imports
from catalog.views import seller, seller_reviews

urlpatterns = [
    path("produits/", seller.listing, name="seller-products"),
    path("produits/nouveau/", seller.new, name="seller-product-new"),
    path("produits/<int:pk>/", seller.one, name="seller-product"),
    path("produits/<int:pk>/proposer/", seller.proposal, name="seller-product-proposal"),
    path("produits/<int:pk>/retirer/", seller.withdrawal, name="seller-product-withdrawal"),
    path("produits/<int:pk>/remettre/", seller.restoration, name="seller-product-restoration"),
    path("produits/<int:pk>/apercu/", seller.preview, name="seller-product-preview"),
    path("produits/<int:pk>/photos/", seller.photo_desk, name="seller-photos"),
    path("offres/", seller.offers, name="seller-offers"),
    path("offres/<int:pk>/", seller.offer_quick, name="seller-offer-quick"),
    path("avis/", seller_reviews.listing, name="seller-reviews"),
    path("avis/<int:pk>/reponse/", seller_reviews.reply, name="seller-review-reply"),
    *imports.urlpatterns,
]
