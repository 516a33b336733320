"""Addresses of the import of catalogue files, under the seller door."""

from django.urls import path

from catalog.views import imports

urlpatterns = [
    path("imports/", imports.listing, name="seller-imports"),
    path("imports/<int:pk>/", imports.show, name="seller-import"),
    path("imports/<int:pk>/colonnes/", imports.columns, name="seller-import-columns"),
    path("imports/<int:pk>/lecture/", imports.reading, name="seller-import-reading"),
    path("imports/<int:pk>/categories/", imports.choices, name="seller-import-choices"),
    path("imports/<int:pk>/application/", imports.application, name="seller-import-application"),
    path("imports/<int:pk>/reprise/", imports.reopening, name="seller-import-reopening"),
    path("imports/<int:pk>/abandon/", imports.cancellation, name="seller-import-cancellation"),
    path("imports/<int:pk>/photos/", imports.photos, name="seller-import-photos"),
    path("imports/<int:pk>/rapport/", imports.download, name="seller-import-report"),
]
