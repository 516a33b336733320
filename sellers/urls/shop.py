"""Addresses of the sellers app, for the shop's door."""

from django.urls import path

from sellers.views import file, identity, team

urlpatterns = [
    path("vendre/candidature/", file.apply, name="seller-apply"),
    path("vendre/adresse/<str:token>/", identity.mailbox, name="seller-mailbox"),
    path("vendre/invitation/<str:token>/", team.invitation, name="seller-invitation"),
]
