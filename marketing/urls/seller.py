"""Addresses of the marketing app, for the seller door."""

from django.urls import path

from marketing.interviews.views import seller as interviews

urlpatterns = [
    path("entretiens/", interviews.listing, name="seller-interviews"),
    path("entretiens/<int:pk>/", interviews.answers, name="seller-interview"),
    path("entretiens/<int:pk>/refus/", interviews.decline, name="seller-interview-decline"),
    path("entretiens/<int:pk>/texte/", interviews.text, name="seller-interview-text"),
    path("entretiens/<int:pk>/accord/", interviews.consent, name="seller-interview-consent"),
]
