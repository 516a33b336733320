"""Addresses of the catalog app, for the seller door."""

from django.urls import path

from catalog.badges.views import seller as badges
from catalog.bulk.views import seller as bulk
from catalog.claims.views import seller as claims
from catalog.imports.views import seller as imports
from catalog.joining.views import seller as joining
from catalog.recycling.views import seller as recycling
from catalog.reviews.views import seller as seller_reviews
from catalog.sheets.views import form, lists, papers

urlpatterns = [
    path("produits/", lists.listing, name="seller-products"),
    path("produits/nouveau/", form.new, name="seller-product-new"),
    path("produits/<int:pk>/", form.one, name="seller-product"),
    path("produits/<int:pk>/proposer/", form.proposal, name="seller-product-proposal"),
    path("produits/<int:pk>/retirer/", form.withdrawal, name="seller-product-withdrawal"),
    path("produits/<int:pk>/remettre/", form.restoration, name="seller-product-restoration"),
    path("produits/<int:pk>/apercu/", form.preview, name="seller-product-preview"),
    path("produits/<int:pk>/copie/", form.copy, name="seller-product-copy"),
    path("produits/photos/", form.photo, name="seller-photos"),
    path("produits/catalogue/", joining.search, name="seller-join-search"),
    path("produits/<int:pk>/vendre-aussi/", joining.one, name="seller-join"),
    path("produits/<int:pk>/ne-plus-vendre/", joining.withdrawal, name="seller-join-withdrawal"),
    path("produits/<int:pk>/correction/", joining.correction, name="seller-join-correction"),
    path("produits/<int:pk>/revendre/", joining.resumption, name="seller-join-resumption"),
    path("offres/", lists.offers, name="seller-offers"),
    path("offres/<int:pk>/", lists.offer_quick, name="seller-offer-quick"),
    path("lots/", bulk.listing, name="seller-bulks"),
    path("lots/<int:pk>/", bulk.show, name="seller-bulk"),
    path("lots/<int:pk>/confirmation/", bulk.confirmation, name="seller-bulk-confirmation"),
    path("lots/<int:pk>/fin/", bulk.end, name="seller-bulk-end"),
    path("lots/<int:pk>/annulation/", bulk.undoing, name="seller-bulk-undo"),
    path("lots/<int:pk>/reprise/", bulk.again, name="seller-bulk-again"),
    path("lots/<int:pk>/avant/", bulk.before, name="seller-bulk-before"),
    path("produits/<int:pk>/papiers/", papers.desk, name="seller-papers"),
    path("filieres/", recycling.show, name="seller-recycling"),
    path("badges/", badges.listing, name="seller-badges"),
    path("labels/", claims.listing, name="seller-labels"),
    path("labels/demander/<slug:slug>/", claims.new, name="seller-label-new"),
    path("labels/<int:pk>/", claims.one, name="seller-label"),
    path("labels/<int:pk>/fin/", claims.end, name="seller-label-end"),
    path("labels/piece/<int:pk>/", claims.paper, name="seller-label-paper"),
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
