"""Addresses of the sellers app, for the shop's door."""

from django.urls import path

from sellers.views import file, team

urlpatterns = [
    path("vendre/candidature/", file.apply, name="seller-apply"),
    path("vendre/invitation/<str:token>/", team.invitation, name="seller-invitation"),
]
