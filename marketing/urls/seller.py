"""Addresses of the marketing app, for the seller door."""

from django.urls import path

from marketing.agenda.views import seller as agenda
from marketing.interviews.views import seller as interviews
from marketing.shopfronts.views import news, page
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
    path("ma-page/", page.overview, name="seller-page"),
    path("ma-page/edition/", page.editor, name="seller-page-editor"),
    path("ma-page/trouver/", page.find, name="seller-page-find"),
    path("ma-page/demarche/", page.act, name="seller-page-act"),
    path("ma-page/photos/", page.photos, name="seller-page-pictures"),
    path("ma-page/photos/<int:pk>/retrait/", page.remove_photo, name="seller-page-picture-removal"),
    path("nouvelles/", news.listing, name="seller-news"),
    path("nouvelles/ecrire/", news.write, name="seller-news-new"),
    path("nouvelles/<int:pk>/", news.one, name="seller-news-one"),
    path("nouvelles/<int:pk>/demarche/", news.act, name="seller-news-act"),
    path("partage/", social.sharing, name="seller-sharing"),
    path("partage/fiche/<int:pk>/", social.kit, name="seller-sharing-kit"),
    path("partage/lien/<int:pk>/arret/", social.end, name="seller-sharing-end"),
    path("partage/lien/<int:pk>/reprise/", social.take_up, name="seller-sharing-take-up"),
    path("partage/lien/<int:pk>/qr/<slug:kind>/", social.square, name="seller-sharing-qr"),
]
