"""Three doors: the shop, the seller's space, the operator's console; and the machines' paths."""

from django.contrib import admin
from django.urls import include, path

from marketplace.accounts import views as accounts
from marketplace.doors import webhooks
from marketplace.doors.views import (
    account,
    appeals,
    discovery,
    health,
    home,
    icons,
    joining,
    media,
    prospect,
    sell,
    seller_home,
    seller_identity,
    styleguide,
    texts,
)

shop = [
    path("", home.show, name="shop-home"),
    path("vendre/", sell.show, name="shop-sell"),
    path("vendre/contact/", prospect.ask, name="shop-prospect"),
    path("textes/<slug:kind>/", texts.show, name="shop-text"),
    path("contestation/<str:token>/", appeals.show, name="shop-appeal"),
    path("", include("sellers.urls.shop")),
    path("", include("catalog.urls.shop")),
    path("", include("marketing.urls.shop")),
    path("", include("orders.urls.shop")),
    path("", include("accounting.urls.shop")),
]
seller = [
    path("", seller_home.show, name="seller-home"),
    path("entreprise/", seller_identity.show, name="seller-company"),
    path("contester/fiche/<int:pk>/", appeals.of_sheet, name="seller-contest-sheet"),
    path("contester/label/<int:pk>/", appeals.of_label, name="seller-contest-label"),
    path("contester/page/<int:pk>/", appeals.of_page, name="seller-contest-page"),
    path("contester/nouvelle/<int:pk>/", appeals.of_news, name="seller-contest-news"),
    path("contester/<slug:decision>/", appeals.of_shop, name="seller-contest"),
    path("", include("sellers.urls.seller")),
    path("", include("catalog.urls.seller")),
    path("", include("marketing.urls.seller")),
    path("", include("orders.urls.seller")),
    path("", include("accounting.urls.seller")),
]
machines = [
    path("healthz", health.alive, name="health-alive"),
    path("readyz", health.ready, name="health-ready"),
    path("media/<path:path>", media.show, name="media"),
    path("robots.txt", discovery.robots, name="robots"),
    path("humans.txt", discovery.humans, name="humans"),
    path(".well-known/security.txt", discovery.security, name="security"),
    path("icone-<int:side>.png", icons.icon, name="icon"),
    path("icone.svg", icons.drawn, name="icon-drawn"),
    path("favicon.ico", icons.favicon, name="favicon"),
    path("manifest.webmanifest", icons.manifest, name="manifest"),
    path("sitemap.xml", discovery.index, name="sitemap"),
    path("sitemap/<slug:name>/<int:page>.xml", discovery.section, name="sitemap-section"),
    path("webhooks/suivi/", webhooks.parcels, name="webhook-parcels"),
    path("webhooks/<slug:gateway>/", webhooks.receive, name="webhook"),
    path("essai/", include("marketplace.doors.views.sandbox_urls")),
]

handler404 = "marketplace.doors.views.failures.not_found"
handler500 = "marketplace.doors.views.failures.server_error"
people = [  # before the library's own pages of the same names
    path("", account.show, name="account"),
    path("adresses/", account.addresses_page, name="account-addresses"),
    path("adresses/nouvelle/", account.address, name="account-address-new"),
    path("adresses/<int:pk>/", account.address, name="account-address"),
    path("entreprise/", account.company, name="account-company"),
    path("lettres/", account.letters, name="account-letters"),
    path(
        "signup/commande/<slug:number>/",
        joining.after_order,
        name="account-after-order",
    ),
    path("signup/invitation/<slug:kind>/<str:token>/", joining.join, name="account-join"),
    path("equipe/<str:token>/", joining.team_invitation, name="team-invitation"),
    path("email/", accounts.mailbox, name="account_email"),
    path("email/nouvelle/<str:token>/", accounts.move, name="shop-mailbox-move"),
    path("email/ancienne/<str:token>/", accounts.object_to_move, name="shop-mailbox-object"),
    path("confirm-email/", accounts.wait_for_proof, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", accounts.prove, name="account_confirm_email"),
]

urlpatterns = [
    *machines,
    path("langue/", include("django.conf.urls.i18n")),
    path("compte/", include(people)),
    path("compte/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("style/", styleguide.show, name="style"),
    path("seller/", include(seller)),
    path("", include(shop)),
]
