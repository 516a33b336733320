"""Addresses of the sellers app, for the shop's door."""

from django.urls import path

from sellers.application.views import seller as file
from sellers.conversations.views import buyer as messages
from sellers.conversations.views import contact
from sellers.identity.views import seller as identity
from sellers.team.views import seller as team

urlpatterns = [
    path("vendre/candidature/", file.apply, name="seller-apply"),
    path("vendre/adresse/<str:token>/", identity.mailbox, name="seller-mailbox"),
    path("vendre/invitation/<str:token>/", team.invitation, name="seller-invitation"),
    path("compte/messages/", messages.listing, name="account-threads"),
    path("compte/messages/nouveau/<slug:kind>/<int:pk>/", messages.new, name="account-thread-new"),
    path("compte/messages/<slug:number>/", messages.one, name="account-thread"),
    path(
        "compte/messages/<slug:number>/piece/<int:pk>/",
        messages.enclosure,
        name="account-enclosure",
    ),
    path("contact/", contact.write, name="shop-contact"),
    path("contact/<str:token>/", contact.one, name="shop-thread"),
    path("contact/<str:token>/piece/<int:pk>/", contact.enclosure, name="shop-enclosure"),
]
