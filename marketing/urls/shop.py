"""Addresses of the marketing app, for the shop door."""

from django.urls import path

from marketing.contacts.views import shop as contacts
from marketing.journal.views import shop as journal
from marketing.merchandising.views import shop as merchandising
from marketing.pages.views import shop as pages
from marketing.social.views import shop as social

urlpatterns = [
    path("c/<slug:slug>/", merchandising.category, name="shop-category"),
    path("collections/", merchandising.collections, name="shop-collections"),
    path("collections/<slug:slug>/", merchandising.collection, name="shop-collection"),
    path("collections/<slug:slug>/flux.xml", merchandising.feed, name="shop-collection-feed"),
    path("journal/", journal.articles, name="shop-articles"),
    path("journal/flux.xml", journal.feed, name="shop-articles-feed"),
    path("journal/genre/<slug:word>/", journal.of_kind, name="shop-articles-kind"),
    path("journal/genre/<slug:word>/flux.xml", journal.feed, name="shop-articles-kind-feed"),
    path("journal/theme/<slug:slug>/", journal.of_tag, name="shop-articles-tag"),
    path("journal/annee/<int:year>/", journal.of_year, name="shop-articles-year"),
    path("journal/<slug:slug>/", journal.article, name="shop-article"),
    path("pages/<slug:slug>/", pages.landing, name="shop-landing"),
    path("maison/<slug:slug>/", pages.house, name="shop-house"),
    path("apercu/<str:token>/", pages.preview, name="shop-preview"),
    path(
        "partage/<slug:language>/<slug:kind>/<slug:slug>/<slug:size>.jpg",
        social.card,
        name="shop-card",
    ),
    path("l/<slug:code>/", social.follow, name="shop-link"),
    path("lettre/", contacts.newsletter, name="shop-newsletter"),
    path("lettre/confirmer/<str:token>/", contacts.confirm, name="shop-newsletter-confirm"),
    path("lettre/quitter/<str:token>/", contacts.unsubscribe, name="shop-unsubscribe"),
]
