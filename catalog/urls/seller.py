"""Addresses of the catalog app, for the seller door."""

from django.urls import path

from catalog.imports.views import seller as imports
from catalog.joining.views import seller as joining
from catalog.reviews.views import seller as seller_reviews
from catalog.sheets.views import seller

urlpatterns = [
    path("produits/", seller.listing, name="seller-products"),
    path("produits/nouveau/", seller.new, name="seller-product-new"),
    path("produits/<int:pk>/", seller.one, name="seller-product"),
    path("produits/<int:pk>/proposer/", seller.proposal, name="seller-product-proposal"),
    path("produits/<int:pk>/retirer/", seller.withdrawal, name="seller-product-withdrawal"),
    path("produits/<int:pk>/remettre/", seller.restoration, name="seller-product-restoration"),
    path("produits/<int:pk>/apercu/", seller.preview, name="seller-product-preview"),
    path("produits/<int:pk>/photos/", seller.photo_desk, name="seller-photos"),
    path("produits/catalogue/", joining.search, name="seller-join-search"),
    path("produits/<int:pk>/vendre-aussi/", joining.one, name="seller-join"),
    path("produits/<int:pk>/ne-plus-vendre/", joining.withdrawal, name="seller-join-withdrawal"),
    path("produits/<int:pk>/revendre/", joining.resumption, name="seller-join-resumption"),
    path("offres/", seller.offers, name="seller-offers"),
    path("offres/<int:pk>/", seller.offer_quick, name="seller-offer-quick"),
    path("avis/", seller_reviews.listing, name="seller-reviews"),
    path("avis/<int:pk>/reponse/", seller_reviews.reply, name="seller-review-reply"),
    path("imports/", imports.listing, name="seller-imports"),
    path("imports/<int:pk>/", imports.show, name="seller-import"),
    path("imports/<int:pk>/colonnes/", imports.columns, name="seller-import-columns"),
    path("imports/<int:pk>/lecture/", imports.reading, name="seller-import-reading"),
    path("imports/<int:pk>/categories/", imports.choices, name="seller-import-choices"),
    path("imports/<int:pk>/application/", imports.application, name="seller-import-application"),
    path("imports/<int:pk>/reprise/", imports.reopening, name="seller-import-reopening"),
    path("imports/<int:pk>/abandon/", imports.cancellation, name="seller-import-cancellation"),
    path("imports/<int:pk>/photos/", imports.photos, name="seller-import-photos"),
    path("imports/<int:pk>/correction/", imports.correction, name="seller-import-correction"),
    path("imports/<int:pk>/annulation/", imports.undo, name="seller-import-undo"),
    path("imports/<int:pk>/rapport/", imports.download, name="seller-import-report"),
]
