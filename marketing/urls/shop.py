"""Addresses of the marketing app, for the shop door."""

from django.urls import path

from marketing.agenda.views import shop as agenda
from marketing.contacts.views import shop as contacts
from marketing.follows.views import shop as follows
from marketing.journal.views import shop as journal
from marketing.merchandising.views import shop as merchandising
from marketing.pages.help.views import shop as help_centre
from marketing.pages.views import shop as pages
from marketing.shopfronts.views import shop as shopfronts
from marketing.social.views import shop as social
from marketing.wall.views import shop as wall

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
    path(
        "journal/auteur/<int:pk>/<slug:slug>/",
        journal.of_author,
        name="shop-articles-author",
    ),
    path("journal/annee/<int:year>/", journal.of_year, name="shop-articles-year"),
    path("journal/<slug:slug>/", journal.article, name="shop-article"),
    path("agenda/", agenda.agenda, name="shop-agenda"),
    path("agenda/archives/", agenda.archive, name="shop-agenda-archive"),
    path("agenda/ma-place/<str:token>/", agenda.seat, name="shop-seat"),
    path("agenda/ma-place/<str:token>/date.ics", agenda.seat_calendar, name="shop-seat-calendar"),
    path("agenda/ma-place/<str:token>/desistement/", agenda.leave, name="shop-seat-leave"),
    path("agenda/<slug:slug>/", agenda.gathering, name="shop-gathering"),
    path("agenda/<slug:slug>/date.ics", agenda.calendar, name="shop-gathering-calendar"),
    path("agenda/<slug:slug>/inscription/", agenda.sign_up, name="shop-gathering-signup"),
    path("mur/", wall.show, name="shop-wall"),
    path("mur/retrait/<str:token>/", wall.withdraw, name="shop-wall-withdrawal"),
    path("pages/<slug:slug>/", pages.landing, name="shop-landing"),
    path("maison/<slug:slug>/", pages.house, name="shop-house"),
    path("aide/", help_centre.buyers, name="shop-help"),
    path("aide/avis/<int:pk>/", help_centre.opinion, name="shop-help-opinion"),
    path("aide/vendeurs/", help_centre.sellers, name="shop-help-sellers"),
    path("aide/vendeurs/<slug:slug>/", help_centre.seller_topic, name="shop-help-seller-topic"),
    path("aide/<slug:slug>/", help_centre.buyer_topic, name="shop-help-topic"),
    path("apercu/<str:token>/", pages.preview, name="shop-preview"),
    path(
        "partage/<slug:language>/<slug:kind>/<slug:slug>/<slug:size>.jpg",
        social.card,
        name="shop-card",
    ),
    path("l/<slug:code>/", social.follow, name="shop-link"),
    path("boutique/<slug:slug>/", shopfronts.seller, name="shop-seller"),
    path("apercu/boutique/<str:token>/", shopfronts.preview, name="shop-seller-preview"),
    path("boutique/<slug:slug>/suivre/", follows.follow, name="shop-follow"),
    path("suivre/confirmer/<str:token>/", follows.confirm, name="shop-follow-confirm"),
    path("suivre/quitter/<str:token>/", follows.leave, name="shop-follow-leave"),
    path("lettre/", contacts.newsletter, name="shop-newsletter"),
    path("lettre/confirmer/<str:token>/", contacts.confirm, name="shop-newsletter-confirm"),
    path("lettre/quitter/<str:token>/", contacts.unsubscribe, name="shop-unsubscribe"),
]
