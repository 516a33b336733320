"""Addresses of the sellers app, for the sellers' door."""

from django.urls import path

from sellers.application.views import seller as file
from sellers.conversations.views import seller as messages
from sellers.filters.views import seller as filters
from sellers.identity.views import seller as identity
from sellers.shop.views import seller as shop_settings
from sellers.team.views import seller as team

urlpatterns = [
    path("dossier/", file.show, name="seller-file"),
    path("dossier/envoi/", file.submit, name="seller-file-submit"),
    path("dossier/mandat/revocation/", file.revoke_mandate, name="seller-mandate-revoke"),
    path("dossier/etape/<slug:kind>/", file.step, name="seller-file-step"),
    path("dossier/depot/<slug:kind>/", file.upload, name="seller-file-upload"),
    path("dossier/document/<int:pk>/", file.document, name="seller-file-document"),
    path("dossier/identite/", file.identity, name="seller-identity"),
    path("dossier/retrait/", file.give_up, name="seller-file-give-up"),
    path("dossier/nouvelle-demande/", file.apply_again, name="seller-file-apply-again"),
    path("dossier/reprise/", file.take_up, name="seller-file-take-up"),
    path("entreprise/<slug:topic>/", identity.change, name="seller-company-change"),
    path("entreprise/demande/<int:pk>/retrait/", identity.withdraw, name="seller-company-withdraw"),
    path("entreprise/demande/<int:pk>/renvoi/", identity.resend, name="seller-company-resend"),
    path("boutique/", shop_settings.presentation, name="seller-shop"),
    path("boutique/absence/", shop_settings.holiday, name="seller-holiday"),
    path("livraison/", shop_settings.shipping, name="seller-shipping"),
    path("livraison/modele/", shop_settings.preset, name="seller-shipping-preset"),
    path("livraison/<int:pk>/", shop_settings.method, name="seller-shipping-method"),
    path("equipe/", team.members, name="seller-team"),
    path("equipe/depart/", team.leave, name="seller-leave"),
    path("equipe/<int:pk>/", team.member, name="seller-member"),
    path("equipe/invitation/<int:pk>/", team.invited, name="seller-invited"),
    path("filtres/<slug:what>/", filters.listing, name="seller-filters"),
    path("filtres/<int:pk>/nom/", filters.name, name="seller-filter-name"),
    path("filtres/<int:pk>/suppression/", filters.removal, name="seller-filter-removal"),
    path("messages/", messages.listing, name="seller-threads"),
    path("messages/nouveau/<slug:kind>/<int:pk>/", messages.new, name="seller-thread-new"),
    path("messages/<slug:number>/", messages.one, name="seller-thread"),
    path("messages/<slug:number>/piece/<int:pk>/", messages.enclosure, name="seller-enclosure"),
    path("changer/", shop_settings.switch, name="seller-switch"),
]
