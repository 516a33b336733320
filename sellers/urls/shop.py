"""Addresses of the sellers app, for the shop's door."""

from django.urls import path

from sellers.application.views import seller as file
from sellers.identity.views import seller as identity
from sellers.team.views import seller as team

urlpatterns = [
    path("vendre/candidature/", file.apply, name="seller-apply"),
    path("vendre/adresse/<str:token>/", identity.mailbox, name="seller-mailbox"),
    path("vendre/invitation/<str:token>/", team.invitation, name="seller-invitation"),
]
