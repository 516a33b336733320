"""Addresses of the marketing app, for the seller door."""

from django.urls import path

from marketing.agenda.views import seller as agenda
from marketing.interviews.views import seller as interviews
from marketing.social.views import seller as social

urlpatterns = [
    path("rendez-vous/", agenda.listing, name="seller-dates"),
    path("rendez-vous/<int:pk>/", agenda.date, name="seller-date"),
    path("rendez-vous/<int:pk>/compte/", agenda.count, name="seller-date-count"),
    path("entretiens/", interviews.listing, name="seller-interviews"),
    path("entretiens/<int:pk>/", interviews.answers, name="seller-interview"),
    path("entretiens/<int:pk>/refus/", interviews.decline, name="seller-interview-decline"),
    path("entretiens/<int:pk>/texte/", interviews.text, name="seller-interview-text"),
    path("entretiens/<int:pk>/accord/", interviews.consent, name="seller-interview-consent"),
    path("partage/", social.sharing, name="seller-sharing"),
    path("partage/fiche/<int:pk>/", social.kit, name="seller-sharing-kit"),
    path("partage/lien/<int:pk>/arret/", social.end, name="seller-sharing-end"),
    path("partage/lien/<int:pk>/qr/<slug:kind>/", social.square, name="seller-sharing-qr"),
]
