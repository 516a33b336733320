"""Addresses of the sandbox."""

from django.urls import path

from marketplace.doors.views import sandbox

urlpatterns = [
    path("", sandbox.console, name="sandbox-console"),
    path("reglages/", sandbox.switches, name="sandbox-switches"),
    path("points/", sandbox.points, name="sandbox-points"),
    path("colis/", sandbox.parcels, name="sandbox-parcels"),
    path("paiement/<slug:ref>/", sandbox.payment, name="sandbox-payment"),
    path("paiement/<slug:ref>/authentification/", sandbox.challenge, name="sandbox-challenge"),
    path("compte/<slug:ref>/", sandbox.account, name="sandbox-account"),
    path("courrier/", sandbox.letters, name="sandbox-letters"),
    path("courrier/<str:file>/<int:place>/", sandbox.letter, name="sandbox-letter"),
    path("<slug:what>/<slug:ref>/", sandbox.act, name="sandbox-act"),
]
